"""A scheme as pages show it: its tree, with every problem and every advice where it belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from competition import words
from competition.schemes.annex import Annex
from competition.schemes.reading import Draft
from competition.schemes.saying import assumption, method
from competition.schemes.tree import ASPECT, MODULE, Row, Stage, stages, tree, whole
from scoring.advice.linter import advise
from scoring.nodes import Scheme
from scoring.problems import Problem

SHOWN = 200
"""Problems that a page shows; the rest is counted."""


@dataclass(frozen=True)
class Look:
    """A scheme as its page shows it. rows: see `tree`. whole: what all modules come to. advice: what its makers most
    likely did not mean. beside: problems by the row of the file that they stand in. stages: its phases."""

    rows: Sequence[Row]
    stages: Sequence[Stage]
    whole: str
    advice: Sequence[Problem]
    beside: Mapping[str, Sequence[Problem]]

    @property
    def aspects(self) -> int:
        """How many there are."""
        return sum(row.depth == ASPECT for row in self.rows)

    @property
    def modules(self) -> Sequence[Sequence[Row]]:
        """Rows of each module."""
        found: list[list[Row]] = []
        for row in self.rows:
            if row.depth == MODULE:
                found.append([])
            found[-1].append(row)
        return found

    def advice_at(self, path: str) -> Sequence[Problem]:
        """Advice on one node."""
        return [each for each in self.advice if each.where == path or each.where.startswith(f"{path}.")]


def look(document: Mapping[str, Any], scheme: Scheme | None, annex: Annex, draft: Draft | None = None) -> Look:
    """How a scheme is shown. scheme: None where the document states none. draft: where it comes from a file."""
    rows = tree(document, annex, {} if draft is None else draft.places)
    advice = [] if scheme is None else advise(scheme, annex.standard)
    beside: dict[str, list[Problem]] = {}
    for problem in () if draft is None else draft.problems:
        beside.setdefault(row_of(problem.where), []).append(problem)
    return Look(rows, [] if scheme is None else stages(scheme), whole(rows), advice, beside)


def row_of(place: str) -> str:
    """The row of a cell, `Scheme!12`."""
    sheet, _, cell = place.rpartition("!")
    return f"{sheet}!{cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}" if sheet else place


def spoken(lang: str) -> dict[str, Any]:
    """What templates of this room say of codes, in the reader's language."""
    return {
        "method": lambda row: words.pair({each: method(row, each) for each in words.LANGUAGES}, lang),
        "assumption": lambda code, facts, count: assumption(code, facts, count, lang),
        "part_name": lambda part: words.term("scheme-parts", part.key, lang, mark=part.mark),
        "row_of": row_of,
        "panel_pairs": lambda panels: [(each, each) for each in panels],
    }
