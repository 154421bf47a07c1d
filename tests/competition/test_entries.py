"""Entries: what can be read becomes a fact, what cannot is told in full."""

from __future__ import annotations

from typing import Any

import pytest

from competition.door.entries import JUDGES, MOST_PROBLEMS, Entry, read
from competition.door.steps import FACTS
from scoring import facts
from scoring.problems import Problem
from scoring.steps import TieDecided

MARK = {"type": "mark", "key": "k", "entrant": "E1", "phase": "final", "aspect": "taste", "value": "8.5"}


def without(*names: str, **changed: Any) -> dict[str, Any]:
    return {name: value for name, value in (MARK | changed).items() if name not in names}


def fact(given: dict[str, Any], kinds: Any = FACTS) -> facts.Fact:
    entry = read(kinds, given)
    assert isinstance(entry, Entry), entry
    return entry.fact("J1")


def wrong(given: object, kinds: Any = JUDGES) -> list[tuple[str, str]]:
    problems = read(kinds, given)
    assert isinstance(problems, list), problems
    return [(problem.code, problem.where) for problem in problems]


def test_a_mark_is_in_the_cell_of_the_judge_who_sends_it() -> None:
    cell = facts.Cell("J1", "E1", "final", "", "taste", 1)
    assert fact(MARK, JUDGES) == facts.MarkGiven(cell, "8.5", 0, "")


def test_a_mark_may_say_item_attempt_what_it_supersedes_and_when_it_was_given() -> None:
    given = without(item="R1", attempt=2, supersedes=17, given_at="2026-05-01T08:00:00Z", value="absent")
    cell = facts.Cell("J1", "E1", "final", "R1", "taste", 2)
    assert fact(given, JUDGES) == facts.MarkGiven(cell, "absent", 17, "2026-05-01T08:00:00Z")
    assert fact(without(supersedes=None, given_at=None), JUDGES) == fact(MARK, JUDGES)


def test_words_that_explain_a_mark_are_no_part_of_its_fact_and_stand_on_one_line() -> None:
    given = without(comment="  边缘\n  毛刺 ")
    entry = read(JUDGES, given)
    assert isinstance(entry, Entry)
    assert (entry.words, entry.fact("J1")) == ("边缘 毛刺", fact(MARK, JUDGES))
    assert fact(without(comment="x" * 500), JUDGES) == fact(MARK, JUDGES)
    assert wrong(without(comment="x" * 501)) == [("comment-too-long", "comment")]
    for hidden in ("\x00", "a\u202eb", "\ufeff"):
        assert wrong(without(comment=hidden)) == [("control-character", "comment")]
    for other in (None, 3, "\ud800"):
        assert wrong(without(comment=other)) == [("wrong-type", "comment")]


def test_every_kind_of_an_organisers_entry_becomes_its_fact() -> None:
    k = {"key": "k"}
    advanced = {"type": "entrants-advanced", "trade": "t", "phase": "p", "entrants": ["A", "B"], **k}
    assert fact(advanced) == facts.EntrantsAdvanced("t", "p", ("A", "B"))
    late = {"type": "adjusted", "entrant": "E1", "phase": "p", "adjustment": "penalty", "value": "2", "reason": "late"}
    assert fact(late | k) == facts.Adjusted("E1", "p", "total", "", "penalty", "2", "late")
    out = {"type": "adjusted", "entrant": "E1", "adjustment": "dsq", "reason": "doping", **k}
    assert fact(out) == facts.Adjusted("E1", "", "total", "", "dsq", "", "doping")
    closed = {"type": "panel-closed", "trade": "t", "phase": "p", "panel": "x", **k}
    assert fact(closed) == facts.PanelClosed("t", "p", "x")
    assert fact({"type": "frozen", "trade": "t", **k}) == facts.Frozen("t", "")
    shown = {"type": "revealed", "trade": "t", "entrants": ["A", "B"], "board": "0" * 64, **k}
    assert fact(shown) == facts.Revealed("t", ("A", "B"), "0" * 64)
    assert fact({"type": "thawed", "trade": "t", **k}) == facts.Thawed("t")
    assert fact({"type": "finalised", "trade": "t", "board": "0" * 64, **k}) == facts.Finalised("t", "0" * 64)


