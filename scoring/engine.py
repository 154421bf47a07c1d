"""The fold: `apply` takes one line into the state and says which views it changed.

Per entrant first (panel → criterion → module → phase), then per trade (her key moves by bisection). The state is
changed in place; a caller that cannot keep a line replays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from scoring import board, facts
from scoring.changes import COUNTS, NO_CHANGE, OPENED, SEEN, SUMMARY, TABLE, changed, summarise
from scoring.changes import Change as Change
from scoring.lines import Line
from scoring.nodes import Aspect, Criterion, Module, Scheme
from scoring.numbers import ZERO, Exact, negative, parse, plus
from scoring.phases import OUT, PENALTIES
from scoring.problems import BrokenPromiseError
from scoring.scheme import parse_scheme
from scoring.state import Panel, Performance, Plan, State, Trade
from scoring.sums import put, total_up
from scoring.tiebreaks import phase_key
from scoring.totals import Item, converted, panel_points, parse_items, phase_total, table_for


def replay(stream: str, lines: Iterable[Line], contents: Mapping[str, str]) -> State:
    """The state after all lines. Raises BrokenPromiseError where a line could not have been recorded."""
    state = State(stream)
    with hurrying(state):
        for line in lines:
            apply(state, line, contents)
    return state


@contextmanager
def hurrying(state: State) -> Iterator[None]:
    """Within, `apply` works totals and places out only where a line asks for them, the rest in the end. Versions and
    times of views are exact at once; boards, places and totals are not to be read before."""
    state.hurried = True
    for trade in state.trades.values():
        trade.hurried = True
    try:
        yield
    finally:
        state.hurried = False
        for trade in state.trades.values():
            trade.hurried = False
            _catch_up(trade)


def apply(state: State, line: Line, contents: Mapping[str, str]) -> Change:
    """Take one line in. contents: texts by digest, read for TradeOpened only."""
    if line.seq != state.seq + 1:
        raise BrokenPromiseError(f"line {line.seq} does not follow {state.seq}")
    state.seq = line.seq
    state.at = line.at
    fact = line.fact
    try:
        if fact.__class__ is facts.MarkGiven:
            return _mark(state, line, fact)
        if state.hurried and fact.__class__ is not facts.SheetSigned:
            catch_up(state)
        if isinstance(fact, facts.TradeOpened):
            return _open(state, line, fact, contents)
        return _APPLY[fact.kind](state, line, fact)
    except KeyError as error:
        raise BrokenPromiseError(f"line {line.seq}: {error} is not known") from error


def _open(state: State, line: Line, fact: facts.TradeOpened, contents: Mapping[str, str]) -> Change:
    scheme, items = parse_scheme(contents[fact.scheme]), parse_items(contents[fact.items])
    trade = Trade(fact.trade, Plan(scheme, fact.seats, items), fact.roster)
    trade.hurried = state.hurried
    state.trades[trade.id] = trade
    for entrant, _ in fact.roster:
        state.trade_of[entrant] = trade
    for phase in trade.plan.phases:
        if phase.entry is None:
            _enter(trade, phase.id, trade.index)
            for entrant in trade.index:
                _rank(trade, entrant, phase.id)
    trade.summaries["panel"] = (None, line.at)
    return changed(state, trade, line, _everyone(trade) | OPENED)


def _enter(trade: Trade, phase: str, entrants: Iterable[str]) -> None:
    """Let entrants into a phase: from now on panels owe them marks."""
    entered = trade.phases[phase].entered = set()
    for entrant in entrants:
        entered.add(trade.index[entrant])
        owed = trade.plan.owed(phase, entrant)
        performance = Performance(len(owed), sum(len(seats) for *_, seats in owed))
        trade.performances[entrant, phase] = performance
        if not trade.status_of(entrant, phase):
            trade.due += performance.due


def _mark(state: State, line: Line, fact: facts.MarkGiven) -> Change:
    cell = fact.cell
    judge, entrant, phase, item_id, aspect_id, _ = cell
    trade = state.trade_of[entrant]
    if is_late(trade, fact):
        trade.held[line.seq] = fact
        return NO_CHANGE
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
    panel.points[judge] = _points(plan.scheme, aspect, item, fact.value)
    panel.values[judge] = fact.value
    panel.seqs[judge] = line.seq
    what = 0
    if len(panel.seqs) == len(panel.seats):
        what = _settle(trade, performance, panel, nodes, item, cell)
    elif plan.scheme.reveal != "settled":
        what = _stand(trade, entrant)
    if fresh and trade.deepest[entrant][1] == phase and trade.counts[entrant]["given"] != performance.given:
        trade.counts[entrant] = {**trade.counts[entrant], "given": performance.given}
        what |= COUNTS
    return changed(state, trade, line, what)


def is_late(trade: Trade, fact: facts.MarkGiven) -> bool:
    """True where a mark comes after its sheet was signed, its panel closed or its trade finalised: it is held."""
    cell = fact.cell
    if trade.final or (trade.signed and (cell.judge, cell.entrant, cell.phase) in trade.signed):
        return True
    closed = trade.phases[cell.phase].closed
    return bool(closed) and trade.plan.panel(trade.plan.aspects[cell.phase][cell.aspect][2]) in closed


def _points(scheme: Scheme, aspect: Aspect, item: Item | None, value: str) -> Exact | None:
    if value in facts.EXCUSES:
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
    cell: facts.Cell,
) -> int:
    """Points of a full panel and of every node above it; what that changed."""
    module, criterion, aspect = nodes
    node = (aspect.id, cell.item)
    points, why = panel_points(aspect, [each for each in panel.points.values() if each is not None])
    settled = (not why) - (not panel.why)
    if not settled:
        _catch_up(trade)
    if not settled and performance.figures.get(node) == points:
        panel.why = why
        return _stand(trade, cell.entrant) if why else 0
    panel.why = why
    performance.settled += settled
    trade.settled += settled
    put(performance, node, points)
    if settled and trade.hurried and _can_wait(trade, cell.entrant, cell.phase):
        waiting = trade.late.setdefault((cell.entrant, cell.phase), {})
        waiting[criterion.id, cell.item] = (module, criterion, item)
        return TABLE | SUMMARY
    total_up(trade, performance, cell.entrant, cell.phase, module, criterion, cell.item, item)
    what = _standing(trade, cell.entrant, trade.plan.dependents[cell.phase])
    return what | TABLE if settled else what


def _can_wait(trade: Trade, entrant: str, phase: str) -> bool:
    """True where it is certain what another count of settled aspects changes: table and summary say how many are owed,
    no phase begins with it, and rows show nothing of marks that are not settled."""
    return trade.plan.scheme.reveal == "settled" and all(
        trade.phases[each].begun or not trade.takes_part(entrant, each) for each in trade.plan.dependents[phase]
    )


def catch_up(state: State) -> None:
    """Within `hurrying`: work out all that waits, for whoever reads boards, places or totals now."""
    for trade in state.trades.values():
        _catch_up(trade)


def _catch_up(trade: Trade) -> None:
    """Work out what waits."""
    if not trade.late:
        return
    late, trade.late = trade.late, {}
    for (entrant, phase), criteria in late.items():
        performance = trade.performances[entrant, phase]
        for (_, item_id), (module, criterion, item) in criteria.items():
            total_up(trade, performance, entrant, phase, module, criterion, item_id, item)
        _standing(trade, entrant, trade.plan.dependents[phase])
    summarise(trade)


def _standing(trade: Trade, entrant: str, phases: Iterable[str]) -> int:
    """Re-rank the entrant in these phases and in the trade; what that changed."""
    begun = False
    for phase in phases:
        begun = _rank(trade, entrant, phase) or begun
    return _everyone(trade) if begun else _stand(trade, entrant)


def _rank(trade: Trade, entrant: str, phase: str) -> bool:
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


def _stand(trade: Trade, entrant: str) -> int:
    """Put the entrant where she belongs in the trade; what that changed."""
    depth, phase = trade.deepest[entrant]
    key = trade.phases[phase].keys[trade.index[entrant]]
    what = TABLE if trade.order.put((key[0] > 1, -depth, *key)) else 0
    row = board.row(trade, entrant, phase)
    if trade.rows.get(entrant) != row:
        trade.rows[entrant] = row
        what = TABLE
    return what


def _count(trade: Trade, entrant: str) -> int:
    """Marks given and asked, as the entrant's panels see them."""
    counts = board.counts(trade, entrant)
    if trade.counts.get(entrant) == counts:
        return 0
    trade.counts[entrant] = counts
    return COUNTS


