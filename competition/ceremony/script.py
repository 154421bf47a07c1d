"""What a list of steps says in words: for the office, the presenter's paper and the console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from competition.ceremony.steps import PAUSE, WHOLE, Plan, Step
from scoring.boards.board import table
from scoring.state import State


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody to be named. place, total: as they stand. other: her name in the other language, "" for none."""

    entrant: str
    number: str
    name: str
    other: str
    organisation: str
    place: int | None
    shared: bool
    total: str | None
    medal: str


@dataclass(frozen=True, slots=True)
class Said:
    """A step and whom it names. at: its place in the list, from 0. shown: it was on the stage."""

    at: int
    step: Step
    shown: bool
    people: tuple[Named, ...]


def said(state: State, plan: Plan, roster: Mapping[str, Any], lang: str, reached: int) -> list[Said]:
    """Every step in words, best place first within one; a whole table names those who have a medal."""
    rows = {trade: table(state.trades[trade]) for trade in plan.boards}
    return [
        Said(at, step, at <= reached, tuple(_named(plan, step, rows.get(step.trade, {}), roster, lang)))
        for at, step in enumerate(plan.steps)
    ]


def _named(
    plan: Plan, step: Step, rows: Mapping[str, Mapping[str, Any]], roster: Mapping[str, Any], lang: str
) -> Iterator[Named]:
    if step.kind == PAUSE:
        return
    chosen = [each for each in rows if plan.medals.get(each)] if step.kind == WHOLE else step.entrants
    for entrant in sorted(chosen, key=lambda each: int(rows[each]["position"])):
        row, known = rows[entrant], roster["entrants"].get(entrant, {})
        zh, en = known.get("name", entrant), known.get("name_en", "")
        lead = zh if lang == "zh" or not en else en
        house = known.get("organisation", ""), known.get("organisation_en", "")
        yield Named(
            entrant,
            known.get("number", ""),
            lead,
            "" if not en or zh == en else en if lead == zh else zh,
            (house[0] or house[1]) if lang == "zh" else house[1] or house[0],
            row["rank"],
            row["shared"],
            row["total"],
            plan.medals.get(entrant, ""),
        )
