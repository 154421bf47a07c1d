"""Reading a document: every problem at once, each with its place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from scoring.documents import Document
from scoring.nodes import Name
from scoring.numbers import Rounding
from scoring.problems import Problem


def reading(values: Any, where: str = "") -> tuple[Document, list[Problem]]:
    problems: list[Problem] = []
    return Document(values, where, problems), problems


def found(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in problems]


def test_what_is_no_table_is_a_problem_and_reads_as_an_empty_one() -> None:
    document, problems = reading(7, "modules")
    assert document.text("id", "none") == "none"
    assert found(problems) == [("wrong-type", "modules")]


def test_keys_that_nobody_asked_for_are_named() -> None:
    document, problems = reading({"id": "A", "colour": "red"}, "modules[A]")
    document.id()
    document.finish()
    assert found(problems) == [("unknown-key", "modules[A].colour")]


@pytest.mark.parametrize(
    ("read", "value", "code"),
    [
        (lambda d: d.text("k"), None, "missing-key"),
        (lambda d: d.text("k"), 5, "wrong-type"),
        (lambda d: d.text("k"), "", "empty-value"),
        (lambda d: d.id("k"), "a b", "bad-id"),
        (lambda d: d.id("k"), "x" * 65, "bad-id"),
        (lambda d: d.id("k"), "a\n", "bad-id"),
        (lambda d: d.flag("k"), "yes", "wrong-type"),
        (lambda d: d.whole("k", None, 0, 9), None, "missing-key"),
        (lambda d: d.whole("k", 1, 0, 9), "x", "wrong-type"),
        (lambda d: d.whole("k", 1, 0, 9), True, "wrong-type"),
        (lambda d: d.whole("k", 1, 0, 9), 10, "out-of-range"),
        (lambda d: d.number("k", needed=True), None, "missing-key"),
        (lambda d: d.number("k"), True, "wrong-type"),
        (lambda d: d.number("k"), [], "wrong-type"),
        (lambda d: d.number("k"), "1e5", "bad-number"),
        (lambda d: d.choice("k", ("a", "b"), None), "c", "unknown-choice"),
        (lambda d: d.name("k"), {"zh": "", "en": ""}, "empty-value"),
        (lambda d: d.name("k"), "", "empty-value"),
        (lambda d: d.table("k"), 3, "wrong-type"),
        (lambda d: d.name("k"), {"fr": "nom", "en": "name"}, "unknown-key"),
        (lambda d: d.rounding("k"), 13, "out-of-range"),
        (lambda d: d.rounding("k"), {"places": 13}, "out-of-range"),
        (lambda d: d.rounding("k"), {"places": 2, "mode": "banker"}, "unknown-choice"),
        (lambda d: list(d.tables("k")), "x", "wrong-type"),
        (lambda d: list(d.tables("k")), [1], "wrong-type"),
        (lambda d: list(d.named("k")), [], "wrong-type"),
        (lambda d: d.texts("k"), ["a", 1], "wrong-type"),
        (lambda d: d.list("k"), {}, "wrong-type"),
    ],
)
def test_each_reader_names_what_is_wrong_and_goes_on(read: Callable[[Document], Any], value: Any, code: str) -> None:
    document, problems = reading({} if value is None else {"k": value})
    read(document)
    assert [problem.code for problem in problems] == [code]
    assert problems[0].where.startswith("k")


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (lambda d: d.text("k"), "text"),
        (lambda d: d.flag("k"), "true or false"),
        (lambda d: d.whole("k", 1, 0, 9), "whole number"),
        (lambda d: d.number("k"), "number"),
        (lambda d: d.rounding("k"), "whole number"),
        (lambda d: list(d.tables("k")), "list of tables"),
        (lambda d: d.table("k"), "table"),
        (lambda d: d.name("k"), "table"),
        (lambda d: list(d.named("k")), "table"),
        (lambda d: d.texts("k"), "list of texts"),
        (lambda d: d.list("k"), "list"),
    ],
)
def test_of_a_wrong_type_it_is_said_what_was_expected(read: Callable[[Document], Any], expected: str) -> None:
    document, problems = reading({"k": 1.5}, "modules[A]")
    read(document)
    assert problems[0] == Problem("wrong-type", "modules[A].k", {"expected": expected})
    assert reading([])[1] == [Problem("wrong-type", "", {"expected": "table"})]


def test_bounds_and_choices_are_said_with_what_was_given() -> None:
    document, problems = reading({"w": 10, "n": "1e5", "c": "c", "i": "a b"})
    document.whole("w", 1, 0, 9)
    document.number("n")
    document.choice("c", ("a", "b"), "a")
    document.id("i")
    assert problems == [
        Problem("out-of-range", "w", {"value": "10", "low": "0", "high": "9"}),
        Problem("bad-number", "n", {"value": "1e5"}),
        Problem("unknown-choice", "c", {"value": "c", "choices": "a, b"}),
        Problem("bad-id", "i", {"value": "a b"}),
    ]
    assert [Rounding(0), Rounding(12)] == [reading({"r": places})[0].rounding("r") for places in (0, 12)]
    assert reading({"w": "123456789"})[0].whole("w", None, 0, 10**9) == 123456789
    assert found(_of("1234567890")) == [("wrong-type", "w")]


def _of(value: str) -> list[Problem]:
    document, problems = reading({"w": value})
    document.whole("w", None, 0, 10**10)
    return problems


def test_a_number_longer_than_can_be_written_out_is_a_problem_and_no_exception() -> None:
    """Found: TOML takes hexadecimal numbers of any length, and Python refuses to write those out."""
    huge = 16**5000
    document, problems = reading({"n": huge, "w": -huge, "r": huge})
    assert document.number("n") is None
    assert document.whole("w", 1, 0, 9) == 0
    assert document.rounding("r") == Rounding(0)
    assert found(problems) == [("bad-number", "n"), ("out-of-range", "w"), ("out-of-range", "r")]
    assert all(len(problem.facts["value"]) == 80 for problem in problems)


def test_what_is_right_is_read() -> None:
    values = {"t": "x", "f": True, "w": "7", "n": "0.50", "i": 3, "c": "b", "l": ["a"], "r": 2, "any": [1]}
    document, problems = reading(values)
    assert (document.text("t"), document.flag("f"), document.flag("no"), document.whole("w", None, 0, 9)) == (
        "x",
        True,
        False,
        7,
    )
    assert (document.number("n"), document.number("i"), document.number("no")) == (Decimal("0.5"), Decimal(3), None)
    assert document.choice("c", ("a", "b"), "a") == "b"
    assert document.choice("no", ("a", "b"), "a") == "a"
    assert (document.texts("l"), document.texts("no")) == (("a",), None)
    assert (document.list("any"), document.list("no")) == ([1], [])
    assert (document.rounding("r"), document.rounding("no")) == (Rounding(2), None)
    assert (list(document.tables("no")), list(document.named("no"))) == ([], [])
    assert document.whole("no", 4, 0, 9) == 4
    document.finish()
    assert problems == []


def test_one_language_stands_for_the_other_where_only_one_is_given() -> None:
    document, problems = reading({"a": "Welding", "b": {"zh": "焊接"}, "c": {"zh": "焊接", "en": "Welding"}})
    assert document.name("a") == Name("Welding", "Welding")
    assert document.name("b") == Name("焊接", "焊接")
    assert document.name("c") == Name("焊接", "Welding")
    assert document.name("d", "A1") == Name("A1", "A1")
    assert problems == []


def test_a_choice_that_is_missing_without_default_is_a_missing_key() -> None:
    document, problems = reading({})
    assert document.choice("rule", ("one", "mean"), None) == "one"
    assert found(problems) == [("missing-key", "rule")]


def test_tables_are_placed_by_their_id_or_their_number() -> None:
    document, problems = reading({"phases": [{"id": "p", "x": 1}, {"y": 1}]})
    for each in document.tables("phases"):
        each.get("id")
        each.finish()
    for _, each in reading({"tables": {"S01": {}}}, "")[0].named("tables"):
        assert each.where == "tables.S01"
    assert found(problems) == [("unknown-key", "phases[p].x"), ("unknown-key", "phases[2].y")]
