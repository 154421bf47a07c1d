"""Team standings: members' totals in one phase become the total of the team that they count for.

Members who are out, or have no total there, do not count. The best of the others are added up, or their mean is taken;
a team with fewer than the scheme's `least` has no total and no place. Teams are ranked together, also where groups of
entrants are ranked apart. One mark for a whole team needs none of this: there the team itself is the entrant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from scoring.nodes import TOTAL, TeamRule, TieStep
from scoring.numbers import Exact, negative, ratio
from scoring.numbers import total as added
from scoring.standings.listing import Entry, listed
from scoring.standings.reasons import Reason

if TYPE_CHECKING:
    from scoring.state import Trade


class TeamStanding(NamedTuple):
    """A team. place, total: None for one without. shared: others have the same place. members: ids (in a blind trade
    codes) and totals of those that have one, best first; counted: how many of them count. reason: why it stands right
    after the team before."""

    team: str
    place: int | None
    shared: bool
    total: Exact | None
    members: tuple[tuple[str, Exact], ...]
    counted: int
    reason: Reason


def teams_of(trade: Trade) -> dict[str, list[str]]:
    """Entrants (in a blind trade codes) by the team they count for, in running order; none while codes are sealed,
    which would tell whose is whose."""
    found: dict[str, list[str]] = {team: [] for team in trade.teams.values()}
    for id in trade.index:
        entrant = id if trade.codes is None else trade.codes.get(id, "")
        if entrant in trade.teams:
            found[trade.teams[entrant]].append(id)
    return {team: members for team, members in found.items() if members}


def team_standings(trade: Trade) -> list[TeamStanding]:
    """Every team, best first; none where the scheme ranks no teams."""
    rule = trade.plan.scheme.teams
    if rule is None:
        return []
    order = trade.plan.scheme.phase[rule.phase].order
    members = {team: _ordered(trade, rule, order, ids) for team, ids in teams_of(trade).items()}
    totals = {team: _total(rule, best) for team, best in members.items()}
    entries = [
        Entry(team, totals[team], tuple(_figure(trade, rule, step, best) for step in rule.ties))
        for team, best in members.items()
    ]
    return [
        TeamStanding(id, place, shared, totals[id], tuple(members[id]), _counted(rule, members[id]), reason)
        for id, place, shared, reason in listed(entries, order, rule.ties, trade.plan.scheme.decimals)
    ]


def _ordered(trade: Trade, rule: TeamRule, order: str, ids: list[str]) -> list[tuple[str, Exact]]:
    """Members with a total in the rule's phase, best first."""
    found = []
    for id in ids:
        performance = trade.performances.get((id, rule.phase))
        if performance is not None and performance.total is not None and not trade.status_of(id, rule.phase):
            found.append((id, performance.total))
    return sorted(found, key=lambda each: negative(each[1]) if order == "high" else each[1])


def _counted(rule: TeamRule, members: list[tuple[str, Exact]]) -> int:
    if len(members) < rule.least:
        return 0
    return len(members) if rule.best is None else min(rule.best, len(members))


def _total(rule: TeamRule, members: list[tuple[str, Exact]]) -> Exact | None:
    count = _counted(rule, members)
    if not count:
        return None
    points = added(total for _, total in members[:count])
    return points if rule.rule == "sum" else ratio(points, count)


def _figure(trade: Trade, rule: TeamRule, step: TieStep, members: list[tuple[str, Exact]]) -> Any:
    """What a tie step compares: the sum of a figure over those who count, or the totals of all."""
    if step.by == "count-back":
        return tuple(total for _, total in members)
    own = []
    for id, _ in members[: _counted(rule, members)]:
        performance = trade.performances.get((id, step.phase))
        if performance is not None:
            own.append(performance.total if step.figure == TOTAL else performance.figures.get((step.figure, "")))
    points = [each for each in own if each is not None]
    return added(points) if points else None
