"""Sentences on what can still change, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from competition.certainty import saying
from competition.certainty.saying import Names
from competition.certainty.wants import Want
from scoring.certainty.margins import Flip, LeftOut
from scoring.certainty.places import Outlook
from scoring.facts import Cell
from scoring.nodes import Phase
from scoring.numbers import ONE, parse
from tests.scoring.certainty.test_places import two_papers


def names(lang: str = "en") -> Names:
    called = {
        "J1": {"en": "Gan Tang", "zh": "甘棠"},
        "E1": {"en": "No. 7", "zh": "07"},
        "E2": {"en": "No. 8", "zh": "08"},
    }
    scheme = two_papers("1").state.trades["T"].plan.scheme
    return saying.named(scheme, lang, lambda id: called[id][lang], lambda id: called[id][lang])


def final(places: int = 0) -> Phase:
    phase = two_papers("1").state.trades["T"].plan.scheme.phase["final"]
    return replace(phase, ranks=replace(phase.ranks, places=places))


@pytest.mark.parametrize(
    ("outlook", "places", "sentence", "span"),
    [
        (Outlook(1, 3, True, "open"), 0, "place 1 to place 3", "1–3"),
        (Outlook(1, 3, False, "open"), 0, "place 1 to place 3 at most", "1–3"),
        (Outlook(2, 5, True, "open"), 3, "place 2 to no place", "2–none"),
        (Outlook(2, 2, True, "clinched"), 0, "place 2, certain", "2"),
        (Outlook(2, 2, True, "provisional"), 0, "place 2, every mark in", "2"),
        (Outlook(2, 2, True, "official"), 0, "place 2, official", "2"),
    ],
)
def test_places_still_possible(outlook: Outlook, places: int, sentence: str, span: str) -> None:
    assert saying.outlook(names(), final(places), outlook) == sentence
    assert saying.span(names(), final(places), outlook) == span


@pytest.mark.parametrize(
    ("can", "sure", "least", "en", "zh"),
    [
        (
            "7",
            "8",
            "",
            "possible with 7 or more in practical, certain with 8 or more",
            "practical得 7 以上即有可能，得 8 以上即可确定",
        ),
        ("7", "7", "", "certain with 7 or more in practical", "practical得 7 以上即可确定"),
        (
            "7",
            "",
            "",
            "possible with 7 or more in practical; others decide, too",
            "practical得 7 以上即有可能，还要看他人",
        ),
        ("0", "8", "can", "certain with 8 or more in practical", "practical得 8 以上即可确定"),
        ("0", "", "can", "possible with any mark; others decide", "仍有可能，取决于他人"),
        ("0", "0", "sure", "certain with any mark", "评出即可确定"),
    ],
)
def test_what_a_grade_asks(can: str, sure: str, least: str, en: str, zh: str) -> None:
    want = Want("grade", "2", "P1", "final", ("practical",), can, sure, least, False)
    assert saying.want(names(), want) == f"technician (level 2): {en}"
    assert saying.want(names("zh"), want) == f"技师（二级）：{zh}"


def test_what_a_place_asks_of_several_modules_or_of_the_total() -> None:
    both = Want("place", "1", "", "final", ("theory", "practical"), "13", "13", "", False)
    assert saying.want(names(), both) == "place 1: certain with 13 or more in theory, practical"
    assert saying.want(names("zh"), both) == "第 1 名：theory、practical得 13 以上即可确定"
    total = Want("place", "1", "", "final", (), "61.20", "", "", True)
    assert saying.want(names(), total) == "place 1: possible with 61.20 or less in the total; others decide, too"


def test_the_step_that_a_place_hangs_on() -> None:
    cell = Cell("J1", "E1", "final", "jump", "p")
    flip = Flip(cell, "7", "8", ONE, None)
    assert saying.flip(names(), "E1", flip) == "Gan Tang in p jump, 7 → 8 would make it no place"
    assert saying.flip(names(), "E2", flip) == "Gan Tang for No. 7 in p jump, 7 → 8 would make it no place"
    assert saying.flip(names("zh"), "E2", flip._replace(place=3)) == "甘棠给 07 的“p jump”由 7 变为 8，即为第 3 名"


def test_what_would_be_without_a_judge() -> None:
    assert saying.without(names(), LeftOut("J1", "no-marks", ())).startswith("Cannot be left out: ")
    assert saying.without(names(), LeftOut("J1", "", ())) == "Nothing changes"
    assert saying.without(names(), LeftOut("J1", "", (("E1", 1, 2),))) == "1 place changes"
    assert saying.without(names("zh"), LeftOut("J1", "", (("E1", 1, 2), ("E2", 2, 1)))) == "2 个名次改变"
    assert saying.moved(names(), "J1", 1, None) == "without Gan Tang: no place instead of place 1"


def test_how_far_a_neighbour_is() -> None:
    assert (saying.gap(None, 2), saying.gap(parse("0.5"), 2)) == ("", "0.50")
