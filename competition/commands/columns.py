"""Columns that stand below each other in a terminal, whatever the script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence


def table(heads: Sequence[str], body: Sequence[Sequence[str]], right: set[int]) -> Iterator[str]:
    """Lines of a table for a terminal. right: columns that stand to the right."""
    widths = [max(map(width, column)) for column in zip(heads, *body, strict=True)]
    for line in (heads, *body):
        cells = (
            " " * (wide - width(cell)) + cell if place in right else cell + " " * (wide - width(cell))
            for place, (cell, wide) in enumerate(zip(line, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def width(text: str) -> int:
    """Columns of a terminal that the text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
