"""Award policies as data: a document in, a `Policy` or every problem out; its canonical text back; the one in force.

The language is documented, with examples, in the help page `policy`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from scoring.clauses import outcomes, terms
from scoring.clauses.cases import ROLES, is_day
from scoring.clauses.terms import Terms
from scoring.clauses.values import Clause, Document, Policy, own_role
from scoring.documents import Document as Table
from scoring.nodes import Name
from scoring.problems import BrokenPromiseError, Problem

MOST_CLAUSES = 200
"""Clauses of one policy; more is a mistake."""


def read_policy(document: Mapping[str, Any]) -> tuple[Policy | None, list[Problem]]:
    """The policy that a document states (TOML read with `parse_float=str`), or None and every problem in it."""
    problems: list[Problem] = []
    top = Table(document, "", problems)
    top.whole("policy", None, 1, 1)
    valid = top.inner("valid", top.table("valid"))
    documents = {id: _document(each, id) for id, each in top.named("documents")}
    tiers, groups = _names(top, "tiers"), _names(top, "groups")
    gates = tuple(Terms(tiers, groups, documents, {}).gate(each) for each in top.tables("gates"))
    clauses: dict[str, Clause] = {}
    for each in top.tables("clauses"):
        clause = _clause(each, Terms(tiers, groups, documents, clauses))
        if clause.id in clauses:
            each.problem("duplicate-id", "id", id=clause.id)
        clauses[clause.id] = clause
    policy = Policy(
        terms.named(top, "name"),
        _day(valid, "from"),
        _day(valid, "until"),
        documents,
        tiers,
        groups,
        top.choice("ties", ("shared", "last", "never"), "shared"),
        top.choice("overlap", ("gap", "first", "best"), "gap"),
        terms.rounds(top),
        gates,
        tuple(clauses.values()),
    )
    valid.finish()
    top.finish()
    for key, found in (("documents", documents), ("clauses", clauses)):
        if not found:
            top.problem("missing-key", key)
    if len(clauses) > MOST_CLAUSES:
        top.problem("out-of-range", "clauses", value=str(len(clauses)), low="1", high=str(MOST_CLAUSES))
    if policy.valid_until and policy.valid_until < policy.valid_from:
        valid.problem("bad-bounds", "until", low=policy.valid_from, high=policy.valid_until)
    return (None if problems else policy), problems


def parse_policy(stored: str) -> Policy:
    """The policy that a canonical text states. Raises BrokenPromiseError where it is none."""
    try:
        policy, problems = read_policy(json.loads(stored))
    except ValueError as error:
        raise BrokenPromiseError("a stored policy is no JSON") from error
    if policy is None:
        raise BrokenPromiseError(f"a stored policy is not valid: {problems[0].code} at {problems[0].where}")
    return policy


def policy_text(policy: Policy) -> str:
    """Canonical text: every shorthand written out, numbers as text."""
    return policy.text


def counted(policy: Policy, round: str) -> Policy:
    """The policy read with a way of counting shares (one of `terms.ROUNDS`) wherever its text sets none."""
    return replace(policy, round=policy.round or round)


def in_force(policies: Mapping[str, Policy], on: str) -> tuple[str, list[Problem]]:
    """Name of the one policy valid on a day (ISO; a contest's last day), or "" and why there is not just one."""
    if not is_day(on):
        return "", [Problem("bad-date", "", {"value": on[:80]})]
    names = sorted(
        name
        for name, each in policies.items()
        if each.valid_from <= on and (not each.valid_until or on <= each.valid_until)
    )
    if len(names) == 1:
        return names[0], []
    code = "policies-overlap" if names else "no-policy"
    return "", [Problem(code, "", {"date": on, "policies": ", ".join(names)})]


def _clause(each: Table, refer: Terms) -> Clause:
    id = each.id()
    kind, parts = outcomes.outcome(each)
    name = parts.get("name")
    own = name.zh if isinstance(name, Name) and kind != "prize" else kind
    documents = tuple(refer.documents)
    clause = Clause(
        id,
        each.choice("document", documents, documents[0] if documents else ""),
        each.text("cites", ""),
        kind,
        each.text("award", own) or own,
        terms.among(each, "tiers", refer.tiers),
        terms.among(each, "groups", refer.groups),
        terms.team(each),
        refer.places(each),
        each.flag("unplaced"),
        tuple(refer.gate(gate) for gate in each.tables("gates")),
        each.flag("approval"),
        role=each.choice("role", ("coach",) if kind == "coach" else ROLES, own_role(kind)),
        **parts,
    )
    each.finish()
    return clause


def _document(each: Table, id: str) -> Document:
    terms.check_id(each, "", id)
    document = Document(
        each.text("title"),
        each.text("number", ""),
        each.text("issuer", ""),
        _day(each, "date"),
        each.text("address", ""),
    )
    each.finish()
    return document


def _names(top: Table, key: str) -> dict[str, Name]:
    """Names by id."""
    inner = top.inner(key, top.table(key))
    for id in inner.values:
        terms.check_id(inner, str(id), str(id))
    return {str(id): terms.named(inner, str(id)) for id in inner.values}


def _day(table: Table, key: str) -> str:
    """A day of the calendar as ISO text, "" where absent. TOML's own dates are read, too."""
    value = table.get(key)
    if isinstance(value, date):
        return value.isoformat()[:10]
    text = table.text(key, "")
    if text and not is_day(text):
        table.problem("bad-date", key, value=text[:80])
    return text
