"""Data sets given as texts, and the packages that converters make of them, read back."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from competition import intake
from scoring.scheme import read_scheme
from tests.contests import folders
from tests.contests.official import Comparison, compare


def given(source: Path, tables: Mapping[str, str]) -> Path:
    source.mkdir()
    for name, text in tables.items():
        (source / f"{name}.csv").write_text(text, encoding="utf-8")
    return source


def read(folder: Path, table: str) -> list[tuple[str, ...]]:
    """The rows of a package's table without its first line."""
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as lines:
        first, *rest = csv.reader(lines)
    assert tuple(first) == folders.COLUMNS[table]
    return [tuple(row) for row in rest]


def scheme(folder: Path, trade: str) -> dict[str, Any]:
    text = (folder / "schemes" / f"{trade}.toml").read_text(encoding="utf-8")
    document: dict[str, Any] = tomllib.loads(text, parse_float=str)
    found, problems = read_scheme(document)
    assert found is not None, problems
    return document


def changed(folder: Path, old: str, new: str) -> Path:
    """The package with another text in its only scheme, which must hold the old one."""
    (path,) = (folder / "schemes").iterdir()
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def wrong(folder: Path) -> set[str]:
    """Kinds of published figures of a package that do not all hold."""
    return {each.figure for each in _compared(folder) if not each.holds}


def shared(folder: Path) -> bool:
    """True where the list of a package could stand in another order as well."""
    return not all(each.alone for each in _compared(folder))


def _compared(folder: Path) -> list[Comparison]:
    found, problems = intake.read(folder)
    assert found is not None, problems
    return list(compare(found))
