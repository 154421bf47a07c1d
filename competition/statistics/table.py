"""The table behind the pictures, to be taken along: one row a judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from competition.exports.tables import Cell, Column, Figure, Table, Taken
from competition.statistics.figures.intervals import Interval
from competition.statistics.figures.report import Report
from competition.words import term

COLUMNS = (
    *("judge", "judge-name", "entrants", "marks", "severity", "low", "high"),
    *("scatter", "scatter-low", "scatter-high", "follows", "follows-low", "follows-high"),
    *("own", "favour", "favour-low", "favour-high"),
)
PLACES = 6
"""Digits after the point."""


def taken(report: Report, head: Sequence[tuple[str, str]], names: Mapping[str, str], position: str, lang: str) -> Taken:
    """The report as an export. head: (id, text) of what it is about. names: of judges. position:
    `stream:seq:digest`."""
    columns = tuple(Column(id, term("statistics-columns", id, lang), 14) for id in COLUMNS)
    about = [
        (id, term("statistics-head", id, lang), text) for id, text in (*head, *_agreement(report), ("at", position))
    ]
    table = Table("judges", term("statistics-head", "judges", lang), columns, tuple(_rows(report, names)))
    return Taken(tuple(about), (table,), position)


def _agreement(report: Report) -> Iterator[tuple[str, str]]:
    for each in report.correlations:
        yield f"icc-{each.form.replace(',', '-')}", " ".join(map(_figure, (each.value, *each.interval)))
    if report.concordance is not None:
        yield "w", _figure(report.concordance.value)


def _rows(report: Report, names: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    own = {each.judge: each for each in report.favours}
    for severity, consistency in zip(report.severities, report.consistencies, strict=True):
        favour = own.get(severity.judge)
        yield (
            severity.judge,
            names.get(severity.judge, ""),
            Figure(severity.entrants),
            Figure(severity.works),
            _figure(severity.share),
            *_ends(severity.interval),
            _figure(consistency.scatter),
            *_ends(consistency.between),
            _figure(consistency.follows),
            *_ends(consistency.within),
            *(
                ("", "", "", "")
                if favour is None
                else (Figure(favour.own), _figure(favour.share), *_ends(favour.interval))
            ),
        )


def _ends(interval: Interval | None) -> tuple[Cell, Cell]:
    return ("", "") if interval is None else (_figure(interval.low), _figure(interval.high))


def _figure(number: float | None) -> Cell:
    """A plain decimal number, "" for none or one that is no number."""
    if number is None or number != number or number in (float("inf"), float("-inf")):
        return ""
    text = f"{number:.{PLACES}f}"
    return Figure(text.removeprefix("-") if not float(text) else text)
