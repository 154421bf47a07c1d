"""Facts and lines: one canonical text each, read back as they were."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import certificates, facts, lines, steps
from scoring.facts import Cell, Fact, MarkGiven, Recusal, Seat, TradeOpened
from scoring.lines import KINDS
from scoring.problems import BrokenPromiseError

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
wholes = st.integers(0, 10**9)
cells = st.builds(Cell, texts, texts, texts, texts, texts, wholes)
seats = st.builds(Seat, texts, texts, texts, texts)


def few(each: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(each, max_size=3).map(tuple)


PARTS: dict[str, st.SearchStrategy[Any]] = {
    "str": texts,
    "int": wholes,
    "Cell": cells,
    "tuple[Seat, ...]": few(seats),
    "tuple[Recusal, ...]": few(st.builds(Recusal, texts, texts, texts, texts)),
    "tuple[str, ...]": few(texts),
    "tuple[tuple[str, str], ...]": few(st.tuples(texts, texts)),
    "tuple[tuple[str, str, str], ...]": few(st.tuples(texts, texts, texts)),
    "tuple[tuple[str, str, str, str, str], ...]": few(st.tuples(*[texts] * 5)),
}
marks = st.builds(MarkGiven, cells, texts, wholes, texts)
every = st.one_of(*(st.builds(kind, *(PARTS[str(each.type)] for each in fields(kind))) for kind in KINDS.values()))


WORDS = """
adjusted approved awarded clock-jumped codes-drawn codes-read confirmed deliberation-recorded entrant-substituted
entrants-advanced exported finalised frozen held-admitted held-set-aside mark-corrected mark-given module-signed
notice-closed notice-posted objection-filed objection-ruled panel-closed panel-reopened prize-opened proposed
recusal-lifted recused rejected result-reopened returned revealed review-drawn review-recorded seed-committed
sheet-reopened sheet-signed spread-reopened step-refused stream-opened thawed tie-decided time-granted trade-opened
unsealed
"""
"""Of every fact on the wire, for good: ledgers hold them, and a line whose word is not known cannot be read."""


@given(every, texts, texts, texts)
def test_a_line_is_read_back_as_it_was(fact: Fact, at: str, actor: str, key: str) -> None:
    line = lines.line(3, lines.body(fact, at=at, actor=actor, key=key))
    assert (line.seq, line.at, line.actor, line.key, line.fact) == (3, at, actor, key, fact)


@given(marks, texts, texts, texts)
def test_a_mark_written_out_is_its_canonical_text(mark: MarkGiven, at: str, actor: str, key: str) -> None:
    whole = lines.canonical({**lines.plain(mark), "at": at, "actor": actor, "key": key})
    assert lines.body(mark, at=at, actor=actor, key=key) == whole


def test_a_trade_without_reserves_or_recusals_says_nothing_of_them_and_older_lines_read_on() -> None:
    plain = TradeOpened("T", "d", "d", (("07", ""),), (Seat("", "P", "", "J1"),))
    written = lines.body(plain, at="", actor="", key="")
    assert "reserve" not in written and "recusal" not in written
    assert lines.line(1, written).fact == plain


def test_keys_are_sorted_nothing_is_spaced_and_chinese_stays_chinese() -> None:
    assert lines.canonical({"b": "焊接", "a": ["1"]}) == '{"a":["1"],"b":"焊接"}'


def test_a_digest_is_of_the_digest_before_and_the_text() -> None:
    assert lines.digest("é", lines.NOTHING) == hashlib.sha256(b"0" * 64 + "é".encode()).hexdigest()
    assert lines.digest("x") == hashlib.sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "[]",
        "{}",
        '"text"',
        '{"fact":"mark-given","at":"","actor":"","key":""}',
        '{"fact":"gossip","at":"","actor":"","key":""}',
        '{"fact":"thawed","at":"","actor":""}',
        '{"fact":["thawed"],"at":"","actor":"","key":"","trade":""}',
    ],
)
def test_a_text_that_states_no_fact_is_a_broken_promise(stored: str) -> None:
    with pytest.raises(BrokenPromiseError):
        lines.line(1, stored)


def test_every_kind_of_fact_bears_its_own_word() -> None:
    assert all(kind == fact.kind for kind, fact in KINDS.items())
    pages = [*vars(facts).values(), *vars(steps).values(), *vars(certificates).values()]
    assert set(KINDS.values()) == {each for each in pages if isinstance(each, type) and issubclass(each, Fact)} - {Fact}


def test_no_word_of_a_fact_is_ever_changed() -> None:
    assert set(KINDS) >= set(WORDS.split())


def test_no_fact_has_a_field_for_a_name_or_free_text() -> None:
    forbidden = {"name", "text", "comment", "note", "person", "organisation"}
    named = [(fact.kind, each.name) for fact in KINDS.values() for each in fields(fact) if each.name in forbidden]
    assert named == [("mark-given", "comment")]  # a digest: no other text is taken there, see `test_comments`
