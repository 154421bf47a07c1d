"""The sockets and the plain HTTP resource of a board, and the protocol by which a frame reaches many sockets cheaply.

Starlette authorises and accepts a socket as usual; from then on the hub hands messages to the `LiveProtocol` below it,
which writes their frames, encoded once for all, straight to its transport.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from competition import answers
from competition.access.access import allows
from competition.access.accounts import Accounts
from competition.access.visitors import Visitor
from competition.live.channel import Channel, View
from competition.live.gate import NOWHERE, WATCHING, Gate, event_id, since, still
from competition.live.hub import HEARTBEAT, Hub
from competition.live.messages import Delta, Heartbeat, Message, Snapshot, Stated

ROOM: Final = 64 * 1024
"""Bytes that may wait for one viewer before deltas pass it by; when they have gone it gets a snapshot."""

PATIENCE: Final = 4
"""Heartbeats that a viewer may miss for lack of room before it is cut off."""

GONE_MS: Final = 60_000
"""How long what was written may stay unacknowledged, until the viewer counts as gone."""

LONGEST_MESSAGE: Final = 1024
"""Bytes of a message from a viewer; there is nothing that a viewer needs to say."""

MOST_MESSAGES: Final = 20
"""Messages from one viewer in ten seconds."""

RECHECK_S: Final = 0.5
"""How often a socket of somebody known asks whether her token or session still counts."""

EXTENSION: Final = "saiping.viewer"


class LiveProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket connection as the hub's viewer. It finds its way into the ASGI scope under `EXTENSION`.

    version: of the board that it holds while it stands in no block.
    """

    channel: Channel | None = None
    version = NOWHERE
    zipped = False
    missed = 0

    def run_asgi(self) -> Coroutine[Any, Any, None]:
        self.scope["extensions"][EXTENSION] = self  # type: ignore[assignment]
        return super().run_asgi()

    def watch(self, hub: Hub, channel: Channel, version: int | None, *, zipped: bool = False) -> None:
        """Follow the channel from this version on. The socket must have been accepted. It is told something at once, if
        only a heartbeat: who hears nothing knows that nothing gets through. zipped: whole boards come as gzip."""
        self.bound()
        self.channel = channel
        self.zipped = zipped
        self._catch_up(hub.join(channel, self, version) or (HEARTBEAT,))

    def unwatch(self, hub: Hub) -> None:
        """Follow nothing any more; one that follows nothing is no error."""
        if self.channel is not None:
            hub.leave(self.channel, self)
            self.channel = None

    def bound(self) -> None:
        """Let no more than `ROOM` wait, and the system find out who is gone: heartbeats are on their way anyhow, and
        a ping and its timer for each of thousands would cost as much again."""
        self.transport.set_write_buffer_limits(high=ROOM)
        self.stop_keepalive()
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            own: socket.socket = self.transport.get_extra_info("socket")
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE_MS)

    def has_room(self) -> bool:
        """True where what is written now does not wait behind too much."""
        return self.writable.is_set() and not self.transport.is_closing()

    def shutdown(self) -> None:
        self._stand_aside()
        if self.writable.is_set():
            super().shutdown()
        else:  # a goodbye would wait behind what is not read
            self.transport.abort()

    def beat(self, heartbeat: Heartbeat) -> None:
        if self.has_room():
            self.missed = 0
            self.transport.write(heartbeat.frame)
        else:
            self.missed += 1
            if self.missed >= PATIENCE:
                self.transport.abort()

    def drop(self) -> None:
        if not self.writable.is_set():
            self.transport.abort()
        elif not self.transport.is_closing() and not self.close_sent:
            self.conn.fail(1013, "the board cannot be shown now")
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
            self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stand_aside()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.channel is not None and not self.transport.is_closing():
            missed = self.version != self.channel.snapshot.version
            self._catch_up(self.channel.since(NOWHERE) if missed else ())

    def handle_close(self, event: Frame) -> None:
        self._stand_aside()  # nothing follows a goodbye
        super().handle_close(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stand_aside()
        super().connection_lost(exc)

    def _catch_up(self, messages: tuple[Message, ...]) -> None:
        """Send what leads to the last board; from then on the socket keeps pace, if it has room."""
        assert self.channel is not None
        for message in messages:
            self.transport.write(message.zipped if self.zipped and isinstance(message, Snapshot) else message.frame)
        self.version = self.channel.snapshot.version
        if self.has_room():
            self.channel.blocks.add(self, self.transport.write, self.version)

    def _stand_aside(self) -> None:
        held = None if self.channel is None else self.channel.blocks.remove(self)
        if held is not None:
            self.version = held


class Live:
    """The routes under which boards and rosters are read. gate: lets viewers in. roster: an event's roster as a
    resource, None where there is no such event. certainty: places still possible on a board, None where it has none.
    """

    def __init__(
        self,
        gate: Gate,
        roster: Callable[[str], Awaitable[answers.Resource | None]],
        certainty: Callable[[View], Awaitable[answers.Resource | None]],
    ) -> None:
        self._gate = gate
        self._roster = roster
        self._certainty = certainty

    def routes(self) -> list[BaseRoute]:
        """HTTP and WebSocket routes, each with its actions declared."""
        board = "/api/events/{event}/boards/{board}"
        return [
            Route(board, self.board, methods=["GET"]),
            WebSocketRoute(f"{board}/live", self.socket),
            Route(f"{board}/certainty", self.certainty, methods=["GET"]),
            Route("/api/events/{event}/roster", self.roster, methods=["GET"]),
        ]

    @allows(*WATCHING)
    async def board(self, request: Request) -> Response:
        """A snapshot, or the delta from `since`; 304 where the caller has this version."""
        admitted = await self._gate.admit(request)
        if isinstance(admitted, Response):
            return admitted
        visitor, channel = admitted
        messages = channel.since(since(request))
        message = messages[-1] if messages else _nothing(channel.snapshot)
        assert isinstance(message, Stated)
        return answers.resource(request, message.resource, private=visitor.known)

    @allows(*WATCHING)
    async def socket(self, websocket: WebSocket) -> None:
        """Deltas as they come, after what `since` asks for; with `zipped=1` a whole board comes as bytes of gzip."""
        admitted = await self._gate.admit_viewer(websocket)
        if isinstance(admitted, Response):
            await websocket.send_denial_response(admitted)
            return
        await websocket.accept()
        visitor, channel = admitted
        if channel.board is None:  # lost since
            await websocket.close(1013)
            return
        viewer: LiveProtocol = websocket.scope["extensions"][EXTENSION]
        try:
            viewer.watch(self._gate.hub, channel, since(websocket), zipped=websocket.query_params.get("zipped") == "1")
            if not await listen(websocket, visitor, self._gate.accounts):
                viewer.unwatch(self._gate.hub)
                await websocket.close(1008, "the token is no longer valid")
        finally:
            viewer.unwatch(self._gate.hub)

    @allows(*WATCHING)
    async def certainty(self, request: Request) -> Response:
        """Places still possible on a board at its version; 304 where the caller has this one."""
        admitted = await self._gate.admit(request)
        if isinstance(admitted, Response):
            return admitted
        visitor, channel = admitted
        found = await self._certainty(channel.view)
        if found is None:
            return answers.refusal(404, "unknown-board", "board")
        return answers.resource(request, found, private=visitor.known)

    @allows("read-roster")
    async def roster(self, request: Request) -> Response:
        """Names of everything that boards of this event speak of."""
        event = event_id(request)
        found = await self._roster(event) if event else None
        if found is None:
            return answers.refusal(404, "unknown-event", "event")
        return answers.resource(request, found)


async def listen(websocket: WebSocket, visitor: Visitor, accounts: Accounts) -> bool:
    """Wait until the viewer leaves, talks too much, or her token or session counts no more, or for other things; False
    for the last, and the socket is still open."""
    began, heard = time.monotonic(), 0
    checked = began
    while True:
        message = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RECHECK_S if visitor.known else None):
                message = await websocket.receive()
        if message is not None and message["type"] == "websocket.disconnect":
            return True
        if visitor.known and time.monotonic() >= checked + RECHECK_S:
            checked = time.monotonic()
            if not await still(websocket, visitor, accounts):
                return False
        if message is None:
            continue
        if time.monotonic() - began > 10:
            began, heard = time.monotonic(), 0
        heard += 1
        if heard > MOST_MESSAGES:
            await websocket.close(1008, "too many messages")
            return True


def _nothing(board: Snapshot) -> Delta:
    """A delta for who is where the board is."""
    return Delta(board.event, board.board, board.audience, board.version, board.as_of, {}, {}, board.version)
