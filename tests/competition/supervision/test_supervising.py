"""Review, notice and objections on their pages, from a marked trade to a closed notice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from competition.supervision import noticing
from scoring.steps import NoticePosted, ObjectionFiled, ObjectionRuled, ReviewDrawn, ReviewRecorded
from tests.competition.supervision.arena import BLIND, EVENT, NAMES, PLAIN, arena, entrant_id, today
from tests.competition.supervision.desks import Desks, desks

OWN = f"/supervision/{EVENT}/trades/{PLAIN}"
NOTICE = f"/events/{EVENT}/notice/{PLAIN}"
FIRST = entrant_id(PLAIN, 1)


def held(tmp_path: Path, stage: str, **settings: Any) -> Iterator[Desks]:
    url = f"sqlite:///{tmp_path / 'arena.db'}"

    async def prepared() -> None:
        async with arena(url, **settings) as at:
            await at.come_to(PLAIN, stage)

    asyncio.run(prepared())
    with desks(url) as at:
        yield at


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Desks]:
    yield from held(tmp_path, "review")


@pytest.fixture
def final(tmp_path: Path) -> Iterator[Desks]:
    yield from held(tmp_path, "final")


@pytest.fixture
def noticed(tmp_path: Path) -> Iterator[Desks]:
    yield from held(tmp_path, "notice")


@pytest.fixture
def long(tmp_path: Path) -> Iterator[Desks]:
    yield from held(tmp_path, "final", working_days=3)


def facts(at: Desks, kind: type) -> list[Any]:
    return [line.fact for line in at.lines() if isinstance(line.fact, kind)]


def test_the_server_draws_the_first_and_others_by_lot(marked: Desks) -> None:
    page = marked.get("supervisor", OWN).text
    assert "Draw the review sample" in page and "Draw the sample" in page
    assert marked.post("supervisor", OWN, step="review-drawn").status_code == 303
    (drawn,) = facts(marked, ReviewDrawn)
    assert {FIRST, entrant_id(PLAIN, 2)} < set(drawn.entrants) and len(drawn.entrants) == 3


def test_a_sample_is_drawn_once_for_a_form(marked: Desks) -> None:
    answers = [marked.post("supervisor", OWN, step="review-drawn", key="same").status_code for _ in range(2)]
    assert answers == [303, 303] and len(facts(marked, ReviewDrawn)) == 1


def test_somebody_in_the_sample_is_looked_through_mark_by_mark(marked: Desks) -> None:
    marked.post("supervisor", OWN, step="review-drawn")
    page = marked.get("supervisor", f"{OWN}/entrants/{FIRST}").text
    assert page.count("<b>48</b>") == 6 and "96.00" in page and "1 of 3 in the sample" in page
    assert marked.get("supervisor", f"{OWN}/entrants/nobody").status_code == 404


def test_above_the_limit_everybody_is_looked_through(marked: Desks) -> None:
    marked.post("supervisor", OWN, step="review-drawn")
    answer = marked.post("supervisor", OWN, step="review-recorded", wrong=FIRST, text="第 2 席抄错。")
    assert answer.status_code == 303
    (recorded,) = facts(marked, ReviewRecorded)
    assert recorded.wrong == (FIRST,) and recorded.document
    page = marked.get("supervisor", OWN).text
    assert "33.33" in page and "everybody is looked through" in page
    assert "Correct what the review found wrong" in page


def test_who_was_wrong_may_be_said_by_numbers(marked: Desks) -> None:
    marked.post("supervisor", OWN, step="review-drawn")
    answer = marked.post("supervisor", OWN, step="review-recorded", numbers="01、99")
    assert answer.status_code == 422 and "99" in answer.text and facts(marked, ReviewRecorded) == []
    assert marked.post("supervisor", OWN, step="review-recorded", numbers="02 01").status_code == 303
    assert facts(marked, ReviewRecorded)[0].wrong == (FIRST, entrant_id(PLAIN, 2)), "in running order"


def test_a_review_without_faults_leads_to_the_final_result(marked: Desks) -> None:
    marked.post("supervisor", OWN, step="review-drawn")
    marked.post("supervisor", OWN, step="review-recorded")
    assert "Make the result final" in marked.get("organiser", OWN).text
    assert marked.post("organiser", OWN, step="finalised").status_code == 303
    assert marked.stage(PLAIN) == "final"


def test_a_page_offers_a_step_only_to_who_may_take_it(final: Desks) -> None:
    assert 'value="notice-posted"' in final.get("association", OWN).text
    for role in ("supervisor", "chief", "authority", "second"):
        assert 'value="notice-posted"' not in final.get(role, OWN).text
        assert final.post(role, OWN, step="notice-posted").status_code == 403
    assert final.get("competitor", OWN).status_code == 403
    assert final.get("public", OWN).status_code == 303


def test_the_server_sets_the_day_of_a_notice(final: Desks) -> None:
    assert "No notice hangs" in final.get("public", NOTICE).text
    assert final.post("association", OWN, step="notice-posted", day="2020-01-01").status_code == 303
    (posted,) = facts(final, NoticePosted)
    assert posted.day == today()
    page = final.get("public", NOTICE).text
    assert "0 working days" in page and all(en in page for _, en in NAMES[PLAIN]) and f"{EVENT}:" in page


def test_a_long_notice_is_paged(noticed: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "ROWS", 3)
    first, second = (noticed.get("public", f"{NOTICE}?page={page}").text for page in (1, 2))
    assert "Page 1 of 2, 4 in all" in first and NAMES[PLAIN][0][1] in first and NAMES[PLAIN][3][1] not in first
    assert NAMES[PLAIN][3][1] in second


def test_a_notice_of_days_says_when_it_may_close_and_does_not_before(long: Desks) -> None:
    long.post("association", OWN, step="notice-posted")
    page = long.get("association", OWN).text
    assert "3 working days" in page and "disabled" in page and "What it still needs" in page
    answer = long.post("association", OWN, step="notice-closed")
    assert answer.status_code == 422 and "too early" in answer.text
    assert long.refused() == [(PLAIN, "notice-closed", ("notice-stands",))]
    assert "the working days are not over" in long.get("association", OWN).text


def test_a_competitor_objects_and_is_told_the_line(noticed: Desks) -> None:
    form = f"{NOTICE}/objection"
    assert noticed.get("public", form).status_code == 303, "whoever objects signs in"
    answer = noticed.post("competitor", form, who="01", text="工艺分有误。")
    assert answer.status_code == 303
    (filed,) = facts(noticed, ObjectionFiled)
    assert (filed.entrant, filed.day) == (FIRST, today()) and filed.document
    assert "Your objection is filed in line" in noticed.get("competitor", answer.headers["location"]).text
    assert "1 filed, 0 ruled on" in noticed.get("public", NOTICE).text


@pytest.mark.parametrize(("who", "text"), [("77", "x"), ("01", ""), ("", "")])
def test_an_objection_about_nobody_or_without_grounds_is_not_filed(noticed: Desks, who: str, text: str) -> None:
    answer = noticed.post("competitor", f"{NOTICE}/objection", who=who, text=text)
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text
    assert facts(noticed, ObjectionFiled) == []


def test_an_objection_is_ruled_on_and_the_notice_closes(noticed: Desks) -> None:
    noticed.post("organiser", OWN, step="objection-filed", text="整个赛项计时有误。", by="白露")
    line = max(noticed.read(lambda state: list(state.trades[PLAIN].objections)))
    assert noticed.get("supervisor", f"/supervision/{EVENT}/objections/{line}").headers["location"].endswith(str(line))
    page = noticed.get("supervisor", OWN).text
    assert "整个赛项计时有误。" in page and "To be ruled on" in page
    assert noticed.post("association", OWN, step="notice-closed").status_code == 422
    bad = noticed.post("supervisor", OWN, step="objection-ruled", objection=str(line), ruling="", text="")
    assert bad.status_code == 422 and facts(noticed, ObjectionRuled) == []
    ruled = noticed.post(
        "supervisor", OWN, step="objection-ruled", objection=str(line), ruling="dismissed", text="计时表核对无误。"
    )
    assert ruled.status_code == 303
    assert "计时表核对无误。" in noticed.get("supervisor", OWN).text
    assert noticed.post("association", OWN, step="notice-closed").status_code == 303
    assert noticed.stage(PLAIN) == "noticed"


def test_an_upheld_objection_that_reopens_leads_to_a_proposal(noticed: Desks) -> None:
    noticed.post("organiser", OWN, step="objection-filed", text="x")
    line = max(noticed.read(lambda state: list(state.trades[PLAIN].objections)))
    noticed.post("chief", OWN, step="objection-ruled", objection=str(line), ruling="upheld-reopen", text="属实。")
    page = noticed.get("supervisor", OWN).text
    assert "Open the result again" in page and f"/office/{EVENT}/rulings/reopen?act=result" in page
    assert noticed.get("supervisor", f"/office/{EVENT}/rulings/reopen?act=result&trade={PLAIN}").status_code == 200


def test_an_objection_twice_from_one_form_is_one(noticed: Desks) -> None:
    form = {"who": "01", "text": "x", "key": "same"}
    assert [noticed.post("competitor", f"{NOTICE}/objection", **form).status_code for _ in range(2)] == [303, 303]
    assert len(facts(noticed, ObjectionFiled)) == 1


def test_what_is_not_there_is_not_found(marked: Desks) -> None:
    for path in (f"/supervision/{EVENT}/trades/none", "/supervision/none", f"/supervision/{EVENT}/objections/2"):
        assert marked.get("supervisor", path).status_code in (403, 404)
    assert marked.get("public", f"/events/{EVENT}/notice/none").status_code == 404
    assert marked.post("organiser", OWN, step="mark-given").status_code == 422


def test_a_trade_that_is_not_open_yet_says_what_comes_first(marked: Desks) -> None:
    page = marked.get("supervisor", f"/supervision/{EVENT}/trades/{BLIND}").text
    assert "Open the trade" in page and "No sample is drawn yet." not in page
