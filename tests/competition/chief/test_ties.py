from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.facts import Finalised
from scoring.steps import TieDecided
from tests.competition.rulings.bakery import CHIEF, ENTRANTS, OFFICE, TRADE, UNSHARED, Bakery, bakery

TIE = f"{CHIEF}/ties/final/E1"


@pytest.fixture
def oven(tmp_path: Path) -> Iterator[Bakery]:
    """Everybody is marked: E1, E2 and E3 are equal in all, and no place may be shared."""
    folder = tmp_path / "oven"
    folder.mkdir()
    with bakery(folder, UNSHARED) as held:
        for entrant in ENTRANTS:
            paper = "80" if entrant in ("E1", "E2", "E3") else str(40 + int(entrant[1]))
            held.marks(entrant, ("2", "2", "3"), paper=paper)
        yield held


def places(oven: Bakery) -> list[str]:
    return oven.look(lambda state: [state.trades[TRADE].roster[each.entrant][0] for each in state.trades[TRADE].order])


def test_a_tie_comes_into_the_queue_and_the_inbox_once_nothing_is_owed(oven: Bakery) -> None:
    console = oven.person("chief").opens(CHIEF)
    assert "1 to settle" in console.words and "tie for place 1" in console.words and f'href="{TIE}"' in console.text
    inbox = oven.person("chief").opens(OFFICE)
    assert f'href="{TIE}"' in inbox.text and "Final place 1" in inbox.words
    overview = oven.person("organiser").opens("/office/bakes")
    assert "Final: place 1 is tied, to be decided" in overview.words
    page = oven.person("chief").opens(TIE)
    assert "no place may be shared" in page.words and f'href="{TIE}" aria-current="true"' in page.text
    for name in ("Shen Ruolan", "He Yuan", "Lu Qing", "45.33"):
        assert name in page.words, name
    assert "Han Song" not in page.words.partition("Who is tied")[2]


def test_while_a_mark_is_owed_there_is_nothing_to_decide(hall: Bakery) -> None:
    assert "Nothing to settle" in hall.person("chief").opens(CHIEF).words
    assert hall.person("chief").opens(TIE).status == 404


def test_deciding_puts_them_in_order_and_lets_the_result_be_final(oven: Bakery) -> None:
    page = oven.person("chief").opens(TIE)
    order = {"place-1": "E2", "place-2": "E3", "place-3": "E1"}
    first, second = (page.sends(reason="compared", **order) for _ in range(2))
    assert first.to == second.to and oven.facts(TieDecided) == [
        TieDecided(TRADE, "final", ("E2", "E3", "E1"), "compared")
    ]
    assert places(oven)[:3] == ["E2", "E3", "E1"]
    again = first.follows()
    line = oven.last().seq
    assert f"Recorded in line {line}." in again.words and f"decided, with line {line}" in again.words
    assert "1 settled today" in again.words and "0 to settle" in again.words
    decided = oven.person("organiser").opens(OFFICE).words
    assert "works compared side by side" in decided and "Tie" in decided
    told = oven.person("organiser").opens("/office/bakes/timeline").words
    assert "the chief judge decided a tie of 3 in Final, works compared side by side" in told


def test_it_may_be_decided_otherwise_until_the_result_is_final(oven: Bakery) -> None:
    chief = oven.person("chief")
    chief.opens(TIE).sends(reason="lots", **{"place-1": "E2", "place-2": "E3", "place-3": "E1"})
    page = chief.opens(TIE)
    assert 'value="E2" selected' in page.text
    assert page.sends(reason="compared", **{"place-1": "E1", "place-2": "E3", "place-3": "E2"}).status == 303
    assert places(oven)[:3] == ["E1", "E3", "E2"]
    for judge in ("J1", "J2", "J3", "OFFICE"):
        for entrant in ENTRANTS:
            oven.signs(entrant, judge)
    for module in ("A", "B"):
        chief.opens(f"{CHIEF}/modules/{TRADE}/final/{module}").sends(key=f"m-{module}")
    (answer,) = oven.states(("organiser.anna", Finalised(TRADE, "")))
    assert answer.status == "accepted", answer
    page = chief.opens(TIE)
    assert "The result is final" in page.words and 'name="place-1"' not in page.text
    late = chief.sends(TIE, reason="lots", **{"place-1": "E2", "place-2": "E3", "place-3": "E1"}, key="late")
    assert late.status == 422 and len(oven.facts(TieDecided)) == 2


def test_what_is_missing_or_named_twice_is_said_and_nothing_recorded(oven: Bakery) -> None:
    page = oven.person("chief").opens(TIE)
    empty = page.sends(reason="compared", **{"place-1": "E2", "place-2": "", "place-3": "E1"})
    assert empty.status == 422 and 'id="place-2-wrong"' in empty.text and 'value="E2" selected' in empty.text
    assert page.sends(reason="luck", **{"place-1": "E2", "place-2": "E3", "place-3": "E1"}).status == 422
    twice = page.sends(reason="compared", **{"place-1": "E2", "place-2": "E2", "place-3": "E1"})
    assert twice.status == 422 and "not just those who are tied" in twice.words
    other = page.sends(reason="compared", **{"place-1": "E2", "place-2": "E4", "place-3": "E1"})
    assert other.status == 422 and oven.facts(TieDecided) == []


def test_only_the_chief_judge_decides_and_who_watches_sees_it(oven: Bakery) -> None:
    for role in ("organiser", "supervisor", "authority"):
        page = oven.person(role).opens(TIE)
        assert page.status == 200 and 'name="place-1"' not in page.text
        assert oven.person(role).sends(TIE, reason="lots").status == 403
    for role in ("judge", "second", "hall"):
        assert oven.person(role).opens(TIE).status == 403
    assert oven.nobody().opens(TIE).to.startswith("/sign-in")
    assert oven.facts(TieDecided) == []


def test_who_is_not_tied_has_no_such_page(oven: Bakery) -> None:
    chief = oven.person("chief")
    for path in (f"{CHIEF}/ties/final/E5", f"{CHIEF}/ties/final/E9", f"{CHIEF}/ties/semi/E1"):
        assert chief.opens(path).status == 404
        assert chief.sends(path, reason="lots").status == 404


def test_where_the_scheme_leaves_no_tie_to_her_there_is_no_page(hall: Bakery) -> None:
    for entrant in ENTRANTS:
        hall.marks(entrant, ("2", "2", "3"), paper="80")
    assert hall.person("chief").opens(TIE).status == 404


def test_it_speaks_chinese(oven: Bakery) -> None:
    words = oven.person("chief").opens(TIE, lang="zh").words
    assert "第 1 名并列" in words and "裁定先后" in words and "且不允许并列" in words
