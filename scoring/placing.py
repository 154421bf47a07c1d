"""Points and places, moved by one mark: per entrant first (panel → criterion → module → phase), then per trade (her key
moves by bisection). What each function returns is what it changed, as `changes` counts it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from scoring.boards import board
from scoring.changes import COUNTS, FIGURES, SUMMARY, TABLE, summarise
from scoring.comparing import FIELD_OPEN, compared, waits
from scoring.facts import EXCUSES, Cell
from scoring.items import Item
from scoring.lines import Line
from scoring.measures import worth
from scoring.nodes import Aspect, Criterion, Module, Scheme
from scoring.numbers import Exact, parse
from scoring.panels import RULES
from scoring.problems import BrokenPromiseError
from scoring.standings.ranking import Key
from scoring.standings.tiebreaks import KIND, phase_key
from scoring.state import Panel, Performance, Place, Trade
from scoring.sums import put, total_up
from scoring.totals import aspect_points, aspect_value, panel_value, phase_total


def enter(trade: Trade, phase: str, entrants: Iterable[str], at: str) -> None:
    """Let entrants into a phase: from now on panels owe them marks."""
    entered = trade.phases[phase].entered = set()
    trade.phases[phase].since = at
    for entrant in entrants:
        entered.add(trade.index[entrant])
        owed = trade.plan.owed(phase, entrant)
        performance = Performance(sum(each.attempt == 1 for each in owed), sum(len(each.seats) for each in owed))
        trade.performances[entrant, phase] = performance
        if not trade.status_of(entrant, phase):
            trade.due += performance.due


def give(trade: Trade, cell: Cell, value: str, line: Line) -> int:
    """Put a value into a cell, which the line is to hold; what that changed."""
    judge, entrant, phase, item_id, aspect_id, attempt = cell
    plan = trade.plan
    if plan.reads_marks:
        work_out(trade)
    performance = trade.performances[entrant, phase]
    nodes = plan.aspects[phase][aspect_id]
    _, criterion, aspect = nodes
    place = (aspect_id, item_id, attempt)
    panel = performance.panels.get(place)
    if panel is None:
        panel = performance.panels[place] = Panel(plan.seats(phase, aspect, item_id, entrant))
    item = plan.items[phase, entrant][item_id] if criterion.items else None
    fresh = judge not in panel.seqs
    performance.given += fresh
    panel.points[judge] = _points(plan.scheme, aspect, item, value)
    panel.values[judge] = value
    panel.seqs[judge] = line.seq
    what = 0
    if len(panel.seqs) == len(panel.seats):
        what = _settle(trade, performance, panel, nodes, item, cell)
        if panel.why not in WAITING or trade.apart:
            entrants = trade.index if RULES[aspect.rule].compare else (entrant,)
            part(trade, phase, (aspect_id, item_id, attempt), entrants, line.at)
    elif plan.scheme.reveal != "settled":
        what = stand(trade, entrant)
    if fresh and trade.deepest[entrant][1] == phase and trade.counts[entrant]["given"] != performance.given:
        trade.counts[entrant] = {**trade.counts[entrant], "given": performance.given}
        what |= COUNTS
    return what


def part(trade: Trade, phase: str, place: Place, entrants: Iterable[str], at: str) -> None:
    """Keep since when full panels of these entrants settle nothing."""
    for entrant in entrants:
        performance = trade.performances.get((entrant, phase))
        panel = None if performance is None else performance.panels.get(place)
        key = (entrant, phase, *place)
        if panel is not None and panel.why not in WAITING:
            trade.apart.setdefault(key, at)
        else:
            trade.apart.pop(key, None)


WAITING = ("", "missing", FIELD_OPEN)
"""What is said of a panel that no judge or chief judge has to look at again."""


def _points(scheme: Scheme, aspect: Aspect, item: Item | None, value: str) -> Exact | None:
    if value in EXCUSES:
        return None
    reading = parse(value)
    if reading is None:
        raise BrokenPromiseError(f"{value!r} is no mark")
    return worth(scheme, aspect, item, reading)


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
    value = _value(performance, panel, aspect, cell.item)
    if RULES[aspect.rule].compare:
        if value is None:
            performance.alone.pop(aspect.id, None)
        else:
            performance.alone[aspect.id] = value
        work_out(trade)
        return compare(trade, cell.phase, trade.sections[cell.entrant], nodes, cell.entrant)
    node = (aspect.id, cell.item)
    points = None if value is None else aspect_points(aspect, value)
    before = performance.figures.get(node)
    settled = (points is not None) - (before is not None)
    if not settled:
        work_out(trade)
    if not settled and before == points and not (trade.plan.reads_marks and points is not None):
        return stand(trade, cell.entrant) if points is None else 0
    performance.settled += settled
    trade.settled += settled
    put(performance, node, points)
    trade.fresh[cell.entrant, cell.phase, *node] = None
    if settled and trade.hurried and _can_wait(trade, cell.entrant, cell.phase):
        waiting = trade.late.setdefault((cell.entrant, cell.phase), {})
        waiting[criterion.id, cell.item] = (module, criterion, item)
        return TABLE | SUMMARY | FIGURES
    total_up(trade, performance, cell.entrant, cell.phase, module, criterion, cell.item, item)
    what = FIGURES | standing(trade, [cell.entrant], trade.plan.dependents[cell.phase])
    return what | TABLE if settled else what


def _value(performance: Performance, panel: Panel, aspect: Aspect, item: str) -> Exact | None:
    """What the panel comes to over all attempts, None while it does not; each full panel keeps why."""
    if aspect.attempts.count == 1:
        value, panel.why = aspect_value(aspect, (_given(panel),))
        return value
    attempts = [performance.panels.get((aspect.id, item, each)) for each in range(1, aspect.attempts.count + 1)]
    full = [each for each in attempts if each is not None and len(each.seqs) == len(each.seats)]
    for each in full:
        _, each.why = panel_value(aspect, _given(each))
    if len(full) < len(attempts) or any(each.why for each in full):
        return None
    value, why = aspect_value(aspect, [_given(each) for each in full])
    for each in full:
        each.why = why
    return value


def _given(panel: Panel) -> list[Exact]:
    return [each for each in panel.points.values() if each is not None]


def compare(trade: Trade, phase: str, section: int, nodes: tuple[Module, Criterion, Aspect], marked: str = "") -> int:
    """Work out an aspect whose figures come of the whole field, and all that follows; what that changed. marked: whose
    marks are others than before."""
    module, criterion, aspect = nodes
    still = bool(marked) and waits(trade, phase, section, aspect)
    figures, why = ({}, FIELD_OPEN) if still else compared(trade, phase, section, aspect)
    touched, node = [marked] if marked else [], (aspect.id, "")
    for entrant in (marked,) if still else trade.index:
        if trade.sections[entrant] != section or not trade.takes_part(entrant, phase):
            continue
        performance = trade.performances[entrant, phase]
        if aspect.id in performance.alone:
            for attempt in range(1, aspect.attempts.count + 1):
                performance.panels[aspect.id, "", attempt].why = why
        points, before = figures.get(entrant), performance.figures.get(node)
        if points != before:
            performance.settled += (points is not None) - (before is not None)
            put(performance, node, points)
            trade.fresh[entrant, phase, *node] = None
            total_up(trade, performance, entrant, phase, module, criterion, "", None)
            touched.append(entrant)
    moved = FIGURES if trade.fresh else 0
    if still:
        return moved | standing(trade, touched, trade.plan.dependents[phase])
    due, settled = trade.due, trade.settled
    count_due(trade)
    what = moved if (due, settled) == (trade.due, trade.settled) else moved | TABLE
    return what | standing(trade, touched, trade.plan.dependents[phase])


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
        standing(trade, [entrant], trade.plan.dependents[phase])
    summarise(trade)


def standing(trade: Trade, entrants: Collection[str], phases: Iterable[str]) -> int:
    """Re-rank the entrants in these phases and in the trade, all at once; what that changed."""
    begun = False
    for phase in phases:
        for entrant in entrants:
            begun = rank(trade, entrant, phase) or begun
    if begun:
        return everyone(trade)
    if len(entrants) == 1:
        return stand(trade, *entrants)
    what = TABLE if trade.order.put_all([trade_key(trade, each) for each in entrants]) else 0
    for entrant in entrants:
        what |= _row(trade, entrant)
    return what


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
    what = TABLE if trade.order.put(trade_key(trade, entrant)) else 0
    return _row(trade, entrant) or what


def trade_key(trade: Trade, entrant: str) -> Key:
    """(section, out or not, -depth, her key in the phase she stands in but for its section …)."""
    depth, phase = trade.deepest[entrant]
    key = trade.phases[phase].keys[trade.index[entrant]]
    return (key[0], key[KIND] > 1, -depth, *key[KIND:])


def _row(trade: Trade, entrant: str) -> int:
    phase = trade.deepest[entrant][1]
    row = board.row(trade, entrant, phase)
    if trade.rows.get(entrant) == row:
        return 0
    trade.rows[entrant] = row
    return TABLE


def count(trade: Trade, entrant: str) -> int:
    """Marks given and asked, as the entrant's panels see them."""
    counts = board.counts(trade, entrant)
    if trade.counts.get(entrant) == counts:
        return 0
    trade.counts[entrant] = counts
    return COUNTS


def everyone(trade: Trade) -> int:
    """Everyone stands in her deepest begun phase, or in the first; what that changed."""
    begun = [(depth, phase) for phase, depth in trade.plan.depth.items() if trade.phases[phase].begun or not depth]
    trade.phase = begun[-1][1]
    for entrant in trade.index:
        trade.deepest[entrant] = next(each for each in reversed(begun) if trade.takes_part(entrant, each[1]))
    what = TABLE if trade.order.put_all([trade_key(trade, each) for each in trade.index]) else 0
    for entrant in trade.index:
        what |= _row(trade, entrant) | count(trade, entrant)
    return what


def count_due(trade: Trade) -> None:
    """Aspects due and settled: those who are out owe nothing."""
    counted = [
        performance
        for (entrant, phase), performance in trade.performances.items()
        if not trade.status_of(entrant, phase)
    ]
    trade.due = sum(performance.due for performance in counted)
    trade.settled = sum(performance.settled for performance in counted)
