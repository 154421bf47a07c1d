"""What is known of every person of a trade when it comes to awards: her case, as an award policy asks for it.

A place counts within the entrant's group, for a group is what awards count apart. What nobody stated stays unknown,
and a policy that asks for it finds a gap.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from competition.awarding.house import NOTHING, UNREAD, House, Known
from competition.awarding.passing import Counted, passed
from competition.intake.files.columns import promotions
from competition.intake.package import Entrant, Package, Person
from scoring.clauses.cases import Case
from scoring.clauses.values import Policy
from scoring.grades import Grade, grade
from scoring.nodes import TOTAL
from scoring.numbers import LONGEST, Exact, Rounding, ratio, rounded, text, times, total
from scoring.policy import parse_policy
from scoring.procedure.terms import AND
from scoring.state import Performance, Trade

DIGITS = Rounding(12, "floor")
"""Places that a figure without end is cut to: what it is compared with has fewer, so no comparison comes out else."""

DNS = "dns"

SEXES = {"f": "female", "m": "male"}
"""What `fact.sex` sees, by the code of persons.csv."""

_BETWEEN = re.compile(r"[\n;；、]+")


class Candidate(NamedTuple):
    """A person of an entrant. code: the entrant in the trade's own lines, which in a blind trade is a code. rank: in
    the whole trade, None for no place. apart: the group within which places count. total: as shown, "" for none."""

    entrant: str
    person: str
    code: str
    rank: int | None
    apart: str
    total: str
    case: Case


class _Entry(NamedTuple):
    """An entrant on the roster. group: that awards count apart. place, sharing: within it."""

    entrant: str
    code: str
    group: str
    rank: int | None
    place: int | None
    sharing: int


def candidates(
    trade: Trade, package: Package, promoted: Mapping[str, int] | None = None, house: House = UNREAD
) -> Iterator[Candidate]:
    """Everybody of the trade, in the order of its standing. A blind trade must be unsealed. promoted: promotions by
    person that other trades of the event gave, house: who knows those that other events gave, beside those that the
    package states."""
    entries = list(_entries(trade, package))
    scene, policy = _Scene(trade, package, promoted or {}, house, entries), policy_of(trade.policy)
    found = [each for entry in entries for each in scene.of(entry)]
    if policy is None:
        yield from found
        return
    cases = passed(policy, [Counted(each.apart, each.entrant, each.case) for each in found])
    yield from (each._replace(case=case) for each, case in zip(found, cases, strict=True))


def policy_of(text: str) -> Policy | None:
    """The policy that a trade was opened with, None where it was opened with none."""
    return _policy(text) if text else None


def asks(policy: Policy | None, look: str) -> bool:
    """Does any condition of the policy look at that?"""
    clauses = policy.clauses if policy else ()
    gates = policy.gates if policy else ()
    return any(gate.look == look for gate in (*gates, *(each for clause in clauses for each in clause.gates)))


@lru_cache(32)
def _policy(text: str) -> Policy:
    return parse_policy(text)


class _Scene:
    """What is the same for everybody of a trade, worked out once."""

    def __init__(
        self, trade: Trade, package: Package, promoted: Mapping[str, int], house: House, entries: list[_Entry]
    ) -> None:
        self._trade, self._promoted, self._facts = trade, promoted, facts(trade)
        self._asks_sex = asks(policy_of(trade.policy), "fact.sex")
        self._known = house.known(trade, package)
        self._persons = {each.person: each for each in package.persons}
        self._people: dict[tuple[str, str], list[str]] = {}
        for member in package.members:
            self._people.setdefault((member.entrant, member.role), []).append(member.person)
        self._counts = _counts(trade, entries, self._people)

    def of(self, entry: _Entry) -> Iterator[Candidate]:
        """Every person of an entrant: its members, then its coaches. One without members is one person of its own id;
        somebody else who competes in its place is known by nothing but the place."""
        replaced = entry.code in self._trade.substitutes
        members = [] if replaced else self._people.get((entry.entrant, "member"), [])
        coaches = [] if replaced else self._people.get((entry.entrant, "coach"), [])
        size = max(1, len(members))
        for role, people in (("member", members or [entry.entrant]), ("coach", coaches)):
            for position, person in enumerate(people, 1):
                known = None if replaced else self._persons.get(person)
                case = self._case(entry, person, known, role, position, size)
                total = _total(self._trade, entry.code)
                yield Candidate(entry.entrant, person, entry.code, entry.rank, entry.group, total, case)

    def _case(self, entry: _Entry, person: str, known: Person | None, role: str, position: int, size: int) -> Case:
        terms = self._trade.terms
        elsewhere = self._known.get(person, NOTHING) if known else NOTHING
        level, numbers = _level(known, elsewhere)
        before, beside = self._promotions(person, known, elsewhere)
        certificates = {"level": numbers, "promotions": beside}
        return Case(
            tier=terms.tier,
            group=(known.group if known else "") or entry.group,
            place=entry.place,
            sharing=entry.sharing,
            counts=self._counts[entry.group],
            team_size=size,
            member=position,
            role=role,
            level=level,
            paper_level=grade(terms.level) if terms.level else None,
            papers=papers_of(self._trade, entry.code),
            titles=tuple(_parts(known.titles)) if known else (),
            promotions=before,
            birth=known.birth_date if known else "",
            date=terms.date,
            facts=self._facts | self._sex(known),
            certificates={look: numbers for look, numbers in certificates.items() if numbers},
        )

    def _sex(self, known: Person | None) -> dict[str, str]:
        """Her sex where the policy asks for it and it is known: no other document of hers says it."""
        return {"sex": SEXES[known.gender]} if self._asks_sex and known and known.gender else {}

    def _promotions(self, person: str, known: Person | None, elsewhere: Known) -> tuple[int | None, str]:
        """Promotions in the contest's year, None where nothing is known of the person; numbers of those that the house
        knows. One that the package states, too, is the same: to a grade one is promoted once."""
        if known is None:
            return None, ""
        year = f"{self._trade.terms.date[:4]}:"
        stated = [each.removeprefix(year) for each in promotions(known.promotions) if each.startswith(year)]
        same = Counter(grade(each) for each in stated) & Counter(level for level, _ in elsewhere.promoted)
        count = len(stated) + len(elsewhere.promoted) - same.total()
        return count + self._promoted.get(person, 0), " ".join(number for _, number in elsewhere.promoted)


def _level(known: Person | None, elsewhere: Known) -> tuple[Grade | None, str]:
    """The grade held, the higher of what the package states and what the house issued; number of the certificate that
    says so, "" for the package."""
    stated = grade(known.level) if known and known.level else None
    if elsewhere.level is None or (stated is not None and stated >= elsewhere.level):
        return stated, ""
    return elsewhere.level, elsewhere.number


def facts(trade: Trade) -> dict[str, str]:
    """What a policy may ask by name of the contest itself: what the package states, and always whether its body is
    filed, and for this trade."""
    terms = trade.terms
    filed = "yes" if terms.occupation and terms.occupation in terms.occupations else "no"
    own = {"body-filed": "yes" if terms.filing else "no", "trade-filed": filed, "trade-accepted": filed}
    return {**terms.facts, **own}


def _entries(trade: Trade, package: Package) -> Iterator[_Entry]:
    """The roster in the order of the standing, places counted within groups."""
    known: dict[str, Entrant] = {each.entrant: each for each in package.entrants}
    names = trade.codes if trade.codes is not None else {code: code for code, _ in trade.roster}
    stands: list[tuple[str, str, int | None]] = []
    for standing in trade.order:
        code = trade.roster[standing.entrant][0]
        entrant = names[code]
        stands.append((code, known[entrant].group if entrant in known else "", standing.rank))
    together = Counter((group, rank) for _, group, rank in stands)
    before: Counter[str] = Counter()
    place: dict[tuple[str, int], int] = {}
    for code, group, rank in stands:
        if rank is None:
            yield _Entry(names[code], code, group, None, None, 1)
            continue
        before[group] += 1
        own = place.setdefault((group, rank), before[group])
        yield _Entry(names[code], code, group, rank, own, together[group, rank])


def _counts(
    trade: Trade, entries: list[_Entry], people: Mapping[tuple[str, str], list[str]]
) -> dict[str, dict[str, int]]:
    """Head counts by group: `registered` on the roster, `entrants` who came, `finalists` in the last phase, `teams`
    of two or more who came."""
    counts: dict[str, Counter[str]] = {}
    first, last = trade.plan.phases[0].id, trade.plan.phases[-1].id
    for entry in entries:
        count = counts.setdefault(entry.group, Counter(registered=0, entrants=0, finalists=0, teams=0))
        came = DNS not in (trade.out.get((entry.code, "")), trade.out.get((entry.code, first)))
        final = came and trade.takes_part(entry.code, last) and trade.out.get((entry.code, last)) != DNS
        count["registered"] += 1
        count["entrants"] += came
        count["finalists"] += final
        count["teams"] += came and len(people.get((entry.entrant, "member"), ())) > 1
    return {group: dict(count) for group, count in counts.items()}


def groups(trade: Trade, package: Package) -> dict[str, str]:
    """What awards count each entrant apart by, by her code in the trade, which must be unsealed."""
    known = {each.entrant: each.group for each in package.entrants}
    names = trade.codes if trade.codes is not None else {code: code for code, _ in trade.roster}
    return {code: known.get(names[code], "") for code, _ in trade.roster}


def papers_of(trade: Trade, code: str) -> dict[str, str]:
    """The terms' papers out of 100, number text; `absent` for who did not start; what is not marked is left out."""
    papers: dict[str, str] = {}
    for name, (phase, figure) in trade.terms.papers.items():
        performance = trade.performances.get((code, phase))
        if DNS in (trade.out.get((code, "")), trade.out.get((code, phase))):
            papers[name] = "absent"
        elif performance is not None:
            points = _points(performance, figure)
            if points is not None:
                papers[name] = of_hundred(points, most_of(trade, phase, figure))
    return papers


def _points(performance: Performance, figure: str) -> Exact | None:
    """The phase's total, or its modules together; None while one of them is not marked."""
    if figure == TOTAL:
        return performance.total
    parts = [performance.figures.get((each, "")) for each in figure.split(AND)]
    return total(each for each in parts if each is not None) if None not in parts else None


def most_of(trade: Trade, phase: str, figure: str) -> Exact | None:
    """The most points of a paper's figure, None where the scheme states none."""
    scheme = trade.plan.scheme
    if figure == TOTAL:
        return scheme.phase[phase].max
    parts = [scheme.module[each].max for each in figure.split(AND)]
    return total(each for each in parts if each is not None) if None not in parts else None


def of_hundred(points: Exact, most: Exact | None) -> str:
    """Points out of 100, as policies compare them."""
    share = times(ratio(points, most), _HUNDRED) if most else points
    said = text(share)
    return said if "/" not in said and len(said) <= LONGEST else text(rounded(share, DIGITS))


def _total(trade: Trade, code: str) -> str:
    return str(trade.rows.get(code, {}).get("total") or "")


def _parts(titles: str) -> list[str]:
    return [part for each in _BETWEEN.split(titles) if (part := each.strip())]


_HUNDRED = Decimal(100)
