"""`/records/{event}/{person}`: what a person of the event was given over the years in all events of the house."""

from __future__ import annotations

from datetime import datetime, tzinfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from competition.access.access import HOUSE, allows
from competition.awarding.house import House, house
from competition.awarding.service import Awards
from competition.certificates.service import Certificates
from competition.desk_pages import desk_route, zone
from competition.office.room import enter
from competition.records.drawing import RUNGS, charts
from competition.records.record import hers, record, who
from competition.store.database import Database
from competition.store.ledger import Ledger
from scoring import lines


def routes() -> list[BaseRoute]:
    """The page, its action declared."""
    return [desk_route("/records/{event}/{person}", page)]


@allows("read-certificates")
async def page(request: Request) -> Response:
    """One person's record. Raises 404 where the event has nobody of this id."""
    room = await enter(request, "read-certificates", "certificates")
    awards: Awards = request.app.state.awards
    certificates: Certificates = request.app.state.certificates
    database: Database = request.app.state.database
    package = await awards.package(room.event)
    person = None if package is None else who(package, request.path_params["person"])
    if package is None or person is None:
        raise HTTPException(404)
    read: House = await database.read(house, database)
    entries = hers(read, package, person)
    ended = await database.read(_days, database, {each.revoked for each in entries if each.revoked}, zone(request))
    found = record(package, person, entries, await certificates.said(entries), ended)
    drawn = charts(found, request.app.state.desk.today(room.event))
    plain = {each["id"] for each in room.roster["trades"] if each.get("blind") in (None, "unsealed")}
    behind = {each.entrant for each in package.members if each.person == person.person} or {person.person}
    return room.show(
        "records/person.html",
        record=found,
        charts=drawn,
        rungs=RUNGS,
        position=read.position,
        competes=[each for each in package.entrants if each.entrant in behind and each.trade in plain],
    )


def _days(database: Database, seqs: set[int], local: tzinfo) -> dict[int, str]:
    """ISO days on which lines of the house were written, by line."""
    found = {seq: lines.line(seq, body).at for seq, body in Ledger(database, HOUSE).bodies(seqs).items()}
    return {seq: datetime.fromisoformat(at).astimezone(local).date().isoformat() for seq, at in found.items()}
