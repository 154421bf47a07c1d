"""`replay`: fold a stream from its lines and show where every trade stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from competition.commands import options

if TYPE_CHECKING:
    from scoring.boards.board import Board


@click.command()
@click.argument("event")
@click.option("--to", type=click.IntRange(1), metavar="SEQ", help="Stop after this line  [default: the last]")
@click.option("--json", "as_json", is_flag=True, help="Whole boards as JSON, as the office sees them.")
@options.database
def command(event: str, to: int | None, as_json: bool, database: str | None) -> None:
    """Fold the lines of EVENT anew, up to a line, and print the standing of every trade as it then was.
    Changes nothing; a server may be running.

    Exit codes: 0 shown, 1 no such line or event, or a line is not as it was recorded, 2 wrong call.
    """
    from competition.settings import given
    from competition.store.database import existing
    from competition.store.ledger import Ledger
    from competition.store.verify import Position, replay
    from scoring.boards.board import view
    from scoring.lines import canonical

    settings = given(database=database)
    with options.said(), existing(settings.database) as store:
        fold = replay(Ledger(store, event), to)
    state, position = fold.state, Position(event, *fold.head)
    boards = [view(state, trade, "office") for trade in state.trades]
    if as_json:
        shown = {board.board: {"head": board.head, "rows": board.rows} for board in boards}
        click.echo(canonical({"event": event, "position": str(position), "at": state.at, "boards": shown}))
        return
    click.echo(f"{position} {state.at}")
    for board in boards:
        click.echo(f"\n{board.board}: {board.head['status']}, {board.head['owed']} of {board.head['due']} aspects owed")
        for line in _standing(board):
            click.echo(line)


def _standing(board: Board) -> list[str]:
    """A row an entrant, in order: place, entrant, phase, total, status; an equals sign marks a shared place."""
    rows = sorted(board.rows.items(), key=lambda each: each[1]["position"])
    cells = [
        (
            "–" if row["rank"] is None else f"{row['rank']}{'=' if row['shared'] else ''}",
            entrant,
            row["phase"],
            "–" if row["total"] is None else row["total"],
            row["status"],
        )
        for entrant, row in rows
    ]
    widths = [max((len(cell[column]) for cell in cells), default=0) for column in range(5)]
    return [
        f"{place:>{widths[0]}}  {entrant:<{widths[1]}}  {phase:<{widths[2]}}  {total:>{widths[3]}}  {status}".rstrip()
        for place, entrant, phase, total, status in cells
    ]
