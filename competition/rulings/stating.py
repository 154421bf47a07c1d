"""Stating a ruling once: what was written becomes a document, and a form that is sent twice is one line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy import select
from starlette.responses import RedirectResponse, Response

from competition.recording.batch import NONE
from competition.recording.recorder import Answer
from competition.rulings.room import Room
from competition.store import schema
from scoring.facts import Fact
from scoring.lines import canonical
from scoring.procedure.seconds import read_change
from scoring.steps import Proposed

STANDS = ("accepted", "known")
"""Answers after which the line is there."""


async def stated(
    room: Room,
    make: Callable[[str], Fact],
    *,
    key: str,
    written: Mapping[str, Any] | None = None,
    contents: Mapping[str, str] = NONE,
) -> Answer:
    """State what `make` gives for the digest of what was written ("" where nothing was). contents: texts by digest,
    where the fact names any. The same form sent again is `known`, though its document was salted anew. Raises
    Forbidden, SignInNeeded or StoreFailed: nothing was recorded."""
    state = room.request.app.state
    document = await state.documents.keep(room.event, written) if written else ""
    answer: Answer
    try:
        answer = await state.desk.state(room.request, room.event, make(document), key=key, contents=contents)
    except Exception:  # who is cancelled does not know whether the line is there: its document stays
        await _forget(room, document)
        raise
    if answer.status in STANDS:
        return answer
    again = await _again(room, answer, make, written)
    await _forget(room, document)
    return again or answer


async def once(
    room: Room, key: str, act: Callable[[], Awaitable[Response]], onward: Callable[[int], Response]
) -> Response:
    """The answer to a form that acts once. One that the visitor sent before, or that another of her clicks is just
    sending, leads `onward` from the line of the first. Raises what the act and the database raise."""
    if line := await _said_before(room, key):
        return onward(line)
    answer = await act()
    if answer.status_code != 303 and (line := await _said_before(room, key)):
        return onward(line)
    return answer


def to_proposal(room: Room, line: int | None) -> Response:
    """On to the page of the proposal in that line."""
    return RedirectResponse(f"/office/{room.event}/rulings/proposals/{line}", 303)


async def _said_before(room: Room, key: str) -> int:
    """The line that the visitor stated with this form already, 0 for none."""
    return await room.request.app.state.database.read(_said, room, key)  # type: ignore[no-any-return]


def _said(room: Room, key: str) -> int:
    line = schema.line.c
    own = [actor.id for actor in room.visitor.actors if actor.event in ("", room.event)]
    chosen = select(line.seq).where(line.stream == room.event, line.actor.in_(own), line.key == key)
    with room.request.app.state.database.connect() as connection:
        return connection.scalar(chosen.limit(1)) or 0


async def _again(
    room: Room, answer: Answer, make: Callable[[str], Fact], written: Mapping[str, Any] | None
) -> Answer | None:
    """`known` where the key's line says the same and its document, too."""
    reused = next((each for each in answer.problems if each.code == "key-reused"), None)
    if reused is None or not written:
        return None
    seq = int(reused.facts["seq"])
    line = (await room.lines({seq}))[seq]
    document = document_of(line.fact)
    if make(document) != line.fact:
        return None
    kept = await room.request.app.state.documents.read(document)
    same = kept is not None and canonical(kept) == canonical(written)
    return Answer("known", seq, line.at) if same else None


def document_of(fact: Fact) -> str:
    """The document that a fact names, in itself or in the change that it proposes; "" for none."""
    named = str(getattr(fact, "document", ""))
    if named or not isinstance(fact, Proposed):
        return named
    return str(getattr(read_change(fact.change), "document", ""))


async def _forget(room: Room, document: str) -> None:
    if document:
        await room.request.app.state.documents.erase(document)
