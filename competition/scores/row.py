"""What every figure of a contest is told as."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.numbers import Exact, parse, shown, text
from scoring.standings.reasons import Reason

PLACE = "place"
LIST = "list"
ADVANCED = "advanced"
COUNTED = "counted"
ATTEMPT = "attempt"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. phase: "" for the trade as a whole. item, judge: "" where the figure has none.

    figure: id of a scheme node, `total`, `place`, `list` (position in the published list, ties in sequence) or
    `advanced` (value 1: went on to this phase); of an aspect with several attempts `attempt:2:<aspect>` each; with a
    judge `counted:` and the figure: the points that her mark counted with.
    value: the exact number, at the scheme's decimals where it fits in them; of a total always at these, as boards show
    it; None where there is none. rank: of places and totals; of a position in a list that of the first whom nothing
    tells from her. missing: marks that are owed and not given.
    reason: of places and totals why the entrant stands right after the one before (`first`, `total`, `went-on`,
    `shared`, `within`, `undecided`, `no-place`, `no-total`, dns, dnf, dsq, or `tie:` and what told them apart); of
    other figures what keeps it open, "" for nothing. because: of places and totals the same with the figures that were
    compared.
    """

    trade: str
    phase: str
    entrant: str
    item: str
    judge: str
    figure: str
    value: str | None
    rank: int | None = None
    missing: int = 0
    reason: str = ""
    because: Reason | None = None


def aspect_of(figure: str) -> tuple[str, str]:
    """(aspect, attempt) of a judge's mark; "1" where there is one attempt only."""
    *_, attempt, aspect = ("1", *figure.removeprefix(f"{ATTEMPT}:").split(":"))
    return aspect, attempt


def place_text(rank: int | None) -> str | None:
    """The place as a row's value."""
    return None if rank is None else str(rank)


def exact_text(points: Exact | None, decimals: int) -> str | None:
    """At the scheme's decimals where that loses nothing, else the shortest exact text."""
    if points is None:
        return None
    padded = shown(points, decimals)
    return padded if parse(padded) == points else text(points)
