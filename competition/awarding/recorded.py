"""Awards as they were stated: the documents that an `Awarded` fact names, and whether they still say what follows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scoring.awards import decide
from scoring.clauses.cases import Case, skipped
from scoring.clauses.trace import Decision
from scoring.clauses.values import Policy
from scoring.grades import grade
from scoring.lines import canonical

SAME, DIFFERS, ALTERED, ERASED = "same", "differs", "altered", "erased"
"""What a document is beside a recomputation. same: table and catalogue lead to it. differs: they lead elsewhere.
altered: it does not even follow from its own case. erased: it is gone."""


def body(decision: Decision) -> dict[str, Any]:
    """The document of one person: her case, and the decision with its trace."""
    form = json.loads(decision.text)
    return {"case": form.pop("case"), "decision": form}


def decision_of(policy: Policy, document: Mapping[str, Any]) -> Decision | None:
    """The decision that a document records, None where it does not follow from the document's own case."""
    try:
        found = decide(policy, case_of(document["case"]))
        return found if canonical(body(found)) == canonical(document) else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def compared(policy: Policy, document: Mapping[str, Any] | None, decision: Decision | None) -> str:
    """What a document is beside a recomputation, None for a person who no longer is one."""
    if document is None:
        return ERASED
    recorded = decision_of(policy, document)
    if recorded is None:
        return ALTERED
    return SAME if decision is not None and recorded.digest == decision.digest else DIFFERS


def case_of(form: Mapping[str, Any]) -> Case:
    """The case that its form states. Raises KeyError, TypeError or ValueError where it is none."""

    def whole(key: str) -> int | None:
        return int(form[key]) if key in form else None

    return Case(
        tier=form.get("tier", ""),
        group=form.get("group", ""),
        place=whole("place"),
        sharing=whole("sharing") or 1,
        counts={name: int(count) for name, count in form.get("counts", {}).items()},
        team_size=whole("team-size") or 0,
        member=whole("member") or 0,
        role=form.get("role", ""),
        level=grade(form.get("level", "")),
        paper_level=grade(form.get("paper-level", "")),
        papers=dict(form.get("papers", {})),
        titles=tuple(form.get("titles", ())),
        promotions=whole("promotions"),
        birth=form.get("birth", ""),
        date=form.get("date", ""),
        facts=dict(form.get("facts", {})),
        passed={clause: ends for clause, said in form.get("passed", {}).items() if (ends := skipped(said))},
        certificates=dict(form.get("certificates", {})),
    )