def _everyone(trade: Trade) -> int:
    """Everyone stands in her deepest begun phase, or in the first; what that changed."""
    before, counts = (list(trade.order), dict(trade.rows)), 0
    begun = [(depth, phase) for phase, depth in trade.plan.depth.items() if trade.phases[phase].begun or not depth]
    trade.phase = begun[-1][1]
    for entrant in trade.index:
        trade.deepest[entrant] = next(each for each in reversed(begun) if trade.takes_part(entrant, each[1]))
        _stand(trade, entrant)
        counts |= _count(trade, entrant)
    return counts if before == (list(trade.order), trade.rows) else counts | TABLE


def _nothing(state: State, line: Line, fact: Any) -> Change:
    return NO_CHANGE


def _stream(state: State, line: Line, fact: facts.StreamOpened) -> Change:
    state.purpose = fact.purpose
    return NO_CHANGE


def _advance(state: State, line: Line, fact: facts.EntrantsAdvanced) -> Change:
    trade = state.trades[fact.trade]
    before = board.head(trade)
    _enter(trade, fact.phase, fact.entrants)
    trade.phases[fact.phase].begun = True
    for phase in trade.plan.phases:
        if phase.id in trade.plan.dependents[fact.phase] or phase.first == fact.phase:
            for entrant in trade.index:
                _rank(trade, entrant, phase.id)
    what = _everyone(trade)
    return changed(state, trade, line, what if board.head(trade) == before else what | TABLE)


