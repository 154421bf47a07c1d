"""What a ruling is about, as plain values that a page can name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scoring.facts import Adjusted, Cell, Fact, MarkGiven
from scoring.lines import Line
from scoring.nodes import Aspect, Name
from scoring.state import State, Trade
from scoring.steps import (
    DeliberationRecorded,
    EntrantSubstituted,
    HeldAdmitted,
    HeldSetAside,
    MarkCorrected,
    PanelReopened,
    RecusalLifted,
    Recused,
    ResultReopened,
    SchemeAmended,
    SheetReopened,
    SpreadReopened,
    TieDecided,
    TimeGranted,
)


@dataclass(frozen=True)
class Subject:
    """act: a key of `reasons.REASONS`, or `deliberation`; "" where nothing is known of it. Ids, "" for none. name: of
    the aspect. attempt: 0 where there is but one. seat: the judge's place on the panel, from 1. before, after: values
    of a mark, "" for none. reserve: who sits in a recused judge's place. value: of a penalty, a bonus or extra time; of
    a tie the place. document: digest of what the fact itself names."""

    act: str
    trade: str = ""
    entrant: str = ""
    phase: str = ""
    item: str = ""
    aspect: str = ""
    attempt: int = 0
    name: Mapping[str, str] = field(default_factory=dict)
    judge: str = ""
    seat: int = 0
    before: str = ""
    after: str = ""
    panel: str = ""
    reserve: str = ""
    figure: str = ""
    value: str = ""
    document: str = ""


def read_first(fact: Fact) -> set[int]:
    """Lines that `subject` wants to know of a fact."""
    if isinstance(fact, MarkCorrected):
        return {fact.supersedes} - {0}
    if isinstance(fact, (HeldAdmitted, HeldSetAside)):
        return {fact.line}
    return set()


def subject(state: State, fact: Fact, known: Mapping[int, Line]) -> Subject:
    """What the fact is about. known: lines that `read_first` names; what is not among them is left out."""
    if isinstance(fact, MarkCorrected):
        before = known[fact.supersedes].fact if fact.supersedes in known else None
        made = of_cell(state, "correct", fact.cell)
        return replace(made, before=getattr(before, "value", ""), after=fact.value)
    if isinstance(fact, (HeldAdmitted, HeldSetAside)):
        act = "admit" if isinstance(fact, HeldAdmitted) else "set-aside"
        mark = known[fact.line].fact if fact.line in known else None
        return of_mark(state, act, mark) if isinstance(mark, MarkGiven) else Subject(act)
    if isinstance(fact, Adjusted):
        made = _of_entrant(state, fact.adjustment, fact.entrant, fact.phase)
        return replace(made, item=fact.item, figure=fact.figure, value=fact.value)
    if isinstance(fact, SheetReopened):
        return replace(_of_entrant(state, "sheet", fact.entrant, fact.phase), judge=fact.judge)
    if isinstance(fact, TimeGranted):
        return replace(_of_entrant(state, "time", fact.entrant, fact.phase), value=str(fact.seconds))
    if isinstance(fact, EntrantSubstituted):
        return replace(_of_entrant(state, "substitute", fact.entrant, ""), document=fact.document)
    if isinstance(fact, Recused):
        made = _of_entrant(state, "recuse", fact.entrant, "")
        return replace(made, judge=fact.judge, panel=fact.panel, reserve=fact.reserve)
    if isinstance(fact, RecusalLifted):
        trade = state.trade_of.get(fact.entrant)
        sitting = None if trade is None else trade.plan.recused(fact.judge, fact.entrant, fact.panel)
        made = _of_entrant(state, "lift", fact.entrant, "")
        return replace(made, judge=fact.judge, panel=fact.panel, reserve="" if sitting is None else sitting.reserve)
    if isinstance(fact, (DeliberationRecorded, SpreadReopened)):
        cell = Cell("", fact.entrant, fact.phase, fact.item, fact.aspect, fact.attempt)
        act = "spread" if isinstance(fact, SpreadReopened) else "deliberation"
        return replace(of_cell(state, act, cell), document=fact.document)
    if isinstance(fact, TieDecided):
        return Subject("tie", fact.trade, fact.entrants[0], fact.phase)
    if isinstance(fact, PanelReopened):
        return Subject("panel", fact.trade, phase=fact.phase, panel=fact.panel)
    if isinstance(fact, SchemeAmended):
        return Subject("amend", fact.trade)
    return Subject("result", fact.trade) if isinstance(fact, ResultReopened) else Subject("")


def of_mark(state: State, act: str, mark: MarkGiven) -> Subject:
    """A mark that may take the place of what its cell holds."""
    return replace(of_cell(state, act, mark.cell), after=mark.value)


def of_cell(state: State, act: str, cell: Cell) -> Subject:
    """The cell with the name of its aspect, the seat of its judge, and the value that it holds."""
    trade = state.trade_of.get(cell.entrant)
    made = Subject(act, "", cell.entrant, cell.phase, cell.item, cell.aspect, judge=cell.judge)
    nodes = None if trade is None else trade.plan.aspects.get(cell.phase, {}).get(cell.aspect)
    if trade is None or nodes is None:
        return made
    seats = trade.plan.seats(cell.phase, nodes[2], cell.item, cell.entrant)
    seat = seats.index(cell.judge) + 1 if cell.judge in seats else 0
    held = value_at(trade, cell)
    attempt = tried(nodes[2], cell.attempt)
    return replace(made, trade=trade.id, name=named(nodes[2].name), attempt=attempt, seat=seat, before=held[1])


def tried(aspect: Aspect, attempt: int) -> int:
    """The attempt, 0 where the aspect has but one: nobody is told of it then."""
    return attempt if aspect.attempts.count > 1 else 0


def value_at(trade: Trade, cell: Cell) -> tuple[int, str]:
    """Line and value of a cell; (0, "") where it is empty."""
    performance = trade.performances.get((cell.entrant, cell.phase))
    panel = None if performance is None else performance.panels.get((cell.aspect, cell.item, cell.attempt))
    mark = None if panel is None else panel.mark(cell.judge)
    return (0, "") if mark is None else (mark.seq, mark.value)


def named(name: Name) -> dict[str, str]:
    """A name of the scheme as templates take it."""
    return {"zh": name.zh, "en": name.en}


def _of_entrant(state: State, act: str, entrant: str, phase: str) -> Subject:
    trade = state.trade_of.get(entrant)
    return Subject(act, "" if trade is None else trade.id, entrant, phase)
