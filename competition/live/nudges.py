"""What a judge's page is told between two askings: that something of hers moved, a word from the desk, that the chief
judge comes. No mark, no entrant: the page asks for its sheets and is answered as ever. The chief judge's own pages are
told that somebody calls; a screen of the hall, that its orders are others now.

A line that she may not see the effect of sends her nothing. What is sent goes out on one fixed clock for everybody, so
that not even the moment tells of a line elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Protocol

from starlette.responses import Response
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket

from competition import answers
from competition.access.access import allows
from competition.access.accounts import Accounts
from competition.access.origins import from_here
from competition.access.visitors import NOBODY, Forbidden, SignInNeeded, UnknownToken, Visitor
from competition.live.hub import HEARTBEAT, HEARTBEAT_S
from competition.live.messages import Message
from competition.live.slices import SLICE
from competition.live.sockets import EXTENSION, LiveProtocol, listen
from competition.store.database import StoreFailed

CLOCK_S: Final = 0.25
"""Between two moments at which anything is sent."""

MOST_WAITING: Final = 32
"""Messages that may wait for one page; beyond them its socket ends, and it comes again and asks for all."""

MOST_PAGES: Final = 2_000
"""Judges' pages that are connected at a time."""

DESK: Final = ""
"""In a judge's place: the pages of the chief judge's console."""

SCREEN: Final = "screen:"
"""Begins what stands in a judge's place for a screen of the hall; no judge's id has a colon."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

log = logging.getLogger("saiping.nudges")


@dataclass(frozen=True)
class Look(Message):
    """Something of yours moved: ask for your sheets."""

    kind: ClassVar[str] = "look"


@dataclass(frozen=True)
class Word(Message):
    """A message from the desk. at: UTC text. id: to say that it was seen."""

    kind: ClassVar[str] = "message"
    words: str
    at: str
    id: str

    def body(self) -> dict[str, Any]:
        return {"text": self.words, "at": self.at, "id": self.id}


@dataclass(frozen=True)
class Revoked(Message):
    """This page's way in counts no more."""

    kind: ClassVar[str] = "revoked"


@dataclass(frozen=True)
class Called(Message):
    """The chief judge was called. seen: she said that she comes; False where the call was taken back."""

    kind: ClassVar[str] = "called"
    seen: bool

    def body(self) -> dict[str, Any]:
        return {"seen": self.seen}


LOOK, REVOKED = Look(), Revoked()


class Sights(Protocol):
    """Knows what each judge may see."""

    async def begin(self, event: str, judge: str) -> bool:
        """Remember what the judge (`DESK` for none) may see now; False where there is no such event. Raises
        StoreFailed."""

    async def moved(self, event: str) -> frozenset[str]:
        """Those of whom something moved since it was last asked. Raises StoreFailed."""

    def leave(self, event: str, judge: str) -> None:
        """The judge's last page is gone."""


@dataclass(eq=False)
class Page:
    """A page that listens. judge: `DESK` for the chief judge's, `SCREEN` and its id for a screen. device: the enrolled
    browser's id, "" for none. look: it is to ask for its sheets, or orders. waiting: what else it is sent at the next
    moment of the clock."""

    event: str
    judge: str
    device: str
    protocol: LiveProtocol
    look: bool = False
    waiting: deque[Message] = field(default_factory=deque)

    def put(self, message: Message) -> None:
        """Keep a message for the next moment; a page that takes none ends."""
        if isinstance(message, Look):
            self.look = True
        elif len(self.waiting) < MOST_WAITING:
            self.waiting.append(message)
        else:
            self.protocol.transport.abort()

    def flush(self) -> None:
        """Send what waits, where there is room."""
        if (self.look or self.waiting) and self.protocol.has_room():
            messages = [*self.waiting, LOOK] if self.look else list(self.waiting)
            self.look = False
            self.waiting.clear()
            self.protocol.transport.write(b"".join(message.frame for message in messages))


