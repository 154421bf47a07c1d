"""The steps of a ceremony: who is shown when, worst first, and what stands between.

The server makes the list from the results of frozen trades. What may be changed by hand (the order of trades and
places, pauses, notes) never shows a better place of a trade before a worse one, nor a whole table before all of it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from scoring.lines import canonical
from scoring.problems import Problem

ORDERS: Final = ("by-medal", "bottom-up", "by-trade")
"""How the steps of several trades follow one another."""

TIERS: Final = ("", "excellence", "bronze", "silver", "gold")
"""Medals, the least first; "" for none."""

PODIUM: Final = ("gold", "silver", "bronze")

PAUSES: Final = ("photo", "speech", "music", "break")
"""What a pause is for."""

REVEAL, WHOLE, PAUSE = "reveal", "whole", "pause"


class Standing(NamedTuple):
    """Where an entrant of a frozen trade stands. medal: one of `TIERS`."""

    entrant: str
    place: int
    medal: str


class Section(NamedTuple):
    """Those of a trade who are ranked among themselves, best first. group: "" where the trade is ranked together."""

    trade: str
    group: str
    standings: tuple[Standing, ...]


class Step(NamedTuple):
    """One step. kind: `reveal` (entrants, worst place first), `whole` (the table of a trade as it is: it is thawed) or
    `pause`. best, worst: places of its entrants. medal: theirs, "" where they have several or none. pause: what for;
    zh, en: its title. notes: what the presenter reads, and nobody else."""

    id: str
    kind: str
    trade: str = ""
    group: str = ""
    entrants: tuple[str, ...] = ()
    best: int = 0
    worst: int = 0
    medal: str = ""
    pause: str = ""
    zh: str = ""
    en: str = ""
    notes: str = ""


class Plan(NamedTuple):
    """A list of steps. boards: digest of the table that each trade's steps were made from. first: places that are
    shown one by one, 0 for all. medals: of everybody in the list who has one."""

    order: str
    first: int
    boards: Mapping[str, str]
    medals: Mapping[str, str]
    steps: tuple[Step, ...]

    def text(self) -> str:
        """As it is stored."""
        return canonical({**self._asdict(), "steps": [each._asdict() for each in self.steps]})


def read(text: str) -> Plan:
    """A plan as it was stored."""
    stored: dict[str, Any] = json.loads(text)
    steps = tuple(Step(**{**each, "entrants": tuple(each["entrants"])}) for each in stored.pop("steps"))
    return Plan(**stored, steps=steps)


def made(sections: Sequence[Section], order: str, first: int) -> tuple[Step, ...]:
    """Every step from the results. first: places of each section that are shown one by one, all below at once; 0 for
    all. By medal each medal is one step of its section."""
    trades = dict.fromkeys(section.trade for section in sections)
    ends = [Step(f"{trade}/whole", WHOLE, trade) for trade in trades]
    if order == "by-trade":
        found: list[Step] = []
        for trade, end in zip(trades, ends, strict=True):
            for section in sections:
                found += _by_place(section, first) if section.trade == trade else []
            found.append(end)
        return tuple(found)
    if order == "by-medal":
        shown = [step for tier in TIERS for section in sections for step in _of_medal(section, tier)]
        return (*shown, *ends)
    steps = [step for section in sections for step in _by_place(section, first)]
    steps.sort(key=lambda step: (not first or step.best <= first, -step.best))
    return (*steps, *ends)


def pause(what: str, zh: str, en: str) -> Step:
    """A new pause."""
    return Step(f"pause-{secrets.token_urlsafe(9)}", PAUSE, pause=what, zh=zh, en=en)


def carried(old: Sequence[Step], new: Sequence[Step]) -> tuple[Step, ...]:
    """New steps with the notes of those that they stand in place of, and with the pauses that stood between those: each
    behind the step that it followed, or else before the one that it preceded, or in the end."""
    notes = {step.id: step.notes for step in old if step.kind != PAUSE}
    found = [step._replace(notes=notes.get(step.id, "")) for step in new]
    for place, step in enumerate(old):
        if step.kind == PAUSE:
            ids = [each.id for each in found]
            before = next((each.id for each in reversed(old[:place]) if each.id in ids), "")
            behind = next((each.id for each in old[place:] if each.id in ids), "")
            found.insert(ids.index(before) + 1 if before else ids.index(behind) if behind else len(found), step)
    return tuple(found)


def out_of_order(steps: Iterable[Step]) -> Iterator[Problem]:
    """Steps that would show a better place before a worse one, or the whole table before all of it was shown."""
    best: dict[tuple[str, str], int] = {}
    whole: set[str] = set()
    for step in steps:
        key = (step.trade, step.group)
        if step.kind == WHOLE:
            whole.add(step.trade)
        elif step.kind == REVEAL:
            if step.trade in whole:
                yield Problem("step-behind-whole", "steps", {"trade": step.trade})
            elif step.worst >= best.get(key, step.worst + 1):
                yield Problem("step-out-of-order", "steps", {"trade": step.trade, "place": str(step.best)})
            best[key] = min(step.best, best.get(key, step.best))


def _by_place(section: Section, first: int) -> list[Step]:
    """A step for each place, the worst first; those below the first so many at once."""
    places = [list(each) for _, each in groupby(section.standings, key=lambda each: each.place)]
    below = [each for members in places for each in members if first and members[0].place > first]
    shown = [members for members in places if not first or members[0].place <= first]
    return [_step(section, members) for members in reversed([*shown, *([below] if below else [])])]


def _of_medal(section: Section, tier: str) -> list[Step]:
    members = [each for each in section.standings if each.medal == tier]
    return [_step(section, members)] if members else []


def _step(section: Section, members: Sequence[Standing]) -> Step:
    best, worst = members[0].place, members[-1].place
    medals = {each.medal for each in members}
    return Step(
        "/".join((section.trade, section.group, str(best), str(worst))),
        REVEAL,
        section.trade,
        section.group,
        tuple(each.entrant for each in members),
        best,
        worst,
        medals.pop() if len(medals) == 1 else "",
    )
