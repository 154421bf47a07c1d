"""The figures that a package states (expected.csv) beside those that scoring it gives."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from competition.intake.package import Package
from competition.scores.row import ADVANCED, LIST, Row
from scoring.numbers import parse, shown

NOT_ADVANCED = frozenset({"0", "no", "false"})
"""Values of the figure `advanced` that say: did not go on."""


class Stated(NamedTuple):
    """A figure as the package states it and as it was computed, "" where there is none. alone: no other position in the
    list would hold as well."""

    trade: str
    phase: str
    entrant: str
    item: str
    judge: str
    figure: str
    stated: str
    computed: str
    holds: bool
    alone: bool = True

    def __str__(self) -> str:
        where = " ".join(filter(None, self[:6]))
        return f"{where}: computed {self.computed or 'nothing'}, stated {self.stated or 'nothing'}"


def compare(package: Package, computed: list[Row]) -> Iterator[Stated]:
    """Every figure of the package's expected.csv with what scoring it gave. computed: all of its rows, with figures."""
    values: dict[tuple[str, ...], str] = {
        (row.trade, row.phase, row.entrant, row.item, row.judge, row.figure): row.value or "" for row in computed
    }
    listed = _listed(computed)
    decimals = {trade: scheme.decimals for trade, scheme in package.schemes.items()}
    most = max(decimals.values())
    for trade, phase, entrant, item, judge, figure, stated in package.expected:
        value = values.get((trade, phase, entrant, item, judge, figure), "")
        positions = listed[trade, phase, entrant] if figure == LIST and value else {value}
        if figure == ADVANCED:
            holds = (stated not in NOT_ADVANCED) == bool(value)
        elif figure == LIST:
            holds = stated in positions
        else:
            holds = alike(value, stated, decimals.get(trade, most))
        yield Stated(trade, phase, entrant, item, judge, figure, stated, value, holds, len(positions) == 1)


def _listed(computed: list[Row]) -> dict[tuple[str, str, str], set[str]]:
    """Positions that each entrant may be listed at, by (trade, phase, entrant): those whom nothing tells apart are
    listed in any order among themselves."""
    together: dict[tuple[str, str, int | None, int], set[str]] = {}
    found = {}
    section = 0
    for row in computed:
        if row.figure == LIST and row.value:
            section += row.value == "1"
            among = together.setdefault((row.trade, row.phase, row.rank, section), set())
            among.add(row.value)
            found[row.trade, row.phase, row.entrant] = among
    return found


def alike(value: str, stated: str, decimals: int) -> bool:
    """True where both are the same text or number, or both state nothing, or the stated figure is the computed one
    rounded half-up to as many digits as it is stated with, the scheme's decimals at least."""
    if value == stated or not value or not stated or parse(stated) is None:
        return value == stated
    places = max(decimals, len(stated.partition(".")[2]))
    return Fraction(value) == Fraction(stated) or shown(Fraction(value), places) == stated
