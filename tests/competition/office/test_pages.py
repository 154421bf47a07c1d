"""Pages that are only read: overview, progress, roster, timeline and search, in both languages."""

from __future__ import annotations

import re

import pytest

from scoring.facts import Adjusted
from tests.competition.office.house import EVENT, HERE, TRADE, House


def test_the_overview_says_what_is_given_owed_and_in_the_way(opened: House) -> None:
    opened.gives("J10", "F01", "paper-score", "87")
    page = opened.person("organiser").get(HERE)
    assert "1 / 216 stored" in page.text and "Theory: 11 marks owed" in page.text
    assert "Nobody has gone on to Final" in page.text
    assert f"/office/{EVENT}/progress?trade={TRADE}" in page.html


def test_the_overview_has_the_day_with_its_facts_and_now(opened: House) -> None:
    opened.person("organiser").does("freeze")
    page = opened.person("organiser").get(HERE)
    assert "Floristry freeze" in page.text and re.search(r"Now \d\d:\d\d", page.text)


def test_an_event_without_open_trades_leads_to_opening_them(empty: House) -> None:
    from tests.competition.office.house import files, zipped

    owner = empty.person("owner", event="house")
    owner.post(owner.send("/office/import", [("package", ("p.zip", zipped(files())))]).to)
    page = owner.get(HERE)
    assert "Open all trades" in page.text and "12 entrants" in page.text and "No trade is open yet." in page.text
    trade = owner.get(f"{HERE}/trades/{TRADE}")
    assert "Open this trade" in trade.text and "J10" in trade.text
    assert owner.does("open").status == 303
    assert owner.does("open").status == 422


def test_progress_counts_panels_and_judges(opened: House) -> None:
    opened.gives("J10", "F01", "paper-score", "87")
    page = opened.person("organiser").get(f"{HERE}/progress?trade={TRADE}")
    assert "1 / 12" in page.text and "J10" in page.text
    assert "0 / 24" in page.text


def test_progress_leads_to_the_cells_that_are_missing(opened: House) -> None:
    opened.gives("J6", "F01", "spiral", "2")
    sheets = f"{HERE}/progress/sheets?trade={TRADE}&phase=prelim&judge=J6"
    page = opened.person("organiser").get(sheets)
    assert page.status == 200
    first = page.text[page.text.index("01 ") :]
    assert "binding" in first and page.text.count("spiral") == 11
    assert opened.person("organiser").get(f"{HERE}/progress/sheets?trade=none").status == 404


def test_only_those_who_owe_are_listed_on_demand(marked: House) -> None:
    organiser = marked.person("organiser")
    every = organiser.get(f"{HERE}/progress")
    assert "J1 " in every.text
    assert organiser.get(f"{HERE}/progress?owing=1").status == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [("?q=F03", 1), ("?q=oUyAng", 1), ("?q=03", 1), ("?trade=floristry", 12), ("?q=nobody", 0), ("?status=dns", 0)],
)
def test_the_roster_is_searched(query: str, found: int, opened: House) -> None:
    page = opened.person("organiser").get(f"{HERE}/roster{query}")
    assert page.html.count(f'href="{HERE}/roster/F') == found
    assert ("Nobody fits." in page.text) == (found == 0)


def test_an_entrant_who_is_out_is_found_by_status(opened: House) -> None:
    opened.states(("organiser.a", Adjusted("F05", "prelim", "total", "", "dns", "", "withdrew")))
    organiser = opened.person("organiser")
    assert organiser.get(f"{HERE}/roster?status=dns").html.count(f'href="{HERE}/roster/F') == 1
    assert "did not start" in organiser.get(f"{HERE}/roster/F05").text


def test_an_entrant_has_a_page_with_her_marks_and_what_was_ruled(marked: House) -> None:
    organiser = marked.person("organiser")
    page = organiser.get(f"{HERE}/roster/F10")
    assert "penalty 2" in page.text and "J10" in page.text and "Hand-tied bouquet" in page.text
    assert organiser.get(f"{HERE}/roster/none").status == 404


def test_the_timeline_tells_everything_in_words_newest_first(marked: House) -> None:
    organiser = marked.person("organiser")
    page = organiser.get(f"{HERE}/timeline")
    assert "marks by 10 judges" in page.text and "6 went on to Final" in page.text
    assert page.text.index("penalty 2") < page.text.index("was opened")
    assert marked.seen().position.rpartition(":")[2][:12] in page.text
    zh = organiser.get(f"{HERE}/timeline", lang="zh")
    assert "晋级" in zh.text and "开放评分" in zh.text


def test_the_timeline_is_filtered(marked: House) -> None:
    organiser = marked.person("organiser")
    page = organiser.get(f"{HERE}/timeline?kind=entrants-advanced")
    assert "went on to Final" in page.text and "marks by" not in page.text
    assert "No line fits." in organiser.get(f"{HERE}/timeline?actor=nobody").text
    assert "marks by" in organiser.get(f"{HERE}/timeline?actor=judge.J10").text
    assert "The event's ledger" not in organiser.get(f"{HERE}/timeline?trade={TRADE}").text


def test_search_finds_entrants_judges_and_lines(marked: House) -> None:
    organiser = marked.person("organiser")
    assert "Ouyang" in organiser.get(f"{HERE}/search?q=欧阳").text
    assert "J10" in organiser.get(f"{HERE}/search?q=J10").text
    assert "The event's ledger was opened" in organiser.get(f"{HERE}/search?q=1").text
    position = marked.seen().position
    assert "penalty 2" in organiser.get(f"{HERE}/search?q={position}").text
    assert "penalty 2" in organiser.get(f"{HERE}/search?q={position.rpartition(':')[2][:10]}").text
    assert "Nothing was found." in organiser.get(f"{HERE}/search?q=zzz").text
    assert organiser.get(f"{HERE}/search").status == 200


def test_what_a_page_asks_for_by_itself_may_be_a_moment_old(opened: House) -> None:
    organiser = opened.person("organiser")
    assert "0 / 216 stored" in organiser.get(HERE).text
    opened.gives("J10", "F01", "paper-score", "87")
    assert "0 / 216 stored" in organiser.get(HERE, **{"x-shown-again": "1"}).text
    assert "1 / 216 stored" in organiser.get(HERE).text


def test_pages_outside_their_bounds_are_brought_into_them(opened: House) -> None:
    organiser = opened.person("organiser")
    for page in ("0", "99999999999", "-1", "x", "２"):
        assert "苏婉清" in organiser.get(f"{HERE}/roster?page={page}", lang="zh").text
