"""Rehearsals as they are kept: what each plays, how fast, and how far it has come."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, insert, select, update

from competition import catalogue, imports
from competition.access.tokens import now
from competition.catalogue import OVER
from competition.intake.contest import Trade
from competition.intake.package import Package
from competition.rehearsals.cues import KEY, Script
from competition.store import schema
from scoring.nodes import Name
from scoring.procedure.order import REHEARSAL
from scoring.state import State

PLAYING: Final = "playing"
PAUSED: Final = "paused"
PLAYED: Final = "played"

SPEEDS: Final = ("1", "2", "5", "10", "20", "50", "100")
"""How many seconds of the event pass in one."""

FASTEST: Final = 100
LONGEST_SEED: Final = 40
GONE_AFTER: Final = timedelta(seconds=8)
"""Who plays and was not heard of for so long is gone: the server was stopped, or the command."""


class Rehearsal(NamedTuple):
    """A rehearsal as it is kept; see the table. Seconds are text, times UTC text."""

    event: str
    source: str
    office: str
    seed: str
    speed: str
    state: str
    player: str
    reached: str
    length: str
    shortened: str
    played: int
    marks: int
    refused: int
    made_by: str
    made_at: str
    beat_at: str

    @property
    def attended(self) -> bool:
        """True while somebody plays it, be it paused."""
        return self.state in (PLAYING, PAUSED) and self.beat_at > now(-GONE_AFTER)

    @property
    def stands(self) -> str:
        """playing, paused, played or over; `stopped` where it should play and nobody does."""
        return "stopped" if self.state == PLAYING and not self.attended else self.state


def find(connection: Connection, event: str) -> Rehearsal | None:
    """The rehearsal that is this event."""
    row = connection.execute(_all().where(schema.rehearsal.c.event == event)).first()
    return None if row is None else Rehearsal(*row)


def of_office(connection: Connection, office: str) -> list[Rehearsal]:
    """Those that were begun in an event's office, the newest first."""
    table = schema.rehearsal.c
    chosen = _all().where(table.office == office).order_by(table.made_at.desc(), table.event.desc())
    return [Rehearsal(*row) for row in connection.execute(chosen)]


def begin(
    connection: Connection, package: Package, script: Script, *, office: str, seed: str, speed: str, made_by: str
) -> str:
    """Make the event that the script is played into, in the caller's transaction; its id. package: of the event that
    it comes from."""
    source = package.contest.event
    taken = set(catalogue.events(connection))
    number = next(each for each in range(1, len(taken) + 2) if _id(source, each) not in taken)
    event = _id(source, number)
    problem = imports.begin(
        connection, _tried(package, event, invented=bool(seed)), marks=False, finished=True, purpose=REHEARSAL
    )
    assert problem is None, problem
    connection.execute(
        insert(schema.rehearsal).values(
            event=event,
            source=source,
            office=office,
            seed=seed,
            speed=speed,
            state=PAUSED,
            player="",
            reached="0",
            length=seconds(script.length_s),
            shortened=seconds(script.shortened_s),
            played=0,
            marks=script.marks,
            refused=0,
            made_by=made_by,
            made_at=now(),
            beat_at="",
        )
    )
    return event


def claim(connection: Connection, event: str) -> str:
    """Become the one who plays it; whoever did before stops. The name to play under."""
    player = secrets.token_urlsafe(9)
    steer(connection, event, player=player, state=PLAYING, beat_at=now())
    return player


def steer(connection: Connection, event: str, **said: str) -> None:
    """Change state or speed. One that is over stays so."""
    table = schema.rehearsal
    connection.execute(update(table).where(table.c.event == event, table.c.state != OVER).values(said))


def beat(connection: Connection, event: str, player: str, *, reached_s: float, played: int, refused: int) -> None:
    """Say how far it is, and that somebody plays; nothing where it is another's by now."""
    table = schema.rehearsal
    said = {"reached": seconds(reached_s), "played": played, "refused": refused, "beat_at": now()}
    connection.execute(update(table).where(table.c.event == event, table.c.player == player).values(said))


def places(connection: Connection, event: str) -> dict[int, int]:
    """By line of the original, the line of the rehearsal that stands for it."""
    line = schema.line.c
    rows = connection.execute(select(line.key, line.seq).where(line.stream == event, line.key.startswith(KEY)))
    return {int(key.removeprefix(KEY)): seq for key, seq in rows}


def unfinished(state: State) -> list[str]:
    """Trades of which not everybody has seen the end: not final, or frozen."""
    return [trade.id for trade in state.trades.values() if not trade.final or trade.kept is not None]


def seconds(of: float) -> str:
    """Seconds as they are kept."""
    return f"{of:.1f}"


def _all() -> Select[Any]:
    return select(*(schema.rehearsal.c[field] for field in Rehearsal._fields))


def _id(source: str, number: int) -> str:
    return f"{source[:44]}-rehearsal-{number}"


def _tried(package: Package, event: str, *, invented: bool) -> Package:
    """The package under another name: without what is known about persons, and where marks are invented without codes,
    which would have to be drawn."""
    contest = package.contest
    trades = tuple(_open(trade) for trade in contest.trades) if invented else contest.trades
    name = Name(f"演练 · {contest.name.zh}", f"Rehearsal · {contest.name.en}")
    contest = replace(contest, event=event, name=name, trades=trades)
    return replace(package, contest=contest, persons=(), members=(), expected=(), photos={})


def _open(trade: Trade) -> Trade:
    return replace(trade, blind=False, layers=())
