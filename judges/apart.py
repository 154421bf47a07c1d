"""Marks of a judge's own panels that settle nothing: where she has to mark again, and how many have. No value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from judges.rounds import Round
from scoring.state import Panel, Place, Trade

AGAIN = ("spread", "no-majority")
"""Why a full panel settles nothing until its judges mark anew."""


def apart(rounds: Sequence[Round], code: Callable[[Round, str], str]) -> list[dict[str, Any]]:
    """What waits for the judge's mark, longest first: [{"at": place of the sheet, "code": of the entrant, "aspect",
    "item", "attempt", "conferred": bool}]. What she has marked again since the panel conferred waits for others. code:
    an entrant's as the judge knows it."""
    firsts = list(accumulate((len(each.entrants) for each in rounds), initial=0))
    found = []
    for round_, first in zip(rounds, firsts, strict=False):
        places = {entrant: first + index for index, entrant in enumerate(round_.entrants)}
        for (entrant, phase, aspect, item, attempt), since in round_.trade.apart.items():
            place = (aspect, item, attempt)
            if phase != round_.phase.id or entrant not in places or round_.trade.status_of(entrant, phase):
                continue
            panel = round_.trade.performances[entrant, phase].panels[place]
            if panel.why not in AGAIN or round_.judge not in panel.seats:
                continue
            conferred = conferred_at(round_.trade, (entrant, phase), place, panel)
            if not conferred or panel.seqs[round_.judge] < conferred:
                named = {"at": places[entrant], "code": code(round_, entrant)}
                named |= {"aspect": aspect, "item": item, "attempt": attempt, "conferred": bool(conferred)}
                found.append((since, named))
    return [named for _, named in sorted(found, key=lambda pair: pair[0])]


def conferred_at(trade: Trade, where: tuple[str, str], place: Place, panel: Panel) -> int:
    """The line by which the deliberation was recorded after which the panel is marking again, 0 for none: once all have
    marked again it is over. where: (entrant, phase)."""
    conferred = trade.deliberations.get((*where, *place), 0)
    return conferred if any(seq < conferred for seq in panel.seqs.values()) else 0


def given_again(panel: Panel, conferred: int) -> int:
    """How many have marked since the panel conferred."""
    return sum(seq > conferred for seq in panel.seqs.values()) if conferred else 0
