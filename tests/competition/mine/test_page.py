"""A private link: to her own marks and nothing else, from the notice on; everything else leads to one and the same
page."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from competition.mine.links import revoke
from scoring.facts import Finalised, Frozen, Thawed
from tests.competition.mine.hall import CANARY, ELSEWHERE, EVENT, HER, OTHERS, SHE_ELSEWHERE, TRADE, Hall, hall

PRIVATE = {"cache-control": "private, no-store", "x-robots-tag": "noindex, nofollow", "referrer-policy": "no-referrer"}


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Hall]:
    """Both trades final, no notice yet."""
    with hall(tmp_path) as opened:
        yield opened


def words(html: str) -> str:
    """What stands on a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_page_says_nothing_of_what_is_hidden_until_the_notice_hangs_and_the_board_is_thawed(tmp_path: Path) -> None:
    with hall(tmp_path, final=False) as held:
        link, elsewhere = held.link(), held.link(SHE_ELSEWHERE)
        marked = held.opens(link).text, held.opens(elsewhere).text
        held.states("organiser.main", Finalised(TRADE, ""))
        held.states("organiser.main", Finalised(ELSEWHERE, ""))
        held.states("organiser.main", Frozen(TRADE, ""))
        assert (held.opens(link).text, held.opens(elsewhere).text) == marked
        assert "not published yet" in marked[0]
        held.posts()
        assert "not published yet" in held.opens(link).text
        held.states("organiser.main", Thawed(TRADE))
        assert held.opens(elsewhere).text == marked[1]
        shown = words(held.opens(link).text)
        assert "not published yet" not in shown
        assert str(held.row()["total"]) in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_she_sees_every_mark_of_hers_by_seat_and_nobody_else(held: Hall, lang: str) -> None:
    held.posts()
    page = held.opens(held.link(), lang)
    assert page.status_code == 200
    assert CANARY not in page.text and "选手" not in page.text
    shown = words(page.text)
    row, trade = held.row(), held.trade()
    assert f"{row['rank']} " in shown and str(row["total"]) in shown
    told = {held.row(each)["total"] for each in OTHERS if f"{held.row(each)['total']} " in f"{shown} "}
    above = [held.row(each)["total"] for each in OTHERS if held.row(each)["rank"] == row["position"] - 1]
    assert told <= {*above, row["total"]}, "of others only what everybody is told: the total right before hers"
    given = 0
    for phase in trade.plan.phases:
        if not trade.takes_part(HER, phase.id):
            continue
        for owed in trade.plan.owed(phase.id, HER):
            panel = trade.performances[HER, phase.id].panels[owed.aspect.id, owed.item, owed.attempt]
            for seat, judge in enumerate(panel.seats, 1):
                said = f"Judge {seat} {panel.values[judge]}" if lang == "en" else f"裁判 {seat} {panel.values[judge]}"
                assert said in shown, said
                given += 1
    assert given == len(re.findall(r"Judge \d" if lang == "en" else r"裁判 \d", shown))
    assert f"/events/{EVENT}/notice/{TRADE}/objection" in page.text


def test_a_correction_after_publication_is_said_with_what_it_was(held: Hall) -> None:
    held.posts()
    link = held.link()
    before = held.row()
    assert "Changed since" not in held.opens(link).text
    was, now = held.corrects()
    assert "was opened again" in held.opens(link).text
    held.posts("2026-05-12")
    shown = words(held.opens(link).text)
    assert "Changed since it was published" in shown
    assert re.search(rf"Judge 1\s+{re.escape(was)}\s+→\s+now\s+{re.escape(now)}", shown)
    assert re.search(rf"{before['total']}\s+→\s+now\s+{held.row()['total']}", shown)
    assert CANARY not in shown


def test_whatever_leads_nowhere_gets_the_same_page(held: Hall) -> None:
    held.posts()
    old = held.link()
    revoked = held.link()
    with held.database.transaction() as connection:
        revoke(connection, EVENT, HER)
    pages = [held.opens(each) for each in (old, revoked, "/mine/abc", f"/mine/{'x' * 5000}", "/mine/%00%ff")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    named = [{name: value for name, value in page.headers.items() if name != "date"} for page in pages]
    assert all(each == named[0] for each in named)
    assert "leads nowhere" in pages[0].text
    assert held.opens(held.link()).status_code == 200


def test_nobody_keeps_lists_or_is_told_the_address_and_nothing_writes_it_down(
    held: Hall, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    link = held.link()
    token = link.rsplit("/", 1)[1]
    for address in (link, "/mine/abc"):
        answer = held.opens(address)
        assert {name: answer.headers[name] for name in PRIVATE} == PRIVATE
        assert token not in answer.text
    stored = b"".join(path.read_bytes() for path in sorted(tmp_path.glob("contest.db*")) if path.is_file())
    assert len(token) >= 43 and token.encode() not in stored
    with held.database.transaction() as connection:
        connection.execute(text("DROP TABLE private_link"))
    broken = held.opens(link)
    assert broken.status_code == 503 and "Your link is good" in broken.text
    assert {name: broken.headers[name] for name in PRIVATE} == PRIVATE
    assert not [
        record for record in caplog.records if token in record.getMessage() and not record.name.startswith("httpx")
    ]
