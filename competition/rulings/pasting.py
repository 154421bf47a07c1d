"""Results as they come out of another program: pasted or from a file, with or without a line of column names."""

from __future__ import annotations

import csv
import io
import re
from typing import NamedTuple

from scoring.facts import EXCUSES
from scoring.problems import Problem

MOST_ROWS = 6000
SEPARATORS = ("\t", ";", ",", "；", "，")
"""The first of these that the first line holds parts its columns."""

WHO = frozenset(
    {"number", "entrant", "code", "no", "no.", "id", "编号", "号码", "参赛号", "选手编号", "参赛者", "选手", "代码"}
).union({"编码", "盲评编号", "抽签号", "准考证号"})
VALUE = frozenset({"value", "score", "mark", "result", "points", "成绩", "分数", "得分", "理论成绩", "卷面分"})
"""Column names that say where the entrant and her value stand, in lower case."""

SAID = {"缺考": "absent", "absent": "absent", "弃权": "abstained", "abstained": "abstained", "lost": "lost"}
"""How a value that is no number may be written."""

assert set(SAID.values()) == set(EXCUSES)


class Row(NamedTuple):
    """One line of what was pasted. line: from 1. who, value: as written, without spaces around them."""

    line: int
    who: str
    value: str


def decoded(body: bytes) -> str | None:
    """The text of a file in UTF-8, with or without its mark, or in GB18030; None where it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read(text: str) -> tuple[list[Row], list[Problem]]:
    """Rows of two columns, or of a table whose first line names an entrant's and a value's column. Empty lines do not
    count. Each problem's `where` is a line's number, "" for the whole."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        return [], [Problem("nothing-pasted")]
    mark = next((each for each in SEPARATORS if each in first), None)
    table = _split(text, mark)
    if len(table) > MOST_ROWS:
        return [], [Problem("too-many-rows", "", {"count": str(len(table)), "limit": str(MOST_ROWS)})]
    _, names = table[0]
    columns = _named(names)
    if columns is not None:
        table = table[1:]
    elif len(names) == 2:
        columns = (0, 1)
    else:
        return [], [Problem("columns-unclear", "", {"count": str(len(names))})]
    rows, problems = [], []
    for line, cells in table:
        who, value = (cells[each] if each < len(cells) else "" for each in columns)
        if not who or not value:
            problems.append(Problem("row-incomplete", str(line), {"who": who[:80], "value": value[:80]}))
        else:
            rows.append(Row(line, who, SAID.get(value.casefold(), value)))
    if not rows and not problems:
        problems.append(Problem("nothing-pasted"))
    return rows, problems


def seconds(value: str) -> str:
    """A time written as on a clock, `1:23.45` or `1:02:03`, in seconds; anything else as it is."""
    found = CLOCK.fullmatch(value)
    if found is None:
        return value
    hours, minutes, whole, after = found.groups()
    return f"{int(hours or 0) * 3600 + int(minutes) * 60 + int(whole)}{after or ''}"


CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-5][0-9])(\.[0-9]{1,6})?", re.ASCII)


def _split(text: str, mark: str | None) -> list[tuple[int, list[str]]]:
    """(line, cells) of every line that says anything."""
    if mark is None:
        parted = ((line, cells.split()) for line, cells in enumerate(text.splitlines(), 1))
        return [(line, cells) for line, cells in parted if cells]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True)
    stripped = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    return [(line, cells) for line, cells in stripped if any(cells)]


def _named(names: list[str]) -> tuple[int, int] | None:
    """Columns of entrant and value where the line names both."""
    lowered = [name.casefold() for name in names]
    who = next((index for index, name in enumerate(lowered) if name in WHO), None)
    value = next((index for index, name in enumerate(lowered) if name in VALUE), None)
    return None if who is None or value is None else (who, value)
