"""One person of one entrant as an award policy sees her, and what a gate can look at in her case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scoring.clauses.values import BASES
from scoring.grades import Grade

NUMBERS = ("place", "sharing", *BASES, "team-size", "member", "promotions", "age")
"""Looks that are numbers. `paper.NAME` is one, too; `fact.NAME` may be."""

GRADES = ("level", "paper-level")
"""Looks that are grades."""

WORDS = ("tier", "group", "role", "title")
"""Looks that are words. `fact.NAME` and `clause.ID` (what an earlier clause came to) are, too."""

ROLES = ("member", "coach")

LARGEST = 10**9
"""Whole numbers of a case beyond this, or below 0, count as not known."""

_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_SKIPPED = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")


@dataclass(frozen=True)
class Case:
    """tier, group: id or name from the policy, "" not known. place: of the entrant (a team's place is each member's),
    None for none; sharing: how many entrants share it. counts: by `clauses.BASES`, in her trade and group. level: held,
    None not known. paper_level: the contest was set at. papers: marks by name, each number text or an excuse (`absent`
    …). titles: held. promotions: in the contest's calendar year before this one, None not known. member: her order in
    the team, or among its coaches. passed: by a clause whose places are passed down, how many entrants before this one
    were skipped in its places, at least and at most. certificates: by `level` and `promotions`, the numbers in the
    house's register that say so, joined by spaces. birth, date (the contest's last day): ISO, "" not known. facts: what
    else a policy asks, by name: a word such as `yes`, or number text."""

    tier: str = ""
    group: str = ""
    place: int | None = None
    sharing: int = 1
    counts: Mapping[str, int] = field(default_factory=dict)
    team_size: int = 1
    member: int = 1
    role: str = "member"
    level: Grade | None = None
    paper_level: Grade | None = None
    papers: Mapping[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    promotions: int | None = 0
    birth: str = ""
    date: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    passed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    certificates: Mapping[str, str] = field(default_factory=dict)

    def form(self) -> dict[str, Any]:
        """The case as texts, for the trace; what is not known is left out."""
        form = {
            "tier": self.tier,
            "group": self.group,
            "place": plain(self.place),
            "sharing": plain(self.sharing),
            "counts": {name: plain(count) for name, count in self.counts.items()},
            "team-size": plain(self.team_size),
            "member": plain(self.member),
            "role": self.role,
            "level": self.level.code if self.level else "",
            "paper-level": self.paper_level.code if self.paper_level else "",
            "papers": dict(self.papers),
            "titles": sorted(self.titles),
            "promotions": plain(self.promotions),
            "birth": self.birth,
            "date": self.date,
            "facts": dict(self.facts),
            "passed": {clause: "-".join(map(plain, dict.fromkeys(ends))) for clause, ends in self.passed.items()},
            "certificates": dict(self.certificates),
        }
        return {key: value for key, value in form.items() if value}


def skipped(text: str) -> tuple[int, int] | None:
    """How many were skipped, from its text: `2`, or `1-2` where that is not certain; None where it is neither."""
    found = _SKIPPED.fullmatch(text)
    if found is None:
        return None
    low, high = int(found[1]), int(found[2] or found[1])
    return (low, high) if low <= high else None


def known(number: int | None) -> int | None:
    """The number where it can be one of a contest, else None."""
    return number if number is not None and 0 <= number <= LARGEST else None


def plain(number: int | None) -> str:
    """Digits of a known number, "" of others."""
    return "" if known(number) is None else str(number)


def number_text(case: Case, look: str, on: str) -> str:
    """Text of what a look at a number sees: number text, an excuse, or "" where it is not known."""
    if look.startswith("paper."):
        return case.papers.get(look.removeprefix("paper."), "")
    if look == "age":
        return age(case.birth, counted_on(case.date, on))
    whole = {
        "place": case.place,
        "sharing": case.sharing,
        "team-size": case.team_size,
        "member": case.member,
        "promotions": case.promotions,
    }
    return plain(whole[look] if look in whole else case.counts.get(look))


def counted_on(contest: str, on: str) -> str:
    """The day that an age is counted on: the contest's, a fixed one, or a day (MM-DD) of the contest's year."""
    if _MONTH_DAY.fullmatch(on):
        return f"{contest[:4]}-{on}"
    return on or contest


def age(birth: str, on: str) -> str:
    """Years completed on a day; "" where either is no day or the day comes before the birth. A birthday counts from its
    morning; one on 29 February counts from 1 March in other years."""
    born, at = _day(birth), _day(on)
    if born is None or at is None or at < born:
        return ""
    return str(at.year - born.year - ((at.month, at.day) < (born.month, born.day)))


def is_day(value: str) -> bool:
    """True for a day of the calendar written `2026-05-01`."""
    return _day(value) is not None


def _day(value: str) -> date | None:
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if found.isoformat() == value else None
