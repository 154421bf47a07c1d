"""Figures beside the standing: scores on the scale, medals, teams, overall prizes, and the places still possible."""

from __future__ import annotations

from collections.abc import Iterator

from competition.scores.row import PLACE, Row, place_text
from scoring.certainty.places import Outlooks, certainty, standing
from scoring.nodes import TOTAL
from scoring.numbers import shown, text
from scoring.standings.medals import medals
from scoring.standings.prizes import standings
from scoring.standings.ranked import ranked
from scoring.standings.scale import scale_scores
from scoring.standings.teams import team_standings
from scoring.state import State, Trade

SCALE = "total:scale"
MEDAL = "place:medal"
BEST, WORST = "place:best", "place:worst"
TEAM_PLACE, TEAM_TOTAL = "team:place", "team:total"


def of_entrants(trade: Trade) -> Iterator[Row]:
    """Score and medal of everybody who is ranked in the last phase, where the scheme gives any."""
    scheme = trade.plan.scheme
    phase = scheme.phases[-1].id
    if scheme.scale is None and scheme.medals is None:
        return
    scores, won = scale_scores(trade, phase), medals(trade)
    for entrant in (each.entrant for section in ranked(trade, phase) for each in section):
        where = (trade.id, phase, entrant, "", "")
        if scheme.scale is not None:
            yield Row(*where, SCALE, text(scores[entrant]))
        if scheme.medals is not None:
            yield Row(*where, MEDAL, won.get(entrant))


def of_teams(trade: Trade) -> Iterator[Row]:
    """Place and total of every team."""
    for each in team_standings(trade):
        total = None if each.total is None else shown(each.total, trade.plan.scheme.decimals)
        told = (each.place, 0, each.reason.label, each.reason)
        yield Row(trade.id, "", each.team, "", "", TEAM_PLACE, place_text(each.place), *told)
        yield Row(trade.id, "", each.team, "", "", TEAM_TOTAL, total, *told)


def of_prizes(state: State) -> Iterator[Row]:
    """Place and total of everybody who competes for an overall prize; nothing while it is sealed."""
    for prize in state.prizes.values():
        decimals = max(state.trades[trade].plan.scheme.decimals for trade in prize.trades)
        for each in standings(state, prize) or ():
            told = (each.place, 0, each.reason.label, each.reason)
            total = None
            if each.total is not None:
                total = shown(each.total, decimals) if prize.points == "total" else text(each.total)
            yield Row(prize.id, "", each.id, "", "", PLACE, place_text(each.place), *told)
            yield Row(prize.id, "", each.id, "", "", TOTAL, total, *told)


def of_prospects(trade: Trade) -> Iterator[Row]:
    """The best and the worst place still possible for everybody, in each phase that has begun and in the trade."""
    outlooks: dict[str, Outlooks] = {"": standing(trade, inside=True)}
    outlooks |= {phase.id: certainty(trade, phase.id, inside=True) for phase in trade.plan.phases}
    for phase, found in outlooks.items():
        for entrant, outlook in found.items():
            yield Row(trade.id, phase, entrant, "", "", BEST, str(outlook.best))
            yield Row(trade.id, phase, entrant, "", "", WORST, str(outlook.worst))
