"""A spreadsheet as plain texts: every cell with its name, and what only the file itself knows of rows and cells.

Workbooks (.xlsx) are read by calamine; pasted cells and CSV are taken as one sheet. Numbers become the text that Excel
shows of them: it keeps 15 digits, so that 0.1 + 0.2 is 0.3.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from competition.intake.files.texts import decoded
from competition.schemes.sheets import inside
from competition.schemes.sheets.inside import MOST_COLUMNS, MOST_ROWS, Inside, cell_name
from scoring.problems import Problem

LARGEST = 8 * 1024 * 1024
"""Bytes of a file that is read."""

OLD = b"\xd0\xcf\x11\xe0"
"""How workbooks of before 2007 begin, and those that take a password."""

DELIMITERS = ("\t", ";", ",")
"""What may stand between the cells of a text; the one that stands most often in its fullest line does."""


@dataclass(frozen=True)
class Grid:
    """One sheet. rows: texts of every row from the first, "" for an empty cell. merged: (first row, first column, last
    row, last column) of merged cells. hidden_rows, hidden_columns: that Excel does not show. unvalued: formulas that
    hold no value; failed: cells that hold an error. All counted from 0. visible: False where the sheet is hidden."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unvalued: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    failed: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    visible: bool = True

    def at(self, row: int, column: int) -> str:
        """The text of a cell, "" beyond the last."""
        texts = self.rows[row] if row < len(self.rows) else ()
        return texts[column] if 0 <= column < len(texts) else ""

    def where(self, row: int, column: int) -> str:
        """A cell as Excel names it, with its sheet: `Scheme!B12`."""
        return f"{self.name}!{cell_name(row, column)}"


def grids(name: str, content: bytes) -> tuple[list[Grid], list[Problem]]:
    """Every sheet of a file, or why it cannot be read. name: of the file, by which a text is told from a workbook."""
    if len(content) > LARGEST:
        return [], [Problem("sheet-too-large", name, {"limit": f"{LARGEST // 1024 // 1024} MB"})]
    if name.lower().endswith((".csv", ".txt", ".tsv")):
        return _text(name, content)
    if content.startswith(OLD):
        return [], [Problem("sheet-old-format", name)]
    found = inside.look(content)
    if isinstance(found, Problem):
        return [], [Problem(found.code, name, found.facts)]
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            made = [
                _grid(book.get_sheet_by_index(place), known, about.visible == SheetVisibleEnum.Visible)
                for place, (about, known) in enumerate(zip(book.sheets_metadata, found, strict=True))
                if about.typ == SheetTypeEnum.WorkSheet
            ]
    except (CalamineError, ValueError, OSError):
        return [], [Problem("sheet-unreadable", name)]
    return made, []


def pasted(text: str, name: str) -> Grid:
    """Cells copied from a spreadsheet, or CSV, as one sheet."""
    lines = text.replace("\r\n", "\n").split("\n")
    fullest = max(lines, key=len)
    counts = {each: fullest.count(each) for each in DELIMITERS}
    delimiter = "\t" if counts["\t"] else max(counts, key=lambda each: counts[each])
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return Grid(name, tuple(tuple(each.strip() for each in row[:MOST_COLUMNS]) for row in rows))


def _text(name: str, content: bytes) -> tuple[list[Grid], list[Problem]]:
    text = decoded(content)
    if text is None:
        return [], [Problem("file-not-text", name, {"file": name[:80]})]
    try:
        grid = pasted(text, name)
    except csv.Error:
        return [], [Problem("sheet-unreadable", name)]
    if len(grid.rows) > MOST_ROWS:
        return [], [Problem("sheet-too-wide", name, {"rows": str(MOST_ROWS), "columns": str(MOST_COLUMNS)})]
    return [grid], []


def _grid(sheet: CalamineSheet, known: Inside, visible: bool) -> Grid:
    return Grid(
        sheet.name,
        tuple(tuple(_shown(value) for value in row) for row in sheet.to_python(skip_empty_area=False)),
        tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ()),
        known.hidden_rows,
        known.hidden_columns,
        known.unvalued,
        known.failed,
        visible,
    )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return format(value, ".15g")
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value).strip()
