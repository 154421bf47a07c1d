"""The two tables that may stand above a marking scheme: its criteria with their marks, and the sections of the
standard with the marks that each is to bear."""

from __future__ import annotations

import re
import unicodedata

from competition.schemes.sheets.headings import plain
from competition.schemes.sheets.said import Criterion, Said, Section
from competition.schemes.sheets.workbook import Grid

_LETTER = re.compile(r"(?:criterion |模块|标准)? ?([A-Z]{1,2})")
_SECTION = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})?|[A-Z][0-9]?")
_NUMBER = re.compile(r"[0-9０-９][0-9０-９.,，．]*%?")

_MARKS = re.compile(r"^marks?$|^weight|^total$|^分值$|^配分$|^权重|^满分$|^最高分|max(imum)? marks?")
_NAMES = re.compile(r"^name|description|^criteri|^标准$|^模块|名称|评分项")
_OF_STANDARD = re.compile(r"(wsss|wsos|wsess) ?marks?|weight|importance|权重|占比|标准.*分|^marks?$")
_SECTIONS = re.compile(r"^section|^(标准)?(部分|章节)|^(wsss|wsos)( section)?$")
_ALL = re.compile(r"total|sum|variation|合计|总")


def criteria(grid: Grid, until: int) -> tuple[dict[str, Criterion], Said | None]:
    """The table of criteria in the rows before `until`: by letter, and the total stated beneath."""
    found: dict[str, Criterion] = {}
    total: Said | None = None
    marks = -1
    for row in range(until):
        said = [plain(text) for text in grid.rows[row]]
        if any(_SECTIONS.search(each) for each in said):
            marks = -1
            continue
        heads = [column for column, each in enumerate(said) if _MARKS.search(each)]
        if heads and any(_NAMES.search(each) for each in said):
            marks = heads[-1]
            continue
        if marks < 0:
            continue
        letter = _lettered(grid, row, marks)
        if letter is not None:
            mark = Said(grid.at(row, marks), grid.where(row, marks))
            found.setdefault(letter[0], Criterion(letter[0], _name(grid, row, letter[1], marks), mark, True))
        elif any(_ALL.search(each) for each in said) and _NUMBER.fullmatch(grid.at(row, marks)):
            total = Said(grid.at(row, marks), grid.where(row, marks))
    return found, total


def sections(grid: Grid, until: int) -> list[Section]:
    """The table of the standard's sections in the rows before `until`."""
    found: list[Section] = []
    ids = marks = -1
    for row in range(until):
        said = [plain(text) for text in grid.rows[row]]
        heads = [column for column, each in enumerate(said) if _SECTIONS.search(each)]
        weights = [column for column, each in enumerate(said) if _OF_STANDARD.search(each)]
        if heads and weights:
            ids, marks = heads[0], weights[0]
        elif ids >= 0:
            id = unicodedata.normalize("NFKC", grid.at(row, ids))
            if _SECTION.fullmatch(id) is None:
                ids = ids if not any(said) and not found else -1
                continue
            name = next((text for text in grid.rows[row][ids + 1 : marks] if text), "")
            cells = (grid.where(row, ids), grid.where(row, ids + 1), grid.where(row, marks))
            found.append(Section(Said(id, cells[0]), Said(name, cells[1]), Said(grid.at(row, marks), cells[2])))
    return found


def _lettered(grid: Grid, row: int, before: int) -> tuple[str, int] | None:
    """The letter of a criterion in the first cell that says something, and its column."""
    for column in range(before):
        if text := grid.at(row, column):
            found = _LETTER.fullmatch(unicodedata.normalize("NFKC", text))
            return None if found is None else (found[1], column)
    return None


def _name(grid: Grid, row: int, letter: int, marks: int) -> Said:
    column = next((each for each in range(letter + 1, marks) if grid.at(row, each)), letter + 1)
    return Said(grid.at(row, column) if column < marks else "", grid.where(row, column))
