"""Points and places, moved by one mark: per entrant first (panel → criterion → module → phase), then per trade (her key
moves by bisection). What each function returns is what it changed, as `changes` counts it.
"""

from __future__ import annotations

from collections.abc import Iterable

from scoring import board
from scoring.changes import COUNTS, SUMMARY, TABLE, summarise
from scoring.facts import EXCUSES, Cell
from scoring.lines import Line
from scoring.nodes import Aspect, Criterion, Module, Scheme
from scoring.numbers import Exact, parse
from scoring.problems import BrokenPromiseError
from scoring.state import Panel, Performance, Trade
from scoring.sums import put, total_up
from scoring.tiebreaks import phase_key
from scoring.totals import Item, converted, panel_points, phase_total, table_for


def enter(trade: Trade, phase: str, entrants: Iterable[str], at: str) -> None:
    """Let entrants into a phase: from now on panels owe them marks."""
    entered = trade.phases[phase].entered = set()
    trade.phases[phase].since = at
    for entrant in entrants:
        entered.add(trade.index[entrant])
        owed = trade.plan.owed(phase, entrant)
        performance = Performance(len(owed), sum(len(seats) for *_, seats in owed))
        trade.performances[entrant, phase] = performance
        if not trade.status_of(entrant, phase):
            trade.due += performance.due


def give(trade: Trade, cell: Cell, value: str, line: Line) -> int:
    """Put a value into a cell, which the line is to hold; what that changed."""
    judge, entrant, phase, item_id, aspect_id, _ = cell
    plan = trade.plan
    performance = trade.performances[entrant, phase]
    nodes = plan.aspects[phase][aspect_id]
    _, criterion, aspect = nodes
    panel = performance.panels.get((aspect_id, item_id))
    if panel is None:
        panel = performance.panels[aspect_id, item_id] = Panel(plan.seats(phase, aspect, item_id))
    item = plan.items[phase, entrant][item_id] if criterion.items else None
    fresh = judge not in panel.seqs
    performance.given += fresh
    panel.points[judge] = _points(plan.scheme, aspect, item, value)
    panel.values[judge] = value
    panel.seqs[judge] = line.seq
    what = 0
    if len(panel.seqs) == len(panel.seats):
        what = _settle(trade, performance, panel, nodes, item, cell)
        if panel.why or trade.apart:
            _part(trade, panel, cell, line.at)
    elif plan.scheme.reveal != "settled":
        what = stand(trade, entrant)
    if fresh and trade.deepest[entrant][1] == phase and trade.counts[entrant]["given"] != performance.given:
        trade.counts[entrant] = {**trade.counts[entrant], "given": performance.given}
        what |= COUNTS
    return what


def _part(trade: Trade, panel: Panel, cell: Cell, at: str) -> None:
    """Keep since when a full panel settles nothing."""
    key = (cell.entrant, cell.phase, cell.aspect, cell.item)
    if panel.why:
        trade.apart.setdefault(key, at)
    else:
        trade.apart.pop(key, None)


def _points(scheme: Scheme, aspect: Aspect, item: Item | None, value: str) -> Exact | None:
    if value in EXCUSES:
        return None
    reading = parse(value)
    if reading is None:
        raise BrokenPromiseError(f"{value!r} is no mark")
    table = table_for(scheme, aspect, item)
    return reading if table is None else converted(table, reading)


def _settle(
    trade: Trade,
    performance: Performance,
    panel: Panel,
    nodes: tuple[Module, Criterion, Aspect],
    item: Item | None,
    cell: Cell,
) -> int:
    """Points of a full panel and of every node above it; what that changed."""
    module, criterion, aspect = nodes
    node = (aspect.id, cell.item)
    points, why = panel_points(aspect, [each for each in panel.points.values() if each is not None])
    settled = (not why) - (not panel.why)
    if not settled:
        work_out(trade)
    if not settled and performance.figures.get(node) == points:
        panel.why = why
        return stand(trade, cell.entrant) if why else 0
    panel.why = why
    performance.settled += settled
    trade.settled += settled
    put(performance, node, points)
    if settled and trade.hurried and _can_wait(trade, cell.entrant, cell.phase):
        waiting = trade.late.setdefault((cell.entrant, cell.phase), {})
        waiting[criterion.id, cell.item] = (module, criterion, item)
        return TABLE | SUMMARY
    total_up(trade, performance, cell.entrant, cell.phase, module, criterion, cell.item, item)
    what = standing(trade, cell.entrant, trade.plan.dependents[cell.phase])
    return what | TABLE if settled else what


