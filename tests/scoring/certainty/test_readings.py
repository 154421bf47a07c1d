"""What one mark can be worth."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from scoring.certainty.readings import at_or_below, ends, points
from scoring.certainty.steps import beside, step_of
from scoring.nodes import Aspect, Scheme
from scoring.numbers import text
from tests.scoring.field import aspect, criterion, module, scheme

STEPS = {"kind": "lookup", "match": "floor", "rows": [["0", "1"], ["2", "0"], ["3", "4"]]}
EXACT = {"kind": "lookup", "rows": [["0", "0"], ["1", "5"], ["2.5", "9"], ["7", "-1"]]}
NEAR = {"kind": "tolerance", "point": "5", "rows": [["0.2", "10"], ["1", "4"]], "otherwise": "-3"}


def of(table: dict[str, Any] | None = None, **settings: Any) -> tuple[Scheme, Aspect]:
    named = {} if table is None else {"table": "S"}
    made = scheme(
        module("M", criterion("C", aspect("a", **{**named, **settings}))), tables={} if table is None else {"S": table}
    )
    return made, made.aspect["a"][2]


@pytest.mark.parametrize(
    ("table", "settings", "reached"),
    [
        (None, {"step": "4"}, ["0", "8"]),
        (None, {}, ["0", "10", "5"]),
        (None, {"measure": "pass-fail", "max": "2", "lowest": "0", "highest": "1"}, ["0", "2"]),
        (None, {"measure": "deductions", "max": "3", "each": "0.5", "lowest": "0", "highest": "9"}, ["0", "3"]),
        ({"kind": "linear", "base": "1", "point": "0", "slope": "-2"}, {"step": "1"}, ["-19", "1"]),
        (STEPS, {"step": "1"}, ["0", "1", "4"]),
        (STEPS, {"highest": "1.9"}, ["1"]),
        (STEPS, {"lowest": "2.5", "highest": "2.5"}, ["0"]),
        (EXACT, {"step": "1"}, ["-1", "0", "5"]),
        (EXACT, {"lowest": "3", "highest": "6", "step": "1"}, []),
        ({**EXACT, "otherwise": "2"}, {"highest": "1", "step": "1"}, ["0", "5"]),
        ({**EXACT, "otherwise": "2"}, {"highest": "1"}, ["0", "2", "5"]),
        (NEAR, {"step": "0.5"}, ["-3", "10", "4"]),
        (NEAR, {"step": "5"}, ["-3", "10"]),
        (NEAR, {"lowest": "4.5", "highest": "5.5", "step": "0.3"}, ["10", "4"]),
    ],
)
def test_the_points_of_a_mark_are_those_of_readings_that_can_be_given(
    table: dict[str, Any] | None, settings: dict[str, Any], reached: list[str]
) -> None:
    made, each = of(table, **settings)
    found = points(made, each, None)
    assert sorted(map(text, found)) == reached
    assert ends(made, each, None) == ((min(found), max(found)) if found else None)


def test_the_mark_at_or_below_a_reading_is_on_the_step_from_the_lowest() -> None:
    _, each = of(lowest="0.5", highest="9", step="2")
    assert [text(at_or_below(each, Decimal(reading))) for reading in ("0.5", "2.4", "2.5", "9")] == [
        "0.5",
        "0.5",
        "2.5",
        "8.5",
    ]


@pytest.mark.parametrize(
    ("table", "settings", "mark", "near"),
    [
        (None, {"step": "0.5"}, "4", ["3.5", "4.5"]),
        (None, {"step": "0.5"}, "0", ["0.5"]),
        (None, {"step": "0.5"}, "10", ["9.5"]),
        (None, {}, "4", ["3.99", "4.01"]),
        (EXACT, {}, "1", ["0", "2.5"]),
        (EXACT, {"step": "1"}, "1", ["0", "7"]),
        (EXACT, {"highest": "3"}, "2.5", ["1"]),
        ({**EXACT, "otherwise": "2"}, {"step": "1"}, "1", ["0", "2"]),
        ({**STEPS, "match": "ceiling"}, {"step": "1"}, "3", ["2"]),
    ],
)
def test_the_marks_beside_a_mark_are_a_step_away_or_the_next_that_its_table_names(
    table: dict[str, Any] | None, settings: dict[str, Any], mark: str, near: list[str]
) -> None:
    made, each = of(table, **settings)
    assert [text(reading) for reading in beside(made, each, None, Decimal(mark))] == near


def test_a_mark_without_a_step_moves_by_a_unit_of_the_last_place_that_is_shown() -> None:
    made, each = of()
    assert text(step_of(made, each)) == "0.01"
