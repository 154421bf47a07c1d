"""What a well-formed scheme must still keep: ids unique, references that exist, points that add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from scoring.nodes import RESERVED, TOTAL, Aspect, Criterion, Linear, Lookup, Module, Phase, Scheme
from scoring.numbers import ONE, THREE, ZERO, Exact, text, times, total
from scoring.panels import RULES
from scoring.problems import Problem


def lint(scheme: Scheme) -> Iterator[Problem]:
    """Every problem of a scheme whose parts are well-formed."""
    yield from _ids(scheme)
    yield from _tables(scheme)
    for module in scheme.modules:
        yield from _module(scheme, module)
    if not scheme.phases:
        yield Problem("missing-key", "phases")
    for position, phase in enumerate(scheme.phases):
        yield from _phase(scheme, phase, scheme.phases[:position])
    used = {module for phase in scheme.phases for module in phase.modules}
    for module in scheme.modules:
        if module.id not in used:
            yield Problem("module-in-no-phase", f"modules[{module.id}]", {"module": module.id})


def most(scheme: Scheme, aspect: Aspect) -> Exact | None:
    """Most points one panel can give for the aspect before its weight, or None where that depends on the panel or
    on an entrant's items."""
    rule = RULES[aspect.rule]
    if rule.judgement:
        return aspect.max
    if rule.adds:
        return None
    if aspect.table:
        table = scheme.tables.get(aspect.table)
        return max(points for _, points in table.rows) if isinstance(table, Lookup) and table.rows else None
    return aspect.highest


def _ids(scheme: Scheme) -> Iterator[Problem]:
    seen: set[str] = set()
    nodes: list[tuple[str, str]] = [(phase.id, f"phases[{phase.id}]") for phase in scheme.phases]
    for module in scheme.modules:
        nodes.append((module.id, f"modules[{module.id}]"))
        for criterion in module.criteria:
            where = f"modules[{module.id}].criteria[{criterion.id}]"
            nodes.append((criterion.id, where))
            nodes.extend((aspect.id, f"{where}.aspects[{aspect.id}]") for aspect in criterion.aspects)
    for id, where in nodes:
        if id in RESERVED:
            yield Problem("reserved-id", where, {"id": id})
        elif id in seen:
            yield Problem("duplicate-id", where, {"id": id})
        seen.add(id)


def _tables(scheme: Scheme) -> Iterator[Problem]:
    for name, table in scheme.tables.items():
        if isinstance(table, Lookup):
            if not table.rows:
                yield Problem("empty-table", f"tables.{name}")
            readings = [reading for reading, _ in table.rows]
            for reading, after in pairwise(readings):
                if reading == after:
                    yield Problem("duplicate-reading", f"tables.{name}", {"reading": text(reading)})
        elif isinstance(table, Linear) and not table.slope:
            yield Problem("zero-slope", f"tables.{name}.slope")


def _module(scheme: Scheme, module: Module) -> Iterator[Problem]:
    where = f"modules[{module.id}]"
    if not module.criteria:
        yield Problem("empty-node", where, {"id": module.id})
    for criterion in module.criteria:
        inner = f"{where}.criteria[{criterion.id}]"
        if not criterion.aspects:
            yield Problem("empty-node", inner, {"id": criterion.id})
        for aspect in criterion.aspects:
            yield from _aspect(scheme, aspect, f"{inner}.aspects[{aspect.id}]")
        yield from _adds_up(criterion, inner, _derived(scheme, criterion))
    yield from _adds_up(module, where, _derived(scheme, module))


def _aspect(scheme: Scheme, aspect: Aspect, where: str) -> Iterator[Problem]:
    rule = RULES[aspect.rule]
    if aspect.table and aspect.table not in scheme.tables:
        yield Problem("dangling-table", f"{where}.table", {"table": aspect.table})
    if aspect.step is not None and aspect.step <= 0:
        yield Problem("bad-step", f"{where}.step", {"step": text(aspect.step)})
    if aspect.lowest is not None and aspect.highest is not None and aspect.lowest > aspect.highest:
        yield Problem("bad-bounds", f"{where}.lowest", {"low": text(aspect.lowest), "high": text(aspect.highest)})
    if rule.judgement:
        if aspect.max is None:
            yield Problem("missing-key", f"{where}.max")
        if [aspect.lowest, aspect.highest, aspect.step, aspect.weight] != [ZERO, THREE, ONE, ONE] or aspect.table:
            yield Problem("judgement-is-0-to-3", where)
    elif aspect.max is not None:
        yield from _adds_up(aspect, where, _weighted(aspect.weight, most(scheme, aspect)))
    for bound, number in (("lowest", aspect.lowest), ("highest", aspect.highest)):
        if number is None:
            yield Problem("missing-key", f"{where}.{bound}")
    yield from _bounds(aspect, where)


