"""How a mark is entered follows from the aspect alone."""

from __future__ import annotations

from typing import Any

import pytest

from judges.inputs import entry
from tests.scoring.field import aspect, criterion, module, scheme


def entered(rule: str = "mean", tables: dict[str, Any] | None = None, **settings: Any) -> dict[str, Any]:
    made = scheme(module("A", criterion("C", aspect("A1", rule, **settings))), tables=tables or {})
    return dict(entry(made, made.aspect["A1"][2]))


def test_a_judgement_is_four_keys() -> None:
    found = entered("judgement", max="2")
    assert (found["kind"], found["values"]) == ("judgement", ["0", "1", "2", "3"])


def test_nothing_or_all_is_pass_or_fail() -> None:
    assert entered(lowest="0", highest="2", step="2")["kind"] == "pass"
    assert entered(lowest="0", highest="0.5", step="0.5")["values"] == ["0", "0.5"]


def test_two_values_that_a_table_turns_into_points_are_not_called_pass_and_fail() -> None:
    faults = {"kind": "lookup", "match": "exact", "rows": [["0", "5"], ["1", "0"]]}
    assert entered(lowest="0", highest="1", step="1", table="faults", tables={"faults": faults})["kind"] == "steps"
    assert entered(lowest="1", highest="2", step="1")["kind"] == "steps"


@pytest.mark.parametrize(
    ("bounds", "values"),
    [
        (("-5", "5", "1"), ["-5", "-4", "-3", "-2", "-1", "0", "1", "2", "3", "4", "5"]),
        (("0", "3", "0.5"), ["0", "0.5", "1", "1.5", "2", "2.5", "3"]),
        (("1", "2", "0.4"), ["1", "1.4", "1.8"]),
    ],
)
def test_few_values_are_a_key_each(bounds: tuple[str, str, str], values: list[str]) -> None:
    found = entered(lowest=bounds[0], highest=bounds[1], step=bounds[2])
    assert (found["kind"], found["values"]) == ("steps", values)


@pytest.mark.parametrize("bounds", [("0", "100", "0.5"), ("0", "1", "0.1"), ("0", "12", "1")])
def test_many_values_are_typed(bounds: tuple[str, str, str]) -> None:
    found = entered(lowest=bounds[0], highest=bounds[1], step=bounds[2])
    assert (found["kind"], found["values"]) == ("number", [])
    assert (found["lowest"], found["highest"], found["step"]) == bounds


def test_without_a_step_any_number_is_typed() -> None:
    assert entered(lowest="0", highest="10")["step"] is None
    assert entered(lowest="0", highest="10")["kind"] == "number"


def test_the_measure_says_how_a_mark_is_entered() -> None:
    grades = {"kind": "lookup", "rows": [["1", "8"], ["2", "5"], ["10", "0"]]}
    passing = entered(measure="pass-fail", max="2", lowest=None, highest=None, step=None)
    assert (passing["kind"], passing["values"], passing["worths"]) == ("pass", ["0", "1"], {"0": "0", "1": "2"})
    counted = entered(measure="deductions", max="3", each="0.5", lowest=None, highest="10", step=None)
    assert (counted["kind"], counted["worths"]) == ("count", {"0": "3", "each": "0.5"})
    graded = entered(measure="graded", lowest="0", highest="5", step=None, table="g", tables={"g": grades})
    assert (graded["kind"], graded["values"], graded["worths"]) == ("steps", ["1", "2"], {"1": "8", "2": "5"})
    timed = entered(measure="time", lowest="1", highest="9", step="0.01")
    assert (timed["kind"], timed["values"], timed["step"]) == ("time", [], "0.01")
    placed = entered("majority-placing", lowest="1", highest="6", step="1")
    assert (placed["kind"], placed["values"]) == ("place", [])
