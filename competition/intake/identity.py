"""Papers that say who a person is, and the number of a resident of the People's Republic of China, read strictly.

Source: GB 11643-1999, citizen identification number: 6 digits of the area, 8 of the day of birth, 3 of the order in
which it was given (odd to men, even to women), and a check character by ISO 7064 MOD 11-2.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

CARD: Final = "id-card"
PAPERS: Final = (CARD, "passport", "hk-macau-permit", "taiwan-permit", "residence", "other")
"""Kinds of papers that a person may be known by."""

GENDERS: Final = ("f", "m")

_CARD = re.compile(r"([1-9][0-9]{5})([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{3})[0-9Xx]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


class Card(NamedTuple):
    """What the number of an identity card says. birth_date: ISO date. gender: one of `GENDERS`."""

    birth_date: str
    gender: str


def read_card(number: str) -> Card | None:
    """What the number says; None where no card has it. The check character may be `x` as well as `X`."""
    found = _CARD.fullmatch(number)
    if found is None or number[-1].upper() != check_character(number[:-1]):
        return None
    _, year, month, day, order = found.groups()
    try:
        birth = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return Card(birth.isoformat(), GENDERS[int(order) % 2])


def check_character(digits: str) -> str:
    """The last character of the number that begins with these 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11]


def masked(number: str) -> str:
    """The number as it may stand in a message: its beginning and its end, the rest covered."""
    return number if len(number) < 8 else f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"
