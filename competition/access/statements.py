"""What it takes to state a fact: every kind that a person can state, and the action that lets her.

The door and the pages both ask here. Kinds that only the server states stand in no table: nobody may state them.
"""

from __future__ import annotations

from typing import Final

from scoring.facts import Fact

ACTION_OF: Final[dict[str, str]] = {
    "mark-given": "give-marks",
    "sheet-signed": "give-marks",
    "trade-opened": "run-event",
    "prize-opened": "run-event",
    "entrants-advanced": "run-event",
    "panel-closed": "run-event",
    "frozen": "run-event",
    "revealed": "run-event",
    "thawed": "run-event",
    "finalised": "run-event",
    "adjusted": "adjust",
    "time-granted": "adjust",
    "seed-committed": "draw-codes",
    "codes-drawn": "draw-codes",
    "codes-read": "read-codes",
    "unsealed": "unseal",
    "held-set-aside": "settle",
    "deliberation-recorded": "settle",
    "tie-decided": "settle",
    "module-signed": "settle",
    "module-countersigned": "countersign",
    "proposed": "propose",
    "approved": "approve",
    "rejected": "approve",
    "review-drawn": "review",
    "review-recorded": "review",
    "notice-posted": "notice",
    "notice-closed": "notice",
    "objection-filed": "object",
    "objection-ruled": "rule",
    "awarded": "award",
    "confirmed": "confirm",
    "returned": "confirm",
    "exported": "export",
}
"""Kind → action. A mark or signature of a seat that the office fills takes `give-results` where no judge gives it, one
from a paper sheet `enter-sheets`, of two persons."""

UNSTATED: Final = frozenset(
    {"stream-opened", "clock-jumped", "step-refused"}
    | {"numbers-reserved", "certificates-issued", "certificate-revoked", "certificate-replaced"}
)
"""Kinds that only the server states; those of the house stream for whoever may `issue` in the event."""

OFFICE_SEAT: Final = "give-results"
"""The action for a mark or signature of a seat that the office fills."""


def action_of(fact: Fact) -> str:
    """The action that lets a person state this fact; "" where nobody may, changes that must be proposed among them."""
    return ACTION_OF.get(fact.kind, "")


def judge_of(fact: Fact) -> str:
    """Whose marks or sheet the fact speaks of, "" for nobody's."""
    cell = getattr(fact, "cell", None)
    return str(getattr(fact, "judge", "") if cell is None else cell.judge)
