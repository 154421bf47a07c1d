"""Marks that a scheme wants said in words: which, how a scheme says so, and what a judge's mark needs then."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from scoring import lines
from scoring.checks import ACCEPTED, HELD, check
from scoring.comments import Comment
from scoring.facts import EXCUSES, Cell, MarkGiven
from scoring.lines import Line
from scoring.marks import Verdict, needs_words
from scoring.problems import Problem
from scoring.scheme import parse_scheme, read_scheme, scheme_text
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, problems_of

WHERE = "modules[M].criteria[C].aspects[a]"
WORDS = "c0" * 32


def stated(**settings: Any) -> Any:
    return document(module("M", criterion("C", aspect("a", **settings))))


def held(comment: Any) -> Contest:
    return contest(stated(comment=comment), ["07"], {"P": ["J1"]})


def mark(of: Contest, value: str, comment: str = "", held: str = "") -> MarkGiven:
    return MarkGiven(Cell("J1", "07", of.first("07"), "", "a"), value, 0, "", held, comment)


@pytest.mark.parametrize(
    ("comment", "read"),
    [
        ("always", Comment()),
        ({"upto": "0"}, Comment(Decimal(0))),
        ({"from": 9}, Comment(None, Decimal(9))),
        ({"upto": "1.5", "from": "9"}, Comment(Decimal("1.5"), Decimal(9))),
    ],
)
def test_a_scheme_says_which_marks_need_words_and_is_read_back_from_its_text(comment: Any, read: Comment) -> None:
    made, problems = read_scheme(stated(comment=comment))
    assert made is not None, problems
    assert made.aspect["a"][2].comment == read
    assert parse_scheme(scheme_text(made)) == made


def test_a_scheme_that_asks_for_no_words_has_the_text_that_it_always_had() -> None:
    made, _ = read_scheme(stated())
    assert made is not None
    assert made.aspect["a"][2].comment is None
    assert "comment" not in scheme_text(made)
    asked, _ = read_scheme(stated(comment="always"))
    assert asked is not None
    form = json.loads(scheme_text(asked))
    assert form["modules"][0]["criteria"][0]["aspects"][0].pop("comment") == "always"
    assert lines.canonical(form) == scheme_text(made)


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("sometimes", [("unknown-choice", f"{WHERE}.comment")]),
        ("", [("empty-value", f"{WHERE}.comment")]),
        (True, [("wrong-type", f"{WHERE}.comment")]),
        (3, [("wrong-type", f"{WHERE}.comment")]),
        ({}, [("missing-key", f"{WHERE}.comment.upto")]),
        ({"upto": "low"}, [("bad-number", f"{WHERE}.comment.upto")]),
        ({"from": True}, [("wrong-type", f"{WHERE}.comment.from")]),
        ({"below": "1"}, [("missing-key", f"{WHERE}.comment.upto"), ("unknown-key", f"{WHERE}.comment.below")]),
        ({"upto": "1", "below": "1"}, [("unknown-key", f"{WHERE}.comment.below")]),
    ],
)
def test_what_says_no_marks_is_a_problem_with_its_place(comment: Any, found: list[tuple[str, str]]) -> None:
    assert problems_of(stated(comment=comment)) == found


def test_words_are_asked_of_marks_at_a_bound_and_beyond_it() -> None:
    both = Comment(Decimal(1), Decimal(9))
    assert [both.asks(Decimal(each)) for each in ("0", "1", "1.1", "8.9", "9", "10")] == [
        *(True, True, False),
        *(False, True, True),
    ]
    assert not Comment(Decimal(1)).asks(Decimal(2))
    assert not Comment(None, Decimal(9)).asks(Decimal(2))
    assert Comment().asks(Decimal(5))


@pytest.mark.parametrize("value", [*EXCUSES, "none"])
def test_an_excuse_needs_no_words(value: str) -> None:
    asked = held("always").state.trades["T"].plan.scheme.aspect["a"][2]
    assert needs_words(asked, "3")
    assert not needs_words(asked, value)
    of = held("always")
    if value in EXCUSES:
        assert check(of.state, mark(of, value)) == ACCEPTED


def test_a_mark_that_needs_words_is_refused_without() -> None:
    of = held({"upto": "1"})
    missing = Problem("comment-missing", "comment", {"value": "1", "aspect": "a"})
    assert check(of.state, mark(of, "1")) == Verdict("refused", (missing,))
    assert check(of.state, mark(of, "1", held="device-revoked")).status == "refused"
    assert check(of.state, mark(of, "1.5")) == ACCEPTED
    assert check(of.state, mark(of, "1", WORDS)) == ACCEPTED
    assert check(of.state, mark(of, "1", WORDS, "device-revoked")) == HELD


def test_a_judge_may_say_why_where_nobody_asks() -> None:
    of = held({"upto": "1"})
    assert check(of.state, mark(of, "5", WORDS)) == ACCEPTED


def test_words_are_named_by_digest_and_stand_in_no_line() -> None:
    of = held("always")
    wrong = Problem("bad-digest", "comment", {"value": "cut too deep"})
    assert check(of.state, mark(of, "1", "cut too deep")) == Verdict("refused", (wrong,))


def test_each_mark_of_a_cell_has_words_of_its_own() -> None:
    of = held("always")
    assert of.record(mark(of, "1", WORDS)) == ACCEPTED
    revised = MarkGiven(Cell("J1", "07", of.first("07"), "", "a"), "2", of.state.seq)
    assert [each.code for each in check(of.state, revised).problems] == ["comment-missing"]


def test_its_line_names_the_words_and_is_read_back() -> None:
    given = mark(held("always"), "1", WORDS)
    text = lines.body(given, at="2026-05-01T08:00:00.000000Z", actor="judge.J1", key="k")
    assert f'"attempt":"1","comment":"{WORDS}","entrant":"07"' in text
    assert lines.line(3, text) == Line(3, "2026-05-01T08:00:00.000000Z", "judge.J1", "k", given)
