"""What a list of results says of contests whose figures were worked by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from competition import scores
from competition.intake import read
from competition.results.listed import Cup, Results, cups, results, teams
from scoring import engine
from scoring.boards.board import table_digest
from scoring.facts import Frozen
from scoring.lines import Line
from scoring.state import State

GOLDEN = Path(__file__).parents[2] / "golden"


@cache
def fresh(name: str) -> State:
    package, problems = read(GOLDEN / name)
    assert package is not None, problems
    return scores.fold(package)


def found(name: str, trade: str, page: slice = slice(0, None)) -> Results:
    return results(fresh(name).trades[trade], page)


def frozen(name: str, trade: str) -> State:
    package, _ = read(GOLDEN / name)
    assert package is not None
    state = scores.fold(package)
    seq = state.seq + 1
    engine.apply(
        state,
        Line(seq, "", "2026-05-17T07:00:00Z", "organiser.a", Frozen(trade, table_digest(state.trades[trade]))),
        {},
    )
    return state


def test_each_group_is_a_section_with_places_of_its_own() -> None:
    listed = found("bloom", "bouquet")
    assert listed.apart
    assert [
        (each.group, [(line.entrant, line.rank, line.shared) for line in each.lines]) for each in listed.sections
    ] == [
        ("职工组", [("A", 1, False), ("B", 2, False), ("C", 3, False), ("D", 4, False), ("E", 5, False)]),
        ("学生组", [("P", 1, True), ("Q", 1, True), ("R", 3, False)]),
    ]
    assert [section.lines[0].why.code for section in listed.sections] == ["first", "other-group"]


def test_groups_that_are_not_apart_are_one_section_without_a_name() -> None:
    listed = found("track", "leap")
    assert not listed.apart
    assert [each.group for each in listed.sections] == [""]


def test_scores_and_medals_stand_beside_the_totals() -> None:
    listed = found("bloom", "bouquet")
    assert (listed.scored, listed.medalled) == (True, True)
    assert [(each.total, each.score, each.medal) for each in listed.sections[0].lines] == [
        ("90.00", "730", "gold"),
        ("88.00", "720", "gold"),
        ("84.00", "700", "bronze"),
        ("80.00", "680", "excellence"),
        ("70.00", "629", ""),
    ]


def test_who_has_no_total_has_no_place_and_is_owed_something() -> None:
    listed = found("track", "leap")
    last = listed.sections[0].lines[-1]
    assert (last.entrant, last.rank, last.total, last.score, last.owed, last.why.code) == (
        "F",
        None,
        "",
        "",
        1,
        "no-total",
    )
    assert (listed.status, listed.owed, listed.entrants) == ("open", 1, 6)


def test_a_page_holds_the_positions_asked_for_under_the_name_of_their_group() -> None:
    second = found("bloom", "bouquet", slice(4, 6))
    assert [(each.group, [line.entrant for line in each.lines]) for each in second.sections] == [
        ("职工组", ["E"]),
        ("学生组", ["P"]),
    ]
    assert second.entrants == 8


def test_teams_name_all_their_members_and_which_of_them_count() -> None:
    listed = teams(fresh("bloom").trades["bouquet"])
    assert [(each.team, each.rank, each.total) for each in listed] == [
        ("lily", 1, "183.00"),
        ("rose", 2, "170.00"),
        ("iris", None, ""),
        ("moss", None, ""),
    ]
    assert [tuple(member) for member in listed[0].members] == [
        ("P", "95.00", True),
        ("B", "88.00", True),
        ("C", "84.00", False),
    ]
    assert [member.counts for member in listed[2].members] == [False], "one alone is no team here"


def test_a_trade_without_teams_lists_none() -> None:
    assert found("track", "leap").teams == []


def test_an_overall_prize_lists_winners_with_the_results_that_count() -> None:
    (cup,) = cups(fresh("track"), public=True)
    assert (cup.prize.id, cup.withheld) == ("cup", ())
    assert [(each.id, each.rank, each.total) for each in cup.winners] == [("west", 1, "28"), ("east", 2, "26")]
    assert sum(int(points) for _, _, points in cup.winners[0].results) == 28


def test_a_prize_is_kept_from_the_public_while_a_trade_of_its_is_frozen() -> None:
    state = frozen("track", "leap")

    def seen(*, public: bool) -> Cup:
        (cup,) = cups(state, public=public)
        return cup

    assert (list(seen(public=True).withheld), list(seen(public=True).winners)) == (["leap"], [])
    assert (list(seen(public=False).withheld), len(seen(public=False).winners)) == ([], 2)
    assert results(state.trades["leap"]).status == "frozen"
