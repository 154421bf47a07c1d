"""The same cases under another policy: next year's text on this year's result, or last year's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from competition.awarding.passing import Counted, passed
from competition.awarding.roll import Entry
from scoring.awards import decide
from scoring.clauses.trace import GAP, GRANTED, MAY_APPLY, REFUSED, Decision, Outcome
from scoring.clauses.values import KINDS, Policy
from scoring.grades import LADDER, grade
from scoring.numbers import parse

GAINS, LOSES, OTHERWISE, OPEN = "gains", "loses", "otherwise", "open"
"""What the other policy is to a person. gains, loses: more, or less, and nothing the other way. otherwise: some of
each, or another honour in place of one. open: it differs in what is not decided alone."""

TURNS = (GAINS, LOSES, OTHERWISE, OPEN)

_STANDS = {GAP: -1, REFUSED: 0, MAY_APPLY: 1, GRANTED: 2}


class Beside(NamedTuple):
    """A person on the roll. own, other: as the two policies decide from the same case."""

    entry: Entry
    own: Decision
    other: Decision

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of awards of which the two come to something else."""
        return tuple(kind for kind in KINDS if _due(self.own.of(kind)) != _due(self.other.of(kind)))

    @property
    def turn(self) -> str:
        """One of `TURNS`, "" where the two come to the same."""
        turns = {turn for kind in self.kinds for turn in _turns(kind, self.own.of(kind), self.other.of(kind))}
        if turns <= {OPEN}:
            return OPEN if turns else ""
        decided = turns - {OPEN}
        return decided.pop() if len(decided) == 1 else OTHERWISE


class Tally(NamedTuple):
    """How many are due the same under the one policy and the other. kind: "" for those who are due nothing and of whom
    nothing is open. due: an award's name or a grade."""

    kind: str
    status: str
    due: str
    own: int
    other: int


def beside(entries: Iterable[Entry], policy: Policy, own: Policy | None = None) -> Iterator[Beside]:
    """Everybody whose decision is there, in the order of the roll. own: in place of the policy that the roll was drawn
    up under."""
    found = [(entry, entry.decision) for entry in entries if entry.decision is not None]
    people = [Counted(_apart(entry), entry.entrant, decision.case) for entry, decision in found]
    ways = [passed(each, people) for each in (own, policy) if each is not None]
    for at, (entry, decision) in enumerate(found):
        first = decision if own is None else decide(own, ways[0][at])
        yield Beside(entry, first, decide(policy, ways[-1][at]))


def tallies(found: Sequence[Beside]) -> list[Tally]:
    """What the two policies come to together, the kinds in their order, the highest grade first."""
    own, other = (Counter(due for each in found for due in _dues(of(each))) for of in (_own, _other))
    keys = sorted(own.keys() | other.keys(), key=_order)
    return [Tally(*key, own[key], other[key]) for key in keys]


def turned(found: Iterable[Beside]) -> Counter[str]:
    """How many there are of each turn."""
    return Counter(each.turn for each in found)


def _own(each: Beside) -> Decision:
    return each.own


def _other(each: Beside) -> Decision:
    return each.other


def _dues(decision: Decision) -> Iterator[tuple[str, str, str]]:
    """(kind, status, due) of everything; one of nothing where there is none."""
    due = [each for each in decision.outcomes if each.status != REFUSED]
    for each in due:
        yield each.kind, each.status, each.value or ("" if each.kind in ("grade", "prize", "money") else each.award)
    if not due:
        yield "", REFUSED, ""


def _order(key: tuple[str, str, str]) -> tuple[int, int, int, str, int]:
    kind, status, due = key
    held = grade(due) if kind == "grade" else None
    amount = parse(due) if kind == "money" else None
    place = KINDS.index(kind) if kind else len(KINDS)
    return place, status == GAP, -held.ordinal if held else 0, _falling(amount) or due, -_STANDS[status]


def _falling(amount: Decimal | None) -> str:
    """Sorts greater amounts first."""
    return "" if amount is None else f"{10**12 - int(amount):013d}"


def _turns(kind: str, own: Sequence[Outcome], other: Sequence[Outcome]) -> Iterator[str]:
    """What the two are to her, award by award; of grades and money it is the sum that counts."""
    if kind in ("grade", "money"):
        before, after = _worth(kind, own), _worth(kind, other)
        if before is None or after is None:
            yield OPEN
        else:
            yield GAINS if after > before else LOSES if after < before else OTHERWISE
        return
    was, now = ({each.award: each for each in of if each.status != REFUSED} for of in (own, other))
    for award in (*was, *(each for each in now if each not in was)):
        stands = [_STANDS[of[award].status] if award in of else 0 for of in (was, now)]
        if stands[0] != stands[1]:
            yield OPEN if -1 in stands else GAINS if stands[1] > stands[0] else LOSES
        elif was[award].value != now[award].value:
            yield OTHERWISE


def _worth(kind: str, outcomes: Sequence[Outcome]) -> tuple[Decimal, int] | None:
    """What the outcomes together are worth, None where one is not decided: amounts add up, of grades the highest
    counts; granted is worth more than may apply."""
    if any(each.status == GAP for each in outcomes):
        return None
    due = [each for each in outcomes if each.status != REFUSED]
    worths = [Decimal(_place(each.value)) if kind == "grade" else parse(each.value) or Decimal(0) for each in due]
    best = max((_STANDS[each.status] for each in due), default=0)
    return (max(worths, default=Decimal(0)) if kind == "grade" else sum(worths, Decimal(0))), best


def _place(code: str) -> int:
    held = grade(code)
    return LADDER.index(held) if held else 0


def _apart(entry: Entry) -> str:
    return "" if entry.candidate is None else entry.candidate.apart


def _due(outcomes: Iterable[Outcome]) -> set[tuple[str, str, str, str]]:
    """What is given or left open; a refusal is as good as nothing."""
    return {(each.award, each.status, each.gap, each.value) for each in outcomes if each.status != REFUSED}
