"""One CSV file → its rows, each value judged by its column's kind; every problem said, nothing stops at the first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from competition.intake.files.columns import ATTEMPT, KINDS, Column, File
from competition.intake.files.texts import LONGEST, UNSEEN, UNSEEN_IN_LINE, decoded, visible
from competition.intake.problems import Findings

Row = tuple[str, ...]


@dataclass
class Table:
    """The rows of one file, values in the order of the file's columns, "" where nothing is known.

    lines: where each row begins. flagged: (row, column) of values already said to be wrong. readable: False where the
    file could not be read. given: False where the package has none. unknown: columns that the file lacks, so that
    nothing can be said about their values.
    """

    file: File
    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    flagged: set[tuple[int, str]] = field(default_factory=set)
    readable: bool = True
    given: bool = True
    unknown: frozenset[str] = frozenset()

    def values(self, column: str) -> list[str]:
        """All values of one column."""
        place = self.file.header.index(column)
        return [row[place] for row in self.rows]

    def sound(self, column: str) -> bool:
        """True where the file says what the column's values are."""
        return self.readable and column not in self.unknown


def read(content: bytes | None, file: File, findings: Findings) -> Table:
    """The table in a file's bytes; None: the package has no such file."""
    if content is None and findings.has(file.name):
        return Table(file, readable=False)
    if content is None:
        if file.needed:
            findings.add(file.name, 0, "", "missing-file", path=file.name)
        return Table(file, readable=not file.needed, given=False)
    text = decoded(content)
    if text is None:
        findings.add(file.name, 0, "", "encoding", allowed="UTF-8, GB18030")
        return Table(file, readable=False)
    raw, lines = _records(text, file.name, findings)
    table = Table(file)
    if not raw:
        if not findings.has(file.name):
            findings.add(file.name, 1, "", "empty-file")
        table.readable = False
        return table
    places = _header(raw[0], file, findings)
    if places is None:
        table.readable = False
        return table
    table.unknown = frozenset(each.name for each in file.columns if not each.optional) - places.keys()
    _fill(table, raw, lines, places, findings)
    for place, column in enumerate(file.columns):
        if column.name not in table.unknown:
            _judge(table, place, column, findings)
    _once(table, findings)
    return table


def _records(text: str, name: str, findings: Findings) -> tuple[list[list[str]], list[int]]:
    """Every record that is no empty line, and the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    raw: list[list[str]] = []
    lines: list[int] = []
    begins = 1
    try:
        for record in reader:
            if record:
                raw.append(record)
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error:
        findings.add(name, begins, "", "csv-quotes")
    if "\r" in text:
        raw = [[value.replace("\r\n", "\n").replace("\r", "\n") for value in record] for record in raw]
    return raw, lines


def _header(record: list[str], file: File, findings: Findings) -> dict[str, int] | None:
    """Place of each known column in the file, or None where the line is no line of column names."""
    if len(record) == 1 and any(mark in record[0] for mark in ";\t|、，"):
        findings.add(file.name, 1, "", "wrong-separator")
        return None
    names = [each.strip() for each in record]
    unknown = [name for name in names if name not in file.header]
    if len(unknown) == len(names):
        findings.add(file.name, 1, "", "no-header", columns=",".join(file.header))
        return None
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if name in places:
            findings.add(file.name, 1, name, "duplicate-column", column=name)
        elif name in file.header:
            if name != record[place]:
                findings.add(file.name, 1, name, "stray-space", value=visible(record[place]))
            places[name] = place
    for name in unknown:
        missing = [column for column in file.header if column not in names and column not in places]
        meant = get_close_matches(name.lower(), missing, 1)
        if meant:
            places[meant[0]] = names.index(name)
        known = ", ".join(meant or missing or file.header)
        findings.add(file.name, 1, visible(name), "unknown-column", column=visible(name), columns=known)
    for column in file.columns:
        if column.name not in places and not column.optional:
            findings.add(file.name, 1, column.name, "missing-column", column=column.name)
    return places


def _fill(table: Table, raw: list[list[str]], lines: list[int], places: dict[str, int], findings: Findings) -> None:
    width = len(raw[0])
    order = [places.get(name, width) for name in table.file.header]
    for record, line in zip(raw[1:], lines[1:], strict=True):
        if len(record) != width:
            if not any(each.strip() for each in record):
                findings.add(table.file.name, line, "", "empty-row")
                continue
            findings.add(table.file.name, line, "", "csv-shape", has=str(len(record)), needs=str(width))
            table.flagged.update((len(table.rows), name) for name in table.file.header)
            record = [*record, *[""] * width][:width]
        elif not any(each.strip() for each in record):
            findings.add(table.file.name, line, "", "empty-row")
            continue
        record.append("")
        table.rows.append(tuple([record[place] for place in order]))
        table.lines.append(line)


def _judge(table: Table, place: int, column: Column, findings: Findings) -> None:
    """Judge each distinct value of a column once, say each line that has a wrong one, and trim what has stray space."""
    values = [row[place] for row in table.rows]
    wrong = {value: found for value in set(values) if (found := list(_wrong(value, column)))}
    if not wrong:
        return
    for index, value in enumerate(values):
        codes = wrong.get(value)
        if codes is None:
            continue
        if (index, column.name) not in table.flagged:
            for code in codes:
                fact = ATTEMPT if code == "unknown-attempt" else "value"
                findings.add(table.file.name, table.lines[index], column.name, code, **{fact: visible(value)})
            if codes != ["stray-space"]:
                table.flagged.add((index, column.name))
        row = table.rows[index]
        table.rows[index] = (*row[:place], value.strip(), *row[place + 1 :])


def _wrong(value: str, column: Column) -> Iterable[str]:
    kind = KINDS[column.kind]
    trimmed = value.strip()
    if not trimmed:
        if column.needed:
            yield "empty-value"
        elif value:
            yield "stray-space"
        return
    if value != trimmed:
        yield "stray-space"
    if (UNSEEN if kind.prose else UNSEEN_IN_LINE).search(trimmed):
        yield "control-character"
    elif len(trimmed) > LONGEST:
        yield "too-long"
    elif not kind.holds(trimmed):
        yield kind.code


def _once(table: Table, findings: Findings) -> None:
    """Say each row whose key stands on an earlier one."""
    file = table.file
    if not table.unknown.isdisjoint(file.key):
        return
    places = [(file.header.index(name), "1" if name == ATTEMPT else "") for name in file.key]
    seen: dict[Row, int] = {}
    for index, row in enumerate(table.rows):
        key = tuple([row[place] or usual for place, usual in places])
        first = seen.setdefault(key, table.lines[index])
        if first != table.lines[index] and not any((index, name) in table.flagged for name in file.key):
            shown = visible(" · ".join(filter(None, key)))
            findings.add(file.name, table.lines[index], file.key[0], file.twice, id=shown, first=str(first))
