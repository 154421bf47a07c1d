"""Results that the office fills in, theory above all: pasted or from a file, looked at, then recorded together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from competition.access.access import allows
from competition.access.visitors import acting
from competition.desk import KEY
from competition.recording.recorder import Answer, Entry
from competition.rulings.given import Result, Seat, judged, seats
from competition.rulings.pasting import decoded, read
from competition.rulings.room import Room, enter, filled
from competition.rulings.stating import STANDS, once
from scoring.facts import Fact, SheetSigned
from scoring.lines import canonical, digest
from scoring.problems import Problem
from scoring.sheets import sheet, sheet_digest
from scoring.state import State

LARGEST_FILE = 1024 * 1024
LARGEST_PASTE = 256 * 1024


class Signing(NamedTuple):
    """Sheets of an office seat that can be signed now. seen: digest over all of them."""

    sheets: tuple[SheetSigned, ...]
    seen: str


@allows("give-results", "read-office")
async def page(request: Request) -> Response:
    """GET `/office/{event}/rulings/results`, `?seat=…`: which results, then where to put them."""
    return await _shown(await enter(request, "give-results"), request.query_params.get("seat", ""))


@allows("give-results", "read-office")
async def post(request: Request) -> Response:
    """POST: `step=show` answers with every row and every problem, `step=state` records them while they are the rows
    that were seen, `step=sign` signs the sheets of the seat."""
    try:
        return await _post(request)
    finally:
        await request.close()


async def _post(request: Request) -> Response:
    room = await enter(request, "give-results")
    form = await filled(request)
    name = form.get("seat", "")
    acts = partial(_sign if form.get("step") == "sign" else _result, room, name, form)
    return await once(room, _key(form.get("key", ""), 0), acts, lambda _: _back(room, seat=name))


async def _result(room: Room, name: str, form: Mapping[str, str]) -> Response:
    problems, text = await _pasted(room.request, form)
    rows, unclear = read(text) if not problems else ([], [])
    async with room.request.app.state.desk.reading(room.event) as state:
        seat = _seat(state, room, name)
        results = [] if seat is None else judged(state, seat, rows, room.roster)
    if seat is None:
        return await _shown(room, "", problems=[Problem("seat-unknown", "seat")])
    found = [*problems, *unclear, *(each for result in results for each in result.problems)]
    seen = _seen(results)
    kept = {**form, "text": text}
    if found or form.get("step") != "state" or form.get("seen") != seen:
        return await _shown(room, name, kept, problems=found, results=results, seen=seen)
    facts: list[Fact] = [each.fact for each in results if each.fact is not None]
    answers = await _record(room, facts, form.get("key", ""))
    undone = [answer for answer in answers if answer.status not in STANDS]
    if undone:  # somebody was quicker between the look and the record
        told = [each for answer in undone for each in answer.problems] or [Problem("results-overtaken")]
        return await _shown(room, name, kept, problems=told[:20])
    return _back(room, seat=name, done=str(len(facts)))


async def _sign(room: Room, name: str, form: Mapping[str, str]) -> Response:
    async with room.request.app.state.desk.reading(room.event) as state:
        seat = _seat(state, room, name)
        signing = None if seat is None else signable(state, seat)
    if signing is None:
        return await _shown(room, "", problems=[Problem("seat-unknown", "seat")])
    if not signing.sheets:
        return _back(room, seat=name)
    if signing.seen != form.get("seen"):
        return await _shown(room, name, problems=[Problem("sheets-moved")])
    answers = await _record(room, signing.sheets, form.get("key", ""))
    told = [each for answer in answers for each in answer.problems]
    if told:
        return await _shown(room, name, problems=told[:20])
    return _back(room, seat=name, signed=str(len(answers)))


async def _record(room: Room, facts: Sequence[Fact], key: str) -> list[Answer]:
    """One transaction. The seat is the office's own, and the visitor may fill it: both were seen to."""
    actor = await acting(room.request, "give-results", room.event)
    if KEY.fullmatch(key) is None:
        return [Answer("refused", problems=(Problem("bad-key", "key", {"value": key[:80]}),))]
    recorder = await room.request.app.state.desk.recorder(room.event)
    entries = [Entry(fact, actor.id, _key(key, number)) for number, fact in enumerate(facts)]
    return await recorder.record_all(entries) if entries else []


def _back(room: Room, **said: str) -> Response:
    return RedirectResponse(f"/office/{room.event}/rulings/results?{urlencode(said)}", 303)


def _key(key: str, number: int) -> str:
    """Of the form's facts each has a key of its own."""
    return f"{key[:48]}-{number:05}"


def signable(state: State, seat: Seat) -> Signing:
    """Sheets of the seat's judge in its phase that are complete and not signed."""
    trade = state.trades[seat.trade]
    found = []
    for entrant in trade.index:
        if not trade.takes_part(entrant, seat.phase) or trade.status_of(entrant, seat.phase):
            continue
        owed = sum(seat.judge in judges for *_, judges in trade.plan.owed(seat.phase, entrant))
        pairs = sheet(state, seat.judge, entrant, seat.phase)
        if len(pairs) == owed and (seat.judge, entrant, seat.phase) not in trade.signed:
            found.append(SheetSigned(seat.judge, entrant, seat.phase, sheet_digest(pairs)))
    return Signing(tuple(found), digest(canonical([each.digest for each in found]))[:16])


def named(seat: Seat) -> str:
    """What a form calls the seat."""
    attempt = [str(seat.attempt)] if seat.attempt else []
    return "|".join((seat.trade, seat.phase, seat.aspect.id, seat.judge, *attempt))


def _seat(state: State, room: Room, name: str) -> Seat | None:
    return next((each for each in seats(state, room.offices()) if named(each) == name), None)


def _seen(results: Sequence[Result]) -> str:
    return digest(canonical([[each.row.who, each.row.value, each.status, each.before] for each in results]))[:16]


async def _pasted(request: Request, form: Mapping[str, str]) -> tuple[list[Problem], str]:
    """What was pasted, or what the file says where there is one."""
    upload = (await request.form()).get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        text = form.get("text", "")
        too_long = (
            [Problem("paste-too-long", "text", {"limit": str(LARGEST_PASTE)})] if len(text) > LARGEST_PASTE else []
        )
        return too_long, text
    body = await upload.read(LARGEST_FILE + 1)
    if len(body) > LARGEST_FILE:
        return [Problem("paste-too-long", "file", {"limit": str(LARGEST_FILE)})], ""
    text_or_none = decoded(body)
    if text_or_none is None:
        return [Problem("file-not-text", "file", {"file": upload.filename[:80]})], ""
    return [], text_or_none


async def _shown(
    room: Room,
    name: str,
    kept: Mapping[str, Any] | None = None,
    *,
    problems: Sequence[Problem] = (),
    results: Sequence[Result] = (),
    seen: str = "",
) -> Response:
    async with room.request.app.state.desk.reading(room.event) as state:
        found = seats(state, room.offices())
        seat = next((each for each in found if named(each) == name), None)
        signing = None if seat is None else signable(state, seat)
        sealed = seat is not None and state.trades[seat.trade].sealed
    listed = list(results)
    counts = {status: sum(each.status == status for each in listed) for status in ("new", "revised", "same", "refused")}
    return room.show(
        "rulings/results.html",
        problems=problems,
        kept=kept,
        seats=[(named(each), each) for each in found],
        seat=seat,
        name=name,
        results=listed,
        numbers=counts,
        seen=seen,
        signing=signing,
        sealed=sealed,
        done=room.request.query_params.get("done", ""),
        signed=room.request.query_params.get("signed", ""),
    )
