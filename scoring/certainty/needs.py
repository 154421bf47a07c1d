"""What an entrant still has to get for a place: the least figure of what is open, found among those there can be."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from scoring.certainty.fields import Field
from scoring.certainty.figures import Figures
from scoring.certainty.keys import Prospect, Prospects
from scoring.certainty.ranges import Ranges
from scoring.certainty.reach import Reach, ended, summed, weighted
from scoring.nodes import TOTAL, TieStep
from scoring.numbers import ZERO, Exact, Rounding, minus, negative, plus, ratio, rounded, times, whole
from scoring.standings.ranking import Key
from scoring.standings.tiebreaks import better
from scoring.state import Trade


class Need(NamedTuple):
    """What a place asks of an entrant. phase, modules: whose figures together it is said of, all that is open of her;
    without modules it is said of her total. low, high: what she can still get of it. can: the least with which she can
    still have the place or a better one, None where it is out of reach. sure: the least that makes it certain, None
    where others decide, too. most: can and sure are the most, for less is better. exact: these figures can be had, and
    none short of them would do; otherwise they are on the grid that figures are shown on, and may ask a little more
    than is needed."""

    phase: str
    modules: tuple[str, ...]
    low: Exact
    high: Exact
    can: Exact | None
    sure: Exact | None
    most: bool
    exact: bool


def needs(trade: Trade, phase: str, entrant: str, place: int, *, inside: bool = False) -> Need | None:
    """What the entrant still needs for a place in the phase; None where nothing is open of her, or she has no place
    there. inside: as of `certainty`."""
    return Needs(trade, phase, inside=inside).of(entrant, place)


class Subject(NamedTuple):
    """What a need is said of: see `Need`. candidates: its possible figures, or its grid, rising. total: what each comes
    to. most: less is better. listed: candidates are all there are."""

    phase: str
    modules: tuple[str, ...]
    candidates: Sequence[Exact]
    total: Callable[[Exact], Exact]
    most: bool
    listed: bool

    def nearest(self, holds: Callable[[Exact], bool]) -> Exact | None:
        """The least figure for which something holds that holds for all that are better; None where it holds for
        none."""
        points, count = self.candidates, len(self.candidates)
        at = bisect_left(range(count), True, key=lambda index: holds(points[count - 1 - index if self.most else index]))
        if at == count:
            return None
        return points[count - 1 - at if self.most else at]


class Needs:
    """Needs of everybody in a phase: make anew after a line. apart: what entrants are counted apart by beside their
    section, where places are counted otherwise than in the phase."""

    def __init__(
        self, trade: Trade, phase: str, *, inside: bool = False, apart: Mapping[str, str] | None = None
    ) -> None:
        self.trade = trade
        self.phase = trade.plan.scheme.phase[phase]
        self.ranges = Ranges(trade, inside=inside)
        self._figures = Figures(self.ranges)
        prospects = Prospects(self.ranges, self.phase)
        self._steps = prospects.steps
        self._prospects: dict[str, Prospect] = {}
        members: dict[tuple[int, str], list[Prospect]] = {}
        self._apart = {entrant: (trade.sections[entrant], (apart or {}).get(entrant, "")) for entrant in trade.index}
        for entrant in trade.index:
            if trade.takes_part(entrant, phase) and not trade.status_of(entrant, phase):
                prospect = prospects.of(entrant)
                if prospect is not None:
                    self._prospects[entrant] = prospect
                    members.setdefault(self._apart[entrant], []).append(prospect)
        self._fields = {key: Field(trade, self.phase, each) for key, each in members.items()}
        self._subjects: dict[str, Subject] = {}

    def of(self, entrant: str, place: int) -> Need | None:
        """What an entrant needs for a place."""
        subject = self.subject(entrant)
        if subject is None:
            return None
        prospect, field = self._prospects[entrant], self._fields[self._apart[entrant]]
        return Need(
            subject.phase,
            subject.modules,
            subject.candidates[0],
            subject.candidates[-1],
            subject.nearest(lambda figure: self.best(entrant, figure) <= place),
            subject.nearest(lambda figure: self.worst(entrant, figure) <= place),
            subject.most,
            subject.listed and field.plain and self._decided(prospect, subject),
        )

    def subject(self, entrant: str) -> Subject | None:
        """What needs of an entrant are said of; None where nothing is open of her, or she has no place."""
        prospect = self._prospects.get(entrant)
        if prospect is None or prospect.total.low == prospect.total.high:
            return None
        if entrant not in self._subjects:
            self._subjects[entrant] = self._subject(prospect)
        return self._subjects[entrant]

    def best(self, entrant: str, figure: Exact) -> int:
        """The best place that one can have of whom `subject` has such a figure."""
        prospect = self._prospects[entrant]
        best, _ = self._keys(prospect, self._subjects[entrant], figure)
        return self._fields[self._apart[entrant]].best(prospect._replace(best=best)).bound

    def worst(self, entrant: str, figure: Exact) -> int:
        """The worst place that one can have of whom `subject` has such a figure."""
        prospect = self._prospects[entrant]
        _, worst = self._keys(prospect, self._subjects[entrant], figure)
        return self._fields[self._apart[entrant]].worst(prospect._replace(worst=worst)).bound

    # --- what a need is said of -------------------------------------------------------------------------------------

    def _subject(self, prospect: Prospect) -> Subject:
        entrant, scheme = prospect.entrant, self.trade.plan.scheme
        counted = [(self.phase.id, self.phase.weight), *((each.phase, each.weight) for each in self.phase.carry)]
        open_in = [(id, weight) for id, weight in counted if _is_open(self.ranges.own(entrant, id))]
        if len(open_in) != 1 or not prospect.total.exact:
            places = scheme.decimals if self.phase.rounding is None else self.phase.rounding.places
            grid = _Grid(prospect.total.low, prospect.total.high, places)
            return Subject(self.phase.id, (), grid, lambda figure: figure, self.phase.order == "low", False)
        (id, weight), shape = open_in[0], scheme.phase[open_in[0][0]]
        performance = self.trade.performances[entrant, id]
        reaches = {each: self.ranges.module(entrant, id, performance, each) for each in shape.modules}
        opened = tuple(each for each, reach in reaches.items() if _is_open(reach))
        settled = summed([reach for each, reach in reaches.items() if each not in opened])
        others = [(other, factor) for other, factor in counted if other != id]
        rest = summed(
            [weighted(own, factor) for other, factor in others if (own := self.ranges.own(entrant, other)) is not None]
        )
        adjustment = self.ranges.adjusted(performance, (TOTAL, ""))

        def total(figure: Exact) -> Exact:
            points = plus(ZERO if settled is None else settled.low, figure)
            own = times(weight, ended(Reach(points, points), shape, adjustment).low)
            points = own if rest is None else plus(own, rest.low)
            return points if self.phase.rounding is None else rounded(points, self.phase.rounding)

        found = self._figures.sums(entrant, id, opened)
        ends = summed([reaches[each] for each in opened])
        assert ends is not None
        points = _Grid(ends.low, ends.high, self._places(opened)) if found is None else sorted(found)
        rises = total(points[-1]) > total(points[0])
        return Subject(id, opened, points, total, rises == (self.phase.order == "low"), found is not None)

    def _places(self, modules: tuple[str, ...]) -> int:
        """Digits that figures of these modules are shown or rounded with."""
        rounding = self.trade.plan.scheme.module[modules[0]].rounding if len(modules) == 1 else None
        return self.trade.plan.scheme.decimals if rounding is None else rounding.places

    # --- what it comes to -------------------------------------------------------------------------------------------

    def _keys(self, prospect: Prospect, subject: Subject, figure: Exact) -> tuple[Key, Key]:
        """Best and worst key of one who has this figure."""
        points = subject.total(figure)
        signed = negative(points) if self.phase.order == "high" else points
        ties = [self._tie(step, subject, figure) for step in self._steps]
        best, worst = ([*key[:2], signed, *key[3:]] for key in (prospect.best, prospect.worst))
        for at, known in enumerate(ties, start=3):
            if known is not None:
                best[at] = worst[at] = known
        return tuple(best), tuple(worst)

    def _tie(self, step: TieStep, subject: Subject, figure: Exact) -> Any:
        """What a tie step compares then, None where that is not known."""
        if step.by == "figure" and (step.phase, (step.figure,)) == (subject.phase, subject.modules):
            return (0, (False, better(step, figure)))
        return None

    def _decided(self, prospect: Prospect, subject: Subject) -> bool:
        """True where the figure decides all that the entrant is ranked by."""
        pairs = zip(self._steps, prospect.best[3:], prospect.worst[3:], strict=False)
        return prospect.total.exact and all(
            good == bad or self._tie(step, subject, ZERO) is not None for step, good, bad in pairs
        )


class _Grid(Sequence[Exact]):
    """Both ends, and every number of so many places between them."""

    def __init__(self, low: Exact, high: Exact, places: int) -> None:
        self.low, self.high, self.unit = low, high, ratio(whole(1), whole(10**places))
        self.first = plus(rounded(low, Rounding(places, "floor")), self.unit)
        self.inner = max(0, int(ratio(minus(rounded(high, Rounding(places, "ceiling")), self.first), self.unit)))

    def __len__(self) -> int:
        return self.inner + 2

    def __getitem__(self, index: Any) -> Any:
        index = index % len(self)
        if index in (0, self.inner + 1):
            return self.high if index else self.low
        return plus(self.first, times(whole(index - 1), self.unit))


def _is_open(reach: Reach | None) -> bool:
    return reach is not None and reach.low != reach.high
