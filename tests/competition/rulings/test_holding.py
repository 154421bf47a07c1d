from __future__ import annotations

import pytest

from scoring.steps import HeldAdmitted, HeldSetAside, Proposed
from tests.competition.rulings.bakery import OFFICE, Bakery


@pytest.fixture
def held(signed: Bakery) -> str:
    """The page of a mark that came after its sheet was signed."""
    return f"{OFFICE}/held/{signed.gives('J1', 'E2', '3')}"


def test_a_held_mark_says_why_it_waits_and_what_it_would_change(signed: Bakery, held: str) -> None:
    page = signed.person("chief").opens(held)
    assert "It came after its judge had signed the sheet" in page.words
    assert "before 43.33" in page.words and "after 46.00" in page.words
    assert signed.total("E2") == "43.33"


def test_to_admit_it_takes_two(signed: Bakery, held: str) -> None:
    chief = signed.person("chief", "anna").opens(held)
    proposal = chief.sends(step="admit", **{"admit-reason": "sent-late", "admit-text": "平板断网"}).follows()
    assert signed.total("E2") == "43.33" and len(signed.facts(Proposed)) == 1
    assert "To admit it is proposed already" in signed.person("chief", "anna").opens(held).words
    assert signed.person("second", "berta").opens(proposal.path).sends(step="approve").status == 303
    assert signed.total("E2") == "46.00"
    assert signed.look(lambda state: dict(state.trades["baking"].held)) == {}
    assert signed.person("chief", "anna").opens(held).status == 404
    assert "crust" in signed.person("chief", "anna").opens(proposal.path).words


def test_the_chief_judge_sets_it_aside_with_a_reason(signed: Bakery, held: str) -> None:
    chief = signed.person("chief").opens(held)
    refused = chief.sends(step="set-aside", **{"set-aside-text": "保留这段"})
    assert refused.status == 422 and "No reason is chosen" in refused.words and "保留这段" in refused.text
    form = {"set-aside-reason": "sent-by-mistake", "set-aside-text": "误触"}
    first, second = (chief.sends(step="set-aside", **form) for _ in range(2))
    assert first.to == second.to == f"{OFFICE}?done={signed.last().seq}"
    (fact,) = signed.facts(HeldSetAside)
    assert fact.reason == "sent-by-mistake" and fact.document and signed.total("E2") == "43.33"
    assert "sent by mistake" in first.follows().words


def test_only_the_chief_judge_sets_it_aside(signed: Bakery, held: str) -> None:
    for role in ("organiser", "supervisor", "second", "authority"):
        page = signed.person(role).opens(held)
        assert "The chief judge sets a held mark aside" in page.words
        tried = signed.person(role).sends(held, step="set-aside", **{"set-aside-reason": "sent-by-mistake"})
        assert tried.status == 403
    assert signed.facts(HeldSetAside) == []


def test_what_strangers_send_is_not_read(signed: Bakery, held: str) -> None:
    for person, status in ((signed.nobody(), 303), (signed.person("judge"), 403), (signed.person("chief"), 400)):
        sent = person.client.post(held, content=b"--", headers={"Content-Type": "multipart/form-data"})
        assert sent.status_code == status


def test_what_was_ruled_on_meanwhile_leads_back(signed: Bakery, held: str) -> None:
    one, two = (signed.person("chief").opens(held) for _ in range(2))
    form = {"set-aside-reason": "already-counted"}
    assert one.sends(step="set-aside", **form).status == 303
    assert two.sends(step="set-aside", **form).to == OFFICE
    assert len(signed.facts(HeldSetAside)) == 1


def test_a_line_that_is_not_held_is_not_there(signed: Bakery) -> None:
    assert signed.person("chief").opens(f"{OFFICE}/held/3").status == 404
    (answer,) = signed.states(("organiser.anna", HeldAdmitted(3)))
    assert answer.status == "refused"
