"""Best and worst places: who can still reach what, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.certainty.places import SLICE, STATES, Outlook, certainty, standing, standing_in_slices
from scoring.steps import TieDecided
from tests.scoring.field import Contest, Document, aspect, contest, criterion, document, module, phase, single


def two_papers(*entrants: str, **settings: Any) -> Contest:
    """Theory and practical, 0 to 10 each, one judge."""
    stated = document(
        module("theory", criterion("T", aspect("t", step="1"))),
        module("practical", criterion("P", aspect("p", step="1"))),
        phases=[phase("final", **settings)],
    )
    return contest(stated, entrants, {"J": ["J1"]})


def marked(held: Contest, aspect_id: str, *marks: int) -> Contest:
    for entrant, mark in zip(held.state.trades["T"].index, marks, strict=False):
        held.judge("J1").gives(mark).on(aspect_id).to(entrant)
    return held


def said(held: Contest, phase_id: str = "final", *, inside: bool = True) -> dict[str, tuple[int, int]]:
    found = certainty(held.state.trades["T"], phase_id, inside=inside)
    return {entrant: (each.best, each.worst) for entrant, each in found.items()}


def states(held: Contest, phase_id: str = "final") -> list[str]:
    return [each.state for each in certainty(held.state.trades["T"], phase_id).values()]


def test_before_the_first_mark_everybody_can_have_any_place() -> None:
    held = two_papers("1", "2", "3")
    assert certainty(held.state.trades["T"], "final") == dict.fromkeys(("1", "2", "3"), Outlook(1, 3, True, "open"))


def test_who_cannot_be_caught_any_more_has_clinched_her_place() -> None:
    held = marked(two_papers("1", "2", "3"), "t", 10, 9, 0)
    held.judge("J1").gives(10).on("p").to("1")
    assert said(held) == {"1": (1, 1), "2": (2, 3), "3": (2, 3)}
    assert states(held) == ["clinched", "open", "open"]
    held.judge("J1").gives(2).on("p").to("2")
    assert said(held) == {"1": (1, 1), "2": (2, 2), "3": (3, 3)}


def test_a_place_is_provisional_when_nobody_owes_a_mark_and_official_when_it_is_final() -> None:
    held = marked(marked(two_papers("1", "2"), "t", 10, 9), "p", 1, 5)
    assert states(held) == ["provisional", "provisional"]
    held.finalise()
    assert states(held) == ["official", "official"]
    assert said(held) == {"1": (2, 2), "2": (1, 1)}
    assert set(STATES) == {"open", "clinched", "provisional", "official"}


def test_who_is_out_is_in_nobodys_way_and_whoever_never_gets_a_total_has_no_place() -> None:
    held = marked(two_papers("1", "2", "3"), "t", 10, 9, 0)
    held.out("3", "dnf")
    assert said(held) == {"1": (1, 2), "2": (1, 2)}
    nobody = contest(single(), ["1"], {})
    assert certainty(nobody.state.trades["T"], "final") == {}


def test_equal_totals_share_a_place_unless_a_tie_step_tells_them_apart() -> None:
    shared = marked(marked(two_papers("1", "2", "3"), "t", 5, 5, 4), "p", 5, 5)
    assert said(shared) == {"1": (1, 2), "2": (1, 2), "3": (1, 3)}
    ties = [{"figure": "practical"}]
    told = marked(marked(two_papers("1", "2", "3", ties=ties), "t", 5, 4, 4), "p", 5, 6)
    assert said(told) == {"1": (2, 3), "2": (1, 2), "3": (1, 3)}
    assert all(each.exact for each in certainty(told.state.trades["T"], "final").values())


def test_where_the_least_total_wins_the_best_is_the_least() -> None:
    held = marked(two_papers("1", "2", order="low"), "t", 0, 10)
    held.judge("J1").gives(10).on("p").to("2")
    assert said(held) == {"1": (1, 1), "2": (2, 2)}


@pytest.mark.parametrize("figure", ["practical", "P", "p"])
def test_a_tie_step_that_pulls_the_other_way_is_bounded(figure: str) -> None:
    ties = [{"figure": figure, "prefer": "low"}]
    held = marked(two_papers("1", "2", ties=ties), "t", 0, 9)
    held.judge("J1").gives(0).on("p").to("2")
    found = certainty(held.state.trades["T"], "final", inside=True)
    assert {entrant: each[:3] for entrant, each in found.items()} == {"1": (1, 2, True), "2": (1, 2, True)}
    held = marked(two_papers("1", "2", ties=ties), "t", 0, 10)
    held.judge("J1").gives(0).on("p").to("2")
    found = certainty(held.state.trades["T"], "final", inside=True)
    assert {entrant: each[:3] for entrant, each in found.items()} == {"1": (1, 2, False), "2": (1, 1, True)}


def test_a_tie_step_looks_at_a_total_with_all_that_it_carries() -> None:
    """Best in the final is a high score of the heat, best in the tie a low one: both at once cannot be had."""
    heat = [{"phase": "heat"}]
    stated = document(
        module("A", criterion("C", aspect("a", step="1"))),
        module("B", criterion("D", aspect("b", step="1"))),
        phases=[
            phase("heat", modules=["A"]),
            phase("middle", modules=["B"], carry=heat),
            phase("final", modules=[], carry=heat, ties=[{"figure": "total", "phase": "middle", "prefer": "low"}]),
        ],
    )
    held = contest(stated, ["1", "2"], {"J": ["J1"]})
    for entrant, mark in (("1", 0), ("2", 5)):
        held.judge("J1").gives(mark).on("b", phase="middle").to(entrant)
    held.judge("J1").gives(10).on("a").to("2")
    found = certainty(held.state.trades["T"], "final", inside=True)
    assert {entrant: each[:3] for entrant, each in found.items()} == {"1": (1, 2, False), "2": (1, 2, False)}


@pytest.mark.parametrize(
    "step",
    [
        {"by": "head-to-head", "figure": "total"},
        {"by": "decision"},
        {"by": "figure", "figure": "theory", "upto": 1},
    ],
)
def test_ties_that_are_asked_of_those_who_are_tied_are_bounded(step: dict[str, Any]) -> None:
    held = marked(marked(two_papers("1", "2", "3", ties=[step]), "t", 5, 6, 0), "p", 6, 5)
    found = certainty(held.state.trades["T"], "final", inside=True)
    assert {entrant: each[:3] for entrant, each in found.items()} == {
        "1": (1, 2, False),
        "2": (1, 2, False),
        "3": (3, 3, True),
    }


@pytest.mark.parametrize(
    ("step", "order"),
    [
        ({"by": "running-order"}, {"1": (1, 1), "2": (2, 2), "3": (3, 3)}),
        ({"by": "running-order", "prefer": "high"}, {"1": (2, 2), "2": (1, 1), "3": (3, 3)}),
        ({"by": "count-back", "figure": "total"}, {"1": (2, 2), "2": (1, 1), "3": (3, 3)}),
        ({"by": "count-back", "figure": "total", "prefer": "low"}, {"1": (2, 2), "2": (1, 1), "3": (3, 3)}),
        ({"by": "count", "figure": "total", "above": "6"}, {"1": (2, 2), "2": (1, 1), "3": (3, 3)}),
        ({"by": "count-back", "figure": "t"}, {"1": (1, 1), "2": (2, 2), "3": (3, 3)}),
        ({"by": "figure", "figure": "T"}, {"1": (1, 1), "2": (2, 2), "3": (3, 3)}),
        ({"by": "figure", "figure": "total"}, {"1": (1, 1), "2": (1, 1), "3": (3, 3)}),
    ],
)
def test_ties_that_look_at_one_entrant_alone_are_told_before_the_end(
    step: dict[str, Any], order: dict[str, tuple[int, int]]
) -> None:
    held = marked(marked(two_papers("1", "2", "3", ties=[step]), "t", 6, 4, 0), "p", 5, 7)
    assert said(held) == order


def test_marks_that_are_not_all_given_leave_a_count_back_open() -> None:
    ties = [{"by": "count-back", "figure": "t"}]
    held = marked(marked(two_papers("1", "2", ties=ties), "p", 5, 5), "t", 10)
    found = certainty(held.state.trades["T"], "final", inside=True)
    assert {entrant: each[:3] for entrant, each in found.items()} == {"1": (1, 2, False), "2": (1, 2, False)}


def test_a_decision_that_is_not_made_yet_keeps_those_who_are_tied_open() -> None:
    never = {"ties": [{"by": "decision"}], "ranks": {"share": "never"}}
    held = marked(marked(two_papers("1", "2", "3", **never), "t", 5, 5, 9), "p", 5, 5, 9)
    assert said(held) == {"1": (2, 3), "2": (2, 3), "3": (1, 1)}
    assert states(held) == ["open", "open", "provisional"]
    held.take(TieDecided("T", "final", ("2", "1"), "seen-again"))
    assert said(held) == {"1": (3, 3), "2": (2, 2), "3": (1, 1)}


def test_a_decision_about_the_first_place_alone_leaves_other_ties_shared() -> None:
    ties = [{"by": "decision", "upto": 1}]
    held = marked(marked(two_papers("1", "2", "3", ties=ties), "t", 5, 5, 9), "p", 5, 5, 9)
    assert said(held) == {"1": (2, 2), "2": (2, 2), "3": (1, 1)}


def test_places_shared_within_some_points_are_bounded_until_all_is_marked() -> None:
    for reach, places in (
        ("first", {"1": (1, 1), "2": (2, 2), "3": (3, 3)}),
        ("previous", {"1": (1, 1), "2": (1, 2), "3": (1, 3)}),
    ):
        ranks = {"share": "within", "within": "4", "from": reach}
        held = marked(marked(two_papers("1", "2", "3", ranks=ranks), "t", 10, 5, 0), "p", 10, 10)
        assert said(held) == places
        marked(held, "p", 10, 10, 10)
        assert states(held) == ["provisional"] * 3


def test_decisions_do_not_part_those_who_share_within_some_points() -> None:
    settings = {"ranks": {"share": "within", "within": "1"}, "ties": [{"by": "decision"}]}
    held = marked(marked(two_papers("1", "2", **settings), "t", 5, 5), "p", 5, 5)
    assert said(held) == {"1": (1, 1), "2": (1, 1)}


def test_dense_places_count_different_totals_and_those_that_are_given_are_counted_on() -> None:
    ranks = {"numbering": "dense", "places": 1}
    held = marked(marked(two_papers("1", "2", "3", "4", ranks=ranks), "t", 9, 9, 5, 0), "p", 9, 9, 0)
    assert said(held) == {"1": (1, 1), "2": (1, 1), "3": (2, 4), "4": (2, 4)}
    marked(held, "p", 9, 9, 0, 1)
    assert said(held) == {"1": (1, 1), "2": (1, 1), "3": (2, 2), "4": (3, 3)}
    both = {"numbering": "dense", "share": "within", "within": "1"}
    held = marked(marked(two_papers("1", "2", "3", ranks=both), "t", 9, 9, 0), "p", 9, 9)
    assert said(held) == {"1": (1, 1), "2": (1, 1), "3": (2, 3)}


def test_groups_that_are_ranked_apart_are_in_nobodys_way() -> None:
    stated = document(module("A", criterion("C", aspect("a"))), groups="apart")
    held = contest(stated, ["1", "2", "3"], {"J": ["J1"]}, groups={"1": "x", "2": "y", "3": "x"})
    assert said(held) == {"1": (1, 2), "2": (1, 1), "3": (1, 2)}


def cut(**settings: Any) -> Document:
    return document(
        module("A", criterion("C", aspect("a", step="1"))),
        phases=[
            phase("first", **settings),
            phase("final", entry={"from": "first", "cut": settings.pop("count", 2)}, ranks=settings.pop("ranks", {})),
        ],
    )


def board(held: Contest) -> dict[str, tuple[int, int]]:
    return {entrant: (each.best, each.worst) for entrant, each in standing(held.state.trades["T"]).items()}


def test_on_the_board_those_in_a_later_phase_stand_before_all_others() -> None:
    held = contest(cut(), ["1", "2", "3", "4"], {"J": ["J1"]})
    for entrant, mark in zip("1234", (9, 8, 5, 6), strict=True):
        held.judge("J1").gives(mark).on("a").to(entrant)
    assert board(held) == said(held, "first") == {"1": (1, 1), "2": (2, 2), "3": (4, 4), "4": (3, 3)}
    held.advance("final", "1", "2")
    assert board(held) == {"1": (1, 2), "2": (1, 2), "3": (4, 4), "4": (3, 3)}
    held.out("2", "dnf", phase="final")
    assert board(held) == {"1": (1, 1), "3": (3, 3), "4": (2, 2)}
    assert certainty(held.state.trades["T"], "final") == {"1": Outlook(1, 1, True, "clinched")}


def test_dense_places_go_on_behind_a_later_phase() -> None:
    stated = cut()
    for each in stated["phases"]:
        each["ranks"] = {"numbering": "dense"}
    held = contest(stated, ["1", "2", "3", "4"], {"J": ["J1"]})
    for entrant, mark in zip("1234", (9, 8, 5, 6), strict=True):
        held.judge("J1").gives(mark).on("a").to(entrant)
    held.advance("final", "1", "2")
    assert board(held) == {"1": (1, 2), "2": (1, 2), "3": (3, 4), "4": (2, 3)}


@pytest.mark.parametrize(("count", "places"), [(1, {"1": (1, 1), "2": (2, 2)}), ("stated", {"1": (1, 2), "2": (1, 2)})])
def test_those_who_go_on_stand_first_and_are_not_known_where_the_contest_states_them(
    count: object, places: dict[str, tuple[int, int]]
) -> None:
    stated = document(
        module("A", criterion("C", aspect("a", step="1"))),
        phases=[phase("first", first="final"), phase("final", entry={"from": "first", "cut": count})],
    )
    held = contest(stated, ["1", "2"], {"J": ["J1"]})
    held.judge("J1").gives(9).on("a").to("1")
    held.judge("J1").gives(3).on("a").to("2")
    assert said(held, "first") == places
    held.advance("final", "1")
    assert said(held, "first") == {"1": (1, 1), "2": (2, 2)}


def test_who_went_on_with_fewer_points_stands_before_who_did_not_while_others_are_marked() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", step="1"))),
        phases=[phase("first", first="final"), phase("final", entry={"from": "first", "cut": "stated"})],
    )
    held = contest(stated, ["1", "2", "3"], {"J": ["J1"]})
    held.judge("J1").gives(9).on("a").to("1")
    held.judge("J1").gives(3).on("a").to("2")
    held.advance("final", "2")
    assert said(held, "first") == {"1": (2, 3), "2": (1, 1), "3": (2, 3)}


def test_what_weighs_nothing_in_the_total_and_breaks_its_ties_is_had_together_with_it() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", step="1"))),
        module("time", criterion("D", aspect("s", step="1"), weight="0")),
        phases=[phase("final", ties=[{"figure": "s", "prefer": "low"}])],
    )
    held = contest(stated, ["1", "2"], {"J": ["J1"]})
    held.judge("J1").gives(5).on("a").to("1", "2")
    held.judge("J1").gives(4).on("s").to("1")
    found = certainty(held.state.trades["T"], "final", inside=True)
    assert {entrant: each[:3] for entrant, each in found.items()} == {"1": (1, 2, True), "2": (1, 2, True)}


def test_a_total_that_may_never_be_is_behind_all_others() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", step="1"))),
        phases=[
            phase("first"),
            phase("final", entry={"from": "first", "cut": "stated"}),
            phase("all", modules=[], carry=[{"phase": "final"}], ties=[{"figure": "A", "phase": "final"}]),
        ],
    )
    held = contest(stated, ["1", "2"], {"J": ["J1"]})
    found = certainty(held.state.trades["T"], "all")
    assert found == {"1": Outlook(1, 2, False, "open"), "2": Outlook(1, 2, False, "open")}


def test_figures_that_compare_a_field_make_every_place_a_bound() -> None:
    stated = single("share-of-best", max="10")
    held = contest(stated, ["1", "2"], {"J": ["J1"]})
    assert certainty(held.state.trades["T"], "final") == dict.fromkeys(("1", "2"), Outlook(1, 2, False, "open"))


def test_an_earlier_figure_that_is_missing_stands_last_in_a_tie() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", step="1"))),
        module("B", criterion("D", aspect("b"), items=True)),
        phases=[phase("final", modules=["A", "B"], ties=[{"figure": "B"}, {"by": "count", "figure": "D"}])],
    )
    rows = [("final", "1", "R1", "D", "", "", "", "")]
    held = contest(stated, ["1", "2"], {"J": ["J1"]}, items=rows)
    held.judge("J1").gives(0).on("b", item="R1").to("1")
    held.judge("J1").gives(5).on("a").to("1", "2")
    assert said(held) == {"1": (1, 1), "2": (2, 2)}


def test_parts_of_a_phase_she_was_not_in_are_none() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", step="1"))),
        phases=[
            phase("first"),
            phase("final", entry={"from": "first", "cut": "stated"}),
            phase("all", ties=[{"by": "count-back", "phase": "final", "figure": "C"}]),
        ],
    )
    held = contest(stated, ["1", "2"], {"J": ["J1"]})
    for entrant in "12":
        for each in ("first", "all"):
            held.judge("J1").gives(5).on("a", phase=each).to(entrant)
    held.advance("final", "1")
    assert said(held, "all") == {"1": (1, 1), "2": (2, 2)}
    by_items = document(
        module("B", criterion("D", aspect("b"), items=True)),
        phases=[phase("final", ties=[{"by": "count-back", "figure": "D"}])],
    )
    rows = [("final", entrant, f"R{entrant}", "D", "", "", "", "") for entrant in "12"]
    held = contest(by_items, ["1", "2"], {"J": ["J1"]}, items=rows)
    assert said(held) == {"1": (1, 2), "2": (1, 2)}


def test_the_work_can_be_paused_after_every_few_entrants() -> None:
    entrants = [f"{number:03}" for number in range(3 * SLICE)]
    held = contest(single(), entrants, {"J": ["J1"]})
    work = standing_in_slices(held.state.trades["T"])
    pauses = 0
    while True:
        try:
            next(work)
        except StopIteration as done:
            assert done.value == standing(held.state.trades["T"])
            break
        pauses += 1
    assert pauses >= 3
