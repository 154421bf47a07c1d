"""All marks of one entrant, as somebody who looks them through reads them: phase, module, aspect, judge by judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from competition.rulings.subjects import tried
from scoring.nodes import Name
from scoring.numbers import shown
from scoring.state import State, Trade


class Given(NamedTuple):
    """One judge's mark. value: "" where none is there. seq: of its line, 0 for none. signed: her sheet is signed."""

    judge: str
    value: str
    seq: int
    signed: bool


class Aspect(NamedTuple):
    """attempt: 0 where there is but one. points: what the panel comes to, "" while it is not settled."""

    id: str
    name: Mapping[str, str]
    item: str
    attempt: int
    marks: Sequence[Given]
    points: str


class Module(NamedTuple):
    """points: "" while it is not settled. judges: in the order of their columns."""

    id: str
    points: str
    judges: Sequence[str]
    aspects: Sequence[Aspect]


class Sheet(NamedTuple):
    """One entrant in one phase. status: dns, dnf or dsq, "" for none. total: as boards show it, "" for none."""

    phase: str
    status: str
    total: str
    modules: Sequence[Module]


def sheets(trade: Trade, entrant: str) -> list[Sheet]:
    """The entrant's marks in every phase that she takes part in."""
    return [_sheet(trade, entrant, each.id) for each in trade.plan.phases if trade.takes_part(entrant, each.id)]


def _sheet(trade: Trade, entrant: str, phase: str) -> Sheet:
    performance, places = trade.performances[entrant, phase], trade.plan.scheme.decimals

    def points(node: str, item: str = "") -> str:
        figure = performance.figures.get((node, item))
        return "" if figure is None else shown(figure, places)

    found: dict[str, list[Aspect]] = {}
    judges: dict[str, dict[str, None]] = {}
    for module, _, aspect, item, attempt, seats in trade.plan.owed(phase, entrant):
        panel = performance.panels.get((aspect.id, item, attempt))
        marks = []
        for judge in seats:
            mark = None if panel is None else panel.mark(judge)
            signed = (judge, entrant, phase) in trade.signed
            marks.append(Given(judge, mark.value if mark else "", mark.seq if mark else 0, signed))
        found.setdefault(module.id, []).append(
            Aspect(aspect.id, _both(aspect.name), item, tried(aspect, attempt), marks, points(aspect.id, item))
        )
        judges.setdefault(module.id, {}).update(dict.fromkeys(seats))
    modules = [Module(id, points(id), tuple(judges[id]), aspects) for id, aspects in found.items()]
    total = performance.total
    return Sheet(phase, trade.status_of(entrant, phase), "" if total is None else shown(total, places), modules)


def every(state: State) -> list[tuple[str, str]]:
    """(trade, entrant) of everybody who has a mark."""
    return [
        (trade.id, entrant)
        for trade in state.trades.values()
        for entrant in trade.index
        if any(
            trade.performances[entrant, phase.id].given
            for phase in trade.plan.phases
            if trade.takes_part(entrant, phase.id)
        )
    ]


def _both(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}
