"""Why an entrant stands right after the one before."""

from __future__ import annotations

from competition.words import term
from scoring.nodes import Phase
from scoring.standings.ranking import Standing
from scoring.standings.tiebreaks import KIND, RANKED, reason
from scoring.state import Trade


def in_phase(trade: Trade, phase: Phase, above: Standing | None, standing: Standing) -> str:
    """A code of the words' section `place-reasons`, or `tie:` and what told the two apart."""
    keys = trade.phases[phase.id].keys
    key = keys[standing.entrant]
    before = None if above is None else keys.get(above.entrant)
    if key[KIND] == RANKED and standing.rank is None:
        return "no-place"
    said = reason(phase, before, key, standing.step)
    if above is None or before is None or standing.rank is None or standing.rank != above.rank or said == "first":
        return said
    if standing.first != above.first:
        return "within"
    return "undecided" if phase.ranks.share == "never" else said


def in_trade(trade: Trade, above: Standing | None, standing: Standing) -> str:
    """The same in the standing of the whole trade."""
    entrant = trade.roster[standing.entrant][0]
    depth, phase = trade.deepest[entrant]
    if above is not None:
        other = trade.roster[above.entrant][0]
        if trade.sections[other] != trade.sections[entrant]:
            above = None
        elif trade.deepest[other][0] != depth and standing.rank is not None:
            return "went-on"
    return in_phase(trade, trade.plan.scheme.phase[phase], above, standing)


WAYS = frozenset({"running-order", "decision", "skating-10", "skating-11"})
"""Ways to break a tie that look at no figure."""


def spoken(reason: str, lang: str) -> str:
    """A reason in words: `tie:<figure>`, `tie:<way>` and `tie:<way>:<figure>`, too."""
    code, *rest = reason.split(":")
    if rest and (len(rest) > 1 or rest[0] in WAYS):
        code = f"{code}-{rest.pop(0)}"
    return term("place-reasons", code, lang, figure="".join(rest))
