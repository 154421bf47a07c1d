"""The authority looks, confirms or returns, and is asked at its own desk only."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.procedure.granting import line_of as line_stated
from scoring.steps import Confirmed, Returned
from tests.competition.supervision.arena import BLIND, EVENT, PLAIN, acting, arena, entrant_id
from tests.competition.supervision.desks import Desks, desks

OWN = f"/authority/{EVENT}/trades/{PLAIN}"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'arena.db'}"


@pytest.fixture
def at(url: str) -> Iterator[Desks]:
    async def prepared() -> None:
        async with arena(url) as at:
            await at.come_to(PLAIN, "noticed")

    asyncio.run(prepared())
    with desks(url) as at:
        yield at


def line_of(at: Desks) -> str:
    return str(at.read(lambda state: line_stated(state.trades[PLAIN], "result")))


def test_the_overview_shows_filing_and_what_waits(at: Desks) -> None:
    page = at.get("authority", f"/authority/{EVENT}").text
    assert "示例〔2026〕3号" in page and "4-03-02-02" in page and "Body and trade are filed" in page
    assert "Waits for you" in page and "Not open yet" in page


def test_a_result_is_confirmed_by_naming_its_line(at: Desks) -> None:
    page = at.get("authority", OWN).text
    assert f'name="line" value="{line_of(at)}"' in page
    assert at.post("authority", OWN, step="confirmed", stage="result", line="3").status_code == 422
    assert at.post("authority", OWN, step="confirmed", stage="result", line=line_of(at)).status_code == 303
    assert at.stage(PLAIN) == "result-confirmed"
    confirmed = [line for line in at.lines() if isinstance(line.fact, Confirmed)]
    assert [line.actor for line in confirmed] == ["authority.authority-1"]


@pytest.mark.parametrize("role", ["organiser", "association", "supervisor", "chief", "owner", "competitor", "draw"])
def test_nobody_else_confirms_or_even_looks(at: Desks, role: str) -> None:
    assert at.get(role, OWN).status_code == 403
    assert at.post(role, OWN, step="confirmed", stage="result", line=line_of(at)).status_code == 403
    assert at.stage(PLAIN) == "noticed"


def test_returning_takes_a_reason_and_words(at: Desks) -> None:
    line = line_of(at)
    bad = at.post("authority", OWN, step="returned", stage="result", line=line, reason="", text="")
    assert bad.status_code == 422 and bad.text.count('aria-invalid="true"') == 2
    form = {"step": "returned", "stage": "result", "line": line, "reason": "notice-irregular", "text": "公示栏缺页。"}
    assert at.post("authority", OWN, **form).status_code == 303
    assert at.stage(PLAIN) == "final"
    (returned,) = [each.fact for each in at.lines() if isinstance(each.fact, Returned)]
    assert returned.reason == "notice-irregular" and returned.document
    assert "the notice was not regular" in at.get("association", f"/supervision/{EVENT}/trades/{PLAIN}").text


def test_awards_are_confirmed_after_they_are_stated(at: Desks, url: str) -> None:
    at.post("authority", OWN, step="confirmed", stage="result", line=line_of(at))

    async def awarded() -> None:
        async with acting(url) as arena:
            await arena.take(await arena.award(PLAIN), "association")

    asyncio.run(awarded())
    for _ in range(100):
        if at.stage(PLAIN) == "awarded":
            break
        at.call(asyncio.sleep, 0.02)
    page = at.get("authority", OWN).text
    assert "Confirm the awards, or return them" in page and "The roll, with reasons" in page
    assert "4 documents do not hold what the policy comes to now" in page, "these were made up"
    line = str(at.read(lambda state: line_stated(state.trades[PLAIN], "awards")))
    assert at.post("authority", OWN, step="confirmed", stage="awards", line=line).status_code == 303
    assert at.stage(PLAIN) == "confirmed"
    assert "Every step is taken." in at.get("authority", OWN).text


def test_an_inspection_draws_a_sheet_or_a_line_and_leaves_none(at: Desks) -> None:
    before = at.read(lambda state: state.seq)
    path = f"/authority/{EVENT}/inspection"
    sheet = at.get("authority", f"{path}?draw=sheet").headers["location"]
    assert sheet.startswith(f"?trade={PLAIN}&entrant={PLAIN}-entrant-")
    assert "Chosen by lot among 4" in at.get("authority", path + sheet).text
    line = at.get("authority", f"{path}?draw=line").headers["location"]
    assert "As it is stored" in at.get("authority", path + line).text
    for asked in ("?line=0", "?line=99999", "?line=x", f"?trade={PLAIN}&entrant=nobody"):
        assert at.get("authority", path + asked).status_code == 404
    assert at.get("organiser", path).status_code == 403
    assert at.read(lambda state: state.seq) == before


def test_an_unopened_trade_has_nothing_to_decide(at: Desks) -> None:
    page = at.get("authority", f"/authority/{EVENT}/trades/{BLIND}").text
    assert 'value="confirmed"' not in page and entrant_id(BLIND, 1) not in page
