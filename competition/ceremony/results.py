"""What a ceremony shows: the results of frozen trades as they stand, and what keeps a trade from being shown yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from competition.ceremony.steps import PODIUM, REVEAL, WHOLE, Plan, Section, Standing, Step, carried, made
from scoring.boards.board import table, table_digest
from scoring.problems import Problem
from scoring.procedure.revealing import shown_of
from scoring.standings.medals import medals
from scoring.state import State, Trade

UNREADY = ("preparing", "marking")
"""Stages in which marks or signatures are owed."""


def unready(trade: Trade) -> Iterator[Problem]:
    """What keeps the trade's result from being shown step by step."""
    if trade.kept is None:
        yield Problem("trade-not-frozen", "trades", {"trade": trade.id})
    if trade.sealed:
        yield Problem("codes-sealed", "trades", {"trade": trade.id})
    if not trade.final and trade.stage in UNREADY:
        yield Problem("result-unsigned", "trades", {"trade": trade.id})
    if not any(section.standings for section in sections(trade)):
        yield Problem("nobody-placed", "trades", {"trade": trade.id})


def sections(trade: Trade) -> list[Section]:
    """Everybody who has a place, each group that is ranked by itself apart. Medals are the scheme's; where it gives
    none, the first three places have them."""
    given = medals(trade) if trade.plan.scheme.medals is not None else None
    rows = sorted(table(trade).items(), key=lambda pair: int(pair[1]["position"]))
    found = []
    for group, members in groupby(rows, key=lambda pair: str(pair[1].get("group", ""))):
        placed = [(entrant, int(row["rank"])) for entrant, row in members if row["rank"] is not None]
        standings = (
            Standing(entrant, place, _of_place(place) if given is None else given.get(entrant, ""))
            for entrant, place in placed
        )
        found.append(Section(trade.id, group, tuple(standings)))
    return found


def planned(state: State, trades: Sequence[str], order: str, first: int, old: Plan | None, reached: int) -> Plan:
    """The list of steps as the trades stand. old, reached: the list that it takes the place of, and its last step that
    was shown, -1 for none: what was shown stays in front, notes and pauses are kept."""
    done = () if old is None else old.steps[: reached + 1]
    known = {entrant for trade in trades for entrant in shown_of(state.trades[trade])}
    over = {step.trade for step in done if step.kind == WHOLE}
    waiting = [
        section._replace(standings=tuple(each for each in section.standings if each.entrant not in known))
        for trade in trades
        if trade not in over
        for section in sections(state.trades[trade])
    ]
    steps = made(waiting, order, first)
    kept = steps if old is None else carried(old.steps[reached + 1 :], steps)
    won = {each.entrant: each.medal for trade in trades for part in sections(state.trades[trade]) for each in part[2]}
    boards = {trade: table_digest(state.trades[trade]) for trade in trades}
    return Plan(order, first, boards, {entrant: medal for entrant, medal in won.items() if medal}, (*done, *kept))


def moved(state: State, plan: Plan, reached: int) -> list[str]:
    """Trades whose table is another than the steps were made from, of those that have steps to come."""
    waiting = {step.trade for step in plan.steps[reached + 1 :] if step.trade}
    return [trade for trade, board in plan.boards.items() if trade in waiting and _moved(state, trade, board)]


def is_done(state: State, step: Step) -> bool:
    """True where the ledger says already what the step would have it say."""
    trade = state.trades[step.trade]
    if step.kind == WHOLE:
        return trade.kept is None
    return step.kind == REVEAL and set(step.entrants) <= shown_of(trade)


def _moved(state: State, trade: str, board: str) -> bool:
    return trade not in state.trades or state.trades[trade].kept is None or table_digest(state.trades[trade]) != board


def _of_place(place: int) -> str:
    return PODIUM[place - 1] if place <= len(PODIUM) else ""
