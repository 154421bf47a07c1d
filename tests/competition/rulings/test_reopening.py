from __future__ import annotations

from scoring.facts import PanelClosed
from scoring.steps import Proposed
from tests.competition.rulings.bakery import OFFICE, Bakery

REOPEN = f"{OFFICE}/reopen"
SHEET = f"{REOPEN}?act=sheet&judge=J1&entrant=E2&phase=final"


def test_a_signed_sheet_is_opened_by_two(signed: Bakery) -> None:
    page = signed.person("chief", "anna").opens(SHEET)
    assert "signature no longer stands" in page.words
    proposal = page.sends(reason="incomplete", text="漏评一项").follows()
    assert signed.look(lambda state: ("J1", "E2", "final") in state.trades["baking"].signed)
    assert signed.person("organiser", "berta").opens(proposal.path).sends(step="approve").status == 303
    assert not signed.look(lambda state: ("J1", "E2", "final") in state.trades["baking"].signed)
    again = signed.person("chief", "anna").opens(SHEET)
    assert 'name="reason"' not in again.text, "it is open: there is nothing to propose"


def test_a_closed_panel_is_listed_and_opened_by_two(signed: Bakery) -> None:
    organiser = signed.person("organiser", "anna")
    assert "No panel is closed" in organiser.opens(REOPEN).words
    signed.states(("organiser.anna", PanelClosed("baking", "final", "tasters")))
    page = organiser.opens(f"{REOPEN}?act=panel&trade=baking&phase=final&panel=tasters")
    assert "act=panel" in organiser.opens(REOPEN).text
    refused = page.sends(reason="", text="保留这段")
    assert refused.status == 422 and "保留这段" in refused.text and signed.facts(Proposed) == []
    first, second = (page.sends(reason="late-work") for _ in range(2))
    assert first.to == second.to and len(signed.facts(Proposed)) == 1
    assert "Waits for a second person" in organiser.opens(REOPEN).words
    assert signed.person("second", "berta").opens(first.to).sends(step="approve").status == 303
    assert signed.look(lambda state: set(state.trades["baking"].phases["final"].closed)) == set()


def test_what_is_not_closed_cannot_be_opened(signed: Bakery) -> None:
    page = signed.person("organiser").opens(f"{REOPEN}?act=result&trade=baking")
    assert 'name="reason"' not in page.text and "Nothing was recorded" in page.words
    tried = page.sends(act="result", trade="baking", reason="review")
    assert tried.status == 422 and signed.facts(Proposed) == []
    assert signed.person("organiser").sends(REOPEN, act="nonsense").to == REOPEN


def test_nobody_reopens_without_the_right(signed: Bakery) -> None:
    for role in ("second", "authority", "association", "judge"):
        assert signed.person(role).opens(SHEET).status == 403
        assert signed.person(role).sends(REOPEN, act="sheet").status == 403
