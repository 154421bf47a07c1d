"""Ties that no key can tell: those tied are looked at together, with what is known of them by then."""

from __future__ import annotations

import pytest

from tests.scoring.field import aspect, contest, criterion, document, module, phase


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
