"""A case that is like a person's but for one thing: what a condition that she fails, or that is open, asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.clauses.cases import LARGEST, NUMBERS, Case, counted_on, is_day
from scoring.clauses.trace import Check
from scoring.clauses.values import BASES, Policy
from scoring.grades import LADDER, Grade, grade
from scoring.numbers import minus, parse, text, total

STEP, HUNDREDTH = Decimal(1), Decimal("0.01")
"""How far beyond a bound that itself is not enough: for whole numbers, and for marks."""

_FIELDS = {"team-size": "team_size", "paper-level": "paper_level"} | {
    look: look for look in ("place", "sharing", "member", "promotions", "level")
}


class Change(NamedTuple):
    """What is another, and how: a look of the language and the text it would see."""

    look: str
    value: str


def changes(policy: Policy, check: Check, case: Case) -> Iterator[tuple[Change, Case]]:
    """The ways to what a condition asks for, the nearest first. Nothing for what a person cannot have otherwise: the
    class of the contest, her role, what another clause came to."""
    facts, look = check.facts, check.look
    if look == "level" and not {"least", "most", "above", "below", "among", "without"} & facts.keys():
        down = case.level is not None and check.code in ("no-change", "nothing-above")
        for held in sorted(beside(case.level)) if down else beside(case.level):
            yield Change(look, held.code), replace(case, level=held)
        return
    if look == "place" and not {"least", "most", "above", "below", "among"} & facts.keys():
        yield from _into_range(check, case)
        return
    if look == "title":
        yield from _titles(check, case)
        return
    for value in _asked(check):
        for changed in _put(policy, case, look, value):
            yield Change(look, value), changed


def beside(held: Grade | None) -> Iterator[Grade]:
    """The grade above and the one below; every grade where none is known."""
    if held is None:
        yield from LADDER
        return
    place = LADDER.index(held)
    yield from LADDER[place + 1 : place + 2]
    yield from reversed(LADDER[max(0, place - 1) : place])


def _into_range(check: Check, case: Case) -> Iterator[tuple[Change, Case]]:
    end = "from" if check.code == "place-before" else "to"
    place = check.facts.get(end, "")
    if check.code == "place-shared":
        yield Change("sharing", "1"), replace(case, sharing=1)
    elif check.code in ("place-before", "place-beyond") and place.isdigit() and place != "0":
        yield Change("place", place), replace(case, place=int(place), sharing=1)


def _titles(check: Check, case: Case) -> Iterator[tuple[Change, Case]]:
    without = check.facts.get("without", "").split(", ")
    kept = tuple(each for each in case.titles if each not in without)
    if kept != case.titles:
        yield Change("title", ", ".join(kept) or "none"), replace(case, titles=kept)
    elif wanted := check.facts.get("among", ""):
        (first, *_) = wanted.split(", ")
        yield Change("title", first), replace(case, titles=(*case.titles, first))


def _asked(check: Check) -> Iterator[str]:
    """Texts that the condition would be content with."""
    facts, step = check.facts, STEP if check.look in NUMBERS else HUNDREDTH
    for bound in ("least", "most"):
        if facts.get(bound):
            yield facts[bound]
    for bound, far in (("above", step), ("below", minus(Decimal(0), step))):
        limit = parse(facts.get(bound, ""))
        if limit is not None:
            yield text(total((limit, far)))
    yield from filter(None, facts.get("among", "").split(", "))


def _put(policy: Policy, case: Case, look: str, value: str) -> Iterator[Case]:
    """The case with another value of a look; nothing where that cannot be."""
    family, _, name = look.partition(".")
    if family == "paper":
        yield replace(case, papers={**case.papers, name: value})
    elif family == "fact":
        yield replace(case, facts={**case.facts, name: value})
    elif look == "group":
        yield replace(case, group=value)
    elif look in ("level", "paper-level") and (found := grade(value)) is not None:
        held: dict[str, Any] = {_FIELDS[look]: found}
        yield replace(case, **held)
    elif look in NUMBERS and (whole := _whole(value)) is not None:
        yield from _counted(policy, case, look, whole)


def _counted(policy: Policy, case: Case, look: str, whole: int) -> Iterator[Case]:
    if look in BASES:
        yield replace(case, counts={**case.counts, look: whole})
    elif look == "age":
        yield from (replace(case, birth=birth) for birth in _births(policy, case, whole))
    elif whole or look == "promotions":
        counted: dict[str, Any] = {_FIELDS[look]: whole}
        yield replace(case, **counted)


def _births(policy: Policy, case: Case, years: int) -> Iterator[str]:
    """Days of birth of who has completed so many years on a day that the policy counts an age on."""
    gates = [*policy.gates, *(gate for clause in policy.clauses for gate in clause.gates)]
    for on in dict.fromkeys(gate.on for gate in gates if gate.look == "age"):
        day = counted_on(case.date, on)
        if is_day(day) and date.fromisoformat(day).year > years:
            at = date.fromisoformat(day)
            last = 28 if (at.month, at.day) == (2, 29) else at.day
            yield at.replace(year=at.year - years, day=last).isoformat()


def _whole(value: str) -> int | None:
    number = parse(value)
    return int(number) if number is not None and number == int(number) and 0 <= number <= LARGEST else None
