from __future__ import annotations

from scoring.facts import Finalised
from scoring.steps import Approved, DeliberationRecorded, ModuleCountersigned, ModuleSigned, Proposed
from tests.competition.rulings.bakery import CHIEF, ENTRANTS, TRADE, Bakery

CRUST = f"{CHIEF}/settle/E1/final/crust"
MODULE = f"{CHIEF}/modules/{TRADE}/final/B"


def test_the_console_shows_all_panels_before_anything_is_marked(hall: Bakery) -> None:
    page = hall.person("chief").opens(CHIEF)
    assert page.status == 200 and "Nothing to settle" in page.words
    assert "Panel tasters" in page.words and "0 / 36" in page.words and "No panel is complete yet" in page.words


def test_a_spread_comes_into_the_queue_and_leads_to_its_page(hall: Bakery) -> None:
    hall.marks("E1", ("1", "3", "3"))
    page = hall.person("chief").opens(CHIEF)
    assert "1 to settle" in page.words and f'href="{CRUST}"' in page.text
    settle = hall.person("chief").opens(CRUST)
    for words in (
        "Seat 1",
        "Seats 2, 3",
        "Spread 2",
        "Allowed: 1",
        "Even and glossy",
        "mean 2.33",
        "18.67; not counted yet",
    ):
        assert words in settle.words, words
    assert "Seat 1 gave 1" in settle.words and "the aspect is kept out of the total" in settle.words


def test_asking_to_mark_again_records_the_deliberation_and_the_judges_settle_it(hall: Bakery) -> None:
    hall.marks("E1", ("1", "3", "3"), paper="80")
    page = hall.person("chief").opens(CRUST)
    refused = page.sends(text="")
    assert refused.status == 422 and hall.facts(DeliberationRecorded) == []
    first, second = (page.sends(text="三席共同复看背面") for _ in range(2))
    assert first.to == second.to and len(hall.facts(DeliberationRecorded)) == 1
    again = first.follows()
    assert "The deliberation is recorded" in again.words and "三席共同复看背面" in again.words
    assert "asked to mark again" in again.words and "1 settled today" in again.words
    assert not any("三席" in body for body in hall.bodies())
    hall.gives("J1", "E1", "2")
    settled = hall.person("chief").opens(CRUST)
    assert "The marks lie within the limit" in settled.words and "Seat 1 changed to 2" in settled.words
    assert hall.total("E1") == "48.00"
    late = page.sends(text="再议", key="another-showing")
    assert late.status == 422 and len(hall.facts(DeliberationRecorded)) == 1


def test_the_signed_sheets_of_a_spread_are_opened_in_one_act_of_two_persons(hall: Bakery) -> None:
    hall.marks("E1", ("1", "3", "3"), paper="80")
    hall.marks("E2", ("2", "2", "2"), paper="80")
    for entrant in ("E1", "E2"):
        hall.signs(entrant, "J1", "J3")
    page = hall.person("chief").opens(CRUST)
    assert "Signed already: Seats 1, 3" in page.words
    assert "the sheets of exactly these seats are open again" in page.words
    assert page.sends(text="", step="reopen").status == 422 and hall.facts(Proposed) == []
    first, second = (page.sends(text="三席共同复看背面", step="reopen") for _ in range(2))
    assert first.to == second.to and len(hall.facts(Proposed)) == 1
    proposal = first.follows()
    assert "三席共同复看背面" in proposal.words and "2 signed sheets" in proposal.words
    waits = hall.person("chief").opens(CRUST)
    assert "waits for a second person" in waits.words and 'name="text"' not in waits.text
    assert hall.gives("J1", "E1", "2") and hall.look(lambda state: len(state.trades[TRADE].held)) == 1
    hall.person("chief").opens(proposal.path).sends(step="approve")
    assert hall.facts(Approved) == []
    assert hall.person("second").opens(proposal.path).sends(step="approve").status == 303
    assert hall.look(lambda state: list(state.trades[TRADE].signed)) == [("J1", "E2", "final"), ("J3", "E2", "final")]
    after = hall.person("chief").opens(CRUST)
    assert "Deliberation" in after.words and "三席共同复看背面" in after.words and "asked to mark again" in after.words
    hall.gives("J1", "E1", "2")
    assert hall.total("E1") == "48.00"
    assert hall.person("supervisor").sends(CRUST, text="x", step="reopen").status == 403


