"""Parts of figures: what there is to count back."""

from __future__ import annotations

from scoring.standings.parts import parts
from tests.scoring.field import aspect, contest, criterion, document, module

DIVES = document(
    module(
        "pool",
        criterion("dives", aspect("look", attempts={"count": 2, "rule": "best"}), items=True),
        criterion("manner", aspect("calm", "one", panel="Q")),
    ),
)
ITEMS = [("final", "A", "d1", "dives", "2", "", "", ""), ("final", "A", "d2", "dives", "1", "", "", "")]


def test_a_figure_has_the_parts_that_are_settled() -> None:
    for each in DIVES["modules"][0]["criteria"][0]["aspects"]:
        each["panel"] = "P"
    made = contest(DIVES, ["A", "B"], {"P": ["J1", "J2"], "Q": ["K"]}, items=ITEMS)
    made.panel("P").gives(6, 8).on("look", item="d1").to("A")
    made.panel("P").gives(7, "absent").on("look", item="d1", attempt=2).to("A")
    made.panel("Q").gives(5).on("calm").to("A")
    trade = made.state.trades["T"]
    assert parts(trade, "A", "final", "look") == {("J1", "d1", 1): 6, ("J2", "d1", 1): 8, ("J1", "d1", 2): 7}
    assert parts(trade, "A", "final", "dives") == {("dives", "d1"): 14}
    assert parts(trade, "A", "final", "pool") == {("dives", ""): 14, ("manner", ""): 5}
    assert parts(trade, "A", "final", "total") == {("pool", ""): 19}
    assert parts(trade, "B", "final", "total") == {}
    assert parts(trade, "A", "semi", "total") == {}
