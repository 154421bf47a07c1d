"""Reasons: every order between two neighbours has one, with the figures that made it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from scoring.nodes import TOTAL
from scoring.phases import OUT
from scoring.standings.reasons import Reason, between, neighbours, told_apart
from scoring.state import Trade
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase
from tests.scoring.strategies import Move, Setting, begin, moves, run, settings_of

JUDGES = {"P": ["J1", "J2", "J3"]}


def marked(values: dict[str, list[Any]], *, judges: dict[str, list[str]] | None = None, **ranked: Any) -> Contest:
    """One aspect `seam` in module `weld`; each entrant's marks, judge by judge."""
    stated = document(module("weld", criterion("C", aspect("seam", "mean"))), phases=[phase("final", **ranked)])
    made = contest(stated, list(values), judges or JUDGES)
    for entrant, marks in values.items():
        made.panel("P").gives(*marks).on("seam").to(entrant)
    return made


def why(made: Contest, phase_id: str = "final") -> dict[str, Reason]:
    trade = made.state.trades["T"]
    return {trade.roster[standing.entrant][0]: reason for standing, reason in neighbours(trade, phase_id)}


def labels(made: Contest, phase_id: str = "final") -> list[str]:
    return [reason.label for reason in why(made, phase_id).values()]


def test_the_first_has_nobody_above_and_totals_that_look_alike_are_shown_until_they_differ() -> None:
    made = marked({"A": [9, 9, 9], "B": [8, 8, 9], "C": [8, 8, "8.999"]})
    assert why(made)["A"] == Reason("first", "", "", "", "", ("", ""), "", -1, {})
    assert why(made)["B"] == Reason("total", TOTAL, "final", "9.00", "8.33", ("9", "25/3"), "high")
    assert (why(made)["C"].above, why(made)["C"].mine) == ("8.3333", "8.3330")


@pytest.mark.parametrize(
    ("above", "mine", "said"),
    [
        (Decimal("8.5"), Decimal("8.25"), ("8.50", "8.25")),
        (Decimal("8.501"), Decimal("8.502"), ("8.501", "8.502")),
        (Decimal("20.105"), Decimal("20.101"), ("20.105", "20.101")),
        (Decimal("20.11"), Decimal("20.10"), ("20.11", "20.10")),
        (Fraction(1, 3), Fraction(1, 3), ("0.33", "0.33")),
        (None, Decimal(3), ("", "3.00")),
        (Decimal(3), None, ("3.00", "")),
        (Decimal("0.00000000000001"), Decimal(0), ("0.00000000000001", "0")),
    ],
)
def test_two_figures_are_shown_with_as_many_digits_as_it_takes(above: Any, mine: Any, said: tuple[str, str]) -> None:
    assert told_apart(above, mine, 2) == said


def test_the_lower_total_may_stand_first() -> None:
    made = marked({"A": [9, 9, 9], "B": [8, 8, 8]}, order="low")
    assert why(made)["A"] == Reason("total", TOTAL, "final", "8.00", "9.00", ("8", "9"), "low")


def test_a_figure_breaks_a_tie_and_who_has_none_loses_it() -> None:
    stated = document(
        module("weld", criterion("C", aspect("seam", "one"))),
        module("clock", criterion("D", aspect("minutes", "one", highest="600", panel="P")), weight="0"),
        phases=[phase("final", ties=[{"figure": "minutes", "prefer": "low"}])],
    )
    made = contest(stated, ["A", "B", "C"], {"P": ["J1"]})
    made.judge("J1").gives(8).on("seam").to("A", "B", "C")
    for entrant, minutes in (("A", 61), ("B", 60)):
        made.judge("J1").gives(minutes).on("minutes").to(entrant)
    assert why(made)["A"] == Reason("tie", "minutes", "final", "60.00", "61.00", ("60", "61"), "low", 0)
    assert (why(made)["C"].above, why(made)["C"].mine, why(made)["C"].label) == ("61.00", "", "tie:minutes")


def test_the_first_step_that_tells_two_apart_is_the_reason() -> None:
    ties = [{"figure": "seam"}, {"by": "count-back", "figure": "seam"}]
    made = marked({"A": [9, 8, 7], "B": [9, "8.5", "6.5"]}, ties=ties)
    assert (why(made)["A"].label, why(made)["A"].step) == ("tie:count-back:seam", 1)


def test_steps_in_which_two_are_equal_are_passed_over() -> None:
    ties = [{"figure": "seam"}, {"figure": "weld"}, {"by": "count-back", "figure": "seam"}]
    made = marked({"A": [9, 8, 7], "B": [9, "8.5", "6.5"]}, ties=ties)
    assert (why(made)["A"].label, why(made)["A"].step) == ("tie:count-back:seam", 2)


