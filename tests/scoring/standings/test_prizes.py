"""Overall prizes: what counts, for whom, in which order, and from whom it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.checks import check
from scoring.engine import apply, replay
from scoring.facts import PrizeOpened, TradeOpened
from scoring.lines import Line, digest
from scoring.nodes import Name
from scoring.problems import BrokenPromiseError
from scoring.standings.prizes import (
    Prize,
    lint_prize,
    parse_prize,
    prize_text,
    read_prize,
    standings,
    withheld,
)
from tests.scoring.field import Contest, Document, aspect, codes, criterion, document, module, phase, scheme
from tests.scoring.procedures import Way

WELDING = {"1": 90, "2": 80, "3": 70, "4": 60}
FLORISTRY = {"5": 50, "6": 40, "7": 30}
TEAMS = {"1": "east", "2": "west", "3": "west", "4": "", "5": "west", "6": "east", "7": "south"}


def stated(**settings: Any) -> Document:
    return document(module("M", criterion("C", aspect("seam", "one", highest="100"))), **settings)


def two_trades(marks: Mapping[str, int] | None = None, **settings: Any) -> Contest:
    """Welding T and floristry U, all marked."""
    made = Contest()
    for trade, own in (("T", WELDING), ("U", FLORISTRY)):
        teams = {entrant: TEAMS[entrant] for entrant in own if TEAMS[entrant]}
        made.open(stated(**settings), list(own), {trade: [f"J{trade}"]}, trade=trade, teams=teams)
        for entrant, mark in own.items():
            made.judge(f"J{trade}").gives((marks or own).get(entrant, mark)).on("seam").to(entrant)
    return made


def told(made: Contest, prize: Prize) -> list[tuple[str, int | None, str | None]]:
    found = standings(made.state, prize)
    assert found is not None
    return [(each.id, each.place, None if each.total is None else str(each.total)) for each in found]


def test_totals_of_a_teams_entrants_add_up_over_all_trades() -> None:
    made = two_trades()
    prize = made.prize("cup", points="total")
    assert told(made, prize) == [("west", 1, "200"), ("east", 2, "130"), ("south", 3, "30")]
    best = made.prize("best", points="total", best=1, results=1)
    assert told(made, best) == [("east", 1, "90"), ("west", 2, "80"), ("south", 3, "30")]
    found = standings(made.state, made.prize("pairs", points="total", best=1))
    assert found is not None and [each.id for each in found] == ["east", "west", "south"]
    assert found[1].results == (("T", "2", Decimal(80)), ("U", "5", Decimal(50)))


def test_without_enough_results_there_is_no_place() -> None:
    made = two_trades()
    prize = made.prize("cup", points="total", least=2)
    assert told(made, prize) == [("west", 1, "200"), ("east", 2, "130"), ("south", None, None)]
    found = standings(made.state, prize)
    assert found is not None and [each.reason.code for each in found] == ["first", "total", "no-total"]


def test_medals_are_worth_four_three_two_and_one_where_nothing_else_is_said() -> None:
    made = two_trades(medals={"excellence": "60"})
    usual = made.prize("cup", points="medal")
    assert told(made, usual) == [("west", 1, "9"), ("east", 2, "7"), ("south", 3, "2")]
    golds = made.prize("golds", points="medal", medals={"gold": 1, "silver": 0, "bronze": 0}, trades=["U"])
    assert told(made, golds) == [("west", 1, "1"), ("east", 2, "0"), ("south", 2, "0")]
    own = made.prize("own", points="medal", of="entrant", trades=["T"])
    assert told(made, own) == [("1", 1, "4"), ("2", 2, "3"), ("3", 3, "2"), ("4", 4, "1")]


def test_places_are_worth_what_a_table_says_and_others_nothing() -> None:
    made = two_trades()
    made.out("6", "dnf")
    prize = made.prize("cup", points="place", table={"1": "10", "2": "5.5"})
    assert told(made, prize) == [("west", 1, "15.5"), ("east", 2, "10"), ("south", 3, "5.5")]


def test_the_best_score_on_the_scale_over_all_trades_wins() -> None:
    made = two_trades(scale={})
    prize = made.prize("vidal", points="scale", of="entrant")
    found = told(made, prize)
    assert found[:2] == [("1", 1, "730"), ("5", 2, "720")]
    assert {each for each, *_ in found} == set(WELDING) | set(FLORISTRY)


def test_equal_sums_are_counted_back_or_share_the_place() -> None:
    made = two_trades({"1": 60, "6": 40, "5": 50, "2": 50, "3": 0})
    found = standings(made.state, made.prize("cup", points="total"))
    assert found is not None
    assert [(each.id, each.place, each.reason.label) for each in found] == [
        ("east", 1, "first"),
        ("west", 2, "tie:count-back:total"),
        ("south", 3, "total"),
    ]
    assert (found[1].reason.above, found[1].reason.mine, found[1].reason.facts) == ("60.00", "50.00", {"part": "1"})
    shared = standings(made.state, made.prize("shared", points="total", ties="shared"))
    assert shared is not None
    assert [(each.id, each.place, each.shared) for each in shared] == [
        *(("east", 1, True), ("west", 1, True)),
        ("south", 3, False),
    ]


def test_totals_are_those_of_the_last_phase() -> None:
    made = Contest().open(
        stated(phases=[phase("heat"), phase("final", entry={"from": "heat", "cut": "stated"})]),
        ["1", "2", "3"],
        {"P": ["J"]},
        teams={"1": "east", "2": "east", "3": "west"},
    )
    for entrant, mark in (("1", 90), ("2", 80), ("3", 70)):
        made.judge("J").gives(mark).on("seam").to(entrant)
    prize = made.prize("cup", points="total")
    assert told(made, prize) == []
    made.advance("final", "1", "3")
    made.judge("J").gives(10).on("seam", phase="final").to("1", "3")
    made.out("3", "dnf", phase="final")
    assert told(made, prize) == [("east", 1, "10")]


@given(st.booleans(), st.booleans(), st.booleans())
def test_public_and_hall_see_a_prize_exactly_when_no_part_of_it_is_frozen(
    first: bool, second: bool, thawed: bool
) -> None:
    made = two_trades()
    prize = made.prize("cup", points="total")
    for trade, frozen in (("T", first), ("U", second)):
        if frozen:
            made.freeze(trade)
    if first and thawed:
        made.thaw("T")
    kept = [trade for trade, frozen in (("T", first and not thawed), ("U", second)) if frozen]
    assert withheld(made.state, prize) == kept
    assert (standings(made.state, prize, public=True) is None) == bool(kept)
    assert standings(made.state, prize) == standings(two_trades().state, prize)


def test_a_sealed_trade_keeps_it_from_everybody_and_then_results_are_those_of_who_was_behind_the_codes() -> None:
    made = Way()
    made.open(stated(), ["7"], {"Q": ["K"]}, trade="U", teams={"7": "south"})
    made.judge("K").gives(5).on("seam").to("7")
    made.seal(("1", "2"), stated=document(module("A", criterion("C", aspect("A1")))), terms=None)
    trade = made.state.trades["T"]
    trade.teams = {"1": "east"}
    made.panel("P").gives(7, 8).on("A1").to(*trade.index)
    prize = made.prize("cup", points="place", table={"1": 3})
    own = made.prize("own", points="place", of="entrant", table={})
    for each in (prize, own):
        assert standings(made.state, each) is None
        assert standings(made.state, each, public=True) is None
    made.take(made.unsealing(("1", "2")))
    assert told(made, prize) == [("south", 1, "3"), ("east", 1, "3")]
    assert {each for each, *_ in told(made, own)} == {"1", "2", "7"}


MOST = {
    "id": "cup",
    "name": {"zh": "综合奖", "en": "Cup"},
    "trades": ["T", "U"],
    "of": "entrant",
    "points": "place",
    "table": {"1": "10", "2": 7, "12345": "-1"},
    "best": 3,
    "results": 5,
    "least": 2,
    "ties": "shared",
}


@pytest.mark.parametrize(
    "form",
    [MOST, {"id": "cup", "points": "total"}, {"id": "cup", "points": "medal", "medals": {"gold": "4.5"}, "best": 1}],
)
def test_the_canonical_text_states_the_same_prize(form: dict[str, Any]) -> None:
    prize, problems = read_prize(form, every=("T",))
    assert prize is not None and problems == []
    assert parse_prize(prize_text(prize)) == prize
    assert prize_text(parse_prize(prize_text(prize))) == prize_text(prize)
    assert prize.trades == tuple(form.get("trades", ("T",)))


def test_what_a_prize_states_is_read() -> None:
    prize, _ = read_prize(MOST)
    assert prize == Prize(
        "cup",
        Name("综合奖", "Cup"),
        ("T", "U"),
        *("entrant", "place", {1: Decimal(10), 2: Decimal(7), 12345: Decimal(-1)}, {}),
        *(3, 5, 2, "shared"),
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "a b"}, [("bad-id", "overall[1].id")]),
        ({"points": "luck"}, [("unknown-choice", "overall[1].points")]),
        ({"points": None}, [("missing-key", "overall[1].points")]),
        ({"of": "judge"}, [("unknown-choice", "overall[1].of")]),
        ({"ties": "dice"}, [("unknown-choice", "overall[1].ties")]),
        ({"trades": []}, [("empty-value", "overall[1].trades")]),
        ({"trades": ["T", "U", "T"]}, [("duplicate-id", "overall[1].trades")]),
        ({"best": 0}, [("out-of-range", "overall[1].best")]),
        ({"results": "many"}, [("wrong-type", "overall[1].results")]),
        ({"least": 6}, [("least-beyond-results", "overall[1].least")]),
        ({"table": None}, [("missing-key", "overall[1].table")]),
        ({"table": []}, [("wrong-type", "overall[1].table")]),
        ({"table": {"first": "3"}}, [("wrong-type", "overall[1].table.first")]),
        ({"table": {"0": "3"}}, [("wrong-type", "overall[1].table.0")]),
        ({"table": {"123456": "3"}}, [("wrong-type", "overall[1].table.123456")]),
        ({"table": {"１": "3"}}, [("wrong-type", "overall[1].table.１")]),
        ({"table": {"1": "NaN"}}, [("bad-number", "overall[1].table.1")]),
        ({"table": {"1": "1e500000"}}, [("bad-number", "overall[1].table.1")]),
        ({"points": "medal", "table": None, "medals": {"tin": 1}}, [("unknown-key", "overall[1].medals.tin")]),
        ({"points": "medal", "table": None, "medals": 3}, [("wrong-type", "overall[1].medals")]),
        ({"points": "total"}, [("unknown-key", "overall[1].table")]),
        ({"medals": {"gold": 5}}, [("unknown-key", "overall[1].medals")]),
    ],
)
def test_everything_wrong_with_a_prize_is_said_at_its_place(
    change: dict[str, Any], said: list[tuple[str, str]]
) -> None:
    form = {key: value for key, value in {**MOST, **change}.items() if value is not None}
    prize, problems = read_prize(form, "overall[1]")
    assert (prize, [(each.code, each.where) for each in problems]) == (None, said)


def test_what_is_no_table_is_no_prize() -> None:
    prize, problems = read_prize(["cup"])
    assert prize is None and codes(problems)[0] == "wrong-type"


@pytest.mark.parametrize("text", ["{", "{}", '"cup"'])
def test_a_stored_prize_that_cannot_be_read_breaks_a_promise(text: str) -> None:
    with pytest.raises(BrokenPromiseError, match="a stored prize is"):
        parse_prize(text)


def test_a_prize_fits_the_schemes_of_its_trades() -> None:
    usual = scheme(module("M", criterion("C", aspect("seam"))))
    low = replace(usual, phases=(replace(usual.phases[0], order="low"),))
    schemes = {"T": usual, "L": low}

    def problems(points: str, *trades: str) -> list[tuple[str, str]]:
        prize, _ = read_prize(
            {"id": "cup", "points": points, "trades": list(trades), **({"table": {}} if points == "place" else {})}
        )
        assert prize is not None
        return [(each.code, each.where) for each in lint_prize(prize, schemes, "overall[cup]")]

    assert problems("total", "T", "X") == [("unknown-trade", "overall[cup].trades")]
    assert problems("total", "T", "L") == [("prize-of-low-totals", "overall[cup].points")]
    assert problems("place", "T", "L") == []
    for points in ("scale", "medal"):
        assert problems(points, "T") == [("prize-without-points", "overall[cup].points")]


def refused(made: Contest, fact: PrizeOpened | TradeOpened) -> list[tuple[str, str]]:
    return [(each.code, each.where) for each in check(made.state, fact).problems]


def test_a_prize_is_opened_once_under_its_own_id_over_trades_that_are_open() -> None:
    made = two_trades()
    made.prize("cup", points="total")
    rule = digest("x")
    assert refused(made, PrizeOpened("cup", rule, ("T",))) == [("prize-open", "prize")]
    assert refused(made, PrizeOpened("a b", rule, ("T",))) == [("bad-id", "prize")]
    assert refused(made, PrizeOpened("overview", rule, ("T",))) == [("bad-id", "prize")]
    assert refused(made, PrizeOpened("T", rule, ("T",))) == [("duplicate-id", "prize")]
    assert refused(made, PrizeOpened("mug", "x", ())) == [("bad-digest", "rule"), ("empty-value", "trades")]
    assert refused(made, PrizeOpened("mug", rule, ("T", "T", "X"))) == [
        ("duplicate-id", "trades"),
        ("unknown-trade", "trades"),
    ]
    opened = made.accepted[1]
    assert isinstance(opened, TradeOpened)
    again = replace(opened, trade="cup", roster=(("9", ""),), teams=())
    assert refused(made, again) == [("duplicate-id", "trade")]


def test_an_entrant_of_the_trade_counts_for_one_team() -> None:
    opened = two_trades().accepted[1]
    assert isinstance(opened, TradeOpened)
    fresh = Contest()
    wrong = replace(opened, teams=(("1", "east"), ("1", "west"), ("9", "east"), ("2", "a b")))
    assert refused(fresh, wrong) == [("duplicate-id", "teams"), ("unknown-entrant", "teams"), ("bad-id", "teams")]


def test_a_prize_is_there_after_a_replay_and_its_contents_must_speak_of_it() -> None:
    made = two_trades()
    prize = made.prize("cup", points="total")
    assert replay("event", made.lines, made.contents).prizes == {"cup": prize} == made.state.prizes
    line = Line(
        made.state.seq + 1, made.state.at, "a", "k", PrizeOpened("mug", digest(prize_text(prize)), prize.trades)
    )
    with pytest.raises(BrokenPromiseError, match="speak of another"):
        apply(made.state, line, made.contents)


def test_totals_are_shown_with_the_digits_of_the_finest_of_its_trades() -> None:
    made = Contest()
    for trade, decimals in (("T", 1), ("U", 3), ("V", 4)):
        made.open(
            stated(decimals=decimals), [f"{trade}1"], {trade: [f"J{trade}"]}, trade=trade, teams={f"{trade}1": trade}
        )
        made.judge(f"J{trade}").gives(len(made.state.trades)).on("seam").to(f"{trade}1")
    found = standings(made.state, made.prize("cup", points="total", trades=["T", "U"]))
    assert found is not None and (found[1].reason.above, found[1].reason.mine) == ("2.000", "1.000")


def test_sums_are_exact() -> None:
    made = Contest()
    for trade in "TUV":
        form = document(module("M", criterion("C", aspect("seam"))))
        made.open(
            form, [f"{trade}1"], {trade: [f"{trade}{each}" for each in "abc"]}, trade=trade, teams={f"{trade}1": "x"}
        )
        made.panel(trade).gives(3, 3, 4).on("seam").to(f"{trade}1")
    found = standings(made.state, made.prize("cup", points="total"))
    assert found is not None and found[0].total == Fraction(10)


def test_of_a_place_that_is_none_it_is_said_what_one_is() -> None:
    _, problems = read_prize({"id": "cup", "points": "place", "table": {"first" * 20: "3"}}, every=("T",))
    assert [(each.code, each.facts) for each in problems] == [("wrong-type", {"expected": "whole number"})]
    assert problems[0].where == f"table.{'first' * 16}"
