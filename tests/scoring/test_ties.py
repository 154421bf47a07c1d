"""Ties left to the chief judge: what stands before the final result, what may be decided, and what a decision does."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.procedure.blocking import Blocker, blocks
from scoring.procedure.ties import Tie, ties
from scoring.standings.tied import decision
from scoring.steps import TieDecided
from tests.scoring.field import Contest, aspect, codes, contest, criterion, document, module, phase

NEVER: dict[str, Any] = {"ties": [{"by": "decision"}], "ranks": {"share": "never"}}


def marked(values: dict[str, int], *, groups: dict[str, str] | None = None, **ranked: Any) -> Contest:
    form = document(
        module("M", criterion("C", aspect("seam", "one"))),
        phases=[phase("final", **ranked)],
        groups="apart" if groups else "together",
    )
    made = Contest().open(form, list(values), {"P": ["J1"]}, groups=groups)
    for entrant, value in values.items():
        made.judge("J1").gives(value).on("seam").to(entrant)
    return made


def waiting(made: Contest) -> list[Tie]:
    return ties(made.state.trades["T"])


def blocked(made: Contest) -> list[Blocker]:
    return blocks(made.state, made.state.trades["T"])


def test_where_no_place_may_be_shared_a_tie_stands_before_the_final_result_until_it_is_decided() -> None:
    made = marked({"A": 5, "B": 5, "C": 5, "D": 3, "E": 3}, **NEVER)
    assert blocked(made) == [
        Blocker("tie-undecided", {"phase": "final", "place": "1", "entrants": "A, B, C"}, "chief", ""),
        Blocker("tie-undecided", {"phase": "final", "place": "4", "entrants": "D, E"}, "chief", ""),
    ]
    made.decide("C", "A", "B")
    made.decide("E", "D")
    assert blocked(made) == []
    assert made.order() == [("C", 1), ("A", 2), ("B", 3), ("E", 4), ("D", 5)]
    made.finalise()


def test_a_tie_that_may_be_shared_may_be_decided_and_stands_before_nothing() -> None:
    made = marked({"A": 5, "B": 5}, ties=[{"by": "decision"}])
    assert waiting(made) == [Tie("final", 1, ("A", "B"), must=False)]
    assert blocked(made) == []


def test_while_marks_are_owed_nobody_is_asked_about_a_tie() -> None:
    made = marked({"A": 5, "B": 5}, **NEVER)
    assert waiting(made)
    made = contest(
        document(module("M", criterion("C", aspect("seam", "one"))), phases=[phase("final", **NEVER)]),
        ["A", "B", "C"],
        {"P": ["J1"]},
    )
    made.judge("J1").gives(5).on("seam").to("A", "B")
    assert waiting(made) == []
    assert codes_of(made) == ["aspects-owed"]
    made.out("C", "dns")
    assert waiting(made) == [Tie("final", 1, ("A", "B"), must=True)]


def codes_of(made: Contest) -> list[str]:
    return [each.code for each in blocked(made)]


def test_a_phase_that_nobody_is_in_yet_has_no_tie() -> None:
    form = document(
        module("M", criterion("C", aspect("seam", "one"))),
        phases=[phase("heat"), phase("final", entry={"from": "heat", "cut": "stated"}, **NEVER)],
    )
    assert waiting(contest(form, ["A", "B"], {"P": ["J1"]})) == []


def test_places_that_a_decision_is_not_about_or_that_are_not_given_are_left_as_they_are() -> None:
    first = marked({"A": 5, "B": 5, "C": 3, "D": 3}, ties=[{"by": "decision", "upto": 2}])
    assert [each.place for each in waiting(first)] == [1]
    after = marked({"A": 5, "B": 5, "C": 3, "D": 3}, ties=[{"figure": "seam"}, {"by": "decision", "upto": 2}])
    assert [each.place for each in waiting(after)] == [1]
    given = marked({"A": 5, "B": 4, "C": 3, "D": 3}, ties=[{"by": "decision"}], ranks={"share": "never", "places": 2})
    assert (waiting(given), blocked(given)) == ([], [])
    dense = marked({"A": 5, "B": 5, "C": 3, "D": 3}, ties=[{"by": "decision", "upto": 2}], ranks={"numbering": "dense"})
    assert [(each.place, each.entrants) for each in waiting(dense)] == [(1, ("A", "B"))]


def test_each_group_that_is_ranked_apart_has_its_own_ties() -> None:
    groups = {"A": "x", "B": "y", "C": "x", "D": "y"}
    made = marked(dict.fromkeys("ABCD", 5), groups=groups, ties=[{"by": "decision", "upto": 1}])
    assert [(each.place, each.entrants) for each in waiting(made)] == [(1, ("A", "C")), (1, ("B", "D"))]


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (TieDecided("T", "final", ("A", "B"), "seen again"), ["bad-reason"]),
        (TieDecided("X", "final", ("A", "B"), "seen-again"), ["unknown-trade"]),
        (TieDecided("T", "semi", ("A", "B"), "seen-again"), ["unknown-phase"]),
        (TieDecided("T", "final", ("A",), "seen-again"), ["not-tied"]),
        (TieDecided("T", "final", ("A", "A"), "seen-again"), ["not-tied"]),
        (TieDecided("T", "final", ("A", "C"), "seen-again"), ["not-tied"]),
        (TieDecided("T", "final", ("B", "A"), "seen-again"), []),
    ],
)
def test_a_decision_names_all_who_are_tied_each_once(fact: TieDecided, said: list[str]) -> None:
    made = marked({"A": 5, "B": 5, "C": 3}, **NEVER)
    assert codes(made.record(fact).problems) == said


def test_what_was_decided_may_be_decided_otherwise_until_the_result_is_final() -> None:
    made = marked({"A": 5, "B": 5}, **NEVER)
    made.decide("B", "A")
    made.decide("A", "B")
    assert made.order() == [("A", 1), ("B", 2)]
    made.finalise()
    assert codes(made.record(TieDecided("T", "final", ("B", "A"), "seen-again")).problems) == ["trade-final"]


def test_the_last_decision_that_names_all_of_them_is_found_with_its_line() -> None:
    made = marked({"A": 5, "B": 5}, **NEVER)
    trade = made.state.trades["T"]
    assert decision(trade, "final", ["A", "B"]) == ((), 0)
    made.decide("B", "A")
    made.decide("A", "B")
    assert decision(trade, "final", ["B", "A"]) == (("A", "B"), made.state.seq)
    assert decision(trade, "final", ["A", "C"]) == ((), 0)


def test_where_the_scheme_leaves_no_tie_to_her_there_is_nothing_to_decide() -> None:
    made = marked({"A": 5, "B": 5})
    assert codes(made.record(TieDecided("T", "final", ("B", "A"), "seen-again")).problems) == ["nothing-to-decide"]


def test_a_decision_moves_the_boards_that_show_places() -> None:
    made = marked({"A": 5, "B": 5}, **NEVER)
    version = made.board().version
    made.decide("B", "A")
    assert (made.board().version, made.row("B")["rank"], made.row("A")["rank"]) == (version + 1, 1, 2)
    made.decide("B", "A")
    assert made.board().version == version + 1
