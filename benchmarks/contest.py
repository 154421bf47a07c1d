"""The invented contest that is measured with: as many trades and entrants as a benchmark asks for.

Every trade is marked by `scheme.toml`: four aspects by five judges, the highest and the lowest mark dropped, and four
by three judges; 32 marks an entrant.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scoring.engine import apply
from scoring.facts import Cell, Fact, MarkGiven, Seat, StreamOpened, TradeOpened
from scoring.items import items_text
from scoring.lines import Line, digest
from scoring.scheme import read_scheme, scheme_text
from scoring.state import State

EVENT = "bench"
PHASE = "round"
PANELS: Mapping[str, tuple[str, ...]] = {
    "craft": ("cutting", "joining", "surface", "edges"),
    "idea": ("concept", "form", "colour", "space"),
}
"""Aspects by panel. The rule of the panel `idea` is a mean: there every other mark makes another total."""
JUDGES = {"craft": 5, "idea": 3}
"""How many judges a panel has."""
MARKS = sum(JUDGES[panel] * len(aspects) for panel, aspects in PANELS.items())
"""Marks owed an entrant."""
AT = "2026-05-01T08:00:00.000000Z"
SCHEME = Path(__file__).with_name("scheme.toml")


@dataclass(frozen=True)
class Contest:
    """entrants: of each trade."""

    trades: int
    entrants: int

    @property
    def names(self) -> list[str]:
        """Ids of the trades."""
        return [f"T{number:02}" for number in range(1, self.trades + 1)]

    def roster(self, trade: str) -> list[str]:
        """Ids of a trade's entrants in running order."""
        return [f"{trade}-{number:05}" for number in range(1, self.entrants + 1)]

    def opened(self, trade: str) -> TradeOpened:
        """The fact that opens a trade."""
        roster = tuple((entrant, "") for entrant in self.roster(trade))
        seats = tuple(Seat("", panel, "", judge) for panel in PANELS for judge in judges(trade, panel))
        scheme, items = contents()
        return TradeOpened(trade, scheme, items, roster, seats)

    def marks(self, trade: str) -> Iterator[MarkGiven]:
        """Every mark that the trade owes, entrant by entrant, aspect by aspect, judge by judge."""
        chance = random.Random(trade)
        for entrant in self.roster(trade):
            for panel, aspects in PANELS.items():
                for aspect in aspects:
                    for judge in judges(trade, panel):
                        yield MarkGiven(Cell(judge, entrant, PHASE, "", aspect), value(chance))


def judges(trade: str, panel: str) -> list[str]:
    """Ids of a panel's judges."""
    return [f"{trade}-{panel}-{number}" for number in range(1, JUDGES[panel] + 1)]


def value(chance: random.Random, highest: int = 100) -> str:
    """A mark from 0 to `highest` in quarters."""
    whole, quarter = divmod(chance.randrange(4 * highest + 1), 4)
    return f"{whole}{('', '.25', '.5', '.75')[quarter]}"


@cache
def _texts() -> tuple[str, str]:
    scheme, problems = read_scheme(tomllib.loads(SCHEME.read_text(encoding="utf-8"), parse_float=str))
    assert scheme is not None, problems
    return scheme_text(scheme), items_text([])


def contents() -> dict[str, str]:
    """Scheme and items by digest, in this order."""
    return {digest(text): text for text in _texts()}


def numbered(stated: Iterable[Fact], after: int = 0) -> Iterator[Line]:
    """The facts as lines behind `after`."""
    for seq, fact in enumerate(stated, after + 1):
        actor = f"judge.{fact.cell.judge}" if isinstance(fact, MarkGiven) else "organiser.main"
        yield Line(seq, AT, actor, f"key-{seq:07}", fact)


def everything(contest: Contest) -> Iterator[Fact]:
    """The whole contest: the event, its trades, their marks."""
    yield StreamOpened(EVENT, "event")
    for trade in contest.names:
        yield contest.opened(trade)
    for trade in contest.names:
        yield from contest.marks(trade)


def folded(contest: Contest) -> State:
    """The state after the whole contest."""
    state, known = State(EVENT), contents()
    for line in numbered(everything(contest)):
        apply(state, line, known)
    return state


def write_package(contest: Contest, folder: Path) -> Path:
    """The contest without marks as a package in a folder, which is made."""
    (folder / "schemes").mkdir(parents=True)
    named = 'name = {{ zh = "{0}", en = "{0}" }}\n'
    head = f'package = 1\n[event]\nid = "{EVENT}"\nstarts = "2026-05-01"\nends = "2026-05-02"\n'
    head += named.format("Benchmark") + "[organiser]\n" + named.format("Benchmark")
    files: dict[str, list[str]] = {
        "entrants": ["trade,entrant,number,name,name_en,organisation,organisation_en,group"],
        "judges": ["judge,name,name_en,organisation,interests"],
        "panels": ["trade,phase,panel,item,judge"],
    }
    for trade in contest.names:
        head += f'[[trades]]\nid = "{trade}"\n' + named.format(trade)
        (folder / "schemes" / f"{trade}.toml").write_bytes(SCHEME.read_bytes())
        for place, entrant in enumerate(contest.roster(trade), 1):
            files["entrants"].append(f"{trade},{entrant},{place},{entrant},,,,")
        for panel in PANELS:
            files["judges"] += [f"{judge},{judge},,," for judge in judges(trade, panel)]
            files["panels"] += [f"{trade},,{panel},,{judge}" for judge in judges(trade, panel)]
    (folder / "contest.toml").write_text(head, encoding="utf-8")
    for name, rows in files.items():
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder
