"""How far the draw of a trade's codes is, layer by layer, taken out of the state at one moment as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from competition.supervision.verdicts import Draw, Verdict, verdict
from scoring.lines import Line
from scoring.problems import Problem
from scoring.procedure.blocking import blocks
from scoring.procedure.order import MARKING
from scoring.procedure.records import Layer
from scoring.state import State
from scoring.steps import CodesDrawn, CodesRead, SeedCommitted, Unsealed


class Layered(NamedTuple):
    """One layer. name: "" where the trade has one alone. committed, drawn, unsealed: lines that state them. read: every
    time that somebody looked behind it, last first. verdict: None until every layer is unsealed."""

    name: str
    draw: Draw
    committed: Line | None
    drawn: Line | None
    unsealed: Line | None
    read: Sequence[tuple[Line, str]]
    verdict: Verdict | None


class Drawn(NamedTuple):
    """The draw of a trade. layers: those that the package plans, in order. needs: what keeps it sealed. opened: marking
    may have begun. to_commit: a layer has no seed yet. to_draw, to_unseal: the layer whose turn it is, None where none
    is left."""

    trade: str
    entrants: int
    layers: Sequence[Layered]
    opened: bool
    needs: Sequence[Problem]

    @property
    def to_commit(self) -> bool:
        return any(not each.draw.commitment for each in self.layers)

    @property
    def to_draw(self) -> Layered | None:
        return next((each for each in self.layers if not each.draw.number), None)

    @property
    def to_unseal(self) -> Layered | None:
        return next((each for each in reversed(self.layers) if each.unsealed is None), None)

    @property
    def last(self) -> Layered:
        """The layer whose codes marks name."""
        return self.layers[-1]

    @property
    def verdicts(self) -> list[Verdict]:
        """Of every layer; none before all are unsealed."""
        return [each.verdict for each in self.layers if each.verdict is not None]

    @property
    def holds(self) -> bool:
        """True where every layer's draw was honest."""
        return all(each.holds for each in self.verdicts)

    def readers(self, layer: str) -> set[str]:
        """Accounts that looked behind another layer, and so behind none but that one."""
        return {line.actor for each in self.layers if each.name != layer for line, _ in each.read}


def drawn(state: State, trade: str, lines: Sequence[Line], planned: Sequence[str], entrants: int) -> Drawn:
    """How far the draw is. lines: the trade's own. planned: its layers. entrants: how many the catalogue names."""
    layers, opened = state.layers.get(trade, {}), state.trades.get(trade)
    needs: list[Problem] = []
    if opened is not None and opened.sealed:
        needs = [Problem(each.code, "", each.facts) for each in blocks(state, opened) if each.code in MARKING]
    return Drawn(
        trade,
        entrants,
        [_layered(trade, name, layers.get(name, Layer("")), lines) for name in planned],
        opened is not None,
        needs,
    )


def planned(trade: Mapping[str, Any]) -> tuple[str, ...]:
    """The layers of a trade of the roster; one alone where it names none."""
    return tuple(trade.get("layers", ("",)))


def _layered(trade: str, name: str, layer: Layer, lines: Sequence[Line]) -> Layered:
    own = [line for line in lines if getattr(line.fact, "layer", None) == name]
    seeds = {
        each: seed
        for line in lines
        if isinstance(line.fact, Unsealed) and line.fact.seed
        for each, seed in ((line.fact.layer, line.fact.seed), *line.fact.seeds)
    }
    seed = seeds.get(name, "")
    draw = Draw(layer.commitment, layer.number, dict(layer.codes), seed, dict(layer.behind) if seed else {})
    found: dict[type, Line] = {type(line.fact): line for line in own}
    return Layered(
        name,
        draw,
        found.get(SeedCommitted),
        found.get(CodesDrawn),
        found.get(Unsealed),
        [(line, line.fact.reason) for line in reversed(own) if isinstance(line.fact, CodesRead)],
        verdict(trade, draw),
    )
