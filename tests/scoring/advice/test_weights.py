"""What each part weighs: nothing at all, other than the standard says, or too much theory."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from scoring.advice.standard import Section, Standard
from scoring.advice.weights import advise, shares
from scoring.nodes import Scheme
from tests.scoring.field import aspect, criterion, module, phase, scheme


def advice(found: Scheme, standard: Standard | None = None) -> list[tuple[str, dict[str, str]]]:
    return [(each.code, dict(each.facts)) for each in advise(found, standard)]


def two(**phases: Any) -> Scheme:
    """Two aspects of 10 points in a module each."""
    return scheme(module("A", criterion("C", aspect("a"))), module("B", criterion("D", aspect("b"))), **phases)


def standard(first: str, second: str, **aspects: str) -> Standard:
    sections = (Section("1", "Planning", Decimal(first)), Section("2", "Work", Decimal(second)))
    return Standard(sections, aspects or {"a": "1", "b": "2"})


def test_sections_that_bear_what_the_standard_says_need_no_advice() -> None:
    assert advice(two(), standard("50", "50")) == []


def test_five_more_or_less_is_still_within_what_is_allowed() -> None:
    assert advice(two(), standard("45", "55")) == []


def test_a_section_that_drifts_further_is_named() -> None:
    (first, second) = advice(two(), standard("44", "56"))
    assert first[0] == second[0] == "advice-section-drift"
    assert first[1] == {"section": "1", "name": "Planning", "stated": "44", "share": "50", "drift": "6"}
    assert second[1]["drift"] == "-6"


def test_marks_of_the_standard_are_shares_of_their_sum() -> None:
    assert advice(two(), standard("20", "20")) == [("advice-standard-sum", {"sum": "40"})]


def test_sections_without_marks_are_not_compared() -> None:
    sections = (Section("1", "Planning", None), Section("2", "Work", Decimal(100)))
    said = advice(two(), Standard(sections, {"a": "1", "b": "2"}))
    assert [(code, facts.get("section")) for code, facts in said] == [("advice-section-drift", "2")]
    assert advice(two(), Standard(sections[:1], {"a": "1", "b": "1"})) == []


def test_aspects_without_a_section_and_sections_that_do_not_exist_are_named() -> None:
    said = advice(two(), standard("50", "50", a="3"))
    assert said[0] == ("advice-section-missing", {"aspects": "b", "count": "1"})
    assert said[1] == ("advice-section-unknown", {"section": "3"})
    assert advice(two(), Standard((), {"a": "3", "b": "4"})) == []


def test_what_weighs_nothing_is_named_wherever_it_stands() -> None:
    found = scheme(
        module("A", criterion("C", aspect("a", weight="0"), weight="0"), weight="0"),
        phases=[phase("p"), phase("q", weight="0", carry=[{"phase": "p", "weight": "0"}])],
    )
    places = [each.where for each in advise(found)]
    assert places == [
        "phases[q].weight",
        "phases[q].carry",
        "modules[A].weight",
        "modules[A].criteria[C].weight",
        "modules[A].criteria[C].aspects[a].weight",
    ]


def test_what_weighs_nothing_but_holds_a_figure_that_ties_look_at_needs_no_advice() -> None:
    zones = module("A", criterion("C", aspect("a"), aspect("b")), weight="0")
    tops = module("B", criterion("D", aspect("d")))
    for figure, named in (("C", []), ("a", []), ("A", ["modules[A].weight"]), ("D", ["modules[A].weight"])):
        by_phase = scheme(tops, zones, phases=[phase("p", ties=[{"figure": figure}])])
        by_team = scheme(tops, zones, teams={"ties": [{"figure": figure}]})
        assert [[each.where for each in advise(found)] for found in (by_phase, by_team)] == [named, named]


def test_shares_follow_weights_and_what_is_carried() -> None:
    found = two(
        phases=[
            phase("p", modules=["A"]),
            phase("q", modules=["A", "B"], weight="0.5", carry=[{"phase": "p", "weight": "0.25"}]),
        ]
    )
    assert shares(found) == {"a": Decimal("7.5"), "b": Decimal(5)}


def test_where_points_depend_on_items_or_panels_there_are_no_shares() -> None:
    items = scheme(module("A", criterion("C", aspect("a"), items=True)))
    adds = scheme(module("A", criterion("C", aspect("a", "sum"))))
    nothing = scheme(module("A", criterion("C", aspect("a", highest="0"))))
    for found in (items, adds, nothing):
        assert shares(found) is None and advice(found, standard("50", "50")) == []


def test_theory_may_weigh_thirty_hundredths_and_no_more() -> None:
    for weight, said in (("0.3", []), ("0.31", ["advice-theory-share"])):
        paper = module(
            "T", criterion("C", aspect("a", highest="100")), name={"zh": "理论", "en": "Paper"}, weight=weight
        )
        work = module("W", criterion("D", aspect("b", highest="70")))
        assert [code for code, _ in advice(scheme(paper, work))] == said
    english = module("T", criterion("C", aspect("a")), name="Theory test")
    assert advice(scheme(english)) == [("advice-theory-share", {"modules": "T", "share": "100", "limit": "30"})]
