"""Boards as the hub reads them: of a stream alone, or derived, with what the catalogue knows of who stands for whom;
and the stages of ceremonies, which are boards to who watches them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from competition.catalogue import Catalogue
from competition.live.channel import View
from competition.recording.streams import Streams
from scoring.boards.board import Board
from scoring.boards.derived import is_derived


class Boards:
    """Reads boards. stage: reads those of ceremonies, whose ids begin with `ceremony:`. An entrant's organisation is
    the catalogue's, which is not changed once her trade is open: who competes in her place competes for it, too."""

    def __init__(
        self, streams: Streams, catalogue: Catalogue, stage: Callable[[View], Awaitable[Board | None]]
    ) -> None:
        self._streams = streams
        self._catalogue = catalogue
        self._stage = stage

    async def board(self, asked: View) -> Board | None:
        """The board as committed, None where there is no such view. Raises StoreFailed."""
        if asked.board.startswith("ceremony:"):
            return await self._stage(asked)
        if not is_derived(asked.board):
            return await self._streams.board(asked)
        roster = await self._catalogue.roster(asked.event)
        entrants = {} if roster is None else roster["entrants"]
        houses = {id: row["organisation"] or row["organisation_en"] for id, row in entrants.items()}
        return await self._streams.derived_board(asked, houses)
