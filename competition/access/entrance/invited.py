"""Taking up an invitation: with a login one has, with a new one, or with nothing but a judge's personal code. The
owner's link is taken up in the same way, with a new login."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from competition.access import invitations, logins, passwords, sessions
from competition.access.access import HOUSE, allows
from competition.access.accounts import Accounts
from competition.access.entrance.forms import form_of
from competition.access.entrance.landing import landing
from competition.access.entrance.proof import NotProved, Proof, agent_of, let_in, log
from competition.access.entrance.throttle import Turns
from competition.access.invitations import Invitation
from competition.access.passwords import Passwords
from competition.desk_pages import desk_route, shown
from competition.store import schema
from scoring.problems import Problem

OWNER = "owner"
_TEMPLATES = {OWNER: "access/claim.html", invitations.PASSWORD: "access/password.html"}


@dataclass(frozen=True, slots=True)
class _Place:
    """What an invitation is to, in words: names in both languages; of the judge, where it is hers."""

    event: Mapping[str, str]
    judge: str


class _Refused(Exception):
    """The form is shown again with these problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(each.code for each in problems))
        self.problems = problems


class Invited:
    """`/invitations/{token}` and `/claim/{token}`."""

    def __init__(self, accounts: Accounts, proof: Proof, hashes: Passwords) -> None:
        self._accounts = accounts
        self._proof = proof
        self._hashes = hashes
        self._turns = Turns()

    def routes(self) -> list[BaseRoute]:
        return [
            desk_route("/invitations/{token}", self.invitation),
            desk_route("/invitations/{token}", self.take_up, methods=["POST"]),
            desk_route("/claim/{token}", self.claim),
            desk_route("/claim/{token}", self.take_over, methods=["POST"]),
        ]

    @allows("sign-in")
    async def invitation(self, request: Request) -> Response:
        """What is offered, and the ways to take it up."""
        return await self._page(request)

    @allows("sign-in")
    async def claim(self, request: Request) -> Response:
        """The owner's link: choose login and password."""
        return await self._page(request)

    @allows("sign-in")
    async def take_up(self, request: Request) -> Response:
        """Take the invitation up and sign in. The form's `way`: code, here, known or new."""
        return await self._taken(request)

    @allows("sign-in")
    async def take_over(self, request: Request) -> Response:
        """Become the owner, with a new login."""
        return await self._taken(request)

    async def _page(self, request: Request) -> Response:
        try:
            found = await self._found(request)
        except NotProved as why:
            return await self._gone(request, "unknown", why.problem)
        return (
            await self._shown(request, found, {}) if found.state == "open" else await self._gone(request, found.state)
        )

    async def _taken(self, request: Request) -> Response:
        form = await form_of(request)
        async with self._turns.turn(request.path_params["token"]):  # the second click waits for the first
            return await self._answered(request, form)

    async def _answered(self, request: Request, form: Mapping[str, str]) -> Response:
        try:
            found = await self._found(request, form.get("login", "").strip().lower())
        except NotProved as why:
            return await self._gone(request, "unknown", why.problem)
        way = "new" if found.role == OWNER else form.get("way", "")
        try:
            held = await self._held(request, found, way, form)
        except invitations.Spent:
            return await self._gone(request, found.state if found.state != "open" else "used")
        except _Refused as refused:
            return await self._shown(request, found, form, *refused.problems)
        except NotProved as why:
            return await self._shown(request, found, form, why.problem)
        return await let_in(request, self._accounts, held, landing(await self._accounts.behind(held)))

    async def _held(self, request: Request, found: Invitation, way: str, form: Mapping[str, str]) -> str:
        """What the cookie of the new session holds. Raises Spent, _Refused or NotProved."""
        agent = agent_of(request)
        if found.role == invitations.PASSWORD:
            return await self._again(found, form, agent)
        if way == "code":
            return await self._accounts.write(lambda connection: invitations.come_in(connection, found, agent))
        if way == "here":
            visitor = await self._accounts.visitor(request)
            if not visitor.session or visitor.by_code:
                raise _Refused(Problem("sign-in-first", "login"))
            return await self._accounts.write(lambda connection: _accepted(connection, found, visitor.login, agent))
        name = form.get("login", "").strip().lower()
        password = form.get("password", "")
        if way == "known" or found.used_by == f"{found.role}.{name}":  # the second click on a form that was taken
            login = await self._proof.password(request, name, password)
            return await self._accounts.write(lambda connection: _accepted(connection, found, login.name, agent))
        if found.state != "open":
            raise invitations.Spent
        return await self._new(found, name, form.get("shown", "").strip(), password, form.get("again", ""), agent)

    async def _new(self, found: Invitation, name: str, said: str, password: str, again: str, agent: str) -> str:
        problems = await self._accounts.read(lambda connection: logins.name_problems(connection, name, said))
        problems += passwords.problems(password, name)
        if not problems and again != password:
            problems = [Problem("password-differs", "again")]
        if problems:
            raise _Refused(*problems)
        hashed = await self._hashes.hash(password)

        def made(connection: Connection) -> str:
            try:
                with connection.begin_nested():
                    logins.create(connection, name, said, hashed)
            except IntegrityError:
                raise _Refused(Problem("login-taken", "login", {"login": name})) from None
            return _accepted(connection, found, name, agent)

        held = await self._accounts.write(made)
        log.info("new login: %s as %s", name, found.role)
        return held

    async def _again(self, found: Invitation, form: Mapping[str, str], agent: str) -> str:
        """Another password for the login; whoever was signed in by the old one is so no more."""
        password = form.get("password", "")
        problems = passwords.problems(password, found.whom)
        if not problems and form.get("again", "") != password:
            problems = [Problem("password-differs", "again")]
        if problems:
            raise _Refused(*problems)
        hashed = await self._hashes.hash(password)

        def changed(connection: Connection) -> str:
            invitations.use(connection, found, found.whom)
            logins.set_password(connection, found.whom, hashed)
            sessions.end_all(connection, login=found.whom)
            return sessions.open_session(connection, login=found.whom, agent=agent)

        return await self._accounts.write(changed)

    async def _found(self, request: Request, login: str = "") -> Invitation:
        """The invitation of the path; the owner's only where it is claimed. login: who it would be used by.
        Raises NotProved."""
        found = await self._proof.invitation(request, request.path_params["token"], login)
        if (found.role == OWNER) != request.url.path.startswith("/claim/"):
            raise NotProved(Problem("wrong-code", "code"))
        return found

    async def _shown(
        self, request: Request, found: Invitation, form: Mapping[str, str], *problems: Problem
    ) -> Response:
        closed = [each for each in problems if each.code.endswith("-closed")]
        way = form.get("way", "")
        return shown(
            request,
            _TEMPLATES.get(found.role, "access/invitation.html"),
            visitor=await self._accounts.visitor(request),
            event="",
            here="invitation",
            status=429 if closed else 422 if problems else 200,
            problems=problems,
            kept={"login": form.get("login", ""), "shown": form.get("shown", found.whom)},
            way=way,
            invitation=found,
            place=await self._accounts.read(lambda connection: _place(connection, found)),
        )

    async def _gone(self, request: Request, state: str, *problems: Problem) -> Response:
        """There is nothing to take up: why, and what to do."""
        visitor = await self._accounts.visitor(request)
        closed = any(each.code.endswith("-closed") for each in problems)
        return shown(
            request,
            "access/spent.html",
            visitor=visitor,
            event="",
            here="invitation",
            status=429 if closed else 404 if state == "unknown" else 410,
            state="closed" if closed else state,
            problems=problems,
            claim=request.url.path.startswith("/claim/"),
            landing=landing(visitor) if visitor.known else "",
        )


def _accepted(connection: Connection, found: Invitation, login: str, agent: str) -> str:
    """Give the login the role, if it has not taken it already, and open a session. Raises Spent or _Refused."""
    if found.used_by != f"{found.role}.{login}" or found.state == "open":
        try:
            invitations.accept(connection, found, login)
        except logins.AccountTaken:
            raise _Refused(Problem("account-taken", "login", {"login": login})) from None
    return sessions.open_session(connection, login=login, agent=agent)


def _place(connection: Connection, found: Invitation) -> _Place:
    event, judge = schema.event.c, schema.judge.c
    names = connection.execute(select(event.name_zh, event.name_en).where(event.id == found.event)).first()
    who = connection.scalar(select(judge.name).where(judge.event == found.event, judge.id == found.judge))
    both = {"zh": names.name_zh, "en": names.name_en} if names is not None else {}
    return _Place({} if found.event == HOUSE else both, who or found.judge)
