"""Items: what each entrant shows under a criterion, and what it is worth before and beside marks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.lines import canonical
from scoring.numbers import ONE, ZERO, Exact, parse
from scoring.problems import BrokenPromiseError


@dataclass(frozen=True, slots=True)
class Item:
    """One entrant's item in a criterion with items. base: points it is worth before marks. table: id, "" for none."""

    criterion: str
    difficulty: Exact = ONE
    base: Exact = ZERO
    table: str = ""
    factor: Exact = ONE


Items = Mapping[tuple[str, str], Mapping[str, Item]]
"""By (phase, entrant): items by id, in the order stated."""

ItemRow = tuple[str, str, str, str, str, str, str, str]
"""phase, entrant, item, criterion, difficulty, base_value, table, factor: texts, "" where nothing is stated."""


def items_text(rows: Sequence[ItemRow]) -> str:
    """Canonical text of every entrant's items: the content that `TradeOpened.items` names. Order is kept."""
    return canonical([list(row) for row in rows])


def parse_items(stored: str) -> Items:
    """Items as a canonical text states them. Raises BrokenPromiseError where it is none."""
    items: dict[tuple[str, str], dict[str, Item]] = {}
    try:
        for phase, entrant, item, criterion, difficulty, base, table, factor in json.loads(stored):
            items.setdefault((phase, entrant), {})[item] = Item(
                criterion, _stated(difficulty, ONE), _stated(base, ZERO), table, _stated(factor, ONE)
            )
    except (ValueError, TypeError) as error:
        raise BrokenPromiseError("stored items cannot be read") from error
    return items


def _stated(number: str, neutral: Exact) -> Exact:
    if not number:
        return neutral
    exact = parse(number)
    if exact is None:
        raise ValueError(number)
    return exact
