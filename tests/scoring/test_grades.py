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


WORDS = {
    Grade.NONE: ["none", "无", "-"],
    Grade.APPRENTICE: ["apprentice", "学徒工"],
    Grade.JUNIOR: ["5", "L5", "五级", "初级工"],
    Grade.INTERMEDIATE: ["4", "L4", "四级", "中级工"],
    Grade.SENIOR: ["3", "L3", "三级", "高级工"],
    Grade.TECHNICIAN: ["2", "L2", "二级", "技师"],
    Grade.SENIOR_TECHNICIAN: ["1", "L1", "一级", "高级技师"],
    Grade.SPECIAL: ["special", "特级技师"],
    Grade.CHIEF: ["chief", "首席技师"],
}


@pytest.mark.parametrize("step", Grade)
def test_a_grade_goes_by_code_level_and_name(step: Grade) -> None:
    assert [grade(word) for word in WORDS[step]] == [step] * len(WORDS[step])
    assert {step.code, *step.value[2:]} - {""} <= set(WORDS[step])


def test_no_certificate_has_its_own_words_and_other_texts_name_nothing() -> None:
    assert grade("-") is grade("无") is grade("none") is Grade.NONE
    assert [grade(word) for word in ("", "0", "6", "L6", "L", "高级", "Lnone", "XX")] == [None] * 8


def test_one_step_up_stops_at_the_cap() -> None:
    assert Grade.SENIOR.up(1, Grade.SENIOR_TECHNICIAN) is Grade.TECHNICIAN
    assert Grade.SENIOR.up(3, Grade.TECHNICIAN) is Grade.TECHNICIAN
    assert Grade.TECHNICIAN.up(1, Grade.TECHNICIAN) is None
    assert Grade.CHIEF.up(1, Grade.SENIOR_TECHNICIAN) is None
    assert Grade.APPRENTICE.up(1, Grade.SENIOR_TECHNICIAN) is Grade.JUNIOR
