"""A small stream to record in, on any database: one trade, three judges who mark one aspect, eight entrants."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from competition.recording.recorder import Entry, Recorder, create_stream
from competition.store.database import Database, open_database
from competition.store.ledger import Ledger, streams
from scoring.facts import Cell, MarkGiven, Seat, SheetSigned, TradeOpened
from scoring.lines import canonical, digest
from scoring.scheme import read_scheme, scheme_text
from scoring.sheets import sheet_digest
from tests.scoring.field import Contest

EVENT = "spring"
TRADE = "diving"
JUDGES = ("J1", "J2", "J3")
ENTRANTS = tuple(f"K{number:02}" for number in range(1, 9))
SCHEME = """
scheme = 1
decimals = 2
[[phases]]
id = "final"
[[modules]]
id = "dive"
[[modules.criteria]]
id = "whole"
[[modules.criteria.aspects]]
id = "form"
rule = "mean"
lowest = 0
highest = 10
step = "0.5"
"""


def opening(trade: str = TRADE, entrants: tuple[str, ...] = ENTRANTS) -> Entry:
    """The organiser opens the trade."""
    scheme, problems = read_scheme(tomllib.loads(SCHEME, parse_float=str))
    assert scheme is not None, problems
    text, items = scheme_text(scheme), canonical([])
    seats = tuple(Seat("", "panel", "", judge) for judge in JUDGES)
    fact = TradeOpened(trade, digest(text), digest(items), tuple((each, "") for each in entrants), seats)
    return Entry(fact, "organiser.main", f"open-{trade}", {digest(text): text, digest(items): items})


def mark(judge: str, entrant: str, value: str, *, key: str = "", supersedes: int = 0) -> Entry:
    """The judge's mark; its key says the cell unless another is given."""
    fact = MarkGiven(Cell(judge, entrant, "final", "", "form"), value, supersedes)
    return Entry(fact, f"judge.{judge}", key or f"{judge}-{entrant}")


def signature(judge: str, entrant: str, value: str) -> Entry:
    """The judge signs her sheet with this one value."""
    sheet = [(Cell(judge, entrant, "final", "", "form").key(), value)]
    fact = SheetSigned(judge, entrant, "final", sheet_digest(sheet))
    return Entry(fact, f"judge.{judge}", f"sign-{judge}-{entrant}")


def entries(contest: Contest) -> list[Entry]:
    """Everything that was recorded in a contest of the core, to be recorded once more; its stream is open already."""
    return [Entry(line.fact, line.actor, line.key, contest.contents) for line in contest.lines[1:]]


def prepare(database: Database, stream: str = EVENT) -> None:
    """Make the stream where there is none."""
    with database.transaction() as connection:
        if stream not in dict(streams(connection)):
            create_stream(connection, stream, "event")


@asynccontextmanager
async def recording(url: str, *, opened: bool = True, **options: Any) -> AsyncIterator[Recorder]:
    """A recorder on the stream, over a database of its own; `opened`: the trade is open."""
    with open_database(url) as database:
        prepare(database)
        async with Recorder(Ledger(database, EVENT), **options) as recorder:
            if opened:
                answer = (await recorder.record_all([opening()]))[0]
                assert answer.status in ("accepted", "known"), answer
            yield recorder
