"""Certainty against every way in which a contest can end, worked examples, and planted faults that come out red."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from scoring.certainty import fields, keys, panels, ranges
from scoring.certainty.panels import Ends, Sitting
from scoring.certainty.places import certainty
from scoring.certainty.ranges import Ranges
from scoring.certainty.reach import Reach, ended
from scoring.nodes import Aspect
from scoring.numbers import Exact, times
from scoring.panels import RULES
from tests.scoring.certainty.completing import extremes
from tests.scoring.field import Contest, Document, aspect, contest, criterion, document, module, phase

Places = dict[str, tuple[int, int]]


def held(*aspects: Document, ties: Sequence[Document] = (), judges: int = 2, **settings: Any) -> Contest:
    """Entrants 1 to 3 in one module each aspect; nothing is marked yet."""
    modules = [
        module(f"M{each['id']}", criterion(f"C{each['id']}", each), **settings, weight=each.pop("module", "1"))
        for each in aspects
    ]
    stated = document(*modules, phases=[phase("final", ties=list(ties))])
    return contest(stated, ["1", "2", "3"], {"P": [f"J{at + 1}" for at in range(judges)]})


def a_ceiling() -> Contest:
    """Nobody gets more than 4: the first two cannot be told apart."""
    made = held(aspect("a", highest="6", step="2"), ceiling="4")
    made.panel("P").gives(4, 4).on("a").to("1")
    made.judge("J1").gives(6).on("a").to("2")
    made.panel("P").gives(0, 0).on("a").to("3")
    return made


def an_excuse() -> Contest:
    """A sum in which a mark that is not given counts less than the least one."""
    made = held(aspect("a", "sum", lowest="2", highest="4", step="1"))
    made.judge("J1").gives(3).on("a").to("1")
    made.panel("P").gives(2, 2).on("a").to("2")
    made.panel("P").gives(4, 4).on("a").to("3")
    return made


def a_negative_weight() -> Contest:
    """Faults that are counted off."""
    made = held(aspect("a", highest="4", step="1"), aspect("faults", highest="4", step="2", module="-1"), judges=1)
    for entrant, mark in (("1", 4), ("2", 3), ("3", 1)):
        made.judge("J1").gives(mark).on("a").to(entrant)
    made.judge("J1").gives(2).on("faults").to("2", "3")
    return made


def a_spread() -> Contest:
    """Marks that must not lie further apart than one."""
    made = held(aspect("a", "judgement", max="3", spread=1), judges=3)
    made.panel("P").gives(3, 3).on("a").to("1")
    made.panel("P").gives(3, 3, 3).on("a").to("2")
    made.panel("P").gives(0, 0, 1).on("a").to("3")
    return made


def a_tie_the_other_way() -> Contest:
    """More of the second module is better in the total, and worse in a tie."""
    step = [{"figure": "Mb", "prefer": "low"}]
    made = held(aspect("a", highest="4", step="1"), aspect("b", highest="4", step="2"), judges=1, ties=step)
    for entrant, mark in (("1", 0), ("2", 4), ("3", 2)):
        made.judge("J1").gives(mark).on("a").to(entrant)
    made.judge("J1").gives(0).on("b").to("2")
    made.judge("J1").gives(1 + 1).on("b").to("3")
    return made


CASES: dict[str, Callable[[], Contest]] = {
    each.__name__: each for each in (a_ceiling, an_excuse, a_negative_weight, a_spread, a_tie_the_other_way)
}


def wrong(made: Contest) -> list[tuple[object, ...]]:
    """Where a place that is possible was not said, or one that is not was called exact."""
    trade = made.state.trades["T"]
    said = certainty(trade, "final", inside=True)
    return [
        (entrant, tuple(said[entrant]), had)
        for entrant, had in extremes(trade, "final").items()
        if not said[entrant].best <= had[0] <= had[1] <= said[entrant].worst
        or (said[entrant].exact and had != (said[entrant].best, said[entrant].worst))
    ]


@pytest.mark.parametrize(
    ("case", "places"),
    [
        ("a_ceiling", {"1": (1, 1), "2": (1, 2), "3": (3, 3)}),
        ("an_excuse", {"1": (2, 3), "2": (2, 3), "3": (1, 1)}),
        ("a_negative_weight", {"1": (1, 2), "2": (1, 2), "3": (3, 3)}),
        ("a_spread", {"1": (1, 2), "2": (1, 1), "3": (3, 3)}),
    ],
)
def test_worked_by_hand(case: str, places: Places) -> None:
    found = certainty(CASES[case]().state.trades["T"], "final", inside=True)
    assert {entrant: (each.best, each.worst) for entrant, each in found.items()} == places


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_what_brute_force_says(case: str) -> None:
    assert wrong(CASES[case]()) == []


def _without_bounds(reach: Reach, node: Any, adjustment: Exact | None) -> Reach:
    free = type("Free", (), {"rounding": node.rounding, "floor": None, "ceiling": None})
    return ended(reach, free(), adjustment)


def _all_given(each: Aspect, sitting: Sitting, mark: Ends | None) -> Ends | None:
    """Nobody is ever excused."""
    assert mark is not None
    low, high = ([*sitting.given, *[end] * sitting.open] for end in mark)
    return RULES[each.rule].value(low, each), RULES[each.rule].value(high, each)


def _one_way(reach: Reach, weight: Exact) -> Reach:
    return Reach(times(weight, reach.low), times(weight, reach.high), reach.exact)


PLANTED: dict[str, tuple[str, Callable[[pytest.MonkeyPatch], None]]] = {
    "bounds of nodes are ignored": ("a_ceiling", lambda patch: patch.setattr(ranges, "ended", _without_bounds)),
    "nobody is excused": ("an_excuse", lambda patch: patch.setattr(panels, "panel_ends", _all_given)),
    "weights are positive": ("a_negative_weight", lambda patch: patch.setattr(ranges, "weighted", _one_way)),
    "marks may lie anywhere": (
        "a_spread",
        lambda patch: patch.setattr(panels, "_candidates", lambda each, given, mark: mark),
    ),
    "every tie pulls the way of the total": (
        "a_tie_the_other_way",
        lambda patch: patch.setattr(keys, "firm_steps", lambda trade, shape: len(shape.ties)),
    ),
    "who is equal is behind": ("a_ceiling", lambda patch: patch.setattr(fields, "bisect_left", bisect_right)),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_seen_red(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case, plant = PLANTED[fault]
    plant(monkeypatch)
    assert wrong(CASES[case]()) != []


def test_marks_that_are_seen_from_outside_are_seen_red(monkeypatch: pytest.MonkeyPatch) -> None:
    def peeking(self: Ranges, trade: Any, *, inside: bool = False, then: Any = Ranges.__init__) -> None:
        then(self, trade, inside=True)

    made = an_excuse()
    before = certainty(made.state.trades["T"], "final")
    unmarked = held(aspect("a", "sum", lowest="2", highest="4", step="1"))
    unmarked.panel("P").gives(2, 2).on("a").to("2")
    unmarked.panel("P").gives(4, 4).on("a").to("3")
    assert before == certainty(unmarked.state.trades["T"], "final")
    monkeypatch.setattr(Ranges, "__init__", peeking)
    assert certainty(made.state.trades["T"], "final") != before
