"""Which column is which: a line of headings is known by its words, in English or Chinese, in whatever order.

The words are those of the import sheet of the WorldSkills competition information system (`DOMAIN.md` 4.1) as public
schemes of several years and countries print them, and of Chinese technical files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from competition.schemes.sheets.workbook import Grid

COLUMNS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "calculation": r"calculation row|计算行",
        "aspect-id": r"aspect (id|no)\b|(评分|得分|考核)(点|细则|要点)(编号|序号|代码)",
        "id": r"sub ?criteri(on|a) ?id|子(标准|项|评分项|模块)(编号|序号|代码|id)|^(id|编号|序号|代码)$",
        "name": r"sub ?criteri(on|a) ?(name|description)|子(标准|项|评分项|模块)(名称|描述)?|^(name|名称)$",
        "day": r"day of marking|marking day|(评分|评判|竞赛|比赛)(日|天)",
        "type": r"aspect type|^type\b|^评?分?(点|项)?(类型|方式|类别)|评判(类型|方式)",
        "level": r"judg(e|ement|ment)? ?scores?$|(评价|评判|判断)(分值|分|档位?|等级)$|^(档次|档位|等级)$",
        "extra": r"extra|score description|补充|附加|(评分|分档|档位|档次)(说明|描述)|(评价|评判)分(值|档)?(说明|描述)",
        "each": r"(each|per) (fault|deduction|mistake)|每(处|次|项|错).*扣",
        "highest": r"most (faults|deductions|mistakes)|最多.*(处|次|项)数?",
        "requirement": r"requirement|nominal|^要求|(测量|技术)要求|公称|标准值",
        "section": r"(wsss|wsos|wsess|standards?)\b.*section|^section|标准(规范)?(部分|章节|条目)|(wsss|wsos)$",
        "panel": r"^panel|裁判组",
        "measure": r"^measure$|how measured|(计|测)量方式|计分方式",
        "description": r"aspect ?-? ?(description|text)|^aspects?$|^description|(评分|得分|考核)(点|要点|细则|内容)",
        "max": r"max(imum|\.)? ?marks?|^max(imum)?$|^marks?$|最高分|最大分|满分|配分|分值",
    }.items()
}
"""By column, in the order in which a heading is tried: what it says."""

NEEDED = ("id", "type", "description", "max")
"""Columns that a marking scheme cannot do without."""

_CRITERION = re.compile(r"^(?:criterion|criteria|模块|标准|评分项)\s*([a-z])$")


@dataclass(frozen=True)
class Headings:
    """A line of headings. row: from 0. columns: by name. ignored: (column, name) of a heading that says what one to
    its left says already. letter: of the criterion that the line is for, "" where it names none. total: column of a
    number that stands in the line itself, of the criterion's marks; -1 for none."""

    row: int
    columns: Mapping[str, int]
    ignored: tuple[tuple[int, str], ...] = ()
    letter: str = ""
    total: int = -1
    missing: tuple[str, ...] = field(default=())


def plain(text: str) -> str:
    """A heading as it is compared: one case, one width, no signs, single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s.-]|_", " ", folded)).strip()


def named(text: str) -> str:
    """The column that a heading names, "" for none."""
    said = plain(text)
    return next((name for name, pattern in COLUMNS.items() if pattern.search(said)), "") if said else ""


def headings(grid: Grid) -> list[Headings]:
    """Every line of headings of a sheet: it may be repeated over each criterion."""
    return [found for row in range(len(grid.rows)) if (found := _line(grid, row)) is not None]


def _line(grid: Grid, row: int) -> Headings | None:
    columns: dict[str, int] = {}
    ignored: list[tuple[int, str]] = []
    letter, total = "", -1
    for column, text in enumerate(grid.rows[row]):
        criterion = _CRITERION.match(plain(text))
        name = "" if criterion else named(text)
        if criterion:
            letter = criterion[1].upper()
        elif name in columns:
            ignored.append((column, name))
        elif name:
            columns[name] = column
        elif total < 0 and _is_number(text):
            total = column
    if not {"description", "max"} <= set(columns) or len(columns) < 4:
        return None
    missing = tuple(each for each in NEEDED if each not in columns)
    return Headings(row, columns, tuple(ignored), letter, total, missing)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", unicodedata.normalize("NFKC", text)) is not None
