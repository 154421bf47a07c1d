"""A process that issues certificates, to be raced and killed.

    python -m tests.competition.certificates.issuer URL [--halt STAGE:DONE] EVENT...

Says `ready`, waits for a line on standard input, issues the events' certificates one after the other, and says what
came of each as JSON. At a stage that it is to halt at it says so and does nothing more, its work half done.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading

import click

from competition.awarding.stored import standing
from competition.certificates.issuing import Issuing
from competition.recording.streams import Streams
from competition.store.database import Database
from tests.competition.certificates.town import TRADE


async def work(url: str, events: tuple[str, ...], halt: str) -> None:
    def tell(stage: str, done: int, of: int) -> None:
        if halt == f"{stage}:{done}":
            click.echo(f"halted {of}")
            threading.Event().wait()

    with Database(url) as database:
        streams = Streams(database, publish=lambda event, views: None, lost=lambda event: None)
        try:
            read = {event: standing(database, event) for event in events}
            house = await streams.house()
            click.echo("ready")
            sys.stdin.readline()
            for event, found in read.items():
                assert found is not None
                issuing = Issuing(house, found, TRADE, actor="association.A", day="2026-06-01", tell=tell)
                came = await issuing.run()
                codes = [each.code for each in came.problems], [[who, each.code] for who, each in came.refused]
                click.echo(json.dumps([event, came.numbers, *codes]))
        finally:
            await streams.close()


@click.command()
@click.argument("url")
@click.argument("events", nargs=-1)
@click.option("--halt", default="")
def main(url: str, events: tuple[str, ...], halt: str) -> None:
    asyncio.run(work(url, events, halt))


if __name__ == "__main__":
    main()