def test_who_watches_does_not_settle(hall: Bakery) -> None:
    hall.marks("E1", ("1", "3", "3"))
    for role in ("organiser", "supervisor", "authority"):
        person = hall.person(role)
        assert person.opens(CHIEF).status == 200
        assert 'name="text"' not in person.opens(CRUST).text
        assert person.sends(CRUST, text="x").status == 403
        assert person.sends(MODULE, seen="x").status == 403
    for role in ("judge", "second", "association", "hall"):
        assert hall.person(role).opens(CHIEF).status == 403
        assert hall.person(role).opens(CRUST).status == 403
        assert hall.person(role).opens(MODULE).status == 403
    assert hall.nobody().opens(CHIEF).to.startswith("/sign-in")
    assert hall.facts(DeliberationRecorded) == []


def test_what_is_not_there_is_not_found(hall: Bakery) -> None:
    chief = hall.person("chief")
    for path in (f"{CHIEF}?trade=other", f"{CHIEF}/settle/E9/final/crust", f"{CHIEF}/settle/E1/final/none"):
        assert chief.opens(path).status == 404
    for path in (f"{CHIEF}/modules/{TRADE}/final/Z", f"{CHIEF}/modules/other/final/B"):
        assert chief.opens(path).status == 404


def complete(hall: Bakery) -> None:
    for entrant in ENTRANTS:
        hall.marks(entrant, ("2", "2", "3"), paper="80")
        hall.signs(entrant, "J1", "J2", "J3", "OFFICE")


def test_a_module_is_read_over_and_signed_as_it_was_seen(hall: Bakery) -> None:
    early = hall.person("chief").opens(MODULE)
    assert "Before it can be signed" in early.words and 'name="seen"' not in early.text
    complete(hall)
    page = hall.person("chief").opens(MODULE)
    assert page.words.count("29.33") == 6
    first, second = (page.sends() for _ in range(2))
    assert first.to == second.to and len(hall.facts(ModuleSigned)) == 1
    assert "3/3 signed" in first.follows().words
    assert "Sign module" not in hall.person("chief").opens(MODULE).words


def test_the_supervisor_signs_beneath_the_chief_judge_on_the_same_page(hall: Bakery) -> None:
    complete(hall)
    assert "Countersign module" not in hall.person("supervisor").opens(MODULE).words
    chief = hall.person("chief").opens(MODULE)
    chief.sends()
    assert "Countersign module" not in hall.person("chief").opens(MODULE).words
    page = hall.person("supervisor").opens(MODULE)
    first, second = (page.sends() for _ in range(2))
    assert first.to == second.to and first.status == 303
    (signed,), (below,) = hall.facts(ModuleSigned), hall.facts(ModuleCountersigned)
    assert signed.digest == below.digest
    seen = hall.person("chief").opens(MODULE)
    assert "Signed by both" in seen.words
    assert seen.words.count(f"{below.digest[:8]} {below.digest[8:16]}") == 3
    assert hall.person("chief").opens(MODULE).sends(below="1", seen=below.digest).status == 403
    trade = hall.person("supervisor").opens("/supervision/bakes/trades/" + TRADE)
    assert "Signatures under modules" in trade.words


def test_figures_that_moved_after_they_were_seen_are_not_signed(hall: Bakery) -> None:
    complete(hall)
    page = hall.person("chief").opens(MODULE)
    adjust = "/office/bakes/rulings/adjust?entrant=E1&act=penalty"
    form = {"phase": "final", "figure": "B", "value": "2", "reason": "late"}
    hall.person("organiser").opens(adjust).sends(step="show", **form).sends(step="state", **form)
    refused = page.sends()
    assert refused.status == 422 and hall.facts(ModuleSigned) == []
    assert refused.sends(key="read-again").status == 303
    hall.person("organiser").opens(adjust).sends(step="show", **form).sends(step="state", **form)
    assert "Figures moved since" in hall.person("chief").opens(MODULE).words


def test_everything_signed_lets_the_result_be_final(hall: Bakery) -> None:
    complete(hall)
    for module in ("A", "B"):
        assert (
            hall.person("chief").opens(f"{CHIEF}/modules/{TRADE}/final/{module}").sends(key=f"m-{module}").status == 303
        )
    (answer,) = hall.states(("organiser.anna", Finalised(TRADE, "")))
    assert answer.status == "accepted", answer
    assert "The marks lie within the limit" in hall.person("chief").opens(CRUST).words


def test_second_persons_are_named_and_said_to_be_here(hall: Bakery) -> None:
    hall.person("second", "berta").opens("/account")
    words = hall.person("chief", "anna").opens(CHIEF).words
    assert "berta" in words and "In the house" in words


def test_it_speaks_chinese(hall: Bakery) -> None:
    hall.marks("E1", ("1", "3", "3"))
    words = hall.person("chief").opens(CRUST, lang="zh").words
    assert "分差超限" in words and "2、3 号席" in words and "要求重评" in words
