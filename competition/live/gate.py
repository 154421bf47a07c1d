"""The way to a board: who asks, whether she may see it, and from which version on."""

from __future__ import annotations

import logging
import re
from typing import Final, NamedTuple

from starlette.requests import HTTPConnection
from starlette.responses import Response

from competition import answers
from competition.access.access import AUDIENCES
from competition.access.accounts import Accounts
from competition.access.origins import from_here
from competition.access.visitors import Forbidden, SignInNeeded, UnknownToken, Visitor
from competition.live.channel import Channel, View
from competition.live.hub import Hub

WATCHING: Final = tuple(f"watch-{audience}" for audience in AUDIENCES)

NOWHERE: Final = -1
"""The version of a viewer that holds no board of ours: no delta starts there."""

log = logging.getLogger("saiping.live")

_NUMBER = re.compile(r"[0-9]{1,15}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_BOARD = re.compile(r"[A-Za-z0-9][^/\x00-\x1f\x7f]{0,199}")


class Admitted(NamedTuple):
    """Who is let in, and the channel of the view that she asks for."""

    visitor: Visitor
    channel: Channel


class Gate:
    """Lets viewers in. origins: what a browser's stream may come from besides this server's own pages, e.g.
    `https://example.org`. most: viewers at a time."""

    def __init__(
        self, hub: Hub, accounts: Accounts, *, origins: frozenset[str] = frozenset(), most: int = 20_000
    ) -> None:
        self.hub = hub
        self.accounts = accounts
        self.origins = origins
        self._most = most

    async def admit(self, connection: HTTPConnection) -> Admitted | Response:
        """The channel that the caller asks for and may see, with a board; or why not."""
        try:
            visitor = await self.accounts.visitor(connection)
        except UnknownToken:
            return answers.refusal(401, "unknown-token")
        view = View(
            connection.path_params["event"],
            connection.path_params["board"],
            connection.query_params.get("audience", "public"),
        )
        if view.audience not in AUDIENCES:
            return answers.refusal(404, "unknown-audience", "audience")
        try:
            visitor.acts(f"watch-{view.audience}", view.event)
        except (SignInNeeded, Forbidden) as refused:
            return answers.refusal(403 if isinstance(refused, Forbidden) else 401, "not-allowed", "audience")
        if not _ID.fullmatch(view.event) or not _BOARD.fullmatch(view.board):
            return answers.refusal(404, "unknown-board", "board")
        try:
            channel = await self.hub.channel(view)
        except Exception:
            log.exception("%s cannot be shown", view)
            return answers.refusal(503, "board-unreadable", "board")
        if channel is None:
            return answers.refusal(404, "unknown-board", "board")
        return Admitted(visitor, channel)

    async def admit_viewer(self, connection: HTTPConnection) -> Admitted | Response:
        """`admit` for who stays: none whom another site's page sends, and no more than there is room for."""
        if not from_here(connection, self.origins):
            return answers.refusal(403, "foreign-origin")
        if self.hub.viewers >= self._most:
            return answers.refusal(503, "too-many-viewers")
        return await self.admit(connection)


def event_id(connection: HTTPConnection) -> str:
    """The event that the path names, "" where no event could have that name."""
    event: str = connection.path_params["event"]
    return event if _ID.fullmatch(event) else ""


def since(connection: HTTPConnection) -> int | None:
    """The version or line that the caller holds, None for none; what is no number is one that we never had."""
    return _whole(connection.query_params.get("since"))


def wait(connection: HTTPConnection) -> int | None:
    """Seconds after which the caller wants a stream to end, None for as long as it lasts."""
    asked = _whole(connection.query_params.get("wait"))
    return None if asked == NOWHERE else asked


def _whole(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if _NUMBER.fullmatch(text) else NOWHERE


async def still(connection: HTTPConnection, visitor: Visitor, accounts: Accounts) -> bool:
    """True where the connection is whose it was, with the same accounts."""
    try:
        return await accounts.visitor(connection) == visitor
    except UnknownToken:
        return False
