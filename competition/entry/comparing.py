"""Two persons typed the same paper sheet: what they agree on, what they type again, what a third decides. Values in,
values out: who looks at a result is asked elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from scoring.plan import Place

NOBODY, ONCE, DIFFERS, APART, AGREED = "nobody", "once", "differs", "apart", "agreed"
"""How far a sheet is: not typed, typed by one person, by two who differ and type these cells again, who differed once
more, who agree."""

MOST: Final = 2
"""Persons who type a sheet."""


NONE: Final[Mapping[Place, str]] = MappingProxyType({})
"""No words."""


class Typed(NamedTuple):
    """One cell as one person typed it, "" where she read nothing. again: typed a second time, None while it was not.
    words: that explain the mark, which are never compared."""

    value: str
    again: str | None = None
    words: str = ""

    @property
    def last(self) -> str:
        """What she says now."""
        return self.value if self.again is None else self.again


class Draft(NamedTuple):
    """A sheet as one person typed it. by: her account. at: when, UTC text."""

    by: str
    at: str
    cells: Mapping[Place, Typed]


class Compared(NamedTuple):
    """state: one of the words above. differing: cells that the two typed differently, in no order. again: accounts who
    have yet to type these again. open: cells that a third person decides, with both values. values: what both say, by
    cell, "" where both read nothing."""

    state: str
    differing: frozenset[Place] = frozenset()
    again: tuple[str, ...] = ()
    open: Mapping[Place, tuple[str, str]] = {}
    values: Mapping[Place, str] = {}


def compared(drafts: Sequence[Draft]) -> Compared:
    """How far a sheet is. drafts: in the order in which they came, two at most."""
    if len(drafts) < MOST:
        return Compared(ONCE if drafts else NOBODY)
    one, two = drafts
    places = [*one.cells, *(place for place in two.cells if place not in one.cells)]
    differing = frozenset(each for each in places if _of(one, each).value != _of(two, each).value)
    again = tuple(draft.by for draft in drafts if any(_of(draft, each).again is None for each in differing))
    if again:
        return Compared(DIFFERS, differing, again)
    last = {each: (_of(one, each).last, _of(two, each).last) for each in places}
    apart = {each: both for each, both in last.items() if both[0] != both[1]}
    values = {each: both[0] for each, both in last.items() if each not in apart}
    return Compared(APART if apart else AGREED, differing, (), apart, values)


def retyped(
    draft: Draft, differing: Iterable[Place], values: Mapping[Place, str], words: Mapping[Place, str] = NONE
) -> Draft:
    """The draft with the cells that differ typed again. words: of these cells; where there are none the first stay."""
    again = {
        each: Typed(_of(draft, each).value, values.get(each, ""), words.get(each) or _of(draft, each).words)
        for each in differing
    }
    return draft._replace(cells={**draft.cells, **again})


def _of(draft: Draft, place: Place) -> Typed:
    return draft.cells.get(place, Typed(""))
