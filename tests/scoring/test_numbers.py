"""The maker of numbers: what it reads, that it loses nothing, and how it rounds."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.numbers import (
    LONGEST,
    MODES,
    ONE,
    Exact,
    Rounding,
    minus,
    negative,
    on_step,
    parse,
    plus,
    ratio,
    rounded,
    shown,
    text,
    times,
    total,
)
from scoring.oracle import rounding as long_way

decimals = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=6)
exacts: st.SearchStrategy[Exact] = st.one_of(decimals, st.fractions(-1000, 1000, max_denominator=99))


@pytest.mark.parametrize("plain", ["0", "8.5", "-0.25", "100", "0.000000000001", "-3", "9" * LONGEST])
def test_plain_text_is_read_to_the_digit(plain: str) -> None:
    number = parse(plain)
    assert number is not None
    assert Fraction(number) == Fraction(plain)


@pytest.mark.parametrize(
    "given_text",
    [
        *("", " ", "NaN", "inf", "-Infinity", "1e5", "1e500000", "-0", "-0.00", "+1", ".5", "1.", "1,5", "01", "00.5"),
        *("\uff18\uff0e\uff15", "\uff18", "٣", "1_000", "0x10", " 1", "1 ", "1\n", "--1", "1.2.3", "9" * (LONGEST + 1)),
    ],
)
def test_anything_else_is_no_number(given_text: str) -> None:
    assert parse(given_text) is None


def test_one_is_always_the_same_object_so_that_a_weight_of_one_costs_nothing() -> None:
    assert parse("1") is ONE
    assert parse("1.00") is ONE
    third = Fraction(1, 3)
    assert times(ONE, third) is third
    assert times(third, ONE) is third


@given(st.lists(exacts))
def test_a_sum_is_exact(numbers: list[Exact]) -> None:
    assert Fraction(total(numbers)) == sum((Fraction(each) for each in numbers), Fraction(0))


@given(exacts, exacts)
def test_two_are_added_subtracted_and_multiplied_exactly(a: Exact, b: Exact) -> None:
    assert Fraction(plus(a, b)) == Fraction(a) + Fraction(b)
    assert Fraction(minus(a, b)) == Fraction(a) - Fraction(b)
    assert Fraction(times(a, b)) == Fraction(a) * Fraction(b)
    assert Fraction(negative(a)) == -Fraction(a)


longest = st.decimals(-(10**22), 10**22, allow_nan=False, places=1).map(str).map(parse).filter(lambda each: each)
tiny = st.decimals("-9", "9", allow_nan=False, places=20).map(text).map(parse).filter(lambda each: each is not None)
stated = st.one_of(longest, tiny)


@given(st.lists(stated, min_size=1, max_size=9), st.lists(stated, max_size=5), st.sampled_from(sorted(MODES)))
def test_the_longest_numbers_that_can_be_stated_lose_nothing_at_any_depth_of_a_scheme(
    factors: list[Decimal], terms: list[Decimal], mode: str
) -> None:
    product, exact = ONE, Fraction(1)
    for factor in factors:
        product, exact = times(product, factor), exact * Fraction(factor)  # type: ignore[assignment]
    points = plus(total(terms), product)
    exact += sum(map(Fraction, terms), Fraction(0))
    third = ratio(points, 3)
    for number, true in ((points, exact), (third, exact / 3)):
        assert Fraction(number) == Fraction(text(number)) == true
        for places in (0, 2, 12):
            assert rounded(number, Rounding(places, mode)) == long_way.rounded(true, Rounding(places, mode))


def test_the_precision_of_the_thread_is_never_used() -> None:
    """Found: a minus sign before a Decimal rounds to the thread's own precision."""
    third = Fraction(-3000023999999999999999999999, 3)
    with localcontext() as context:
        context.prec = 2
        assert text(rounded(third, Rounding(0, "ceiling"))) == "-1000007999999999999999999999"
        assert text(rounded(third, Rounding(0, "floor"))) == "-1000008000000000000000000000"
        assert text(total([Decimal("123.456"), Decimal("-0.001")])) == "123.455"
        assert text(minus(Decimal("1000.5"), Decimal("0.25"))) == "1000.25"
        assert text(times(Decimal("12.345"), Decimal("12.345"))) == "152.399025"
        assert text(negative(Decimal("123.456"))) == "-123.456"
        assert text(ratio(Decimal("1000.5"), 4)) == "250.125"
        assert on_step(Decimal("123.456"), Decimal("0.001"), Decimal("0.005"))
        assert shown(Decimal("1234.565"), 2) == "1234.57"


@given(exacts, exacts.filter(bool))
def test_a_quotient_is_exact(a: Exact, b: Exact) -> None:
    assert Fraction(ratio(a, b)) == Fraction(a) / Fraction(b)


def test_what_does_not_fit_a_hundred_digits_is_kept_as_a_fraction_of_whole_numbers() -> None:
    huge, tiny = Decimal("1e70"), Decimal("1e-70")
    for made, exact in [
        (plus(huge, tiny), Fraction(10**70) + Fraction(1, 10**70)),
        (total([huge, tiny]), Fraction(10**70) + Fraction(1, 10**70)),
        (times(plus(huge, ONE), plus(huge, ONE)), Fraction(10**70 + 1) ** 2),
    ]:
        assert Fraction(made) == exact


