"""From a result to what is due: every clause of a policy asked about one person, and what they come to together.

Same policy and case, same trace, byte for byte. A hole of the text is a gap, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from scoring.clauses import cases
from scoring.clauses.cases import Case
from scoring.clauses.gates import Came, gate_checks, scope_checks
from scoring.clauses.ranges import place_checks
from scoring.clauses.trace import (
    FACT_MISSING,
    GAP,
    GRANTED,
    MAY_APPLY,
    NO,
    OPEN,
    OVERLAPPING,
    REFUSED,
    ROUNDING_UNSET,
    SILENT,
    TEXT_MISSING,
    YES,
    Check,
    Decision,
    Outcome,
    Verdict,
)
from scoring.clauses.values import KINDS, Branch, Clause, Money, Policy
from scoring.grades import Grade, grade
from scoring.numbers import Rounding, ratio, rounded, text

CENTS = Rounding(2)
"""An amount with more places than these must say how it is rounded."""


def decide(policy: Policy, case: Case) -> Decision:
    """What the policy says of one person. Every clause gets a verdict, every award an outcome; nothing raises."""
    earlier: dict[str, Clause] = {}
    came: dict[str, Came] = {}
    verdicts: list[Verdict] = []
    for clause in policy.clauses:
        verdict = _verdict(policy, clause, case, earlier, came)
        verdicts.append(verdict)
        earlier[clause.id], came[clause.id] = clause, (verdict.status, verdict.gap)
    return Decision(policy.digest, case, tuple(verdicts), tuple(_outcomes(policy, verdicts)))


def passed_down(policy: Policy, entrants: Iterable[Sequence[Case]]) -> Iterator[list[Case]]:
    """The cases of each entrant with how many before it were skipped by clauses whose places are passed down. entrants:
    those whose places are counted together, in the order of places; one is skipped in a clause's places where its
    conditions keep all of its members from the outcome. The skipping of a group that shares a place counts for those
    behind it alone."""
    clauses = [each.id for each in policy.clauses if each.places is not None and each.places.passes]
    ends = dict.fromkeys(clauses, (0, 0))
    waiting: list[dict[str, str]] = []
    before: int | None = None
    for members in entrants:
        place = members[0].place
        if place != before:
            for answers in waiting:
                for id, answer in answers.items():
                    ends[id] = ends[id][0] + (answer == YES), ends[id][1] + (answer != NO)
            waiting, before = [], place
        found = [replace(each, passed=dict(ends)) for each in members]
        yield found
        skips = [_skips(policy, each) for each in found] if clauses else []
        waiting.append({id: _all_of(each[id] for each in skips) for id in clauses})


def _all_of(answers: Iterable[str]) -> str:
    """yes where all are, no where one is, else open."""
    found = set(answers)
    return YES if found == {YES} else NO if NO in found else OPEN


def _skips(policy: Policy, case: Case) -> dict[str, str]:
    """For each clause: is she in its places, and kept from its outcome by a condition?"""
    earlier: dict[str, Clause] = {}
    came: dict[str, Came] = {}
    found: dict[str, str] = {}
    for clause in policy.clauses:
        verdict, asked = _asked(policy, clause, case, earlier, came)
        earlier[clause.id], came[clause.id] = clause, (verdict.status, verdict.gap)
        own = {each.holds for each in verdict.checks[: len(verdict.checks) - asked]}
        gates = {each.holds for each in verdict.checks[len(verdict.checks) - asked :]}
        found[clause.id] = NO if NO in own or gates <= {YES} else YES if NO in gates and OPEN not in own else OPEN
    return found


def _verdict(policy: Policy, clause: Clause, case: Case, earlier: dict[str, Clause], came: dict[str, Came]) -> Verdict:
    return _asked(policy, clause, case, earlier, came)[0]


def _asked(
    policy: Policy, clause: Clause, case: Case, earlier: dict[str, Clause], came: dict[str, Came]
) -> tuple[Verdict, int]:
    """The verdict, and how many of its last checks are conditions."""
    checks = [*scope_checks(policy, clause, case), *place_checks(policy, clause, case, earlier)]
    value, would = "", None
    if clause.missing:
        checks.append(Check("outcome", OPEN, "text-missing", TEXT_MISSING))
    elif clause.money is not None:
        value, check = _part(clause.money, case)
        checks.append(check)
    elif clause.name is not None:
        value = clause.name.zh
    else:
        would, check = _promotion(clause.grade, case.level)
        value = would.code if would else ""
        checks.append(check)
    gates = list(gate_checks(policy, clause, case, would, came))
    checks.extend(gates)
    due = MAY_APPLY if clause.approval else GRANTED
    status, gap = due, ""
    if any(each.holds == NO for each in checks):
        status = REFUSED
    elif unsure := [each for each in checks if each.holds == OPEN]:
        status, gap = GAP, unsure[0].gap
    verdict = Verdict(
        clause.id,
        clause.document,
        clause.cites,
        clause.kind,
        clause.award,
        due,
        status,
        gap,
        value,
        tuple(checks),
    )
    return verdict, len(gates)


def _promotion(branches: tuple[Branch, ...], held: Grade | None) -> tuple[Grade | None, Check]:
    """The grade that follows on the one held, or None; and why."""
    if held is None:
        return None, Check("level", OPEN, "not-known", FACT_MISSING)
    facts = {"held": held.code}
    branch = next((each for each in branches if held in each.holds), None)
    if branch is None:
        return None, Check("level", OPEN, "level-not-named", SILENT, facts)
    if branch.missing:
        return None, Check("level", OPEN, "text-missing", TEXT_MISSING, facts)
    if branch.up and held is Grade.NONE:
        return None, Check("level", OPEN, "no-base", SILENT, facts)
    if branch.up:
        reached, code = held.up(branch.up, branch.cap), "nothing-above"
        facts["cap"] = branch.cap.code
    else:
        reached, code = branch.to if branch.to and branch.to > held else None, "no-change"
    if reached is None:
        return None, Check("level", NO, code, facts=facts)
    return reached, Check("level", YES, facts=facts | {"to": reached.code})


def _part(money: Money, case: Case) -> tuple[str, Check]:
    """This person's amount, number text, and how it was shared."""
    facts = {"amount": text(money.amount)}
    if not money.shared:
        return facts["amount"], Check("money", YES, facts=facts)
    members = cases.known(case.team_size)
    if not members:
        return "", Check("money", OPEN, "not-known", FACT_MISSING, facts)
    part = ratio(money.amount, members)
    facts |= {"team-size": str(members), "part": text(part)}
    if money.rounding is not None:
        part = rounded(part, money.rounding)
    elif rounded(part, CENTS) != part:
        return "", Check("money", OPEN, "rounding-unset", ROUNDING_UNSET, facts)
    return text(part), Check("money", YES, facts=facts)


