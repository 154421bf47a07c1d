"""What a list of results says, as plain values made of a state; no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import NamedTuple

from scoring.nodes import Scheme
from scoring.numbers import Exact, shown, text
from scoring.standings.medals import medals
from scoring.standings.prizes import Prize, standings, withheld
from scoring.standings.reasons import Reason, neighbours
from scoring.standings.scale import scale_scores
from scoring.standings.teams import team_standings
from scoring.state import State, Trade

ALL = slice(0, None)
"""Every position."""


class Line(NamedTuple):
    """One entrant. entrant: id, in a blind trade the code. rank: None for one without a place; status: then dns, dnf or
    dsq, "" for none. total: as shown, "" for none. score: on the scale, medal: a code, "" for none. why: why she stands
    right after the one before."""

    entrant: str
    rank: int | None
    shared: bool
    status: str
    total: str
    score: str
    medal: str
    owed: int
    why: Reason


class Section(NamedTuple):
    """Those of a page who are ranked together. group: "" where groups are not apart, or for those without one."""

    group: str
    lines: Sequence[Line]


class Member(NamedTuple):
    """counts: her total is among those of her team."""

    entrant: str
    total: str
    counts: bool


class Team(NamedTuple):
    """One team. rank, total: None, "" for one without."""

    team: str
    rank: int | None
    shared: bool
    total: str
    members: Sequence[Member]
    why: Reason


@dataclass(frozen=True, slots=True)
class Results:
    """A page of a trade's standing. apart: groups are ranked by themselves. scored, medalled: the scheme has a scale,
    medals. status: open, frozen or final. owed: aspects not settled. entrants: on all pages."""

    trade: str
    status: str
    owed: int
    entrants: int
    apart: bool
    scored: bool
    medalled: bool
    sections: Sequence[Section]
    teams: Sequence[Team]
    scheme: Scheme


class Winner(NamedTuple):
    """Who competes for a prize. results: (trade, entrant, points) of those that count."""

    id: str
    rank: int | None
    shared: bool
    total: str
    results: Sequence[tuple[str, str, str]]
    why: Reason


class Cup(NamedTuple):
    """An overall prize. withheld: trades that keep it back; winners: nobody then."""

    prize: Prize
    withheld: Sequence[str]
    winners: Sequence[Winner]


def results(trade: Trade, page: slice = ALL) -> Results:
    """The trade's standing as it is, whoever may see it. page: which positions of it."""
    scheme = trade.plan.scheme
    scores, won = scale_scores(trade, scheme.phases[-1].id), medals(trade)
    apart = scheme.groups == "apart"
    listed = islice(neighbours(trade), page.start, page.stop)
    sections = []
    for _, lines in groupby(listed, key=lambda each: trade.sections[trade.roster[each[0].entrant][0]]):
        told = []
        for standing, why in lines:
            entrant, group = trade.roster[standing.entrant]
            row = trade.rows[entrant]
            score = text(scores[entrant]) if entrant in scores else ""
            beside = (row["status"], row["total"] or "", score, won.get(entrant, ""), row["owed"])
            told.append(Line(entrant, standing.rank, standing.shared, *beside, why))
        sections.append(Section(group if apart else "", told))
    status = "frozen" if trade.kept is not None else "final" if trade.final else "open"
    owed = trade.due - trade.settled
    honours = (apart, scheme.scale is not None, scheme.medals is not None)
    return Results(trade.id, status, owed, len(trade.roster), *honours, sections, teams(trade), scheme)


def teams(trade: Trade) -> list[Team]:
    """Every team, best first; none where the scheme ranks none."""
    places = trade.plan.scheme.decimals
    return [
        Team(
            each.team,
            each.place,
            each.shared,
            _shown(each.total, places),
            [Member(who, shown(total, places), at < each.counted) for at, (who, total) in enumerate(each.members)],
            each.reason,
        )
        for each in team_standings(trade)
    ]


def cups(state: State, *, public: bool) -> list[Cup]:
    """Every overall prize. public: as public and hall see it."""
    found = []
    for prize in state.prizes.values():
        places = max(state.trades[trade].plan.scheme.decimals for trade in prize.trades)
        ranked = standings(state, prize, public=public)
        winners = [
            Winner(
                each.id,
                each.place,
                each.shared,
                _points(prize, each.total, places),
                [(trade, who, _points(prize, points, places)) for trade, who, points in each.results],
                each.reason,
            )
            for each in ranked or ()
        ]
        found.append(Cup(prize, () if ranked is not None else withheld(state, prize), winners))
    return found


def _points(prize: Prize, points: Exact | None, places: int) -> str:
    if points is None:
        return ""
    return shown(points, places) if prize.points == "total" else text(points)


def _shown(points: Exact | None, places: int) -> str:
    return "" if points is None else shown(points, places)
