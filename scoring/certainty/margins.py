"""What hangs on one mark: whose place would be another if one mark were a step higher or lower, or if one judge had
not marked. Of a phase that is marked to its end.

Everything is tried, one mark at a time. Where there are more than `MOST` to try, only those are whose entrant could
reach a neighbour's total with one step at all (`reaching` bounds that), which leaves out nothing; where even
these are too many, those nearest to a neighbour are, and that is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping
from itertools import accumulate
from typing import NamedTuple

from scoring.certainty.fields import owes
from scoring.certainty.pauses import drained
from scoring.certainty.reaching import furthest
from scoring.certainty.tries import Step, Tried, Tries, Watch
from scoring.facts import EXCUSES, Cell
from scoring.numbers import ZERO, Exact, minus
from scoring.state import Trade

Gaps = tuple[Exact | None, Exact | None]
"""To the total right before and to the one right behind, None where there is none."""

MOST = 20_000
"""Marks whose steps are all tried."""

WORK = 2_000_000
"""Marks times entrants that are tried where a place is not counted by keys alone."""

JUDGED = 100_000
"""Marks among which every judge is left out once."""

EXCUSED = EXCUSES[0]


class Flip(NamedTuple):
    """A place that would be another. cell: of the mark that would be `after` instead of `before`, which need not be the
    entrant's own. by: how much the total of that mark's entrant would differ. place: None where there would be none."""

    cell: Cell
    before: str
    after: str
    by: Exact
    place: int | None


class Margin(NamedTuple):
    """How firm a place is. above, below: how far the totals right before and right behind are, None where there is
    none. flips: how many single steps would change the place; nearest: the one that changes a total least, the first of
    these in the order of the scheme, None for none."""

    entrant: str
    place: int | None
    above: Exact | None
    below: Exact | None
    flips: int
    nearest: Flip | None


class LeftOut(NamedTuple):
    """The phase without a judge's marks. why: what could not be settled then, as of a panel; or "", and places: those
    that would be others, (entrant, place, place then)."""

    judge: str
    why: str
    places: tuple[tuple[str, int | None, int | None], ...]


class Margins(NamedTuple):
    """margins: in the order of places. judges: in the order of their seats, none where they were not tried. tried: how
    many marks were; marks: how many there are. complete: what was not tried changes no place."""

    margins: tuple[Margin, ...]
    judges: tuple[LeftOut, ...]
    tried: int
    marks: int
    complete: bool


def margins(trade: Trade, phase: str) -> Margins | None:
    """What hangs on one mark in a phase; None while anything is owed that places somebody in it."""
    return drained(margins_in_slices(trade, phase))


def margins_in_slices(
    trade: Trade, phase: str, *, watch: Watch | None = None, told: Callable[[Step | str, Tried], None] | None = None
) -> Generator[None, None, Margins | None]:
    """The same, with a pause after each entrant and judge: the trade must not have changed when it is resumed. watch:
    as of `Tries`. told: of everything that was tried and settles, a step or a judge who is left out."""
    tries = Tries(trade, phase, watch)
    if any(owes(trade, entrant, tries.phase) for entrant in tries.field):
        return None
    entrants = [each for each in tries.places if each in tries.position]
    gaps = {entrant: _gaps(tries, entrant) for entrant in entrants}
    chosen, complete = _chosen(tries, entrants, gaps)
    counts: Counter[str] = Counter()
    nearest: dict[str, Flip] = {}
    for entrant in chosen:
        yield
        for step, tried in tries.all_steps(entrant):
            if told is not None:
                told(step, tried)
            for other, place in tried.places.items():
                counts[other] += 1
                if other not in nearest or tried.by < nearest[other].by:
                    nearest[other] = Flip(step.cell, step.before, step.after, tried.by, place)
    marks = sum(tries.marks(entrant) for entrant in entrants)
    judges = []
    for judge in tries.judges if marks <= JUDGED else ():
        yield
        tried = _without(tries, judge)
        if told is not None and not tried.why:
            told(judge, tried)
        changes = ((each, before, tried.places[each]) for each, before in tries.places.items() if each in tried.places)
        judges.append(LeftOut(judge, tried.why, tuple(changes)))
    return Margins(
        tuple(Margin(each, tries.places[each], *gaps[each], counts[each], nearest.get(each)) for each in entrants),
        tuple(judges),
        sum(tries.marks(entrant) for entrant in chosen),
        marks,
        complete,
    )


def _gaps(tries: Tries, entrant: str) -> tuple[Exact | None, Exact | None]:
    """How far the totals right before and right behind the entrant's are from hers, among those she is ranked with."""
    at = tries.position[entrant]
    key = tries.keys[at]
    beside = [tries.keys[each] if 0 <= each < len(tries.keys) else () for each in (at - 1, at + 1)]
    before, behind = (each[3] if each[:3] == key[:3] else None for each in beside)
    return None if before is None else minus(key[3], before), None if behind is None else minus(behind, key[3])


def _chosen(tries: Tries, entrants: list[str], gaps: Mapping[str, Gaps]) -> tuple[list[str], bool]:
    """Entrants whose marks are tried, and whether those of the others change nothing."""
    most = MOST if tries.plain else min(MOST, WORK // max(1, len(entrants)))
    if sum(map(tries.marks, entrants)) <= most:
        return entrants, True
    near = [each for each in entrants if _may_reach(tries, each, gaps[each])]
    if sum(map(tries.marks, near)) <= most:
        return near, True
    nearest = sorted(near, key=lambda each: min((gap for gap in gaps[each] if gap is not None), default=ZERO))
    marks = accumulate(map(tries.marks, nearest))
    chosen = {each for each, count in zip(nearest, marks, strict=True) if count <= most}
    return [each for each in entrants if each in chosen], False


def _may_reach(tries: Tries, entrant: str, gaps: Gaps) -> bool:
    """False where no step of the entrant's marks can take her total to a neighbour's, and no place changes with it."""
    reach = None if tries.phase.ranks.share == "within" else furthest(tries.trade, tries.phase, entrant)
    return reach is None or any(gap is not None and gap <= reach for gap in gaps)


def _without(tries: Tries, judge: str) -> Tried:
    """What would come of it if a judge had not marked."""
    given = {cell: EXCUSED for each in tries.field for cell, value in tries.cells(each) if _gave(judge, cell, value)}
    return tries.tried(given) if given else Tried({}, ZERO, "", None)


def _gave(judge: str, cell: Cell, value: str) -> bool:
    return cell.judge == judge and value not in EXCUSES
