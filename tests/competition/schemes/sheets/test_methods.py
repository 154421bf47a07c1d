"""How an aspect of a sheet is marked: judged, passed or not, by deductions, in steps, or the old subjective way."""

from __future__ import annotations

from typing import Any

import pytest

from competition.schemes.sheets.methods import Assumed, Methods
from competition.schemes.sheets.said import Aspect, Said
from scoring.numbers import parse
from scoring.problems import Problem


def aspect(
    type: str,
    *,
    levels: dict[str, str] | None = None,
    steps: tuple[tuple[str, str], ...] = (),
    more: tuple[str, ...] = (),
    **cells: str,
) -> Aspect:
    said = {name: Said(text, f"S!{name}") for name, text in {"type": type, "max": "2", **cells}.items()}
    made = Aspect("S!row", said)
    made.levels = [
        (Said(score, f"S!level{score}"), Said(text, f"S!text{score}")) for score, text in (levels or {}).items()
    ]
    made.steps = [(Said(text, f"S!{text}"), Said(mark, f"S!mark{mark}")) for text, mark in steps]
    made.more = [Said(text, "S!more") for text in more]
    return made


class Made:
    def __init__(self, given: Aspect, most: str | None = "2") -> None:
        self.problems: list[Problem] = []
        self.assumed: list[Assumed] = []
        methods = Methods(self.problems, self.assumed)
        self.keys: dict[str, Any] = methods.of(given, "A1.1", None if most is None else parse(most))
        self.tables = methods.tables

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(each.code, each.where) for each in self.problems]

    @property
    def taken(self) -> list[str]:
        return [each.code for each in self.assumed]


FOUR = {"0": "none", "1": "some", "2": "most", "3": "all"}


@pytest.mark.parametrize("type", ["J", "j", "Ｊ", "Judg", "评价"])
def test_a_judgement_takes_a_text_for_each_score(type: str) -> None:
    made = Made(aspect(type, levels=FOUR))
    assert made.keys == {"rule": "judgement", "max": "2", "benchmarks": FOUR}
    assert made.said == [] and made.taken == []


def test_scores_without_a_text_are_named_together() -> None:
    made = Made(aspect("J", levels={"0": "none", "1": "", "3": "all"}))
    assert made.said == [("sheet-level-missing", "S!row")] and made.problems[0].facts == {"levels": "1, 2"}


def test_scores_that_are_none_and_scores_twice_are_said() -> None:
    four = aspect("J", levels=FOUR)
    four.levels += [(Said("4", "S!F9"), Said("beyond", "S!G9")), (Said("２", "S!F10"), Said("again", "S!G10"))]
    assert Made(four).said == [("sheet-level-unknown", "S!F9"), ("sheet-level-twice", "S!F10")]


def test_a_judgement_has_no_steps() -> None:
    made = Made(aspect("J", levels=FOUR, steps=(("half", "1"),)))
    assert made.said == [("sheet-steps-of-judged", "S!half")]


@pytest.mark.parametrize("type", ["M", "Meas", "测量", "O", "B"])
def test_a_measurement_is_passed_or_not(type: str) -> None:
    made = Made(aspect(type, requirement="450 g", extra="on the scale", more=("cold",)))
    assert made.keys == {
        "rule": "majority",
        "measure": "pass-fail",
        "max": "2",
        "benchmarks": {"1": "450 g on the scale cold"},
    }
    assert made.taken == ["pass-fail"] and made.said == []
    assert "benchmarks" not in Made(aspect("M")).keys


def test_what_reads_like_a_deduction_is_pointed_out_and_stays_as_it_is() -> None:
    made = Made(aspect("M", extra="minus 0.5 per error"))
    assert made.keys["measure"] == "pass-fail" and made.taken == ["reads-like-deduction"]


def test_a_column_of_its_own_says_otherwise() -> None:
    made = Made(aspect("M", measure="pass-fail", extra="minus 0.5 per error"))
    assert made.keys["measure"] == "pass-fail" and made.taken == []
    made = Made(aspect("M", measure="guessed"))
    assert made.said == [("sheet-unknown-measure", "S!measure")]


