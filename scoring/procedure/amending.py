"""A scheme that turns out to be wrong while it is in use: may it be another, and what the trade then comes to.

Marks given stay as they were given; every point and place is worked out anew from them, as if the trade had been
opened with the new scheme. Nothing of a procedure is lost: what was signed stays signed, but for sheets that are asked
for more than their judge signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import islice

from scoring.boards import board
from scoring.changes import COUNTS, FIGURES, TABLE, Change, changed
from scoring.facts import Cell
from scoring.lines import Line
from scoring.marks import check_value
from scoring.nodes import TOTAL, Scheme
from scoring.numbers import ZERO
from scoring.panels import RULES
from scoring.placing import count_due, enter, everyone, give, rank, work_out
from scoring.problems import BrokenPromiseError, Problem
from scoring.procedure.terms import AND
from scoring.recusals import counts, lacking
from scoring.scheme import parse_scheme, scheme_text
from scoring.sheets import cells
from scoring.state import Plan, State, Trade
from scoring.steps import SchemeAmended

MOST = 50
"""Marks that no longer fit, of those that a refusal says."""

SEATS = {"too-few-marks": "too-few-seats", "too-many-marks": "too-many-seats"}
"""Why a panel can never settle: as its rule says it of marks, as it is said of seats."""


# --- may it be made -------------------------------------------------------------------------------------------------


def check_amendment(state: State, change: SchemeAmended) -> Iterator[Problem]:
    """What keeps a trade's scheme from being this one from now on."""
    trade = state.trades.get(change.trade)
    if trade is None:
        yield Problem("unknown-trade", "trade", {"trade": change.trade})
        return
    stored = state.amendments.get(change.scheme) or state.contents.get(change.scheme)
    scheme = None if stored is None else _read(stored)
    if scheme is not None:
        yield from amendment_problems(trade, scheme, MOST)
        return
    yield from _busy(trade)
    if stored is None:
        yield Problem("content-missing", "scheme", {"digest": change.scheme})
    else:
        yield Problem("bad-scheme", "scheme")


def amendment_problems(trade: Trade, scheme: Scheme, most: int | None = None) -> Iterator[Problem]:
    """What does not fit between a scheme and what was entered, marked, adjusted and decided under the one there is.
    most: how many marks are said of those that do not fit, None for all."""
    yield from _busy(trade)
    old = trade.plan.scheme
    if scheme == old:
        yield Problem("scheme-same", "scheme")
    if [phase.id for phase in scheme.phases] != [phase.id for phase in old.phases]:
        yield Problem("phases-differ", "scheme", {"phases": ", ".join(phase.id for phase in old.phases)})
        return
    for each in old.phases:
        if trade.phases[each.id].entered is not None and scheme.phase[each.id].entry != each.entry:
            yield Problem("entry-differs", "scheme", {"phase": each.id})
    plan = trade.plan.under(scheme)
    yield from _seats(trade, plan)
    yield from _items(trade, plan)
    yield from islice(_marks(trade, plan), most)
    yield from _held(trade, plan)
    for (entrant, phase), performance in trade.performances.items():
        for figure, _ in performance.adjusted:
            if figure != TOTAL and (figure not in plan.children or _items_differ(trade, plan, figure)):
                yield Problem("adjusted-gone", "scheme", {"figure": figure, "entrant": entrant, "phase": phase})
    yield from _papers(trade, scheme)


def _read(stored: str) -> Scheme | None:
    """The scheme that a content states; None where it states none, or not in the one form that a digest stands for."""
    try:
        scheme = parse_scheme(stored)
    except BrokenPromiseError:
        return None
    return scheme if scheme_text(scheme) == stored else None


def _busy(trade: Trade) -> Iterator[Problem]:
    """What has to be over first: the result, where it is final; a review, where it is drawn."""
    if trade.final:
        yield Problem("trade-final", "trade", {"trade": trade.id})
    if trade.review is not None and trade.review.wrong is None:
        yield Problem("review-drawn", "trade", {"trade": trade.id})


def _seats(trade: Trade, plan: Plan) -> Iterator[Problem]:
    """Every aspect keeps somebody to mark it, and panels those whom their rules can work with. What was so before is
    not said."""
    before = set(_unseated(trade.plan))
    for code, phase, aspect in _unseated(plan):
        if (code, phase, aspect) not in before:
            node = plan.aspects[phase][aspect][2]
            panel, seats = plan.panel(node), len(plan.seats(phase, node, "", ""))
            facts = {"aspect": aspect, "panel": panel, "phase": phase, "rule": node.rule, "seats": str(seats)}
            yield Problem(code, "scheme", facts)
    known = list(lacking(trade.plan))
    yield from (Problem(each.code, "scheme", each.facts) for each in lacking(plan) if each not in known)


