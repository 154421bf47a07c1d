"""A mark's line is the same text by the short way and by JSON, and is read the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scoring import lines, marklines
from scoring.facts import Cell, MarkGiven
from scoring.problems import BrokenPromiseError

texts = st.text(st.characters(codec="utf-8"), max_size=12)
numbers = st.integers(0, 10**9)
cells = st.builds(Cell, texts, texts, texts, texts, texts, numbers)
marks = st.builds(MarkGiven, cells, texts, numbers, texts, texts, texts)
STATED = {"at": "2026-05-01T08:00:00.000000Z", "actor": "judge.J1", "key": "k1"}
HELD = MarkGiven(Cell("J1", "K01", "final", "", "form"), "8.5", 3, "", "device-revoked")
PLAIN = MarkGiven(Cell("J1", "K01", "final", "", "form"), "8.5", 3, "")
SAID = MarkGiven(Cell("J1", "K01", "final", "", "form"), "0", 3, "", "", "c0" * 32)


def by_json(mark: MarkGiven, **stated: str) -> str:
    return lines.canonical({**lines.plain(mark), **stated})


@given(marks, texts, texts, texts)
@example(PLAIN, *STATED.values())
@example(HELD, *STATED.values())
@example(SAID, *STATED.values())
@example(MarkGiven(Cell('"', "\\", "\n", "\x7f", "花艺"), "\x00"), "\u2028", "\\u0041", "'")
def test_a_mark_is_written_as_json_writes_it_and_read_back(mark: MarkGiven, at: str, actor: str, key: str) -> None:
    text = lines.body(mark, at=at, actor=actor, key=key)
    assert text == by_json(mark, at=at, actor=actor, key=key)
    assert lines.line(7, text) == lines.Line(7, at, actor, key, mark)


def test_a_plain_mark_is_read_the_short_way() -> None:
    assert marklines.read(lines.body(PLAIN, **STATED)) is not None
    assert marklines.read(lines.body(HELD, **STATED)) is not None
    assert marklines.read(lines.body(SAID, **STATED)) is not None


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace('"value":"8.5"', '"value":"8\n5"'),
        lambda text: text.replace('"value":"8.5"', '"value":8.5'),
        lambda text: text.replace('"value":"8.5"', '"value":"8\\u002e5"'),
        lambda text: text.replace('"attempt":"1"', '"attempt":"١"'),
        lambda text: text.replace('"fact":"mark-given"', '"fact":"sheet-signed"'),
        lambda text: text.replace('"actor":"judge.J1",', ""),
        lambda text: text + "\n",
        lambda text: " " + text,
        lambda text: json.dumps(json.loads(text)),
    ],
)
def test_whatever_is_written_otherwise_is_not_read_the_short_way(damage: Any) -> None:
    assert marklines.read(damage(lines.body(PLAIN, **STATED))) is None


def test_a_line_break_within_a_text_is_no_line() -> None:
    with pytest.raises(BrokenPromiseError):
        lines.line(1, lines.body(PLAIN, **STATED).replace("8.5", "8\n5"))
