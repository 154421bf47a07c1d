"""What a rehearsal plays: one fact after the other, each at its moment in the event's own time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from competition.store.fold import contents_of
from competition.store.ledger import Ledger
from scoring import lines
from scoring.facts import ClockJumped, Fact, MarkGiven, StreamOpened
from scoring.lines import Line
from scoring.procedure.order import IN_EARNEST
from scoring.procedure.seconds import change_text, read_change
from scoring.steps import CodesRead, Proposed, StepRefused

LONGEST_GAP_S = 60.0
"""A pause of the event that is longer is shortened to this: nights, meals, waiting for a hall."""

LEFT_OUT: frozenset[type[Fact]] = IN_EARNEST | {StreamOpened, ClockJumped, StepRefused, CodesRead}
"""What a rehearsal does not play: the stream's own lines, what was refused or only looked at, and what leads from a
result out of the house."""

_REFERS = frozenset({"supersedes", "line", "proposal"})
"""Attributes of facts that name an earlier line; 0 for none."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One fact to play. seq: its line in the event that it comes from. at_s: seconds from the beginning, long pauses
    shortened. contents: texts by digest that the fact names."""

    seq: int
    at_s: float
    actor: str
    fact: Fact
    contents: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of its line in the rehearsal: by it one that was begun goes on where it was."""
        return f"{KEY}{self.seq}"


KEY = "rehearsal-"


@dataclass(frozen=True, slots=True)
class Script:
    """All of a rehearsal. marks: how many are among the cues. length_s: when the last one is. shortened_s: what long
    pauses lost."""

    cues: tuple[Cue, ...]
    marks: int
    length_s: float
    shortened_s: float


def script(cues: Iterable[Cue], shortened_s: float = 0.0) -> Script:
    """The cues in order of their moments."""
    ordered = tuple(sorted(cues, key=lambda cue: (cue.at_s, cue.seq)))
    marks = sum(isinstance(cue.fact, MarkGiven) for cue in ordered)
    return Script(ordered, marks, ordered[-1].at_s if ordered else 0.0, shortened_s)


def past(ledger: Ledger) -> Script:
    """An event as it was, from its lines. Raises what the ledger raises, and BrokenPromiseError where a line states no
    known fact."""
    cues: list[Cue] = []
    clock, shortened, before = 0.0, 0.0, ""
    for line in _played(ledger):
        gap = _seconds(before, line.at) if before else 0.0
        clock += min(gap, LONGEST_GAP_S)
        shortened += max(0.0, gap - LONGEST_GAP_S)
        before = line.at
        contents = ledger.contents(contents_of(line.fact))
        cues.append(Cue(line.seq, clock, line.actor, line.fact, contents))
    return script(cues, shortened)


def _played(ledger: Ledger) -> Iterator[Line]:
    for row in ledger.lines():
        line = lines.line(row.seq, row.body)
        if line.fact.__class__ not in LEFT_OUT:
            yield line


def _seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def named_by(fact: Fact) -> frozenset[int]:
    """Lines that the fact names."""
    return frozenset(seq for part in _parts(fact) for _, seq in _references(part))


def moved(fact: Fact, places: Mapping[int, int]) -> Fact:
    """The fact as it is said in the rehearsal. places: by line of the original, the line that stands for it. One that
    nothing stands for is named as it was, and refused."""
    if isinstance(fact, Proposed):
        change = read_change(fact.change)
        return fact if change is None else replace(fact, change=change_text(_moved(change, places)))
    return _moved(fact, places)


def _parts(fact: Fact) -> Iterator[Fact]:
    change = read_change(fact.change) if isinstance(fact, Proposed) else None
    yield fact if change is None else change


def _references(fact: Any) -> Iterator[tuple[str, int]]:
    for each in fields(fact):
        if each.name in _REFERS and getattr(fact, each.name):
            yield each.name, getattr(fact, each.name)


def _moved(fact: Any, places: Mapping[int, int]) -> Fact:
    changed = {name: places.get(seq, seq) for name, seq in _references(fact)}
    made: Fact = replace(fact, **changed) if changed else fact
    return made
