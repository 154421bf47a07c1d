"""What a workbook's own XML says of its sheets and the reader of values does not: hidden rows and columns, formulas
without a value, errors; and how far its cells reach, before anything is made of them.

Parts are read against bounds on what really comes out of the zip; a document type, by which XML could grow without
end, is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.parsers import expat

from scoring.problems import Problem

MOST_ROWS, MOST_COLUMNS = 5000, 200
"""How far a sheet may reach: a marking scheme has some hundred rows."""

LARGEST_PART = 48 * 1024 * 1024
"""Bytes of one part, unpacked."""

MOST_SHEETS = 60

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass
class Inside:
    """What the XML of one sheet says; rows and columns from 0. See `workbook.Grid`."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unvalued: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    failed: frozenset[tuple[int, int]] = field(default_factory=frozenset)


class _TooFarError(ValueError):
    """A cell stands beyond `MOST_ROWS` or `MOST_COLUMNS`."""


def look(content: bytes) -> list[Inside] | Problem:
    """What each sheet of a workbook holds, in the order of its tabs; or why it is none that can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _sheets(archive)
            if len(parts) > MOST_SHEETS:
                return Problem("sheet-too-many", "", {"limit": str(MOST_SHEETS)})
            return [_Sheet().read(_part(archive, part)) for part in parts]
    except _TooFarError:
        return Problem("sheet-too-wide", "", {"rows": str(MOST_ROWS), "columns": str(MOST_COLUMNS)})
    except (*_BROKEN, expat.ExpatError):
        return Problem("sheet-unreadable")


def cell_name(row: int, column: int) -> str:
    """A cell as Excel names it, from row and column counted from 0: (11, 1) is `B12`."""
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row + 1}"


def position(name: str) -> tuple[int, int]:
    """Row and column, from 0, of a cell as Excel names it. Raises ValueError for no such name."""
    found = _CELL.fullmatch(name)
    if found is None:
        raise ValueError(name)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _nothing(_: str) -> None:
    pass


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        content = stream.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise ValueError(name)
    return content


def _sheets(archive: zipfile.ZipFile) -> list[str]:
    """Parts of the sheets, in the order of the tabs."""
    ids: list[str] = []
    targets: dict[str, str] = {}

    def sheet(tag: str, values: Mapping[str, str]) -> None:
        if tag == "sheet":
            ids.append(next(value for key, value in values.items() if key.endswith("relationships id")))

    def relation(tag: str, values: Mapping[str, str]) -> None:
        if tag == "Relationship":
            targets[values["Id"]] = values["Target"]

    _walk(_part(archive, "xl/workbook.xml"), sheet)
    _walk(_part(archive, "xl/_rels/workbook.xml.rels"), relation)
    return [normpath(join("xl", targets[id])).lstrip("/") for id in ids]


def _walk(
    content: bytes,
    started: Callable[[str, Mapping[str, str]], None],
    ended: Callable[[str], None] = _nothing,
    said: Callable[[str], None] = _nothing,
) -> None:
    """Parse a part, giving tags without their namespace."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda tag, values: started(tag.rpartition(" ")[2], values)
    parser.EndElementHandler = lambda tag: ended(tag.rpartition(" ")[2])
    parser.CharacterDataHandler = said
    parser.Parse(content, True)


def _refuse(*_: object) -> None:
    raise ValueError("a document type")


class _Sheet:
    """The state of reading one sheet."""

    def __init__(self) -> None:
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.unvalued: set[tuple[int, int]] = set()
        self.failed: set[tuple[int, int]] = set()
        self.row = -1
        self.at = (0, -1)
        self.type = ""
        self.formula = self.valued = self.in_value = False

    def read(self, content: bytes) -> Inside:
        _walk(content, self.started, self.ended, self.said)
        hidden = frozenset(self.hidden_rows), frozenset(self.hidden_columns)
        return Inside(*hidden, frozenset(self.unvalued), frozenset(self.failed))

    def started(self, tag: str, values: Mapping[str, str]) -> None:
        if tag == "row":
            self.row = int(values.get("r", self.row + 2)) - 1
            self.at = (self.row, -1)
            if values.get("hidden") in ("1", "true"):
                self.hidden_rows.add(self.row)
        elif tag == "col" and values.get("hidden") in ("1", "true"):
            self.hidden_columns.update(range(int(values["min"]) - 1, min(int(values["max"]), MOST_COLUMNS)))
        elif tag == "c":
            self.at = position(values["r"]) if "r" in values else (self.row, self.at[1] + 1)
            self.formula, self.valued, self.type = False, False, values.get("t", "")
        elif tag == "f":
            self.formula = True
        elif tag in ("v", "t"):
            self.in_value = True

    def said(self, text: str) -> None:
        self.valued = self.valued or (self.in_value and bool(text))

    def ended(self, tag: str) -> None:
        if tag in ("v", "t"):
            self.in_value = False
        elif tag == "c":
            if self.valued and (self.at[0] >= MOST_ROWS or self.at[1] >= MOST_COLUMNS):
                raise _TooFarError
            if self.type == "e":
                self.failed.add(self.at)
            elif self.formula and not self.valued and self.type != "str":
                self.unvalued.add(self.at)
