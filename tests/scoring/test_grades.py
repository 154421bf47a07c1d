"""The ladder of grades."""

from __future__ import annotations

import pytest

from scoring.grades import LADDER, Grade, grade


def test_the_ladder_runs_against_the_digits() -> None:
    assert [each.code for each in LADDER] == ["none", "apprentice", "5", "4", "3", "2", "1", "special", "chief"]
    assert [each.ordinal for each in LADDER] == list(range(-1, 8))
    assert Grade.SENIOR_TECHNICIAN > Grade.TECHNICIAN > Grade.SENIOR >= Grade.SENIOR > Grade.NONE


def test_a_grade_is_never_compared_with_a_digit() -> None:
    with pytest.raises(TypeError):
        assert Grade.SENIOR < 4  # type: ignore[operator]


@pytest.mark.parametrize("word", ["3", "L3", "三级", "高级工"])
def test_a_grade_goes_by_code_level_and_name(word: str) -> None:
    assert grade(word) is Grade.SENIOR


def test_no_certificate_has_its_own_words_and_other_texts_name_nothing() -> None:
    assert grade("-") is grade("无") is grade("none") is Grade.NONE
    assert [grade(word) for word in ("", "0", "6", "L6", "L", "高级", "Lnone")] == [None] * 7


def test_one_step_up_stops_at_the_cap() -> None:
    assert Grade.SENIOR.up(1, Grade.SENIOR_TECHNICIAN) is Grade.TECHNICIAN
    assert Grade.SENIOR.up(3, Grade.TECHNICIAN) is Grade.TECHNICIAN
    assert Grade.TECHNICIAN.up(1, Grade.TECHNICIAN) is None
    assert Grade.CHIEF.up(1, Grade.SENIOR_TECHNICIAN) is None
    assert Grade.APPRENTICE.up(1, Grade.SENIOR_TECHNICIAN) is Grade.JUNIOR