def test_counted_back_the_part_that_first_differs_is_named() -> None:
    made = marked({"A": [9, 8, 7], "B": [9, "8.5", "6.5"]}, ties=[{"by": "count-back", "figure": "seam"}])
    reason = why(made)["A"]
    assert reason == Reason("tie-count-back", "seam", "final", "8.50", "8.00", ("8.5", "8"), "high", 0, {"part": "2"})
    assert reason.label == "tie:count-back:seam"


def test_who_has_fewer_parts_loses_where_the_other_has_one_more() -> None:
    made = marked({"A": [8, "absent", 8], "B": [8, 8, 8]}, ties=[{"by": "count-back", "figure": "seam"}])
    reason = why(made)["A"]
    assert (reason.above, reason.mine, reason.facts) == ("8.00", "", {"part": "3"})


def test_parts_above_a_limit_are_counted() -> None:
    made = marked({"A": [9, 9, 3], "B": [7, 7, 7]}, ties=[{"by": "count", "figure": "seam", "above": "6.5"}])
    assert why(made)["A"] == Reason("tie-count", "seam", "final", "3", "2", ("3", "2"), "high", 0, {"above": "6.5"})


def test_head_to_head_says_how_many_of_the_others_each_beats() -> None:
    made = marked(
        {"A": [9, 7, 8], "B": [8, 9, 7], "C": [9, 9, 6], "D": [1, 1, 1]},
        ties=[{"by": "head-to-head", "figure": "seam"}],
    )
    assert labels(made) == ["first", "tie:head-to-head:seam", "shared", "total"]
    reason = why(made)["B"]
    assert (reason.above, reason.mine, reason.facts) == ("1", "0", {"others": "2"})


def test_the_running_order_and_the_decision_of_the_chief_judge_are_reasons_with_a_number() -> None:
    made = marked({"A": [8, 8, 8], "B": [8, 8, 8]}, ties=[{"by": "running-order", "prefer": "high"}])
    assert why(made)["A"] == Reason("tie-running-order", "", "final", "2", "1", ("2", "1"), "high", 0)
    decided = marked({"A": [8, 8, 8], "B": [8, 8, 8]}, ties=[{"by": "decision"}], ranks={"share": "never"})
    assert why(decided)["B"] == Reason("undecided", TOTAL, "final", "8.00", "8.00", ("8", "8"), "high")
    decided.decide("B", "A")
    assert why(decided)["A"] == Reason("tie-decision", "", "final", prefer="high", facts={"line": "9"}, step=0)
    assert why(decided)["A"].unwritten() == why(decided)["A"]._replace(facts={})
    assert why(decided)["B"].unwritten() == why(decided)["B"]
    decided.decide("A", "B")
    three = marked({each: [8, 8, 8] for each in "ABC"}, ties=[{"by": "decision"}])
    three.decide("C", "A", "B")
    assert [each.facts for each in why(three).values()] == [{}, {"line": "12"}, {"line": "12"}]
    assert (why(decided)["B"].code, why(decided)["B"].facts) == ("tie-decision", {"line": "10"})


def test_a_decision_about_two_says_nothing_of_three() -> None:
    made = marked({"A": [8, 8, 8], "B": [8, 8, 8], "C": [7, 7, 7]}, ties=[{"by": "decision"}])
    made.decide("B", "A")
    assert labels(made) == ["first", "tie:decision", "total"]
    made.panel("P").gives(8, 8, 8).on("seam").to("C")
    assert labels(made) == ["first", "shared", "shared"]


def test_a_step_behind_those_that_no_key_can_hold_says_its_figures_too() -> None:
    made = marked(
        {"A": [9, 8, 7], "B": [9, 9, 6], "C": [1, 1, 1]},
        ties=[{"by": "decision"}, {"by": "count-back", "figure": "seam", "upto": 1}],
    )
    assert labels(made) == ["first", "tie:count-back:seam", "total"]
    assert why(made)["A"].step == 1


def test_a_step_for_the_first_places_only_leaves_other_ties_alone() -> None:
    made = marked({"A": [7, 7, 7], "B": [8, 8, 8], "C": [8, 8, 8]}, ties=[{"by": "decision", "upto": 1}])
    made.decide("C", "B")
    assert labels(made) == ["first", "tie:decision", "total"]
    made.panel("P").gives(9, 9, 9).on("seam").to("A")
    assert labels(made) == ["first", "total", "shared"]


