"""What an aspect must keep: what a mark is, how often it is tried, what its panel rule asks for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scoring.field import Document, aspect, criterion, document, module, problems_of

WHERE = "modules[M].criteria[C].aspects[a]"
TABLES = {
    "grades": {"kind": "lookup", "rows": [["1", "2"], ["2", "1"]]},
    "rising": {"kind": "lookup", "match": "floor", "rows": [["0", "1"], ["5", "2"]], "otherwise": "9"},
    "points": {"kind": "lookup", "rows": [["1", "12"]], "otherwise": "0"},
    "hill": {"kind": "linear", "base": "60", "point": "0", "slope": "-2"},
    "near": {"kind": "tolerance", "point": "20", "rows": [["0.1", "5"]]},
}


def stated(rule: str, *, items: bool = False, **settings: Any) -> Document:
    told = {key: value for key, value in aspect("a", rule, **settings).items() if value is not None}
    return document(module("M", criterion("C", told, items=items)), tables=TABLES)


RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("one", {"measure": "pass-fail", "max": "2", "lowest": None, "highest": None}),
    ("one", {"measure": "deductions", "max": "5", "each": "0.5", "lowest": None}),
    ("mean", {"measure": "graded", "table": "grades", "lowest": "1", "highest": "2"}),
    ("mean", {"measure": "reading", "table": "near"}),
    ("one", {"measure": "time", "step": "0.01"}),
    ("mean", {"attempts": {"count": 3, "rule": "sum", "best": 2}, "max": "20"}),
    ("mean", {"attempts": {"count": 3, "rule": "sum"}, "max": "30"}),
    ("mean", {"attempts": {"count": 3, "rule": "mean"}, "max": "10"}),
    ("mean", {"table": "rising", "max": "9"}),
    ("mean", {"table": "hill", "max": "70"}),
    ("corrected-mean", {"limit": "1", "max": "10"}),
    ("majority", {"max": "10"}),
    ("majority-placing", {"lowest": "1", "step": "1"}),
    ("rank-points", {"places": "points", "max": "24"}),
    ("share-of-best", {"max": "40"}),
    ("share-of-best", {"max": "40", "prefer": "low", "lowest": "0.01"}),
    ("share-of-best", {"max": "40", "prefer": "low", "table": "grades", "lowest": "1", "highest": "2"}),
    ("share-of-best", {"max": "40", "measure": "deductions", "each": "1", "lowest": None}),
    ("share-of-best", {"max": "40", "measure": "deductions", "each": "1", "lowest": None, "prefer": "low"}),
    ("share-of-best", {"max": "40", "table": "hill"}),
    ("share-of-best", {"max": "40", "none": "0"}),
]


@pytest.mark.parametrize(("rule", "settings"), RIGHT)
def test_what_can_be_marked_is_no_problem(rule: str, settings: dict[str, Any]) -> None:
    assert problems_of(stated(rule, **settings)) == []


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("judgement", {"measure": "pass-fail", "max": "2"}, "measure-and-judgement", ".measure"),
    ("judgement", {"lowest": None, "highest": None}, "missing-key", ".max"),
    ("judgement", {"max": "2", "step": "0.5"}, "judgement-is-0-to-3", ""),
    ("judgement", {"max": "2", "table": "hill", "highest": "3"}, "judgement-is-0-to-3", ""),
    ("one", {"measure": "pass-fail", "lowest": None, "highest": None}, "missing-key", ".max"),
    ("one", {"measure": "pass-fail", "max": "2"}, "measure-counts", ""),
    ("one", {"measure": "pass-fail", "max": "2", "lowest": "1", "highest": "1"}, "measure-counts", ""),
    ("one", {"measure": "pass-fail", "max": "2", "highest": "1", "step": "0.5"}, "measure-counts", ""),
    ("one", {"measure": "pass-fail", "max": "2", "highest": "1", "table": "hill"}, "measure-without-table", ".table"),
    ("one", {"measure": "deductions", "max": "5", "each": "0"}, "bad-limit", ".each"),
    ("one", {"measure": "deductions", "max": "5"}, "missing-key", ".each"),
    ("one", {"measure": "deductions", "each": "1"}, "missing-key", ".max"),
    ("one", {"measure": "deductions", "max": "5", "each": "1", "step": "2"}, "measure-counts", ""),
    ("one", {"measure": "graded"}, "measure-needs-table", ".table"),
    ("one", {"measure": "graded", "table": "rising"}, "measure-needs-table", ".table"),
    ("one", {"measure": "graded", "table": "near"}, "measure-needs-table", ".table"),
    ("one", {"measure": "graded", "table": "lost"}, "dangling-table", ".table"),
    ("one", {"measure": "reading"}, "measure-needs-table", ".table"),
    ("mean", {"attempts": {"count": 2, "rule": "sum", "best": 3}}, "bad-attempts", ".attempts.best"),
    ("mean", {"attempts": {"count": 2, "rule": "best", "best": 1}}, "bad-attempts", ".attempts.best"),
    ("mean", {"attempts": {"count": 2, "rule": "sum"}, "max": "10"}, "does-not-add-up", ".max"),
    ("mean", {"table": "rising", "max": "2"}, "does-not-add-up", ".max"),
    ("corrected-mean", {"limit": "0"}, "bad-limit", ".limit"),
    ("corrected-mean", {}, "missing-key", ".limit"),
    ("corrected-mean", {"limit": "1", "mean_round": 99}, "out-of-range", ".mean_round"),
    ("majority-placing", {"step": "1"}, "places-from-one", ""),
    ("majority-placing", {"lowest": "1"}, "places-from-one", ""),
    ("majority-placing", {"lowest": "1", "step": "1", "table": "hill"}, "places-from-one", ""),
    ("majority-placing", {"lowest": "1", "step": "1", "measure": "time"}, "places-from-one", ""),
    ("majority-placing", {"lowest": "1", "step": "1", "items": True}, "field-with-items", ""),
    (
        "majority-placing",
        {"lowest": "1", "step": "1", "attempts": {"count": 2, "rule": "sum"}},
        "field-with-attempts",
        ".attempts",
    ),
    ("rank-points", {"places": "points", "attempts": {"count": 2, "rule": "sum"}}, "field-with-attempts", ".attempts"),
    ("rank-points", {"places": "lost"}, "dangling-table", ".places"),
    ("rank-points", {"places": "grades"}, "places-need-otherwise", ".places"),
    ("rank-points", {"places": "rising"}, "places-need-otherwise", ".places"),
    ("rank-points", {"places": "hill"}, "places-need-otherwise", ".places"),
    ("rank-points", {}, "missing-key", ".places"),
    ("share-of-best", {}, "missing-key", ".max"),
    ("share-of-best", {"max": "40", "lowest": "-1"}, "share-of-nothing", ".lowest"),
    ("share-of-best", {"max": "40", "prefer": "low"}, "share-of-nothing", ".lowest"),
    ("share-of-best", {"max": "40", "none": "-1"}, "share-of-nothing", ".none"),
    ("share-of-best", {"max": "40", "prefer": "low", "lowest": "1", "none": "0"}, "share-of-nothing", ".none"),
    ("share-of-best", {"max": "40", "prefer": "low", "lowest": "1", "table": "points"}, "share-of-nothing", ".lowest"),
    ("share-of-best", {"max": "40", "highest": "40", "table": "hill"}, "share-of-nothing", ".lowest"),
    (
        "share-of-best",
        {"max": "40", "highest": "1", "measure": "pass-fail", "prefer": "low"},
        "share-of-nothing",
        ".lowest",
    ),
    (
        "share-of-best",
        {"max": "4", "measure": "deductions", "each": "1", "prefer": "low"},
        "share-of-nothing",
        ".lowest",
    ),
    ("share-of-best", {"max": "40", "lowest": None}, "missing-key", ".lowest"),
]


@pytest.mark.parametrize(("rule", "settings", "code", "at"), WRONG)
def test_each_fault_of_an_aspect_is_named_with_its_place(
    rule: str, settings: dict[str, Any], code: str, at: str
) -> None:
    assert (code, f"{WHERE}{at}") in problems_of(stated(rule, **settings))


def test_a_table_that_is_not_there_says_nothing_of_points() -> None:
    lost = stated("share-of-best", max="40", table="lost")
    assert problems_of(lost) == [("dangling-table", f"{WHERE}.table")]
    empty = stated("mean", table="grades", max="2") | {"tables": {"grades": {"kind": "lookup", "rows": []}}}
    assert problems_of(empty) == [("empty-table", "tables.grades")]
    empty = stated("share-of-best", table="grades", max="2") | {"tables": {"grades": {"kind": "lookup", "rows": []}}}
    assert problems_of(empty) == [("empty-table", "tables.grades")]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"kind": "tolerance", "point": "0", "rows": [["-1", "2"]]}, ("bad-limit", "tables.S.rows")),
        ({"kind": "tolerance", "point": "0", "rows": []}, ("empty-table", "tables.S")),
        ({"kind": "tolerance", "point": "0", "rows": [["1", "2"], ["1.0", "3"]]}, ("duplicate-reading", "tables.S")),
    ],
)
def test_a_tolerance_has_rows_of_deviations(table: Document, problem: tuple[str, str]) -> None:
    told = document(module("M", criterion("C", aspect("a", table="S"))), tables={"S": table})
    assert problems_of(told) == [problem]
