"""Steps that are refused: each try is a line, once for each key."""

from __future__ import annotations

import pytest

from competition.recording.recorder import Entry
from competition.store.database import Database
from competition.store.ledger import Ledger
from scoring import lines
from scoring.facts import Fact, Finalised
from scoring.lines import canonical, digest
from scoring.steps import STEPS, NoticePosted, ObjectionRuled, StepRefused
from tests.competition.ledgers import ENTRANTS, EVENT, JUDGES, TRADE, entries, mark, recording
from tests.competition.recorded import record, sound, stored
from tests.scoring.procedures import steps_of, way

pytestmark = pytest.mark.anyio


# --- steps that are refused -----------------------------------------------------------------------------------------


async def test_a_step_out_of_order_is_refused_and_recorded_once_for_each_key(database_url: str) -> None:
    async with recording(database_url) as recorder:
        tried = Entry(NoticePosted(TRADE, "", "2026-05-11"), "association.wu", "post")
        first = await recorder.record_all([mark("J1", "K01", "8.5"), tried, mark("J2", "K01", "8"), tried])
        assert [answer.status for answer in first] == ["accepted", "refused", "accepted", "refused"]
        assert [answer.seq for answer in first] == [3, None, 5, None]
        codes = tuple(sorted(problem.code for problem in first[1].problems))
        assert codes == ("no-terms", "too-early")
        assert (await record(recorder, tried)).problems == first[1].problems
        assert recorder.head.seq == 5
        assert (await record(recorder, tried._replace(key="again"))).status == "refused"
        assert (await record(recorder, tried._replace(actor="organiser.li"))).status == "refused"
    refused = {seq: fact for seq, fact in stored(database_url).items() if isinstance(fact, StepRefused)}
    assert refused == dict.fromkeys((4, 6, 7), StepRefused(TRADE, "notice-posted", codes))
    assert sound(database_url).seq == 7


async def test_who_tried_is_the_actor_of_the_line_and_the_key_is_made_of_what_was_tried(database_url: str) -> None:
    fact = Finalised(TRADE, "")
    async with recording(database_url) as recorder:
        assert (await record(recorder, Entry(fact, "organiser.li", "final"))).status == "refused"
    with Database(database_url) as database:
        row = [*Ledger(database, EVENT).lines()][-1]
    assert (row.seq, row.actor) == (3, "organiser.li")
    assert row.key == "refused-" + digest("final" + canonical(lines.plain(fact)))[:32]


async def test_a_step_may_be_taken_under_the_key_under_which_it_was_refused(database_url: str) -> None:
    async with recording(database_url) as recorder:
        final = Entry(Finalised(TRADE, ""), "organiser.main", "final")
        assert (await record(recorder, final)).status == "refused"
        await recorder.record_all([mark(judge, entrant, "8") for entrant in ENTRANTS for judge in JUDGES])
        answer = await record(recorder, final)
        assert answer.status == "accepted"
        assert await record(recorder, final) == answer._replace(status="known")


async def test_every_step_tried_before_its_turn_is_refused_and_recorded(database_url: str) -> None:
    held = way()
    steps: list[Fact] = [each for each in steps_of(held) if not isinstance(each, ObjectionRuled)]
    steps += [ObjectionRuled(1, "upheld", "none", "")]
    async with recording(database_url, opened=False) as recorder:
        await recorder.record_all(entries(held))
        answers = await recorder.record_all(
            [Entry(step, "organiser.li", f"try-{number}") for number, step in enumerate(steps)]
        )
    assert {answer.status for answer in answers} == {"refused"}
    recorded = [fact for fact in stored(database_url).values() if isinstance(fact, StepRefused)]
    assert [fact.step for fact in recorded] == [step.kind for step in steps]
    assert {fact.step for fact in recorded} == {step.kind for step in STEPS}
    assert [fact.trade for fact in recorded] == ["T"] * (len(steps) - 1) + [""]


async def test_a_step_that_nothing_can_judge_leaves_no_line(database_url: str) -> None:
    async with recording(database_url) as recorder:
        broken = Entry(Finalised(TRADE, ""), "organiser.main", "\ud800")
        assert (await record(recorder, broken)).problems[0].code == "internal"
        assert recorder.head.seq == 2


async def test_a_content_that_a_fact_does_not_name_is_not_kept(database_url: str) -> None:
    async with recording(database_url) as recorder:
        tried = Entry(Finalised(TRADE, ""), "organiser.main", "final", {digest("stray"): "stray"})
        assert (await record(recorder, tried)).status == "refused"
    with Database(database_url) as database:
        assert Ledger(database, EVENT).contents([digest("stray")]) == {}
