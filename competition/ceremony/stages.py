"""Stages as boards: what is on them now, for everybody, and of a rehearsal for the office.

A stage is made of what its audience sees of the trades anyway, and of the step that it shows: of an entrant whose place
a frozen trade's own board does not show, it shows nothing either. It does not say how many steps there are. Its version
is the sum of the trades' versions and of how often it was changed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from competition.ceremony import store
from competition.ceremony.steps import PAUSE, PODIUM, WHOLE, Plan, Step
from competition.ceremony.store import REHEARSAL, STAGE, Ceremony, Stage, on_stage
from competition.live.channel import View
from competition.live.hub import Hub
from competition.recording.streams import Streams
from competition.store.database import Database, StoreFailed
from scoring.boards.board import Board, view
from scoring.state import PUBLIC, State

PREFIX: Final = "ceremony:"
"""Begins the ids of stages among boards."""

WATCHED_S: Final = 0.5
"""Between two looks at what another node may have changed."""

MOST_ROWS: Final = 24
"""Entrants that a stage names at once; more of them stand on the board."""

OFFICE: Final = "office"
Result = TypeVar("Result")
log = logging.getLogger("saiping.ceremony")


class Stages:
    """Ceremonies by event, remembered as long as nobody changes them. hub: is told of stages that were."""

    def __init__(self, database: Database, streams: Streams, hub: Hub) -> None:
        self._database = database
        self._streams = streams
        self._hub = hub
        self._kept: dict[str, Ceremony] = {}

    async def board(self, asked: View) -> Board | None:
        """A stage as a board, None where there is none or not for this audience. Raises StoreFailed."""
        name = asked.board.removeprefix(PREFIX)
        if (name, asked.audience) not in ((STAGE, "public"), (STAGE, "hall"), (REHEARSAL, OFFICE)):
            return None
        recorder = await self._streams.recorder(asked.event)
        if recorder is None:
            return None
        if recorder.stale:
            raise StoreFailed(f"{asked.event} is stale: {recorder.stale}")
        ceremony = await self._known(asked.event)
        async with recorder.reading() as state:
            return shown(state, asked.board, asked.audience, ceremony.plan, ceremony.of(name))

    async def read(self, event: str) -> Ceremony:
        """The ceremony as it is kept. Raises StoreFailed."""

        def read() -> Ceremony:
            with self._database.connect() as connection:
                return store.find(connection, event)

        try:
            self._kept[event] = await self._database.read(read)
        except SQLAlchemyError as error:
            raise StoreFailed(str(error)) from error
        return self._kept[event]

    async def change(self, event: str, change: Callable[[Connection], Result]) -> Result:
        """Change a ceremony, and tell everybody who looks at its stages. Raises StoreFailed."""
        done = await self._database.write(change)
        await self.read(event)
        self._tell(event)
        return done

    async def watch(self) -> None:
        """Find out what other nodes changed, for as long as this runs."""
        while True:
            await asyncio.sleep(WATCHED_S)
            if not self._kept:
                continue
            try:
                found = await self._database.read(self._versions)
                for event, kept in list(self._kept.items()):
                    stand = (kept.revision, kept.stage.moves, kept.rehearsal.moves)
                    if found.get(event, (0, 0, 0)) != stand:
                        await self.read(event)
                        self._tell(event)
            except (SQLAlchemyError, StoreFailed) as error:
                log.error("ceremonies cannot be followed: %s", error)

    async def _known(self, event: str) -> Ceremony:
        return self._kept[event] if event in self._kept else await self.read(event)

    def _versions(self) -> Mapping[str, tuple[int, int, int]]:
        with self._database.connect() as connection:
            return store.versions(connection)

    def _tell(self, event: str) -> None:
        stages = ((PREFIX + STAGE, audience) for audience in PUBLIC)
        self._hub.publish(event, [*stages, (PREFIX + REHEARSAL, OFFICE)])


def shown(state: State, board: str, audience: str, plan: Plan | None, stage: Stage) -> Board:
    """What is on a stage. status: before, reveal, whole, pause, held (a card in place of the step), after (podiums)."""
    seen = [trade.views[audience] for trade in state.trades.values()]
    version = stage.moves + sum(each.version for each in seen)
    as_of = max([stage.moved_at, *(each.as_of for each in seen)])
    head, rows = _content(partial(view, state, audience=audience), plan, stage, tried=audience == OFFICE)
    return Board(board, audience, version, as_of, head, rows)


def _content(
    see: Callable[[str], Board], plan: Plan | None, stage: Stage, *, tried: bool
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    step = on_stage(plan, stage)
    if plan is None or step is None:
        return _head("before"), {}
    if stage.over:
        ended = dict.fromkeys(each.trade for each in plan.steps[: stage.reached + 1] if each.kind != PAUSE)
        return _head("after"), _podiums(see, plan, ended, tried=tried)
    if step.kind == PAUSE:
        return _head("pause", pause=step.pause, title={"zh": step.zh, "en": step.en}), {}
    if stage.held:
        return _head("held"), {}
    if step.kind == WHOLE:
        return _head(WHOLE, trade=step.trade), _podiums(see, plan, [step.trade], tried=tried)
    return _revealed(see(step.trade), step, tried=tried)


def _revealed(trade: Board, step: Step, *, tried: bool) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Those of a step, if everybody may see where they stand; else the card."""
    rows = {entrant: trade.rows[entrant] for entrant in step.entrants}
    if not all(_is_open(trade, row, tried=tried) for row in rows.values()):
        return _head("held"), {}
    places = {"best": step.best, "worst": step.worst, "count": len(rows)}
    told = _head("reveal", trade=step.trade, group=step.group, medal=step.medal, **places)
    if len(rows) > MOST_ROWS:
        return told, {}
    return told, {entrant: _row(step.trade, row, step.medal) for entrant, row in rows.items()}


def _podiums(
    see: Callable[[str], Board], plan: Plan, wanted: Iterable[str], *, tried: bool
) -> dict[str, dict[str, Any]]:
    """Those who have a medal of these trades, as far as everybody may see where they stand."""
    found = {}
    for trade in map(see, wanted):
        for entrant, row in trade.rows.items():
            if plan.medals.get(entrant) in PODIUM and _is_open(trade, row, tried=tried) and row["rank"] is not None:
                found[entrant] = _row(trade.board, row, plan.medals[entrant])
    return found


def _is_open(trade: Board, row: Mapping[str, Any], *, tried: bool) -> bool:
    """True where the place of a row is everybody's to see."""
    seen: bool = tried or row.get("shown", trade.head["status"] != "frozen")
    return seen


def _row(trade: str, row: Mapping[str, Any], medal: str) -> dict[str, Any]:
    kept = {key: row[key] for key in ("position", "rank", "shared", "total", "group") if key in row}
    return {"trade": trade, **kept, "medal": medal}


def _head(status: str, **told: Any) -> dict[str, Any]:
    return {"status": status, **told}
