"""Ties that no key can tell: those tied are looked at together, with what is known of them by then."""

from __future__ import annotations

import pytest

from tests.scoring.field import Contest, Document, aspect, contest, criterion, document, module, phase
from tests.scoring.longway import differences


def test_the_best_of_a_tie_is_settled_first_and_the_rest_compared_anew_for_the_next_place() -> None:
    dances = [aspect(dance, "majority-placing", lowest="1", step="1") for dance in ("waltz", "tango", "rumba")]
    stated = document(
        module("places", criterion("dances", *dances)),
        phases=[phase("final", order="low", ties=[{"by": "skating-10"}])],
    )
    made = contest(stated, list("ABCDE"), {"P": ["J1"]})
    danced = {"A": (1, 1, 5), "B": (3, 3, 1), "C": (2, 2, 3), "D": (4, 4, 2), "E": (5, 5, 4)}
    for entrant, places in danced.items():
        for dance, place in zip(("waltz", "tango", "rumba"), places, strict=True):
            made.judge("J1").gives(place).on(dance).to(entrant)
    assert made.order()[:3] == [("A", 1), ("C", 2), ("B", 3)]


def test_head_to_head_looks_once_at_all_who_are_tied() -> None:
    stated = document(
        module("work", criterion("form", aspect("seam"))),
        phases=[phase("final", ties=[{"by": "head-to-head", "figure": "seam"}])],
    )
    made = contest(stated, list("ABCD"), {"P": ["J1", "J2", "J3"]})
    for entrant, marks in {"A": (6, 5, 4), "B": (0, 6, 9), "C": (1, 4, 10), "D": (2, 4, 9)}.items():
        made.panel("P").gives(*marks).on("seam").to(entrant)
    assert made.order() == [("A", 1), ("B", 2), ("C", 2), ("D", 4)]


FIRST_PLACES = ((1, 2), (2, 1))


@pytest.mark.parametrize("rule", ["skating-10", "skating-11"])
def test_couples_that_tie_before_every_dance_is_placed_are_compared_in_those_that_are(rule: str) -> None:
    dances = [aspect(dance, "majority-placing", lowest="1", step="1") for dance in ("waltz", "tango")]
    stated = document(
        module("places", criterion("dances", *dances)), phases=[phase("final", order="low", ties=[{"by": rule}])]
    )
    made = contest(stated, ["A", "B"], {"P": ["J1", "J2"]})
    for entrant, places in zip("AB", FIRST_PLACES, strict=True):
        made.panel("P").gives(*places).on("waltz").to(entrant)
    assert made.order() == [("A", 1), ("B", 1)]
    made.panel("P").gives(2, 2).on("tango").to("A")
    made.panel("P").gives(1, 1).on("tango").to("B")
    assert made.order() == [("B", 1), ("A", 2)]


def test_rule_11_asks_for_a_majority_of_all_marks_though_a_judge_was_excused_with_one_of_the_couples() -> None:
    """Of A's six marks three are firsts: no majority, though they would be one of B's five."""
    dances = [aspect(dance, "majority-placing", lowest="1", step="1") for dance in ("waltz", "tango")]
    ties = [{"by": "skating-10"}, {"by": "skating-11"}]
    stated = document(module("places", criterion("dances", *dances)), phases=[phase("final", order="low", ties=ties)])
    made = contest(stated, ["A", "B"], {"P": ["J1", "J2", "J3"]})
    for dance, marks in (
        ("waltz", {"A": (1, 1, 1), "B": (2, "absent", 2)}),
        ("tango", {"A": (2, 2, 2), "B": (1, 1, 1)}),
    ):
        for entrant, given in marks.items():
            made.panel("P").gives(*given).on(dance).to(entrant)
    assert made.order() == [("A", 1), ("B", 2)]
    assert differences(made) == []


