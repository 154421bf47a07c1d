"""Signatures under a module: the chief judge's, when every judge has signed and all is settled, and the supervisor's
beneath hers; each names the figures as they were seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scoring.changes import NO_CHANGE, Change
from scoring.lines import Line, canonical, digest
from scoring.numbers import text
from scoring.problems import Problem
from scoring.state import State, Trade
from scoring.steps import ModuleCountersigned, ModuleSigned


def module_digest(trade: Trade, phase: str, module: str) -> str:
    """SHA-256 over the canonical text of [entrant, figure, status] of everybody in the phase, in roster order. figure:
    its exact number as text, None without one."""
    rows = []
    for entrant in trade.index:
        if trade.takes_part(entrant, phase):
            points = trade.performances[entrant, phase].figures.get((module, ""))
            rows.append([entrant, None if points is None else text(points), trade.status_of(entrant, phase)])
    return digest(canonical(rows))


def unsigned_sheets(trade: Trade, phase: str, module: str = "") -> list[tuple[str, str]]:
    """(judge, entrant) of every sheet with cells of the module that its judge has not signed, in roster order. module:
    "" for all of the phase."""
    plan = trade.plan
    everybody: dict[str, None] = {}
    with_items, without = [], []
    for node, criterion, aspect in plan.aspects[phase].values():
        if module in ("", node.id):
            if criterion.items:
                with_items.append((criterion, aspect))
            else:
                everybody |= dict.fromkeys(plan.seats(phase, aspect, "", ""))
                without.append(aspect)
    found = []
    for entrant in _marked(trade, phase):
        judges = dict(everybody)
        if plan.recusals:
            judges = dict.fromkeys(judge for aspect in without for judge in plan.seats(phase, aspect, "", entrant))
        for criterion, aspect in with_items:
            for item in plan.items_of(phase, entrant, criterion):
                judges |= dict.fromkeys(plan.seats(phase, aspect, item, entrant))
        found += [(judge, entrant) for judge in judges if (judge, entrant, phase) not in trade.signed]
    return found


def _marked(trade: Trade, phase: str) -> Iterator[str]:
    """Those who are marked in the phase, in roster order."""
    return (each for each in trade.index if trade.takes_part(each, phase) and not trade.status_of(each, phase))


def countersigned(trade: Trade, phase: str, module: str) -> bool:
    """True where the supervisor's signature stands beneath the chief judge's."""
    place = (phase, module)
    signed, below = trade.modules_signed.get(place), trade.modules_countersigned.get(place)
    return signed is not None and below is not None and signed[0] == below[0]


def _check(state: State, fact: ModuleSigned) -> Iterator[Problem]:
    missing = list(_missing(state, fact))
    yield from missing
    if not missing:
        trade = state.trades[fact.trade]
        unready = list(_unready(trade, fact.phase, fact.module))
        yield from unready or _unlike(trade, fact)


def _check_below(state: State, fact: ModuleCountersigned) -> Iterator[Problem]:
    missing = list(_missing(state, fact))
    yield from missing
    if missing:
        return
    trade, named = state.trades[fact.trade], {"module": fact.module, "phase": fact.phase}
    signed, seen = trade.modules_signed.get((fact.phase, fact.module)), module_digest(trade, fact.phase, fact.module)
    if signed is None:
        yield Problem("module-unsigned", "module", named)
    elif signed[0] != seen:
        yield Problem("module-changed", "module", named)
    elif fact.digest != seen:
        yield Problem("module-differs", "digest", {**named, "digest": seen})
    elif countersigned(trade, fact.phase, fact.module):
        yield Problem("module-countersigned", "module", named)


def _missing(state: State, fact: ModuleSigned | ModuleCountersigned) -> Iterator[Problem]:
    """What there is not, of what a signature names."""
    trade = state.trades.get(fact.trade)
    if trade is None:
        yield Problem("unknown-trade", "trade", {"trade": fact.trade})
    elif fact.phase not in trade.phases:
        yield Problem("unknown-phase", "phase", {"phase": fact.phase, "trade": fact.trade})
    elif fact.module not in trade.plan.scheme.phase[fact.phase].modules:
        yield Problem("dangling-module", "module", {"module": fact.module})
    elif trade.final:
        yield Problem("trade-final", "trade", {"trade": fact.trade})
    elif trade.phases[fact.phase].entered is None:
        yield Problem("nobody-advanced", "phase", {"phase": fact.phase})


def _unready(trade: Trade, phase: str, module: str) -> Iterator[Problem]:
    """What is not done yet in the module."""
    plan = trade.plan
    nodes = [(criterion, aspect) for node, criterion, aspect in plan.aspects[phase].values() if node.id == module]
    for entrant in _marked(trade, phase):
        figures = trade.performances[entrant, phase].figures
        owed = sum(
            (aspect.id, item) not in figures
            for criterion, aspect in nodes
            for item in plan.items_of(phase, entrant, criterion)
        )
        if owed:
            yield Problem("aspects-owed", "module", {"entrant": entrant, "phase": phase, "owed": str(owed)})
    for seq, mark in trade.held.items():
        if mark.cell.phase == phase and plan.aspects[phase][mark.cell.aspect][0].id == module:
            yield Problem("mark-held", "module", {"seq": str(seq), "entrant": mark.cell.entrant})
    for judge, sheets in by_judge(unsigned_sheets(trade, phase, module)).items():
        named = {"judge": judge, "phase": phase, "entrant": sheets[0], "sheets": str(len(sheets))}
        yield Problem("sheet-unsigned", "module", named)


def by_judge(sheets: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Entrants by judge, of (judge, entrant)."""
    found: dict[str, list[str]] = {}
    for judge, entrant in sheets:
        found.setdefault(judge, []).append(entrant)
    return found


def _unlike(trade: Trade, fact: ModuleSigned) -> Iterator[Problem]:
    seen = module_digest(trade, fact.phase, fact.module)
    if fact.digest != seen:
        yield Problem("module-differs", "digest", {"module": fact.module, "phase": fact.phase, "digest": seen})
    elif trade.modules_signed.get((fact.phase, fact.module), ("", 0))[0] == seen:
        yield Problem("module-signed", "module", {"module": fact.module, "phase": fact.phase})


def _apply(state: State, line: Line, fact: ModuleSigned) -> Change:
    state.trades[fact.trade].modules_signed[fact.phase, fact.module] = (fact.digest, line.seq)
    return NO_CHANGE


def _apply_below(state: State, line: Line, fact: ModuleCountersigned) -> Change:
    state.trades[fact.trade].modules_countersigned[fact.phase, fact.module] = (fact.digest, line.seq)
    return NO_CHANGE


CHECKS: Mapping[str, Callable[[State, Any], Iterator[Problem]]] = {
    ModuleSigned.kind: _check,
    ModuleCountersigned.kind: _check_below,
}
APPLY: Mapping[str, Callable[[State, Line, Any], Change]] = {
    ModuleSigned.kind: _apply,
    ModuleCountersigned.kind: _apply_below,
}
