"""What it costs to say which places are still possible, against ranking the same entrants once."""

from __future__ import annotations

import random
from bisect import insort
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from benchmarks import large
from benchmarks.contest import EVENT, PHASE, numbered
from benchmarks.rounds import Round, cpu_s
from scoring.certainty.places import certainty as still_possible
from scoring.engine import replay
from scoring.facts import Fact, MarkGiven
from scoring.state import Trade

JUDGES = {"m1": 3, "m2": 5, "m3": 4, "m4": 5, "m5": 3}
"""How many judges each module's panel has."""
RANKINGS = 20
"""Rankings in a row, which are too short to time one."""


def half_marked(entrants: int, judges: Mapping[str, int] = JUDGES) -> Trade:
    """A trade in which every panel has marked every other entrant or so, as chance will have it: no two entrants are
    marked in the same aspects."""
    chance = random.Random(entrants)
    marked: dict[tuple[str, str], bool] = {}

    def is_given(fact: Fact) -> bool:
        if not isinstance(fact, MarkGiven):
            return True
        panel = (fact.cell.entrant, fact.cell.aspect)
        if panel not in marked:
            marked[panel] = chance.random() < 0.5
        return marked[panel]

    facts = filter(is_given, large.everything(entrants, judges))
    return replay(EVENT, numbered(facts), large.contents()).trades[large.TRADE]


@contextmanager
def certainty(entrants: int = 1_000) -> Iterator[Round]:
    """The best and the worst place of everybody in a trade that is half marked."""
    trade = half_marked(entrants)
    keys = list(trade.phases[PHASE].keys.values())

    def one_round() -> Mapping[str, float]:
        ranking = cpu_s(partial(_rank_all, keys)) / RANKINGS
        whole = cpu_s(partial(still_possible, trade, PHASE))
        return {
            "certainty": whole / ranking,
            "certainty, ms": whole * 1e3,
            "certainty, ms to rank once": ranking * 1e3,
        }

    yield one_round


def _rank_all(keys: list[Any]) -> None:
    for _ in range(RANKINGS):
        ranked: list[Any] = []
        for key in keys:
            insort(ranked, key)
