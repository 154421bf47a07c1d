"""Reasons that a ruling may have: codes chosen from a list; what they are called stands with the words, `reasons`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REASONS: Final[Mapping[str, tuple[str, ...]]] = {
    "dns": ("did-not-appear", "withdrew", "documents-missing"),
    "dnf": ("gave-up", "injury", "stopped-for-safety"),
    "dsq": ("rules", "fraud", "impersonation", "safety", "conduct"),
    "penalty": ("late", "overtime", "safety", "tools", "material", "conduct"),
    "bonus": ("early", "compensation"),
    "time": ("equipment", "power", "material", "organisers-fault"),
    "substitute": ("illness", "withdrew", "organisers-fault"),
    "recuse": ("own-organisation", "family", "coach", "knows-the-work"),
    "lift": ("no-interest", "wrong-judge", "typing"),
    "spread": ("spread",),
    "correct": ("misread", "typing", "wrong-entrant", "wrong-aspect", "review", "objection"),
    "sheet": ("misread", "typing", "incomplete", "review", "objection"),
    "panel": ("late-work", "review", "objection"),
    "result": ("review", "objection", "typing"),
    "amend": ("wrong-maximum", "wrong-bounds", "missing-aspect", "wrong-rule", "typing", "objection"),
    "admit": ("sent-late", "network", "device"),
    "tie": ("compared", "cleaner-work", "safety", "time-used", "lots"),
    "set-aside": ("sent-by-mistake", "already-counted", "not-authorised"),
}
"""By act, in the order that a page offers them."""
