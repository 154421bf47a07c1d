"""Enrolling: a link in a square code, or a short code that is typed, makes this browser one judge's. Two pages, one
button."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition.access import invitations, sessions
from competition.access.access import Actor, allows
from competition.access.accounts import Accounts
from competition.access.entrance.forms import form_of
from competition.access.entrance.proof import NotProved, Proof, agent_of, log
from competition.access.entrance.throttle import Turns
from competition.access.invitations import Invitation
from competition.access.tablets import codes, devices, tickets
from competition.access.tablets.devices import Device
from competition.access.tablets.tickets import Ticket
from competition.desk_pages import desk_route, shown
from judges.devices import places
from scoring.problems import Problem

SHOWING = re.compile(r"[A-Za-z0-9_-]{40,64}")
"""The secret of one showing of the page: sent twice, it is one device."""


class Enrolment:
    """`/enrol` and `/enrol/{token}`."""

    def __init__(self, accounts: Accounts, proof: Proof) -> None:
        self._accounts = accounts
        self._proof = proof
        self._turns = Turns()

    def routes(self) -> list[BaseRoute]:
        return [
            desk_route("/enrol", self.ask),
            desk_route("/enrol", self.by_code, methods=["POST"]),
            desk_route("/enrol/{token}", self.offer),
            desk_route("/enrol/{token}", self.by_link, methods=["POST"]),
        ]

    @allows("sign-in")
    async def ask(self, request: Request) -> Response:
        """Where a short code is typed; who is enrolled already goes on."""
        return await self._asked(request)

    @allows("sign-in")
    async def by_code(self, request: Request) -> Response:
        """A code was typed: whose it is; once that is confirmed, enrolled."""
        form = await form_of(request)
        code = invitations.read_code(form.get("code", ""))
        try:
            if not code:
                raise NotProved(Problem("no-code", "code"))
            here = await self._here(request)
            device, showing = here.device if here else "", form.get("showing", "")
            find = partial(codes.counting, code=code, device=device, showing=showing)
            found: codes.Counting = await self._proof.code(request, find)
        except NotProved as why:
            return await self._asked(request, form, why.problem)
        if isinstance(found, Invitation):
            return RedirectResponse(f"/invitations/{code}", 303)
        if "showing" not in form:
            return await self._offered(request, found, {"code": code})
        return await self._enrolled(request, found, form)

    @allows("sign-in")
    async def offer(self, request: Request) -> Response:
        """For whom this browser would be enrolled. Looking at it uses nothing up."""
        found = await self._found(request)
        return await (self._gone(request, "unknown") if found is None else self._offered(request, found, {}))

    @allows("sign-in")
    async def by_link(self, request: Request) -> Response:
        """Enrol this browser."""
        form = await form_of(request)
        found = await self._found(request)
        return await (self._gone(request, "unknown") if found is None else self._enrolled(request, found, form))

    async def _found(self, request: Request) -> Ticket | None:
        token = request.path_params["token"][:200]
        return await self._accounts.read(lambda connection: tickets.by_token(connection, token))

    async def _enrolled(self, request: Request, ticket: Ticket, form: Mapping[str, str]) -> Response:
        showing = form.get("showing", "")
        if not SHOWING.fullmatch(showing):
            return await self._offered(request, ticket, form)
        before = await self._before(request, ticket)
        other = _other(before, ticket)
        if other is not None and other.unsent and form.get("anyway") != "yes":
            return await self._offered(request, ticket, form, 409)
        agent = agent_of(request)
        async with self._turns.turn(ticket.id):  # the second click waits for the first
            try:
                device, held = await self._accounts.write(
                    lambda connection: tickets.use(connection, ticket, showing=showing, agent=agent)
                )
            except tickets.Spent:
                known = await self._found_again(ticket)
                return await (
                    self._gone(request, "open") if known.state == "open" else self._offered(request, known, form)
                )
        log.info("%s was enrolled for %s in %s", device.id, device.judge, device.event)
        return await self._let_in(request, device, held, before)

    async def _found_again(self, ticket: Ticket) -> Ticket:
        listed = await self._accounts.read(lambda connection: tickets.of_event(connection, ticket.event))
        return next((each for each in listed if each.id == ticket.id), ticket)

    async def _let_in(self, request: Request, device: Device, held: str, before: Device | None) -> Response:
        """Lead on to the sheets. What the browser was before it is no more; who is signed in with a password stays."""
        visitor = await self._accounts.visitor(request)
        if before is not None and before.id != device.id:
            await self._accounts.write(
                lambda connection: devices.end(connection, before.event, before.id, before.account)
            )
        response = RedirectResponse(f"/judge/{device.event}", 303)
        if visitor.session and visitor.by_code:
            await self._accounts.write(lambda connection: sessions.end(connection, visitor.session))
            sessions.drop_cookie(response, request)
        devices.keep_cookie(response, request, held)
        return response

    async def _before(self, request: Request, ticket: Ticket) -> Device | None:
        """The device that this browser is or was last, with what it last said; None where it never was one."""
        here = await self._here(request)
        if here is None:
            return None
        found = await self._accounts.read(lambda connection: devices.find(connection, here.event, here.device))
        return None if found is None else self._accounts.contacts.merged(found)

    async def _here(self, request: Request) -> Actor | None:
        """Whom the browser is or was enrolled for last."""
        visitor = await self._accounts.visitor(request)
        return visitor.device or visitor.late

    async def _offered(self, request: Request, ticket: Ticket, form: Mapping[str, str], status: int = 200) -> Response:
        """The page with the button; or straight on where this browser has used the ticket."""
        before = await self._before(request, ticket)
        if before is not None and before.id == ticket.device and before.state == "enrolled":
            return RedirectResponse(f"/judge/{ticket.event}", 303)
        if ticket.state != "open":
            return await self._gone(request, ticket.state)
        judge = await self._accounts.read(lambda connection: places.judge_of(connection, ticket.event, ticket.judge))
        event = await self._accounts.read(lambda connection: places.event_name(connection, ticket.event))
        return shown(
            request,
            "judges/devices_enrol.html",
            visitor=await self._accounts.visitor(request),
            event="",
            here="enrol",
            status=status,
            ticket=ticket,
            judge=judge,
            of=event,
            code=form.get("code", ""),
            showing=secrets.token_urlsafe(32),
            other=_other(before, ticket),
        )

    async def _asked(self, request: Request, form: Mapping[str, str] | None = None, *found: Problem) -> Response:
        visitor = await self._accounts.visitor(request)
        closed = any(each.code.endswith("-closed") for each in found)
        answer = shown(
            request,
            "judges/devices_code.html",
            visitor=visitor,
            event="",
            here="enrol",
            status=429 if closed else 422 if found else 200,
            problems=found,
            kept={"code": (form or {}).get("code", "")},
            enrolled=visitor.device,
        )
        for each in found:
            if closed:
                answer.headers["Retry-After"] = each.facts["seconds"]
        return answer

    async def _gone(self, request: Request, state: str) -> Response:
        """There is nothing to enrol by: why, and what to do."""
        visitor = await self._accounts.visitor(request)
        status = 404 if state == "unknown" else 410
        page = "judges/devices_gone.html"
        return shown(request, page, visitor=visitor, event="", here="enrol", status=status, state=state)


def _other(before: Device | None, ticket: Ticket) -> Device | None:
    """What the browser was before, where that was another judge's: her marks do not go along."""
    if before is None or (before.event, before.judge) == (ticket.event, ticket.judge):
        return None
    return before