def tied(*steps: Document, **marks: list[int]) -> Contest:
    """Entrants with the marks of judges J1, J2 … in aspect `a`, which are added up, and the steps that break ties."""
    stated = document(module("M", criterion("C", aspect("a", "sum"))), phases=[phase("final", ties=list(steps))])
    made = contest(stated, sorted(marks), {"P": [f"J{n}" for n in range(1, len(next(iter(marks.values()))) + 1)]})
    for entrant, given in marks.items():
        made.panel("P").gives(*given).on("a").to(entrant)
    assert differences(made) == []
    return made


HEAD = {"by": "head-to-head", "figure": "a"}
DECISION = {"by": "decision"}


def test_head_to_head_wins_who_is_better_with_more_judges() -> None:
    assert tied(HEAD, A=[4, 4, 10], B=[6, 6, 6]).order() == [("B", 1), ("A", 2)]
    assert tied({**HEAD, "prefer": "low"}, A=[4, 4, 10], B=[6, 6, 6]).order() == [("A", 1), ("B", 2)]


def test_head_to_head_each_meets_each_and_a_ring_of_winners_stays_tied() -> None:
    ring = {"A": [9, 6, 3], "B": [6, 3, 9], "C": [3, 9, 6]}
    assert tied(HEAD, **ring).order() == [("A", 1), ("B", 1), ("C", 1)]
    assert tied(HEAD, A=[9, 6, 3], B=[6, 3, 9], C=[5, 5, 8]).order() == [("A", 1), ("B", 2), ("C", 3)]


def test_head_to_head_a_judge_who_is_excused_with_one_of_two_does_not_count() -> None:
    made = tied(HEAD, A=[9, 3, 1], B=[5, 4, 4])
    assert made.order() == [("B", 1), ("A", 2)]
    made.judge("J3").gives("absent").on("a").to("A")
    made.judge("J1").gives(10).on("a").to("A")
    assert made.order() == [("A", 1), ("B", 1)]
    assert differences(made) == []


def test_what_is_still_tied_goes_to_the_next_step_for_its_own_place() -> None:
    made = tied(
        HEAD,
        {"by": "running-order", "prefer": "high", "upto": 2},
        A=[9, 9, 0],
        B=[9, 9, 0],
        C=[6, 6, 6],
        D=[6, 6, 6],
    )
    assert made.order() == [("B", 1), ("A", 2), ("C", 3), ("D", 3)]


def test_the_chief_judge_decides_a_tie_and_may_decide_it_again() -> None:
    made = tied(DECISION, A=[5], B=[5], C=[5])
    assert made.order() == [("A", 1), ("B", 1), ("C", 1)]
    made.decide("C", "A", "B")
    assert made.order() == [("C", 1), ("A", 2), ("B", 3)]
    made.decide("B", "C", "A")
    assert made.order() == [("B", 1), ("C", 2), ("A", 3)]
    assert differences(made) == []


def test_a_decision_stands_for_those_of_them_who_are_tied_later() -> None:
    made = tied(DECISION, A=[5], B=[5], C=[5])
    made.decide("C", "A", "B")
    made.judge("J1").gives(7).on("a").to("A")
    assert made.order() == [("A", 1), ("C", 2), ("B", 3)]
    assert made.row("C")["rank"] == 2


def test_a_decision_says_nothing_of_a_tie_that_has_another_in_it() -> None:
    made = tied(DECISION, A=[5], B=[5], C=[4])
    made.decide("B", "A")
    made.judge("J1").gives(5).on("a").to("C")
    assert made.order() == [("A", 1), ("B", 1), ("C", 1)]
    assert differences(made) == []


def test_a_decision_is_seen_at_once_by_the_leaders_too() -> None:
    made = tied(DECISION, A=[5], B=[5])
    before = made.board(board="overview").rows["T"]
    made.decide("B", "A")
    after = made.board(board="overview").rows["T"]
    assert [each["entrant"] for each in before["leaders"]] == ["A", "B"]
    assert [(each["entrant"], each["rank"]) for each in after["leaders"]] == [("B", 1), ("A", 2)]
    assert after["as_of"] == made.lines[-1].at
