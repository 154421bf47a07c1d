from __future__ import annotations

import pytest

from competition.rulings.adjusting import seconds_of
from scoring.facts import Adjusted
from scoring.steps import EntrantSubstituted, TimeGranted
from tests.competition.rulings.bakery import OFFICE, Bakery

ADJUST = f"{OFFICE}/adjust"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("15", 900), ("7:30", 450), ("0", None), ("7:75", None), ("x", None), ("999", None), ("", None)],
)
def test_minutes_are_whole_or_with_seconds(said: str, seconds: int | None) -> None:
    assert seconds_of(said) == seconds


def test_somebody_is_found_by_number_and_nobody_is_said_kindly(signed: Bakery) -> None:
    organiser = signed.person("organiser")
    assert "Shen Ruolan" in organiser.opens(f"{ADJUST}?who=1").words
    nobody = organiser.opens(f"{ADJUST}?who=77")
    assert nobody.status == 200 and "Nobody here is called “77”" in nobody.words
    assert 'value="77"' in nobody.text


def test_a_penalty_shows_what_it_changes_before_it_is_recorded(signed: Bakery) -> None:
    organiser = signed.person("organiser")
    page = organiser.opens(f"{ADJUST}?entrant=E1&act=penalty")
    form = {"phase": "final", "figure": "B", "value": "13", "reason": "overtime"}
    shown = page.sends(step="show", **form)
    assert shown.status == 200 and signed.facts(Adjusted) == []
    assert "before 42.67" in shown.words and "after 29.67" in shown.words
    assert "before 2" in shown.words, "places, too"
    done = shown.sends(step="state", **form)
    assert done.to == f"{OFFICE}?done={signed.last().seq}"
    assert signed.facts(Adjusted) == [Adjusted("E1", "final", "B", "", "penalty", "13", "overtime")]
    assert signed.total("E1") == "29.67"
    assert signed.last().actor == "organiser.organiser-1"


def test_a_form_that_is_sent_twice_is_one_act(signed: Bakery) -> None:
    organiser = signed.person("organiser")
    form = {"phase": "final", "figure": "total", "value": "1", "reason": "late"}
    shown = organiser.opens(f"{ADJUST}?entrant=E1&act=penalty").sends(step="show", **form)
    first, second = (shown.sends(step="state", **form) for _ in range(2))
    assert first.to == second.to != ""
    assert len(signed.facts(Adjusted)) == 1


def test_in_two_tabs_the_second_sees_what_the_first_did(signed: Bakery) -> None:
    organiser = signed.person("organiser")
    form = {"phase": "final", "figure": "total", "value": "1", "reason": "late"}
    one, two = (organiser.opens(f"{ADJUST}?entrant=E1&act=penalty").sends(step="show", **form) for _ in range(2))
    assert one.sends(step="state", **form).status == 303
    again = two.sends(step="state", **form)
    assert again.status == 200 and "Meanwhile something else was recorded" in again.words
    assert "before 41.67" in again.words
    assert len(signed.facts(Adjusted)) == 1


def test_what_is_refused_says_why_and_keeps_what_was_written(signed: Bakery) -> None:
    organiser = signed.person("organiser")
    page = organiser.opens(f"{ADJUST}?entrant=E1&act=penalty")
    refused = page.sends(step="show", phase="final", figure="total", value="2,5", reason="")
    assert refused.status == 422
    assert "No reason is chosen" in refused.words and 'value="2,5"' in refused.text
    refused = page.sends(step="show", phase="final", figure="total", value="2,5", reason="late")
    assert refused.status == 422 and "“2,5” is not a plain number" in refused.words
    assert '<option value="late" selected>' in refused.text
    assert signed.facts(Adjusted) == []


def test_who_did_not_start_leaves_the_standing(signed: Bakery) -> None:
    organiser = signed.person("organiser")
    form = {"phase": "final", "reason": "did-not-appear"}
    shown = organiser.opens(f"{ADJUST}?entrant=E4&act=dns").sends(step="show", **form)
    assert "No total and no place moves" in shown.words
    assert shown.sends(step="state", **form).status == 303
    again = organiser.opens(f"{ADJUST}?entrant=E4&act=dnf").sends(step="show", phase="final", reason="injury")
    assert again.status == 422 and "out of this phase" in again.words


def test_extra_time_moves_nothing_and_is_recorded(signed: Bakery) -> None:
    chief = signed.person("chief")
    form = {"phase": "final", "minutes": "7:30", "reason": "power"}
    shown = chief.opens(f"{ADJUST}?entrant=E4&act=time").sends(step="show", **form)
    assert "No total and no place moves" in shown.words
    assert shown.sends(step="state", **form).status == 303
    assert signed.facts(TimeGranted) == [TimeGranted("E4", "final", 450, "power")]
    bad = chief.opens(f"{ADJUST}?entrant=E4&act=time").sends(step="show", phase="final", minutes="soon", reason="power")
    assert bad.status == 422 and "“soon” is no length of time" in bad.words


def test_a_disqualification_is_only_proposed(signed: Bakery) -> None:
    organiser = signed.person("organiser")
    form = {"phase": "", "reason": "impersonation", "text": "证件照片与本人不符"}
    shown = organiser.opens(f"{ADJUST}?entrant=E1&act=dsq").sends(step="show", **form)
    assert "before 1" in shown.words or "before 2" in shown.words
    done = shown.sends(step="state", **form)
    assert done.to == f"{OFFICE}/proposals/{signed.last().seq}"
    assert signed.facts(Adjusted) == [] and signed.total("E1") == "42.67"
    assert "证件照片与本人不符" in done.follows().words


def test_whoever_substitutes_is_a_document_and_no_line_names_her(signed: Bakery) -> None:
    organiser, chief = signed.person("organiser"), signed.person("chief")
    form = {"name": "林替", "name_en": "Lin Ti", "organisation": "第九面包房", "reason": "illness", "text": "住院"}
    shown = organiser.opens(f"{ADJUST}?entrant=E5&act=substitute").sends(step="show", **form)
    page = shown.sends(step="state", **form).follows()
    assert "林替" in page.words and "住院" in page.words
    assert not any("林替" in row for row in signed.bodies())
    approving = chief.opens(page.path)
    assert approving.sends(step="approve").status == 303
    (change,) = signed.look(lambda state: list(state.trades["baking"].substitutes.items()))
    assert change[0] == "E5" and EntrantSubstituted(*change).document == change[1]
    assert "Lin Ti" in organiser.opens(f"{ADJUST}?who=05").words
    marked = organiser.opens(f"{ADJUST}?entrant=E1&act=substitute").sends(step="show", **form)
    assert marked.status == 422


def test_nobody_adjusts_without_the_right(signed: Bakery) -> None:
    for role in ("second", "supervisor", "association", "authority", "judge"):
        assert signed.person(role).opens(ADJUST).status == 403
        assert signed.person(role).sends(ADJUST, entrant="E1", act="dns").status == 403
    assert signed.nobody().opens(ADJUST).to.startswith("/sign-in?next=")
    assert signed.nobody().sends(ADJUST, entrant="E1", act="dns").to == "/sign-in"
    assert signed.facts(Adjusted) == []
