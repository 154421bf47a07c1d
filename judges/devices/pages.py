"""The office's page of tablets: who has which, what each last said, tickets for more, words to them, an end to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition.access import logins
from competition.access.access import Actor, allows
from competition.access.accounts import Accounts
from competition.access.entrance.forms import form_of
from competition.access.entrance.proof import log
from competition.access.invitations import spoken
from competition.access.tablets import devices, tickets
from competition.access.tablets.devices import LONGEST_LABEL, LONGEST_MESSAGE, Device
from competition.access.visitors import acting
from competition.desk_pages import desk_route, shown
from competition.live.nudges import REVOKED, Word
from competition.rehearsals import kept
from competition.venue.hosts import LOOPBACK_NAME
from competition.venue.trust import square
from judges.devices import places
from judges.devices.listed import panels, stations
from judges.shell import version
from scoring.problems import Problem

HOURS: Final = ("1", "12", "24", "72", "168")
"""For how many hours a ticket may count."""

USUAL_HOURS: Final = "12"
PATH: Final = "/office/{event}/devices"


class Tablets:
    """`/office/{event}/devices`. address: where people reach this server, "" for where the request came to."""

    def __init__(self, accounts: Accounts, address: str = "") -> None:
        self._accounts = accounts
        self._address = address.rstrip("/")

    def routes(self) -> list[BaseRoute]:
        return [
            desk_route(PATH, self.page),
            desk_route(f"{PATH}/tickets", self.make, methods=["POST"]),
            desk_route(f"{PATH}/tickets/revoke", self.take_back, methods=["POST"]),
            desk_route(f"{PATH}/revoke", self.revoke, methods=["POST"]),
            desk_route(f"{PATH}/rename", self.rename, methods=["POST"]),
            desk_route(f"{PATH}/message", self.message, methods=["POST"]),
        ]

    @allows("manage-devices")
    async def page(self, request: Request) -> Response:
        """Every judge with her tablets."""
        await self._asked(request)
        return await self._shown(request, {})

    @allows("manage-devices")
    async def make(self, request: Request) -> Response:
        """Tickets for one judge, a panel, or all who have no tablet, on a sheet to print: shown this once."""
        actor = await self._asked(request)
        event, form = request.path_params["event"], await form_of(request)
        whom, hours = form.get("whom", ""), form.get("hours", USUAL_HOURS)
        if hours not in HOURS:
            facts = {"value": hours[:80], "choices": ", ".join(HOURS)}
            return await self._shown(request, form, Problem("unknown-choice", "hours", facts))
        lasts = timedelta(hours=int(hours))

        def made(connection: Connection) -> list[tuple[places.Judge, tickets.Made]] | None:
            chosen = _chosen(connection, event, whom)
            if chosen is None:
                return None
            ids = [each.id for each in chosen]
            new = tickets.make(connection, event, ids, made_by=actor.id, lasts=lasts, key=form.get("key", ""))
            return list(zip(chosen, new, strict=True))

        try:
            new = await self._accounts.write(made)
        except logins.AccountTaken as taken:
            return await self._shown(request, form, Problem("account-taken", "whom", {"login": str(taken)}))
        if new is None:
            return await self._shown(request, form, Problem("nobody-chosen", "whom", {"value": whom[:80]}))
        log.info("%s made %d tickets of %s", actor.id, len(new), event)
        base = self._address or str(request.base_url).rstrip("/")
        cards = [
            {
                "judge": judge,
                "code": spoken(ticket.code),
                "url": f"{base}/enrol/{ticket.token}",
                "qr": square(f"{base}/enrol/{ticket.token}"),
            }
            for judge, ticket in new
        ]
        alone = request.url.hostname in (LOOPBACK_NAME, "127.0.0.1", "::1") and not self._address
        page = "judges/devices_sheet.html"
        return await self._shown(request, {}, template=page, cards=cards, address=f"{base}/enrol", alone=alone)

    @allows("manage-devices")
    async def take_back(self, request: Request) -> Response:
        """End a ticket that nobody used."""
        actor = await self._asked(request)
        event, form = request.path_params["event"], await form_of(request)
        chosen = form.get("ticket", "")
        await self._accounts.write(lambda connection: tickets.revoke(connection, event, chosen))
        log.info("%s took ticket %s of %s back", actor.id, chosen, event)
        return _back(event, "ticket")

    @allows("manage-devices")
    async def revoke(self, request: Request) -> Response:
        """End a tablet at once. What it still sends is held."""
        actor = await self._asked(request)
        device = await self._device(request, await form_of(request))
        await self._accounts.write(lambda connection: devices.end(connection, device.event, device.id, actor.id))
        request.app.state.nudges.tell(device.event, device.judge, REVOKED, device.id)
        log.info("%s revoked device %s of %s in %s", actor.id, device.id, device.judge, device.event)
        return _back(device.event, "revoked")

    @allows("manage-devices")
    async def rename(self, request: Request) -> Response:
        """Call a tablet something else."""
        actor = await self._asked(request)
        form = await form_of(request)
        device = await self._device(request, form)
        label = form.get("label", "").strip()
        if not label or len(label) > LONGEST_LABEL or not label.isprintable():
            return await self._shown(request, form, Problem("bad-name", "", {"limit": str(LONGEST_LABEL)}))
        await self._accounts.write(lambda connection: devices.rename(connection, device.event, device.id, label))
        log.info("%s renamed device %s in %s", actor.id, device.id, device.event)
        return _back(device.event, "renamed")

    @allows("manage-devices")
    async def message(self, request: Request) -> Response:
        """Send a word to one tablet, or to every one that counts."""
        actor = await self._asked(request)
        event, form = request.path_params["event"], await form_of(request)
        text = form.get("text", "").strip()
        if not text or len(text) > LONGEST_MESSAGE or not text.isprintable():
            return await self._shown(request, form, Problem("bad-message", "text", {"limit": str(LONGEST_MESSAGE)}))
        if form.get("device"):
            to = [await self._device(request, form)]
        else:
            every = await self._accounts.read(lambda connection: devices.of_event(connection, event))
            to = [each for each in every if each.state == "enrolled"]

        def told(connection: Connection) -> list[str]:
            return [devices.tell(connection, event, each.id, text) for each in to]

        for device, at in zip(to, await self._accounts.write(told), strict=True):
            request.app.state.nudges.tell(event, device.judge, Word(text, at, at), device.id)
        log.info("%s sent a message to %d devices of %s", actor.id, len(to), event)
        return _back(event, "sent")

    async def _asked(self, request: Request) -> Actor:
        """Who asks. Raises SignInNeeded, Forbidden, and 404 where there is no such event."""
        event = request.path_params["event"]
        actor = await acting(request, "manage-devices", event)
        if not await self._accounts.read(lambda connection: places.event_name(connection, event)):
            raise HTTPException(404)
        return actor

    async def _device(self, request: Request, form: Mapping[str, str]) -> Device:
        """The device that the form names. Raises 404."""
        event, id = request.path_params["event"], form.get("device", "")
        found = await self._accounts.read(lambda connection: devices.find(connection, event, id))
        if found is None:
            raise HTTPException(404)
        return found

    async def _shown(
        self,
        request: Request,
        form: Mapping[str, str],
        *found: Problem,
        template: str = "judges/devices.html",
        **values: Any,
    ) -> Response:
        event = request.path_params["event"]
        contacts = self._accounts.contacts

        def read(connection: Connection) -> tuple[Any, ...]:
            known = [contacts.merged(each) for each in devices.of_event(connection, event)]
            judges = places.judges(connection, event)
            named = {
                "name": places.event_name(connection, event),
                "rehearsal": kept.find(connection, event) is not None,
            }
            return named, judges, known, tickets.of_event(connection, event)

        named, judges, known, offered = await self._accounts.read(read)
        listed = stations(judges, known, offered, version())
        return shown(
            request,
            template,
            visitor=await self._accounts.visitor(request),
            event=event,
            here="devices",
            status=422 if found else 200,
            roster={"event": named},
            problems=found,
            kept=form,
            base=PATH.format(event=event),
            stations=listed,
            panels=panels(judges),
            hours=HOURS,
            changed=request.query_params.get("changed", ""),
            **values,
        )


def _chosen(connection: Connection, event: str, whom: str) -> list[places.Judge] | None:
    """Judges who mark on tablets: `all`, those who have none (""), one (`judge:id`) or a panel's (`panel:trade:panel`);
    None where there is no such judge or panel."""
    every = [each for each in places.judges(connection, event) if not each.office]
    if whom == "all":
        return every
    if not whom:
        have = {each.judge for each in devices.of_event(connection, event) if each.state == "enrolled"}
        return [each for each in every if each.id not in have]
    kind, _, wanted = whom.partition(":")
    named = {
        "judge": [each for each in every if each.id == wanted],
        "panel": [each for each in every if any(f"{place.trade}:{place.panel}" == wanted for place in each.places)],
    }
    return named.get(kind) or None


def _back(event: str, changed: str) -> Response:
    return RedirectResponse(f"{PATH.format(event=event)}?changed={changed}", 303)
