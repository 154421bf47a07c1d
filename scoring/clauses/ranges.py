"""Whether a place lies in a clause's range, exactly, and what to say where the text does not tell.

Every end of a range is known within limits; only where the limits leave a choice for this very place is the answer
open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.clauses import cases
from scoring.clauses.cases import Case
from scoring.clauses.trace import FACT_MISSING, NO, OPEN, OVERLAPPING, ROUNDING_UNSET, SILENT, YES, Check
from scoring.clauses.values import EXACT, Band, Clause, End, Places, Policy, end_text
from scoring.numbers import Rounding, rounded, text


@dataclass(frozen=True, slots=True)
class Limit:
    """A place that is known to lie in low … high (None: anywhere above); gap, code: why it is not known better."""

    low: int
    high: int | None
    gap: str = ""
    code: str = ""


START, ENDLESS = Limit(0, 0), Limit(cases.LARGEST * 2, None)


def place_checks(policy: Policy, clause: Clause, case: Case, earlier: Mapping[str, Clause]) -> Iterator[Check]:
    """Does the entrant's place lie in the clause's range?"""
    place = cases.known(case.place)
    if not place:
        if not clause.unplaced:
            yield Check("place", NO, "no-place")
        return
    if clause.places is None:
        return
    facts = {"place": str(place)}
    passed = case.passed.get(clause.id, (0, 0)) if clause.places.passes else (0, 0)
    low, high = sorted(cases.known(each) or 0 for each in passed)
    if high:
        facts["passed"] = str(low) if low == high else f"{low}-{high}"
    least = _placed(policy, clause.places, case, earlier, max(1, place - low), dict(facts))
    most = _placed(policy, clause.places, case, earlier, max(1, place - high), dict(facts))
    open_ = replace(least, holds=OPEN, code="passed-open", gap=FACT_MISSING, short="")
    yield least if least.holds == most.holds else open_


def _placed(
    policy: Policy, places: Places, case: Case, earlier: Mapping[str, Clause], place: int, facts: dict[str, str]
) -> Check:
    """The check of one place, which may be better than the entrant's own. facts: what is compared; more goes in."""
    start, end = _range(policy, places, case, earlier, facts)
    sharing = cases.known(case.sharing)
    first, last = place, place + max(1, sharing or 1) - 1
    if last > first:
        facts |= {"sharing": str(sharing), "ties": policy.ties}
    if policy.ties == "shared":
        last = first
    elif policy.ties == "last":
        first = last
    return _in_range(first, last, start, end, facts)


def edges(policy: Policy, clause: Clause, case: Case, earlier: Mapping[str, Clause]) -> set[int]:
    """Places from which on the answer of `place_checks` may be another, all else in the case being the same."""
    if clause.places is None:
        return set()
    ends = _range(policy, clause.places, case, earlier, {})
    return {end + 1 for limit in ends for end in (limit.low, limit.high) if end is not None}


def _range(
    policy: Policy, places: Places, case: Case, earlier: Mapping[str, Clause], facts: dict[str, str]
) -> tuple[Limit, Limit]:
    """The place before the first, and the last. What was counted with goes into `facts`."""
    start, end = START, ENDLESS
    if isinstance(places.start, Fraction):
        start = _share(policy, places, places.start, case, facts, "above")
    elif places.start is not None:
        start = Limit(places.start - 1, places.start - 1)
    elif places.after:
        before = earlier[places.after].places
        assert before is not None
        _, start = _range(policy, before, case, earlier, {})
    if places.bands:
        end = _band_end(places, case, facts)
    elif places.to is not None:
        end = _many(policy, places, places.to, case, facts)
    elif places.next is not None:
        many = _many(policy, places, places.next, case, facts)
        high = None if start.high is None or many.high is None else start.high + many.high
        end = Limit(start.low + many.low, high, start.gap or many.gap, start.code or many.code)
    if start.low:
        facts["from"] = str(start.low + 1)
    if end is not ENDLESS:
        facts["to"] = str(end.low)
    if end is not ENDLESS and end.high != end.low:
        facts["to-at-most"] = "" if end.high is None else str(end.high)
    return start, end


def _many(policy: Policy, places: Places, end: End, case: Case, facts: dict[str, str]) -> Limit:
    """A number of places, stated or as a share with its fewest and most."""
    if isinstance(end, int):
        return Limit(end, end)
    return _held(_share(policy, places, end, case, facts, "share"), places.fewest or 0, places.most)


def _share(policy: Policy, places: Places, share: Fraction, case: Case, facts: dict[str, str], word: str) -> Limit:
    """A share of a head count as a number of places. word: what the share is called in `facts`."""
    count, mode = cases.known(case.counts.get(places.of)), places.round or policy.round
    facts |= {"of": places.of, "count": cases.plain(count), word: end_text(share)}
    if count is None:
        return Limit(0, None, FACT_MISSING, "not-known")
    exact = share * count
    low = int(exact)
    facts[f"{word}-counted"] = text(exact)
    if exact == low:
        return Limit(low, low)
    facts["round"] = mode
    if not mode:
        return Limit(low, low + 1, ROUNDING_UNSET, "rounding-unset")
    if mode != EXACT:
        low = int(rounded(exact, Rounding(0, mode)))
    return Limit(low, low)


def _held(limit: Limit, fewest: int, most: int | None) -> Limit:
    """The limit between the fewest and most places; known where they leave no choice."""
    low, high = max(limit.low, fewest), limit.high if limit.high is None else max(limit.high, fewest)
    if most is not None:
        low, high = min(low, most), most if high is None else min(high, most)
    return Limit(low, high) if low == high else Limit(low, high, limit.gap, limit.code)


def _band_end(places: Places, case: Case, facts: dict[str, str]) -> Limit:
    """The last place by head count. Where no band, or more than one, is for that many, only what every band would
    refuse is refused."""
    count, last = cases.known(case.counts.get(places.of)), max(band.to for band in places.bands)
    facts |= {"of": places.of, "count": cases.plain(count)}
    if count is None:
        return Limit(0, last, FACT_MISSING, "not-known")
    fitting = [band.to for band in places.bands if _fits(band, count)]
    if not fitting:
        return Limit(0, last, SILENT, "no-band")
    return _held(Limit(min(fitting), max(fitting), OVERLAPPING, "bands-overlap"), 0, None)


def _fits(band: Band, count: int) -> bool:
    return (band.least or 0) <= count and (band.most is None or count <= band.most)


def _in_range(first: int, last: int, start: Limit, end: Limit, facts: dict[str, str]) -> Check:
    """Do all of the places first … last lie after `start` and up to `end`?"""
    if start.high is not None and first > start.high and last <= end.low:
        return Check("place", YES, facts=facts)
    if last <= start.low:
        return Check("place", NO, "place-before", facts=facts)
    if end.high is not None and first > end.high:
        return Check("place", NO, "place-beyond", facts=facts, short=str(first - end.high))
    unsure = start if start.high is None or first <= start.high else end
    return Check("place", OPEN, unsure.code or "place-shared", unsure.gap or SILENT, facts)
