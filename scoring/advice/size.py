"""The size that WorldSkills asks of a marking scheme (`DOMAIN.md` 4.1): hints, for schemes made of its two methods."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.advice.places import aspects
from scoring.advice.reach import span
from scoring.advice.weights import HUNDRED
from scoring.nodes import Scheme
from scoring.numbers import text, total
from scoring.panels import RULES
from scoring.problems import Problem

ASPECTS = (75, 250)
"""Fewest and most aspects."""

CRITERIA = (5, 9)
"""Fewest and most criteria, which are a scheme's modules."""

LARGEST = 2
"""Most points of one aspect."""


def is_of_worldskills(scheme: Scheme) -> bool:
    """True where everything is judged or measured, and something is judged."""
    found = [aspect for _, _, _, aspect in aspects(scheme)]
    judged = [RULES[aspect.rule].judgement for aspect in found]
    measured = [aspect.measure != "points" for aspect in found]
    return any(judged) and all(one or other for one, other in zip(judged, measured, strict=True))


def advise(scheme: Scheme) -> Iterator[Problem]:
    """How such a scheme differs in size from what is asked; nothing for others."""
    if not is_of_worldskills(scheme):
        return
    found = [aspect for _, _, _, aspect in aspects(scheme)]
    for code, count, (least, most) in (
        ("advice-aspect-count", len(found), ASPECTS),
        ("advice-criteria-count", len(scheme.modules), CRITERIA),
    ):
        if not least <= count <= most:
            yield Problem(code, "modules", {"count": str(count), "low": str(least), "high": str(most)})
    spans = {aspect.id: ends.best for aspect in found if (ends := span(scheme, aspect)) is not None}
    large = [id for id, best in spans.items() if best > LARGEST]
    if large:
        facts = {"aspects": ", ".join(large[:10]), "count": str(len(large)), "limit": str(LARGEST)}
        yield Problem("advice-aspect-large", "modules", facts)
    modules = [span(scheme, module) for module in scheme.modules]
    every = total(each.best for each in modules if each is not None)
    if None not in modules and every != HUNDRED:
        yield Problem("advice-total", "modules", {"total": text(every)})