def test_nothing_is_divided_by_nothing() -> None:
    with pytest.raises(ZeroDivisionError):
        ratio(ONE, 0)
    with pytest.raises(ZeroDivisionError):
        ratio(ONE, Fraction(0))


def test_a_mean_that_ends_is_a_decimal_and_one_that_does_not_a_fraction() -> None:
    assert isinstance(ratio(Decimal(5), 4), Decimal)
    assert isinstance(ratio(Decimal(5), 3), Fraction)
    assert isinstance(plus(Fraction(1, 3), Fraction(2, 3)), Decimal)


@pytest.mark.parametrize(
    ("number", "plain"),
    [
        (Decimal("8.500"), "8.5"),
        (Decimal("100"), "100"),
        (Decimal("1E+2"), "100"),
        (Decimal("-0.0"), "0"),
        (Fraction(8, 3), "8/3"),
        (Fraction(1, 8), "0.125"),
        (Fraction(-7, 20), "-0.35"),
        (Fraction(1, 2**61), f"1/{2**61}"),
    ],
)
def test_the_shortest_text(number: Exact, plain: str) -> None:
    assert text(number) == plain


@given(decimals)
def test_text_is_read_back_as_the_same_number(number: Decimal) -> None:
    assert Fraction(text(number)) == Fraction(number)


@pytest.mark.parametrize(
    ("number", "places", "plain"),
    [
        (Decimal("92.05"), 2, "92.05"),
        (Decimal("92"), 2, "92.00"),
        (Fraction(2, 3), 2, "0.67"),
        (Decimal("-0.001"), 2, "0.00"),
        (Decimal("-0.4"), 0, "0"),
        (Decimal("-1.25"), 1, "-1.3"),
    ],
)
def test_what_is_shown_has_fixed_places_and_no_negative_zero(number: Exact, places: int, plain: str) -> None:
    assert shown(number, places) == plain


@pytest.mark.parametrize(
    ("mode", "results"),
    [  # 0.125, -0.125, 0.135, 0.1251, -0.1251
        ("half-up", ["0.13", "-0.13", "0.14", "0.13", "-0.13"]),
        ("half-even", ["0.12", "-0.12", "0.14", "0.13", "-0.13"]),
        ("half-down", ["0.12", "-0.12", "0.13", "0.13", "-0.13"]),
        ("up", ["0.13", "-0.13", "0.14", "0.13", "-0.13"]),
        ("down", ["0.12", "-0.12", "0.13", "0.12", "-0.12"]),
        ("ceiling", ["0.13", "-0.12", "0.14", "0.13", "-0.12"]),
        ("floor", ["0.12", "-0.13", "0.13", "0.12", "-0.13"]),
    ],
)
def test_each_rounding_mode(mode: str, results: list[str]) -> None:
    numbers = ["0.125", "-0.125", "0.135", "0.1251", "-0.1251"]
    assert [text(rounded(Decimal(number), Rounding(2, mode))) for number in numbers] == results
    assert [text(rounded(Fraction(number), Rounding(2, mode))) for number in numbers] == results


def test_every_named_mode_is_tested_above() -> None:
    marked = test_each_rounding_mode.pytestmark[0]  # type: ignore[attr-defined]
    assert {mode for mode, _ in marked.args[1]} == set(MODES)


@given(exacts, st.integers(0, 6), st.sampled_from(sorted(MODES)))
def test_rounding_moves_a_number_by_less_than_one_step_and_halves_by_no_more_than_half(
    number: Exact, places: int, mode: str
) -> None:
    step = Fraction(1, 10**places)
    moved = abs(Fraction(rounded(number, Rounding(places, mode))) - Fraction(number))
    assert moved <= step / 2 if mode.startswith("half") else moved < step


@given(exacts, st.integers(0, 6), st.sampled_from(sorted(MODES)))
def test_rounding_twice_is_rounding_once(number: Exact, places: int, mode: str) -> None:
    once = rounded(number, Rounding(places, mode))
    assert rounded(once, Rounding(places, mode)) == once


def test_a_half_that_a_binary_float_would_miss_is_found() -> None:
    assert text(rounded(ratio(Decimal("57.00"), 8), Rounding(2))) == "7.13"  # 7.125, an official component score


@pytest.mark.parametrize(
    ("number", "lowest", "step", "fits"),
    [("8.5", "0", "0.5", True), ("8.3", "0", "0.5", False), ("-3", "-3", "1", True), ("0.3", "0.1", "0.1", True)],
)
def test_steps_are_counted_from_the_lowest_mark(number: str, lowest: str, step: str, fits: bool) -> None:
    assert on_step(Decimal(number), Decimal(lowest), Decimal(step)) is fits
    assert on_step(Fraction(number), Fraction(lowest), Fraction(step)) is fits


def test_a_step_may_be_asked_of_numbers_that_do_not_end() -> None:
    third = Fraction(1, 3)
    assert on_step(third, Decimal(0), third)
    assert not on_step(third, Decimal(0), Decimal("0.5"))
    assert on_step(Decimal("1.5"), Decimal(0), Fraction(1, 2))
    assert not on_step(Decimal(1), third, Decimal(1))
    assert on_step(Fraction(4, 3), third, Decimal(1))
