"""`rehearse`: play a past event, or invented marks, onto the boards of a server, in an event of its own."""

from __future__ import annotations

import asyncio
import secrets
import sys
from typing import TYPE_CHECKING

import click

from competition.commands import options

if TYPE_CHECKING:
    from competition.rehearsals.kept import Rehearsal
    from competition.settings import Settings


@click.command()
@click.argument("event")
@click.option("--invent", is_flag=True, help="Invent marks for EVENT instead of playing its own.")
@click.option("--seed", default="", help="Of invented marks: the same seed, the same marks  [default: drawn]")
@click.option("--speed", type=click.FloatRange(1, 100), default=10.0, show_default=True, help="×1 is the event's pace.")
@click.option("--no-pauses", is_flag=True, help="As fast as the ledger takes it.")
@click.option("--end", is_flag=True, help="End the rehearsal EVENT: its boards are shown no more.")
@options.database
def command(
    event: str, invent: bool, seed: str, speed: float, no_pauses: bool, end: bool, database: str | None
) -> None:
    """Play the marks of EVENT, which must be over, into an event of its own: its boards move as they did. With --invent
    (or --seed) marks are invented for EVENT. Where EVENT is a rehearsal that was stopped, it goes on.

    Every page of a rehearsal says so, and nothing in it becomes a notice, an award or an export. A server on the same
    database shows the boards; its office can pause, quicken and end what this command plays. Ctrl+C stops.

    Exit codes: 0 played to the end, 1 refused, or ended before, 2 wrong call.
    """
    from competition.settings import given

    settings = given(database=database)
    pace = "0" if no_pauses else f"{speed:g}"
    with options.said():
        played = asyncio.run(_rehearse(settings, event, seed or (secrets.token_hex(4) if invent else ""), pace, end))
    sys.exit(0 if played else 1)


async def _rehearse(settings: Settings, event: str, seed: str, speed: str, end: bool) -> bool:
    """Do it and say so; True where it was played to the end, or ended as asked."""
    from competition.access.access import CONSOLE
    from competition.catalogue import OVER
    from competition.recording.streams import Streams
    from competition.rehearsals.conducting import Refused, Rehearsals
    from competition.rehearsals.kept import PLAYED
    from competition.store.database import existing

    with existing(settings.database) as store:
        streams = Streams(store, publish=lambda event, views: None, lost=lambda event: None)
        rehearsals = Rehearsals(store, streams)
        try:
            row = await rehearsals.find(event)
            if end and row is not None:
                await rehearsals.steer(event, state=OVER)
                click.echo(f"{event} is over")
                return True
            if row is None:
                event = await rehearsals.begin(event, office=event, seed=seed, speed=speed, made_by=CONSOLE.id)
            else:
                await rehearsals.steer(event, speed=speed)
            click.echo(f"{event}: /events/{event}")
            await (await rehearsals.play(event, _tell))
            row = await rehearsals.find(event)
        except Refused as refused:
            raise click.ClickException(_words(refused)) from None
        finally:
            await rehearsals.close()
            await streams.close()
    assert row is not None
    refused_ = f", {row.refused} facts not taken" if row.refused else ""
    click.echo(f"{event}: {row.played}/{row.marks} marks{refused_}, {row.stands}")
    return row.state == PLAYED


def _tell(row: Rehearsal) -> None:
    """Say on stderr how far it is, on a terminal in one line."""
    from competition.rehearsals.pages import clock

    if sys.stderr.isatty():
        reached = f"{clock(row.reached)} of {clock(row.length)}"
        line = f"{reached} · {row.played}/{row.marks} marks · ×{row.speed} · {row.stands}"
        click.echo(f"\r\x1b[K{line}", err=True, nl=False)


def _words(refused: Exception) -> str:
    from competition import words
    from competition.rehearsals.conducting import Refused

    assert isinstance(refused, Refused)
    what, remedy = words.problem(refused.problem.code, refused.problem.facts, "en")
    return f"{what} {remedy}"
