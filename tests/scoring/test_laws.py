"""Laws of the whole core: what comes first makes no difference, what is put back is as it was, reasons agree."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from scoring.boards.board import view
from scoring.facts import EXCUSES, Cell, Fact, MarkGiven
from scoring.nodes import Phase
from scoring.oracle import Contest as Marked
from scoring.oracle import Result, score_all
from scoring.phases import OUT
from scoring.standings.reasons import neighbours
from scoring.state import AUDIENCES, OVERVIEW
from tests.scoring.field import Contest
from tests.scoring.longway import differences
from tests.scoring.strategies import Move, Setting, begin, cells, held_by, moves, run, settings_of, value_for

Content = list[tuple[object, ...]]


def content(held: Contest) -> Content:
    """All that is known of marks and places, and what every audience is shown; versions, times and lines left out."""
    found: Content = []
    for trade in held.state.trades.values():
        for place, performance in sorted(trade.performances.items()):
            found.append((trade.id, place, performance.figures, performance.own, performance.total))
            found.append((performance.settled, performance.given, performance.alone))
            found.extend((place, where, panel.why, panel.values) for where, panel in sorted(performance.panels.items()))
        for phase, state in trade.phases.items():
            if state.entered is not None:
                found.append((trade.id, phase, [each[:-1] for each in trade.standing(phase)]))
        found.append((trade.id, [each[:-1] for each in trade.order], trade.rows, trade.counts))
    for board in (*held.state.trades, OVERVIEW):
        for audience in AUDIENCES:
            shown = view(held.state, board, audience)
            rows = {id: {key: value for key, value in row.items() if key != "as_of"} for id, row in shown.rows.items()}
            found.append((board, audience, shown.head, rows))
    return deepcopy(found)


def begun(held: Contest) -> list[str]:
    """Rounds that have begun."""
    return [phase for phase, state in held.state.trades["T"].phases.items() if state.begun]


def another(held: Contest, cell: Cell, number: int) -> Fact:
    """Another mark for a cell, or its first."""
    trade = held.trade(cell.entrant)
    return MarkGiven(cell, value_for(trade, cell, number), held_by(trade, cell))


@given(settings_of(), moves(12), st.integers(0, 999), st.integers(0, 999))
def test_of_two_marks_for_different_cells_either_may_come_first(
    setting: Setting, script: list[Move], first: int, second: int
) -> None:
    one, other = run(begin(setting), script), run(begin(setting), script)
    every = cells(one.state.trades["T"])
    if len(every) < 2:
        return
    a = every[first % len(every)]
    b = [cell for cell in every if cell != a][second % (len(every) - 1)]
    said = {cell: one.record(another(one, cell, number)) for cell, number in ((a, first), (b, second))}
    back = {cell: other.record(another(other, cell, number)) for cell, number in ((b, second), (a, first))}
    assert said == back
    if begun(one) == begun(other):  # a round begins with the first total, and does not end where that goes again
        assert content(one) == content(other)
    assert differences(one) == differences(other) == []


@given(settings_of(), moves(16), st.integers(0, 999), st.integers(0, 99))
def test_a_mark_that_is_withdrawn_or_revised_and_put_back_leaves_all_as_it_was(
    setting: Setting, script: list[Move], which: int, number: int
) -> None:
    held = run(begin(setting), script)
    trade = held.state.trades["T"]
    given_cells = [cell for cell in cells(trade) if held_by(trade, cell)]
    if not given_cells:
        return
    cell = given_cells[which % len(given_cells)]
    value = trade.performances[cell.entrant, cell.phase].panels[cell[4], cell.item, cell.attempt].values[cell.judge]
    before, rounds = content(held), begun(held)
    revised = EXCUSES[number % 3] if number % 2 else value_for(trade, cell, number)
    if held.record(MarkGiven(cell, revised, held_by(trade, cell))).status != "accepted":
        return
    held.take(MarkGiven(cell, value, held_by(trade, cell)))
    if rounds == begun(held):
        assert content(held) == before
    assert differences(held) == []


@given(settings_of(), moves())
def test_the_reason_of_every_place_is_the_first_thing_that_tells_it_from_the_one_before(
    setting: Setting, script: list[Move]
) -> None:
    held = run(begin(setting), script)
    trade, marked = held.state.trades["T"], held.marked()
    result = score_all(marked)
    assert differences(held) == []
    for phase in trade.plan.phases:
        if trade.phases[phase.id].entered is None:
            continue
        said = {trade.roster[each.entrant][0]: (why.code, why.step) for each, why in neighbours(trade, phase.id)}
        first = next(iter(said), "")
        for section in result.order[phase.id]:
            above: str | None = None
            for entrant in (each for members in section for each in members):
                due = expected(marked, result, phase, above, entrant)
                assert said.pop(entrant) == (due if due[0] != "first" or entrant == first else ("other-group", -1))
                above = entrant
        assert {code for code, _ in said.values()} <= {"no-total", *OUT}


def expected(marked: Marked, result: Result, phase: Phase, above: str | None, entrant: str) -> tuple[str, int]:
    """Why an entrant with a total stands right after the one above of her group: code and tie step."""
    if result.ranks[phase.id, entrant] is None:
        return "no-place", -1
    if above is None:
        return "first", -1
    went_on = marked.advanced.get(phase.first, frozenset())
    if phase.first and (above in went_on) != (entrant in went_on):
        return "went-on", -1
    if any({above, entrant} <= set(members) for section in result.order[phase.id] for members in section):
        return "undecided" if phase.ranks.share == "never" else "shared", -1
    if result.ranks[phase.id, above] == result.ranks[phase.id, entrant]:
        return "within", -1
    step = result.told_by[phase.id, entrant]
    if step < 0:
        assert result.totals[phase.id, above] != result.totals[phase.id, entrant]
        return "total", -1
    by = phase.ties[step].by
    return "tie" if by == "figure" else f"tie-{by}", step
