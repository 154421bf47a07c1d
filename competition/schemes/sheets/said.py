"""What a marking-scheme sheet says, before it is judged: texts, each with the cell that it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Said(NamedTuple):
    """A text and the cell that it stands in, `Scheme!B12`; an empty text where the cell is empty."""

    text: str
    cell: str


@dataclass
class Aspect:
    """A row that is marked. levels: (score, text) of the rows beneath a judged one. steps: (text, mark) of rows beneath
    that bear a mark of their own. more: further lines of its extra description. cells: what stands in each column."""

    cell: str
    cells: dict[str, Said]
    levels: list[tuple[Said, Said]] = field(default_factory=list)
    steps: list[tuple[Said, Said]] = field(default_factory=list)
    more: list[Said] = field(default_factory=list)

    def said(self, column: str) -> Said:
        """What the row says in a column; the row itself where the sheet has no such column."""
        return self.cells.get(column, Said("", self.cell))


@dataclass
class Part:
    """A sub-criterion with its aspects. day: on which it is marked. has_day: the sheet has a column for it."""

    id: Said
    name: Said
    day: Said
    has_day: bool
    aspects: list[Aspect] = field(default_factory=list)


@dataclass
class Criterion:
    """letter, name, mark: as the table at the top states them; listed: it does. totals: sums stated elsewhere in the
    sheet."""

    letter: str
    name: Said
    mark: Said
    listed: bool = False
    parts: list[Part] = field(default_factory=list)
    totals: list[Said] = field(default_factory=list)


class Section(NamedTuple):
    """A section of the occupational standard, with the marks that it is to bear."""

    id: Said
    name: Said
    marks: Said


@dataclass
class Sheet:
    """A whole marking scheme. columns: names of the columns that some line of headings has. listed: the sheet has a
    table of criteria. total: of all criteria, None where none is stated. unread: sheets without a line of headings, and
    hidden ones. hidden_columns, ignored: (column, cell) of used columns that Excel does not show, and of headings that
    repeat another."""

    title: str = ""
    criteria: dict[str, Criterion] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    listed: bool = False
    total: Said | None = None
    unread: list[str] = field(default_factory=list)
    hidden_columns: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)

    def aspects(self) -> list[Aspect]:
        """Every aspect, in the order of the sheet."""
        return [aspect for each in self.criteria.values() for part in each.parts for aspect in part.aspects]
