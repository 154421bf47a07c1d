"""What a contest came to in numbers: entrants, totals, places and awards by trade, group, organisation and grade held.

Entrants are counted once each, whoever is behind them; grades and honours by person. Totals of different trades are
never put together: they are of different scales.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from competition.awarding.cases import DNS
from competition.awarding.roll import Roll
from competition.certificates.due import granted
from scoring.clauses.trace import Outcome
from scoring.grades import LADDER
from scoring.numbers import Exact, minus, parse, plus, ratio, shown, times, whole
from scoring.numbers import total as added
from scoring.state import Trade

TRADE, GROUP, ORGANISATION, HELD = "trade", "group", "organisation", "held"
BY: Final = (TRADE, GROUP, ORGANISATION, HELD)
"""What is told apart."""

GRADE: Final = "grade"
FIRST: Final = 3
"""Places that are counted as the first ones."""

GRADES: Final = tuple(each.code for each in LADDER if each.ordinal > 0)
"""Grades that can be granted, lowest first."""


class Entered(NamedTuple):
    """One entrant. came: did not stay away. place: None for none. total: as a board shows it, "" for none."""

    group: str
    organisation: str
    came: bool
    place: int | None
    total: str


class Due(NamedTuple):
    """One person on the roll. held: code of the grade before, "" where nobody knows. grade: that she is granted, "" for
    none. honours: how many other awards."""

    group: str
    organisation: str
    held: str
    grade: str
    honours: int


@dataclass(frozen=True)
class Basis:
    """What one trade is summed up from, taken out of a state that stands still. decimals: of its totals. most: of the
    last phase, where its scheme states it. people: None where no roll is spoken of yet."""

    trade: str
    sealed: bool
    decimals: int
    most: Exact | None
    entered: Sequence[Entered]
    people: Sequence[Due] | None = None


@dataclass(frozen=True)
class Slice:
    """One line of the sums. trade: "" for all. by: one of `BY`, what: which one. mean, highest, lowest: texts, "" where
    there is none or trades are put together. first: entrants in the first places. grades: persons by grade that they
    are granted; people, honours: persons, and those with another award; None where no roll is spoken of yet."""

    trade: str
    by: str
    what: str
    registered: int
    came: int
    placed: int
    first: int
    mean: str = ""
    highest: str = ""
    lowest: str = ""
    people: int | None = None
    grades: Mapping[str, int] = field(default_factory=dict)
    honours: int | None = None


def entered(trade: Trade, who: Mapping[str, Mapping[str, Any]]) -> list[Entered]:
    """Everybody on the roster of a trade, in the order of its standing; nothing but their number while it is sealed.
    who: rows of the event's roster."""
    last, first = trade.plan.phases[-1].id, trade.plan.phases[0].id
    found = []
    for standing in trade.order:
        code = trade.roster[standing.entrant][0]
        came = DNS not in (trade.out.get((code, "")), trade.out.get((code, first)))
        row = {} if trade.sealed else who.get(code, {})
        told = not trade.sealed and trade.deepest[code][1] == last
        total = str(trade.rows.get(code, {}).get("total") or "") if told else ""
        place = None if trade.sealed else standing.rank
        found.append(Entered(str(row.get("group", "")), str(row.get("organisation", "")), came, place, total))
    return found


def basis(trade: Trade, who: Mapping[str, Mapping[str, Any]], roll: Roll | None = None) -> Basis:
    """What a trade is summed up from. roll: where it may be spoken of."""
    scheme = trade.plan.scheme
    people = None if roll is None else list(_people(roll, who))
    return Basis(trade.id, trade.sealed, scheme.decimals, scheme.phases[-1].max, entered(trade, who), people)


def summed(found: Sequence[Basis]) -> Iterator[Slice]:
    """Every line: of each trade its own, then its groups and grades held; then the organisations and grades held of all
    trades, and where there are several trades the organisations of each."""
    for each in found:
        yield _slice(each.trade, TRADE, each.trade, each.entered, each.people, each)
        if each.sealed:
            continue
        yield from _parted(each.trade, GROUP, [each], lambda row: row.group)
        yield from _held(each.trade, [each])
        if len(found) > 1:
            yield from _parted(each.trade, ORGANISATION, [each], lambda row: row.organisation)
    open_ = [each for each in found if not each.sealed]
    yield from _parted("", ORGANISATION, open_, lambda row: row.organisation)
    if len(found) > 1:
        yield from _held("", open_)


