"""The sums of a contest as a table that can be taken along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from competition.exports.tables import Cell, Column, Figure, Table
from competition.statistics.summing import GRADES, HELD, TRADE, Slice
from competition.words import term

COUNTS = ("registered", "came", "placed", "first", "mean", "highest", "lowest", "people", "honours")
COLUMNS = ("trade", "by", "what", *COUNTS)


def table(found: Iterable[Slice], trades: Mapping[str, str], lang: str) -> Table:
    """A row a line. trades: their names by id."""
    slices = list(found)
    granted = [code for code in GRADES if any(code in each.grades for each in slices)]
    columns = [Column(each, term("sums-columns", each, lang), 24 if each == "what" else 12) for each in COLUMNS]
    columns += [Column(f"grade-{code}", term("grades", code, lang), 14) for code in granted]
    rows = tuple(tuple(_row(each, trades, granted, lang)) for each in slices)
    return Table("statistics", term("export-tables", "statistics", lang), tuple(columns), rows)


def called(found: Slice, trades: Mapping[str, str], lang: str) -> str:
    """What a line is about, in words."""
    if found.by == TRADE:
        return trades.get(found.what, found.what)
    if found.by == HELD:
        return term("grades", found.what, lang) if found.what else term("sums-says", "unknown", lang)
    return found.what or term("sums-says", "without", lang)


def _row(found: Slice, trades: Mapping[str, str], granted: Iterable[str], lang: str) -> Iterator[Cell]:
    yield found.trade
    yield term("sums-by", found.by, lang)
    yield called(found, trades, lang)
    for key in COUNTS:
        value = getattr(found, key)
        of_people = found.by == HELD and key in ("registered", "came", "placed", "first")
        yield "" if of_people or value is None or value == "" else Figure(value)
    for code in granted:
        yield "" if found.people is None else Figure(found.grades.get(code, 0))
