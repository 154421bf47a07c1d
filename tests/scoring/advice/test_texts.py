"""What a mark means in words: missing, out of reach, or the same twice."""

from __future__ import annotations

from typing import Any

from scoring.advice.texts import advise
from tests.scoring.field import aspect, criterion, module, scheme

WHERE = "modules[A].criteria[C].aspects[a].benchmarks"
FOUR = {"0": "none", "1": "some", "2": "most", "3": "all"}


def advice(**settings: Any) -> list[tuple[str, str, dict[str, str]]]:
    found = scheme(module("A", criterion("C", aspect("a", **settings))))
    return [(each.code, each.where, dict(each.facts)) for each in advise(found)]


def judged(**benchmarks: str) -> list[tuple[str, str, dict[str, str]]]:
    return advice(rule="judgement", lowest="0", highest="3", max="2", benchmarks=benchmarks)


def test_a_judgement_with_a_text_for_each_mark_needs_no_advice() -> None:
    assert judged(**FOUR) == []


def test_marks_of_a_judgement_without_a_text_are_named() -> None:
    assert judged(**{"0": "none", "3": "all"}) == [("advice-benchmark-missing", WHERE, {"marks": "1, 2"})]


def test_other_rules_need_no_texts() -> None:
    assert advice(benchmarks={}) == [] == advice(benchmarks={"0": "none", "10": "all"})


def test_a_text_of_a_mark_that_nobody_can_give_is_said() -> None:
    outside = [("advice-benchmark-outside", f"{WHERE}.11", {"mark": "11"})]
    assert advice(benchmarks={"11": "beyond"}) == outside
    assert [each[0] for each in advice(step="0.5", benchmarks={"0.25": "between", "0.5": "half"})] == [
        "advice-benchmark-outside"
    ]
    assert [each[0] for each in advice(benchmarks={"good": "a word"})] == ["advice-benchmark-outside"]
    assert advice(step=None, benchmarks={"0.25": "between"}) == []


def test_two_marks_with_the_same_text_are_said() -> None:
    assert judged(**(FOUR | {"2": "some"})) == [("advice-benchmark-twice", f"{WHERE}.2", {"mark": "2", "other": "1"})]
