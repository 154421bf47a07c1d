"""What an imported event is to be, before its trades are open: what opening one pins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from competition import catalogue
from competition.intake import recording
from competition.intake.package import Package
from competition.intake.recording import Entry
from competition.store.database import Database
from scoring.facts import PrizeOpened, Seat, TradeOpened
from scoring.nodes import Name, Phase, Scheme

MOST = 4
"""Events whose plan is remembered: of what was imported only schemes change, and they are compared."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One trade as imported. panels: judges by panel; reserves: those in reserve. fact: what opening it would state,
    None while the codes of a blind trade are not drawn. policy: its name, None for none. working_days: None where
    nothing leads past the final result."""

    id: str
    name: Name
    blind: bool
    scheme: Scheme
    entrants: int
    groups: tuple[str, ...]
    panels: Mapping[str, tuple[str, ...]]
    reserves: Mapping[str, tuple[str, ...]]
    occupation: str
    level: str
    fact: TradeOpened | None
    policy: Name | None
    working_days: int | None

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Its phases in order."""
        return self.scheme.phases

    @property
    def judges(self) -> int:
        """How many judges it has."""
        return len({judge for judges in self.panels.values() for judge in judges})


class Plans:
    """Reads plans, and remembers a few."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[str, Package] = {}

    async def package(self, event: str) -> Package | None:
        """What the catalogue keeps of an event. Raises what the database raises."""
        found = await self._database.read(self._load, event, self._kept.get(event))
        if found is not None and found is not self._kept.get(event):
            while len(self._kept) >= MOST:
                self._kept.pop(next(iter(self._kept)))
            self._kept[event] = found
        return found

    def _load(self, event: str, kept: Package | None) -> Package | None:
        with self._database.connect() as connection:
            if kept is not None and catalogue.scheme_texts(connection, event) == kept.scheme_texts:
                return kept
            return catalogue.load(connection, event)


def openings(package: Package, drawn: Mapping[str, tuple[str, ...]]) -> dict[str, Entry]:
    """What opens each trade, by trade; blind ones only where their codes are drawn."""
    return {
        entry.fact.trade: entry for entry in recording.opened(package, drawn) if isinstance(entry.fact, TradeOpened)
    }


def prizes(package: Package, drawn: Mapping[str, tuple[str, ...]], opened: Collection[str]) -> dict[str, Entry]:
    """What opens the overall prizes of which every trade is open, by prize. opened: those trades."""
    return {
        entry.fact.prize: entry
        for entry in recording.opened(package, drawn)
        if isinstance(entry.fact, PrizeOpened) and set(entry.fact.trades) <= set(opened)
    }


def plans(package: Package, drawn: Mapping[str, tuple[str, ...]]) -> Iterator[Plan]:
    """Every trade of a package as it would be opened, in the contest's order."""
    opened = openings(package, drawn)
    for trade in package.contest.trades:
        entry = opened.get(trade.id)
        roster = package.roster(trade.id)
        yield Plan(
            id=trade.id,
            name=trade.name,
            blind=trade.blind,
            scheme=package.schemes[trade.id],
            entrants=len(roster),
            groups=tuple(sorted({group for _, group in roster if group})),
            panels=_by_panel(package.seats(trade.id)),
            reserves=_by_panel(package.reserves(trade.id)),
            occupation=trade.occupation,
            level=trade.level,
            fact=entry.fact if entry is not None and isinstance(entry.fact, TradeOpened) else None,
            policy=None if package.policy is None else package.policy.name,
            working_days=package.contest.working_days,
        )


def _by_panel(seats: Iterable[Seat]) -> dict[str, tuple[str, ...]]:
    panels: dict[str, dict[str, None]] = {}
    for seat in seats:
        panels.setdefault(seat.panel, {})[seat.judge] = None
    return {panel: tuple(judges) for panel, judges in panels.items()}
