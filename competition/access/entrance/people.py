"""Who may come in, for the organiser of an event and for the owner: people, sessions, invitations, judges' codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import segno
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition import pages
from competition.access import invitations, logins, people, sessions
from competition.access.access import HOUSE, Actor, allows
from competition.access.accounts import Accounts
from competition.access.entrance.forms import form_of
from competition.access.entrance.proof import log
from competition.access.invitations import INVITED, LONGEST_WHOM, Made
from competition.access.visitors import acting
from competition.desk import UnknownEvent
from competition.desk_pages import desk_route, paged, shown, termed
from scoring.problems import Problem

DAYS = ("1", "7", "30")
"""For how many days an invitation may count."""


class People:
    """`/office/{event}/people` and, for the installation itself, `/accounts`. address: where people reach this server,
    "" for where the request came to."""

    def __init__(self, accounts: Accounts, address: str = "") -> None:
        self._accounts = accounts
        self._address = address.rstrip("/")

    def routes(self) -> list[BaseRoute]:
        made: list[BaseRoute] = [desk_route("/accounts/logins", self.logins, methods=["POST"])]
        for path in (_path("{event}"), _path(HOUSE)):
            made += [
                desk_route(path, self.page),
                desk_route(f"{path}/invitations", self.invite, methods=["POST"]),
                desk_route(f"{path}/invitations/revoke", self.revoke, methods=["POST"]),
                desk_route(f"{path}/codes", self.codes, methods=["POST"]),
                desk_route(f"{path}/sign-out", self.sign_out, methods=["POST"]),
                desk_route(f"{path}/withdraw", self.withdraw, methods=["POST"]),
            ]
        return made

    @allows("invite", "manage-accounts")
    async def page(self, request: Request) -> Response:
        """Everyone with access, and every invitation."""
        _, event = await self._asked(request)
        return await self._shown(request, event, {})

    @allows("invite", "manage-accounts")
    async def invite(self, request: Request) -> Response:
        """A new invitation; its link and code are shown this once."""
        actor, event = await self._asked(request)
        form = await form_of(request)
        role, judge, whom = (form.get(name, "").strip() for name in ("role", "judge", "whom"))
        known = {each.id for each in await self._accounts.read(lambda connection: people.judges(connection, event))}
        found = []
        if role not in _offered(event):
            found.append(Problem("unknown-role", "role"))
        elif role == "judge" and not judge:
            found.append(Problem("judge-needed", "judge"))
        if judge and role not in invitations.PERSONAL:
            found.append(Problem("judge-only", "judge"))
        elif judge and judge not in known:
            found.append(Problem("unknown-judge", "judge", {"judge": judge}))
        if len(whom) > LONGEST_WHOM or not (whom.isprintable() or not whom):
            found.append(Problem("bad-name", "whom", {"limit": str(LONGEST_WHOM)}))
        if found:
            return await self._shown(request, event, form, *found)
        days = form.get("days", "7")

        def made(connection: Connection) -> Made:
            return invitations.make(
                connection,
                event=event,
                role=role,
                judge=judge,
                whom=whom,
                made_by=actor.id,
                lasts=timedelta(days=int(days) if days in DAYS else 7),
                key=form.get("key", ""),
            )

        try:
            new = await self._accounts.write(made)
        except logins.AccountTaken:
            return await self._shown(request, event, form, Problem("account-taken", "judge", {"login": judge}))
        log.info("%s invited a %s to %s", actor.id, role, event)
        return await self._shown(request, event, {}, new=self._card(request, new) | {"role": role, "whom": whom})

    @allows("invite", "manage-accounts")
    async def revoke(self, request: Request) -> Response:
        """End an invitation."""
        actor, event = await self._asked(request)
        chosen = (await form_of(request)).get("invitation", "")
        await self._accounts.write(lambda connection: invitations.revoke(connection, event, chosen))
        log.info("%s revoked invitation %s of %s", actor.id, chosen, event)
        return self._back(request, "invitation")

    @allows("invite", "manage-accounts")
    async def codes(self, request: Request) -> Response:
        """New personal codes of one judge or all, on a sheet to print: shown this once."""
        actor, event = await self._asked(request)
        form = await form_of(request)
        chosen = form.get("judge", "")

        def made(connection: Connection) -> list[tuple[people.Judge, Made]]:
            wanted = [
                each
                for each in people.judges(connection, event)
                if not each.office and (each.id == chosen if chosen else not each.coded or form.get("again"))
            ]
            return [
                (
                    each,
                    invitations.make(
                        connection,
                        event=event,
                        role="judge",
                        judge=each.id,
                        whom=each.name[:LONGEST_WHOM],
                        made_by=actor.id,
                        key=form.get("key", ""),
                    ),
                )
                for each in wanted
            ]

        try:
            new = await self._accounts.write(made)
        except logins.AccountTaken as taken:
            return await self._shown(request, event, {}, Problem("account-taken", "judge", {"login": str(taken)}))
        log.info("%s made %d personal codes of %s", actor.id, len(new), event)
        cards = [{"judge": judge, **self._card(request, code)} for judge, code in new]
        return await self._shown(request, event, {}, template="access/codes.html", cards=cards)

    @allows("invite", "manage-accounts")
    async def sign_out(self, request: Request) -> Response:
        """End every session of somebody."""
        actor, event = await self._asked(request)
        name = (await form_of(request)).get("person", "")
        await self._accounts.write(lambda connection: people.sign_out(connection, event, name))
        log.info("%s signed %s out", actor.id, name)
        return self._back(request, "sign-out")

    @allows("invite", "manage-accounts")
    async def withdraw(self, request: Request) -> Response:
        """Take a role away from somebody; nobody her own."""
        actor, event = await self._asked(request)
        form = await form_of(request)
        name, role = form.get("person", ""), form.get("role", "")
        if name == actor.name:
            return await self._shown(request, event, {}, Problem("own-role", "", {"role": role}))
        await self._accounts.write(lambda connection: people.withdraw(connection, event, name, role))
        log.info("%s took %s.%s away in %s", actor.id, role, name, event)
        return self._back(request, "withdraw")

    @allows("manage-accounts")
    async def logins(self, request: Request) -> Response:
        """Close a login everywhere, or open it again; nobody her own. Or a link to another password."""
        actor, event = await self._asked(request)
        form = await form_of(request)
        name, close = form.get("login", ""), form.get("do") == "close"
        if form.get("do") == invitations.PASSWORD:
            return await self._forgot(request, actor, name)
        if name == actor.name:
            return await self._shown(request, event, {}, Problem("own-role", "", {"role": "owner"}))

        def changed(connection: Connection) -> None:
            logins.disable(connection, name, disabled=close)
            if close:
                sessions.end_all(connection, login=name)

        await self._accounts.write(changed)
        log.info("%s %s the login %s", actor.id, "closed" if close else "opened", name)
        return self._back(request, "login")

    async def _forgot(self, request: Request, actor: Actor, name: str) -> Response:
        """A link by which the login chooses another password, shown this once."""

        def made(connection: Connection) -> Made | None:
            if logins.find(connection, name) is None:
                return None
            return invitations.make(
                connection,
                event=HOUSE,
                role=invitations.PASSWORD,
                whom=name,
                made_by=actor.id,
                lasts=invitations.OWNER_LASTS,
            )

        new = await self._accounts.write(made)
        if new is None:
            return await self._shown(request, HOUSE, {}, Problem("unknown-login", "", {"login": name}))
        log.info("%s made a link to another password for %s", actor.id, name)
        card = self._card(request, new) | {"role": invitations.PASSWORD, "whom": name}
        return await self._shown(request, HOUSE, {}, new=card)

    async def _asked(self, request: Request) -> tuple[Actor, str]:
        """Who asks, and about which event. Raises SignInNeeded, Forbidden or UnknownEvent."""
        event = request.path_params.get("event")
        if event is None:
            return await acting(request, "manage-accounts"), HOUSE
        actor = await acting(request, "invite", event)
        if event not in {each["id"] for each in await request.app.state.catalogue.events()}:
            raise UnknownEvent(event)
        return actor, event

    def _card(self, request: Request, made: Made) -> dict[str, Any]:
        """What is shown of a new invitation this once."""
        base = self._address or str(request.base_url).rstrip("/")
        url = f"{base}/invitations/{made.token}"
        qr = segno.make(url, error="m", micro=False).svg_inline(scale=4, border=3, omitsize=True)
        return {"url": url, "code": invitations.spoken(made.code), "qr": Markup(qr), "base": base}

    def _back(self, request: Request, changed: str) -> Response:
        event = request.path_params.get("event")
        return RedirectResponse(f"{_path(event or HOUSE)}?changed={changed}", 303)

    async def _shown(
        self,
        request: Request,
        event: str,
        form: Mapping[str, str],
        *found: Problem,
        template: str = "access/people.html",
        **values: Any,
    ) -> Response:
        house, lang = event == HOUSE, pages.language(request)
        judges = await self._accounts.read(lambda connection: people.judges(connection, event))
        listed = await self._accounts.read(lambda connection: people.of_event(connection, event))
        offers = await self._accounts.read(lambda connection: invitations.of_event(connection, event))
        page, last, which = paged(request, len(listed))
        events = {each["id"]: each for each in await request.app.state.catalogue.events()}
        return shown(
            request,
            template,
            visitor=await self._accounts.visitor(request),
            event="" if house else event,
            here="accounts" if house else "people",
            status=422 if found else 200,
            roster=None if house else {"event": events[event]},
            problems=found,
            kept=form,
            base=_path(event),
            house=house,
            people=listed[which],
            page=page,
            pages=last,
            count=len(listed),
            judges=judges,
            invitations=[each for each in offers if not each.personal],
            roles_offered=[(role, termed("roles", role, lang)) for role in _offered(event)],
            judge_places=[(each.id, f"{each.id} {each.name}") for each in judges],
            logins=await self._accounts.read(logins.every) if house else [],
            changed=request.query_params.get("changed", ""),
            **({"new": None} | values),
        )


def _path(event: str) -> str:
    return "/accounts" if event == HOUSE else f"/office/{event}/people"


def _offered(event: str) -> tuple[str, ...]:
    return ("organiser",) if event == HOUSE else INVITED
