"""Whose marks are looked through again: the first ones, and others by lot. The core says how many; the lot is drawn
here, on the server, so that nobody chooses."""

from __future__ import annotations

import secrets

from scoring.procedure.sampling import lacking, standing
from scoring.state import Trade

LOT = secrets.SystemRandom()


def draw(trade: Trade) -> tuple[str, ...]:
    """A sample that `check` accepts, in running order; nobody where nothing is lacking."""
    must, others = lacking(trade)
    seen = set(must) | (trade.review.seen if trade.review is not None else frozenset())
    rest = [entrant for entrant, _ in standing(trade) if entrant not in seen]
    chosen = {*must, *LOT.sample(rest, min(others, len(rest)))}
    return tuple(entrant for entrant in trade.index if entrant in chosen)
