"""`verify`: prove the ledger from its lines alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from competition.commands import options

if TYPE_CHECKING:
    from competition.store.verify import Position

TELL_S = 2.0
"""How often long work says on stderr how far it is."""


def _positions(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> list[Position]:
    from competition.store.verify import position

    try:
        return [position(each) for each in given]
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("events", metavar="[EVENT]...", nargs=-1)
@click.option(
    "--expect",
    "expected",
    metavar="STREAM:SEQ:DIGEST",
    multiple=True,
    callback=_positions,
    help="A position printed earlier: finds a cut or rewritten tail. May be given several times.",
)
@options.database
def command(events: tuple[str, ...], expected: list[Position], database: str | None) -> None:
    """Walk the ledger of every EVENT (all streams, if none is named), recompute what its lines state, and print where
    each stream ends, as `stream:seq:digest`. Changes nothing; a server may be running.

    Exit codes: 0 all is as it was recorded, 1 a line is not (the first of its stream is named), 2 wrong call.
    """
    from competition.settings import given
    from competition.store.database import existing
    from competition.store.verify import Finding, names, verify
    from competition.words import problem

    settings = given(database=database)
    with options.said(), existing(settings.database) as store:
        every = names(store)
        unknown = sorted(set(events) - set(every))
        if unknown:
            raise click.UsageError(f"there is no event {', '.join(unknown)}; there are: {', '.join(every) or 'none'}")
        bad = False
        for stream in events or sorted({*every, *(each.stream for each in expected)}):
            found = verify(store, stream, [each for each in expected if each.stream == stream], _teller(stream))
            if isinstance(found, Finding):
                bad = True
                what = " ".join(problem(found.code, found.facts, "en"))
                click.echo(f"{found.stream}:{found.seq}: {found.code}: {what}")
            else:
                click.echo(str(found))
    if bad:
        raise SystemExit(1)


def _teller(stream: str) -> Callable[[int, int], None]:
    told = time.monotonic()

    def tell(done: int, of: int) -> None:
        nonlocal told
        if time.monotonic() > told + TELL_S:
            told = time.monotonic()
            click.echo(f"{stream}: {done:,} of {of:,} lines", err=True)

    return tell
