"""One entrant's points, step by step, and how every node ends."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from scoring.numbers import Rounding
from scoring.totals import bounded
from tests.scoring.field import Document, aspect, contest, criterion, document, module, phase


def test_a_node_is_rounded_then_adjusted_then_held_between_its_bounds() -> None:
    two = Rounding(1)
    assert bounded(Decimal("1.25"), two, None, None, None) == Decimal("1.3")
    assert bounded(Decimal("1.25"), two, Decimal("-0.05"), None, None) == Decimal("1.25")
    assert bounded(Decimal("1.25"), None, Decimal("-2"), Decimal(0), None) == 0
    assert bounded(Fraction(4, 3), None, None, None, Decimal(1)) == 1


def dives(**settings: object) -> Document:
    award = aspect("award", "trimmed-sum", drop_high=1, drop_low=1)
    return document(module("M", criterion("dive", award, items=True, weight="0.6", round=2, **settings)))


def test_a_dive_is_the_trimmed_sum_times_its_difficulty() -> None:
    items = [("final", "1", "R1", "dive", "3.3", "", "", ""), ("final", "1", "R2", "dive", "", "", "", "")]
    made = contest(dives(), ["1"], {"P": [f"J{n}" for n in range(7)]}, items=items)
    made.panel("P").gives("8", "8.5", "9", "7.5", "8", "8.5", "8").on("award", item="R1").to("1")
    assert made.figure("award", "1", item="R1") == 41
    assert made.figure("dive", "1", item="R1") == Fraction("81.18")
    assert made.total("1") == Fraction("81.18")
    made.panel("P").gives(*[5] * 7).on("award", item="R2").to("1")
    assert made.figure("dive", "1") == Fraction("96.18")


def test_an_item_counts_with_its_base_value_once_all_its_aspects_are_settled() -> None:
    stated = document(
        module("M", criterion("element", aspect("goe", lowest="-3", table="S"), aspect("style"), items=True)),
        tables={"S": {"kind": "lookup", "rows": [["-3", "-2.1"], ["0", "0"], ["3", "2.1"]]}},
    )
    items = [("final", "1", "E1", "element", "", "7.10", "", "2"), ("final", "1", "E2", "element", "", "1", "S", "")]
    made = contest(stated, ["1"], {"P": ["J1"]}, items=items)
    made.judge("J1").gives(3).on("goe", item="E1").to("1")
    assert (made.figure("goe", "1", item="E1"), made.total("1")) == (Fraction("2.1"), None)
    made.judge("J1").gives(0).on("style", item="E1").to("1")
    assert made.total("1") == Fraction("7.10") + 2 * Fraction("2.1")


def test_a_panel_whose_every_mark_is_excused_settles_only_where_the_scheme_says_what_it_is_worth() -> None:
    for none, total in ((None, None), ("0", 0)):
        settings = {} if none is None else {"none": none}
        stated = document(module("M", criterion("C", aspect("a", **settings))), phases=[phase("final")])
        made = contest(stated, ["1"], {"P": ["J1", "J2"]})
        made.panel("P").gives("lost", "abstained").on("a").to("1")
        assert made.total("1") == total


def test_a_phase_adds_the_own_points_of_those_it_carries() -> None:
    stated = document(
        module("M", criterion("C", aspect("a", "one"))),
        phases=[
            phase("prelim"),
            phase("semi", carry=[{"phase": "prelim"}]),
            phase("final", carry=[{"phase": "semi", "weight": "0.5"}], round=1),
        ],
    )
    made = contest(stated, ["1"], {"P": ["J1"]})
    for phase_id, value in (("prelim", "9"), ("semi", "7.5"), ("final", "6")):
        made.judge("J1").gives(value).on("a", phase=phase_id).to("1")
    totals = [made.total("1", phase=phase_id) for phase_id in ("prelim", "semi", "final")]
    assert totals == [9, Fraction("16.5"), Fraction("9.8")]
