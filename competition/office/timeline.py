"""`/office/{event}/timeline`: every line of the event in words, the newest first; `/office/{event}/search`: anything by
its number, name or digest.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from competition import words
from competition.access.access import allows
from competition.desk_pages import paged
from competition.office.daybook import Book, Entry
from competition.office.room import Room, enter
from competition.office.telling import sentence, told
from competition.store import schema
from competition.store.database import Database
from scoring import lines

MOST = 20
"""Of each kind that a search shows."""

_DIGEST = re.compile("[0-9a-f]{6,64}")
_SEQ = re.compile("[1-9][0-9]{0,9}")


class Found(NamedTuple):
    """A line that a search found."""

    seq: int
    at: str
    actor: str
    sentence: str
    position: str


@allows("read-office")
async def page(request: Request) -> Response:
    """`?kind=`, `?actor=`, `?trade=` choose."""
    room = await enter(request, "read-office", "timeline")
    book = await room.office.book(room.event)
    asked = {key: request.query_params.get(key, "") for key in ("kind", "actor", "trade")}
    found = book.chosen(**asked)
    page, pages, rows = paged(request, len(found))
    return room.show(
        "office/timeline.html",
        asked=asked,
        entries=[(entry, told(entry, room.names), _position(room, entry)) for entry in found[rows]],
        kinds=[
            (kind, words.term("kinds", kind, room.names.lang)) for kind in sorted({each.kind for each in book.entries})
        ],
        actors=[(actor, room.names.actor(actor)) for actor in _actors(book)],
        total=len(found),
        page=page,
        pages=pages,
    )


@allows("read-office")
async def search(request: Request) -> Response:
    """`?q=`: entrants, judges and lines."""
    room = await enter(request, "read-office", "search")
    query = " ".join(request.query_params.get("q", "").split())[:100]
    said = query.casefold().split()
    entrants = [
        id
        for id, row in room.roster["entrants"].items()
        if said and all(word in f"{id} {' '.join(map(str, row.values()))}".casefold() for word in said)
    ]
    people = await room.office.register.people(room.event)
    judges = [
        id for id, name in people.judges.items() if said and all(word in f"{id} {name}".casefold() for word in said)
    ]
    return room.show(
        "office/search.html",
        query=query,
        entrants=entrants[:MOST],
        entrants_in_all=len(entrants),
        judges=judges[:MOST],
        judges_in_all=len(judges),
        lines=await _lines(room, query),
        most=MOST,
    )


async def _lines(room: Room, query: str) -> list[Found]:
    """Lines by number, by digest, or by a whole position."""
    stream, _, rest = query.partition(":")
    asked = (rest.partition(":")[0] if stream == room.event and rest else query).casefold()
    if not (_SEQ.fullmatch(asked) or _DIGEST.fullmatch(asked)):
        return []
    database: Database = room.request.app.state.database
    rows = await database.read(_read, database, room.event, asked)
    book = await room.office.book(room.event)
    found = []
    for seq, body, digest in rows:
        line = lines.line(seq, body)
        said = sentence(line.fact, book.trade_of(line.fact), room.names)
        found.append(Found(seq, line.at, line.actor, said, f"{room.event}:{seq}:{digest}"))
    return found


def _read(database: Database, event: str, asked: str) -> list[tuple[int, str, str]]:
    table = schema.line.c
    by_digest = table.digest.startswith(asked, autoescape=True)
    chosen = (table.seq == int(asked)) | by_digest if _SEQ.fullmatch(asked) and len(asked) >= 6 else by_digest
    if _SEQ.fullmatch(asked) and len(asked) < 6:
        chosen = table.seq == int(asked)
    with database.connect() as connection:
        rows = connection.execute(
            select(table.seq, table.body, table.digest)
            .where(table.stream == event, chosen)
            .order_by(table.seq)
            .limit(MOST)
        )
        return [(seq, body, digest) for seq, body, digest in rows]


def _position(room: Room, entry: Entry) -> str:
    return f"{room.event}:{entry.last}:{entry.digest}"


def _actors(book: Book) -> list[str]:
    return sorted({actor for entry in book.entries for actor in entry.actors})
