"""What stands between a trade and its final result: each with who has to act, and since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scoring.procedure.sampling import lacking, still_wrong
from scoring.procedure.signing import by_judge, countersigned, module_digest, unsigned_sheets
from scoring.procedure.ties import ties
from scoring.state import State, Trade


class Blocker(NamedTuple):
    """One thing in the way. code, facts: as of the problem that it is. who: role that has to act. since: `at` of the
    line it began with, "" where there is none."""

    code: str
    facts: Mapping[str, str]
    who: str
    since: str


APART = {"spread": "spread-open", "no-majority": "no-majority", "places-clash": "places-clash"}
"""Why marks of a full panel settle nothing and have to be given anew: as a panel says it, as it stands in the way."""

NOBODY: frozenset[str] = frozenset()


def blocks(state: State, trade: Trade) -> list[Blocker]:
    """Everything in the way, in the order in which it is to be dealt with. While a trade is sealed the office, which
    knows names alone, owes it nothing."""
    office = frozenset(trade.terms.office) if trade.sealed else NOBODY
    found = [*_marks(trade, office), *_ties(trade), *_waiting(state, trade)]
    if trade.terms.signatures:
        found += _signatures(trade, office)
    if trade.sealed:
        found.append(Blocker("still-sealed", {"trade": trade.id}, "draw", trade.opened_at))
    return [*found, *_review(trade)]


def _marks(trade: Trade, office: frozenset[str]) -> Iterator[Blocker]:
    """Who has not gone on, what is owed, what lies too far apart."""
    for phase in trade.plan.phases:
        if trade.phases[phase.id].entered is None:
            yield Blocker("nobody-advanced", {"phase": phase.id}, "organiser", trade.opened_at)
    spreads = list(_spreads(trade))
    apart = Counter((entrant, phase) for entrant, phase, _, _ in {place[:4] for place in spreads})
    for (entrant, phase_id), performance in trade.performances.items():
        owed = performance.due - performance.settled - apart[entrant, phase_id]
        owed -= _not_yet(trade, entrant, phase_id, office) if office else 0
        if owed and not trade.status_of(entrant, phase_id):
            named = {"entrant": entrant, "phase": phase_id, "owed": str(owed)}
            yield Blocker("aspects-owed", named, "judge", trade.phases[phase_id].since)
    for place in spreads:
        entrant, phase_id, aspect, item, attempt = place
        why = trade.performances[entrant, phase_id].panels[aspect, item, attempt].why
        named = {"entrant": entrant, "phase": phase_id, "aspect": aspect, "item": item}
        yield Blocker(APART[why], named, "chief", trade.apart[place])


def _not_yet(trade: Trade, entrant: str, phase: str, office: frozenset[str]) -> int:
    """Aspects of the entrant that the office alone marks, and has not marked."""
    figures = trade.performances[entrant, phase].figures
    owed = trade.plan.owed(phase, entrant)
    return len({(each.aspect.id, each.item) for each in owed if office.issuperset(each.seats)} - figures.keys())


def _spreads(trade: Trade) -> Iterator[tuple[str, str, str, str, int]]:
    """Full panels of those who are not out whose marks the chief judge has to have given anew."""
    for entrant, phase, aspect, item, attempt in trade.apart:
        panel = trade.performances[entrant, phase].panels[aspect, item, attempt]
        if panel.why in APART and not trade.status_of(entrant, phase):
            yield entrant, phase, aspect, item, attempt


def _ties(trade: Trade) -> Iterator[Blocker]:
    """Places that may not be shared, and are."""
    for tie in ties(trade):
        if tie.must:
            named = {"phase": tie.phase, "place": str(tie.place), "entrants": ", ".join(tie.entrants[:10])}
            yield Blocker("tie-undecided", named, "chief", "")


def _waiting(state: State, trade: Trade) -> Iterator[Blocker]:
    """Marks and changes that nobody has decided about."""
    for seq, mark in trade.held.items():
        yield Blocker("mark-held", {"seq": str(seq), "entrant": mark.cell.entrant}, "chief", trade.held_at[seq])
    for line, proposal in state.proposals.items():
        if proposal.trade == trade.id:
            yield Blocker("proposal-pending", {"line": str(line)}, "second", proposal.at)


def _signatures(trade: Trade, office: frozenset[str]) -> Iterator[Blocker]:
    for phase in trade.plan.phases:
        if trade.phases[phase.id].entered is None:
            continue
        since = trade.phases[phase.id].since
        for judge, sheets in by_judge(unsigned_sheets(trade, phase.id)).items():
            named = {"judge": judge, "phase": phase.id, "entrant": sheets[0], "sheets": str(len(sheets))}
            if judge not in office:
                yield Blocker("sheet-unsigned", named, "judge", since)
        for module in phase.modules:
            if office and _awaits(trade, phase.id, module, office):
                continue
            named = {"module": module, "phase": phase.id}
            signed = trade.modules_signed.get((phase.id, module))
            if signed is None:
                yield Blocker("module-unsigned", named, "chief", since)
            elif signed[0] != module_digest(trade, phase.id, module):
                yield Blocker("module-changed", named, "chief", "")
            elif trade.terms.countersigned and not countersigned(trade, phase.id, module):
                yield Blocker("module-uncountersigned", named, "supervisor", "")


def _awaits(trade: Trade, phase: str, module: str, office: frozenset[str]) -> bool:
    """True where the office alone marks something of the module."""
    plan = trade.plan
    of = {plan.panel(aspect) for node, _, aspect in plan.aspects[phase].values() if node.id == module}
    judges = {panel: {seat.judge for seat in plan.all_seats if seat.panel == panel} for panel in of}
    return any(office.issuperset(each) for each in judges.values())


def _review(trade: Trade) -> Iterator[Blocker]:
    """What is to be looked through yet, and what was found wrong and not put right."""
    if trade.terms.review is None:
        return
    must, others = lacking(trade)
    review = trade.review
    waiting = () if review is None or review.wrong is not None else review.entrants
    since = "" if review is None else review.at
    if count := len(must) + others or len(waiting):
        yield Blocker("review-missing", {"trade": trade.id, "entrants": str(count)}, "supervisor", since)
    for entrant in still_wrong(trade):
        yield Blocker("review-open", {"entrant": entrant}, "organiser", since)
