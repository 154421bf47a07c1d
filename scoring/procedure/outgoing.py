"""A file that is taken out: what it is and the line it was made at stand in the ledger before it is handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scoring import steps
from scoring.changes import NO_CHANGE, Change
from scoring.documents import ID
from scoring.lines import Line
from scoring.problems import Problem
from scoring.procedure.order import digest_problems
from scoring.state import State

FORMS = ("xlsx", "csv", "json", "zip", "pdf")
"""Forms of a file."""

LANGUAGES = ("zh", "en")
MOST_LINES = 10**10
"""More than a stream has."""


def _take(state: State, fact: steps.Exported) -> Iterator[Problem]:
    if fact.trade and fact.trade not in state.trades:
        yield Problem("unknown-trade", "trade", {"trade": fact.trade[:80]})
    if ID.fullmatch(fact.export) is None:
        yield Problem("bad-id", "export", {"value": fact.export[:80]})
    if fact.form not in FORMS:
        yield Problem("unknown-choice", "form", {"value": fact.form[:80], "choices": ", ".join(FORMS)})
    if not 1 <= fact.seq <= state.seq:
        yield Problem("out-of-range", "seq", {"value": str(fact.seq), "low": "1", "high": str(state.seq)})
    yield from digest_problems("digest", fact.digest, needed=True)
    yield from digest_problems("layout", fact.layout)
    if fact.lang not in ("", *LANGUAGES):
        yield Problem("unknown-choice", "lang", {"value": fact.lang[:80], "choices": ", ".join(LANGUAGES)})
    if not 0 <= fact.house < MOST_LINES:
        yield Problem("out-of-range", "house", {"value": str(fact.house)[:80], "low": "0", "high": str(MOST_LINES - 1)})


def _apply(state: State, line: Line, fact: steps.Exported) -> Change:
    return NO_CHANGE


CHECKS: Mapping[str, Callable[[State, Any], Iterator[Problem]]] = {steps.Exported.kind: _take}
APPLY: Mapping[str, Callable[[State, Line, Any], Change]] = {steps.Exported.kind: _apply}
