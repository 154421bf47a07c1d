"""Where every trade of an event stands: what is marked, signed and in the way. Values, made of a state at one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from competition.office.tally import Number, Tally
from scoring.boards.board import table_digest
from scoring.nodes import Scheme
from scoring.procedure.blocking import Blocker, blocks
from scoring.state import State, Trade

SIGNED, CHANGED, UNSIGNED, OPEN, DONE = "signed", "changed", "unsigned", "open", "done"
BELOW = "below"
"""Signed by the chief judge, and not yet by the supervisor who is to sign beneath her."""

"""What the chief judge's signature under a module is: open while marks are owed, done where none is asked for."""


class Module(NamedTuple):
    """A module of a phase. signed: one of the words above."""

    phase: str
    id: str
    number: Number
    signed: str


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What is in the way of the final result, alike ones as one. code: in section `blockers` of the words, with `-many`
    where count > 1 and it has that. facts: ids. who: the role that has to act. since: UTC text, "" for unknown."""

    trade: str
    code: str
    facts: Mapping[str, str]
    count: int
    who: str
    since: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One open trade. stage: see `State`; blind: "" where no codes are used, else sealed or unsealed. board: digest of
    its table. counts: entrants, panels. obstacles: none where it may be finalised."""

    id: str
    stage: str
    frozen: bool
    final: bool
    blind: str
    entrants: int
    panels: int
    number: Number
    modules: tuple[Module, ...]
    obstacles: tuple[Obstacle, ...]
    board: str
    scheme: Scheme

    @property
    def percent(self) -> int:
        """How much is marked, rounded down; 100 only where nothing is owed."""
        return 100 * self.number.given // self.number.asked if self.number.asked else 0


def last_in(standing: Standing, marked: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """When the last mark was given, by (phase, module). marked: by (phase, aspect), UTC text."""
    module_of = {
        aspect.id: module.id
        for module in standing.scheme.modules
        for criterion in module.criteria
        for aspect in criterion.aspects
    }
    found: dict[tuple[str, str], str] = {}
    for (phase, aspect), at in marked.items():
        place = (phase, module_of[aspect])
        found[place] = max(found.get(place, ""), at)
    return found


def standing(state: State, trade: Trade, tally: Tally) -> Standing:
    """Where an open trade stands."""
    numbers = tally.numbers(lambda place: (place.phase, place.module))
    found = [] if trade.final else blocks(state, trade)
    places = [(phase.id, module) for phase in trade.plan.phases for module in phase.modules]
    modules = tuple(
        Module(*place, number, _signed(trade, found, *place, number))
        for place in places
        for number in (numbers.get(place, Number(0, 0)),)
    )
    return Standing(
        id=trade.id,
        stage=trade.stage,
        frozen=trade.kept is not None,
        final=trade.final,
        blind="" if not trade.blind else "sealed" if trade.sealed else "unsealed",
        entrants=len(trade.roster),
        panels=len(trade.plan.panels),
        number=tally.number,
        modules=modules,
        obstacles=tuple(obstacles(trade.id, found, modules)),
        board=table_digest(trade),
        scheme=trade.plan.scheme,
    )


def _signed(trade: Trade, found: list[Blocker], phase: str, module: str, number: Number) -> str:
    if (phase, module) in trade.modules_signed:
        codes = {each.code for each in found if (each.facts.get("phase"), each.facts.get("module")) == (phase, module)}
        return CHANGED if "module-changed" in codes else BELOW if "module-uncountersigned" in codes else SIGNED
    if number.given < number.asked or not number.asked:
        return OPEN
    return UNSIGNED if trade.terms.signatures else DONE


def obstacles(trade: str, found: list[Blocker], modules: tuple[Module, ...]) -> Iterator[Obstacle]:
    """The same with alike ones gathered, in their order; aspects that are owed are said as marks, by module."""
    for (code, phase), alike in groupby(found, lambda each: (each.code, each.facts.get("phase", ""))):
        same = list(alike)
        first = same[0]
        owing = [each for each in modules if each.phase == phase and each.number.given < each.number.asked]
        if code == "aspects-owed" and owing:
            for each in owing:
                missing = str(each.number.asked - each.number.given)
                facts = {"module": each.id, "phase": phase, "missing": missing}
                yield Obstacle(trade, "marks-owed", facts, 1, first.who, first.since)
        else:
            yield Obstacle(trade, code, dict(first.facts) | _summed(same), len(same), first.who, first.since)


def _summed(same: list[Blocker]) -> dict[str, str]:
    """What several alike ones come to together."""
    numbers = [key for key in ("owed", "sheets") if all(key in each.facts for each in same)]
    return {key: str(sum(int(each.facts[key]) for each in same)) for key in numbers}
