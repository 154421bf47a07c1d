"""What a judge's page asks about the browser that it runs in, and that a browser with a session is a device, too.

`GET /api/events/{event}/judge/device` → {"event", "id", "label", "judge", "enrolled_at", "expires_at", "seal": the key
of the hand-over (see `handover`), "message": {"id", "text", "at", "seen": bool} or null}; 404 `no-device` for a bearer
token, 401 `device-revoked` or `device-expired` where it is over. The header `Saiping-Page` says which version of the
page the server has by now.

`POST /api/events/{event}/judge/device/seen` {"id": of the message} → {}: the message was read.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from competition import answers
from competition.access import sessions
from competition.access.access import Actor, allows
from competition.access.accounts import Accounts
from competition.access.entrance.proof import agent_of
from competition.access.tablets import devices
from competition.access.tokens import hash_of, now
from competition.access.visitors import Forbidden, Visitor
from judges.devices import places
from judges.shell import PAGE, version

UNKEPT = {"cache-control": "no-store"}
LARGEST = 1024
"""Bytes of what is posted here."""


class OwnDevice:
    """The routes of a judge's own device."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/events/{event}/judge/device", self.told, methods=["GET"]),
            Route("/api/events/{event}/judge/device/seen", self.seen, methods=["POST"]),
        ]

    @allows("read-sheets")
    async def told(self, request: Request) -> Response:
        """What the office knows of this browser, its key, and the last word sent to it."""
        visitor, actor = await self._judge(request)
        if not await self._accounts.read(lambda connection: places.event_name(connection, actor.event)):
            return answers.refusal(404, "unknown-event", "event")
        id = await made_known(request, visitor, actor)

        def found(connection: Connection) -> dict[str, Any] | None:
            device = devices.find(connection, actor.event, id)
            return None if device is None else _plain(device, devices.seal_of(connection, device.event, device.id))

        said = await self._accounts.read(found) if id else None
        headers = UNKEPT | {PAGE: version()}
        return answers.refusal(404, "no-device") if said is None else answers.told(said, headers=headers)

    @allows("read-sheets")
    async def seen(self, request: Request) -> Response:
        """The judge has read a message."""
        _, actor = await self._judge(request)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return answers.refusal(413, "too-large", limit=str(LARGEST))
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            return answers.refusal(400, "not-json")
        id = said.get("id") if isinstance(said, dict) else None
        if isinstance(id, str) and actor.device:
            await self._accounts.write(lambda connection: devices.saw(connection, actor.event, actor.device, id))
        return answers.told({}, headers=UNKEPT)

    async def _judge(self, request: Request) -> tuple[Visitor, Actor]:
        event = request.path_params["event"]
        visitor = await self._accounts.visitor(request)
        return visitor, meant(request, visitor.acts("read-sheets", event, visitor.judge(event)), "read-sheets")


def meant(request: Request, judge: Actor, action: str) -> Actor:
    """The judge who asks. Raises Forbidden where the page that asks is another judge's, whose browser has changed hands
    since it was loaded."""
    if request.headers.get("saiping-judge", judge.judge) != judge.judge:
        raise Forbidden(action, judge.event)
    return judge


async def made_known(request: Request, visitor: Visitor, actor: Actor) -> str:
    """The id of the device that the browser is. One that came in with a session becomes a device now, so that the
    office sees it and may end it; "" for a bearer token. actor: the judge that the visitor is. Raises StoreFailed."""
    if actor.device or not visitor.session:
        return actor.device
    accounts: Accounts = request.app.state.accounts
    hashed = devices.session_hash(hash_of(sessions.cookie_of(request)), actor.event)
    agent, until = agent_of(request), now(sessions.LASTS)
    made = await accounts.write(
        lambda connection: devices.enrol(connection, actor, hashed=hashed, agent=agent, expires_at=until)
    )
    return made.id


def _plain(device: devices.Device, seal: str) -> dict[str, Any]:
    message = {
        "id": device.message_at,
        "text": device.message,
        "at": device.message_at,
        "seen": bool(device.message_seen_at),
    }
    return {
        "event": device.event,
        "id": device.id,
        "label": device.label,
        "judge": device.judge,
        "enrolled_at": device.enrolled_at,
        "expires_at": device.expires_at,
        "seal": seal,
        "message": message if device.message else None,
    }
