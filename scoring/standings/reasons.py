"""Why an entrant stands right after the one before: what told the two apart, with the figures that did.

The one place that knows; what else names a reason asks here. Codes only: words for them stand in the templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from scoring.nodes import TOTAL, Phase, TieStep
from scoring.numbers import ZERO, Exact, plus, shown, text
from scoring.phases import OUT
from scoring.standings.parts import parts
from scoring.standings.ranking import Standing
from scoring.standings.tiebreaks import KIND, RANKED, better, figure, keyed
from scoring.standings.tied import Split, decision, splits

if TYPE_CHECKING:
    from scoring.state import Trade

TIE = "tie"
"""Code of a tie that a figure broke; other ways follow it, `tie-count-back`."""

CLOSEST = 12
"""Digits after the point up to which two numbers are shown until they differ by one of the last."""


class Reason(NamedTuple):
    """code: `first`, `other-group` (first of her group, which is ranked by itself), `went-on` (behind those who went on
    to `phase`), `total`, `tie`, `tie-count-back`, `tie-count`, `tie-head-to-head`, `tie-skating-10`, `tie-skating-11`,
    `tie-running-order`, `tie-decision`, `shared` (nothing tells them apart), `within` (totals close enough),
    `undecided` (the chief judge is to decide), `no-place` (behind the last place given), `no-total`, dns, dnf, dsq.

    figure, phase: what was compared, and of which phase. above, mine: its values as they are shown, with as many digits
    as it takes to tell them apart, "" for none; exact: both in full. prefer: `high` or `low`. step: position in the
    phase's ties, -1 for none.

    facts: of `within` the limit and whether it is counted from the `previous` or the `first` (then `above` is his); of
    `no-place` the last place; of `tie-count-back` which part first differs, from 1; of `tie-count` what a part must be
    more than; of `tie-head-to-head` how many others were tied; of the skating rules the place they were tied for and
    what is compared, `count` or `sum`; of `tie-decision` its line.
    """

    code: str
    figure: str = ""
    phase: str = ""
    above: str = ""
    mine: str = ""
    exact: tuple[str, str] = ("", "")
    prefer: str = ""
    step: int = -1
    facts: Mapping[str, str] = {}

    def unwritten(self) -> Reason:
        """The same without the line of a decision: of a contest that is in no ledger."""
        return self._replace(facts={}) if self.code == "tie-decision" else self

    @property
    def label(self) -> str:
        """The code as rows of figures name it: `tie:<figure>`, `tie:count-back:<figure>`, `tie:running-order` …"""
        if self.code == "other-group":
            return "first"
        code, _, way = self.code.partition("-")
        return ":".join(filter(None, (code, way, self.figure))) if code == TIE else self.code


def neighbours(trade: Trade, phase: str = "") -> Iterator[tuple[Standing, Reason]]:
    """Everyone in a phase ("" for the trade as a whole), best first, with why she stands right after the one before."""
    table = _Table(trade, phase)
    for position, standing in enumerate(table.order):
        yield standing, table.reason(position)


def between(trade: Trade, phase: str, above: str | None, entrant: str) -> Reason:
    """Why the entrant stands right after the one above, None for nobody, in a phase ("" for the trade as a whole).
    Raises LookupError where she does not."""
    table = _Table(trade, phase)
    position = next(at for at, each in enumerate(table.order) if each.entrant == trade.index[entrant])
    before = trade.roster[table.order[position - 1].entrant][0] if position else None
    if above != before:
        raise LookupError(f"{entrant} does not stand right after {above}")
    return table.reason(position)


class _Table:
    """One standing, and what told those apart whom no key could. runs: splits by position of a run's first."""

    def __init__(self, trade: Trade, phase: str) -> None:
        self.trade = trade
        self.phase = phase
        self.order = list(trade.standing(phase) if phase else trade.order)
        self.runs: dict[int, Mapping[int, Split | None]] = {}

    def reason(self, position: int) -> Reason:
        """Why the entrant at a position stands right after the one before."""
        standing = self.order[position]
        phase, key = self._stands(standing)
        if key[KIND] != RANKED:
            return Reason(next((status for status, block in OUT.items() if block == key[KIND]), "no-total"))
        if standing.rank is None:
            return Reason("no-place", facts={"places": str(phase.ranks.places)})
        if not position:
            return Reason("first")
        above = self.order[position - 1]
        other, before = self._stands(above)
        if before[0] != key[0]:
            return Reason("other-group")
        if other is not phase or before[KIND + 1] != key[KIND + 1]:
            return Reason("went-on", phase=phase.first if other is phase else other.id)
        if standing.rank == above.rank:
            return self._shared(phase, position)
        if before[KIND + 2] != key[KIND + 2]:
            return self._totals("total", phase, above, standing)
        for at, step in enumerate(keyed(phase)):
            if before[KIND + 3 + at] != key[KIND + 3 + at]:
                return self._by_key(step, at, above, standing)
        return self._by_split(phase, position)

    def _stands(self, standing: Standing) -> tuple[Phase, Any]:
        """The phase that places an entrant, and her key there."""
        phase = self.phase or self.trade.deepest[self._id(standing)][1]
        return self.trade.plan.scheme.phase[phase], self.trade.phases[phase].keys[standing.entrant]

    def _id(self, standing: Standing) -> str:
        return self.trade.roster[standing.entrant][0]

    def _shared(self, phase: Phase, position: int) -> Reason:
        """Why the entrant shares the place of the one before."""
        standing, above = self.order[position], self.order[position - 1]
        if standing.first == above.first:
            code = "undecided" if phase.ranks.share == "never" else "shared"
            return self._totals(code, phase, above, standing)
        if phase.ranks.reach == "first":
            above = next(each for each in self.order if each.rank == standing.rank and self._alike(each, standing))
        facts = {"within": text(phase.ranks.within), "from": phase.ranks.reach}
        return self._totals("within", phase, above, standing)._replace(facts=facts)

    def _alike(self, one: Standing, other: Standing) -> bool:
        """True where both are ranked in the same section of the same phase."""
        (phase, key), (its, others) = self._stands(one), self._stands(other)
        return phase is its and key[: KIND + 2] == others[: KIND + 2]

    def _totals(self, code: str, phase: Phase, above: Standing, standing: Standing) -> Reason:
        totals = [self.trade.performances[self._id(each), phase.id].total for each in (above, standing)]
        return self._numbers(Reason(code, TOTAL, phase.id, prefer=phase.order), *totals)

    def _numbers(self, reason: Reason, above: Exact | None, mine: Exact | None) -> Reason:
        return with_numbers(reason, above, mine, self.trade.plan.scheme.decimals)

    def _by_key(self, step: TieStep, at: int, above: Standing, standing: Standing) -> Reason:
        """What a step found that looks at one entrant alone."""
        reason = tie_reason(step, at)
        pair = (above, standing)
        if step.by == "running-order":
            return _counts(reason, *(each.entrant + 1 for each in pair))
        if step.by == "figure":
            return self._numbers(reason, *(figure(self.trade, self._id(each), step) for each in pair))
        theirs, own = (parts(self.trade, self._id(each), step.phase, step.figure).values() for each in pair)
        if step.by == "count":
            counted = (sum(points > step.above for points in each) for each in (theirs, own))
            return _counts(reason._replace(facts={"above": text(step.above)}), *counted)
        part, *figures = first_difference(step, theirs, own)
        return self._numbers(reason._replace(facts={"part": str(part)}), *figures)

    def _by_split(self, phase: Phase, position: int) -> Reason:
        """What a step found that looks at those tied together."""
        standing, above = self.order[position], self.order[position - 1]
        split = self._split(phase, position)
        step = phase.ties[split.step]
        reason = tie_reason(step, split.step)
        theirs, own = split.value(above.entrant), split.value(standing.entrant)
        if step.by == "decision":
            _, line = decision(self.trade, phase.id, [self.trade.roster[index][0] for index in split.tied])
            return reason._replace(facts={"line": str(line)})
        if step.by == "head-to-head":
            return _counts(reason._replace(facts={"others": str(len(split.tied) - 1)}), -theirs, -own)
        if step.by.startswith("skating"):
            what = "count" if theirs[0] != own[0] else "sum"
            reason = reason._replace(phase=phase.id, facts={"place": str(split.place), "what": what})
            if what == "count":
                return _counts(reason, -theirs[0], -own[0])
            said = text(plus(ZERO, theirs[1])), text(plus(ZERO, own[1]))
            return reason._replace(above=said[0], mine=said[1], exact=said)
        return self._by_key(step, split.step, above, standing)

    def _split(self, phase: Phase, position: int) -> Split:
        """What told the entrant at a position from those tied with her."""
        _, key = self._stands(self.order[position])
        begin = position
        while begin and self._tied(begin - 1, phase, key):
            begin -= 1
        if begin not in self.runs:
            end = position
            while end < len(self.order) and self._tied(end, phase, key):
                end += 1
            members = sorted(each.entrant for each in self.order[begin:end])
            section = sum(self._stands(each)[1][0] < key[0] for each in self.order[:begin])
            found = splits(self.trade, phase, members, begin - section + 1)
            self.runs[begin] = {first[0]: split for first, split in found}
        split = self.runs[begin][self.order[position].entrant]
        assert split is not None
        return split

    def _tied(self, position: int, phase: Phase, key: Any) -> bool:
        other, own = self._stands(self.order[position])
        return other is phase and own[:-1] == key[:-1]


