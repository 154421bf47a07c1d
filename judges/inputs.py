"""How a judge enters a mark of an aspect: as keys, or as a number on a pad."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.nodes import Aspect
from scoring.numbers import Exact, minus, plus, ratio, text
from scoring.panels import RULES

MOST_WHOLE, MOST_PARTS = 12, 7
"""Values that are shown as a key each, where they are whole numbers and where they are not; more go on the pad."""


def entry(aspect: Aspect) -> Mapping[str, Any]:
    """What a page needs to take a mark: {"kind", "values", "lowest", "highest", "step"}.

    kind: `judgement` (0 to 3), `pass` (nothing or all), `steps` (a key each) or `number`. values: of the keys, rising,
    as texts; empty for a number. The bounds are texts, None where the scheme sets none.
    """
    values = _values(aspect)
    if RULES[aspect.rule].judgement:
        kind = "judgement"
    elif len(values) == 2 and values[0] == "0" and not aspect.table:
        kind = "pass"
    else:
        kind = "steps" if values else "number"
    return {
        "kind": kind,
        "values": values,
        "lowest": _text(aspect.lowest),
        "highest": _text(aspect.highest),
        "step": _text(aspect.step),
    }


def _values(aspect: Aspect) -> list[str]:
    """Every mark that the aspect takes where they are few, else none."""
    lowest, highest, step = aspect.lowest, aspect.highest, aspect.step
    if lowest is None or highest is None or not step or ratio(minus(highest, lowest), step) >= MOST_WHOLE:
        return []
    values = [lowest]
    while plus(values[-1], step) <= highest:
        values.append(plus(values[-1], step))
    told = [text(value) for value in values]
    return told if len(told) <= MOST_PARTS or all("." not in value for value in told) else []


def _text(number: Exact | None) -> str | None:
    return None if number is None else text(number)
