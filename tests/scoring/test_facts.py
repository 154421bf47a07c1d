"""Facts and lines: one canonical text each, read back as they were."""

from __future__ import annotations

import hashlib
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import facts
from scoring.facts import (
    KINDS,
    Adjusted,
    Cell,
    ClockJumped,
    EntrantsAdvanced,
    Fact,
    Finalised,
    Frozen,
    MarkGiven,
    PanelClosed,
    Seat,
    SheetSigned,
    StreamOpened,
    Thawed,
    TradeOpened,
)
from scoring.problems import BrokenPromiseError

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
wholes = st.integers(0, 10**9)
marks = st.builds(MarkGiven, st.builds(Cell, texts, texts, texts, texts, texts, wholes), texts, wholes, texts)
others: st.SearchStrategy[Fact] = st.one_of(
    st.builds(StreamOpened, texts, texts),
    st.builds(ClockJumped, texts),
    st.builds(
        TradeOpened,
        texts,
        texts,
        texts,
        st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
        st.lists(st.builds(Seat, texts, texts, texts, texts), max_size=3).map(tuple),
        texts,
    ),
    st.builds(EntrantsAdvanced, texts, texts, st.lists(texts, max_size=3).map(tuple)),
    st.builds(SheetSigned, texts, texts, texts, texts),
    st.builds(Adjusted, texts, texts, texts, texts, texts, texts, texts),
    st.builds(PanelClosed, texts, texts, texts),
    st.builds(Frozen, texts, texts, texts),
    st.builds(Thawed, texts),
    st.builds(Finalised, texts, texts, texts),
)


@given(st.one_of(marks, others), texts, texts, texts)
def test_a_line_is_read_back_as_it_was(fact: Fact, at: str, actor: str, key: str) -> None:
    line = facts.line(3, facts.body(fact, at=at, actor=actor, key=key))
    assert (line.seq, line.at, line.actor, line.key, line.fact) == (3, at, actor, key, fact)


@given(marks, texts, texts, texts)
def test_a_mark_written_out_is_its_canonical_text(mark: MarkGiven, at: str, actor: str, key: str) -> None:
    whole = facts.canonical({**facts.plain(mark), "at": at, "actor": actor, "key": key})
    assert facts.body(mark, at=at, actor=actor, key=key) == whole


def test_keys_are_sorted_nothing_is_spaced_and_chinese_stays_chinese() -> None:
    assert facts.canonical({"b": "焊接", "a": ["1"]}) == '{"a":["1"],"b":"焊接"}'


def test_a_digest_is_of_the_digest_before_and_the_text() -> None:
    assert facts.digest("é", facts.NOTHING) == hashlib.sha256(b"0" * 64 + "é".encode()).hexdigest()
    assert facts.digest("x") == hashlib.sha256(b"x").hexdigest()


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
        facts.line(1, stored)


def test_every_kind_of_fact_bears_its_own_word() -> None:
    assert all(kind == fact.kind for kind, fact in KINDS.items())
    page = [each for each in vars(facts).values() if isinstance(each, type) and issubclass(each, Fact)]
    assert set(KINDS.values()) == set(page) - {Fact}


def test_no_fact_has_a_field_for_a_name_or_free_text() -> None:
    forbidden = {"name", "text", "comment", "note", "person", "organisation"}
    assert not [each.name for fact in KINDS.values() for each in fields(fact) if each.name in forbidden]
