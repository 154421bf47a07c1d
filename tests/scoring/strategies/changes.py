"""Changes that take a second person, as moves of a script: what may be proposed as things stand, and what becomes of
it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from scoring.checks import check
from scoring.facts import Adjusted, Fact
from scoring.lines import digest
from scoring.nodes import TOTAL
from scoring.procedure.seconds import change_text
from scoring.recusals import reserves_for
from scoring.scheme import read_scheme, scheme_text
from scoring.state import Trade
from scoring.steps import (
    Approved,
    EntrantSubstituted,
    HeldAdmitted,
    MarkCorrected,
    PanelReopened,
    Proposed,
    RecusalLifted,
    Recused,
    Rejected,
    ResultReopened,
    SchemeAmended,
    SheetReopened,
    SpreadReopened,
)
from tests.scoring.field import Contest
from tests.scoring.strategies.marks import cells, held_by, value_for


def other_scheme(trade: Trade, how: int, much: int) -> str:
    """Canonical text of another scheme that has room for the same marks, "" where none comes of it."""
    form = json.loads(scheme_text(trade.plan.scheme))
    branch = form["modules"][much % len(form["modules"])]
    inner = branch["criteria"][much % len(branch["criteria"])]
    leaf = inner["aspects"][much % len(inner["aspects"])]
    match how % 8:
        case 0:
            leaf["weight"] = ["2", "0.5", "3"][much % 3]
        case 1:
            branch["round"] = {"places": str(much % 3), "mode": "half-up"}
        case 2:
            branch["weight"], inner["floor"], inner["ceiling"] = "0.25", "-1", "4"
        case 3:
            form["phases"][much % len(form["phases"])]["ties"] = [{"figure": branch["id"]}] if much % 2 else []
        case 4:
            form["decimals"] = str((int(form["decimals"]) + 1) % 4)
        case 5:
            form["groups"] = ["apart", "together"][much % 2]
        case 6:
            form["reveal"], leaf["none"] = ["each mark", "settled"][much % 2], "1"
        case _:
            inner["aspects"].append({**leaf, "id": f"{leaf['id']}-more"})
    scheme, _ = read_scheme(form)
    return "" if scheme is None else scheme_text(scheme)


def _changes(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """Every kind of change that takes a second person, to somebody or something."""
    signed = [cell for cell in cells(trade) if cell[:3] in trade.signed]
    if signed:
        cell = signed[a * 7 % len(signed)]
        yield MarkCorrected(cell, value_for(trade, cell, b), held_by(trade, cell))
        yield SheetReopened(*cell[:3])
    if trade.held:
        yield HeldAdmitted(sorted(trade.held)[a % len(trade.held)])
    phase = trade.plan.phases[a % len(trade.plan.phases)].id
    entrant = trade.roster[b % len(trade.roster)][0]
    yield PanelReopened(trade.id, phase, trade.plan.panels[-1])
    yield _recusal(trade, a, b)
    yield from (RecusalLifted(*each[:3]) for each in trade.recused)
    if trade.apart:
        entrant, phase, aspect, item, attempt = sorted(trade.apart)[a % len(trade.apart)]
        yield SpreadReopened(entrant, phase, item, aspect, "0" * 64, attempt)
    if trade.final:
        yield ResultReopened(trade.id)
    if scheme := other_scheme(trade, a, b):
        contest.contents[digest(scheme)] = scheme
        yield SchemeAmended(trade.id, digest(scheme))
    if a % 4 == 0:
        yield EntrantSubstituted(entrant, "0" * 64)
        yield Adjusted(entrant, "" if b % 2 else phase, TOTAL, "", "dsq", "", "fraud")


def _recusal(trade: Trade, a: int, b: int) -> Recused:
    """Somebody does not mark an entrant any more; a reserve sits there, if one may."""
    plan, entrant = trade.plan, trade.roster[b % len(trade.roster)][0]
    seat = (*plan.all_seats, *plan.reserves)[a % (len(plan.all_seats) + len(plan.reserves))]
    free = reserves_for(plan.all_seats, plan.reserves, plan.recusals, seat.judge, entrant, seat.panel)
    return Recused(seat.judge, entrant, seat.panel, ["", *free][-1 if b % 4 else 0])


def lift(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """They let a judge mark again whom they had recused."""
    if trade.recused:
        judge, entrant, panel, _ = list(trade.recused)[a % len(trade.recused)]
        fact = Proposed(change_text(RecusalLifted(judge, entrant, panel)), "rule-7")
        if check(contest.state, fact).status == "accepted":
            yield fact
            yield Approved(contest.state.seq)


def reopen_spread(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """They open every signed sheet of a panel whose marks lie apart."""
    if trade.apart:
        entrant, phase, aspect, item, attempt = sorted(trade.apart)[a % len(trade.apart)]
        change = SpreadReopened(entrant, phase, item, aspect, "0" * 64, attempt)
        fact = Proposed(change_text(change), "rule-7")
        if check(contest.state, fact).status == "accepted":
            yield fact
            yield Approved(contest.state.seq)


def recuse(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """The chief judge and a second person recuse a judge."""
    fact = Proposed(change_text(_recusal(trade, a, b)), "rule-7")
    if check(contest.state, fact).status == "accepted":
        yield fact
        yield Approved(contest.state.seq)


def proposals(contest: Contest, trade: Trade, a: int, b: int) -> list[Proposed]:
    """Every change of those that may be proposed as things stand."""
    stated = (Proposed(change_text(change), "rule-7") for change in _changes(contest, trade, a, b))
    contest.state.contents = contest.contents
    return [each for each in stated if check(contest.state, each).status == "accepted"]


def propose(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    possible = proposals(contest, trade, a, b)
    if possible:
        yield possible[b % len(possible)]


def decide(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    pending = sorted(contest.state.proposals)
    if pending:
        line = pending[a % len(pending)]
        yield Approved(line) if b % 4 else Rejected(line)


def agree(contest: Contest, trade: Trade, a: int, b: int) -> Iterator[Fact]:
    """One proposes, another approves at once."""
    for fact in propose(contest, trade, a, b):
        yield fact
        yield Approved(contest.state.seq)
