"""Numbers and certificates in the house stream: in order, once each, ended for ever; and everything that is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import engine
from scoring.certificates import CERTIFICATES, CertificateReplaced, CertificateRevoked, CertificatesIssued
from scoring.certificates import NumbersReserved as Reserved
from scoring.checks import check
from scoring.facts import Fact, StreamOpened
from scoring.lines import Line, body, line
from scoring.register import ISSUED, RESERVED, REVOKED, Due
from scoring.state import State

DIGEST = "ab" * 32
HOLDER = "0" * 31 + "1"
OTHER = "0" * 31 + "2"
OWN = {"scheme": "own", "pattern": "AW{year}-{running:2}", "year": "2026"}
NATIONAL = {"scheme": "national-22", "pattern": "S000032000123{yy}{level}{running}", "year": "2026"}


class House:
    """A stream of the house, to which facts are put."""

    def __init__(self, purpose: str = "house") -> None:
        self.state = State("house")
        self.put(StreamOpened("house", purpose))

    def refused(self, fact: Fact) -> list[tuple[str, str, Mapping[str, str]]]:
        return [(each.code, each.where, each.facts) for each in check(self.state, fact).problems]

    def codes(self, fact: Fact) -> list[str]:
        return [code for code, _, _ in self.refused(fact)]

    def put(self, fact: Fact) -> None:
        """Through the text of its line, as a ledger reads it."""
        assert self.codes(fact) == []
        at = f"2026-05-20T08:00:{self.state.seq:02}.000000Z"
        read: Line = line(self.state.seq + 1, body(fact, at=at, actor="a", key=str(self.state.seq)))
        assert read.fact == fact
        engine.apply(self.state, read, {})

    def numbers(self, standing: str) -> list[str]:
        return [each.number for each in self.state.register.entries.values() if each.standing == standing]


def reserved(*awards: tuple[str, ...], **changed: Any) -> Reserved:
    """awards: (entrant, person, holder, level, most), the end of it left out where it is empty."""
    rows = tuple((*each, *[""] * (5 - len(each))) for each in awards)
    kind = "grade" if any(row[3] for row in rows) else "award"
    given: dict[str, Any] = {"event": "E", "trade": "T", "line": 7, "digest": DIGEST, "certificate": kind}
    given |= {"once": "2026", "awards": rows}
    return Reserved(**(given | (NATIONAL if kind == "grade" else OWN) | changed))


def replaced(number: str, **changed: Any) -> CertificateReplaced:
    return CertificateReplaced(**({"number": number, "reason": "wrong-name"} | OWN | changed))


def issued(*numbers: str, trade: str = "T") -> CertificatesIssued:
    return CertificatesIssued("E", trade, tuple((each, DIGEST) for each in numbers))


@pytest.fixture
def house() -> House:
    return House()


def test_numbers_are_dense_by_series_and_every_award_has_one(house: House) -> None:
    house.put(reserved(("A", "P1", HOLDER, "3"), ("B", "P2", OTHER, "4"), ("C", "P3", "", "3")))
    house.put(reserved(("A", "P1"), ("B", "P2")))
    assert [*house.state.register.entries] == [
        "S000032000123263000001",
        "S000032000123264000001",
        "S000032000123263000002",
        "AW2026-01",
        "AW2026-02",
    ]
    assert [each.index for each in house.state.register.entries.values()] == [0, 1, 2, 3, 4]
    assert house.state.register.standing[Due("E", "T", "C", "P3", "grade")] == "S000032000123263000002"
    assert house.codes(reserved(("A", "P1"))) == ["number-given"]
    assert house.codes(reserved(("A", "P1"), trade="U")) == []
    assert house.numbers(RESERVED) == [*house.state.register.entries]
    assert house.state.register.issued() == 0


def test_issued_revoked_replaced(house: House) -> None:
    house.put(reserved(("A", "P1", HOLDER, "3"), ("B", "P2", OTHER, "3")))
    first, second = house.state.register.entries
    assert house.codes(replaced(first, **NATIONAL)) == ["certificate-not-issued"]
    house.put(issued(first, second))
    assert house.numbers(ISSUED) == [first, second]
    assert house.codes(issued(first)) == ["certificate-issued"]
    house.put(CertificateRevoked(first, "withdrawn", DIGEST))
    assert house.codes(CertificateRevoked(first, "withdrawn")) == ["certificate-revoked"]
    assert house.codes(issued(first)) == ["certificate-revoked"]
    house.put(replaced(second, **NATIONAL))
    third = "S000032000123263000003"
    assert house.numbers(REVOKED) == [first, second]
    assert house.state.register.entries[second].successor == third
    assert house.state.register.entries[third].due == Due("E", "T", "B", "P2", "grade")
    assert house.numbers(RESERVED) == [third]
    house.put(issued(third))
    assert (house.state.register.issued(), house.state.register.revoked()) == (1, frozenset({0, 1}))
    assert house.refused(reserved(("A", "P1", HOLDER, "3"))) == [
        ("award-ended", "awards", {"person": "P1", "number": first})
    ]
    house.put(replaced(first, **NATIONAL))
    assert house.numbers(RESERVED) == ["S000032000123263000004"]
    assert house.state.register.entries[first].revoked < house.state.seq
    assert house.codes(replaced(second, **NATIONAL)) == ["number-given"]
    house.put(replaced(third, **NATIONAL))
    assert house.codes(replaced(second, **NATIONAL)) == ["certificate-revoked"]


def test_a_promotion_that_is_given_back_is_within_its_year(house: House) -> None:
    house.put(reserved(("A", "P1", HOLDER, "3", "0"), ("B", "P2", "", "3", "0")))
    first, second = house.state.register.entries
    house.put(issued(first, second))
    house.put(CertificateRevoked(first, "withdrawn"))
    house.put(CertificateRevoked(second, "withdrawn"))
    house.put(reserved(("X", "Q9", HOLDER, "2", "0"), event="F"))
    assert house.refused(replaced(first, **NATIONAL)) == [
        ("already-promoted", "number", {"person": "P1", "year": "2026", "count": "1", "most": "0"})
    ]
    assert house.codes(replaced(second, **NATIONAL)) == []


def test_a_number_that_was_never_issued_can_be_given_up(house: House) -> None:
    house.put(reserved(("A", "P1")))
    house.put(CertificateRevoked("AW2026-01", "withdrawn"))
    assert house.numbers(REVOKED) == ["AW2026-01"]
    assert house.codes(issued("AW2026-01")) == ["certificate-revoked"]


def test_one_promotion_a_year_over_all_events(house: House) -> None:
    house.put(reserved(("A", "P1", HOLDER, "3", "0")))
    again = reserved(("X", "Q9", HOLDER, "2", "0"), event="F")
    assert house.refused(again) == [
        (
            "already-promoted",
            "awards",
            {"entrant": "X", "person": "Q9", "year": "2026", "count": "1", "most": "0"},
        )
    ]
    assert house.codes(replace(again, once="2027")) == []
    assert house.codes(reserved(("X", "Q9", HOLDER, "2", "1"), event="F")) == []
    assert house.codes(reserved(("X", "Q9", HOLDER, "2"), event="F")) == []
    assert house.codes(reserved(("X", "Q9", "", "2", "0"), event="F")) == []
    assert house.codes(reserved(("X", "Q8", OTHER, "2", "0"), ("Y", "Q9", OTHER, "2", "0"), event="F")) == [
        "already-promoted"
    ]
    house.put(CertificateRevoked(next(iter(house.state.register.entries)), "withdrawn"))
    assert house.codes(again) == []


def test_a_series_that_is_spent_and_a_number_of_another_pattern(house: House) -> None:
    house.put(reserved(*((f"A{each}", "P") for each in range(98)), scheme="own", pattern="AW{running:2}"))
    assert house.refused(reserved(("B", "P"), ("C", "P"), pattern="AW{running:2}")) == [
        ("numbers-spent", "awards", {"series": "AW…", "left": "1", "wanted": "2"})
    ]
    house.put(reserved(("B", "P"), pattern="AW{running:2}"))
    assert house.codes(reserved(("C", "P"), pattern="AW0{running:1}")) == ["number-taken"]
    house.put(issued("AW01"))
    assert house.codes(replaced("AW01", pattern="AW{running:2}")) == ["numbers-spent"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"event": "no id"}, ["bad-id"]),
        ({"trade": ""}, ["bad-id"]),
        ({"line": 0}, ["out-of-range"]),
        ({"digest": "x"}, ["bad-digest"]),
        ({"certificate": "medal"}, ["unknown-choice"]),
        ({"pattern": "AW"}, ["running-once"]),
        ({"scheme": "x", "year": "26"}, ["bad-year", "unknown-choice"]),
        ({"year": "26"}, ["bad-year"]),
        ({"once": "26"}, ["bad-year"]),
        ({"awards": ()}, ["empty-value"]),
        ({"awards": (("A", "P 1", "", "", ""),)}, ["bad-id"]),
        ({"awards": (("A", "P", "x", "", ""),)}, ["bad-holder"]),
        ({"awards": (("A", "P", "", "", "many"),)}, ["bad-number"]),
        ({"awards": (("A", "P", "", "3", ""),)}, ["bad-level"]),
        ({"certificate": "grade", **NATIONAL}, ["bad-level"]),
        ({"certificate": "grade", **NATIONAL, "awards": (("A", "P", "", "x", ""),)}, ["bad-level"]),
        ({"awards": (("A", "P", "", "", ""),) * 2}, ["duplicate-id"]),
    ],
)
def test_reservations_that_are_refused(house: House, changed: dict[str, Any], expected: list[str]) -> None:
    assert house.codes(reserved(("A", "P"), **changed)) == expected


def test_issuing_and_revoking_that_are_refused(house: House) -> None:
    house.put(reserved(("A", "P")))
    assert house.codes(CertificatesIssued("E", "T", ())) == ["empty-value"]
    assert house.codes(CertificatesIssued("E", "T", (("AW2026-01", "x"),))) == ["bad-digest"]
    assert house.codes(issued("AW2026-02")) == ["unknown-certificate"]
    assert house.codes(issued("AW2026-01", trade="U")) == ["unknown-certificate"]
    assert house.codes(issued("AW2026-01", "AW2026-01")) == ["duplicate-id"]
    assert house.codes(CertificateRevoked("AW2026-02", "No Code", "x")) == [
        "bad-reason",
        "bad-digest",
        "unknown-certificate",
    ]
    assert house.codes(replaced("AW2026-02", year="1")) == ["unknown-certificate", "bad-year"]
    assert house.codes(replaced("AW2026-02")) == ["unknown-certificate"]
    house.put(issued("AW2026-01"))
    assert house.codes(replaced("AW2026-01", pattern="{running:2}x")) == ["number-form"]


@pytest.mark.parametrize("fact", [reserved(("A", "P")), issued("N"), CertificateRevoked("N", "r"), replaced("N")])
def test_only_in_the_stream_of_the_house(fact: Fact) -> None:
    assert House("event").codes(fact)[0] == "house-only"
    assert type(fact) in CERTIFICATES


def _asked(what: str, which: int, level: str, number: str) -> Fact:
    if what == "reserve":
        return reserved((f"A{which}", "P", "", level) if level else (f"A{which}", "P"))
    if what == "issue":
        return issued(number)
    if what == "revoke":
        return CertificateRevoked(number, "withdrawn")
    return replaced(number, **(NATIONAL if number.startswith("S") else OWN))


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("reserve"), st.integers(0, 7), st.sampled_from(["", "3", "4"])),
        st.tuples(st.just("issue"), st.integers(0, 30), st.just("")),
        st.tuples(st.just("revoke"), st.integers(0, 30), st.just("")),
        st.tuples(st.just("replace"), st.integers(0, 30), st.just("")),
    ),
    max_size=30,
)


@given(ACTS)
def test_whatever_is_done_no_number_comes_twice_none_is_left_out_and_an_award_has_at_most_one(
    acts: list[tuple[str, int, str]],
) -> None:
    house = House()
    for what, which, level in acts:
        numbers = [*house.state.register.entries]
        chosen = numbers[which % len(numbers)] if numbers else "none"
        fact = _asked(what, which, level, chosen)
        if not house.codes(fact):
            house.put(fact)
    entries = [*house.state.register.entries.values()]
    assert [each.index for each in entries] == [*range(len(entries))]
    for series, given_so_far in house.state.register.given.items():
        alike = [each.number for each in entries if each.number in {series.number(n + 1) for n in range(given_so_far)}]
        assert len(alike) == given_so_far
    standing = [each for each in entries if not each.revoked]
    assert len({each.due for each in standing}) == len(standing)
    assert {each.due: each.number for each in standing} == house.state.register.standing
