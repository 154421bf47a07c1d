"""A file of marks that a tablet could not send, taken in by the office: through the door as that judge, mark by mark.

What comes out of the seal is proved to come from the device, and is recorded as if it had sent it, in the order in
which it was given: what it had sent after all is known, what a revoked one gives is held. Nobody in the office sees a
value by it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, datetime
from typing import Any

from sqlalchemy import Connection
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from competition.access.access import Actor, allows
from competition.access.accounts import Accounts
from competition.access.entrance.proof import log
from competition.access.tablets import devices
from competition.access.tablets.devices import REVOKED, Device
from competition.access.visitors import acting
from competition.desk import UnknownEvent
from competition.desk_pages import desk_route, shown
from competition.door import judged
from competition.recording.recorder import Answer, Recorder
from judges.devices import handover
from judges.devices.handover import Exported
from scoring.problems import Problem

PATH = "/office/{event}/devices/import"


@dataclass(frozen=True, slots=True)
class Came:
    """What became of an entry. kind: mark or signature, "" for neither. Ids as the entry says them. given_at: the
    tablet's claim, "" for none. value: "" unless the file is in clear. answer: None where nothing was recorded."""

    kind: str
    entrant: str
    aspect: str
    item: str
    given_at: str
    value: str
    answer: Answer | None


class Incoming:
    """`/office/{event}/devices/import`. recorder: an event's, None where there is no such event."""

    def __init__(self, accounts: Accounts, recorder: Callable[[str], Awaitable[Recorder | None]]) -> None:
        self._accounts = accounts
        self._recorder = recorder

    def routes(self) -> list[BaseRoute]:
        return [desk_route(PATH, self.page), desk_route(PATH, self.take, methods=["POST"])]

    @allows("manage-devices")
    async def page(self, request: Request) -> Response:
        """Where a file is chosen."""
        await acting(request, "manage-devices", request.path_params["event"])
        return await self._shown(request)

    @allows("manage-devices")
    async def take(self, request: Request) -> Response:
        """Take a file in, and say of each entry what became of it."""
        event = request.path_params["event"]
        actor = await acting(request, "manage-devices", event)
        recorder = await self._recorder(event)
        if recorder is None:
            raise UnknownEvent(event)
        exported = handover.read(await _file(request))
        if isinstance(exported, Problem):
            return await self._shown(request, exported)
        if exported.event != event:
            return await self._shown(request, Problem("other-event", "file", {"event": exported.event[:64]}))
        if not exported.sealed:
            listed = [_came(each, None, clear=True) for each in exported.marks]
            return await self._shown(request, file=exported, came=listed)
        device, seal, counts = await self._accounts.read(lambda connection: _known(connection, exported))
        if device is None or device.judge != exported.judge:
            return await self._shown(request, Problem("unknown-device", "file", {"device": exported.device[:64]}))
        marks = handover.opened(exported, seal)
        if isinstance(marks, Problem):
            return await self._shown(request, marks)
        held = "" if counts and device.state != "revoked" else REVOKED
        answers = await recorded(recorder, marks, device.actor, held)
        log.info("%s took in %d marks of device %s in %s", actor.id, len(marks), device.id, event)
        listed = [_came(each, answer) for each, answer in zip(marks, answers, strict=True)]
        return await self._shown(request, file=exported, device=device, came=listed)

    async def _shown(
        self,
        request: Request,
        *found: Problem,
        file: Exported | None = None,
        device: Device | None = None,
        came: Sequence[Came] = (),
    ) -> Response:
        event = request.path_params["event"]
        roster = await request.app.state.rosters.roster(event)
        if roster is None:
            raise HTTPException(404)
        counts: dict[str, int] = {}
        for each in came:
            if each.answer is not None:
                counts[each.answer.status] = counts.get(each.answer.status, 0) + 1
        return shown(
            request,
            "judges/devices_import.html",
            visitor=await self._accounts.visitor(request),
            event=event,
            here="devices",
            status=422 if found else 200,
            roster=roster,
            problems=found,
            file=file,
            device=device,
            came=came,
            statuses=counts,
            nothing_new=bool(came) and set(counts) == {"known"},
            number=lambda id: roster["entrants"].get(id, {}).get("number", id),
        )


async def recorded(recorder: Recorder, marks: Sequence[Any], actor: Actor, held: str) -> list[Answer]:
    """An answer an entry, in the order of giving: a mark in place of one that stands before it in the file is given
    over the line that this one has become. held: as `judged.stated` takes it. Raises StoreFailed."""
    lines: dict[str, int] = {}
    found: list[Answer] = []
    for run in _runs(marks):
        stated = [judged.stated(_over(each, lines), actor, held) for each in run]
        answers = await judged.recorded(recorder, stated)
        for entry, answer in zip(run, answers, strict=True):
            told = answer
            reused = [each.code for each in answer.problems] == ["key-reused"]
            if _text(entry, "after") in lines and (reused or answer.status == "conflict"):
                # the one before was held: the tablet gives, or has given by itself, this one over what it knew
                (told,) = await judged.recorded(recorder, [judged.stated(_over(entry, {}), actor, held)])
            if told.seq is not None and told.status in ("accepted", "known"):
                lines[_text(entry, "key")] = told.seq
            found.append(told)
    return found


def _runs(marks: Sequence[Any]) -> Iterator[list[Any]]:
    """The entries in their order, parted before each that waits for one of its own part."""
    run: list[Any] = []
    keys: set[str] = set()
    for entry in marks:
        if _text(entry, "after") in keys:
            yield run
            run, keys = [], set()
        run.append(entry)
        keys |= {_text(entry, "key")} - {""}
    if run:
        yield run


def _over(entry: Any, lines: Mapping[str, int]) -> Any:
    """The entry as the door takes it: over the line of the one that it comes after, where that has one."""
    if not isinstance(entry, dict):
        return entry
    stated = {name: value for name, value in entry.items() if name != "after"}
    line = lines.get(_text(entry, "after"))
    return stated if line is None else stated | {"supersedes": line}


def _text(entry: Any, name: str) -> str:
    found = entry.get(name) if isinstance(entry, dict) else None
    return found if isinstance(found, str) else ""


async def _file(request: Request) -> bytes:
    """What the form's file holds, as much as a file may; nothing where none was sent."""
    async with request.form(max_files=1, max_fields=5) as form:
        sent = form.get("file")
        return await sent.read(handover.LARGEST + 1) if isinstance(sent, UploadFile) else b""


def _known(connection: Connection, exported: Exported) -> tuple[Device | None, str, bool]:
    """The device that the file names, its key, and whether its judge still has access."""
    found = devices.find(connection, exported.event, exported.device)
    if found is None:
        return None, "", False
    return found, devices.seal_of(connection, found.event, found.id), devices.counts(connection, found)


def _came(entry: Any, answer: Answer | None, clear: bool = False) -> Came:
    said = entry if isinstance(entry, dict) else {}
    names = ("type", "entrant", "aspect", "item", "given_at", "value")
    kind, entrant, aspect, item, given_at, value = (str(said.get(name) or "")[:64] for name in names)
    return Came(kind, entrant, aspect, item, _time(given_at), value if clear else "", answer)


def _time(claimed: str) -> str:
    """The time that an entry claims, "" where that is none that a page can show."""
    try:
        at = datetime.fromisoformat(claimed)
    except ValueError:
        return ""
    return claimed if at.tzinfo is not None and 1 < at.year < MAXYEAR else ""
