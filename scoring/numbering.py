"""Numbers of certificates. A scheme says what a whole one looks like, a pattern which parts of it an issuer was given.

A new scheme is a row of `SCHEMES`. Sources: the 22 characters of skill-grade certificates and those of the top grade
(rule texts C1, C2 of DOMAIN 3.3), the 20 of the R scheme (C3), the 16 of old qualifications (C4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from scoring.problems import Problem

LEVELS = ("1", "2", "3", "4", "5")
LONGEST = 40
"""Characters of a number."""

_PART = re.compile(r"\{([^{}]*)\}")
_RUNNING = re.compile(r"running(?::([1-9]))?")
_SAMPLE = "2024"


class Scheme(NamedTuple):
    """form: of a whole number. running: digits of the running number, 0 for what the pattern says. level: the number
    holds the digit of the grade."""

    form: re.Pattern[str]
    running: int
    level: bool


SCHEMES = {
    "national-22": Scheme(re.compile(r"[YS][0-9]{4}[0-9]{2}[0-9]{6}[0-9]{2}[1-5][0-9]{6}"), 6, True),
    "national-top": Scheme(re.compile(r"[A-Z]{2}[0-9]{20}"), 6, False),
    "r-20": Scheme(re.compile(r"R[GSCX][NW][0-9]{6}[0-9]{3}[0-9]{2}[1-5][0-9]{5}"), 5, True),
    "qualification-16": Scheme(re.compile(r"[0-9]{2}[0-9]{2}[0-9]{2}[0-4][0-9]{3}[1-5][0-9]{5}"), 5, True),
    "own": Scheme(re.compile(r"[A-Z0-9](?:[A-Z0-9-]{2,38})[A-Z0-9]"), 0, False),
}
"""national-22: Y employer or S social body, 4 digits of the body with the ministry (0000: filed with a province), 2 of
the province (GB/T 2260), 6 of the site, 2 of the year, the level, 6 running. national-top: 2 letters, 20 digits. r-20:
R, level of the filing, own or third party, 6 digits of the area, 3 of the body, 2 of the year, the level, 5 running.
qualification-16: 2 digits each of year, province and city, type and 3 digits of the body, the level, 5 running. own:
capital letters, digits and hyphens, as the house likes."""


class Series(NamedTuple):
    """Numbers that are counted together: all alike but for their running number. width: its digits."""

    before: str
    after: str
    width: int

    def number(self, running: int) -> str:
        """The number with this running number, from 1. Raises ValueError where the series has no such one."""
        if not 1 <= running < 10**self.width:
            raise ValueError(f"a running number of {self.width} digits cannot be {running}")
        return f"{self.before}{running:0{self.width}d}{self.after}"


@dataclass(frozen=True, slots=True)
class Numbers:
    """How an issuer's numbers are made. pattern: with `{year}` or `{yy}`, `{level}`, and `{running}` once, which in a
    scheme of one's own states its digits, `{running:5}`."""

    scheme: str
    pattern: str

    def series(self, year: str, level: str) -> Series:
        """The series of a year, four digits, and a level, "1" to "5" or "" for none."""
        before, after = _RUNNING_PART.split(self.pattern, 1)
        stated = _RUNNING.fullmatch(_RUNNING_PART.findall(self.pattern)[0][1:-1])
        width = SCHEMES[self.scheme].running or int(stated[1] if stated else 0)
        filled = {"{year}": year, "{yy}": year[2:], "{level}": level}
        for part, value in filled.items():
            before, after = before.replace(part, value), after.replace(part, value)
        return Series(before, after, width)


_RUNNING_PART = re.compile(r"\{running(?::[1-9])?\}")


def read_numbers(scheme: str, pattern: str, where: str = "") -> Numbers | list[Problem]:
    """How numbers are made, or everything that is wrong with what is stated."""
    known = SCHEMES.get(scheme)
    at = f"{where}." if where else ""
    if known is None:
        return [Problem("unknown-choice", f"{at}scheme", {"value": scheme[:80], "choices": ", ".join(SCHEMES)})]
    problems = list(_parts(known, pattern, f"{at}pattern"))
    if problems:
        return problems
    numbers = Numbers(scheme, pattern)
    sample = numbers.series(_SAMPLE, LEVELS[-1]).number(1)
    if len(sample) > LONGEST or known.form.fullmatch(sample) is None:
        facts = {"sample": sample[:80], "length": str(len(sample)), "scheme": scheme, "form": known.form.pattern}
        return [Problem("number-form", f"{at}pattern", facts)]
    return numbers


def fits(scheme: str, number: str) -> bool:
    """True where the number is one that the scheme could have made."""
    return scheme in SCHEMES and len(number) <= LONGEST and SCHEMES[scheme].form.fullmatch(number) is not None


def _parts(scheme: Scheme, pattern: str, where: str) -> list[Problem]:
    parts = _PART.findall(pattern)
    running = [found for found in map(_RUNNING.fullmatch, parts) if found]
    rest = [part for part in parts if _RUNNING.fullmatch(part) is None]
    problems = [
        Problem("unknown-part", where, {"part": part[:80], "parts": "year, yy, level, running"})
        for part in rest
        if part not in ("year", "yy", "level")
    ]
    if len(running) != 1:
        problems.append(Problem("running-once", where, {"times": str(len(running))}))
    elif running[0][1] is not None and scheme.running not in (0, int(running[0][1])):
        problems.append(Problem("running-width", where, {"stated": running[0][1], "digits": str(scheme.running)}))
    elif running[0][1] is None and not scheme.running:
        problems.append(Problem("running-open", where))
    if scheme.level and rest.count("level") != 1:
        problems.append(Problem("level-once", where, {"times": str(rest.count("level"))}))
    return problems
