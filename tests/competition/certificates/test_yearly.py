"""Once a year, as a law: in whatever order contests decide, issue and revoke, nobody is promoted twice."""

from __future__ import annotations

from collections import Counter
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from competition.awarding.cases import candidates, policy_of
from competition.awarding.decisions import decided, grade_of
from competition.awarding.house import House
from competition.certificates.holders import holder
from competition.intake import Package
from scoring import engine
from scoring.certificates import CertificateRevoked, CertificatesIssued, NumbersReserved
from scoring.checks import check
from scoring.facts import Fact, StreamOpened
from scoring.lines import Line
from scoring.register import RESERVED
from scoring.state import State, Trade
from tests.competition.awarding.bakery import folded
from tests.competition.certificates.town import TRADE, package

SECRET = b"s" * 32
DIGEST = "ab" * 32
CONTESTS = {"spring": "2026", "summer": "2026", "autumn": "2026", "later": "2027"}


@cache
def contest(event: str) -> tuple[Package, Trade]:
    stated = package(event, CONTESTS[event])
    return stated, folded(stated).trades[TRADE]


class Year:
    """The house, and what each contest decided last."""

    def __init__(self) -> None:
        self.state = State("house")
        self.put(StreamOpened("house", "house"))
        self.awarded: dict[str, list[tuple[str, str, str]]] = {}

    def put(self, fact: Fact) -> list[tuple[str, str]]:
        problems = check(self.state, fact).problems
        if not problems:
            at = f"2026-05-20T08:00:00.{self.state.seq:06}Z"
            engine.apply(self.state, Line(self.state.seq + 1, at, "a", str(self.state.seq), fact), {})
        return [(each.code, each.facts.get("person", "")) for each in problems]

    def award(self, event: str) -> None:
        stated, trade = contest(event)
        house = House(f"house:{self.state.seq}:{DIGEST}", self.state.register, SECRET)
        policy = policy_of(trade.policy)
        assert policy is not None
        found = decided(policy, candidates(trade, stated, {}, house))
        self.awarded[event] = [
            (each.candidate.entrant, each.candidate.person, grade_of(each.decision)) for each in found
        ]

    def reserve(self, event: str) -> None:
        """As issuing does: whom one promotion keeps out is left out, the others get their numbers."""
        papers = {each.person: holder(SECRET, each.identity_type, each.identity) for each in contest(event)[0].persons}
        known = {
            each.person for each in [*self.state.register.standing, *self.state.register.ended] if each.event == event
        }
        rows = [each for each in self.awarded.get(event, ()) if each[2] and each[1] not in known]
        for _ in range(2):
            awards = tuple((entrant, person, papers[person], level, "0") for entrant, person, level in rows)
            scheme = ("national-22", "S000099000001{yy}{level}{running}", "2026", CONTESTS[event])
            fact = NumbersReserved(event, TRADE, 7, DIGEST, "grade", *scheme, awards, "4-03-02-02")
            problems = self.put(fact) if awards else []
            assert {code for code, _ in problems} <= {"already-promoted"}
            rows = [each for each in rows if ("already-promoted", each[1]) not in problems]
            if not problems:
                break

    def issue(self, event: str) -> None:
        kept = [each for each in self.state.register.entries.values() if each.due.event == event]
        numbers = tuple((each.number, DIGEST) for each in kept if each.standing == RESERVED)
        assert not numbers or self.put(CertificatesIssued(event, TRADE, numbers)) == []

    def revoke(self, which: int) -> None:
        numbers = [each.number for each in self.state.register.entries.values() if not each.revoked]
        if numbers:
            assert self.put(CertificateRevoked(numbers[which % len(numbers)], "ordered")) == []

    def promotions(self) -> Counter[tuple[str, str]]:
        """How many stand, by person and year."""
        entries = self.state.register.entries.values()
        return Counter((each.due.person, each.once) for each in entries if each.level and not each.revoked)


EVENTS = st.sampled_from([*CONTESTS])
ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["award", "reserve", "issue"]), EVENTS),
        st.tuples(st.just("revoke"), st.integers(0, 9)),
    ),
    max_size=24,
)


@given(ACTS)
def test_nobody_has_two_promotions_of_a_year_standing_whatever_is_done_in_whatever_order(
    acts: list[tuple[str, str | int]],
) -> None:
    year = Year()
    for act, what in acts:
        getattr(year, act)(what)
        assert max(year.promotions().values(), default=0) <= 1


@given(st.permutations([*CONTESTS]), st.booleans())
def test_the_order_of_contests_changes_where_somebody_is_promoted_and_not_how_often(
    order: list[str], side_by_side: bool
) -> None:
    year = Year()
    for event in order if side_by_side else ():
        year.award(event)
    for event in order:
        if not side_by_side:
            year.award(event)
        year.reserve(event)
        year.issue(event)
    assert year.promotions() == {(person, once): 1 for person in ("P1", "P2") for once in ("2026", "2027")}
    first = next(each for each in order if CONTESTS[each] == "2026")
    where = {each.due.event for each in year.state.register.entries.values()}
    assert where == {first, "later"}