def tie_reason(step: TieStep, at: int) -> Reason:
    """The reason that a step at this position of a tie-break chain is, without its figures."""
    code = TIE if step.by == "figure" else f"{TIE}-{step.by}"
    return Reason(code, step.figure, step.phase, prefer=step.prefer, step=at)


def _counts(reason: Reason, above: int, mine: int) -> Reason:
    """The reason with two counts."""
    return reason._replace(above=str(above), mine=str(mine), exact=(str(above), str(mine)))


def with_numbers(reason: Reason, above: Exact | None, mine: Exact | None, places: int) -> Reason:
    """The reason with the two numbers that were compared, shown at so many places or more."""
    exact = ["" if each is None else text(each) for each in (above, mine)]
    said = told_apart(above, mine, places)
    return reason._replace(above=said[0], mine=said[1], exact=(exact[0], exact[1]))


def first_difference(
    step: TieStep, above: Iterable[Exact], mine: Iterable[Exact]
) -> tuple[int, Exact | None, Exact | None]:
    """Counted back, best first: the first part in which the two differ, from 1, and both in it, None for none."""
    ordered = (sorted(each, key=lambda points: better(step, points)) for each in (above, mine))
    return next((part, one, other) for part, (one, other) in enumerate(zip_longest(*ordered), 1) if one != other)


def told_apart(above: Exact | None, mine: Exact | None, places: int) -> tuple[str, str]:
    """Both as they are shown at so many places, or at more where they differ by less than one of the last; "" for none.
    So 20.105 and 20.101 are not 20.11 and 20.10."""
    if above is None or mine is None or above == mine:
        said = [None if each is None else shown(each, places) for each in (above, mine)]
        return said[0] or "", said[1] or ""
    apart = abs(Fraction(above) - Fraction(mine))
    for digits in range(places, CLOSEST + 1):
        if apart >= Fraction(1, 10**digits):
            return shown(above, digits), shown(mine, digits)
    return text(above), text(mine)
