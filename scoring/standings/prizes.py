"""Overall prizes: results of several trades add up, for a team or for an entrant.

A *result* is what one entrant has in one trade: her total or her score on the standardised scale in the trade's last
phase, what her place in the trade is worth by a table, or what her medal is worth. For a team the results of its
entrants count, the best `best` of each trade, and the best `results` of these. Without at least `least` results there
is no place. A team here counts as WorldSkills counts a member: 4, 3, 2 and 1 points for gold, silver, bronze and the
medallion for excellence, where a prize says nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from scoring.documents import Document
from scoring.lines import canonical
from scoring.nodes import TOTAL, Name, Scheme, TieStep
from scoring.numbers import ZERO, Exact, parse, text
from scoring.numbers import total as added
from scoring.problems import BrokenPromiseError, Problem
from scoring.standings.listing import Entry, listed
from scoring.standings.medals import BRONZE, EXCELLENCE, GOLD, SILVER, medals
from scoring.standings.reasons import Reason
from scoring.standings.scale import scale_scores
from scoring.standings.teams import teams_of

if TYPE_CHECKING:
    from scoring.state import State, Trade

POINTS = ("total", "scale", "place", "medal")
"""What a result is."""

WORTH = {GOLD: "4", SILVER: "3", BRONZE: "2", EXCELLENCE: "1"}
"""Points of medals where a prize states none."""

PLACE = re.compile(r"[1-9][0-9]{0,4}")
"""What a place of a table is; matched whole."""

COUNT_BACK = TieStep(TOTAL, "high", "", "count-back")


@dataclass(frozen=True)
class Prize:
    """An overall prize. trades: whose results count. of: `team` or `entrant`. points: one of `POINTS`. table: points by
    place, others 0. medals: points by medal. best: how many results of a team count in each trade; results: how many
    over all trades, both the best ones, None for all. least: fewest results that a place takes. ties: `count-back` (of
    the results that count) or `shared`."""

    id: str
    name: Name
    trades: tuple[str, ...]
    of: str
    points: str
    table: Mapping[int, Exact]
    medals: Mapping[str, Exact]
    best: int | None
    results: int | None
    least: int
    ties: str


class PrizeStanding(NamedTuple):
    """Who competes for a prize: a team, or an entrant (by her id in a blind trade, too). place, total: None for one
    without. results: (trade, entrant, points) of those that count, best first. reason: why it stands right after the
    one before."""

    id: str
    place: int | None
    shared: bool
    total: Exact | None
    results: tuple[tuple[str, str, Exact], ...]
    reason: Reason


def read_prize(values: Any, where: str = "", every: tuple[str, ...] = ()) -> tuple[Prize | None, list[Problem]]:
    """The prize that a table states (TOML read with `parse_float=str`), or None and every problem in it. where: of the
    table. every: ids of all trades, whose results count where the table names none."""
    problems: list[Problem] = []
    each = Document(values, where, problems)
    id = each.id()
    trades = each.texts("trades")
    points = each.choice("points", POINTS, None)
    if problems:  # which of the keys that go with points are meant cannot be told
        each.read |= {"table", "medals"}
    prize = Prize(
        id,
        each.name(default=id),
        every if trades is None else trades,
        each.choice("of", ("team", "entrant"), "team"),
        points,
        dict(_table(each)) if points == "place" else {},
        _worth(each) if points == "medal" else {},
        _count(each, "best"),
        _count(each, "results"),
        each.whole("least", 1, 1, 1000),
        each.choice("ties", ("count-back", "shared"), "count-back"),
    )
    each.finish()
    if not problems and not prize.trades:
        each.problem("empty-value", "trades")
    for trade in sorted({trade for trade in prize.trades if prize.trades.count(trade) > 1}):
        each.problem("duplicate-id", "trades", id=trade)
    if not problems and prize.results is not None and prize.results < prize.least:
        each.problem("least-beyond-results", "least", least=str(prize.least), results=str(prize.results))
    return (None if problems else prize), problems


def _table(each: Document) -> Iterator[tuple[int, Exact]]:
    stated = each.get("table")
    if stated is None:
        each.problem("missing-key", "table")
    inner = each.inner("table", {} if stated is None else stated)
    for place in inner.values:
        number = inner.number(str(place))
        if PLACE.fullmatch(str(place)) is None:
            inner.problem("wrong-type", str(place)[:80], expected="whole number")
        elif number is not None:
            yield int(place), number


def _worth(each: Document) -> dict[str, Exact]:
    inner = each.inner("medals", each.table("medals"))
    worth = {medal: inner.number(medal, parse(usual)) or ZERO for medal, usual in WORTH.items()}
    inner.finish()
    return worth


def _count(each: Document, key: str) -> int | None:
    return None if each.get(key) is None else each.whole(key, None, 1, 1000)


def prize_text(prize: Prize) -> str:
    """Canonical text, numbers as text: the content that `PrizeOpened.rule` names."""
    form: dict[str, Any] = {
        "id": prize.id,
        "name": {"zh": prize.name.zh, "en": prize.name.en},
        "trades": list(prize.trades),
        "of": prize.of,
        "points": prize.points,
        "least": str(prize.least),
        "ties": prize.ties,
    }
    if prize.points == "place":
        form["table"] = {str(place): text(points) for place, points in prize.table.items()}
    if prize.points == "medal":
        form["medals"] = {medal: text(points) for medal, points in prize.medals.items()}
    counts = {"best": prize.best, "results": prize.results}
    return canonical(form | {key: str(count) for key, count in counts.items() if count is not None})


def parse_prize(stored: str) -> Prize:
    """The prize that a canonical text states. Raises BrokenPromiseError where it is none."""
    try:
        prize, problems = read_prize(json.loads(stored))
    except ValueError as error:
        raise BrokenPromiseError("a stored prize is no JSON") from error
    if prize is None:
        raise BrokenPromiseError(f"a stored prize is not valid: {problems[0].code} at {problems[0].where}")
    return prize


def lint_prize(prize: Prize, schemes: Mapping[str, Scheme], where: str = "") -> Iterator[Problem]:
    """Every problem that a prize has with the trades of its contest. schemes: by trade."""
    for trade in prize.trades:
        scheme = schemes.get(trade)
        named = {"trade": trade, "prize": prize.id}
        if scheme is None:
            yield Problem("unknown-trade", f"{where}.trades".strip("."), named)
        elif (prize.points == "scale" and scheme.scale is None) or (prize.points == "medal" and scheme.medals is None):
            yield Problem("prize-without-points", f"{where}.points".strip("."), {**named, "points": prize.points})
        elif prize.points == "total" and scheme.phases[-1].order == "low":
            yield Problem("prize-of-low-totals", f"{where}.points".strip("."), named)


def withheld(state: State, prize: Prize) -> list[str]:
    """Trades that keep a prize from public and hall: frozen, or not unsealed. A sealed one keeps it from everybody, for
    nobody knows whose its results are."""
    trades = (state.trades[trade] for trade in prize.trades)
    return [trade.id for trade in trades if trade.kept is not None or trade.sealed]


def standings(state: State, prize: Prize, *, public: bool = False) -> list[PrizeStanding] | None:
    """Everyone who competes for a prize and has a result, best first; None where it is withheld. public: as public and
    hall see it."""
    kept = withheld(state, prize)
    if kept if public else any(state.trades[trade].sealed for trade in kept):
        return None
    found: dict[str, list[tuple[str, str, Exact]]] = {}
    for trade in (state.trades[each] for each in prize.trades):
        results = _results(prize, trade)
        for who, members in _who(prize, trade).items():
            own = [(trade.id, entrant, results[id]) for id, entrant in members if id in results]
            found.setdefault(who, []).extend(_best(own, prize.best))
    counted = {who: _best(own, prize.results) for who, own in found.items() if own}
    totals = {
        who: added(points for *_, points in own) if len(own) >= prize.least else None for who, own in counted.items()
    }
    ties = (COUNT_BACK,) if prize.ties == "count-back" else ()
    entries = [
        Entry(who, totals[who], tuple([points for *_, points in own] for _ in ties)) for who, own in counted.items()
    ]
    decimals = max(state.trades[trade].plan.scheme.decimals for trade in prize.trades)
    places = decimals if prize.points == "total" else 0
    return [
        PrizeStanding(id, place, shared, totals[id], tuple(counted[id]), reason)
        for id, place, shared, reason in listed(entries, "high", ties, places)
    ]


def _who(prize: Prize, trade: Trade) -> dict[str, list[tuple[str, str]]]:
    """Those whose results count for whoever competes: (id or code, entrant's id)."""
    behind = {id: id if trade.codes is None else trade.codes[id] for id in trade.index}
    if prize.of == "entrant":
        return {entrant: [(id, entrant)] for id, entrant in behind.items()}
    return {team: [(id, behind[id]) for id in members] for team, members in teams_of(trade).items()}


def _results(prize: Prize, trade: Trade) -> Mapping[str, Exact]:
    """What everybody who has a result has in the trade."""
    phase = trade.plan.scheme.phases[-1].id
    if prize.points == "scale":
        return scale_scores(trade, phase)
    if prize.points == "medal":
        won = medals(trade)
        return {id: prize.medals[won[id]] if id in won else ZERO for id in _placed(trade)}
    places = _placed(trade)
    if prize.points == "place":
        return {id: prize.table.get(place, ZERO) for id, place in places.items()}
    return {
        entrant: performance.total
        for (entrant, where), performance in trade.performances.items()
        if where == phase and performance.total is not None and not trade.status_of(entrant, phase)
    }


def _placed(trade: Trade) -> dict[str, int]:
    return {trade.roster[each.entrant][0]: each.rank for each in trade.order if each.rank is not None}


def _best(results: list[tuple[str, str, Exact]], count: int | None) -> list[tuple[str, str, Exact]]:
    """The best of the results, all for None; of equal ones those that come first."""
    ordered = sorted(results, key=lambda each: each[2], reverse=True)
    return ordered if count is None else ordered[:count]
