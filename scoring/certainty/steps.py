"""One step up or down from a mark: the nearest other marks that its judge could have given."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.items import Item
from scoring.measures import table_for, worth
from scoring.nodes import Aspect, Lookup, Scheme
from scoring.numbers import ONE, Exact, minus, on_step, plus, ratio, whole


def beside(scheme: Scheme, aspect: Aspect, item: Item | None, reading: Exact) -> Iterator[Exact]:
    """The mark below and the mark above, as far as there are any: on the aspect's step, or where it states none one
    unit of the last place that totals are shown with; in a table that refuses what it does not name, the next there."""
    table = table_for(scheme, aspect, item)
    assert aspect.lowest is not None and aspect.highest is not None
    if isinstance(table, Lookup) and table.match == "exact" and table.otherwise is None:
        named = [each for each, _ in table.rows if _may_stand(aspect, each)]
        yield from [each for each in named if each < reading][-1:]
        yield from [each for each in named if each > reading][:1]
        return
    step = step_of(scheme, aspect)
    for each in (minus(reading, step), plus(reading, step)):
        if aspect.lowest <= each <= aspect.highest and worth(scheme, aspect, item, each) is not None:
            yield each


def step_of(scheme: Scheme, aspect: Aspect) -> Exact:
    """How far apart two neighbouring marks are."""
    return ratio(ONE, whole(10**scheme.decimals)) if aspect.step is None else aspect.step


def _may_stand(aspect: Aspect, reading: Exact) -> bool:
    low, high, step = aspect.lowest, aspect.highest, aspect.step
    assert low is not None and high is not None
    return low <= reading <= high and (step is None or on_step(reading, low, step))
