"""The judge's pages and the resource that fills them: find who asks, read her sheets, answer."""

from __future__ import annotations

import hashlib
import json
import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from competition import answers, pages, words
from competition.access.access import Actor, allows
from competition.access.visitors import Visitor
from competition.catalogue import Catalogue
from competition.desk_pages import desk_route
from competition.recording.streams import Streams
from judges.devices.own import made_known
from judges.receipts import Receipts
from judges.resource import Plain, told
from judges.rounds import rounds
from judges.shell import PAGE, Shell, version
from scoring.facts import Cell

CODES = (
    *(
        "bad-number",
        "below-lowest",
        "above-highest",
        "off-step",
        "not-in-table",
        "mark-without-seat",
        "unknown-attempt",
    ),
    *("entrant-out", "unknown-entrant", "unknown-phase", "unknown-aspect", "unknown-item", "not-in-phase"),
    *("comment-missing", "comment-too-long", "control-character"),
    *("nothing-to-sign", "already-signed", "sheet-incomplete", "sheet-differs"),
    *("key-reused", "internal", "not-allowed", "unknown-event", "unknown-code"),
    *("tablet-full", "not-kept", "other-judge", "device-revoked", "device-expired", "store-failed"),
)
"""Problems that the page explains by itself, whether or not the server can be reached."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Judging:
    """The routes of judges."""

    def __init__(self, streams: Streams, catalogue: Catalogue, receipts: Receipts) -> None:
        self._streams = streams
        self._catalogue = catalogue
        self._receipts = receipts

    def routes(self) -> list[BaseRoute]:
        """HTTP routes, each with its action declared."""
        return [
            desk_route("/judge", self.events),
            *Shell(self._catalogue).routes(),
            desk_route("/judge/{event}", self.page),
            Route("/api/events/{event}/sheets", self.sheets, methods=["GET"]),
        ]

    @allows("own-account")
    async def events(self, request: Request) -> Response:
        """`/judge`: the events in which the visitor judges; the one, where there is one; the office for others."""
        visitor = await _visitor(request)
        visitor.acts("own-account")
        own = [actor.event for actor in visitor.actors if actor.judge and visitor.judge(actor.event)]
        if not own:
            return RedirectResponse("/office", 303)
        if len(own) == 1:
            return RedirectResponse(f"/judge/{own[0]}", 303)
        known = await self._catalogue.events()
        return pages.page(request, "judges/events.html", events=[each for each in known if each["id"] in own])

    @allows("read-sheets")
    async def page(self, request: Request) -> Response:
        """`/judge/{event}`: the frame of the sheets, which the page's scripts fill."""
        event = request.path_params["event"]
        judge = await _judge(request, event)
        roster = await self._catalogue.roster(event)
        if roster is None:
            return pages.not_here(request, "event")
        problems = {code: _sentences(code) for code in CODES}
        await made_known(request, await _visitor(request), judge)
        values = {"event": roster["event"], "roster": roster, "judge": judge.judge, "problems": problems}
        answer = pages.page(request, "judges/sheets.html", modules=pages.modules("judge.js"), page=version(), **values)
        answer.headers[PAGE] = version()
        return answer

    @allows("read-sheets")
    async def sheets(self, request: Request) -> Response:
        """The judge's own sheets; `from` is the place of one whose page is wanted."""
        event = request.path_params["event"]
        judge = await _judge(request, event)
        recorder = await self._streams.recorder(event)
        roster = await self._catalogue.roster(event)
        if recorder is None or roster is None:
            return answers.refusal(404, "unknown-event", "event")
        entrants = roster["entrants"]
        async with recorder.reading() as state:
            own = rounds(state, judge.judge)
            counts = [list(each.counts()) for each in own]
            found = told(own, counts, _start(request), lambda entrant: str(entrants[entrant]["number"]))
            seq = state.seq
        await self._complete(event, judge, seq, found["sheets"])
        names = {each["id"]: each["name"] for each in roster["trades"]}
        trades = {each["trade"]: names[each["trade"]] for each in found["rounds"]}
        said = {"event": event, "judge": judge.judge, "trades": trades} | found
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        tag = hashlib.sha256(text).hexdigest()[:16]
        return answers.resource(request, answers.Resource(text, f'"{tag}"'), private=True)

    async def _complete(self, event: str, judge: Actor, seq: int, sheets: list[Plain]) -> None:
        """Say of every mark and signature when it was stored, of marks what she explained them by, and which held marks
        were set aside."""
        marked = [cell for sheet in sheets for cell in sheet["cells"] if "seq" in cell]
        times = await self._receipts.times(event, {cell["seq"] for cell in marked})
        paper = await self._receipts.from_paper(event, times)
        held = [each for sheet in sheets for cell in sheet["cells"] for each in cell.get("held", ())]
        words = await self._receipts.words(event, {each["seq"] for each in (*marked, *held)})
        for cell in marked:
            cell["at"] = times[cell["seq"]]
            if cell["seq"] in paper:
                cell["paper"] = True
        for each in (*marked, *held):
            if each["seq"] in words:
                each["comment"] = words[each["seq"]]
        aside = await self._receipts.set_aside(event, seq)
        if aside:
            for sheet in sheets:
                for cell in sheet["cells"]:
                    where = (cell["item"], cell["aspect"], cell["attempt"])
                    place = Cell(judge.judge, sheet["entrant"], sheet["phase"], *where)
                    if place in aside:
                        cell["aside"] = [each._asdict() for each in aside[place]]
        signed = [sheet for sheet in sheets if sheet["signed"]]
        if signed:
            signatures = await self._receipts.signatures(event, judge.id, seq)
            for sheet in signed:
                if own := signatures.get((sheet["entrant"], sheet["phase"])):
                    sheet["signed"] |= own._asdict()


async def _visitor(request: Request) -> Visitor:
    visitor: Visitor = await request.app.state.accounts.visitor(request)
    return visitor


async def _judge(request: Request, event: str) -> Actor:
    """The visitor as the judge that she is in the event. Raises SignInNeeded or Forbidden."""
    visitor = await _visitor(request)
    return visitor.acts("read-sheets", event, visitor.judge(event))


def _sentences(code: str) -> dict[str, tuple[str, str]]:
    """What is wrong and what to do, by language. Facts stay placeholders: the page fills them."""
    facts = {fact: f"{{{fact}}}" for said in words.problems()[code].values() for fact in _PLACEHOLDER.findall(said)}
    return {to: words.problem(code, facts, to) for to in words.LANGUAGES}


def _start(request: Request) -> int | None:
    """The place that `from` names; None for where the judge goes on."""
    start = request.query_params.get("from", "")
    return int(start) if start.isascii() and start.isdecimal() and len(start) < 10 else None
