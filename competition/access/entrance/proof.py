"""How somebody proves who she is: by password, by personal code, by link. Too many wrong tries close the way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access import invitations, logins, sessions
from competition.access.accounts import Accounts
from competition.access.entrance.forms import address_of
from competition.access.entrance.throttle import Throttle
from competition.access.invitations import Invitation
from competition.access.logins import Login
from competition.access.passwords import LONGEST, Passwords
from competition.access.tablets import codes, devices
from scoring.problems import Problem

EVERYBODY: Final = ""

Found = TypeVar("Found")

log = logging.getLogger("saiping.access")


class NotProved(Exception):
    """She did not prove it; the problem says why, as far as strangers may know."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Proof:
    """Passwords, codes and links, and how often they may be tried.

    A login is closed for five minutes after five wrong passwords, an address for a minute after thirty. Codes: an
    address is closed for a minute after five wrong ones, all codes after twenty from anywhere; links are not.
    """

    def __init__(self, accounts: Accounts, passwords: Passwords) -> None:
        self._accounts = accounts
        self._passwords = passwords
        self._logins = Throttle(5, 300, 300)
        self._addresses = Throttle(30, 60, 60)
        self._codes = Throttle(5, 60, 60)
        self._every_code = Throttle(20, 60, 60)

    async def password(self, request: Request, name: str, password: str) -> Login:
        """The login, which takes the same time whether there is one. Raises NotProved or StoreFailed."""
        name, address = name[:64], address_of(request)
        async with self._logins.turn(name):
            wait = max(self._logins.wait_s(name), self._addresses.wait_s(address))
            if wait:
                log.warning("sign-in is closed for %r from %s", name, address)
                raise NotProved(Problem("sign-in-closed", "login", {"seconds": str(wait)}))
            login = await self._accounts.read(lambda connection: logins.find(connection, name))
            counts = login is not None and login.disabled_at is None and len(password) <= LONGEST
            if await self._passwords.fits(password, login.password if login and counts else None) and login:
                self._logins.succeeded(name)
                log.info("signed in: %s from %s", name, address)
                return login
            self._logins.failed(name)
            self._addresses.failed(address)
            log.warning("wrong password for %r from %s", name, address)
            raise NotProved(Problem("wrong-password", "login"))

    async def invitation(self, request: Request, secret: str, login: str = "") -> Invitation:
        """The invitation that a link's end belongs to, in whatever state; or a typed code, if it counts still, or this
        login used it up. Raises NotProved or StoreFailed."""
        if invitations.read_code(secret):
            return await self.code(request, lambda connection: codes.invitation(connection, secret, login))
        found = await self._accounts.read(lambda connection: invitations.find(connection, secret[:200]))
        if found is None:
            raise NotProved(Problem("wrong-code", "code"))
        return found

    async def code(self, request: Request, find: Callable[[Connection], Found | None]) -> Found:
        """What a typed code counts for, as `codes` finds it. Raises NotProved or StoreFailed."""
        address = address_of(request)
        async with self._every_code.turn(EVERYBODY):
            wait = max(self._codes.wait_s(address), self._every_code.wait_s(EVERYBODY))
            if wait:
                log.warning("codes are closed for %s", address)
                raise NotProved(Problem("codes-closed", "code", {"seconds": str(wait)}))
            found = await self._accounts.read(find)
            if found is not None:
                return found
            self._codes.failed(address)
            self._every_code.failed(EVERYBODY)
            log.warning("wrong code from %s", address)
            raise NotProved(Problem("code-opens-nothing", "code"))


async def let_in(request: Request, accounts: Accounts, held: str, to: str) -> Response:
    """Lead on with a new session, whose cookie holds this; the one that the browser had before ends, and what it was
    enrolled for where she judges there herself."""
    before, after = await accounts.visitor(request), await accounts.behind(held)
    if before.session:
        await accounts.write(lambda connection: sessions.end(connection, before.session))
    response = RedirectResponse(to, 303)
    device = before.device or before.late
    if device is not None and after.judge(device.event):
        await accounts.write(lambda connection: devices.end(connection, device.event, device.device, device.id))
        devices.drop_cookie(response, request)
    sessions.keep_cookie(response, request, held)
    return response


def agent_of(request: Request) -> str:
    """What the browser calls itself."""
    return request.headers.get("user-agent", "")
