"""Modules and criteria by what in them is the same for everybody: what is still open is worked out once for all in
whom the same aspects are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scoring.nodes import Aspect, Criterion, Module, Phase
from scoring.numbers import ZERO, Exact, times
from scoring.panels import RULES
from scoring.state import Node, Place


class Shape(NamedTuple):
    """A phase's own points, a module or a criterion. aspects: all in it, each with what its figure counts with in
    the node's. nodes: their figures. alike: something is marked in it, nobody has items, and nothing compares a field.
    linear: its figure is a sum of theirs."""

    id: str
    aspects: tuple[tuple[Aspect, Exact], ...]
    nodes: tuple[Node, ...]
    alike: bool
    linear: bool


class Gap(NamedTuple):
    """What the open aspects of a node can add to what is settled of it. places: where these are marked."""

    low: Exact
    high: Exact
    places: frozenset[Place]


def criterion_shape(criterion: Criterion) -> Shape:
    """The shape of a criterion."""
    alike = not criterion.items and not any(RULES[aspect.rule].compare for aspect in criterion.aspects)
    weighted = tuple((aspect, criterion.weight) for aspect in criterion.aspects)
    nodes = tuple((aspect.id, "") for aspect in criterion.aspects)
    return Shape(criterion.id, weighted, nodes, alike, _linear(criterion))


def shape_of(node: Module | Phase, weight: Exact, parts: Sequence[Shape]) -> Shape:
    """The shape of a node that is made of these."""
    return Shape(
        node.id,
        tuple((aspect, times(weight, above)) for part in parts for aspect, above in part.aspects),
        tuple(each for part in parts for each in part.nodes),
        bool(parts) and all(part.alike for part in parts),
        _linear(node) and all(part.linear for part in parts),
    )


def _linear(node: Module | Criterion | Phase) -> bool:
    return node.rounding is None and node.floor is None and node.ceiling is None


def places(aspects: list[Aspect]) -> frozenset[Place]:
    """Where aspects without items are marked."""
    return frozenset((each.id, "", attempt) for each in aspects for attempt in range(1, each.attempts.count + 1))


NO_GAP = Gap(ZERO, ZERO, frozenset())
