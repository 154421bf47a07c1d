from __future__ import annotations

from competition.entry.listing import sheets
from scoring.facts import MarkGiven, Recused
from scoring.procedure.seconds import change_text
from scoring.steps import Approved, Proposed
from tests.competition.entry.desks import LIST, anna, bert, of, types
from tests.competition.rulings.bakery import ENTRANTS, TRADE, Bakery


def test_every_sheet_of_a_judge_is_listed_and_none_of_the_offices_own(hall: Bakery) -> None:
    page = anna(hall).opens(LIST)
    assert "Sheets 评分表 18" in page.words
    assert "OFFICE" not in page.words.split("Sheets 评分表 18")[1]
    known = {"J1", "J2", "J3", "OFFICE"}
    found = hall.look(lambda state: list(sheets(state.trades[TRADE], known)))
    assert (len(found) == 4 * len(ENTRANTS) and found[0] == ("J1", "E1", "final")) or found[0].judge == "OFFICE"


def test_a_sheet_says_how_far_it_is_and_who_typed_it(hall: Bakery) -> None:
    types(anna(hall), "2", "3")
    assert "by you: another types it now" in anna(hall).opens(LIST).words
    other = bert(hall).opens(LIST).words
    assert "Typed once: 1" in other and "by you" not in other and "anna" not in other, "nobody is told who"
    types(bert(hall), "2", "3")
    done = bert(hall).opens(f"{LIST}?state=recorded")
    assert "Sheets 评分表 1 " in done.words and "organiser anna and second person bert" in done.words
    assert "2 / 2" in done.words


def test_a_number_and_a_judge_lead_to_the_sheet(hall: Bakery) -> None:
    for asked in ("01 J1", "1 j1", "E1 J1", "J1 01"):
        page = anna(hall).opens(f"{LIST}?go=1&q={asked}")
        assert page.status == 303 and page.to == of(), asked
    assert anna(hall).opens(f"{LIST}?go=1&q=01 J1&trade={TRADE}").to == f"{of()}?trade={TRADE}"
    for asked in ("01", "", "J1", "99 J1"):
        assert anna(hall).opens(f"{LIST}?go=1&q={asked}").status == 200, asked


def test_sheets_are_found_by_words_judge_trade_and_state(hall: Bakery) -> None:
    def count(query: str) -> str:
        return anna(hall).opens(f"{LIST}?{query}").words.split("Sheets 评分表 ")[1].split()[0]

    assert count("q=shen") == "3" and count("q=shen j2") == "1" and count("q=baking") == "18"
    assert count("judge=J3") == "6" and count(f"trade={TRADE}") == "18" and count("trade=none") == "0"
    assert count("state=once") == "0" and "No sheet fits" in anna(hall).opens(f"{LIST}?state=once").words


def test_what_was_asked_for_is_still_there_after_a_sheet(hall: Bakery) -> None:
    page = anna(hall).opens(f"{LIST}?judge=J1")
    assert f'href="{of()}?judge=J1"' in page.text
    sent = anna(hall).opens(f"{of()}?judge=J1&said=x").sends(step="type", **{"crust::1": "2"})
    assert sent.to.startswith(f"{LIST}?judge=J1&said=typed")


def test_a_reserve_has_the_sheet_of_who_is_recused(hall: Bakery) -> None:
    change = change_text(Recused("J1", "E1", "tasters", ""))
    (proposed,) = hall.states(("organiser.anna", Proposed(change, "interest")))
    hall.states(("chief.dora", Approved(proposed.seq or 0)))
    found = hall.look(lambda state: list(sheets(state.trades[TRADE], {"J1", "J2", "J3"})))
    assert len(found) == 17 and ("J1", "E1", "final") not in found


def test_marks_that_a_tablet_sent_are_counted_and_not_told(hall: Bakery) -> None:
    hall.gives("J1", "E1", "2")
    assert "1 / 2" in anna(hall).opens(LIST).words
    assert [fact.value for fact in hall.facts(MarkGiven)] == ["2"]
