"""Reading modules, criteria, aspects and tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from scoring.nodes import ONCE, Aspect, Attempts, Lookup, Tolerance
from scoring.numbers import Rounding
from scoring.scheme import read_scheme
from tests.scoring.field import aspect, criterion, document, module, problems_of, scheme

WHERE = "modules[M].criteria[C].aspects[a]"
TABLES = {"grades": {"kind": "lookup", "rows": [["0", "0"], ["1", "2"]], "otherwise": "-1"}}


def read(rule: str = "mean", **settings: Any) -> Aspect:
    told = {key: value for key, value in aspect("a", rule, **settings).items() if value is not None}
    return scheme(module("M", criterion("C", told)), tables=TABLES).aspect["a"][2]


def bounds(marked: Aspect) -> list[object]:
    return [marked.lowest, marked.highest, marked.step]


def test_marks_are_points_of_one_attempt_where_nothing_else_is_said() -> None:
    marked = read()
    assert (marked.measure, marked.each, marked.attempts) == ("points", None, ONCE)
    assert bounds(marked) == [0, 10, None]


def test_what_is_passed_or_counted_has_its_bounds_by_itself() -> None:
    assert bounds(read(measure="pass-fail", max="2", lowest=None, highest=None)) == [0, 1, 1]
    counted = read(measure="deductions", max="5", each="0.25", lowest=None, highest="8")
    assert (bounds(counted), counted.each) == ([0, 8, 1], Decimal("0.25"))
    assert bounds(read("judgement", max="2")) == [0, 3, 1]


def test_settings_of_a_panel_rule_are_numbers_choices_roundings_and_tables() -> None:
    assert read("corrected-mean", limit="0.5").settings == {"limit": Decimal("0.5"), "mean_round": Rounding(2)}
    told = {"places": 1, "mode": "half-even"}
    assert read("corrected-mean", limit=3, mean_round=told).settings["mean_round"] == Rounding(1, "half-even")
    assert read("corrected-mean", limit=3, mean_round=0).settings["mean_round"] == Rounding(0)
    points = {"places": "grades", "prefer": "high", "shared": "mean"}
    assert read("rank-points", places="grades").settings == points
    assert read("share-of-best", max="5", prefer="low", lowest="1").settings == {"prefer": "low"}
    assert read("trimmed-mean", drop_high=1, drop_low="0").settings == {"drop_high": 1, "drop_low": 0}


def test_attempts_are_read() -> None:
    assert read(attempts={"count": 3, "rule": "best"}).attempts == Attempts(3, "best", None, "high")
    told = {"count": "4", "rule": "sum", "best": "2", "prefer": "low"}
    assert read(attempts=told).attempts == Attempts(4, "sum", 2, "low")


@pytest.mark.parametrize(
    ("settings", "code", "at"),
    [
        ({"attempts": {"rule": "best"}}, "missing-key", ".attempts.count"),
        ({"attempts": {"count": 3}}, "missing-key", ".attempts.rule"),
        ({"attempts": {"count": 21, "rule": "best"}}, "out-of-range", ".attempts.count"),
        ({"attempts": {"count": 3, "rule": "worst"}}, "unknown-choice", ".attempts.rule"),
        ({"attempts": {"count": 3, "rule": "sum", "best": 0}}, "out-of-range", ".attempts.best"),
        ({"attempts": {"count": 3, "rule": "sum", "colour": 0}}, "unknown-key", ".attempts.colour"),
        ({"attempts": 3}, "wrong-type", ".attempts"),
        ({"measure": "guess"}, "unknown-choice", ".measure"),
        ({"each": "much"}, "bad-number", ".each"),
        ({"limit": "1"}, "unknown-key", ".limit"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(settings: dict[str, Any], code: str, at: str) -> None:
    stated = document(module("M", criterion("C", aspect("a", **settings))))
    assert (code, f"{WHERE}{at}") in problems_of(stated)


def test_settings_that_cannot_be_read_are_named_too() -> None:
    for rule, settings, code, at in (
        ("corrected-mean", {"limit": "wide"}, "bad-number", "limit"),
        ("rank-points", {"places": 3}, "wrong-type", "places"),
        ("share-of-best", {"max": "1", "prefer": "best"}, "unknown-choice", "prefer"),
        ("trimmed-sum", {"drop_high": 1}, "missing-key", "drop_low"),
    ):
        stated = document(module("M", criterion("C", aspect("a", rule, **settings))))
        assert (code, f"{WHERE}.{at}") in problems_of(stated)


def test_tables_are_read() -> None:
    near = {"kind": "tolerance", "point": "20.0", "rows": [["0.1", 3], [0, "5"]]}
    stated = document(
        module("M", criterion("C", aspect("a"))), tables=TABLES | {"near": near, "far": {**near, "otherwise": "1"}}
    )
    made, problems = read_scheme(stated)
    assert made is not None, problems
    assert made.tables["grades"] == Lookup(
        "grades", "exact", ((Decimal(0), Decimal(0)), (Decimal(1), Decimal(2))), Decimal(-1)
    )
    rows = ((Decimal(0), Decimal(5)), (Decimal("0.1"), Decimal(3)))
    assert made.tables["near"] == Tolerance("near", Decimal(20), rows)
    assert made.tables["far"] == Tolerance("far", Decimal(20), rows, Decimal(1))


@pytest.mark.parametrize(
    ("table", "code", "at"),
    [
        ({"kind": "tolerance", "rows": [["1", "2"]]}, "missing-key", "tables.S.point"),
        ({"kind": "tolerance", "point": "0", "rows": [["1"]]}, "wrong-type", "tables.S.rows[1]"),
        ({"kind": "tolerance", "point": "0", "rows": [["1", "2"]], "match": "floor"}, "unknown-key", "tables.S.match"),
        ({"kind": "lookup", "rows": [["1", "2"]], "otherwise": "none"}, "bad-number", "tables.S.otherwise"),
        ({"rows": []}, "missing-key", "tables.S.kind"),
    ],
)
def test_tables_that_cannot_be_read_are_named(table: dict[str, Any], code: str, at: str) -> None:
    stated = document(module("M", criterion("C", aspect("a"))), tables={"S": table})
    assert (code, at) in problems_of(stated)