def _unseated(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """(code, phase, aspect) of aspects that nobody marks, and of those whose rule never settles with its seats."""
    for phase, aspects in plan.aspects.items():
        for _, criterion, aspect in aspects.values():
            panel = plan.panel(aspect)
            if not any(seat.panel == panel and seat.phase in ("", phase) for seat in plan.all_seats):
                yield "nobody-marks", phase, aspect.id
            elif not criterion.items:
                why = RULES[aspect.rule].blocks([ZERO] * len(plan.seats(phase, aspect, "", "")), aspect)
                if why in SEATS:
                    yield SEATS[why], phase, aspect.id


def _items(trade: Trade, plan: Plan) -> Iterator[Problem]:
    """Items that were stated name criteria and tables that stay."""
    for stated in trade.plan.items.values():
        for id, item in stated.items():
            known = plan.scheme.criterion.get(item.criterion)
            if known is None or not known[1].items:
                yield Problem("item-gone", "scheme", {"item": id, "criterion": item.criterion})
            if item.table and item.table not in plan.scheme.tables:
                yield Problem("dangling-table", "scheme", {"table": item.table})


def _marks(trade: Trade, plan: Plan) -> Iterator[Problem]:
    """Marks given that have no cell any more, or do not fit into it."""
    for _, cell, value in given(trade):
        nodes = plan.aspects[cell.phase].get(cell.aspect)
        named = {"judge": cell.judge, "entrant": cell.entrant, "aspect": cell.aspect, "phase": cell.phase}
        if nodes is None:
            yield Problem("marked-gone", "scheme", named)
            continue
        _, criterion, aspect = nodes
        items = plan.items_of(cell.phase, cell.entrant, criterion)
        if cell.item not in items or cell.attempt > aspect.attempts.count:
            yield Problem("marked-gone", "scheme", named)
        elif cell.judge not in plan.seats(cell.phase, aspect, cell.item, cell.entrant):
            yield Problem("mark-without-seat", "scheme", {"judge": cell.judge, "aspect": cell.aspect})
        elif next(check_value(plan.scheme, aspect, items[cell.item], value), None) is not None:
            yield Problem("mark-does-not-fit", "scheme", {**named, "value": value})


def _held(trade: Trade, plan: Plan) -> Iterator[Problem]:
    """Marks that wait for the chief judge are of aspects that stay."""
    for seq, mark in trade.held.items():
        cell = mark.cell
        if cell.aspect not in plan.aspects[cell.phase]:
            facts = {"seq": str(seq), "entrant": cell.entrant, "aspect": cell.aspect, "phase": cell.phase}
            yield Problem("held-gone", "scheme", facts)


def _items_differ(trade: Trade, plan: Plan, figure: str) -> bool:
    before, after = trade.plan.scheme.criterion.get(figure), plan.scheme.criterion.get(figure)
    return (before is not None and before[1].items) != (after is not None and after[1].items)


def _papers(trade: Trade, scheme: Scheme) -> Iterator[Problem]:
    """Figures that awards ask for stay."""
    for paper, (phase, figure) in trade.terms.papers.items():
        for each in figure.split(AND):
            if each != TOTAL and each not in scheme.phase[phase].modules:
                yield Problem("paper-gone", "scheme", {"paper": paper, "figure": each})


# --- what it does ---------------------------------------------------------------------------------------------------


MARKING = frozenset(
    {"plan", "index", "sections", "phases", "performances", "apart", "phase", "order", "counting", "deepest", "rows"}
    | {"due", "settled", "counts", "leading", "late", "hurried", "signed", "modules_signed", "unmarked"}
    | {"modules_countersigned"}
)
"""Attributes of a trade that come of its scheme and its marks; all others are told of what happened in it."""


def amended(trade: Trade, scheme: Scheme) -> Trade:
    """The trade with all that happened in it, under another scheme, its views its own; the one there is stays as it
    is. The scheme must be one that `amendment_problems` finds nothing wrong with but that it may be the same."""
    return remade(trade, trade.plan.under(scheme))


def remade(trade: Trade, plan: Plan) -> Trade:
    """The trade with all that happened in it, under a plan that has room for its marks but for those of judges whom it
    recuses: these are set aside, and what was set aside counts where its judge sits again."""
    made = Trade(trade.id, plan, trade.roster)
    for name, value in vars(trade).items():
        if name not in MARKING:
            setattr(made, name, value.copy() if isinstance(value, (dict, set)) else value)
    made.views = deepcopy(trade.views)
    _enter(trade, made)
    made.hurried = True
    marks = trade.aside | {cell: (seq, value) for seq, cell, value in given(trade)}
    made.aside = {cell: mark for cell, mark in marks.items() if not counts(plan, cell, mark[1])}
    for seq, cell, value in sorted((seq, cell, value) for cell, (seq, value) in marks.items()):
        if cell not in made.aside:
            give(made, cell, value, Line(seq, "", "", "", SchemeAmended(trade.id, "")))
    work_out(made)
    made.hurried, made.summaries = trade.hurried, trade.summaries.copy()
    count_due(made)
    _everyone(made)
    made.apart = {place: trade.apart.get(place, "") for place in made.apart}
    made.signed = {sheet: digest for sheet, digest in trade.signed.items() if _complete(made, *sheet)}
    made.modules_signed = _under(plan, trade.modules_signed)
    made.modules_countersigned = _under(plan, trade.modules_countersigned)
    return made


def _under(plan: Plan, signatures: dict[tuple[str, str], tuple[str, int]]) -> dict[tuple[str, str], tuple[str, int]]:
    """Signatures under modules that stay."""
    return {
        (phase, module): signature
        for (phase, module), signature in signatures.items()
        if module in plan.scheme.phase[phase].modules
    }


def given(trade: Trade) -> list[tuple[int, Cell, str]]:
    """(line, cell, value) of every mark that counts, in the order of their lines."""
    found = [
        (seq, Cell(judge, entrant, phase, item, aspect, attempt), panel.values[judge])
        for (entrant, phase), performance in trade.performances.items()
        for (aspect, item, attempt), panel in performance.panels.items()
        for judge, seq in panel.seqs.items()
    ]
    return sorted(found)


def _enter(trade: Trade, made: Trade) -> None:
    """Everybody is in the phases that she was in, with what was added and taken off."""
    for id, before in trade.phases.items():
        made.phases[id].closed = before.closed.copy()
        if before.entered is not None:
            enter(made, id, [trade.roster[index][0] for index in sorted(before.entered)], before.since)
            made.phases[id].begun = before.begun
    for place, performance in trade.performances.items():
        made.performances[place].adjusted = performance.adjusted.copy()
    _everyone(made)


def _everyone(trade: Trade) -> None:
    for phase in trade.plan.phases:
        for entrant in trade.index:
            rank(trade, entrant, phase.id)
    everyone(trade)


def _complete(trade: Trade, judge: str, entrant: str, phase: str) -> bool:
    """True where nothing is missing on the judge's sheet."""
    panels = trade.performances[entrant, phase].panels
    return all(
        (panel := panels.get((cell.aspect, cell.item, cell.attempt))) is not None and judge in panel.seqs
        for cell in cells(trade, judge, entrant, phase)
    )


def amend(state: State, line: Line, change: SchemeAmended) -> Change:
    """Take an amendment in."""
    trade = state.trades[change.trade]
    made = amended(trade, parse_scheme(state.amendments[change.scheme]))
    made.amended = line.seq
    return put_in_place(state, line, trade, made)


def put_in_place(state: State, line: Line, trade: Trade, made: Trade) -> Change:
    """Let a trade that was made anew stand where it stood."""
    made.views = trade.views
    made.apart = {place: since or line.at for place, since in made.apart.items()}
    state.trades[trade.id] = made
    for entrant in made.index:
        state.trade_of[entrant] = made
    made.fresh.clear()
    made.latest = {place: at for place, at in trade.latest.items() if _settled(made, *place)}
    shown = (board.heading(trade), board.table(trade)) != (board.heading(made), board.table(made))
    counted = trade.counts != made.counts
    return changed(state, made, line, FIGURES | (TABLE if shown else 0) | (COUNTS if counted else 0))


def _settled(trade: Trade, entrant: str, phase: str, aspect: str, item: str) -> bool:
    return (aspect, item) in trade.performances[entrant, phase].figures
