"""Ties that no key can tell: those tied are looked at together, with what is known of them by then."""

from __future__ import annotations

import pytest

from tests.scoring.field import aspect, contest, criterion, document, module, phase

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
