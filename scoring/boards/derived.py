"""Boards that are made of other boards: each a function of what the same audience sees of its parents, and of nothing
else, so that a line that shows nothing there shows nothing here. What no table shows to the last digit (teams, overall
prizes, the latest marks) is worked out from a trade's exact figures, which count as a parent of their own,
`figures:{trade}`, that nobody reads by itself: its version counts every line that made any of them another, for public
and hall only while the trade is not frozen. What stood before (the history of places) is remembered of what each
audience saw, while it saw it.

A derived board's version is the sum of its parents' versions, and its time the latest of theirs. It is a whole number
that never falls and is the same on every node and after a restart, but not dense: a parent may move without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from scoring.boards.board import Board, view
from scoring.boards.group import group
from scoring.boards.history import history
from scoring.boards.latest import latest, recent
from scoring.boards.module import module
from scoring.boards.organisations import organisations
from scoring.boards.prize import prize
from scoring.boards.team import team, teams
from scoring.state import FIGURES, INSIDE, OVERVIEW, PUBLIC, State

ORGANISATIONS: Final = "organisations"
LATEST: Final = "latest"

PARTS: Final = {"team": teams, LATEST: recent}
"""What is worked out from a trade's exact figures, by kind of board."""

AUDIENCES: Final = (*PUBLIC, *INSIDE)
"""Those who see places; panels see counts of marks, of which nothing is derived."""


class Entered(NamedTuple):
    """What everybody may know of an entrant (or of a code that is unsealed), once and for all. organisation: "" for
    none."""

    group: str
    organisation: str


def is_derived(board: str) -> bool:
    """True for the id of a board that is made of others, whether there is such a one or not."""
    return board in (ORGANISATIONS, LATEST) or ":" in board


def follows(board: str, moved: str) -> bool:
    """True where a derived board may move with another one: where that may be among its parents."""
    if board == LATEST or moved == OVERVIEW:
        return moved != OVERVIEW
    if board == ORGANISATIONS:
        return not moved.startswith(FIGURES)
    kind, of, _ = _parts(board)
    if kind == "prize":
        return moved.startswith(FIGURES)
    if kind == "ceremony":
        return not moved.startswith(FIGURES)
    return moved == of or (kind == "team" and moved == FIGURES + of)


def parents(state: State, board: str) -> tuple[str, ...]:
    """Ids of the boards that a derived board is made of. Raises KeyError where there is no such board."""
    if board in (ORGANISATIONS, LATEST):
        figures = [FIGURES + trade for trade in state.trades if board == LATEST]
        return (*state.trades, *figures)
    kind, trade, part = _parts(board)
    if kind == "prize":
        return tuple(FIGURES + each for each in state.prizes[board.removeprefix("prize:")].trades)
    plan = state.trades[trade].plan
    if kind == "team" and not part and plan.scheme.teams is not None:
        return (trade, FIGURES + trade)
    there = {
        "history": not part,
        "module": part in plan.scheme.module,
        "group": part != "" and any(each == part for _, each in state.trades[trade].roster),
    }
    if not there.get(kind):
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
    elif board == LATEST:
        memories = [each.rows for id, each in parents.items() if id.startswith(FIGURES)]
        head, rows = {}, latest(parents, memories)
    else:
        kind, trade, part = _parts(board)
        if kind == "module":
            head, rows = module(parents[trade], part)
        elif kind == "team":
            head, rows = team(parents[trade], parents[FIGURES + trade].rows)
        else:
            head, rows = group(parents[trade], {entrant: each.group for entrant, each in known.items()}, part)
    return _made(board, audience, parents, head, rows)


def derived(state: State, board: str, audience: str, houses: Mapping[str, str]) -> Board:
    """The derived board as it stands. Raises KeyError for a board or an audience that is not there."""
    if audience not in AUDIENCES:
        raise KeyError(audience)
    made = {id: _parent(state, id, audience, board.partition(":")[0]) for id in parents(state, board)}
    if board.startswith("prize:"):
        return _made(board, audience, made, *prize(state, board.removeprefix("prize:"), audience))
    if board.startswith("history:"):
        return _made(board, audience, made, *history(state.trades[_parts(board)[1]], *made.values()))
    return derive(board, audience, made, entered(state, houses))


def _parent(state: State, id: str, audience: str, kind: str) -> Board:
    """What the audience sees of a parent; of exact figures, what a kind of board is made of them."""
    if not id.startswith(FIGURES):
        return view(state, id, audience)
    trade = state.trades[id.removeprefix(FIGURES)]
    seen = trade.views[f"{FIGURES}{audience}"]
    rows: dict[str, dict[str, Any]] = {}
    if kind in PARTS:
        kept = trade.kept is not None and audience in PUBLIC
        rows = trade.kept_parts[kind] if kept else PARTS[kind](trade)
    return Board(id, audience, seen.version, seen.as_of, {}, rows)


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
