"""What is taken out, in a form: a workbook, CSV or JSON. No cell can become a formula, a link or a command."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from competition.exports.tables import Cell, Figure, Table, Taken, places

MEDIA: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
"""Forms, and what they are on the web."""

MOST_ROWS = 1_048_575
"""Rows of a sheet below its line of titles."""

LONGEST = 32_767
"""Characters of a cell."""

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
"""How a text begins that some program takes for a formula or a command."""

SIGN = "'"
"""Put before such a text in CSV, where a text cannot be told from a formula."""


class TooManyRows(Exception):
    """A table is longer than a sheet; CSV and JSON hold it."""


def xlsx(taken: Taken) -> bytes:
    """A workbook: the head on the first sheet, then a sheet a table. Raises TooManyRows."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _moment(taken.at)})
        strong, wrapped = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True})
        about = book.add_worksheet(_ABOUT)
        about.set_column(0, 0, 28)
        about.set_column(1, 1, 90)
        for row, (_, title, text) in enumerate(taken.head):
            about.write_string(row, 0, title, strong)
            about.write_string(row, 1, text[:LONGEST], wrapped)
        formats = {number: book.add_format({"num_format": _shown_with(number)}) for number in range(25)}
        for table in taken.tables:
            _sheet(book.add_worksheet(table.title[:31]), table, taken, strong, formats)
    return out.getvalue()


def comma_separated(taken: Taken) -> bytes:
    """The head, an empty line, and the last table; UTF-8 with BOM and CRLF, as Excel opens it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows((_safe(title), _safe(text)) for _, title, text in taken.head)
    writer.writerow(())
    table = taken.tables[-1]
    writer.writerow([_safe(column.title) for column in table.columns])
    writer.writerows([_safe(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def as_json(taken: Taken) -> bytes:
    """The head and every table; each row an object, every value text, exactly as it stands."""
    tables = {
        table.id: [dict(zip((column.id for column in table.columns), row, strict=True)) for row in table.rows]
        for table in taken.tables
    }
    head = {id: text for id, _, text in taken.head}
    return json.dumps({"about": head, **tables}, ensure_ascii=False, indent=1).encode() + b"\n"


FORMS: Mapping[str, Callable[[Taken], bytes]] = {"xlsx": xlsx, "csv": comma_separated, "json": as_json}
"""How each form is written."""

_ABOUT = "说明 About"


def _sheet(sheet: Worksheet, table: Table, taken: Taken, strong: object, formats: Mapping[int, object]) -> None:
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.title, strong)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    stream, seq, digest = taken.position.split(":")
    sheet.set_footer(f"&L{stream}:{seq}:{digest[:16]}&C{_plain(table.title)}&R&P / &N")
    last = 0
    for last, row in enumerate(table.rows, 1):
        if last > MOST_ROWS:
            raise TooManyRows(table.id)
        for number, cell in enumerate(row):
            shown = places(cell)
            if shown is None:
                sheet.write_string(last, number, cell[:LONGEST])
            else:
                sheet.write_number(last, number, float(cell), formats[shown])
    sheet.autofilter(0, 0, last, len(table.columns) - 1)


def _moment(at: str) -> datetime:
    """When the file was made, as it tells: the time of its line, not of the clock, so that it can be made again."""
    found = datetime.fromisoformat(at) if at else _BEFORE_ALL_TIME
    return found.astimezone(UTC).replace(microsecond=0, tzinfo=None)


_BEFORE_ALL_TIME = datetime(1980, 1, 1, tzinfo=UTC)


def _shown_with(number: int) -> str:
    return "0." + "0" * number if number else "0"


def _plain(title: str) -> str:
    """A title in a footer, where & begins a code."""
    return title.replace("&", "&&")


def _safe(cell: Cell) -> str:
    """A cell in CSV: figures as they stand; a text that might be taken for a formula after an apostrophe."""
    return SIGN + cell if not isinstance(cell, Figure) and cell.startswith(STARTS) else str(cell)
