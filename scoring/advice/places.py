"""Where the nodes of a scheme stand: the paths that problems and advice name."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.nodes import Aspect, Criterion, Module, Scheme


def aspects(scheme: Scheme) -> Iterator[tuple[str, Module, Criterion, Aspect]]:
    """Every aspect with its path and the nodes above it."""
    for module in scheme.modules:
        for criterion in module.criteria:
            where = f"modules[{module.id}].criteria[{criterion.id}]"
            for aspect in criterion.aspects:
                yield f"{where}.aspects[{aspect.id}]", module, criterion, aspect


def branches(scheme: Scheme) -> Iterator[tuple[str, Module | Criterion]]:
    """Every module and criterion with its path."""
    for module in scheme.modules:
        yield f"modules[{module.id}]", module
        for criterion in module.criteria:
            yield f"modules[{module.id}].criteria[{criterion.id}]", criterion
