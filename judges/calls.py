"""A judge calls the chief judge to her panel, and takes it back.

`GET /api/events/{event}/judge/call` → {"call": {"id", "at", "seen"} or null}: the one that stands.
`POST` there {"id": a key of the page's own making, "phase", "entrant"} → the same: sent again, or while another call of
hers stands, it is one call. `POST …/judge/call/end` {"id"} → {"call": null}: taken back, or nobody is needed any more.
"""

from __future__ import annotations

import json
import logging
import re
from typing import Any, Final

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from competition import answers
from competition.access.access import Actor, allows
from competition.access.accounts import Accounts
from competition.chief import calls
from competition.chief.calls import Call
from competition.live.nudges import DESK, LOOK, Nudges
from competition.recording.streams import Streams
from competition.store.database import Database
from judges.devices.own import meant
from scoring.state import State

LARGEST: Final = 1024
"""Bytes of what is posted here."""

UNKEPT = {"cache-control": "no-store"}
NOWHERE = ("", "", "")
log = logging.getLogger("saiping.calls")

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Calls:
    """The routes by which judges call."""

    def __init__(self, accounts: Accounts, database: Database, streams: Streams, nudges: Nudges) -> None:
        self._accounts = accounts
        self._database = database
        self._streams = streams
        self._nudges = nudges

    def routes(self) -> list[BaseRoute]:
        """HTTP routes, each with its action declared."""
        path = "/api/events/{event}/judge/call"
        return [
            Route(path, self.standing, methods=["GET"]),
            Route(path, self.call, methods=["POST"]),
            Route(f"{path}/end", self.end, methods=["POST"]),
        ]

    @allows("call-chief")
    async def standing(self, request: Request) -> Response:
        """The judge's call that stands."""
        judge = await self._judge(request)

        def read() -> Call | None:
            with self._database.connect() as connection:
                return calls.of_judge(connection, judge.event, judge.judge)

        return _told(await self._database.read(read))

    @allows("call-chief")
    async def call(self, request: Request) -> Response:
        """Call the chief judge."""
        judge = await self._judge(request)
        said = await _said(request)
        if isinstance(said, Response):
            return said
        id = said["id"]
        where = await self._where(judge, said.get("phase"), said.get("entrant"))

        def make(connection: Connection) -> Call | None:
            return calls.make(connection, judge.event, judge.judge, id, where)

        try:
            made = await self._database.write(make)
        except KeyError:
            return answers.refusal(400, "bad-key", "id", value=id)
        log.info("%s called the chief judge of %s", judge.id, judge.event)
        self._nudges.tell(judge.event, DESK, LOOK)
        return _told(made)

    @allows("call-chief")
    async def end(self, request: Request) -> Response:
        """Take the call back, or say that it is over."""
        judge = await self._judge(request)
        said = await _said(request)
        if isinstance(said, Response):
            return said
        id = said["id"]

        def ended(connection: Connection) -> Call | None:
            calls.end(connection, judge.event, id, judge.judge)
            return calls.of_judge(connection, judge.event, judge.judge)

        left = await self._database.write(ended)
        log.info("%s took call %s in %s back", judge.id, id, judge.event)
        self._nudges.tell(judge.event, DESK, LOOK)
        return _told(left)

    async def _judge(self, request: Request) -> Actor:
        event = request.path_params["event"]
        visitor = await self._accounts.visitor(request)
        return meant(request, visitor.acts("call-chief", event, visitor.judge(event)), "call-chief")

    async def _where(self, judge: Actor, phase: object, entrant: object) -> tuple[str, str, str]:
        """Trade, phase and entrant of the sheet that she called from; nowhere where that is none of this event."""
        recorder = await self._streams.recorder(judge.event)
        if recorder is None or not isinstance(phase, str) or not isinstance(entrant, str):
            return NOWHERE
        async with recorder.reading() as state:
            return _place(state, phase, entrant)


def _place(state: State, phase: str, entrant: str) -> tuple[str, str, str]:
    trade = state.trade_of.get(entrant)
    return NOWHERE if trade is None or phase not in trade.phases else (trade.id, phase, entrant)


async def _said(request: Request) -> dict[str, Any] | Response:
    """What was posted, with its key; or why it is refused."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return answers.refusal(413, "too-large", largest=str(LARGEST))
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return answers.refusal(400, "not-json")
    id = said.get("id") if isinstance(said, dict) else None
    if not isinstance(id, str) or not _KEY.fullmatch(id):
        return answers.refusal(400, "bad-key", "id", value=str(id)[:80])
    return dict(said)


def _told(call: Call | None) -> Response:
    plain = None if call is None else {"id": call.id, "at": call.made_at, "seen": call.seen_at is not None}
    return answers.told({"call": plain}, headers=UNKEPT)
