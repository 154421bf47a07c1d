"""Numbers and names as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.verification.typed import in_groups, masked, numbers, same


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("张三", "张＊"),
        ("张三丰", "张＊＊"),
        ("欧阳春晓", "欧＊＊＊"),
        ("张", "＊"),
        ("买买提·艾力", "买＊＊·艾＊"),
        ("Tom Meyer", "T*** M***"),
        ("J. Smith", "***. S***"),
        ("Anne-Marie O'Neil", "A***-M*** O***"),
        ("", ""),
    ],
)
def test_of_each_part_of_a_name_the_first_character_is_seen(name: str, seen: str) -> None:
    assert masked(name) == seen


@given(
    st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=12),
    st.text("abc", min_size=2, max_size=9),
)
def test_a_mask_never_holds_more_than_one_letter_of_a_part(name: str, second: str) -> None:
    letters = [each for each in masked(f"{name} {second}") if each not in "＊* "]
    assert len(letters) <= 2


def test_a_number_is_read_however_it_is_written() -> None:
    assert numbers(" y000 1234-５６ ") == ("Y0001234-56", "Y000123456")
    assert numbers("JS–2026—1") == ("JS-2026-1", "JS20261")
    assert numbers("\u200bA1\ufeff") == ("A1",)
    assert numbers("A" * 61) == () and numbers("证书") == () and numbers("") == () and numbers("A/B") == ()


@given(st.text())
def test_whatever_is_typed_is_a_number_or_none(text: str) -> None:
    assert all(each.isascii() and 0 < len(each) <= 60 for each in numbers(text))


def test_names_are_compared_without_case_spaces_and_dots() -> None:
    assert same("ＯＵＹＡＮＧ  chunxiao", "欧阳春晓", "Ouyang Chunxiao")
    assert same("买买提艾力", "买买提·艾力") and same("straße", "STRASSE")
    assert not same("", "") and not same(" · ", "") and not same("欧阳", "欧阳春晓")


def test_long_numbers_are_grouped_by_four() -> None:
    assert in_groups("S000032004178262000317") == "S000 0320 0417 8262 0003 17"
    assert in_groups("JS-2026-000017") == "JS-2026-000017"
