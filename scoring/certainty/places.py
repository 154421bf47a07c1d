"""The best and the worst place still possible for everybody.

The best place of an entrant is hers when all that is open goes her way and against everybody else; the worst when it
all goes the other way. These places are had, and said to be exact, where entrants are marked apart from each other and
one way of marking is the best for total and ties alike. Elsewhere they are bounds.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import NamedTuple

from scoring.certainty.fields import Field
from scoring.certainty.keys import Prospect, Prospects
from scoring.certainty.pauses import drained
from scoring.certainty.ranges import Ranges
from scoring.state import Trade

STATES = ("open", "clinched", "provisional", "official")
"""open: another place is still possible. clinched: it is not, whatever the marks still owed come to. provisional:
nobody's marks are owed, so the place stands unless something is corrected or decided. official: the result is final."""


class Outlook(NamedTuple):
    """Best and worst place still possible, counted on where the scheme gives only so many. exact: both can be had;
    otherwise no place beyond them can. state: one of `STATES`."""

    best: int
    worst: int
    exact: bool
    state: str


Outlooks = dict[str, Outlook]
"""By entrant; those who are out, or will never have a total, are not in it."""

SLICE = 16
"""Entrants between two chances to do something else."""


def certainty(trade: Trade, phase: str, *, inside: bool = False) -> Outlooks:
    """Of everybody in a phase, by her place there. inside: with marks that have settled nothing yet, which neither
    public nor hall may see. A phase that nobody has entered is empty."""
    return drained(certainty_in_slices(trade, phase, inside=inside))


def certainty_in_slices(trade: Trade, phase: str, *, inside: bool = False) -> Generator[None, None, Outlooks]:
    """The same, with a pause after every few entrants: the trade must not have changed when it is resumed."""
    entrants = [entrant for entrant in trade.index if trade.takes_part(entrant, phase)]
    return _worked_out(trade, [(phase, entrants, {})], inside)


def standing(trade: Trade, *, inside: bool = False) -> Outlooks:
    """Of everybody by her place on the trade's board: who stands in a later phase is before who does not."""
    return drained(standing_in_slices(trade, inside=inside))


def standing_in_slices(trade: Trade, *, inside: bool = False) -> Generator[None, None, Outlooks]:
    """The same, with pauses."""
    stand: dict[str, list[str]] = {}
    for entrant, (_, phase) in trade.deepest.items():
        stand.setdefault(phase, []).append(entrant)
    parts: list[tuple[str, list[str], dict[int, int]]] = []
    ahead: dict[int, int] = {}
    for shape in reversed(trade.plan.phases):
        members = stand.get(shape.id, [])
        parts.append((shape.id, members, ahead))
        ahead = dict(ahead)
        for entrant in members:
            if not trade.status_of(entrant, shape.id):
                section = trade.sections[entrant]
                ahead[section] = ahead.get(section, 0) + 1
    return _worked_out(trade, parts, inside)


def _worked_out(
    trade: Trade, parts: Sequence[tuple[str, list[str], dict[int, int]]], inside: bool
) -> Generator[None, None, Outlooks]:
    """parts: (phase, entrants who are placed in it, how many of their section stand before them all)."""
    found: Outlooks = {}
    ranges = Ranges(trade, inside=inside)
    for id, members, ahead in parts:
        phase = trade.plan.scheme.phase[id]
        prospects = Prospects(ranges, phase)
        sections: dict[int, list[Prospect]] = {}
        for count, entrant in enumerate(members):
            if count % SLICE == 0:
                yield
            prospect = None if trade.status_of(entrant, id) else prospects.of(entrant)
            if prospect is not None:
                sections.setdefault(trade.sections[entrant], []).append(prospect)
        for section, members_of in sections.items():
            yield
            found.update(_outlooks(Field(trade, phase, members_of, ahead.get(section, 0))))
    return {entrant: found[entrant] for entrant in trade.index if entrant in found}


def _outlooks(field: Field) -> Outlooks:
    return {
        entrant: Outlook(best, worst, exact, _state(field, best == worst))
        for entrant, best, worst, exact in field.places()
    }


def _state(field: Field, fixed: bool) -> str:
    if field.trade.final:
        return "official"
    if not fixed:
        return "open"
    return "clinched" if field.owing else "provisional"
