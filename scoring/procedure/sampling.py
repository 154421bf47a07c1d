"""Whose marks are looked through again, how many at least, and what is left to do about it.

Rule: the first ones all, those who share the last place among them included; of the others a share, rounded up; where
more than a limit was wrong, everybody (ITMC business contest rules: top 10, not less than 15 %, exceeding 5 %; national
vocational school contests take the first 30 %).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from scoring.numbers import Rounding, rounded
from scoring.procedure.terms import Terms, count, share
from scoring.state import Trade

_UP = Rounding(0, "ceiling")


class Sample(NamedTuple):
    """must: entrants who are in it, best first. others: how many more at least."""

    must: tuple[str, ...]
    others: int


def standing(trade: Trade) -> list[tuple[str, int]]:
    """(entrant, rank) of everybody with a place, best first."""
    return [(trade.roster[each.entrant][0], each.rank) for each in trade.order if each.rank is not None]


def sample(terms: Terms, standing: Sequence[tuple[str, int]]) -> Sample:
    """The smallest sample. standing: (entrant, rank) of those with a place, best first; nobody where the terms state no
    review."""
    if terms.review is None or not standing:
        return Sample((), 0)
    top = count(terms.review.top)
    if top is None:
        top = _part(terms.review.top, len(standing))
    last = standing[min(top, len(standing)) - 1][1] if top else 0
    must = tuple(entrant for entrant, rank in standing if rank <= last)
    return Sample(must, _part(terms.review.others, len(standing) - len(must)))


def _part(stated: str, of: int) -> int:
    """A share of a head count, rounded up: "not less than"."""
    part = share(stated)
    assert part is not None
    return int(rounded(part * of, _UP))


def too_many(terms: Terms, wrong: int, seen: int) -> bool:
    """True where the rate of wrong ones exceeds the limit; a rate that equals it does not."""
    limit = None if terms.review is None else share(terms.review.limit)
    return limit is not None and seen > 0 and Fraction(wrong, seen) > limit


def asked(trade: Trade) -> Sample:
    """The sample as the trade stands: everybody with a place once too many were wrong."""
    everybody = standing(trade)
    if trade.review is not None and trade.review.full_needed:
        return Sample(tuple(entrant for entrant, _ in everybody), 0)
    return sample(trade.terms, everybody)


def lacking(trade: Trade, entrants: Sequence[str] = ()) -> Sample:
    """What is lacking where these are looked through besides those who were: nothing, where both parts are empty."""
    seen = set(entrants) | (trade.review.seen if trade.review is not None else set())
    must, others = asked(trade)
    more = sum(entrant in seen for entrant, _ in standing(trade)) - sum(entrant in seen for entrant in must)
    return Sample(tuple(entrant for entrant in must if entrant not in seen), max(0, others - more))


def still_wrong(trade: Trade) -> tuple[str, ...]:
    """Those whose marks were found wrong and have not been corrected since."""
    if trade.review is None:
        return ()
    return tuple(entrant for entrant, line in trade.review.found.items() if trade.corrected.get(entrant, 0) < line)
