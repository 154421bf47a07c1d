from __future__ import annotations

import pytest

from competition.rulings.waiting import counted, waiting
from scoring.facts import Adjusted
from scoring.procedure.seconds import change_text
from scoring.steps import Proposed, SheetReopened
from tests.competition.rulings.bakery import OFFICE, Bakery


def kinds(hall: Bakery) -> list[tuple[str, str]]:
    return hall.look(lambda state: [(each.kind, each.subject.entrant) for each in waiting(state)])


def test_an_empty_inbox_says_what_will_come(hall: Bakery) -> None:
    page = hall.person("organiser").opens(OFFICE)
    assert "Nothing waits for a ruling" in page.words and "Nothing is decided yet" in page.words


def test_everything_that_waits_is_listed_longest_first(signed: Bakery) -> None:
    signed.gives("J1", "E3", "3")
    held = signed.gives("J2", "E2", "0")
    change = change_text(SheetReopened("J1", "E2", "final"))
    (proposed,) = signed.states(("organiser.anna", Proposed(change, "misread")))
    assert kinds(signed) == [("spread", "E3"), ("held", "E2"), ("proposal", "E2")]
    assert signed.look(counted) == 3
    page = signed.person("chief").opens(OFFICE)
    for address in (
        "/chief/bakes/settle/E3/final/crust",
        f"{OFFICE}/held/{held}",
        f"{OFFICE}/proposals/{proposed.seq}",
    ):
        assert f'href="{address}"' in page.text
    assert '<span class="count">3</span>' in page.text


def test_who_may_not_see_the_console_is_not_led_there(signed: Bakery) -> None:
    signed.gives("J1", "E3", "3")
    page = signed.person("association").opens(OFFICE)
    assert "Marks too far apart" in page.words and "/chief/bakes" not in page.text


@pytest.mark.parametrize("digits", [1, 20, 5000])
@pytest.mark.parametrize("place", [f"{OFFICE}/held", f"{OFFICE}/proposals", "/supervision/bakes/objections"])
def test_a_line_that_is_none_is_not_found_however_long_its_number(hall: Bakery, place: str, digits: int) -> None:
    assert hall.person("supervisor").opens(f"{place}/{'9' * digits}").status == 404


def test_ones_own_proposal_is_marked_as_anothers_to_decide(signed: Bakery) -> None:
    change = change_text(SheetReopened("J1", "E2", "final"))
    signed.states(("organiser.anna", Proposed(change, "misread")))
    assert "Another person" in signed.person("organiser", "anna").opens(OFFICE).words
    assert "Another person" not in signed.person("chief", "berta").opens(OFFICE).words


def test_who_is_out_no_longer_has_a_spread_to_settle(signed: Bakery) -> None:
    signed.gives("J1", "E3", "3")
    signed.states(("organiser.anna", Adjusted("E3", "final", "total", "", "dnf", "", "injury")))
    assert kinds(signed) == []


def test_what_was_decided_names_both_persons_the_reason_and_the_time(signed: Bakery) -> None:
    change = change_text(SheetReopened("J1", "E2", "final"))
    (proposed,) = signed.states(("organiser.anna", Proposed(change, "misread")))
    path = f"{OFFICE}/proposals/{proposed.seq}"
    signed.person("chief", "berta").opens(path).sends(step="approve")
    words = signed.person("supervisor").opens(OFFICE).words
    assert "Reopen a sheet" in words and "misread" in words and "anna" in words and "berta" in words


def test_decisions_are_paged(signed: Bakery) -> None:
    for number in range(25):
        value = str(number + 1)
        fact = Adjusted("E1", "final", "total", "", "bonus", value, "early")
        assert signed.states(("organiser.anna", fact))[0].status == "accepted"
    page = signed.person("organiser").opens(OFFICE)
    assert page.text.count("Bonus") == 20 and "+25" in page.words and "+5 " not in page.words
    assert "+5 " in page.person.opens(f"{OFFICE}?decided=1").words
    assert page.person.opens(f"{OFFICE}?decided=999").status == 200


def test_the_inbox_is_read_by_the_office_alone(signed: Bakery) -> None:
    for role in ("judge", "hall", "competitor"):
        assert signed.person(role).opens(OFFICE).status == 403
    for role in ("organiser", "chief", "supervisor", "second", "association", "authority"):
        assert signed.person(role).opens(OFFICE).status == 200
    assert signed.nobody().opens(OFFICE).to.startswith("/sign-in")


def test_it_speaks_chinese(signed: Bakery) -> None:
    signed.gives("J1", "E3", "3")
    page = signed.person("organiser").opens(OFFICE, lang="zh")
    assert "分差超限" in page.words and "待裁定" in page.words
