"""Terms of a trade: one text, exact; the days that a notice stands."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.lines import canonical
from scoring.problems import BrokenPromiseError, Problem
from scoring.procedure.terms import (
    LAYERS,
    NO_TERMS,
    ReviewRule,
    Terms,
    check_terms,
    closes_on,
    count,
    parse_terms,
    share,
    terms_text,
)
from tests.scoring.procedures import POLICY, TERMS, way, with_terms

shares = st.integers(0, 1000).map(lambda tenths: f"{tenths // 10}" + (f".{tenths % 10}" if tenths % 10 else "") + "%")
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,9}", fullmatch=True)
days = st.dates().map(lambda day: day.isoformat())
every_terms = st.builds(
    lambda countersigned, **told: Terms(countersigned=countersigned and told["signatures"], **told),
    countersigned=st.booleans(),
    working_days=st.integers(0, 60),
    holidays=st.lists(days, max_size=4).map(tuple),
    signatures=st.booleans(),
    review=st.none() | st.builds(ReviewRule, top=shares | st.integers(0, 99).map(str), others=shares, limit=shares),
    filing=st.text(max_size=9),
    occupations=st.lists(st.text(min_size=1, max_size=9), max_size=3).map(tuple),
    occupation=st.text(max_size=9),
    level=st.text(max_size=3),
    tier=st.text(max_size=9),
    date=days,
    papers=st.dictionaries(ids, st.tuples(ids, ids), max_size=3),
    layers=st.sampled_from([(), LAYERS, LAYERS[1:], ("contest", "work")]),
    facts=st.dictionaries(ids, st.text(min_size=1, max_size=9), max_size=3),
)


@given(every_terms)
def test_terms_have_one_text_and_are_read_back_from_it(terms: Terms) -> None:
    assert list(check_terms(terms)) == []
    assert parse_terms(terms_text(terms)) == terms
    assert terms != NO_TERMS


def test_terms_without_facts_read_as_before_there_were_any() -> None:
    assert "facts" not in json.loads(terms_text(TERMS))
    assert json.loads(terms_text(with_terms(facts={"merged": "no"})))["facts"] == {"merged": "no"}


def test_terms_without_layers_read_as_before_there_were_any() -> None:
    assert "layers" not in json.loads(terms_text(TERMS))
    assert json.loads(terms_text(with_terms(layers=LAYERS)))["layers"] == list(LAYERS)


def test_numbers_in_the_text_are_text_and_nothing_is_left_out() -> None:
    stated = json.loads(terms_text(with_terms(review=None)))
    assert (stated["working_days"], stated["review"], stated["signatures"]) == ("2", None, True)
    assert "countersigned" not in stated and json.loads(terms_text(with_terms(countersigned=True)))["countersigned"]
    assert json.loads(terms_text(TERMS))["review"] == {"limit": "25%", "others": "50%", "top": "2"}


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"working_days": -1}, [("out-of-range", "working_days")]),
        ({"working_days": 61}, [("out-of-range", "working_days")]),
        ({"holidays": ("2026-02-30", "2026-5-1")}, [("bad-date", "holidays"), ("bad-date", "holidays")]),
        ({"date": ""}, [("bad-date", "date")]),
        ({"signatures": False, "countersigned": True}, [("nothing-to-countersign", "countersigned")]),
        ({"filing": "9" * 201, "tier": "t" * 201}, [("text-too-long", "filing"), ("text-too-long", "tier")]),
        ({"occupations": ("", "9" * 201)}, [("empty-value", "occupations"), ("text-too-long", "occupations")]),
        ({"papers": {"a b": ("final", "")}}, [("bad-id", "papers"), ("bad-id", "papers")]),
        ({"papers": {"practical": ("final", "B+")}}, [("bad-id", "papers")]),
        ({"office": ("T1", "T 2")}, [("bad-id", "office")]),
        ({"facts": {"a b": "yes", "c": "", "d": "x" * 200}}, [("bad-id", "facts"), ("empty-value", "facts")]),
        ({"facts": {"d": "x" * 201}}, [("text-too-long", "facts")]),
        ({"layers": ("work",)}, [("bad-layers", "layers")]),
        ({"layers": ("work", "contest")}, [("bad-layers", "layers")]),
        ({"layers": ("contest", "place")}, [("bad-layers", "layers")]),
        (
            {"review": ReviewRule("ten", "15", "5.0%")},
            [("bad-share", f"review.{key}") for key in ("top", "others", "limit")],
        ),
        ({"review": ReviewRule("10", "101%", "-1%")}, [("bad-share", "review.others"), ("bad-share", "review.limit")]),
    ],
)
def test_what_is_wrong_with_terms_is_said_at_its_place(
    changes: dict[str, object], problems: list[tuple[str, str]]
) -> None:
    stated = with_terms(**changes)
    assert [(problem.code, problem.where) for problem in check_terms(stated)] == problems
    with pytest.raises(BrokenPromiseError, match="not valid"):
        parse_terms(terms_text(stated))


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", "{", '{"review": 7}', canonical({"terms": "1"})])
def test_what_is_no_terms_is_a_broken_promise(text: str) -> None:
    with pytest.raises(BrokenPromiseError, match="no terms"):
        parse_terms(text)


def test_terms_that_were_recorded_once_are_read_for_ever() -> None:
    """The text is a content of the ledger, named by its digest."""
    recorded = (
        '{"date":"2026-05-02","filing":"","holidays":["2026-05-01"],"level":"3","occupation":"","occupations":[],'
        '"office":[],"papers":{"theory":["final","A"]},"review":{"limit":"25%","others":"50%","top":"2"},'
        '"signatures":true,"terms":"1","tier":"city","working_days":"2"}'
    )
    stated = Terms(2, ("2026-05-01",), True, ReviewRule("2", "50%", "25%"), level="3", tier="city", date="2026-05-02")
    assert parse_terms(recorded) == replace(stated, papers={"theory": ("final", "A")})
    assert terms_text(parse_terms(recorded)) == recorded


def test_another_spelling_of_the_same_terms_is_a_broken_promise() -> None:
    text = terms_text(TERMS)
    for other in (text + " ", text.replace('"working_days":"2"', '"working_days":"02"'), text.replace("true", "1")):
        with pytest.raises(BrokenPromiseError, match="canonical"):
            parse_terms(other)


def test_shares_and_counts_are_read_exactly_or_not_at_all() -> None:
    assert [share(text) for text in ("30%", "0%", "100%", "7.5%")] == [*map(Fraction, ("3/10", "0", "1", "3/40"))]
    assert [share(text) for text in ("30", "%", "030%", "100.1%", "1/2", "-0%")] == [None] * 6
    assert [count(text) for text in ("10", "0", "", "1.5", "-1", "010", "五", "１")] == [10, 0, *[None] * 6]


@pytest.mark.parametrize(
    ("posted", "working_days", "holidays", "closes"),
    [
        ("2026-05-11", 0, (), "2026-05-11"),  # a Monday; no working days: the same day
        ("2026-05-11", 1, (), "2026-05-12"),
        ("2026-05-11", 5, (), "2026-05-18"),
        ("2026-05-15", 1, (), "2026-05-18"),  # from a Friday over the weekend
        ("2026-05-16", 1, (), "2026-05-18"),
        ("2026-05-16", 0, (), "2026-05-16"),
        ("2026-04-30", 2, ("2026-05-01", "2026-05-04", "2026-05-05"), "2026-05-07"),
        ("2026-04-30", 1, ("2026-05-02",), "2026-05-01"),  # a holiday on a Saturday takes nothing away
        ("2027-12-31", 1, (), "2028-01-03"),
    ],
)
def test_a_notice_may_close_on_the_last_of_its_working_days_after_it_was_posted(
    posted: str, working_days: int, holidays: tuple[str, ...], closes: str
) -> None:
    assert closes_on(posted, working_days, holidays) == closes


def test_a_trade_keeps_the_terms_and_the_policy_it_was_opened_with() -> None:
    held = way()
    assert (held.T.terms, held.T.policy) == (TERMS, POLICY)
    assert held.contents[held.T.policy_digest] == POLICY
    bare = way(None, policy="")
    assert (bare.T.terms, bare.T.policy, bare.T.policy_digest) == (NO_TERMS, "", "")
    assert (NO_TERMS.tier, NO_TERMS.filing, NO_TERMS.occupation, NO_TERMS.level) == ("", "", "", "")


def test_a_trade_is_not_opened_with_a_policy_in_another_spelling() -> None:
    with pytest.raises(BrokenPromiseError, match="policy is not canonical"):
        way(policy=POLICY + " ")


def test_terms_are_equal_where_all_they_state_is() -> None:
    assert replace(TERMS, papers=dict(TERMS.papers)) == TERMS
    assert with_terms(level="2") != TERMS


def test_of_what_is_too_long_or_no_share_it_is_said_how_long_and_what() -> None:
    assert list(check_terms(with_terms(tier="t" * 201))) == [
        Problem("text-too-long", "tier", {"length": "201", "limit": "200"})
    ]
    wrong = with_terms(review=ReviewRule("10", "x" * 99, "25%"), working_days=61)
    assert list(check_terms(wrong)) == [
        Problem("out-of-range", "working_days", {"value": "61", "low": "0", "high": "60"}),
        Problem("bad-share", "review.others", {"value": "x" * 80}),
    ]


def test_terms_may_go_to_every_bound() -> None:
    widest = with_terms(working_days=60, filing="9" * 200, tier="t" * 200, occupations=("9" * 200,))
    for terms in (widest, with_terms(working_days=0), with_terms(papers={"practical": ("final", "A+B")})):
        assert list(check_terms(terms)) == []