def _outcomes(policy: Policy, verdicts: list[Verdict]) -> Iterator[Outcome]:
    """One outcome an award: by kind, then as the policy first names them."""
    for kind in KINDS:
        of_kind = [each for each in verdicts if each.kind == kind]
        for award in dict.fromkeys(each.award for each in of_kind):
            yield _outcome(policy.overlap, [each for each in of_kind if each.award == award])


def _outcome(overlap: str, alternatives: list[Verdict]) -> Outcome:
    """What clauses that are alternatives come to."""
    kind, award = alternatives[0].kind, alternatives[0].award
    live = _live(overlap, [each for each in alternatives if each.status != REFUSED])
    if not live:
        nearest = min(alternatives, key=_distance)
        return Outcome(kind, award, REFUSED, "", "", nearest.reasons, (nearest.clause,))
    ids = tuple(each.clause for each in live)
    given = [each for each in live if each.status != GAP]
    values = {each.value for each in given}
    status = GRANTED if any(each.due == GRANTED for each in given) else MAY_APPLY
    doubts = [each for each in live if each.status == GAP]
    if len(values) == 1 and all(each.value in values and each.due in (MAY_APPLY, status) for each in doubts):
        return Outcome(kind, award, status, "", given[0].value, (), tuple(each.clause for each in given))
    if doubts:
        return Outcome(kind, award, GAP, doubts[0].gap, "", doubts[0].reasons, ids)
    return Outcome(kind, award, GAP, OVERLAPPING, "", ("clauses-overlap",), ids)


def _live(overlap: str, fulfilled: list[Verdict]) -> list[Verdict]:
    """Of the alternatives that are not refused, those that count. The best is known only of grades; of other kinds it
    is the first."""
    given = [_rank(each) for each in fulfilled if each.status != GAP]
    if overlap == "first" or (overlap == "best" and any(each.kind != "grade" for each in fulfilled)):
        return fulfilled[:1]
    if overlap == "best" and given:
        return [each for each in fulfilled if _rank(each) >= max(given)]
    return fulfilled


def _rank(verdict: Verdict) -> int:
    """Place of the verdict's grade on the ladder; above all where the grade is not known."""
    found = grade(verdict.value)
    return found.ordinal if found else Grade.CHIEF.ordinal + 1


def _distance(verdict: Verdict) -> tuple[int, int, int]:
    """How far a refused clause is from being fulfilled: what it does not speak of, then the place, then all that
    fails."""
    failed = [each for each in verdict.checks if each.holds == NO]
    elsewhere = sum(each.elsewhere for each in failed)
    return elsewhere, sum(each.look == "place" for each in failed), len(failed)