class Nudges:
    """The sockets of judges' pages and of the chief judge's. sights: who may see what. origins, most: as for boards."""

    def __init__(
        self, accounts: Accounts, sights: Sights, *, origins: frozenset[str] = frozenset(), most: int = MOST_PAGES
    ) -> None:
        self._accounts = accounts
        self._sights = sights
        self._origins = origins
        self._most = most
        self._pages: dict[tuple[str, str], set[Page]] = {}
        self._stirred: set[str] = set()
        self._wake = asyncio.Event()

    def routes(self) -> list[BaseRoute]:
        """The sockets, each with its action declared."""
        return [
            WebSocketRoute("/api/events/{event}/judge/live", self.judge),
            WebSocketRoute("/api/events/{event}/chief/live", self.desk),
        ]

    def tell(self, event: str, judge: str, message: Message, device: str = "") -> int:
        """Send a message to the judge's pages with the next moment of the clock: to all, or to those in one enrolled
        browser. How many there are in this process; who comes later asks."""
        pages = [each for each in self._pages.get((event, judge), ()) if device in ("", each.device)]
        for page in pages:
            page.put(message)
        return len(pages)

    def stir(self, event: str) -> None:
        """Lines were recorded in the event, of whatever kind."""
        if any(of == event and judge != DESK and not judge.startswith(SCREEN) for of, judge in self._pages):
            self._stirred.add(event)
            self._wake.set()

    async def run(self) -> None:
        """Find out who is to look, and send, for as long as this runs."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch())
            group.create_task(self._send())

    @allows("read-sheets")
    async def judge(self, websocket: WebSocket) -> None:
        """`/api/events/{event}/judge/live`: see the messages of this module, and heartbeats."""
        await self._serve(websocket, "read-sheets")

    @allows("watch-chief")
    async def desk(self, websocket: WebSocket) -> None:
        """`/api/events/{event}/chief/live`: `look` where a call came, was answered or is over; heartbeats."""
        await self._serve(websocket, "watch-chief")

    async def _serve(self, websocket: WebSocket, action: str) -> None:
        if not from_here(websocket, self._origins):
            await websocket.send_denial_response(answers.refusal(403, "foreign-origin"))
            return
        try:
            visitor = await self._accounts.visitor(websocket)
            admitted = await self._admit(websocket, visitor, action)
        except UnknownToken:
            admitted = answers.refusal(401, "unknown-token")
        if isinstance(admitted, Response):
            await websocket.send_denial_response(admitted)
            return
        await self._hold(websocket, visitor, websocket.path_params["event"], *admitted)

    async def hold(self, websocket: WebSocket, event: str, screen: str) -> None:
        """Keep the socket of a screen until it ends, unless another site's page opened it or there is no room."""
        if not from_here(websocket, self._origins):
            await websocket.send_denial_response(answers.refusal(403, "foreign-origin"))
        elif self._crowded:
            await websocket.send_denial_response(answers.refusal(503, "too-many-viewers"))
        else:
            await self._hold(websocket, NOBODY, event, SCREEN + screen, "")

    def screens(self) -> bool:
        """True where any screen listens in this process."""
        return any(judge.startswith(SCREEN) for _, judge in self._pages)

    @property
    def _crowded(self) -> bool:
        return sum(map(len, self._pages.values())) >= self._most

    async def _hold(self, websocket: WebSocket, visitor: Visitor, event: str, judge: str, device: str) -> None:
        await websocket.accept()
        protocol: LiveProtocol = websocket.scope["extensions"][EXTENSION]
        protocol.bound()
        page = Page(event, judge, device, protocol)
        pages = self._pages.setdefault((event, judge), set())
        pages.add(page)
        self.stir(event)  # what moved since her sights were taken
        try:
            if not await listen(websocket, visitor, self._accounts):
                await websocket.send_text(REVOKED.text.decode())
                await websocket.close(1008, "the way in is no longer valid")
        finally:
            pages.discard(page)
            if not pages:
                self._pages.pop((event, judge), None)
                self._sights.leave(event, judge)

    async def _admit(self, websocket: WebSocket, visitor: Visitor, action: str) -> tuple[str, str] | Response:
        """(judge, device) that the page is of, whose sights are known from now on; or why there is none."""
        event = websocket.path_params["event"]
        try:
            actor = visitor.acts(action, event, visitor.judge(event))
        except (SignInNeeded, Forbidden) as refused:
            return answers.refusal(403 if isinstance(refused, Forbidden) else 401, "not-allowed", "event")
        if self._crowded:
            return answers.refusal(503, "too-many-viewers")
        judge = actor.judge if action == "read-sheets" else DESK
        try:
            known = bool(_ID.fullmatch(event)) and await self._sights.begin(event, judge)
        except StoreFailed as error:
            log.error("%s cannot be followed: %s", event, error)
            return answers.refusal(503, "store-failed")
        return (judge, actor.device) if known else answers.refusal(404, "unknown-event", "event")

    async def _watch(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            stirred, self._stirred = self._stirred, set()
            for event in stirred:
                try:
                    moved = await self._sights.moved(event)
                except Exception:
                    log.exception("%s: who is to look cannot be found out", event)
                    moved = frozenset(judge for of, judge in self._pages if of == event)
                for judge in moved - {DESK}:
                    self.tell(event, judge, LOOK)
            await asyncio.sleep(CLOCK_S / 2)  # what comes meanwhile is looked at together

    async def _send(self) -> None:
        due = time.monotonic()
        beat = due + HEARTBEAT_S
        while True:
            due += CLOCK_S
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            beats = due >= beat
            beat += HEARTBEAT_S if beats else 0.0
            listening = [page for pages in self._pages.values() for page in pages]
            for start in range(0, len(listening), SLICE):
                for page in listening[start : start + SLICE]:
                    page.flush()
                    if beats:
                        page.protocol.beat(HEARTBEAT)
                await asyncio.sleep(0)
