"""What codes of the scheme desk are called, for pages and the command alike."""

from __future__ import annotations

from collections.abc import Mapping

from competition import words
from competition.schemes.tree import Row


def method(row: Row, lang: str) -> str:
    """How an aspect is marked, "" for what is made of parts."""
    return words.term("scheme-methods", row.method, lang, **row.facts) if row.method else ""


def assumption(code: str, facts: Mapping[str, str], count: int, lang: str) -> str:
    """What was taken for granted, once or several times."""
    several = f"{code}-several"
    said = several if count > 1 and several in words.terms()["scheme-assumptions"] else code
    return words.term("scheme-assumptions", said, lang, count=count, **facts)
