"""Bad data is a value: a `Problem` says what is wrong and where; the words for it live with the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with given data.

    code: lower-case words joined by hyphens, e.g. `above-highest`; every code has a sentence in each language.
    where: a path inside the thing judged, e.g. `modules.A.criteria.A1.max` or `value`; empty for the whole.
    facts: the texts that the sentence is filled with, e.g. {"value": "11", "highest": "10"}.
    """

    code: str
    where: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


class ScoringError(Exception):
    """Root of what the core raises: a promise between its parts, or with a caller, is broken."""


class BrokenPromiseError(ScoringError):
    """A line was applied that `check` would have refused, or a content that the ledger names is missing."""
