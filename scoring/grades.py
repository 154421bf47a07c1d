"""The ladder of skill grades, 五级 to 一级 and what stands around it.

The digit in a certificate runs against the rank (一级 is the highest), so a grade is never compared by its digit: it
carries its place on the ladder. Order: the eight-grade ladder of 2022, as in 人社部发〔2022〕14号.
"""

from __future__ import annotations

from enum import Enum
from functools import total_ordering


@total_ordering
class Grade(Enum):
    """A place on the ladder. value: (ordinal, code, level, name). `NONE` is a person without any certificate: below
    everything, and no base for a promotion that counts from the grade held."""

    NONE = (-1, "none", "", "无")
    APPRENTICE = (0, "apprentice", "", "学徒工")
    JUNIOR = (1, "5", "五级", "初级工")
    INTERMEDIATE = (2, "4", "四级", "中级工")
    SENIOR = (3, "3", "三级", "高级工")
    TECHNICIAN = (4, "2", "二级", "技师")
    SENIOR_TECHNICIAN = (5, "1", "一级", "高级技师")
    SPECIAL = (6, "special", "", "特级技师")
    CHIEF = (7, "chief", "", "首席技师")

    @property
    def ordinal(self) -> int:
        """Place on the ladder, -1 to 7; higher is better."""
        return self.value[0]

    @property
    def code(self) -> str:
        """The word in policies and traces: none, apprentice, 5 … 1, special, chief."""
        return self.value[1]

    def __lt__(self, other: Grade) -> bool:
        return self.ordinal < other.ordinal if isinstance(other, Grade) else NotImplemented

    def up(self, steps: int, cap: Grade) -> Grade | None:
        """The grade so many steps higher, held at `cap`, or None where nothing is above. NONE counts as no base: ask
        before."""
        reached = LADDER[min(self.ordinal + steps, cap.ordinal) + 1]
        return reached if reached > self else None


LADDER = tuple(Grade)
"""Every grade, lowest first; the ordinal of the first is -1."""

_WORDS = {word: each for each in LADDER for word in each.value[1:] if word} | {
    "-": Grade.NONE,
    **{f"L{each.code}": each for each in LADDER if each.code.isdigit()},
}


def grade(text: str) -> Grade | None:
    """The grade that a text names: code, level or name (`3`, `L3`, `三级`, `高级工`; `-`, `无`, `none`), or None."""
    return _WORDS.get(text)