def _bounds(node: Aspect | Criterion | Module | Phase, where: str) -> Iterator[Problem]:
    if node.floor is not None and node.ceiling is not None and node.floor > node.ceiling:
        yield Problem("bad-bounds", f"{where}.floor", {"low": text(node.floor), "high": text(node.ceiling)})


def _adds_up(node: Aspect | Criterion | Module | Phase, where: str, derived: Exact | None) -> Iterator[Problem]:
    yield from () if isinstance(node, Aspect) else _bounds(node, where)
    if node.max is not None and derived is not None:
        if node.ceiling is not None:
            derived = min(derived, node.ceiling)
        if node.max != derived:
            yield Problem("does-not-add-up", f"{where}.max", {"stated": text(node.max), "sum": text(derived)})


def _derived(scheme: Scheme, node: Aspect | Criterion | Module) -> Exact | None:
    """Most points of a node from its parts, before its own ceiling."""
    if isinstance(node, Aspect):
        return _weighted(node.weight, most(scheme, node))
    if isinstance(node, Criterion) and node.items:
        return None
    children: tuple[Aspect | Criterion, ...] = node.aspects if isinstance(node, Criterion) else node.criteria
    return _weighted(node.weight, _sum(_reachable(scheme, child) for child in children))


def _reachable(scheme: Scheme, node: Aspect | Criterion | Module) -> Exact | None:
    """Most points a node can have: as derived, else as stated, and never above its ceiling."""
    derived = _derived(scheme, node)
    reachable = node.max if derived is None else derived
    return reachable if node.ceiling is None or reachable is None else min(reachable, node.ceiling)


def _weighted(weight: Exact, points: Exact | None) -> Exact | None:
    return None if points is None else times(weight, points)


def _sum(points: Iterable[Exact | None]) -> Exact | None:
    known = []
    for each in points:
        if each is None:
            return None
        known.append(each)
    return total(known)


def _phase(scheme: Scheme, phase: Phase, earlier: tuple[Phase, ...]) -> Iterator[Problem]:
    where = f"phases[{phase.id}]"
    before = {each.id for each in earlier}
    for module in phase.modules:
        if module not in scheme.module:
            yield Problem("dangling-module", f"{where}.modules", {"module": module})
    carried = [carry.phase for carry in phase.carry]
    for key, ids in (("modules", phase.modules), ("carry", carried)):
        for id in sorted({id for id in ids if ids.count(id) > 1}):
            yield Problem("duplicate-id", f"{where}.{key}", {"id": id})
    if not phase.modules and not phase.carry:
        yield Problem("empty-phase", where, {"phase": phase.id})
    if phase.entry is not None and phase.entry.source not in before:
        yield Problem("dangling-phase", f"{where}.entry.from", {"phase": phase.entry.source})
    for carry in phase.carry:
        if carry.phase not in before:
            yield Problem("dangling-phase", f"{where}.carry", {"phase": carry.phase})
    if phase.first and (phase.first not in scheme.phase or scheme.phase[phase.first].entry is None):
        yield Problem("dangling-phase", f"{where}.first", {"phase": phase.first})
    for step in phase.ties:
        other = scheme.phase.get(step.phase)
        if other is None or (other.id != phase.id and other.id not in before):
            yield Problem("dangling-phase", f"{where}.ties", {"phase": step.phase})
        elif step.figure != TOTAL and step.figure not in _figures(scheme, other):
            yield Problem("dangling-figure", f"{where}.ties", {"figure": step.figure})
    yield from _bounds(phase, where)
    if phase.max is not None and all(module in scheme.module for module in phase.modules):
        derived = _sum(_reachable(scheme, scheme.module[module]) for module in phase.modules)
        yield from _adds_up(phase, where, derived)


def _figures(scheme: Scheme, phase: Phase) -> set[str]:
    """Nodes that have one figure in the phase. An aspect of a criterion with items has one for each item instead."""
    figures: set[str] = set()
    for module in (scheme.module[each] for each in phase.modules if each in scheme.module):
        figures.add(module.id)
        for criterion in module.criteria:
            figures.add(criterion.id)
            if not criterion.items:
                figures.update(aspect.id for aspect in criterion.aspects)
    return figures
