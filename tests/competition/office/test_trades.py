"""A trade's page: panels closed, entrants sent on, the board frozen, the result made final, each by its form."""

from __future__ import annotations

import re

import pytest

from tests.competition.office.house import HERE, TRADE, House

PAGE = f"{HERE}/trades/{TRADE}"


def kinds(office: House) -> list[str]:
    return [entry.kind for entry in office.book().entries if entry.fact is not None]


@pytest.mark.parametrize("role", ["organiser", "chief", "supervisor", "association", "authority", "second", "draw"])
def test_who_belongs_to_the_office_reads_it(role: str, opened: House) -> None:
    person = opened.person(role)
    for path in (HERE, f"{HERE}/trades", PAGE, f"{HERE}/progress", f"{HERE}/roster", f"{HERE}/timeline"):
        assert person.get(path).status == 200, path


def test_judges_and_strangers_do_not(opened: House) -> None:
    assert opened.person("judge").get(PAGE).status == 403
    assert opened.person("organiser", event="another").get(PAGE).status == 403
    assert opened.nobody().get(PAGE).to.startswith("/sign-in")


def test_who_only_reads_is_offered_no_act(opened: House) -> None:
    chief = opened.person("chief")
    assert 'name="act"' not in chief.get(PAGE).html
    assert chief.post(PAGE, act="freeze", key="k").status == 403
    assert kinds(opened) == ["stream-opened", "trade-opened"]


def test_an_unknown_trade_or_event_is_not_there(opened: House) -> None:
    organiser = opened.person("organiser")
    assert organiser.get(f"{HERE}/trades/none").status == 404
    assert opened.person("owner", event="house").get("/office/none").status == 404


def test_freeze_and_thaw(opened: House) -> None:
    organiser = opened.person("organiser")
    assert organiser.does("freeze").to == PAGE
    assert opened.seen().standings[TRADE].frozen and "Frozen" in organiser.get(PAGE).text
    assert organiser.does("thaw").to == PAGE
    assert not opened.seen().standings[TRADE].frozen


def test_a_form_sent_twice_is_one_act(opened: House) -> None:
    organiser = opened.person("organiser")
    key = organiser.get(PAGE).hidden("key")
    for _ in range(2):
        assert organiser.post(PAGE, act="freeze", key=key).status == 303
    assert kinds(opened).count("frozen") == 1


def test_what_cannot_be_is_refused_in_words(opened: House) -> None:
    organiser = opened.person("organiser")
    page = organiser.does("thaw")
    assert page.status == 422 and "Nothing was recorded." in page.text and "not frozen" in page.text
    zh = organiser.post(PAGE, lang="zh", act="thaw", key="another")
    assert zh.status == 422 and "没有记入任何内容" in zh.text
    assert organiser.post(PAGE, act="nonsense", key="x").status == 422


def test_a_panel_is_closed_where_it_marks(opened: House) -> None:
    organiser = opened.person("organiser")
    page = organiser.get(PAGE)
    assert page.html.count('value="craft"') == 2 and page.html.count('value="papers"') == 1
    assert organiser.does("close", phase="prelim", panel="craft").status == 303
    after = organiser.get(PAGE)
    assert after.html.count('value="craft"') == 1 and "Propose to reopen" in after.text
    assert organiser.does("close", phase="prelim", panel="craft").status == 422


def test_nobody_goes_on_before_the_phase_is_settled(opened: House) -> None:
    page = opened.person("organiser").get(PAGE)
    assert "12 entrants are not settled" in page.text and 'value="advance"' not in page.html


def test_the_computed_cut_is_shown_and_sent_on(marked_prelim: House) -> None:
    organiser = marked_prelim.person("organiser")
    page = organiser.get(PAGE)
    assert "Send 6 on" in page.text and page.html.count('<tr class="chosen">') == 6
    assert organiser.does("advance", phase="final").to == PAGE
    assert "Send 6 on" not in organiser.get(PAGE).text
    assert "entrants-advanced" in kinds(marked_prelim)


def test_finalising_waits_until_nothing_is_in_the_way(opened: House) -> None:
    organiser = opened.person("organiser")
    page = organiser.get(PAGE)
    assert (
        re.search(r'class="button seal"[^>]*disabled', page.html) and "Waits until nothing is in the way." in page.text
    )
    refused = organiser.does("finalise", board=page.hidden("board"))
    assert refused.status == 422 and "Nothing was recorded." in refused.text


def test_the_result_is_made_final_as_it_was_seen(marked: House) -> None:
    organiser = marked.person("organiser")
    page = organiser.get(PAGE)
    assert page.hidden("board")[:12] in page.text and "Nothing is in the way." in page.text
    assert organiser.does("finalise", board="0" * 64).status == 422
    assert organiser.does("finalise", board=page.hidden("board")).to == PAGE
    after = organiser.get(PAGE)
    assert marked.seen().standings[TRADE].final and "The result is final." in after.text
    assert f"/awards/yunping-2026/{TRADE}" in after.html


def test_the_list_of_trades_says_how_far_each_is(marked: House) -> None:
    page = marked.person("organiser").get(f"{HERE}/trades")
    assert "Floristry" in page.text and "318" in page.text
