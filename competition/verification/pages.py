"""`/verify`: where anybody checks a certificate, by its number, its square code or its file, without an account."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from competition import pages, words
from competition.access.access import allows
from competition.access.entrance.forms import address_of
from competition.desk_pages import desk_route, termed, zone
from competition.verification.answer import UNKNOWN, Answer
from competition.verification.attachments import Attachments
from competition.verification.offline import Offline
from competition.verification.programs import Programs
from competition.verification.reading import LARGEST, read
from competition.verification.receiving import fields_of
from competition.verification.throttle import ADDRESS, Limits, household
from competition.verification.typed import in_groups, numbers
from competition.verification.verifying import Verifying
from scoring.problems import Problem

UNKEPT: Final = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
"""Headers of every page: nobody keeps it or lists it."""

_STATUSES: Final = {"file-too-large": 413, "file-incomplete": 408}

log = logging.getLogger("saiping.verification")


class Verification:
    """The pages, and beside them what programs ask. Who asks too often, or guesses, waits."""

    def __init__(self, verifying: Verifying, limits: Limits) -> None:
        self._verifying, self._limits, self._attachments = verifying, limits, Attachments()
        self._offline = Offline(verifying)
        self._programs = Programs(verifying, limits, self._attachments)

    def routes(self) -> list[BaseRoute]:
        """Every route of the room."""
        return [
            *self._programs.routes(),
            desk_route("/verify", self.ask),
            desk_route("/verify", self.given, methods=["POST"]),
            desk_route("/verify/offline.html", self.offline),
            desk_route("/verify/{number}", self.number),
            desk_route("/verify/{number}", self.named, methods=["POST"]),
        ]

    @allows("verify")
    async def ask(self, request: Request) -> Response:
        """One field for a number, one place for a file."""
        return _asked(request)

    @allows("verify")
    async def given(self, request: Request) -> Response:
        """A number leads to its own page; a file is answered at once and kept nowhere."""
        who = household(address_of(request))
        if wait_s := await self._limits.wait_s(ADDRESS, who):
            return _closed(request, wait_s)
        form = await fields_of(request)
        if isinstance(form, Problem):
            return _asked(request, form)
        texts, file = form
        if file:
            found = await read(file, self._attachments)
            answer = found if isinstance(found, Problem) else await self._verifying.file(found, texts.get("name", ""))
            if isinstance(answer, Problem):
                return _asked(request, answer)
            await self._counted(who, answer)
            return self._answered(request, answer)
        typed = texts.get("number", "")
        meant = numbers(typed)
        if not meant:
            code = "no-number" if typed.strip() else "nothing-to-check"
            return _asked(request, Problem(code, "number"), typed[:80])
        return RedirectResponse(f"/verify/{quote(meant[0])}", 303, UNKEPT)

    @allows("verify")
    async def number(self, request: Request) -> Response:
        """What is to be said of a number."""
        return await self._looked_up(request, "")

    @allows("verify")
    async def named(self, request: Request) -> Response:
        """The same, and whether a name is the one on the certificate."""
        return await self._looked_up(request, None)

    @allows("verify")
    async def offline(self, request: Request) -> Response:
        """One file that checks certificates without network."""
        if wait_s := await self._limits.wait_s(ADDRESS, household(address_of(request))):
            return _closed(request, wait_s)
        page = await self._offline.page(pages.language(request), zone(request))
        if page is None:
            return _asked(request, Problem("address-missing", "address"))
        headers = {**UNKEPT, "Content-Disposition": 'attachment; filename="saiping-verify.html"'}
        return Response(page, media_type="text/html; charset=utf-8", headers=headers)

    async def _looked_up(self, request: Request, name: str | None) -> Response:
        """name: that is asked about, None where a form says it."""
        who = household(address_of(request))
        if wait_s := await self._limits.wait_s(ADDRESS, who):
            return _closed(request, wait_s)
        if name is None:
            form = await fields_of(request)
            if isinstance(form, Problem):
                return _asked(request, form)
            name = form[0].get("name", "")
        answer = await self._verifying.number(request.path_params["number"], name)
        await self._counted(who, answer)
        return self._answered(request, answer, name)

    async def _counted(self, who: str, answer: Answer) -> None:
        if answer.missed:
            await self._limits.missed(ADDRESS, who)

    def _answered(self, request: Request, answer: Answer, name: str = "") -> Response:
        local, lang = zone(request), pages.language(request)
        ended = answer.ended.on if answer.ended else ""
        unknown = answer.verdict == UNKNOWN
        return _page(
            request,
            "verification/answer.html",
            404 if unknown and not answer.file else 200,
            answer=answer,
            groups=in_groups(answer.number).split(" "),
            since=datetime.fromisoformat(ended).astimezone(local).date().isoformat() if ended else "",
            checked="" if unknown else datetime.now(UTC).astimezone(local).strftime("%Y-%m-%d %H:%M:%S"),
            termed=lambda section, code: termed(section, code, lang),
            asked_name=name[:80],
        )


def _asked(request: Request, problem: Problem | None = None, typed: str = "") -> Response:
    status = 200 if problem is None else _STATUSES.get(problem.code, 422)
    lang = pages.language(request)
    told = words.problem(problem.code, problem.facts, lang) if problem else None
    return _page(
        request,
        "verification/ask.html",
        status,
        told=told,
        where=problem.where if problem else "",
        typed=typed,
        megabytes=LARGEST // 1024**2,
    )


def _closed(request: Request, wait_s: int) -> Response:
    log.warning("checking is closed for %s", household(address_of(request)))
    answer = _page(request, "verification/closed.html", 429, minutes=-(-wait_s // 60), seconds=wait_s)
    answer.headers["Retry-After"] = str(wait_s)
    return answer


def _page(request: Request, template: str, status: int, **values: Any) -> Response:
    answer = pages.page(request, template, status, **values)
    for name, value in UNKEPT.items():
        answer.headers[name] = value
    return answer
