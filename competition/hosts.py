"""How the public pages of an event look: its host's colours and picture, kept with the catalogue, and the address of
the picture, which never changes its content."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from secure.middleware import SecureASGIMiddleware
from sqlalchemy import Connection, delete, insert, select, update
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from competition import pages
from competition.access.access import allows
from competition.intake.host import LOGOS, NO_HOST, Host, judged_picture
from competition.static import YEAR_S
from competition.store import schema
from competition.store.database import Database
from scoring.lines import canonical


def routes() -> list[BaseRoute]:
    """The picture's address."""
    dressed = [Middleware(SecureASGIMiddleware, secure=pages.security())]
    return [Route("/host/{event}/{name}", logo, middleware=dressed)]


@allows("read-pages")
async def logo(request: Request) -> Response:
    """`/host/{event}/{digest}.{form}`: the picture that the event has now, under the digest of its content."""
    event, state = request.path_params["event"], request.app.state
    roster = await state.rosters.roster(event)
    shown = None if roster is None else roster.get("host", {}).get("logo")
    if shown is None or shown["address"] != request.url.path:
        return Response(status_code=404)
    database: Database = state.database
    found = await database.read(_read, database, event)
    if found is None:
        return Response(status_code=404)
    kept = {"cache-control": f"public, max-age={YEAR_S}, immutable"}
    return Response(found[1], headers=kept, media_type=f"image/{LOGOS[found[0]]}")


def told(connection: Connection, event: str, host: Host) -> dict[str, Any]:
    """What the roster says of the host."""
    colours = {"accent": host.accent, "accent_dark": host.accent_dark or host.accent}
    picture = _picture(connection, event) if host.logo else None
    if picture is None:
        return colours
    name, content = picture
    found, _ = judged_picture(name, content)
    assert found is not None, "a stored picture is none"
    address = f"/host/{event}/{hashlib.sha256(content).hexdigest()[:16]}.{found.form}"
    return colours | {"logo": {"address": address, "width": found.width, "height": found.height}}


def put(connection: Connection, event: str, host: Host, content: bytes | None) -> None:
    """Say how the event looks from now on. content: of the picture, None for the one that is there."""
    document = json.loads(connection.scalars(select(schema.event.c.document).where(schema.event.c.id == event)).one())
    document.pop("host", None)
    if host != NO_HOST:
        document["host"] = host.document()
    connection.execute(update(schema.event).where(schema.event.c.id == event).values(document=canonical(document)))
    table = schema.package_file
    if content is not None or not host.logo:
        connection.execute(delete(table).where(table.c.event == event, table.c.path.in_(LOGOS)))
    if content is not None:
        connection.execute(insert(table).values(event=event, path=host.logo, body=content))


def _read(database: Database, event: str) -> tuple[str, bytes] | None:
    with database.connect() as connection:
        return _picture(connection, event)


def _picture(connection: Connection, event: str) -> tuple[str, bytes] | None:
    table = schema.package_file
    chosen = select(table.c.path, table.c.body).where(table.c.event == event, table.c.path.in_(LOGOS))
    row = connection.execute(chosen).first()
    return None if row is None else (row.path, bytes(row.body))
