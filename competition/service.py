"""What machines ask of the server itself, and what is said where there is nothing."""

from __future__ import annotations

import logging

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from competition import answers, pages
from competition.access.access import allows
from competition.store.database import Database

log = logging.getLogger("saiping.service")


@allows("read-service")
async def health(request: Request) -> Response:
    """`/healthz`: 200 while the database can be read, else 503."""
    database: Database = request.app.state.database
    try:
        await database.read(_ask, database)
    except SQLAlchemyError:
        return answers.refusal(503, "store-failed")
    return answers.told({"status": "ok"})


async def not_found(request: Request, error: Exception) -> Response:
    """404 for what no route answers: a problem for programs, a page for people."""
    if request.url.path.startswith("/api/"):
        return answers.refusal(404, "unknown-address")
    return await pages.not_found(request, error)


async def unknown_event(request: Request, error: Exception) -> Response:
    """404 where a page's event is not there."""
    if request.url.path.startswith("/api/"):
        return answers.refusal(404, "unknown-event", "event")
    return pages.not_here(request, "event")


async def store_failed(request: Request, error: Exception) -> Response:
    """503 for whatever could not be read just now."""
    log.error("%s: %s", request.url.path, error)
    return answers.refusal(503, "store-failed")


def _ask(database: Database) -> None:
    with database.connect() as connection:
        connection.execute(text("SELECT 1"))
