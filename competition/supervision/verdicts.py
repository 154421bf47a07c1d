"""Whether a blind draw was honest: what was published before, the number drawn in public, and what was published after,
worked out again. Anyone can do the same with the formulas that the help page gives."""

from __future__ import annotations

from collections.abc import Mapping
from string import digits
from typing import NamedTuple

from scoring.procedure import seals


class Draw(NamedTuple):
    """A draw of one layer as the ledger states it. commitment: of the seed. number: "" until it is drawn. codes:
    commitment by code. seed, entrants (by code; of a later layer codes of the one before): "" and none until every
    layer is unsealed."""

    commitment: str
    number: str = ""
    codes: Mapping[str, str] = {}
    seed: str = ""
    entrants: Mapping[str, str] = {}


class Verdict(NamedTuple):
    """seed: it is the one that was committed to. codes: seed and number give these entrants these codes. entrants: each
    is the one that its code was committed to."""

    seed: bool
    codes: bool
    entrants: bool

    @property
    def holds(self) -> bool:
        """True where all of it does."""
        return self.seed and self.codes and self.entrants


def verdict(trade: str, draw: Draw) -> Verdict | None:
    """None until the draw is unsealed."""
    if not draw.seed:
        return None
    letter = next(iter(draw.codes)).rstrip(digits)
    drawn = seals.codes(trade, draw.seed, draw.number, draw.entrants.values(), letter)
    published = {code: seals.entrant_commitment(draw.seed, code, who) for code, who in draw.entrants.items()}
    return Verdict(
        seals.commitment(draw.seed) == draw.commitment,
        drawn == dict(draw.entrants),
        published == dict(draw.codes),
    )