def _can_wait(trade: Trade, entrant: str, phase: str) -> bool:
    """True where it is certain what another count of settled aspects changes: table and summary say how many are owed,
    no phase begins with it, and rows show nothing of marks that are not settled."""
    return trade.plan.scheme.reveal == "settled" and all(
        trade.phases[each].begun or not trade.takes_part(entrant, each) for each in trade.plan.dependents[phase]
    )


def work_out(trade: Trade) -> None:
    """Work out what waits."""
    if not trade.late:
        return
    late, trade.late = trade.late, {}
    for (entrant, phase), criteria in late.items():
        performance = trade.performances[entrant, phase]
        for (_, item_id), (module, criterion, item) in criteria.items():
            total_up(trade, performance, entrant, phase, module, criterion, item_id, item)
        standing(trade, entrant, trade.plan.dependents[phase])
    summarise(trade)


def standing(trade: Trade, entrant: str, phases: Iterable[str]) -> int:
    """Re-rank the entrant in these phases and in the trade; what that changed."""
    begun = False
    for phase in phases:
        begun = rank(trade, entrant, phase) or begun
    return everyone(trade) if begun else stand(trade, entrant)


def rank(trade: Trade, entrant: str, phase: str) -> bool:
    """Total and key of the entrant in one phase; True where the phase has begun with it."""
    if not trade.takes_part(entrant, phase):
        return False
    state = trade.phases[phase]
    shape = trade.plan.scheme.phase[phase]
    performance = trade.performances[entrant, phase]
    carried = []
    for carry in shape.carry:
        earlier = trade.performances.get((entrant, carry.phase))
        if earlier is not None and earlier.own is not None:
            carried.append((carry.weight, earlier.own))
    performance.total = phase_total(shape, performance.own, carried)
    state.keys[trade.index[entrant]] = phase_key(trade, entrant, shape, performance.total)
    if state.begun or performance.total is None:
        return False
    state.begun = True
    return True


def stand(trade: Trade, entrant: str) -> int:
    """Put the entrant where she belongs in the trade; what that changed."""
    depth, phase = trade.deepest[entrant]
    key = trade.phases[phase].keys[trade.index[entrant]]
    what = TABLE if trade.order.put((key[0] > 1, -depth, *key)) else 0
    row = board.row(trade, entrant, phase)
    if trade.rows.get(entrant) != row:
        trade.rows[entrant] = row
        what = TABLE
    return what


def count(trade: Trade, entrant: str) -> int:
    """Marks given and asked, as the entrant's panels see them."""
    counts = board.counts(trade, entrant)
    if trade.counts.get(entrant) == counts:
        return 0
    trade.counts[entrant] = counts
    return COUNTS


def everyone(trade: Trade) -> int:
    """Everyone stands in her deepest begun phase, or in the first; what that changed."""
    before, counts = (list(trade.order), dict(trade.rows)), 0
    begun = [(depth, phase) for phase, depth in trade.plan.depth.items() if trade.phases[phase].begun or not depth]
    trade.phase = begun[-1][1]
    for entrant in trade.index:
        trade.deepest[entrant] = next(each for each in reversed(begun) if trade.takes_part(entrant, each[1]))
        stand(trade, entrant)
        counts |= count(trade, entrant)
    return counts if before == (list(trade.order), trade.rows) else counts | TABLE


def count_due(trade: Trade) -> None:
    """Aspects due and settled: those who are out owe nothing."""
    counted = [
        performance
        for (entrant, phase), performance in trade.performances.items()
        if not trade.status_of(entrant, phase)
    ]
    trade.due = sum(performance.due for performance in counted)
    trade.settled = sum(performance.settled for performance in counted)
