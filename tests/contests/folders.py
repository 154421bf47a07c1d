"""Data-set folders in, package folders out: the part that every converter shares. It knows no sport and no number."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Row = dict[str, str]

COLUMNS: dict[str, tuple[str, ...]] = {
    "entrants": ("trade", "entrant", "number", "name", "name_en", "organisation", "organisation_en", "group"),
    "items": ("trade", "phase", "entrant", "item", "criterion", "name", "difficulty", "base_value", "table", "factor"),
    "judges": ("judge", "name", "name_en", "organisation", "interests"),
    "panels": ("trade", "phase", "panel", "item", "judge"),
    "advanced": ("trade", "phase", "entrant"),
    "marks": ("judge", "entrant", "phase", "item", "aspect", "attempt", "value"),
    "adjustments": ("trade", "phase", "entrant", "item", "figure", "adjustment", "value", "reason"),
    "expected": ("trade", "phase", "entrant", "item", "judge", "figure", "value"),
}
"""The columns of each table of a package."""


def rows(folder: Path, table: str) -> list[Row]:
    """The rows of `<table>.csv`, every field as its text."""
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def by_event(table: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each event, in their order."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in table:
        groups[row["event"]].append(row)
    return groups


def unique(texts: Iterable[str]) -> list[str]:
    """Each text once, in order of first appearance."""
    return list(dict.fromkeys(texts))


def toml(value: str | Mapping[str, str]) -> str:
    """A TOML value: a basic string, or an inline table of them. (A JSON string is a TOML basic string.)"""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "{ " + ", ".join(f"{key} = {toml(text)}" for key, text in value.items()) + " }"


def contest(event: str, name: Mapping[str, str], year: str, organiser: Mapping[str, str], trades: str) -> str:
    """contest.toml of one event. Where the data know the year alone, the event lasts from its first day to its last.
    Judges of these contests did judge their own nations."""
    return "\n".join(
        (
            "package = 1",
            "",
            "[event]",
            f"id = {toml(event)}",
            f"name = {toml(name)}",
            f'starts = "{year}-01-01"',
            f'ends = "{year}-12-31"',
            "",
            "[organiser]",
            f"name = {toml(organiser)}",
            "",
            "[procedure]",
            "own_organisation = true",
            "",
            trades,
            "",
        )
    )


def trade(identifier: str, name: Mapping[str, str]) -> str:
    """One [[trades]] entry of contest.toml; its scheme is the file of the same name."""
    return f"[[trades]]\nid = {toml(identifier)}\nname = {toml(name)}"


@dataclass(slots=True)
class Package:
    """A package being put together. contest: contest.toml. schemes: TOML by trade. tables: rows by name."""

    contest: str
    schemes: dict[str, str]
    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, /, **fields: str) -> None:
        """Add a row; columns that are not given stay empty. Raises KeyError for a column the table does not have."""
        row = dict.fromkeys(COLUMNS[table], "")
        for column, text in fields.items():
            if column not in row:
                raise KeyError(f"{table}.csv has no column {column}")
            row[column] = text
        self.tables[table].append(row)

    def write(self, folder: Path) -> Path:
        """Write the package as a folder and return it. Tables without rows are left out."""
        (folder / "schemes").mkdir(parents=True)
        (folder / "contest.toml").write_text(self.contest, encoding="utf-8")
        for name, text in self.schemes.items():
            (folder / "schemes" / f"{name}.toml").write_text(text, encoding="utf-8")
        for table, table_rows in self.tables.items():
            with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as lines:
                writer = csv.DictWriter(lines, COLUMNS[table], lineterminator="\n")
                writer.writeheader()
                writer.writerows(table_rows)
        return folder
