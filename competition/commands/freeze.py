"""`freeze`: keep a trade's public board as it stands, or let it go on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from competition.commands import options

if TYPE_CHECKING:
    from competition.store.database import Database
    from scoring.facts import Fact


@click.command()
@click.argument("event")
@click.argument("trade")
@click.option("--thaw", is_flag=True, help="Let the board go on.")
@options.database
def command(event: str, trade: str, thaw: bool, database: str | None) -> None:
    """Keep the public board of TRADE as it stands, also while a server is running on the same database."""
    from competition.settings import given
    from competition.store.database import open_database
    from scoring.facts import Frozen, Thawed

    settings = given(database=database)
    with options.said(), open_database(settings.database) as store:
        click.echo(asyncio.run(_record(store, event, Thawed(trade) if thaw else Frozen(trade, ""))))


async def _record(store: Database, event: str, fact: Fact) -> str:
    """Record the fact; what to say about it: trade, and the line's position as `stream:seq:digest`."""
    from competition.access.access import CONSOLE
    from competition.recording.recorder import Recorder
    from competition.store.ledger import Ledger
    from competition.words import problem

    ledger = Ledger(store, event)
    async with Recorder(ledger) as recorder:
        answer = await recorder.record(fact, actor=CONSOLE.id, key=uuid4().hex)
    if answer.seq is None:
        said = (" ".join(problem(each.code, each.facts, "en")) for each in answer.problems)
        raise click.ClickException("; ".join(said))
    return f"{fact.kind}: {event}:{answer.seq}:{ledger.page(answer.seq - 1, 1)[0].digest}"