def test_so_does_a_figure_that_is_for_the_first_places_only() -> None:
    seams = [module(each, criterion(f"C{each}", aspect(f"a{each}", "one"))) for each in ("X", "Y")]
    stated = document(*seams, phases=[phase("final", ties=[{"figure": "X", "upto": 1}])])
    made = contest(stated, list("ABCD"), {"P": ["J1"]})
    for entrant, (x, y) in {"A": (9, 1), "B": (8, 2), "C": (4, 3), "D": (3, 4)}.items():
        made.judge("J1").gives(x).on("aX").to(entrant)
        made.judge("J1").gives(y).on("aY").to(entrant)
    assert labels(made) == ["first", "tie:X", "total", "shared"]


def test_a_figure_of_a_phase_that_she_is_not_in_loses_the_tie() -> None:
    stated = document(
        module("M", criterion("C", aspect("seam", "one"))),
        phases=[
            phase("heat"),
            phase("semi", entry={"from": "heat", "cut": "stated"}),
            phase("final", entry={"from": "heat", "cut": "stated"}, ties=[{"figure": "total", "phase": "semi"}]),
        ],
    )
    made = contest(stated, ["A", "B"], {"P": ["J1"]})
    made.advance("semi", "B")
    made.advance("final", "A", "B")
    for entrant, where in (("B", "semi"), ("A", "final"), ("B", "final")):
        made.judge("J1").gives(9).on("seam", phase=where).to(entrant)
    assert (why(made)["A"].label, why(made)["A"].above, why(made)["A"].mine) == ("tie:total", "9.00", "")


def test_the_skating_rules_name_the_place_and_what_was_compared() -> None:
    dances = [aspect(dance, "majority-placing", lowest="1", step="1") for dance in ("W", "T")]
    ties = [{"by": "skating-10"}, {"by": "skating-11"}]
    stated = document(module("M", criterion("C", *dances)), phases=[phase("final", order="low", ties=ties)])

    def danced(**places: tuple[tuple[int, ...], tuple[int, ...]]) -> dict[str, Reason]:
        made = contest(stated, sorted(places), JUDGES)
        for entrant, by_dance in places.items():
            for dance, marks in zip(("W", "T"), by_dance, strict=True):
                made.panel("P").gives(*marks).on(dance).to(entrant)
        return why(made)

    one, two, three, four = ((place,) * 3 for place in range(1, 5))
    pooled = danced(A=((1, 1, 3), two), B=((2, 2, 1), one), C=((3, 3, 2), three))
    facts = {"place": "1", "what": "count"}
    assert pooled["A"] == Reason("tie-skating-11", "", "final", "4", "2", ("4", "2"), "high", 1, facts)
    summed = danced(L=(three, one), X=(one, four), Y=(two, three), Z=(four, two))
    facts = {"place": "2", "what": "sum"}
    assert summed["Y"] == Reason("tie-skating-10", "", "final", "1", "2", ("1", "2"), "high", 0, facts)
    more = danced(A=(two, two), B=(one, three), C=(three, one))
    assert [each.label for each in more.values()] == ["first", "shared", "tie:skating-10"]
    assert (more["A"].above, more["A"].mine) == ("1", "0")


def test_shared_places_say_by_what_they_are_shared() -> None:
    made = marked({"A": [8, 8, 8], "B": [8, 8, 8], "C": [7, 7, 7]})
    assert why(made)["B"] == Reason("shared", TOTAL, "final", "8.00", "8.00", ("8", "8"), "high")
    near: dict[str, list[Any]] = {
        "A": [9, 9, 9],
        "B": ["8.5", "8.5", "8.5"],
        "C": ["8.2", "8.2", "8.2"],
        "D": [8, 8, 8],
    }
    chain = why(marked(near, ranks={"share": "within", "within": "0.5"}))
    assert [each.label for each in chain.values()] == ["first", "within", "within", "within"]
    assert (chain["C"].above, chain["C"].mine, chain["C"].facts) == (
        "8.50",
        "8.20",
        {"within": "0.5", "from": "previous"},
    )
    first = why(marked(near, ranks={"share": "within", "within": "0.8", "from": "first"}))
    assert [each.label for each in first.values()] == ["first", "within", "within", "total"]
    assert (first["C"].above, first["C"].mine) == ("9.00", "8.20")


def test_who_stands_behind_the_last_place_has_none_and_who_is_out_or_has_no_total_neither() -> None:
    made = marked({"A": [9, 9, 9], "B": [8, 8, 8], "C": [7, 7, 7]}, ranks={"places": 1})
    assert why(made)["B"] == Reason("no-place", facts={"places": "1"})
    made = contest(document(module("M", criterion("C", aspect("seam")))), ["A", "B"], JUDGES)
    made.out("B", "dnf")
    assert [each.code for each in why(made).values()] == ["no-total", "dnf"]


