"""Whether a case fulfils what a clause asks beside the place: its tier, group, team and role, and each gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from operator import ge, gt, le, lt
from typing import Any

from scoring.clauses import cases
from scoring.clauses.cases import Case
from scoring.clauses.terms import OUTCOME
from scoring.clauses.trace import FACT_MISSING, NO, OPEN, SILENT, TEXT_MISSING, YES, Check
from scoring.clauses.values import Clause, Gate, Policy
from scoring.facts import EXCUSES
from scoring.grades import Grade, grade
from scoring.nodes import Name
from scoring.numbers import minus, parse, text

Came = tuple[str, str]
"""What an earlier clause came to: (status, kind of gap or "")."""


def scope_checks(policy: Policy, clause: Clause, case: Case) -> Iterator[Check]:
    """Does the clause speak of this tier, group, team size and role?"""
    if case.role != clause.role:
        yield Check("role", NO, "other-role", facts={"value": case.role, "among": clause.role})
    for look, value, among, named in (
        ("tier", case.tier, clause.tiers, policy.tiers),
        ("group", case.group, clause.groups, policy.groups),
    ):
        found = resolve(value, named)
        facts = {"value": value, "among": ", ".join(among)}
        if found in among:
            yield Check(look, YES, facts=facts)
        elif value and named and not found:
            yield Check(look, OPEN, "not-named", SILENT, facts | {"among": ", ".join(among or sorted(named))})
        elif among:
            yield Check(look, NO, "other-" + look, facts=facts) if value else _unknown(look, facts)
    bounds = tuple(
        (bound, str(end)) for bound, end in zip(("least", "most"), clause.team, strict=True) if end is not None
    )
    if bounds:
        check = _gate(policy, Gate("team-size", bounds), case, None, {})
        yield replace(check, code="other-team-size") if check.holds == NO else check


def gate_checks(
    policy: Policy, clause: Clause, case: Case, would: Grade | None, came: Mapping[str, Came]
) -> Iterator[Check]:
    """The clause's gates, then the policy's. would: the grade that the clause would give. came: what earlier clauses
    came to."""
    for gate in (*clause.gates, *policy.gates):
        asked = _asked(policy, gate, clause.kind, case, would)
        if asked == NO:
            continue
        check = _gate(policy, gate, case, would, came)
        if asked == OPEN and check.holds != YES:
            check = _unknown(gate.look, check.facts)
        code = gate.reason if gate.reason and check.holds == NO else check.code
        yield replace(check, code=code, document=gate.document, cites=gate.cites)


def _asked(policy: Policy, gate: Gate, kind: str, case: Case, would: Grade | None) -> str:
    """yes, no or open: is the gate asked for an outcome of this kind in this case?"""
    if (gate.kinds and kind not in gate.kinds) or (gate.grades and would not in gate.grades):
        return NO
    answer = YES
    for value, wanted, named in ((case.tier, gate.tiers, policy.tiers), (case.group, gate.groups, policy.groups)):
        found = resolve(value, named)
        if wanted and found not in wanted:
            if found:
                return NO
            answer = OPEN
    return answer


def resolve(value: str, named: Mapping[str, Name]) -> str:
    """The id that a text means: the id itself, or the one whose Chinese or English name it is; "" for none."""
    if value in named or not value:
        return value
    return next((id for id in sorted(named) if value in (named[id].zh, named[id].en)), "")


def _unknown(look: str, facts: Mapping[str, str] | None = None) -> Check:
    return Check(look, OPEN, "not-known", FACT_MISSING, facts or {})


def _gate(policy: Policy, gate: Gate, case: Case, would: Grade | None, came: Mapping[str, Came]) -> Check:
    look, facts = gate.look, dict(gate.bounds)
    if gate.among:
        facts["among"] = ", ".join(gate.among)
    if gate.without:
        facts["without"] = ", ".join(gate.without)
    if gate.missing:
        return Check(look, OPEN, "text-missing", TEXT_MISSING, facts)
    if look.startswith("clause."):
        status, gap = came[look.removeprefix("clause.")]
        if gap:
            return Check(look, OPEN, "clause-open", gap, facts)
        values: tuple[str, ...] = (status,)
    else:
        values = _values(policy, case, gate)
    facts["value"] = ", ".join(values)
    if look != "title" and not all(values):
        return _unknown(look, facts)
    if look.startswith("paper.") and values[0] in EXCUSES:
        return Check(look, NO, values[0], facts=facts)
    if look in cases.GRADES:
        return _compared(look, gate, values, facts, grade, OUTCOME if would is None else would.code)
    if look in cases.NUMBERS or look.startswith("paper.") or gate.bounds:
        return _compared(look, gate, values, facts, parse, "")
    return _compared(look, gate, values, facts, str, "")


def _values(policy: Policy, case: Case, gate: Gate) -> tuple[str, ...]:
    """The texts that a look sees; an empty text is one that is not known."""
    look = gate.look
    if look == "title":
        return case.titles
    if look in cases.GRADES:
        seen = case.level if look == "level" else case.paper_level
        return (seen.code if seen else "",)
    if look.startswith("fact."):
        return (case.facts.get(look.removeprefix("fact."), ""),)
    if look == "role":
        return (case.role,)
    if look in cases.WORDS:
        value, named = (case.tier, policy.tiers) if look == "tier" else (case.group, policy.groups)
        return (resolve(value, named) or value,)
    return (cases.number_text(case, look, gate.on),)


def _compared(
    look: str,
    gate: Gate,
    values: tuple[str, ...],
    facts: dict[str, str],
    read: Callable[[str], Any],
    outcome: str,
) -> Check:
    """The gate's bounds and words against what was seen, both read as grades, numbers or words."""
    seen = [read(value) for value in values]
    if None in seen:
        return _unknown(look, facts)
    for bound, limit_text in gate.bounds:
        limit_text = outcome if limit_text == OUTCOME else limit_text
        limit = read(limit_text)
        facts[bound] = limit_text
        holds, code = _BOUNDS[bound]
        if limit is not None and not holds(seen[0], limit):
            return Check(look, NO, code, facts=facts, short=_short(seen[0], limit))
    if gate.among and not any(read(word) in seen for word in gate.among):
        return Check(look, NO, "not-among", facts=facts)
    if any(read(word) in seen for word in gate.without):
        return Check(look, NO, "excluded", facts=facts)
    return Check(look, YES, facts=facts)


_BOUNDS: Mapping[str, tuple[Callable[[Any, Any], bool], str]] = {
    "least": (ge, "below-least"),
    "most": (le, "above-most"),
    "above": (gt, "not-above"),
    "below": (lt, "not-below"),
}


def _short(seen: Any, limit: Any) -> str:
    """How far apart: steps of the ladder, or the exact difference."""
    if isinstance(seen, Grade):
        return str(abs(seen.ordinal - limit.ordinal))
    return text(minus(seen, limit)).removeprefix("-")
