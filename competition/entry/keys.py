"""Keys of marks that came from paper: they name who typed the sheet, so that the ledger alone says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from competition.entry.comparing import Draft
from competition.entry.drafts import Sheet
from scoring.lines import canonical, digest

BEGINS: Final = "paper:"
"""No form's key and no judge's begins so: theirs hold no colon."""


class Typists(NamedTuple):
    """first, second: accounts of those who typed the sheet. sheet: which act of entering it was, the same in all its
    marks."""

    sheet: str
    first: str
    second: str


def key(sheet: Sheet, drafts: Sequence[Draft], number: int) -> str:
    """Of one mark. number: of the cell on the sheet. The same sheet typed by the same two is the same act."""
    act = digest(canonical([*sheet, *([draft.by, draft.at] for draft in drafts)]))[:16]
    return ":".join((BEGINS[:-1], act, f"{number:04}", *(draft.by for draft in drafts)))


def typists(key: str) -> Typists | None:
    """Who typed what a line with this key states; None where it is no mark from paper."""
    parts = key.split(":")
    if not key.startswith(BEGINS) or len(parts) != 5:
        return None
    return Typists(parts[1], parts[3], parts[4])
