"""All advice at once, in the order of what it is about."""

from __future__ import annotations

from decimal import Decimal

from scoring.advice.linter import advise
from scoring.advice.standard import Section, Standard
from tests.scoring.field import aspect, criterion, module, scheme


def test_texts_come_first_then_reach_weights_and_size() -> None:
    found = scheme(
        module(
            "A",
            criterion("C", aspect("a", "judgement", max="1"), ceiling="0.5"),
            name={"zh": "理论", "en": "Theory"},
        )
    )
    standard = Standard((Section("1", "Work", Decimal(90)),), {"a": "1"})
    assert [each.code for each in advise(found, standard)] == [
        "advice-benchmark-missing",
        "advice-ceiling-cuts",
        "advice-standard-sum",
        "advice-theory-share",
        "advice-aspect-count",
        "advice-criteria-count",
        "advice-total",
    ]
