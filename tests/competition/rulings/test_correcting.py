from __future__ import annotations

from scoring.facts import Cell
from scoring.procedure.seconds import change_text
from scoring.steps import Approved, MarkCorrected, Proposed, Rejected
from tests.competition.rulings.bakery import OFFICE, Bakery, Page

CORRECT = f"{OFFICE}/correct"
CELL = Cell("J1", "E2", "final", "", "crust")
MARK = f"{CORRECT}?entrant=E2&judge=J1&phase=final&item=&aspect=crust"


def propose(hall: Bakery, login: str = "anna", value: str = "0") -> Page:
    """Somebody proposes that J1's mark of E2 be another; the page of the proposal."""
    page = hall.person("organiser", login).opens(MARK)
    form = {"value": value, "reason": "misread", "text": "记分纸上是另一个值"}
    return page.sends(step="show", **form).sends(step="state", **form).follows()


def test_only_marks_of_signed_sheets_can_be_chosen(signed: Bakery) -> None:
    organiser = signed.person("organiser")
    assert "judge=J1&amp;phase=final&amp;item=&amp;aspect=crust" in organiser.opens(f"{CORRECT}?who=02").text
    unsigned = organiser.opens(f"{CORRECT}?who=01")
    assert "aspect=crust" not in unsigned.text
    page = organiser.opens(f"{CORRECT}?entrant=E1&judge=J1&phase=final&item=&aspect=crust")
    assert "its judge can change the mark herself" in page.words
    refused = page.sends(step="show", value="3", reason="misread")
    assert refused.status == 422 and signed.facts(Proposed) == []


def test_two_persons_see_the_same_effect_and_only_then_it_moves(signed: Bakery) -> None:
    before = signed.total("E2")
    page = signed.person("organiser", "anna").opens(MARK)
    assert "It says now 2" in page.words
    form = {"value": "3", "reason": "misread", "text": "记分纸上是 3"}
    shown = page.sends(step="show", **form)
    assert "before 43.33" in shown.words and "after 46.00" in shown.words
    assert signed.facts(Proposed) == []
    proposal = shown.sends(step="state", **form).follows()
    assert signed.total("E2") == before
    assert "记分纸上是 3" in proposal.words and not any("记分纸" in body for body in signed.bodies())

    second = signed.person("supervisor", "berta").opens(proposal.path)
    assert "before 43.33" in second.words and "after 46.00" in second.words
    approved = second.sends(step="approve").follows()
    assert signed.total("E2") == "46.00"
    assert "anna" in approved.words and "berta" in approved.words and "Approved" in approved.words
    assert signed.facts(Approved) == [Approved(int(proposal.path.rsplit("/", 1)[1]))]
    assert signed.look(lambda state: state.trades["baking"].signed.get(("J1", "E2", "final"))), "what was signed stays"


def test_whoever_proposes_does_not_approve_by_page(signed: Bakery) -> None:
    proposal = propose(signed)
    assert "You proposed this" in proposal.words
    assert 'name="step" value="approve"' not in proposal.text
    tried = proposal.sends(step="approve", seen=_seen(signed, proposal))
    assert tried.status == 422 and "cannot approve it" in tried.words
    assert signed.facts(Approved) == [] and signed.total("E2") == "43.33"
    chief = signed.person("chief", "anna").opens(proposal.path)
    assert chief.sends(step="approve", seen=_seen(signed, proposal)).status == 422, (
        "in another role she is still herself"
    )
    assert signed.facts(Approved) == []


def test_whoever_proposes_does_not_approve_by_api(signed: Bakery) -> None:
    proposal = propose(signed)
    line = proposal.path.rsplit("/", 1)[1]
    entries = [{"type": "approved", "key": "by-api", "proposal": int(line)}]
    answer = signed.person("organiser", "anna").client.post("/api/facts", json={"event": "bakes", "entries": entries})
    assert answer.json()["results"][0]["status"] == "refused", answer.text
    assert "same-person" in answer.text
    assert signed.facts(Approved) == []


def test_the_same_correction_waits_once(signed: Bakery) -> None:
    propose(signed)
    page = signed.person("organiser", "carla").opens(MARK)
    again = page.sends(step="show", value="1", reason="misread")
    assert again.status == 422 and len(signed.facts(Proposed)) == 1


def test_an_effect_that_moved_meanwhile_is_shown_again_before_it_is_approved(signed: Bakery) -> None:
    proposal = propose(signed, value="3")
    second = signed.person("chief", "berta").opens(proposal.path)
    signed.gives("J1", "E1", "3")
    signed.gives("J2", "E1", "3")
    signed.gives("J3", "E1", "3")
    again = second.sends(step="approve")
    assert again.status == 200 and "Meanwhile something else was recorded" in again.words
    assert signed.facts(Approved) == []
    assert again.sends(step="approve").status == 303


def test_a_rejection_leaves_everything_and_says_why(signed: Bakery) -> None:
    proposal = propose(signed)
    second = signed.person("second", "berta").opens(proposal.path)
    rejected = second.sends(step="reject", text="录像中是 2").follows()
    assert "Rejected" in rejected.words and "录像中是 2" in rejected.words
    assert len(signed.facts(Rejected)) == 1 and signed.total("E2") == "43.33"
    late = second.sends(step="approve", key="later")
    assert late.status == 422 and signed.facts(Approved) == []


def test_an_approval_that_is_sent_twice_is_one(signed: Bakery) -> None:
    proposal = propose(signed, value="3")
    second = signed.person("chief", "berta").opens(proposal.path)
    assert [second.sends(step="approve").status for _ in range(2)] == [303, 303]
    assert len(signed.facts(Approved)) == 1


def test_a_value_that_no_judge_may_give_is_refused_beside_its_field(signed: Bakery) -> None:
    page = signed.person("organiser").opens(MARK)
    refused = page.sends(step="show", value="7", reason="misread", text="这段话保留")
    assert refused.status == 422 and "above 3" in refused.words
    assert 'value="7"' in refused.text and "这段话保留" in refused.text
    assert 'id="value-wrong"' in refused.text


def test_who_may_not_propose_or_approve_is_sent_away(signed: Bakery) -> None:
    proposal = propose(signed)
    for role in ("judge", "hall", "competitor", "draw"):
        assert signed.person(role).sends(proposal.path, step="approve").status == 403
    for role in ("second", "authority", "association"):
        assert signed.person(role).opens(MARK).status == 403
    association = signed.person("association").opens(proposal.path)
    assert association.status == 200 and "others decide about it" in association.words
    assert association.sends(step="approve").status == 403
    assert signed.nobody().opens(proposal.path).to.startswith("/sign-in")


def test_a_line_that_proposes_nothing_is_not_there(signed: Bakery) -> None:
    assert signed.person("organiser").opens(f"{OFFICE}/proposals/2").status == 404
    assert signed.person("organiser").opens(f"{OFFICE}/proposals/9999").status == 404


def test_a_correction_is_never_stated_alone(signed: Bakery) -> None:
    (answer,) = signed.states(("organiser.anna", MarkCorrected(CELL, "3", 8)))
    assert [problem.code for problem in answer.problems] == ["second-person-needed"]
    assert change_text(MarkCorrected(CELL, "3", 8))


def _seen(hall: Bakery, proposal: Page) -> str:
    """What somebody else's page of the proposal says is seen."""
    return hall.person("authority", "zoe").opens(proposal.path).hidden("seen")
