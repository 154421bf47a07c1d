"""What an export holds, before it has a form: a head of facts and tables of cells. A cell is text, or a figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from scoring.numbers import parse

DIGITS = 15
"""Significant digits that every decimal number keeps on its way through a binary float and back."""


class Figure(str):
    """Text of an exact decimal number, such as `90.50`, every digit to be shown."""

    __slots__ = ()


Cell = str
"""Text; a `Figure` where it is a number."""


class Column(NamedTuple):
    """id: the key in JSON. title: what people read. width: in characters."""

    id: str
    title: str
    width: int


@dataclass(frozen=True)
class Table:
    """id: the key in JSON. title: of the sheet, at most 31 characters. rows may be read once."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]


@dataclass(frozen=True)
class Taken:
    """What is taken out. head: (id, title, text) of what it is and where it was made. tables: in the order of the
    sheets; of a form that holds one table, the last. position: `stream:seq:digest`. at: when that line was written, UTC
    text, which is the only time that a file tells; "" for none."""

    head: tuple[tuple[str, str, str], ...]
    tables: tuple[Table, ...]
    position: str
    at: str = ""


def figure(value: str | None) -> Cell:
    """A cell for a value: a figure where it is a plain decimal number, else text; "" for none."""
    value = value or ""
    return Figure(value) if parse(value) is not None else value


def places(cell: Cell) -> int | None:
    """Digits after the point of a figure that a spreadsheet can hold as a number and show exactly as it stands; None
    for texts and for figures that it could not."""
    if not isinstance(cell, Figure):
        return None
    digits = cell.lstrip("-").replace(".", "").lstrip("0")
    after = len(cell.partition(".")[2])
    return after if len(digits) <= DIGITS and f"{float(cell):.{after}f}" == cell else None
