"""Everything that waits for a ruling, found in a state; no clock and no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from competition.rulings.subjects import Subject, of_cell, of_mark, subject
from scoring.facts import Cell
from scoring.procedure.records import Proposal
from scoring.procedure.ties import ties
from scoring.state import State, Trade
from scoring.steps import HeldAdmitted, MarkCorrected


class Waiting(NamedTuple):
    """kind: `proposal`, `held`, `spread`, `tie` or `objection`. since: UTC text, of an objection its day, of a tie when
    the trade's standing last changed. line: that is ruled on, 0 for a spread or a tie. why: what keeps a spread
    unsettled, a code. actor: who proposed, "" for others."""

    kind: str
    since: str
    line: int
    subject: Subject
    why: str = ""
    actor: str = ""


def waiting(state: State, trade: str = "") -> list[Waiting]:
    """What waits, longest first. trade: "" for all."""
    trades = [each for each in state.trades.values() if trade in ("", each.id)]
    found = [
        each for one in trades for each in (*_held(state, one), *_spreads(state, one), *_ties(one), *_objections(one))
    ]
    found += _proposals(state, trade)
    return sorted(found, key=lambda each: (each.since, each.line))


def counted(state: State) -> int:
    """How many things wait, without naming them."""
    trades = state.trades.values()
    admitted = sum(isinstance(each.change, HeldAdmitted) for each in state.proposals.values())
    objections = sum(not each.ruling for trade in trades for each in trade.objections.values())
    marks = sum(len(trade.held) + sum(1 for _ in _apart(trade)) for trade in trades)
    tied = sum(each.must for trade in trades for each in ties(trade))
    return len(state.proposals) - admitted + marks + tied + objections


def _held(state: State, trade: Trade) -> Iterator[Waiting]:
    proposed = {each.change.line for each in state.proposals.values() if isinstance(each.change, HeldAdmitted)}
    for line, mark in trade.held.items():
        if line not in proposed:
            yield Waiting("held", trade.held_at[line], line, of_mark(state, "admit", mark))


def _spreads(state: State, trade: Trade) -> Iterator[Waiting]:
    for cell, since, why in _apart(trade):
        yield Waiting("spread", since, 0, of_cell(state, "deliberation", cell), why)


def _apart(trade: Trade) -> Iterator[tuple[Cell, str, str]]:
    """(where, since when, why) of full panels that settle nothing; where places clash once for the whole field."""
    clashes: set[tuple[str, str, int]] = set()
    for (entrant, phase, aspect, item, attempt), since in trade.apart.items():
        if trade.status_of(entrant, phase):
            continue
        why = trade.performances[entrant, phase].panels[aspect, item, attempt].why
        field = (phase, aspect, trade.sections[entrant])
        if why != "places-clash" or field not in clashes:
            yield Cell("", entrant, phase, item, aspect, attempt), since, why
        clashes.add(field)


def _ties(trade: Trade) -> Iterator[Waiting]:
    """Ties that stand before the final result."""
    since = trade.views["chief"].as_of
    for each in ties(trade):
        if each.must:
            about = Subject("tie", trade.id, each.entrants[0], each.phase, value=str(each.place))
            yield Waiting("tie", since, 0, about)


def _objections(trade: Trade) -> Iterator[Waiting]:
    for line, objection in trade.objections.items():
        if not objection.ruling:
            yield Waiting("objection", objection.at, line, Subject("objection", trade.id, objection.entrant))


def _proposals(state: State, trade: str) -> Iterator[Waiting]:
    for line, proposal in state.proposals.items():
        if trade in ("", proposal.trade):
            yield Waiting("proposal", proposal.at, line, proposed(state, proposal), actor=proposal.actor)


def proposed(state: State, proposal: Proposal) -> Subject:
    """What a pending proposal is about, with the value that its cell holds now."""
    change = proposal.change
    if isinstance(change, MarkCorrected):
        return replace(of_cell(state, "correct", change.cell), after=change.value)
    if isinstance(change, HeldAdmitted):
        return of_mark(state, "admit", state.trades[proposal.trade].held[change.line])
    return subject(state, change, {})
