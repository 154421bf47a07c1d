"""The level held over the years, drawn as steps on the ladder: five rungs, one chart for each occupation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from competition.records.record import Item, Record
from scoring.nodes import Name
from scoring.register import REVOKED

RUNGS = ("1", "2", "3", "4", "5")
"""Grades of the ladder, the highest first."""

STATED = "stated"
MOST_YEARS = 8
"""Years that are named on the axis."""


class Point(NamedTuple):
    """A grade from a day on. x: of the width, in percent. rung: of `RUNGS`. standing: `STATED`, else as in the
    register. number: of the certificate, "" for what the package states. on: ISO day."""

    x: str
    rung: str
    standing: str
    number: str
    on: str


class Chart(NamedTuple):
    """One occupation. runs: (x from, x to, rung) of what was held. rises: (x, rung from, rung to). years: (x, year).
    held: grade at the end, "" for none."""

    occupation: str
    name: Name
    points: tuple[Point, ...]
    runs: tuple[tuple[str, str, str], ...]
    rises: tuple[tuple[str, str, str], ...]
    years: tuple[tuple[str, str], ...]
    held: str


class _Axis:
    """From the first day of one year to the last of another."""

    def __init__(self, days: list[str], today: str) -> None:
        years = [int(each[:4]) for each in (*days, today)]
        self.first, self.last = min(years), max(years)
        self._start = date(self.first, 1, 1).toordinal()
        self._span = date(self.last + 1, 1, 1).toordinal() - self._start

    def x(self, day: str) -> str:
        permille = (date.fromisoformat(day).toordinal() - self._start) * 1000 // self._span
        return f"{permille // 10}.{permille % 10}"

    def years(self) -> Iterator[tuple[str, str]]:
        step = -(-(self.last - self.first + 1) // MOST_YEARS)
        for year in range(self.first, self.last + 1, step):
            yield self.x(f"{year}-01-01"), str(year)


def charts(record: Record, today: str) -> list[Chart]:
    """A chart for each occupation in which a grade is known. today: ISO day, where the drawing ends."""
    names = dict(record.occupations)
    grades: dict[str, list[Item]] = {}
    for each in record.items:
        if each.entry.level in RUNGS and each.on:
            grades.setdefault(each.occupation, []).append(each)
            names.setdefault(each.occupation, each.occupation_name)
    wanted = [*grades, *(each for each in record.occupations if each not in grades and record.level in RUNGS)]
    return [_chart(record, each, names[each], grades.get(each, []), today) for each in wanted]


def _chart(record: Record, occupation: str, name: Name, grades: list[Item], today: str) -> Chart:
    given = [(each.on, each.entry.level, each.entry.standing, each.entry.number) for each in grades]
    if occupation in record.occupations and record.level in RUNGS:
        given.append((record.on, record.level, STATED, ""))
    given.sort(key=lambda each: (each[0], each[3]))
    axis = _Axis([each[0] for each in given], today)
    end = axis.x(max(today, given[-1][0]))
    points = tuple(Point(axis.x(on), rung, what, number, on) for on, rung, what, number in given)
    runs: list[tuple[str, str, str]] = []
    rises: list[tuple[str, str, str]] = []
    since, held = "", ""
    for point in points:
        if point.standing == REVOKED or (held and held <= point.rung):
            continue
        if held:
            runs.append((since, point.x, held))
            rises.append((point.x, held, point.rung))
        since, held = point.x, point.rung
    if held:
        runs.append((since, end, held))
    return Chart(occupation, name, points, tuple(runs), tuple(rises), tuple(axis.years()), held)
