"""What a well-formed scheme must still keep: ids unique, references that exist, points that add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from scoring.lint.marking import lint_marking, most
from scoring.lint.placing import lint_honours, lint_ties
from scoring.nodes import RESERVED, Aspect, Criterion, Linear, Lookup, Module, Phase, Scheme, Tolerance
from scoring.numbers import Exact, text, times, total
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
    yield from lint_honours(scheme)


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
        if isinstance(table, Tolerance) and any(deviation < 0 for deviation, _ in table.rows):
            yield Problem("bad-limit", f"tables.{name}.rows")
        if isinstance(table, (Lookup, Tolerance)):
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
            yield from _aspect(scheme, criterion, aspect, f"{inner}.aspects[{aspect.id}]")
        yield from _adds_up(criterion, inner, _derived(scheme, criterion))
    yield from _adds_up(module, where, _derived(scheme, module))


def _aspect(scheme: Scheme, criterion: Criterion, aspect: Aspect, where: str) -> Iterator[Problem]:
    if aspect.table and aspect.table not in scheme.tables:
        yield Problem("dangling-table", f"{where}.table", {"table": aspect.table})
    if aspect.step is not None and aspect.step <= 0:
        yield Problem("bad-step", f"{where}.step", {"step": text(aspect.step)})
    if aspect.lowest is not None and aspect.highest is not None and aspect.lowest > aspect.highest:
        yield Problem("bad-bounds", f"{where}.lowest", {"low": text(aspect.lowest), "high": text(aspect.highest)})
    yield from lint_marking(scheme, criterion, aspect, where)
    if (
        not RULES[aspect.rule].judgement
        and aspect.max is not None
        and aspect.measure not in ("pass-fail", "deductions")
    ):
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
    before = frozenset(each.id for each in earlier)
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
    elif phase.entry is not None and phase.entry.cut is not None:
        given = scheme.phase[phase.entry.source].ranks.places
        if given and given < phase.entry.cut:
            named = {"cut": str(phase.entry.cut), "places": str(given)}
            yield Problem("cut-beyond-places", f"{where}.entry.cut", named)
    for carry in phase.carry:
        if carry.phase not in before:
            yield Problem("dangling-phase", f"{where}.carry", {"phase": carry.phase})
    if phase.first and (phase.first not in scheme.phase or scheme.phase[phase.first].entry is None):
        yield Problem("dangling-phase", f"{where}.first", {"phase": phase.first})
    yield from lint_ties(scheme, phase, before, where)
    yield from _bounds(phase, where)
    if phase.max is not None and all(module in scheme.module for module in phase.modules):
        derived = _sum(_reachable(scheme, scheme.module[module]) for module in phase.modules)
        yield from _adds_up(phase, where, derived)