def test_deductions_are_counted_until_nothing_is_left() -> None:
    made = Made(aspect("M", measure="扣分", each="0.3", extra="per bubble"))
    counted = {"rule": "majority", "measure": "deductions", "each": "0.3", "highest": "7", "max": "2"}
    assert made.keys == counted | {"benchmarks": {"0": "per bubble"}}
    assert made.assumed == [Assumed("deductions-to-nothing", "S!row", {"id": "A1.1", "count": "7"})]


def test_or_as_far_as_the_sheet_says() -> None:
    made = Made(aspect("M", measure="deductions", each="0.5", highest="3"))
    assert made.keys["highest"] == "3" and made.taken == []
    made = Made(aspect("M", measure="deductions", each="0.5", highest="many"))
    assert made.said == [("sheet-not-a-number", "S!highest")] and "highest" not in made.keys


def test_what_a_fault_costs_must_be_said() -> None:
    made = Made(aspect("M", measure="deductions", each=""))
    assert made.said == [("sheet-each-missing", "S!each")] and "each" not in made.keys
    assert Made(aspect("M", measure="deductions", each="1"), None).keys == {
        "rule": "majority",
        "measure": "deductions",
        "each": "1",
    }


@pytest.mark.parametrize("type", ["M", "D"])
def test_rows_beneath_with_marks_of_their_own_are_steps(type: str) -> None:
    made = Made(aspect(type, steps=(("all", "2"), ("some", "0.5"), ("none", "0"))))
    assert made.keys == {
        "rule": "majority",
        "measure": "graded",
        "lowest": "0",
        "highest": "2",
        "table": "steps-A1.1",
        "max": "2",
        "benchmarks": {"2": "all", "0.5": "some", "0": "none"},
    }
    rows = [["0", "0"], ["0.5", "0.5"], ["2", "2"]]
    assert made.tables == {"steps-A1.1": {"kind": "lookup", "match": "exact", "rows": rows}}
    assert made.taken == ["steps"] and made.said == []


def test_a_step_of_nothing_is_added_and_said() -> None:
    made = Made(aspect("M", steps=(("all", "2"), ("some", "1"))))
    assert made.taken == ["step-of-nothing", "steps"] and made.keys["lowest"] == "0"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((("all", "2"), ("more", "3")), [("sheet-steps-unclear", "S!mark3")]),
        ((("all", "2"), ("also", "2")), [("sheet-steps-unclear", "S!mark2")]),
        ((("some", "1"),), [("sheet-steps-unclear", "S!max")]),
        ((("all", "2"), ("some", "x")), [("sheet-not-a-number", "S!markx")]),
        ((("all", "x"),), [("sheet-not-a-number", "S!markx"), ("sheet-steps-unclear", "S!max")]),
    ],
)
def test_rows_that_make_no_steps_are_said(steps: tuple[tuple[str, str], ...], said: list[tuple[str, str]]) -> None:
    assert Made(aspect("M", steps=steps)).said == said


def test_steps_beside_another_measure_are_unclear() -> None:
    made = Made(aspect("M", measure="pass-fail", steps=(("all", "2"),)))
    assert made.said == [("sheet-steps-unclear", "S!all")]


def test_the_old_subjective_way_is_a_share_of_ten() -> None:
    made = Made(aspect("S"))
    bounds = {"lowest": "1", "highest": "10", "step": "1", "table": "share-A1.1"}
    assert made.keys == {"rule": "mean", **bounds, "max": "2"} and made.taken == ["subjective"]
    assert made.tables == {"share-A1.1": {"kind": "linear", "base": "0", "point": "0", "slope": "0.2"}}
    assert Made(aspect("S"), None).tables == {}


@pytest.mark.parametrize(("type", "code"), [("X", "sheet-unknown-type"), ("", "sheet-type-missing")])
def test_a_type_that_is_none_is_said_once(type: str, code: str) -> None:
    made = Made(aspect(type, levels=FOUR))
    assert made.said == [(code, "S!type")]


def test_scores_under_a_measurement_are_said() -> None:
    assert Made(aspect("M", levels={"0": "none"})).said == [("sheet-level-of-measured", "S!level0")]
