"""`layouts/NAME.toml`: which columns a roll has, in which order and under which titles, as a body wants them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from competition.intake.files.texts import visible
from competition.intake.files.toml import texts
from competition.words import TEMPLATES
from scoring.documents import ID, Document
from scoring.nodes import Name
from scoring.problems import Problem

VERSION: Final = 1
LAYOUTS: Final = "layouts/"
"""Where layouts lie in a package."""

LAYOUT: Final = re.compile(rf"layouts/({ID.pattern})\.toml")

EVERYBODY, AWARDS, GRADES = "everybody", "awards", "grades"
ROWS: Final = (GRADES, AWARDS, EVERYBODY)
"""Who has a row: whoever is granted a grade, or anything, or everybody on the roll."""

MOST: Final = 60
"""Columns of a layout."""

WIDEST: Final = 120
"""Characters of a column."""

PAPER: Final = "paper:"
"""Before the name of a paper, as in `paper:theory`: its result out of 100."""

FIELDS: Final[Mapping[str, int]] = {
    "serial": 6,
    "name": 14,
    "name-en": 18,
    "gender": 6,
    "birth-date": 12,
    "identity-type": 14,
    "identity": 22,
    "education": 12,
    "phone": 16,
    "photo": 20,
    "person": 12,
    "role": 10,
    "entrant": 12,
    "number": 10,
    "organisation": 26,
    "group": 12,
    "team": 12,
    "held": 16,
    "place": 8,
    "total": 10,
    "grade": 16,
    "grade-code": 8,
    "honours": 26,
    "clause": 30,
    "standing": 14,
    "certificate": 26,
    "issued": 12,
    "award-certificate": 20,
    "trade": 12,
    "trade-name": 16,
    "occupation": 14,
    "occupation-name": 18,
    "level": 16,
    "event": 16,
    "event-name": 30,
    "event-place": 20,
    "starts": 12,
    "ends": 12,
    "organiser": 30,
    "organiser-code": 18,
    "filing": 24,
    "policy": 30,
    "remark": 36,
}
"""What a column can hold, with its width in characters. identity: as given. held: grade before the contest. level: of
the paper. honours: everything granted that is no grade. clause: where it stands. standing: how far the awards are."""

PAPER_WIDTH: Final = 10


class Column(NamedTuple):
    """field: a key of `FIELDS` or a paper, "" for a constant. title: "" for the field's own. width: 0 for its own."""

    field: str
    title: str = ""
    constant: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """rows: one of `ROWS`."""

    name: Name
    rows: str
    columns: tuple[Column, ...]

    def text(self) -> str:
        """Its file."""
        zh, en = (json.dumps(each, ensure_ascii=False) for each in (self.name.zh, self.name.en))
        parts = [f"layout = {VERSION}", f"name = {{ zh = {zh}, en = {en} }}", f'rows = "{self.rows}"', "columns = ["]
        parts += [f"  {{ {_stated(each)} }}," for each in self.columns]
        return "\n".join([*parts, "]"]) + "\n"


def read_layout(document: Mapping[str, Any], papers: Collection[str]) -> tuple[Layout | None, list[Problem]]:
    """The layout that a file states, or everything that is wrong with it. papers: names that some trade states."""
    problems: list[Problem] = []
    top = Document(document, "", problems)
    if str(top.get("layout")) != str(VERSION):
        top.problem("unknown-version", "layout", value=visible(str(top.get("layout"))), known=str(VERSION))
    if "name" not in top.values:
        top.problem("missing-key", "name")
    name, rows = top.name(), top.choice("rows", ROWS, None)
    columns = tuple(_columns(top, papers))
    if not columns and not any(each.where.startswith("columns") for each in problems):
        top.problem("no-columns", "columns")
    if len(columns) > MOST:
        top.problem("too-many-columns", "columns", count=str(len(columns)), most=str(MOST))
    top.finish()
    problems.extend(texts(document))
    return (None if problems else Layout(name, rows, columns)), problems


def layout_of(text: str, papers: Collection[str]) -> tuple[Layout | None, list[Problem]]:
    """`read_layout` of a file's text."""
    try:
        return read_layout(tomllib.loads(text, parse_float=str), papers)
    except (ValueError, RecursionError) as error:
        return None, [Problem("bad-toml", "", {"reason": str(error)[:80]})]


@cache
def built_in() -> Mapping[str, str]:
    """Layouts that are there without a package of one's own: their files by name. A package's own of the same name
    stands in its place."""
    return {each: (TEMPLATES / "exports" / f"{each}.toml").read_text("utf-8") for each in ("national", "roll")}


def known_field(field: str, papers: Collection[str]) -> bool:
    """True for what a column can hold. A layout that is built in may name papers that no trade states."""
    return field in FIELDS or (field.startswith(PAPER) and field.removeprefix(PAPER) in papers)


def _columns(top: Document, papers: Collection[str]) -> Iterator[Column]:
    for each in top.tables("columns"):
        column = Column(each.text("field", ""), each.text("title", ""), each.text("constant", ""))
        width = each.whole("width", 0, 0, WIDEST)
        each.finish()
        if bool(column.field) == bool(column.constant):
            each.problem("field-or-constant", "")
        elif column.constant and not column.title:
            each.problem("missing-key", "title")
        elif column.field and not known_field(column.field, papers):
            code = "unknown-paper" if column.field.startswith(PAPER) else "unknown-field"
            choices = papers if code == "unknown-paper" else FIELDS
            each.problem(code, "field", value=visible(column.field), choices=", ".join(choices) or "–")
        yield column._replace(width=width)


def _stated(column: Column) -> str:
    stated = {"field": column.field, "constant": column.constant, "title": column.title}
    parts = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in stated.items() if value]
    return ", ".join([*parts, *([f"width = {column.width}"] if column.width else [])])
