"""What two persons typed, or a third decided, becomes marks: the judge's, through the recorder, by who states them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from competition.entry.comparing import Compared, Draft
from competition.entry.keys import key
from competition.entry.paper import Paper, shortest
from competition.recording.explained import Explained, record_all
from competition.recording.recorder import Entry, Recorder
from competition.rulings.stating import STANDS
from scoring.facts import EXCUSES, Cell, MarkGiven
from scoring.plan import Place
from scoring.problems import Problem


class Choice(NamedTuple):
    """A cell that a third person decides. typed: what the two say, both where they differ. given: what the judge gave
    on her tablet, "" for nothing."""

    typed: tuple[str, ...]
    given: str


class Entered(NamedTuple):
    """What became of a sheet. given, held: marks that count, and that wait for the chief judge. problems: of those that
    were refused. overtaken: a cell holds another mark by now, or somebody was quicker."""

    given: int = 0
    held: int = 0
    problems: tuple[Problem, ...] = ()
    overtaken: bool = False


def choices(of: Paper, found: Compared) -> dict[Place, Choice]:
    """What is to be decided, in the order of the sheet: cells that the two typed differently twice, and cells in which
    both read another value than the judge gave herself."""
    chosen = {}
    for spot in of.spots:
        given = shortest(spot.given)
        if both := found.open.get(spot.place):
            chosen[spot.place] = Choice(tuple(dict.fromkeys(both)), given)
        elif (value := found.values.get(spot.place, "")) and given not in ("", value):
            chosen[spot.place] = Choice((value,), given)
    return chosen


def for_chief(chosen: Mapping[Place, Choice]) -> bool:
    """True where a value that the judge gave herself is at stake: nobody else in the office may see it."""
    return any(choice.given for choice in chosen.values())


def entries(
    of: Paper,
    drafts: Sequence[Draft],
    values: Mapping[Place, str],
    decided: Collection[Place],
    by: str,
    words: Mapping[Place, str],
) -> list[Explained]:
    """The sheet's marks that are not there yet. values: by cell, "" for none. decided: cells in which a third person
    said what counts; by: her account. The others are stated by who typed the sheet second. words: by cell."""
    made = []
    for number, spot in enumerate(of.spots):
        value = values.get(spot.place, "")
        if not value or value == shortest(spot.given):
            continue
        aspect, item, attempt = spot.place
        cell = Cell(of.sheet.judge, of.sheet.entrant, of.sheet.phase, item, aspect, attempt)
        actor = by if spot.place in decided else drafts[1].by
        entry = Entry(MarkGiven(cell, value, spot.seq), actor, key(of.sheet, drafts, number))
        made.append(Explained(entry, "" if value in EXCUSES else words.get(spot.place, "")))
    return made


async def record(recorder: Recorder, stated: Sequence[Explained]) -> Entered:
    """Record a sheet's marks in one transaction. Raises StoreFailed."""
    answers = await record_all(recorder, stated) if stated else []
    return Entered(
        given=sum(each.status in STANDS for each in answers),
        held=sum(each.status == "held" for each in answers),
        problems=tuple(problem for each in answers for problem in each.problems),
        overtaken=any(each.status == "conflict" for each in answers),
    )
