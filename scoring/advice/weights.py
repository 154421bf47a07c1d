"""What each part of a scheme weighs in the last total: against the standard's sections, and theory against practice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scoring.advice.places import aspects, branches
from scoring.advice.reach import span
from scoring.advice.standard import Standard
from scoring.nodes import Criterion, Module, Node, Scheme
from scoring.numbers import ZERO, Exact, Rounding, minus, plus, ratio, rounded, text, times, total, whole
from scoring.problems import Problem

HUNDRED = whole(100)

DRIFT = 5
"""Hundredths of all marks by which a section may bear more or less than the standard says (`DOMAIN.md` 4.1)."""

MOST_THEORY = 30
"""Hundredths that theory may weigh where there is any (住建部办公厅 2015, `DOMAIN.md` 2.1 M1)."""

SHOWN = Rounding(2)


def advise(scheme: Scheme, standard: Standard | None = None) -> Iterator[Problem]:
    """Weights of nothing, sections that drift, aspects without a section, too much theory."""
    yield from _nothing(scheme)
    points = shares(scheme)
    if points is None:
        return
    if standard is not None:
        yield from _sections(scheme, standard, points)
    yield from _theory(scheme, points)


def shares(scheme: Scheme) -> Mapping[str, Exact] | None:
    """Most points that each aspect adds to the last phase's total, by aspect; None where that depends on the panel or
    on items, or where there are none at all."""
    last = scheme.phases[-1]
    factors: dict[str, Exact] = {}
    for modules, weight in (
        (last.modules, last.weight),
        *((scheme.phase[carry.phase].modules, carry.weight) for carry in last.carry),
    ):
        for each in modules:
            factors[each] = plus(factors.get(each, ZERO), weight)
    found: dict[str, Exact] = {}
    for _, module, criterion, aspect in aspects(scheme):
        ends = None if criterion.items else span(scheme, aspect)
        if ends is None:
            return None
        factor = times(factors.get(module.id, ZERO), times(module.weight, criterion.weight))
        found[aspect.id] = times(factor, ends.best)
    return found if total(found.values()) > ZERO else None


def _nothing(scheme: Scheme) -> Iterator[Problem]:
    for phase in scheme.phases:
        for weight, where in (
            (phase.weight, f"phases[{phase.id}].weight"),
            *((carry.weight, f"phases[{phase.id}].carry") for carry in phase.carry),
        ):
            if not weight:
                yield Problem("advice-weight-zero", where, {"figure": phase.id})
    told = {step.figure for phase in scheme.phases for step in phase.ties}
    told |= {step.figure for step in scheme.teams.ties} if scheme.teams else set()
    nodes: list[tuple[str, Node]] = [*branches(scheme), *((path, aspect) for path, _, _, aspect in aspects(scheme))]
    for path, node in nodes:
        if not node.weight and not _within(node) & told:
            yield Problem("advice-weight-zero", f"{path}.weight", {"figure": node.id})


def _within(node: Node) -> set[str]:
    """Ids of the figures that a node adds up, and of theirs: ties may look at them though the node counts nothing."""
    inside: tuple[Node, ...] = ()
    if isinstance(node, Module):
        inside = node.criteria
    elif isinstance(node, Criterion):
        inside = node.aspects
    return {each.id for each in inside}.union(*map(_within, inside))


def _sections(scheme: Scheme, standard: Standard, points: Mapping[str, Exact]) -> Iterator[Problem]:
    known = {section.id for section in standard.sections}
    without = [aspect for aspect in points if aspect not in standard.aspects]
    if without:
        facts = {"aspects": ", ".join(without[:10]), "count": str(len(without))}
        yield Problem("advice-section-missing", "modules", facts)
    named = {standard.aspects[each] for each in points if each in standard.aspects}
    for strange in sorted(named - known) if known else ():
        yield Problem("advice-section-unknown", "modules", {"section": strange})
    stated = [section.marks for section in standard.sections if section.marks is not None]
    if not stated:
        return
    every, all_stated = total(points.values()), total(stated)
    if all_stated != HUNDRED:
        yield Problem("advice-standard-sum", "", {"sum": text(all_stated)})
    for section in standard.sections:
        if section.marks is None:
            continue
        own = total(points[each] for each in points if standard.aspects.get(each) == section.id)
        share, wanted = percent(own, every), percent(section.marks, all_stated)
        drift = minus(share, wanted)
        if drift > DRIFT or drift < -DRIFT:
            facts = {"section": section.id, "name": section.name, "stated": _shown(wanted), "share": _shown(share)}
            yield Problem("advice-section-drift", "", {**facts, "drift": _shown(drift)})


def _theory(scheme: Scheme, points: Mapping[str, Exact]) -> Iterator[Problem]:
    every = total(points.values())
    named = {each.id for each in scheme.modules if "理论" in each.name.zh or "theory" in each.name.en.lower()}
    own = total(points[aspect.id] for _, module, _, aspect in aspects(scheme) if module.id in named)
    share = percent(own, every)
    if share > MOST_THEORY:
        facts = {"modules": ", ".join(sorted(named)), "share": _shown(share), "limit": str(MOST_THEORY)}
        yield Problem("advice-theory-share", "modules", facts)


def percent(part: Exact, every: Exact) -> Exact:
    """Hundredths of all that a part is; all is more than 0."""
    return ratio(times(HUNDRED, part), every)


def _shown(number: Exact) -> str:
    return text(rounded(number, SHOWN))
