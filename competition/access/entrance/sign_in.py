"""Signing in with login and password or with a personal code, and signing out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition.access import invitations, sessions
from competition.access.access import allows
from competition.access.accounts import Accounts
from competition.access.entrance.forms import form_of, local
from competition.access.entrance.landing import landing
from competition.access.entrance.proof import NotProved, Proof, agent_of, let_in
from competition.access.tablets import codes, devices
from competition.access.tablets.tickets import Ticket
from competition.desk_pages import desk_route, shown
from scoring.problems import Problem


class SignIn:
    """`/sign-in`, `/sign-in/code`, `/sign-out`."""

    def __init__(self, accounts: Accounts, proof: Proof) -> None:
        self._accounts = accounts
        self._proof = proof

    def routes(self) -> list[BaseRoute]:
        return [
            desk_route("/sign-in", self.page),
            desk_route("/sign-in", self.by_password, methods=["POST"]),
            desk_route("/sign-in/code", self.by_code, methods=["POST"]),
            desk_route("/sign-out", self.leave, methods=["POST"]),
        ]

    @allows("sign-in")
    async def page(self, request: Request) -> Response:
        """The two ways in."""
        return await self._shown(request, {"next": request.query_params.get("next", "")})

    @allows("sign-in")
    async def by_password(self, request: Request) -> Response:
        """Login and password: a session, and on to where she wanted."""
        form = await form_of(request)
        name = form.get("login", "").strip().lower()
        try:
            login = await self._proof.password(request, name, form.get("password", ""))
        except NotProved as why:
            return await self._shown(request, form, why.problem)
        held = await self._accounts.write(
            lambda connection: sessions.open_session(connection, login=login.name, agent=agent_of(request))
        )
        return await let_in(request, self._accounts, held, await self._to(form, held))

    @allows("sign-in")
    async def by_code(self, request: Request) -> Response:
        """A personal code: straight in; that of an invitation: to where it is taken up; of a tablet's ticket: to where
        the browser is enrolled by it."""
        form = await form_of(request)
        code = invitations.read_code(form.get("code", ""))
        try:
            if not code:
                raise NotProved(Problem("no-code", "code"))
            visitor = await self._accounts.visitor(request)
            here = visitor.device or visitor.late
            find = partial(codes.counting, code=code, device=here.device if here else "")
            found: codes.Counting = await self._proof.code(request, find)
        except NotProved as why:
            return await self._shown(request, form, why.problem)
        if isinstance(found, Ticket):
            return RedirectResponse("/enrol", 307)  # with the form, so that no address ever holds the code
        if not found.personal:
            return RedirectResponse(f"/invitations/{code}", 303)
        try:
            held = await self._accounts.write(
                lambda connection: invitations.come_in(connection, found, agent_of(request))
            )
        except invitations.Spent:
            return await self._shown(request, form, Problem("code-ended", "code"))
        return await let_in(request, self._accounts, held, await self._to(form, held))

    @allows("sign-in")
    async def leave(self, request: Request) -> Response:
        """End the session, and what this browser was enrolled for."""
        visitor = await self._accounts.visitor(request)
        if visitor.session:
            await self._accounts.write(lambda connection: sessions.end(connection, visitor.session))
        response = RedirectResponse("/", 303)
        for actor in visitor.actors:
            if actor.device:
                await self._accounts.write(partial(devices.end, event=actor.event, id=actor.device, by=actor.id))
        devices.drop_cookie(response, request)
        sessions.drop_cookie(response, request)
        return response

    async def _to(self, form: Mapping[str, str], held: str) -> str:
        return local(form.get("next", "")) or landing(await self._accounts.behind(held))

    async def _shown(self, request: Request, form: Mapping[str, str], *found: Problem) -> Response:
        visitor = await self._accounts.visitor(request)
        kept = {"login": form.get("login", ""), "code": form.get("code", ""), "next": local(form.get("next", ""))}
        closed = any(each.code.endswith("-closed") for each in found)
        answer = shown(
            request,
            "access/sign_in.html",
            visitor=visitor,
            event="",
            here="sign-in",
            status=429 if closed else 422 if found else 200,
            problems=found,
            kept=kept,
            landing=landing(visitor) if visitor.known else "",
        )
        for each in found:
            if closed:
                answer.headers["Retry-After"] = each.facts["seconds"]
        return answer