def histogram(found: Basis, bins: int = 10) -> list[tuple[str, str, int]]:
    """(from, up to, entrants) of totals in equal steps, over the whole scale where it is known and nothing lies beyond;
    empty where fewer than two differ."""
    numbers = [number for each in found.entered if (number := parse(each.total)) is not None]
    if len(set(numbers)) < 2:
        return []
    low, high = min(numbers), max(numbers)
    least: Exact = whole(0) if low >= 0 and found.most is not None and high <= found.most else low
    most: Exact = found.most if found.most is not None and least == 0 and high <= found.most else high
    step = ratio(minus(most, least), bins)
    ends = [plus(least, times(step, whole(place))) for place in range(bins + 1)]
    counts = Counter(next((at for at in range(bins - 1) if number < ends[at + 1]), bins - 1) for number in numbers)
    texts = [shown(each, found.decimals) for each in ends]
    return [(texts[at], texts[at + 1], counts[at]) for at in range(bins)]


def _people(roll: Roll, who: Mapping[str, Mapping[str, Any]]) -> Iterator[Due]:
    for entry in roll.entries:
        code = entry.candidate.code if entry.candidate else entry.entrant
        row = who.get(code, {})
        outcomes: tuple[Outcome, ...] = granted(entry)
        case = entry.decision.case if entry.decision else None
        held = case.level.code if case is not None and case.level is not None else ""
        grade = next((each.value for each in outcomes if each.kind == GRADE), "")
        honours = sum(each.kind != GRADE for each in outcomes)
        yield Due(str(row.get("group", "")), str(row.get("organisation", "")), held, grade, honours)


def _parted(trade: str, by: str, found: Sequence[Basis], key: Callable[[Any], str]) -> Iterator[Slice]:
    """A line for each group or organisation, the largest first; none where nobody has one."""
    rows: dict[str, list[Entered]] = {}
    people: dict[str, list[Due]] = {}
    for each in found:
        for row in each.entered:
            rows.setdefault(key(row), []).append(row)
        for person in each.people or ():
            people.setdefault(key(person), []).append(person)
    known = all(each.people is not None for each in found)
    alone = found[0] if len(found) == 1 else None
    if set(rows) <= {""}:
        return
    for what, own in sorted(rows.items(), key=lambda each: (-len(each[1]), each[0])):
        yield _slice(trade, by, what, own, people.get(what, []) if known else None, alone)


def _held(trade: str, found: Sequence[Basis]) -> Iterator[Slice]:
    """A line for each grade that persons held before, the lowest first; who is behind whom is not told apart."""
    people: dict[str, list[Due]] = {}
    for each in found:
        for person in each.people or ():
            people.setdefault(person.held, []).append(person)
    order = {each.code: each.ordinal for each in LADDER}
    for what, own in sorted(people.items(), key=lambda each: order.get(each[0], -2)):
        yield _slice(trade, HELD, what, (), own, None)


def _slice(
    trade: str, by: str, what: str, rows: Sequence[Entered], people: Sequence[Due] | None, alone: Basis | None
) -> Slice:
    """alone: the one trade that totals are of, None where there are several."""
    numbers = [number for each in rows if alone is not None and (number := parse(each.total)) is not None]
    grades = Counter(each.grade for each in people or () if each.grade)
    return Slice(
        trade,
        by,
        what,
        len(rows),
        sum(each.came for each in rows),
        sum(each.place is not None for each in rows),
        sum(each.place is not None and each.place <= FIRST for each in rows),
        *_figures(numbers, alone.decimals if alone else 0),
        None if people is None else len(people),
        {code: grades[code] for code in GRADES if grades[code]},
        None if people is None else sum(each.honours > 0 for each in people),
    )


def _figures(numbers: Iterable[Exact], decimals: int) -> tuple[str, str, str]:
    """(mean, highest, lowest), "" each of nothing."""
    numbers = list(numbers)
    if not numbers:
        return "", "", ""
    mean = ratio(added(numbers), len(numbers))
    return shown(mean, decimals), shown(max(numbers), decimals), shown(min(numbers), decimals)
