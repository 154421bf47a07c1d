"""Single values of a marking-scheme sheet: marks, types, days, names; each as it counts, or the problem that it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from competition.intake.files.texts import UNSEEN_IN_LINE, visible
from competition.schemes.sheets.said import Said
from scoring.numbers import ZERO, Exact, parse
from scoring.problems import Problem

JUDGED, MEASURED, SUBJECTIVE, STEPS = "judged", "measured", "subjective", "steps"
TYPES: Mapping[str, str] = {
    **dict.fromkeys(("j", "judg", "judgement", "judgment", "评价", "评判", "判断"), JUDGED),
    **dict.fromkeys(("m", "meas", "measurement", "measure", "测量", "客观"), MEASURED),
    **dict.fromkeys(("o", "obj", "objective", "b", "binary"), MEASURED),
    **dict.fromkeys(("s", "subj", "subjective"), SUBJECTIVE),
    **dict.fromkeys(("d", "discrete"), STEPS),
}
"""Types of an aspect by what a sheet calls them. O and S are those of before 2015, B and D of Russian sheets."""

MEASURES: Mapping[str, str] = {
    **dict.fromkeys(("pass-fail", "pass or fail", "yes no", "yes/no", "通过", "合格", "有无", "是否"), "pass-fail"),
    **dict.fromkeys(("deductions", "deduction", "扣分", "扣分制"), "deductions"),
    **dict.fromkeys(("graded", "steps", "分档", "分级"), "graded"),
}
"""How an aspect is measured, by what a sheet's own column for it says."""

DEDUCTING = re.compile(
    r"deduct|minus|subtract|per (error|mistake|fault)|扣\s*[0-9.]|每(处|错|次|超)|[-−–]\s?0?\.[0-9]", re.I
)
"""Words by which a requirement speaks of points taken off."""

_DAY = re.compile(r"(?:c|day|第)?\s*([+-]?[0-9]{1,2})\s*(?:天|日)?")
_ANY_DAY = frozenset({"any", "all", "任意", "不限", "全部"})
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def number(said: Said, problems: list[Problem], missing: str = "sheet-mark-missing") -> Exact | None:
    """The mark above 0 that a cell states, or None after saying what it is instead. One in full-width signs is said,
    and taken for what it means, so that sums can be judged."""
    text = said.text
    if not text:
        problems.append(Problem(missing, said.cell))
        return None
    found = parse(text)
    narrow = unicodedata.normalize("NFKC", text).strip()
    if found is None and narrow != text and (found := parse(narrow)) is not None:
        problems.append(Problem("sheet-full-width", said.cell, {"value": visible(text), "plain": narrow}))
    if found is None:
        problems.append(Problem("sheet-not-a-number", said.cell, {"value": visible(text)}))
    elif found <= ZERO:
        problems.append(Problem("sheet-not-positive", said.cell, {"value": visible(text)}))
    else:
        return found
    return None


def word(text: str) -> str:
    """A cell that holds one word, as it is compared."""
    return unicodedata.normalize("NFKC", text).casefold().strip(" .。")


def day(said: Said, days: int, problems: list[Problem]) -> str:
    """The day of marking, "" for any; what is no day, or one after the last, is said. days: of the contest, 0 where
    that is not known."""
    text = word(said.text)
    if not text:
        problems.append(Problem("sheet-day-missing", said.cell))
        return ""
    if text in _ANY_DAY:
        return ""
    found = _DAY.fullmatch(text)
    if found is None:
        problems.append(Problem("sheet-bad-day", said.cell, {"value": visible(said.text)}))
        return ""
    if days and int(found[1]) > days:
        problems.append(Problem("sheet-day-beyond", said.cell, {"day": found[1], "days": str(days)}))
    return found[1]


def name(parts: Iterable[Said], problems: list[Problem]) -> Any:
    """A name for a scheme: one text, or one in each language where a cell's first line is Chinese and the next is not.
    parts: texts that belong together."""
    lines: list[str] = []
    for said in parts:
        if unseen := UNSEEN_IN_LINE.search(said.text.replace("\n", " ").replace("\t", " ").replace("\r", " ")):
            problems.append(Problem("control-character", said.cell, {"value": visible(unseen.group())}))
        lines += [" ".join(UNSEEN_IN_LINE.sub(" ", line).split()) for line in said.text.splitlines()]
    lines = [line for line in lines if line]
    if is_two_languages(lines):
        return {"zh": lines[0], "en": lines[1]}
    return " ".join(lines)


def is_two_languages(lines: list[str]) -> bool:
    """True for one Chinese line and one that has no Chinese in it."""
    return len(lines) == 2 and bool(_CHINESE.search(lines[0])) and not _CHINESE.search(lines[1])
