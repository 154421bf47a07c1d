"""The script of a contest: what a package's judges and its organiser send to the door, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from competition.intake import Entry, Package, facts
from competition.scores import fold
from scoring import facts as stated
from scoring.checks import owes
from scoring.facts import Adjusted, EntrantsAdvanced, Finalised, MarkGiven, PrizeOpened, TradeOpened
from scoring.lines import canonical, digest
from scoring.lines import plain as plainly
from scoring.phases import PENALTIES
from scoring.sheets import sheet_digest
from scoring.state import State
from scoring.steps import TieDecided

Message = dict[str, Any]
"""One entry as the door takes it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What the organiser states next."""

    message: Message


@dataclass(frozen=True, slots=True)
class Performance:
    """What one panel after the other gives for one showing: an entrant's item, or her module where it has no items.
    sheets: by judge the marks she gives in her order, and her signature where a sheet is complete with them."""

    phase: str
    entrant: str
    item: str
    module: str
    sheets: Mapping[str, tuple[Message, ...]]


Act = Statement | Performance


def script(package: Package, trade: str = "", phase: str = "") -> list[Act]:
    """Every act of the contest, or of one trade or phase id, in order: who goes on, performances in the order of
    marks.csv, what was added or taken off after an entrant's last one, and at the end of a whole trade its result."""
    state = fold(package)
    entries = [entry for entry in facts(package) if _asked(state, entry, trade, phase)]
    acts: list[Act] = []
    while entries:
        marks = _run(entries)
        if marks:
            after = _run(entries[len(marks) :], _late)
            acts += _performances(package, state, marks, after)
            entries = entries[len(marks) + len(after) :]
        else:
            acts.append(_statement(package, entries.pop(0).fact))
    if not phase:
        for each in state.trades.values():
            if trade in ("", each.id) and _complete(state, each.id):
                acts.append(_statement(package, Finalised(each.id, "")))
    return acts


def _asked(state: State, entry: Entry, trade: str, phase: str) -> bool:
    """True where the entry belongs to the trade and phase that are played; opening a trade is the import's own, and
    deciding a tie the chief judge's."""
    fact = entry.fact
    if isinstance(fact, EntrantsAdvanced):
        return trade in ("", fact.trade) and phase in ("", fact.phase)
    if isinstance(fact, MarkGiven):
        return trade in ("", state.trade_of[fact.cell.entrant].id) and phase in ("", fact.cell.phase)
    if isinstance(fact, Adjusted):
        return trade in ("", state.trade_of[fact.entrant].id) and phase in ("", fact.phase)
    assert isinstance(fact, TradeOpened | PrizeOpened | TieDecided)
    return False


def _given(entry: Entry) -> bool:
    return isinstance(entry.fact, MarkGiven)


def _late(entry: Entry) -> bool:
    """True for what may be stated as soon as the entrant has performed, rather than after everybody has."""
    return isinstance(entry.fact, Adjusted) and entry.fact.adjustment in PENALTIES


def _run(entries: list[Entry], wanted: Any = _given) -> list[Entry]:
    """The entries at the beginning that are wanted."""
    end = next((position for position, entry in enumerate(entries) if not wanted(entry)), len(entries))
    return entries[:end]


def _performances(package: Package, state: State, marks: list[Entry], after: list[Entry]) -> Iterator[Act]:
    """Marks grouped by what they are given for, each entrant followed by what was added or taken off."""
    groups: dict[tuple[str, str, str, str], list[MarkGiven]] = {}
    sheets: dict[tuple[str, str, str], list[MarkGiven]] = {}
    for entry in marks:
        fact = entry.fact
        assert isinstance(fact, MarkGiven)
        cell = fact.cell
        module = state.trade_of[cell.entrant].plan.aspects[cell.phase][cell.aspect][0].id
        groups.setdefault((cell.phase, cell.entrant, cell.item, module), []).append(fact)
        sheets.setdefault((cell.judge, cell.entrant, cell.phase), []).append(fact)
    last = {group[:2]: group for group in groups}
    for group, given in groups.items():
        yield Performance(*group, _by_judge(package, state, given, sheets))
        if last[group[:2]] == group:
            for entry in after:
                if isinstance(entry.fact, Adjusted) and (entry.fact.phase, entry.fact.entrant) == group[:2]:
                    yield _statement(package, entry.fact)
    for entry in after:
        if isinstance(entry.fact, Adjusted) and (entry.fact.phase, entry.fact.entrant) not in last:
            yield _statement(package, entry.fact)


def _by_judge(
    package: Package,
    state: State,
    given: list[MarkGiven],
    sheets: Mapping[tuple[str, str, str], list[MarkGiven]],
) -> Mapping[str, tuple[Message, ...]]:
    messages: dict[str, tuple[Message, ...]] = {}
    for fact in given:
        cell = fact.cell
        messages[cell.judge] = (*messages.get(cell.judge, ()), _mark(package, fact))
        sheet = sheets[cell.judge, cell.entrant, cell.phase]
        if fact is sheet[-1] and len(sheet) == _owed(state, cell.judge, cell.entrant, cell.phase):
            messages[cell.judge] += (_signature(package, sheet),)
    return messages


def _owed(state: State, judge: str, entrant: str, phase: str) -> int:
    """Marks on the judge's sheet of the entrant in the phase."""
    return sum(judge in judges for *_, judges in state.trade_of[entrant].plan.owed(phase, entrant))


def _mark(package: Package, fact: MarkGiven) -> Message:
    cell = fact.cell
    words = package.comments.get(cell, "")
    where = {"entrant": cell.entrant, "phase": cell.phase, "item": cell.item, "aspect": cell.aspect}
    return {
        "type": "mark",
        "key": _key(package, "mark", *cell.key(), fact.value, *([words] if words else [])),
        **where,
        "attempt": cell.attempt,
        "value": fact.value,
        "supersedes": None,
        "given_at": None,
    } | ({"comment": words} if words else {})


def _signature(package: Package, sheet: list[MarkGiven]) -> Message:
    cell = sheet[0].cell
    signed = sheet_digest(sorted((fact.cell.key(), fact.value) for fact in sheet))
    key = _key(package, "signature", cell.judge, cell.entrant, cell.phase, signed)
    return {"type": "signature", "key": key, "entrant": cell.entrant, "phase": cell.phase, "digest": signed}


def _statement(package: Package, fact: stated.Fact) -> Statement:
    plain = plainly(fact)
    key = _key(package, canonical(plain))
    if isinstance(fact, Finalised):
        plain = {"fact": fact.kind, "trade": fact.trade}
    return Statement({"type": plain.pop("fact"), "key": key, **plain})


def _key(package: Package, *parts: str) -> str:
    """The same for the same content of the same contest, so that playing again adds nothing."""
    return f"play-{digest(canonical([package.contest.event, *parts]))[:40]}"


def _complete(state: State, trade: str) -> bool:
    """True where the package holds everything that a final result needs."""
    played = state.trades[trade]
    everyone_in = all(phase.entered is not None for phase in played.phases.values())
    return everyone_in and not any(owes(played, entrant, phase) for entrant, phase in played.performances)
