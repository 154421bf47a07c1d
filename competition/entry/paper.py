"""A judge's sheet as it is on paper: every cell in the order in which it is printed, with what may stand there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from competition.entry.drafts import Sheet
from competition.rulings.pasting import SAID, seconds
from scoring.facts import EXCUSES, Cell
from scoring.lines import canonical, digest
from scoring.marks import check_cell
from scoring.nodes import Aspect, Criterion, Lookup, Module
from scoring.numbers import LONGEST, parse, text
from scoring.plan import Owed, Place
from scoring.problems import Problem
from scoring.state import State, Trade

MOST_READINGS: Final = 12
"""Readings of a table that a page lists."""

KEYS: Final = dict(zip(("a", "s", "l"), EXCUSES, strict=True))
"""What is typed where a judge gave no number: one key each."""

_EXCUSED = {**SAID, "缺席": "absent", "遗失": "lost", "灭失": "lost", **KEYS}
_LOOSE = re.compile(r"([+-]?)0*([0-9]*)(?:\.([0-9]*))?", re.ASCII)


class Spot(NamedTuple):
    """A cell of the sheet. tries: which of several attempts, 0 where there is but one. readings: of the table, where it
    takes nothing else and they are few. seq, given: the judge's own mark and its value, 0 and "" for none."""

    place: Place
    module: Module
    criterion: Criterion
    aspect: Aspect
    tries: int
    readings: tuple[str, ...]
    seq: int
    given: str

    @property
    def name(self) -> str:
        """What a form calls it."""
        aspect, item, attempt = self.place
        return f"{aspect}:{item}:{attempt}"

    @property
    def bounds(self) -> tuple[str, str, str]:
        """Lowest, highest and step as texts, "" where the scheme sets none."""
        lowest, highest, step = (
            "" if each is None else text(each) for each in (self.aspect.lowest, self.aspect.highest, self.aspect.step)
        )
        return lowest, highest, step


class Paper(NamedTuple):
    """A sheet with its cells. signed: by the judge. closed: a panel of hers marks no more, or the trade is final; what
    is entered then is held, as when it is signed. blind: it bears a code. seen: changes with every mark of the sheet,
    so that a form sent twice is typed once."""

    trade: str
    sheet: Sheet
    spots: tuple[Spot, ...]
    signed: bool
    closed: bool
    blind: bool
    seen: str


def paper(state: State, trade: str, sheet: Sheet) -> Paper | list[Problem] | None:
    """The sheet; why nobody types it, or None where there is no such sheet."""
    found = state.trades.get(trade)
    if found is None or sheet.entrant not in found.index or sheet.phase not in found.phases:
        return None
    if sheet.judge not in {each.judge for each in (*found.plan.all_seats, *found.plan.reserves)}:
        return None
    why = list(_kept_from(found, sheet))
    if why:
        return why
    spots = tuple(_spot(found, sheet, each) for each in _printed(found, sheet))
    panels = {found.plan.panel(spot.aspect) for spot in spots}
    closed = found.final or bool(panels & found.phases[sheet.phase].closed)
    return Paper(trade, sheet, spots, sheet in found.signed, closed, found.blind, _seen(found, sheet, spots))


def _kept_from(trade: Trade, sheet: Sheet) -> Iterator[Problem]:
    named = {"entrant": sheet.entrant, "phase": sheet.phase, "judge": sheet.judge}
    if not trade.takes_part(sheet.entrant, sheet.phase):
        yield Problem("not-in-phase", "", named)
    elif status := trade.status_of(sheet.entrant, sheet.phase):
        yield Problem("entrant-out", "", named | {"status": status})
    elif not any(sheet.judge in each.seats for each in trade.plan.owed(sheet.phase, sheet.entrant)):
        plan = trade.plan
        recused = any(plan.recused(sheet.judge, sheet.entrant, panel) for panel in plan.panels)
        yield Problem("interest-declared" if recused else "nothing-to-sign", "", named)


def _printed(trade: Trade, sheet: Sheet) -> list[Owed]:
    """What the judge owes in the order of the sheet: items of a criterion one after the other, each with all its
    aspects."""
    owed = [each for each in trade.plan.owed(sheet.phase, sheet.entrant) if sheet.judge in each.seats]
    criteria = list(dict.fromkeys(each.criterion.id for each in owed))
    items = list(dict.fromkeys(each.item for each in owed))
    return sorted(owed, key=lambda each: (criteria.index(each.criterion.id), items.index(each.item)))


def _spot(trade: Trade, sheet: Sheet, owed: Owed) -> Spot:
    place = (owed.aspect.id, owed.item, owed.attempt)
    panel = trade.performances[sheet.entrant, sheet.phase].panels.get(place)
    mark = None if panel is None else panel.mark(sheet.judge)
    tries = owed.attempt if owed.aspect.attempts.count > 1 else 0
    given = (0, "") if mark is None else (mark.seq, mark.value)
    return Spot(place, owed.module, owed.criterion, owed.aspect, tries, _readings(trade, owed.aspect), *given)


def _seen(trade: Trade, sheet: Sheet, spots: Sequence[Spot]) -> str:
    held = [str(seq) for seq, mark in trade.held.items() if mark.cell.judge == sheet.judge]
    return digest(canonical([*sheet, [str(spot.seq) for spot in spots], held]))[:16]


def _readings(trade: Trade, aspect: Aspect) -> tuple[str, ...]:
    table = trade.plan.scheme.tables.get(aspect.table) if aspect.measure == "graded" else None
    if not isinstance(table, Lookup) or len(table.rows) > MOST_READINGS:
        return ()
    return tuple(text(reading) for reading, _ in table.rows)


def read(state: State, of: Paper, form: Mapping[str, str]) -> tuple[dict[Place, str], list[Problem]]:
    """What a form says of the sheet's cells, "" where it says nothing, and all that is wrong with it."""
    values: dict[Place, str] = {}
    problems: list[Problem] = []
    for spot in of.spots:
        value = plain(form.get(spot.name, ""), spot.aspect)
        values[spot.place] = value
        if value:
            aspect, item, attempt = spot.place
            cell = Cell(of.sheet.judge, of.sheet.entrant, of.sheet.phase, item, aspect, attempt)
            problems += [Problem(each.code, spot.name, each.facts) for each in check_cell(state, cell, value)]
    return values, problems


def plain(typed: str, aspect: Aspect) -> str:
    """What was typed as a mark's value: an excuse, a number in its shortest text, or the text as it is."""
    said = unicodedata.normalize("NFKC", typed[: 4 * LONGEST]).strip()
    if not said:
        return ""
    if excuse := _EXCUSED.get(said.casefold()):
        return excuse
    if aspect.measure == "time":
        said = seconds(said)
    found = _LOOSE.fullmatch(said.replace("。", "."))
    if found is not None and (found[2] or found[3] or "0" in said):
        said = ("-" if found[1] == "-" else "") + (found[2] or "0") + (f".{found[3]}" if found[3] else "")
        said = "0" if said.strip("-0.") == "" else said
    return shortest(said)


def shortest(value: str) -> str:
    """A number's shortest text, so that 3.50 and 3.5 are the same; anything else as it is."""
    number = parse(value)
    return value if number is None else text(number)