def test_a_tie_is_decided_by_naming_all_who_are_tied_in_their_order() -> None:
    given = {"type": "tie-decided", "key": "k", "trade": "t", "phase": "p", "entrants": ["B", "A"], "reason": "lots"}
    assert fact(given) == TieDecided("t", "p", ("B", "A"), "lots")
    assert wrong(given | {"entrants": [], "reason": "Lots!"}, FACTS) == [
        ("empty-value", "entrants"),
        ("bad-reason", "reason"),
    ]


def test_judges_and_organisers_state_different_things() -> None:
    assert wrong({"type": "frozen", "key": "k", "trade": "t"}) == [("unknown-choice", "type")]
    assert wrong(MARK, FACTS) == [("unknown-choice", "type")]


def test_everything_that_is_wrong_with_an_entry_is_said_at_once() -> None:
    given = without("aspect", key="a b", entrant="E 1", value=8.5, attempt=0, supersedes="3", given_at="noon", more=1)
    assert sorted(wrong(given)) == [
        ("bad-id", "entrant"),
        ("bad-key", "key"),
        ("bad-time", "given_at"),
        ("missing-key", "aspect"),
        ("out-of-range", "attempt"),
        ("unknown-key", "more"),
        ("wrong-type", "supersedes"),
        ("wrong-type", "value"),
    ]


@pytest.mark.parametrize(
    "value",
    ["", "8,5", "1e5", "NaN", "Infinity", "-0x1", " 8", "8 ", "8\n", "٣", "+8", "08", ".5", "5.", "9" * 25, "Absent"],
)
def test_a_value_is_plain_number_text_or_an_excuse(value: str) -> None:
    assert wrong(without(value=value)) == [("bad-number", "value")]


@pytest.mark.parametrize("value", [8, 8.5, None, True, ["8"], {"value": "8"}, "\ud800"])
def test_a_value_is_a_text_and_nothing_else(value: object) -> None:
    assert wrong(without(value=value)) == [("wrong-type", "value")]


@pytest.mark.parametrize("supersedes", [-1, 2**53 + 1, 10**100])
def test_a_line_has_a_whole_number_that_json_can_say(supersedes: int) -> None:
    assert wrong(without(supersedes=supersedes)) == [("out-of-range", "supersedes")]


@pytest.mark.parametrize("attempt", [True, 1.0, "1", None])
def test_true_and_text_are_no_whole_numbers(attempt: object) -> None:
    assert wrong(without(attempt=attempt)) == [("wrong-type", "attempt")]


@pytest.mark.parametrize("given", [None, 1, "mark", [], [MARK], True])
def test_an_entry_is_an_object(given: object) -> None:
    assert wrong(given) == [("wrong-type", "")]


@pytest.mark.parametrize("kind", [1, None, ["mark"], "\ud800", "Mark"])
def test_an_entry_says_of_what_kind_it_is(kind: object) -> None:
    assert wrong(without(type=kind)) == [("unknown-choice", "type")]
    assert wrong(without("type")) == [("missing-key", "type")]


def test_a_place_in_a_list_is_named() -> None:
    given = {"type": "entrants-advanced", "key": "k", "trade": "t", "phase": "p", "entrants": ["A", "B C", 3]}
    assert wrong(given, FACTS) == [("bad-id", "entrants.1"), ("wrong-type", "entrants.2")]
    assert wrong(given | {"entrants": []}, FACTS) == [("empty-value", "entrants")]


def test_a_problem_says_the_value_and_what_would_do() -> None:
    problems = read(FACTS, {"type": "adjusted", "key": "k", "entrant": "E", "adjustment": "fine", "reason": "x"})
    choices = "penalty, bonus, dns, dnf, dsq"
    assert problems == [Problem("unknown-choice", "adjustment", {"value": "fine", "choices": choices})]


def test_a_long_list_of_problems_ends() -> None:
    assert len(wrong(without(**{f"extra{number}": 1 for number in range(1000)}))) == MOST_PROBLEMS
