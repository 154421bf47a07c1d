"""Reasons in words."""

from __future__ import annotations

from competition.words import term

WAYS = frozenset({"running-order", "decision", "skating-10", "skating-11"})
"""Ways to break a tie that look at no figure."""


def spoken(reason: str, lang: str) -> str:
    """A reason in words: `tie:<figure>`, `tie:<way>` and `tie:<way>:<figure>`, too."""
    code, *rest = reason.split(":")
    if rest and (len(rest) > 1 or rest[0] in WAYS):
        code = f"{code}-{rest.pop(0)}"
    return term("place-reasons", code, lang, figure="".join(rest))
