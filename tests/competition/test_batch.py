from __future__ import annotations

from dataclasses import replace

import pytest

from competition.recording.batch import INTERNAL, Answer, Batch, Unapplied
from competition.recording.recorder import Entry
from competition.store.fold import Fold
from scoring.boards.board import table_digest
from scoring.facts import Finalised, Frozen, MarkGiven, StreamOpened, TradeOpened
from scoring.lines import canonical, digest
from scoring.problems import Problem
from tests.competition.ledgers import EVENT, TRADE, mark, opening, signature

AT = "2026-05-01T08:00:00.000000Z"


@pytest.fixture
def batch() -> Batch:
    """A batch on a stream whose trade is open: lines 1 and 2."""
    batch = Batch(Fold(EVENT))
    batch.at = AT
    assert batch.judge(Entry(StreamOpened(EVENT, "event"), "system", "opened")).seq == 1
    assert batch.judge(opening()).seq == 2
    return batch


def test_each_fact_is_judged_against_the_state_that_those_before_it_lead_to(batch: Batch) -> None:
    assert batch.judge(mark("J1", "K01", "8.5")) == Answer("accepted", 3, AT)
    assert batch.judge(mark("J1", "K01", "9", key="again")) == Answer("conflict", current=(3, "8.5"))
    assert batch.judge(mark("J1", "K01", "9", key="again", supersedes=3)) == Answer("accepted", 4, AT)
    assert [row.seq for row in batch.rows] == [1, 2, 3, 4]


def test_two_keys_for_one_cell_conflict_and_the_actor_sees_her_other_value(batch: Batch) -> None:
    batch.judge(mark("J1", "K01", "8.5", key="one"))
    assert batch.judge(mark("J1", "K01", "7", key="two")) == Answer("conflict", current=(3, "8.5"))


def test_a_key_with_the_same_content_is_known(batch: Batch) -> None:
    batch.judge(mark("J1", "K01", "8.5"))
    assert batch.judge(mark("J1", "K01", "8.5")) == Answer("known", 3, AT)
    assert len(batch.rows) == 3


def test_a_key_with_other_content_is_refused_and_names_the_line(batch: Batch) -> None:
    batch.judge(mark("J1", "K01", "8.5"))
    reused = Problem("key-reused", "key", {"key": "J1-K01", "seq": "3"})
    assert batch.judge(mark("J1", "K01", "9")) == Answer("refused", problems=(reused,))
    assert batch.judge(mark("J1", "K02", "8.5", key="J1-K01")) == Answer("refused", problems=(reused,))


def test_the_same_key_of_another_actor_is_another_key(batch: Batch) -> None:
    assert batch.judge(mark("J1", "K01", "8.5", key="k")).status == "accepted"
    assert batch.judge(mark("J2", "K01", "8.5", key="k")).status == "accepted"


def test_a_refusal_leaves_no_line_and_a_retry_is_judged_afresh(batch: Batch) -> None:
    early = signature("J1", "K01", "8.5")
    assert batch.judge(early).status == "refused"
    batch.judge(mark("J1", "K01", "8.5"))
    assert batch.judge(early).status == "accepted"


def test_a_mark_behind_the_signature_of_its_sheet_is_held(batch: Batch) -> None:
    batch.judge(mark("J1", "K01", "8.5"))
    batch.judge(signature("J1", "K01", "8.5"))
    assert batch.judge(mark("J1", "K01", "9", key="late", supersedes=3)) == Answer("held", 5, AT)
    assert batch.judge(mark("J1", "K01", "9", key="late", supersedes=3)) == Answer("known", 5, AT)


def test_a_stored_line_answers_for_a_key_used_before() -> None:
    fold = Fold(EVENT)
    earlier = Batch(fold)
    earlier.at = AT
    for entry in (Entry(StreamOpened(EVENT, "event"), "system", "opened"), opening(), mark("J1", "K01", "8.5")):
        earlier.judge(entry)
    later = Batch(fold)
    later.stored = {3: earlier.rows[2].body}
    assert later.judge(mark("J1", "K01", "8.5")) == Answer("known", 3, AT)


@pytest.mark.parametrize("kind", [Frozen, Finalised])
def test_a_fact_about_the_board_is_given_the_board_as_it_stands(batch: Batch, kind: type[Frozen | Finalised]) -> None:
    for judge in ("J1", "J2", "J3"):
        for number in range(1, 9):
            batch.judge(mark(judge, f"K{number:02}", "8.5"))
    stated = table_digest(batch.fold.state.trades[TRADE])
    entry = Entry(kind(TRADE, ""), "organiser.main", "k")
    assert batch.judge(entry).status == "accepted"
    assert stated in batch.rows[-1].body
    assert batch.judge(entry).status == "known"
    assert batch.judge(entry._replace(fact=kind(TRADE, stated))).status == "known"
    assert batch.judge(entry._replace(fact=kind(TRADE, "0" * 64))).status == "refused"


def test_a_content_that_did_not_come_with_its_fact_is_a_problem(batch: Batch) -> None:
    entry = opening("other", ("X1",))
    assert isinstance(entry.fact, TradeOpened)
    without = batch.judge(entry._replace(contents={}))
    assert [problem.code for problem in without.problems] == ["content-missing", "content-missing"]
    altered = {name: text + " " for name, text in entry.contents.items()}
    assert [problem.code for problem in batch.judge(entry._replace(contents=altered)).problems] == [
        "content-missing",
        "content-missing",
    ]
    assert batch.judge(entry).status == "accepted"


def test_what_cannot_be_judged_is_refused_alone(batch: Batch, caplog: pytest.LogCaptureFixture) -> None:
    assert batch.judge(mark("J1", "K01", "8.5", key="\ud800")) == INTERNAL
    assert "cannot be judged" in caplog.text
    assert batch.judge(mark("J2", "K01", "8.5")).seq == 3


def test_what_the_engine_cannot_apply_spoils_the_state_and_is_refused_the_next_time(batch: Batch) -> None:
    entry = opening("other", ("X1",))
    assert isinstance(entry.fact, TradeOpened)
    nonsense = canonical({"scheme": "none"})
    contents = {entry.fact.items: entry.contents[entry.fact.items], digest(nonsense): nonsense}
    poison = entry._replace(fact=replace(entry.fact, scheme=digest(nonsense)), contents=contents)
    with pytest.raises(Unapplied) as found:
        batch.judge(poison)
    assert found.value.entry is poison
    assert Batch(Fold(EVENT), [poison]).judge(poison) == INTERNAL


def test_a_jump_of_the_clock_is_a_line_before_the_first_that_follows_it() -> None:
    fold = Fold(EVENT)
    first = Batch(fold)
    first.at = AT
    first.judge(Entry(StreamOpened(EVENT, "event"), "system", "opened"))
    batch = Batch(fold)
    batch.at = batch.jumped = "2026-05-01T09:00:00.000000Z"
    assert batch.judge(Entry(MarkGiven(mark("J1", "K01", "1").fact.cell, "1"), "j", "k")).status == "refused"  # type: ignore[attr-defined]
    assert batch.rows == []
    assert batch.judge(opening()).seq == 3
    assert '"fact":"clock-jumped"' in batch.rows[0].body
    assert '"clock":"2026-05-01T09:00:00.000000Z"' in batch.rows[0].body
