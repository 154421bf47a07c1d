"""`[numbers]` of contest.toml: how the certificates of a contest are numbered."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.documents import Document
from scoring.numbering import Numbers, read_numbers


@dataclass(frozen=True, slots=True)
class Numbering:
    """grade: of skill grades. award: of what a place in the contest brought. None where it is not stated."""

    grade: Numbers | None = None
    award: Numbers | None = None

    def document(self) -> dict[str, dict[str, str]]:
        """What `[numbers]` states."""
        stated = {"grade": self.grade, "award": self.award}
        return {key: {"scheme": each.scheme, "pattern": each.pattern} for key, each in stated.items() if each}


NO_NUMBERING = Numbering()
"""Nothing is stated: no certificate is numbered."""


def read_numbering(table: Document) -> Numbering:
    """What the table states, its problems noted in it."""
    stated = Numbering(_numbers(table, "grade"), _numbers(table, "award"))
    if stated.award is not None and "{level}" in stated.award.pattern:
        table.problem("award-without-level", "award.pattern", value=stated.award.pattern[:80])
    table.finish()
    return stated


def _numbers(table: Document, key: str) -> Numbers | None:
    given = table.get(key)
    if given is None:
        return None
    inner = table.inner(key, given)
    before = len(inner.problems)
    scheme, pattern = inner.text("scheme"), inner.text("pattern")
    inner.finish()
    if len(inner.problems) > before:
        return None
    found = read_numbers(scheme, pattern, inner.where)
    if isinstance(found, Numbers):
        return found
    inner.problems.extend(found)
    return None
