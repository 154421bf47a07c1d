"""What a judge declared in judges.csv, and whom she therefore does not judge.

An interest is one of `organisation:NAME`, `family:PERSON`, `coach:PERSON`, `entrant:ID`, several with a semicolon or on
lines of their own. PERSON is somebody of persons.csv: whoever has that person as a member or coach is not judged. What
has no such word before a colon is a remark: people read it, nobody is recused for it. An entrant of the judge's own
organisation needs no declaration ("遇有本队参赛项目应回避"), unless the contest says `own_organisation = true`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from scoring.facts import Recusal, Seat
from scoring.recusals import reserves_for

INTERESTS = ("organisation", "family", "coach", "entrant")
RESERVE = "reserve"
"""Role in panels.csv of who sits only in a recused judge's place."""

_PARTS = re.compile(r"[;；\n]")
_STATED = re.compile(r"([A-Za-z_-]+)\s*[:：]\s*(.*)", re.DOTALL)


class Interest(NamedTuple):
    """kind: one of `INTERESTS`. of: a name of an organisation, else an id."""

    kind: str
    of: str


class Declared(NamedTuple):
    """A judge as judges.csv states her. kind: `office` where nobody judges, but the office fills the seat."""

    judge: str
    organisation: str
    interests: str
    kind: str


class Sent(NamedTuple):
    """An entrant. organisations: its name in either language."""

    entrant: str
    organisations: frozenset[str]


class Interested(NamedTuple):
    """A recusal with what it is for. reasons: kinds of interests; empty where recusals.csv states it. seated: False for
    a reserve who will not be asked."""

    recusal: Recusal
    reasons: tuple[str, ...]
    seated: bool


def parts(declared: str) -> list[str]:
    """What was declared, one after the other."""
    return [each.strip() for each in _PARTS.split(declared) if each.strip()]


def interests(declared: str) -> Iterator[Interest]:
    """Those that name somebody."""
    for each in parts(declared):
        stated = _STATED.fullmatch(each)
        if stated is not None and stated[1] in INTERESTS:
            yield Interest(stated[1], stated[2].strip())


def remarks(declared: str) -> list[str]:
    """What names nobody by a word that is known."""
    return [each for each in parts(declared) if _STATED.fullmatch(each) is None]


def are_interests(declared: str) -> bool:
    """True where every word before a colon is known, and something stands behind it."""
    stated = filter(None, map(_STATED.fullmatch, parts(declared)))
    return all(each[1] in INTERESTS and each[2].strip() for each in stated)


def interested(
    judges: Iterable[Declared], entrants: Iterable[Sent], people: Mapping[str, frozenset[str]], *, own: bool
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Why each judge has an interest in each entrant: kinds by judge, by entrant. people: members and coaches by
    entrant. own: True where judges may judge their own organisation."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    known = [each for each in judges if not each.kind]
    for sent in entrants:
        names = sent.organisations - {""}
        for judge in known:
            kinds = {"organisation"} if not own and judge.organisation.strip() in names else set()
            for kind, of in interests(judge.interests):
                named = {"organisation": names, "entrant": {sent.entrant}}.get(kind, people.get(sent.entrant, ()))
                kinds |= {kind} if of in named else set()
            if kinds:
                found.setdefault(sent.entrant, {})[judge.judge] = tuple(each for each in INTERESTS if each in kinds)
    return found


def recusals(
    seats: Sequence[Seat], reserves: Sequence[Seat], why: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> list[Interested]:
    """Everybody of a trade who does not judge somebody, entrant by entrant: in each place the first reserve who may.
    why: as `interested` says."""
    found: list[Interested] = []
    for entrant, judges in why.items():
        here: list[Recusal] = []
        idle = dict.fromkeys((seat.judge, seat.panel) for seat in reserves if seat.judge in judges)
        seated = dict.fromkeys((seat.judge, seat.panel) for seat in seats if seat.judge in judges)
        for judge, panel in (*idle, *seated):
            free = reserves_for(seats, reserves, here, judge, entrant, panel) if (judge, panel) in seated else []
            recusal = Recusal(judge, entrant, panel, free[0] if free else "")
            here.append(recusal)
            found.append(Interested(recusal, judges[judge], (judge, panel) in seated))
    return found
