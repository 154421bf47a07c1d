from __future__ import annotations

import pytest

from competition.store.fold import Fold, LineDamaged, contents_of
from competition.store.ledger import Row
from scoring.facts import ClockJumped, StreamOpened
from scoring.lines import digest
from tests.competition.ledgers import EVENT, opening

AT = "2026-05-01T08:00:00.000000Z"


def drafted(fold: Fold, *clocks: str) -> list[Row]:
    """Line 1 and a line a clock, adopted by the fold."""
    rows = []
    for number, fact in enumerate([StreamOpened(EVENT, "event"), *map(ClockJumped, clocks)]):
        row, line = fold.draft(fact, at=AT, actor="system", key=f"k{number}")
        fold.adopt(row, line, {})
        rows.append(row)
    return rows


def follows(fold: Fold, *rows: Row) -> None:
    """The fold takes in stored rows."""
    for row in rows:
        fold.follow(row, fold.read(row), {})


def test_a_fold_that_follows_stands_where_the_one_that_drafted_stands() -> None:
    first, second = Fold(EVENT), Fold(EVENT)
    follows(second, *drafted(first, "a", "b"))
    assert second.head == first.head
    assert second.head.seq == 3
    assert second.seq_of("system", "k1") == 2
    assert second.seq_of("system", "k9") is None
    assert second.seq_of("judge.J1", "k1") is None


def test_every_line_carries_the_digest_of_those_before() -> None:
    one, two = drafted(Fold(EVENT), "a")
    assert one.digest == digest(one.body, "0" * 64)
    assert two.digest == digest(two.body, one.digest)


@pytest.mark.parametrize(
    ("damage", "seq", "code"),
    [
        (lambda rows: [rows[0], rows[2]], 2, "line-missing"),
        (lambda rows: [rows[0], rows[1]._replace(body=rows[1].body.replace('"a"', '"x"'))], 2, "digest-differs"),
        (lambda rows: [rows[0], rows[2]._replace(seq=2), rows[1]._replace(seq=3)], 2, "digest-differs"),
        (lambda rows: [rows[0], rows[1]._replace(actor="judge.J1")], 2, "columns-differ"),
        (lambda rows: [rows[0], rows[1]._replace(key="other")], 2, "columns-differ"),
        (lambda rows: [rows[0]._replace(body="{}")], 1, "no-fact"),
    ],
)
def test_a_line_that_is_not_what_was_recorded_is_named(damage: object, seq: int, code: str) -> None:
    rows = drafted(Fold(EVENT), "a", "b")
    with pytest.raises(LineDamaged) as found:
        follows(Fold(EVENT), *damage(rows))  # type: ignore[operator]
    assert (found.value.seq, found.value.code) == (seq, code)


@pytest.mark.parametrize(
    ("spoil", "code"), [(lambda text: text + " ", "content-differs"), (lambda text: None, "content-gone")]
)
def test_a_content_that_is_not_what_the_line_names_is_found_at_that_line(spoil: object, code: str) -> None:
    fold = Fold(EVENT)
    drafted(fold)
    entry = opening()
    row, line = fold.draft(entry.fact, at=AT, actor=entry.actor, key=entry.key)
    scheme, items = contents_of(entry.fact)
    spoilt = spoil(entry.contents[scheme])  # type: ignore[operator]
    contents = {items: entry.contents[items]} | ({scheme: spoilt} if spoilt else {})
    with pytest.raises(LineDamaged) as found:
        fold.follow(row, line, contents)
    assert (found.value.seq, found.value.code) == (2, code)
