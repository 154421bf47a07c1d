"""The days of a notice, one by one: which of them count."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from scoring.procedure.terms import closes_on


class Day(NamedTuple):
    """day: ISO. kind: posted, working, weekend or holiday. number: which working day it is, 0 for one that does not
    count. today, last: it is the day that it is; the first day on which the notice may close."""

    day: str
    kind: str
    number: int
    today: bool
    last: bool


def days(posted: str, working_days: int, holidays: Collection[str], today: str) -> list[Day]:
    """From the day it was posted to the first on which it may close. All ISO days."""
    last = closes_on(posted, working_days, tuple(holidays))
    found, counted, day = [], 0, date.fromisoformat(posted)
    while day.isoformat() <= last:
        text = day.isoformat()
        kind = "holiday" if text in holidays else "weekend" if day.isoweekday() > 5 else "working"
        if text == posted:
            kind = "posted"
        counted += kind == "working"
        found.append(Day(text, kind, counted if kind == "working" else 0, text == today, text == last))
        day += timedelta(days=1)
    return found
