"""The day as a scale: its hours, what happened, and now. Places are per cent of the scale's length, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from competition import words
from competition.office.daybook import Entry
from competition.office.naming import Names

LEAST_HOURS = 6
LENGTH = 1050
"""Pixels that the scale is wide on a desk's screen: what words are kept apart by."""

MOST_ROWS = 3
LATIN, WIDE = 7, 13
"""Pixels of a letter."""

TOGETHER = timedelta(minutes=4)
"""Acts alike of one trade that are said once where they follow each other within this time."""


@dataclass(frozen=True, slots=True)
class Point:
    """Something on the scale. anchor: where its word is held, start, middle or end. row: under which of the rows."""

    x: str
    word: str
    anchor: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """hours, facts: what is written. quarters: half hours. now: place of now, at the end of a day that is over.
    rows: the deepest row that a word stands in. label: the whole in words, for who does not see it."""

    day: str
    hours: tuple[Point, ...]
    quarters: tuple[str, ...]
    facts: tuple[Point, ...]
    now: str
    now_word: str
    now_anchor: str
    shows_now: bool
    rows: int
    label: str


def scale(entries: Iterable[Entry], now: datetime, local: tzinfo, names: Names) -> Scale | None:
    """The day of now; where nothing happened on it, the last day on which something did. None where nothing ever did.
    entries: acts, the newest first."""
    told = [
        (datetime.fromisoformat(entry.at).astimezone(local), entry)
        for entry in entries
        if entry.kind in words.terms()["milestones"]
    ]
    now = now.astimezone(local)
    if not told:
        return None
    day = now.date() if told[0][0].date() == now.date() else told[0][0].date()
    found = [(at, entry) for at, entry in reversed(told) if at.date() == day]
    first, last = found[0][0], max(found[-1][0], now if day == now.date() else found[-1][0])
    return _drawn(day, first, last, _merged(found), now, names)


def _merged(found: Sequence[tuple[datetime, Entry]]) -> list[tuple[datetime, Entry, int]]:
    merged: list[tuple[datetime, Entry, int]] = []
    for at, entry in found:
        if merged:
            before, other, count = merged[-1]
            if (other.kind, other.trade) == (entry.kind, entry.trade) and at - before < TOGETHER:
                merged[-1] = (at, entry, count + 1)
                continue
        merged.append((at, entry, 1))
    return merged


def _drawn(
    day: date,
    first: datetime,
    last: datetime,
    found: Sequence[tuple[datetime, Entry, int]],
    now: datetime,
    names: Names,
) -> Scale:
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    start = max(0, first.hour if first.minute >= 15 else first.hour - 1)
    end = min(24, max(last.hour + 2, start + LEAST_HOURS))
    start = min(start, 24 - LEAST_HOURS)
    span = timedelta(hours=end - start)

    def place(at: datetime) -> float:
        return max(0.0, min(100.0, 100 * ((at - midnight) - timedelta(hours=start)) / span))

    hours = tuple(
        Point(
            f"{100 * (hour - start) / (end - start):.3f}", f"{hour}:00", _anchor(100 * (hour - start) / (end - start))
        )
        for hour in range(start, end + 1)
    )
    halves = tuple(f"{100 * (part / 4 - start) / (end - start):.3f}" for part in range(4 * start, 4 * end) if part % 4)
    today = now.date() == day
    told = [(place(at), _word(entry, count, names)) for at, entry, count in found]
    facts, rows = _rows(told, place(now) if today else 200.0)
    said = ", ".join(f"{at:%H:%M} {_word(entry, count, names)}" for at, entry, count in found)
    return Scale(
        day=day.isoformat(),
        hours=hours,
        quarters=halves,
        facts=facts,
        now=f"{place(now) if today else place(last):.3f}",
        now_word=f"{now:%H:%M}",
        now_anchor=_anchor(place(now)),
        shows_now=today,
        rows=rows,
        label=f"{day.isoformat()}: {said}",
    )


def _word(entry: Entry, count: int, names: Names) -> str:
    word = words.term("milestones", entry.kind, names.lang)
    trade = names.trade(entry.trade) if entry.trade else ""
    joined = f"{trade}{word}" if names.lang == "zh" or not trade else f"{trade} {word.lower()}"
    return f"{joined} ×{count}" if count > 1 else joined


def _rows(found: Sequence[tuple[float, str]], now: float) -> tuple[tuple[Point, ...], int]:
    """Words, each in the first row where it touches no other; without a word where there is no such row. A word that
    would lie across the line of now ends at its point instead, where there is room."""
    ends = [-1.0] * MOST_ROWS
    points = []
    deepest = 0
    for x, word in found:
        width = sum(WIDE if ord(letter) > 0x2E80 else LATIN for letter in word)
        anchor = _anchor(x)
        if anchor == "middle" and abs(now - x) / 100 * LENGTH < width / 2 + 4 and x / 100 * LENGTH > width:
            anchor = "end"
        left = x / 100 * LENGTH - {"start": 0, "middle": width / 2, "end": width}[anchor]
        if left < 0 or left + width > LENGTH:
            anchor = "start" if left < 0 else "end"
            left = x / 100 * LENGTH - (0 if left < 0 else width)
        row = next((row for row, end in enumerate(ends) if end < left), None)
        if row is None:
            points.append(Point(f"{x:.3f}", "", anchor))
            continue
        ends[row] = left + width + 12
        deepest = max(deepest, row)
        points.append(Point(f"{x:.3f}", word, anchor, row))
    return tuple(points), deepest


def _anchor(x: float) -> str:
    return "start" if x < 4 else "end" if x > 96 else "middle"
