"""One's own account: sessions, password, language."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition.access import logins, passwords, sessions
from competition.access.access import allows
from competition.access.accounts import Accounts
from competition.access.entrance.forms import form_of
from competition.access.entrance.proof import NotProved, Proof
from competition.access.passwords import Passwords
from competition.access.sessions import Session
from competition.access.visitors import SignInNeeded, Visitor, acting
from competition.desk_pages import desk_route, shown
from scoring.problems import Problem


class OwnAccount:
    """`/account`."""

    def __init__(self, accounts: Accounts, proof: Proof, hashes: Passwords) -> None:
        self._accounts = accounts
        self._proof = proof
        self._hashes = hashes

    def routes(self) -> list[BaseRoute]:
        return [
            desk_route("/account", self.page),
            desk_route("/account/password", self.password, methods=["POST"]),
            desk_route("/account/sessions", self.sessions, methods=["POST"]),
        ]

    @allows("own-account")
    async def page(self, request: Request) -> Response:
        """Who one is, where one is signed in, and how to change the password."""
        return await self._shown(request, await self._visitor(request), {})

    @allows("own-account")
    async def password(self, request: Request) -> Response:
        """Change the password; every other session ends."""
        visitor = await self._visitor(request)
        form = await form_of(request)
        new = form.get("password", "")
        found = [] if not visitor.by_code else [Problem("no-password", "old")]
        found = found or passwords.problems(new, visitor.login)
        if not found and form.get("again", "") != new:
            found = [Problem("password-differs", "again")]
        if not found:
            try:
                await self._proof.password(request, visitor.login, form.get("old", ""))
            except NotProved as why:
                code = "wrong-old-password" if why.problem.code == "wrong-password" else why.problem.code
                found = [Problem(code, "old", why.problem.facts)]
        if found:
            return await self._shown(request, visitor, form, *found)
        hashed = await self._hashes.hash(new)

        def changed(connection: Connection) -> None:
            logins.set_password(connection, visitor.login, hashed)
            sessions.end_all(connection, login=visitor.login, but=visitor.session)

        await self._accounts.write(changed)
        return RedirectResponse("/account?changed=password", 303)

    @allows("own-account")
    async def sessions(self, request: Request) -> Response:
        """End one of one's sessions, or all but this one."""
        visitor = await self._visitor(request)
        chosen = (await form_of(request)).get("session", "")

        def ended(connection: Connection) -> None:
            for each in _own(connection, visitor):
                if each.id == chosen or (chosen == "others" and each.id != visitor.session):
                    sessions.end(connection, each.id)

        await self._accounts.write(ended)
        return RedirectResponse("/account?changed=sessions", 303)

    async def _visitor(self, request: Request) -> Visitor:
        """Who it is, if she came with a session. Raises SignInNeeded."""
        await acting(request, "own-account")
        visitor = await self._accounts.visitor(request)
        if not visitor.session:
            raise SignInNeeded("own-account")
        return visitor

    async def _shown(self, request: Request, visitor: Visitor, form: Mapping[str, str], *found: Problem) -> Response:
        return shown(
            request,
            "access/account.html",
            visitor=visitor,
            event="",
            here="account",
            status=422 if found else 200,
            problems=found,
            device=_device,
            changed=request.query_params.get("changed", ""),
            sessions=await self._accounts.read(lambda connection: _own(connection, visitor)),
            events={each["id"]: each["name"] for each in await request.app.state.catalogue.events()},
        )


def _device(agent: str) -> str:
    """What a browser calls itself, in two words: the system's and its own."""
    systems = ("iPad", "iPhone", "Android", "HarmonyOS", "Windows", "Macintosh", "Linux")
    browsers = ("MicroMessenger", "Edg", "Firefox", "HuaweiBrowser", "Chrome", "Safari")
    found = [next((each for each in names if each in agent), "") for names in (systems, browsers)]
    return " ".join(filter(None, found)).replace("Edg", "Edge").replace("Macintosh", "Mac") or agent[:40] or "–"


def _own(connection: Connection, visitor: Visitor) -> list[Session]:
    """Her open sessions; of who came in with a code, those that the code led to."""
    if not visitor.by_code:
        return sessions.open_sessions(connection, login=visitor.login)
    (actor,) = visitor.actors
    return [each for each in sessions.open_sessions(connection, event=actor.event) if each.account == actor.id]
