"""Placing what has a total of its own: teams of a trade, those who compete for an overall prize."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from scoring.nodes import TOTAL, TieStep
from scoring.numbers import ZERO, Exact, negative
from scoring.standings.reasons import Reason, first_difference, tie_reason, with_numbers
from scoring.standings.tiebreaks import better, counted


class Entry(NamedTuple):
    """What is to be placed. total: None for none. figures: by tie step, its figure (None for none) or, of a count-back,
    its parts."""

    id: str
    total: Exact | None
    figures: tuple[Any, ...] = ()


class Placed(NamedTuple):
    """place: None for one without a total. shared: others have the same. reason: why it stands right after the one
    before."""

    id: str
    place: int | None
    shared: bool
    reason: Reason


def listed(entries: Sequence[Entry], order: str, ties: Sequence[TieStep], decimals: int) -> list[Placed]:
    """Everyone, best first, those without a total last; who is equal in all shares the place, the next is skipped.
    order: `high` or `low` totals stand first. ties: ways `figure` and `count-back`."""
    ordered = sorted(entries, key=lambda each: _key(each, order, ties))
    keys = [_key(each, order, ties) for each in ordered]
    found: list[Placed] = []
    for position, (entry, key) in enumerate(zip(ordered, keys, strict=True)):
        if entry.total is None:
            found.append(Placed(entry.id, None, False, Reason("no-total")))
            continue
        above = ordered[position - 1] if position else None
        place = found[-1].place if position and keys[position - 1] == key else position + 1
        reason = _reason(above, entry, order, ties, decimals)
        found.append(Placed(entry.id, place, keys.count(key) > 1, reason))
    return found


def _key(entry: Entry, order: str, ties: Sequence[TieStep]) -> tuple[Any, ...]:
    if entry.total is None:
        return (True,)
    signed = negative(entry.total) if order == "high" else entry.total
    return (False, signed, *(value for _, value in _compared(entry, ties)))


def _compared(entry: Entry, ties: Sequence[TieStep]) -> Iterator[tuple[TieStep, Any]]:
    """What each step compares; smaller is better."""
    for step, figure in zip(ties, entry.figures, strict=True):
        if step.by == "count-back":
            yield step, counted(step, figure)
        else:
            yield step, (True, ZERO) if figure is None else (False, better(step, figure))


def _reason(above: Entry | None, entry: Entry, order: str, ties: Sequence[TieStep], decimals: int) -> Reason:
    if above is None:
        return Reason("first")
    if above.total != entry.total:
        return with_numbers(Reason("total", TOTAL, prefer=order), above.total, entry.total, decimals)
    pairs = zip(_compared(above, ties), _compared(entry, ties), above.figures, entry.figures, strict=True)
    for at, ((step, theirs), (_, own), one, other) in enumerate(pairs):
        if theirs == own:
            continue
        reason = tie_reason(step, at)
        if step.by == "count-back":
            part, one, other = first_difference(step, one, other)
            reason = reason._replace(facts={"part": str(part)})
        return with_numbers(reason, one, other, decimals)
    return with_numbers(Reason("shared", TOTAL, prefer=order), above.total, entry.total, decimals)
