"""Boards that are made of other boards: each a function of what the same audience sees of its parents, and of nothing
else, so that a line that shows nothing there shows nothing here.

A derived board's version is the sum of its parents' versions, and its time the latest of theirs. It is a whole number
that never falls and is the same on every node and after a restart, but not dense: a parent may move without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from scoring.boards.board import Board, view
from scoring.boards.group import group
from scoring.boards.module import module
from scoring.boards.organisations import organisations
from scoring.state import INSIDE, OVERVIEW, PUBLIC, State

ORGANISATIONS: Final = "organisations"

AUDIENCES: Final = (*PUBLIC, *INSIDE)
"""Those who see places; panels see counts of marks, of which nothing is derived."""


class Entered(NamedTuple):
    """What everybody may know of an entrant (or of a code that is unsealed), once and for all. organisation: "" for
    none."""

    group: str
    organisation: str


def is_derived(board: str) -> bool:
    """True for the id of a board that is made of others, whether there is such a one or not."""
    return board == ORGANISATIONS or ":" in board


def follows(board: str, moved: str) -> bool:
    """True where a derived board may move with another one: where that may be among its parents."""
    return moved != OVERVIEW and (board == ORGANISATIONS or board.split(":")[1:2] == [moved])


def parents(state: State, board: str) -> tuple[str, ...]:
    """Ids of the boards that a derived board is made of. Raises KeyError where there is no such board."""
    if board == ORGANISATIONS:
        return tuple(state.trades)
    kind, trade, part = _parts(board)
    plan = state.trades[trade].plan
    if kind == "module":
        _ = plan.scheme.module[part]
    elif kind != "group" or not part or all(each != part for _, each in state.trades[trade].roster):
        raise KeyError(board)
    return (trade,)


def entered(state: State, houses: Mapping[str, str]) -> dict[str, Entered]:
    """What is known of everybody whose id or code rows may bear. houses: organisation by entrant, as it was entered."""
    return {
        id: Entered(group, houses.get(id if trade.codes is None else trade.codes.get(id, ""), ""))
        for trade in state.trades.values()
        for id, group in trade.roster
    }


def derive(board: str, audience: str, parents: Mapping[str, Board], known: Mapping[str, Entered]) -> Board:
    """The board that these make. parents: boards of one audience, by id."""
    if board == ORGANISATIONS:
        houses = {entrant: each.organisation for entrant, each in known.items() if each.organisation}
        head, rows = organisations(tuple(parents.values()), houses)
    else:
        kind, trade, part = _parts(board)
        if kind == "module":
            head, rows = module(parents[trade], part)
        else:
            head, rows = group(parents[trade], {entrant: each.group for entrant, each in known.items()}, part)
    return _made(board, audience, parents, head, rows)


def derived(state: State, board: str, audience: str, houses: Mapping[str, str]) -> Board:
    """The derived board as it stands. Raises KeyError for a board or an audience that is not there."""
    if audience not in AUDIENCES:
        raise KeyError(audience)
    return derive(
        board, audience, {id: view(state, id, audience) for id in parents(state, board)}, entered(state, houses)
    )


def _parts(board: str) -> tuple[str, str, str]:
    kind, _, rest = board.partition(":")
    trade, _, part = rest.partition(":")
    return kind, trade, part


def _made(
    board: str,
    audience: str,
    parents: Mapping[str, Board],
    head: dict[str, Any],
    rows: dict[str, dict[str, Any]],
) -> Board:
    version = sum(parent.version for parent in parents.values())
    return Board(board, audience, version, max((each.as_of for each in parents.values()), default=""), head, rows)
