"""The part of contest.toml that leads from marks to grades: signatures, review, and what a trade's papers are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from competition.intake.files.texts import visible
from scoring.documents import ID, Document
from scoring.procedure.terms import LONGEST, ReviewRule, share
from scoring.procedure.terms import count as counts

MOST_REVIEWED = 10_000
"""Entrants that a review may be told to take from the top."""


class Paper(NamedTuple):
    """What a policy calls by a name such as `theory`. phase: "" for the last one that has the figure. figure: id of a
    module, or `total`."""

    name: str
    phase: str
    figure: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """signatures: sheets and modules are signed before the result is final. review: of marks, before it is final, None
    for none. countersigned: the supervisor signs modules, too. own_organisation: judges may judge entrants of their own
    organisation."""

    signatures: bool
    review: ReviewRule | None
    countersigned: bool = False
    own_organisation: bool = False


def procedure(top: Document) -> Procedure | None:
    """What [procedure] states, None where it does not stand."""
    if top.get("procedure") is None:
        return None
    each = Document(top.get("procedure"), "procedure", top.problems)
    review = None
    if each.get("review") is not None:
        inner = Document(each.get("review"), "procedure.review", top.problems)
        review = ReviewRule(
            _share(inner, "top", count=True), _share(inner, "others", count=False), _share(inner, "limit", count=False)
        )
        inner.finish()
    read = Procedure(each.flag("signatures"), review, each.flag("countersigned"), each.flag("own_organisation"))
    if read.countersigned and not read.signatures:
        each.problem("nothing-to-countersign", "countersigned")
    each.finish()
    return read


def papers(trade: Document) -> Iterator[Paper]:
    """The papers that a trade states: `theory = "A"`, `practical = "B+C"` for modules together, or
    `theory = { phase = "final", figure = "A" }`."""
    inner = Document(trade.table("papers"), f"{trade.where}.papers", trade.problems)
    for name in map(str, inner.values):
        if ID.fullmatch(name) is None:
            inner.problem("bad-id", name, value=visible(name))
        value = inner.get(name)
        if isinstance(value, Mapping):
            each = Document(value, f"{inner.where}.{name}", trade.problems)
            yield Paper(name, each.text("phase", ""), each.text("figure"))
            each.finish()
        else:
            yield Paper(name, "", inner.text(name))


def facts(trade: Document) -> Iterator[tuple[str, str]]:
    """(name, word) of what a trade states for its award policy: `national-standard = "yes"`; true and false, whole
    numbers and numbers are read as words, too."""
    inner = Document(trade.table("facts"), f"{trade.where}.facts", trade.problems)
    for name in map(str, inner.values):
        if ID.fullmatch(name) is None:
            inner.problem("bad-id", name, value=visible(name))
        value = inner.get(name)
        if isinstance(value, bool):
            yield name, "yes" if value else "no"
        elif isinstance(value, int):
            yield name, str(value)
        else:
            said = inner.text(name)
            if len(said) > LONGEST:
                inner.problem("text-too-long", name, length=str(len(said)), limit=str(LONGEST))
            yield name, said


def procedure_document(stated: Procedure) -> dict[str, Any]:
    """[procedure] as a plain document."""
    document: dict[str, Any] = {"signatures": stated.signatures}
    if stated.countersigned:
        document["countersigned"] = True
    if stated.own_organisation:
        document["own_organisation"] = True
    if stated.review is not None:
        review = stated.review
        document["review"] = {"top": review.top, "others": review.others, "limit": review.limit}
    return document


def papers_document(stated: tuple[Paper, ...]) -> dict[str, Any]:
    """A trade's papers as a plain document."""
    return {each.name: {"phase": each.phase, "figure": each.figure} if each.phase else each.figure for each in stated}


def _share(each: Document, key: str, *, count: bool) -> str:
    """A share written `15%`, or where it may be one a count, as text."""
    value = each.get(key)
    if value is None:
        each.problem("missing-key", key)
        return ""
    said = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(said, str):
        each.problem("wrong-type", key, expected="number, or text such as 15%" if count else "text such as 15%")
        return ""
    if count and (counted := counts(said)) is not None:
        if counted > MOST_REVIEWED:
            each.problem("out-of-range", key, value=visible(said), low="0", high=str(MOST_REVIEWED))
    elif share(said) is None:
        each.problem("bad-share", key, value=visible(said))
    return said
