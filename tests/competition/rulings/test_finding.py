from __future__ import annotations

from typing import Any

import pytest

from competition.rulings.finding import find, who

ROSTER: dict[str, Any] = {
    "entrants": {
        "E1": {"trade": "baking", "number": "01", "name": "沈若兰", "name_en": "Shen Ruolan"},
        "E2": {"trade": "baking", "number": "12", "name": "何远", "name_en": ""},
        "F1": {"trade": "icing", "number": "1", "name": "陆青", "name_en": ""},
        "K07": {"trade": "icing", "number": "", "name": "K07", "name_en": ""},
    }
}


def found(said: str, trade: str = "") -> list[str]:
    return [each.entrant for each in find(ROSTER, said, trade)]


@pytest.mark.parametrize(("said", "expected"), [("E1", "E1"), ("12", "E2"), (" k07 ", "K07"), ("", ""), ("9", "")])
def test_somebody_is_found_by_id_number_or_code(said: str, expected: str) -> None:
    assert found(said) == ([expected] if expected else [])


def test_a_number_as_it_is_written_comes_before_one_with_zeros_left_out() -> None:
    assert found("1") == ["F1"]
    assert found("1", "baking") == ["E1"]
    assert found("012") == ["E2"]


def test_a_number_may_belong_to_somebody_in_each_trade() -> None:
    assert found("001") == ["E1", "F1"]


def test_an_id_of_another_trade_is_nobody_here() -> None:
    assert found("E1", "icing") == []


def test_a_code_is_a_plate_without_a_name() -> None:
    assert who(ROSTER, "K07")[2:] == ("K07", {"zh": "", "en": ""})
    assert who(ROSTER, "E2")[2:] == ("12", {"zh": "何远", "en": "何远"})
    assert who(ROSTER, "X9").plate == "X9"
