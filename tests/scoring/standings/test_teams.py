"""Teams: the best of the members, ties, who does not count, and codes."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scoring.standings.teams import TeamStanding, team_standings, teams_of
from tests.scoring.field import Contest, aspect, criterion, document, module, phase
from tests.scoring.procedures import way

MARKS = {"A1": (9, 5), "A2": (7, 6), "A3": (2, 2), "B1": (8, 8), "B2": (8, 4), "C1": (10, 10), "X": (10, 10)}
"""Idea and look of each entrant; the first letter is her team, X has none."""


def stated(**ruled: Any) -> Any:
    return document(
        module("work", criterion("idea", aspect("first", "one")), criterion("form", aspect("second", "one"))),
        teams=ruled,
    )


def opened(marks: dict[str, tuple[int, int]], **ruled: Any) -> Contest:
    teams = {entrant: entrant[0] for entrant in marks if entrant != "X"}
    made = Contest().open(stated(**ruled), list(marks), {"P": ["J1"]}, teams=teams)
    for entrant, (idea, look) in marks.items():
        made.judge("J1").gives(idea).on("first").to(entrant)
        made.judge("J1").gives(look).on("second").to(entrant)
    return made


def of(made: Contest) -> list[TeamStanding]:
    return team_standings(made.state.trades["T"])


def told(made: Contest) -> list[tuple[str, int | None, str | None, str]]:
    return [
        (each.team, each.place, None if each.total is None else str(each.total), each.reason.label) for each in of(made)
    ]


def test_the_best_members_of_each_team_are_added_up() -> None:
    made = opened(MARKS, best=2)
    assert told(made) == [("B", 1, "28", "first"), ("A", 2, "27", "total"), ("C", None, None, "no-total")]
    _, second, _ = of(made)
    assert [(tuple(f"{id} {total}" for id, total in each.members), each.counted) for each in of(made)] == [
        (("B1 16", "B2 12"), 2),
        (("A1 14", "A2 13", "A3 4"), 2),
        (("C1 20",), 0),
    ]
    assert (second.reason.above, second.reason.mine) == ("28.00", "27.00")


def test_all_members_count_where_no_number_is_stated() -> None:
    assert told(opened(MARKS)) == [("A", 1, "31", "first"), ("B", 2, "28", "total"), ("C", 3, "20", "total")]


def test_their_mean_may_be_taken_and_fewer_may_do() -> None:
    made = opened(MARKS, rule="mean", best=2, least=1)
    assert told(made) == [("C", 1, "20", "first"), ("B", 2, "14", "total"), ("A", 3, "13.5", "total")]


def test_who_is_out_or_has_no_total_does_not_count() -> None:
    made = opened(MARKS, best=2, least=1)
    made.out("B1", "dsq")
    made.out("C1", "dnf")
    assert told(made) == [("A", 1, "27", "first"), ("B", 2, "12", "total"), ("C", None, None, "no-total")]
    assert told(Contest().open(stated(), ["A1"], {"P": ["J1"]}, teams={"A1": "A"})) == [("A", None, None, "no-total")]


def test_ties_are_broken_by_a_figure_of_those_who_count_then_counted_back_over_all_members() -> None:
    marks = {"A1": (9, 5), "A2": (1, 1), "B1": (8, 6), "B2": (1, 0)}
    by_figure = opened(marks, best=1, ties=[{"figure": "idea"}])
    assert told(by_figure) == [("A", 1, "14", "first"), ("B", 2, "14", "tie:idea")]
    assert (of(by_figure)[1].reason.above, of(by_figure)[1].reason.mine) == ("9.00", "8.00")
    by_members = opened(marks, best=1, ties=[{"figure": "total"}, {"by": "count-back", "figure": "total"}])
    assert told(by_members) == [("A", 1, "14", "first"), ("B", 2, "14", "tie:count-back:total")]
    assert of(by_members)[1].reason.facts == {"part": "2"}
    assert (of(by_members)[1].reason.above, of(by_members)[1].reason.mine, of(by_members)[1].reason.step) == (
        *("2.00", "1.00"),
        1,
    )


def test_teams_equal_in_all_share_the_place_and_the_next_is_skipped() -> None:
    made = opened({"A1": (9, 5), "B1": (9, 5), "C1": (1, 1)}, ties=[{"figure": "form"}])
    assert [(each.team, each.place, each.shared, each.reason.code) for each in of(made)] == [
        ("A", 1, True, "first"),
        ("B", 1, True, "shared"),
        ("C", 3, False, "total"),
    ]


def test_the_lowest_sum_wins_where_low_totals_stand_first() -> None:
    low = document(
        module("work", criterion("idea", aspect("first", "one"))),
        phases=[phase("final", order="low")],
        teams={"best": 1},
    )
    made = Contest().open(low, ["A1", "A2", "B1"], {"P": ["J1"]}, teams={"A1": "A", "A2": "A", "B1": "B"})
    for entrant, mark in (("A1", 9), ("A2", 3), ("B1", 4)):
        made.judge("J1").gives(mark).on("first").to(entrant)
    assert told(made) == [("A", 1, "3", "first"), ("B", 2, "4", "total")]


def test_a_figure_of_a_phase_that_a_team_is_not_in_loses_the_tie() -> None:
    heats = document(
        module("work", criterion("idea", aspect("first", "one"))),
        phases=[phase("heat"), phase("final", entry={"from": "heat", "cut": "stated"})],
        teams={"phase": "heat", "ties": [{"figure": "total", "phase": "final"}]},
    )
    made = Contest().open(heats, ["A1", "B1", "C1"], {"P": ["J1"]}, teams={"A1": "A", "B1": "B", "C1": "C"})
    for entrant in ("A1", "B1", "C1"):
        made.judge("J1").gives(5).on("first").to(entrant)
    made.advance("final", "B1", "C1")
    made.judge("J1").gives(5).on("first", phase="final").to("B1")
    assert told(made) == [("B", 1, "5", "first"), ("A", 2, "5", "tie:total"), ("C", 2, "5", "shared")]


def test_where_no_teams_are_ranked_there_are_none() -> None:
    bare = document(module("work", criterion("idea", aspect("first"))))
    assert of(Contest().open(bare, ["A1"], {"P": ["J1"]}, teams={"A1": "A"})) == []


def test_while_codes_are_sealed_nobody_counts_for_a_team_and_then_by_her_code() -> None:
    held = way()
    blind = type(held)()
    entrants = ("1", "2", "3")
    blind.seal(entrants, stated=document(module("A", criterion("C", aspect("A1"))), teams={}), terms=None)
    trade = blind.state.trades["T"]
    trade.teams = {"1": "east", "2": "east", "3": "west"}
    blind.panel("P").gives(7, 7).on("A1").to(*trade.index)
    assert (teams_of(trade), team_standings(trade)) == ({}, [])
    blind.take(blind.unsealing(entrants))
    code = {entrant: code for code, entrant in (trade.codes or {}).items()}
    assert {team: sorted(codes) for team, codes in teams_of(trade).items()} == {
        "east": sorted((code["1"], code["2"])),
        "west": [code["3"]],
    }
    assert [(each.team, each.place) for each in team_standings(trade)] == [("east", 1), ("west", 2)]


@given(st.permutations(sorted(MARKS)), st.sampled_from([{}, {"best": 2}, {"best": 1, "rule": "mean"}]))
def test_in_which_order_members_come_changes_nothing(order: list[str], ruled: dict[str, Any]) -> None:
    usual = {each.team: (each.place, each.total, each.counted) for each in of(opened(MARKS, **ruled))}
    other = {
        each.team: (each.place, each.total, each.counted)
        for each in of(opened({each: MARKS[each] for each in order}, **ruled))
    }
    assert usual == other