def _sign(state: State, line: Line, fact: facts.SheetSigned) -> Change:
    trade = state.trade_of[fact.entrant]
    trade.signed[fact.judge, fact.entrant, fact.phase] = fact.digest
    return NO_CHANGE


def _adjust(state: State, line: Line, fact: facts.Adjusted) -> Change:
    trade = state.trade_of[fact.entrant]
    before = board.head(trade)
    if fact.adjustment in OUT:
        trade.out[fact.entrant, fact.phase] = fact.adjustment
        _count_due(trade)
    else:
        value = parse(fact.value)
        if value is None:
            raise BrokenPromiseError(f"{fact.value!r} is no adjustment")
        performance = trade.performances[fact.entrant, fact.phase]
        node = (fact.figure, fact.item)
        signed = value if PENALTIES[fact.adjustment] > 0 else negative(value)
        performance.adjusted[node] = plus(performance.adjusted.get(node, ZERO), signed)
        for module, criterion, _ in trade.plan.aspects[fact.phase].values():
            for id, item in trade.plan.items_of(fact.phase, fact.entrant, criterion).items():
                total_up(trade, performance, fact.entrant, fact.phase, module, criterion, id, item)
    what = _standing(trade, fact.entrant, trade.plan.dependents.get(fact.phase, trade.plan.depth))
    what |= _count(trade, fact.entrant)
    return changed(state, trade, line, what if board.head(trade) == before else what | TABLE)


def _count_due(trade: Trade) -> None:
    """Aspects due and settled: those who are out owe nothing."""
    counted = [
        performance
        for (entrant, phase), performance in trade.performances.items()
        if not trade.status_of(entrant, phase)
    ]
    trade.due = sum(performance.due for performance in counted)
    trade.settled = sum(performance.settled for performance in counted)


def _close(state: State, line: Line, fact: facts.PanelClosed) -> Change:
    state.trades[fact.trade].phases[fact.phase].closed.add(fact.panel)
    return NO_CHANGE


def _freeze(state: State, line: Line, fact: facts.Frozen) -> Change:
    trade = state.trades[fact.trade]
    trade.kept = (board.head(trade) | {"status": "frozen"}, board.table(trade))
    return changed(state, trade, line, TABLE | SEEN)


def _thaw(state: State, line: Line, fact: facts.Thawed) -> Change:
    trade = state.trades[fact.trade]
    trade.kept = None
    return changed(state, trade, line, TABLE)


def _finalise(state: State, line: Line, fact: facts.Finalised) -> Change:
    trade = state.trades[fact.trade]
    trade.final = True
    return changed(state, trade, line, TABLE if trade.kept is None else 0)


_APPLY: dict[str, Callable[[State, Line, Any], Change]] = {
    facts.StreamOpened.kind: _stream,
    facts.ClockJumped.kind: _nothing,
    facts.EntrantsAdvanced.kind: _advance,
    facts.SheetSigned.kind: _sign,
    facts.Adjusted.kind: _adjust,
    facts.PanelClosed.kind: _close,
    facts.Frozen.kind: _freeze,
    facts.Thawed.kind: _thaw,
    facts.Finalised.kind: _finalise,
}