def test_each_group_that_is_ranked_apart_has_its_own_first() -> None:
    stated = document(module("M", criterion("C", aspect("seam", "one"))), groups="apart")
    made = Contest().open(stated, ["A", "B", "C"], {"P": ["J1"]}, groups={"A": "x", "B": "y", "C": "x"})
    for entrant, value in (("A", 5), ("B", 9), ("C", 7)):
        made.judge("J1").gives(value).on("seam").to(entrant)
    assert {entrant: (each.code, each.label) for entrant, each in why(made).items()} == {
        "C": ("first", "first"),
        "A": ("total", "total"),
        "B": ("other-group", "first"),
    }


def test_those_who_went_on_stand_first_in_a_phase_and_in_the_trade() -> None:
    stated = document(
        module("M", criterion("C", aspect("seam", "one"))),
        phases=[phase("heat", first="final"), phase("final", entry={"from": "heat", "cut": "stated"})],
    )
    made = contest(stated, ["A", "B"], {"P": ["J1"]})
    made.judge("J1").gives(9).on("seam").to("A")
    made.judge("J1").gives(5).on("seam").to("B")
    made.advance("final", "B")
    assert why(made, "heat")["A"] == Reason("went-on", phase="final")
    assert why(made, "")["A"] == Reason("went-on", phase="final")


def test_who_did_not_go_on_stands_in_the_trade_behind_those_in_the_phase_that_is_named() -> None:
    stated = document(
        module("M", criterion("C", aspect("seam", "one"))),
        phases=[phase("heat"), phase("final", entry={"from": "heat", "cut": 1})],
    )
    made = contest(stated, ["A", "B"], {"P": ["J1"]})
    made.judge("J1").gives(9).on("seam").to("A")
    made.judge("J1").gives(5).on("seam").to("B")
    made.advance("final", "A")
    assert why(made, "")["B"] == Reason("went-on", phase="final")


def test_between_is_of_two_neighbours_only() -> None:
    trade = marked({"A": [9, 9, 9], "B": [8, 8, 8], "C": [7, 7, 7]}).state.trades["T"]
    assert between(trade, "final", None, "A").code == "first"
    assert between(trade, "", "B", "C").exact == ("8", "7")
    with pytest.raises(LookupError, match="C does not stand right after A"):
        between(trade, "final", "A", "C")
    with pytest.raises(LookupError):
        between(trade, "final", "A", "A")


@given(settings_of(), moves())
def test_whatever_happens_reasons_agree_with_the_order(setting: Setting, script: list[Move]) -> None:
    trade = run(begin(setting), script).state.trades["T"]
    for name in ("", *(each.id for each in trade.plan.phases if trade.phases[each.id].entered is not None)):
        told = list(neighbours(trade, name))
        assert [standing for standing, _ in told] == list(trade.standing(name) if name else trade.order)
        for (above, _), (below, reason) in zip([(None, None), *told], told, strict=False):
            agrees(trade, name, above, below, reason)


def agrees(trade: Trade, name: str, above: Any, below: Any, reason: Reason) -> None:
    """What a reason says holds for the two places it stands between."""
    entrant = trade.roster[below.entrant][0]
    where = name or trade.deepest[entrant][1]
    scheme = trade.plan.scheme.phase[where]
    if reason.code in (*OUT, "no-total", "no-place"):
        assert below.rank is None
        assert (reason.code in OUT) == bool(trade.status_of(entrant, where))
        return
    assert below.rank is not None
    same = above is not None and above.rank == below.rank and reason.code != "other-group"
    assert same == (reason.code in ("shared", "within", "undecided"))
    if reason.code == "first":
        assert above is None
    elif reason.code == "other-group":
        assert trade.sections[trade.roster[above.entrant][0]] != trade.sections[entrant]
    elif reason.code == "total":
        one, other = (Fraction(each) for each in reason.exact)
        assert one > other if scheme.order == "high" else one < other
        assert reason.above != reason.mine
    elif reason.code in ("tie", "tie-count-back", "tie-running-order", "tie-count", "tie-head-to-head"):
        theirs, own = (Fraction(each) if each else None for each in reason.exact)
        more = reason.prefer == "high" or reason.code == "tie-head-to-head"
        assert own is None or (theirs is not None and (theirs > own if more else theirs < own))
        assert scheme.ties[reason.step].figure == reason.figure
    elif reason.code.startswith("tie-skating"):
        theirs, own = (Fraction(each) for each in reason.exact)
        assert theirs > own if reason.facts["what"] == "count" else theirs < own
    elif reason.code == "within":
        one, other = (Fraction(each) for each in reason.exact)
        assert abs(one - other) <= scheme.ranks.within
    if reason.code.startswith("tie"):
        totals = [trade.performances[trade.roster[each.entrant][0], where].total for each in (above, below)]
        assert totals[0] == totals[1]
