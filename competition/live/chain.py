"""An event's ledger as it grows, for those who may read all of it: every line as it is stored, with its digest, so that
whoever reads can check the chain.

A reader is sent lines as fast as it reads; what it has not read stays in the ledger. Where codes have several layers,
the line that unseals one says what nobody may know before the last is unsealed: it waits until then, and so does all
that stands behind it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from typing import Final, NamedTuple

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from competition import answers
from competition.access.access import allows
from competition.access.accounts import Accounts
from competition.access.origins import from_here
from competition.access.visitors import Forbidden, SignInNeeded, UnknownToken, Visitor
from competition.live import ndjson
from competition.live.gate import event_id, since, wait
from competition.live.hub import HEARTBEAT, HEARTBEAT_S
from competition.live.messages import Message, Recorded
from competition.live.sockets import listen
from competition.recording.recorder import Recorder
from competition.store.database import Database, StoreFailed
from competition.store.ledger import Ledger, Row
from scoring import lines as reading
from scoring.steps import Unsealed

MOST_READERS: Final = 200
"""Who read ledgers at a time."""

PAGE: Final = 200
"""Lines read and sent together."""

GATHER_S: Final = 0.05
"""After a line, how long others are waited for before the ledger is read again."""

UNSEALS: Final = f'"fact":"{Unsealed.kind}"'
"""Stands in the text of a line that unseals, and in no other: what anybody else wrote has its quotes escaped."""

log = logging.getLogger("saiping.chain")


class _Admitted(NamedTuple):
    visitor: Visitor
    recorder: Recorder
    ledger: Ledger
    after: int


class Chain:
    """The routes of ledgers. recorder: an event's, None where there is no such event; raises StoreFailed. ending,
    origins: as for feeds and boards. most: readers at a time."""

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        recorder: Callable[[str], Awaitable[Recorder | None]],
        ending: asyncio.Event,
        *,
        origins: frozenset[str] = frozenset(),
        most: int = MOST_READERS,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._recorder = recorder
        self._ending = ending
        self._origins = origins
        self._most = most
        self._readers: dict[str, set[asyncio.Event]] = {}

    def routes(self) -> list[BaseRoute]:
        """The routes, each with its action declared."""
        return [
            Route("/api/events/{event}/lines", self.lines, methods=["GET"]),
            WebSocketRoute("/api/events/{event}/lines/live", self.socket),
        ]

    def stir(self, event: str) -> None:
        """Lines were recorded in the event."""
        for reader in self._readers.get(event, ()):
            reader.set()

    @property
    def readers(self) -> int:
        """How many are reading."""
        return sum(map(len, self._readers.values()))

    @allows("read-lines")
    async def lines(self, request: Request) -> Response:
        """The lines behind `since`, then others as they come; for `wait` seconds where it says so, with `wait=0` only
        those that there are."""
        admitted = await self._admit(request)
        if isinstance(admitted, Response):
            return admitted
        seconds = wait(request)
        over = partial(ndjson.over, request, admitted.visitor, self._accounts, self._ending)
        return ndjson.Stream(self._written(admitted, stays=seconds != 0), over, lasts_s=seconds or None)

    @allows("read-lines")
    async def socket(self, websocket: WebSocket) -> None:
        """The same, a line a message."""
        admitted = await self._admit(websocket)
        if isinstance(admitted, Response):
            await websocket.send_denial_response(admitted)
            return
        await websocket.accept()
        told = asyncio.create_task(self._sent(websocket, admitted))
        listening = asyncio.create_task(listen(websocket, admitted.visitor, self._accounts))
        try:
            await asyncio.wait((told, listening), return_when=asyncio.FIRST_COMPLETED)
        finally:
            told.cancel()
            if not listening.done():
                listening.cancel()
            await asyncio.gather(told, listening, return_exceptions=True)
        if listening.cancelled():
            with contextlib.suppress(WebSocketDisconnect):
                await websocket.close(1013, "the lines cannot be read now")
        elif not listening.result():
            await websocket.close(1008, "the token is no longer valid")

    async def _sent(self, websocket: WebSocket, admitted: _Admitted) -> None:
        with contextlib.suppress(WebSocketDisconnect):
            async with contextlib.aclosing(self._messages(admitted)) as parts:
                async for messages in parts:
                    for message in messages:
                        await websocket.send_text(message.text.decode())

    async def _written(self, admitted: _Admitted, *, stays: bool) -> AsyncGenerator[bytes, None]:
        async with contextlib.aclosing(self._messages(admitted, stays=stays)) as parts:
            async for messages in parts:
                yield b"".join(message.line for message in messages)

    async def _messages(self, admitted: _Admitted, *, stays: bool = True) -> AsyncGenerator[list[Message], None]:
        """Lines, and heartbeats while there are none; where the reader does not stay, those that there are. Ends where
        the store fails."""
        _, recorder, ledger, after = admitted
        stirred = asyncio.Event()
        readers = self._readers.setdefault(ledger.stream, set())
        readers.add(stirred)
        try:
            while True:
                stirred.clear()
                while rows := await _told(recorder, await self._database.read(ledger.page, after, PAGE)):
                    after = rows[-1].seq
                    yield [Recorded(row.seq, row.digest, row.body) for row in rows]
                if not stays:
                    return
                try:
                    async with asyncio.timeout(HEARTBEAT_S):
                        await stirred.wait()
                except TimeoutError:
                    yield [HEARTBEAT]
                else:
                    await asyncio.sleep(GATHER_S)
        except (SQLAlchemyError, StoreFailed) as error:
            log.error("the lines of %s cannot be read: %s", ledger.stream, error)
        finally:
            readers.discard(stirred)
            if not readers:
                self._readers.pop(ledger.stream, None)

    async def _admit(self, connection: HTTPConnection) -> _Admitted | Response:
        """Who may read the lines, and from where on; or why not."""
        if not from_here(connection, self._origins):
            return answers.refusal(403, "foreign-origin")
        event = connection.path_params["event"]
        try:
            visitor = await self._accounts.visitor(connection)
            visitor.acts("read-lines", event)
        except UnknownToken:
            return answers.refusal(401, "unknown-token")
        except (SignInNeeded, Forbidden) as refused:
            return answers.refusal(403 if isinstance(refused, Forbidden) else 401, "not-allowed", "event")
        if self.readers >= self._most:
            return answers.refusal(503, "too-many-viewers")
        try:
            recorder = await self._recorder(event) if event_id(connection) else None
            if recorder is None:
                return answers.refusal(404, "unknown-event", "event")
            ledger = Ledger(self._database, event)
            head = await self._database.read(ledger.head)
        except (SQLAlchemyError, StoreFailed) as error:
            log.error("the lines of %s cannot be read: %s", event, error)
            return answers.refusal(503, "store-failed")
        after = since(connection) or 0
        if not 0 <= after <= head.seq:
            return answers.refusal(404, "unknown-line", "since", last=str(head.seq))
        return _Admitted(visitor, recorder, ledger, after)


async def _told(recorder: Recorder, rows: list[Row]) -> list[Row]:
    """The lines before the first that unseals a layer of a trade whose last layer is still sealed. Raises
    StoreFailed."""
    for place, row in enumerate(rows):
        if UNSEALS in row.body:
            fact = reading.line(row.seq, row.body).fact
            async with recorder.reading() as state:
                trade = state.trades.get(getattr(fact, "trade", ""))
                if trade is None or trade.sealed:
                    return rows[:place]
    return rows
