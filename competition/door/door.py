"""The door: judges state marks and signatures, organisers state facts. Identify, authorise, record, answer.

`POST /api/marks`, `POST /api/facts`: `{"event": id, "entries": [...]}` in, one result an entry out, in that order.
A bad entry is refused alone; what is wrong with the request as a whole is answered with a status of its own.
A mark may come with words that explain it, `comment`; where they become a document, and when a mark that is sent again
says the same as before, stands in `explained`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from limits import RateLimitItem
from limits import parse as parse_rate
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from pydantic import TypeAdapter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from competition import answers
from competition.access.access import allows
from competition.access.accounts import Accounts
from competition.access.statements import action_of
from competition.access.tablets.devices import REVOKED
from competition.access.visitors import DeviceEnded, Forbidden, UnknownToken, Visitor
from competition.door import entries, judged, steps
from competition.recording.explained import Explained
from competition.recording.recorder import Answer, Entry, Recorder
from competition.store.database import StoreFailed
from scoring.facts import Fact
from scoring.problems import Problem

LARGEST_BODY: Final = 256 * 1024
MOST_ENTRIES: Final = 500
SLOWEST_BODY_S: Final = 30
DEEPEST: Final = 8
"""Levels of nesting in a body, the outermost included."""

STATING: Final = (
    *("run-event", "adjust", "propose", "approve", "settle", "review", "notice", "object", "rule"),
    *("award", "confirm", "unseal"),
)
"""Actions that let somebody state what `POST /api/facts` takes."""

Completed = Callable[[str, Fact], Awaitable[Fact]]
"""(event, fact) → the fact with what the server adds."""

Stated = Explained | list[Problem]
"""What an entry states, or what is wrong with it."""

log = logging.getLogger("saiping.door")


class RefusedError(Exception):
    """The request as a whole is refused, with this answer."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer


class Door:
    """The routes by which facts come in.

    recorder: an event's recorder, None where there is no such event. rate: requests of one account, e.g. `300/second`.
    strangers: requests of one address whose token is nobody's. completed: a fact of an event with what the server adds
    to it.
    """

    def __init__(
        self,
        accounts: Accounts,
        recorder: Callable[[str], Awaitable[Recorder | None]],
        *,
        rate: str = "300/second",
        strangers: str = "20/minute",
        completed: Completed | None = None,
    ) -> None:
        self._accounts = accounts
        self._completed = completed
        self._recorder = recorder
        self._rate = parse_rate(rate)
        self._strangers = parse_rate(strangers)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def routes(self) -> list[BaseRoute]:
        """HTTP routes, each with its action declared."""
        return [
            Route("/api/marks", self.marks, methods=["POST"]),
            Route("/api/facts", self.facts, methods=["POST"]),
        ]

    @allows("give-marks")
    async def marks(self, request: Request) -> Response:
        """Marks and signatures of the judge whose token, session or device this is. What a revoked device still sends
        is held: nothing that was given is dropped."""
        return await self._answer(request, ("give-marks",), entries.JUDGES, None)

    @allows(*STATING)
    async def facts(self, request: Request) -> Response:
        """What the organiser, or whoever may, states about the contest."""
        return await self._answer(request, STATING, steps.FACTS, self._completed)

    async def _answer(
        self, request: Request, actions: Sequence[str], kinds: TypeAdapter[Any], completed: Completed | None
    ) -> Response:
        """actions: what the caller must be allowed, one of them at least; each entry asks for its own."""
        try:
            body = await _body(request)
            visitor = await self._identify(request)
            event, given = _read(body)
            judge = visitor.judge(event)
            allowed = (action for action in actions if visitor.may(action, event, judge))
            late = None
            try:
                visitor.acts(next(allowed, actions[0]), event, judge)
            except DeviceEnded as ended:
                late = visitor.late
                if kinds is not entries.JUDGES or ended.code != REVOKED or late is None or late.event != event:
                    raise
            _meant(request, judge if late is None else late.judge)
            recorder = await self._recorder(event)
            if recorder is None:
                raise RefusedError(answers.refusal(404, "unknown-event", "event"))
            if late is not None:
                stated: list[Stated] = [judged.stated(each, late, held=REVOKED) for each in given]
            else:
                stated = [_entry(kinds, each, visitor, event, judge) for each in given]
            if completed is not None:
                stated = [await _filled(completed, event, each) for each in stated]
            results = [_result(each) for each in await judged.recorded(recorder, stated)]
        except DeviceEnded as ended:
            return answers.refusal(401, ended.code)
        except Forbidden:
            return answers.refusal(403, "not-allowed", "event")
        except RefusedError as refused:
            return refused.answer
        except StoreFailed as error:
            log.error("nothing was recorded: %s", error)
            return answers.refusal(503, "store-failed")
        said = [{"key": _key(entry)} | result for entry, result in zip(given, results, strict=True)]
        return answers.told({"event": event, "results": said})

    async def _identify(self, request: Request) -> Visitor:
        """Who asks; raises RefusedError where that is nobody, or somebody who asks too often."""
        try:
            visitor = await self._accounts.visitor(request)
        except UnknownToken:
            await self._throttle(self._strangers, "address", request.client.host if request.client else "")
            raise RefusedError(answers.refusal(401, "unknown-token")) from None
        if not visitor.known and visitor.late is None:
            raise RefusedError(answers.refusal(401, "missing-token"))
        first = next(iter(visitor.actors), visitor.late)
        await self._throttle(self._rate, "account", f"{first.event}/{first.id}" if first else visitor.login)
        return visitor

    async def _throttle(self, rate: RateLimitItem, *who: str) -> None:
        if await self._limiter.hit(rate, *who):
            return
        stats = await self._limiter.get_window_stats(rate, *who)
        wait_s = max(1, math.ceil(stats.reset_time - time.time()))
        answer = answers.refusal(429, "too-many-requests", seconds=str(wait_s))
        answer.headers["retry-after"] = str(wait_s)
        raise RefusedError(answer)


def _entry(kinds: TypeAdapter[Any], given: Any, visitor: Visitor, event: str, judge: str) -> Stated:
    """What the entry states and whose line it will be; or what is wrong with it."""
    read = entries.read(kinds, given)
    if isinstance(read, list):
        return read
    fact = read.fact(judge)
    actor = visitor.may(action_of(fact), event, judge)
    return [Problem("not-allowed")] if actor is None else Explained(Entry(fact, actor.id, read.key), read.words)


async def _filled(completed: Completed, event: str, stated: Stated) -> Stated:
    """The entry with what the server adds to its fact."""
    if isinstance(stated, list):
        return stated
    fact = await completed(event, stated.entry.fact)
    return stated._replace(entry=stated.entry._replace(fact=fact))


def _result(answer: Answer) -> dict[str, Any]:
    result: dict[str, Any] = {"status": answer.status}
    if answer.seq is not None:
        result |= {"seq": answer.seq, "at": answer.at}
    if answer.status == "conflict":
        result["current"] = answer.current and {"seq": answer.current[0], "value": answer.current[1]}
    if answer.problems:
        result["problems"] = [answers.plain(problem) for problem in answer.problems]
    return result


def _key(entry: Any) -> str:
    """The key that the caller gave, as far as it is one: by it she finds the result."""
    key = entry.get("key") if isinstance(entry, dict) else None
    return key[:64] if isinstance(key, str) else ""


async def _body(request: Request) -> bytes:
    """The whole body, never more of it in memory than is allowed, whatever the request says of its length."""
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and int(stated[:12]) > LARGEST_BODY:
        raise RefusedError(_too_large())
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_BODY_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise RefusedError(_too_large())
    except (TimeoutError, ClientDisconnect):
        raise RefusedError(answers.refusal(408, "body-incomplete", seconds=str(SLOWEST_BODY_S))) from None
    return bytes(body)


def _meant(request: Request, judge: str) -> None:
    """Refuse what a page sends for another judge than the one whose session or device the browser has by now."""
    if request.headers.get("saiping-judge", judge) != judge:
        raise RefusedError(answers.refusal(403, "other-judge"))


def _too_large() -> Response:
    return answers.refusal(413, "too-large", limit=str(LARGEST_BODY))


def _read(body: bytes) -> tuple[str, list[Any]]:
    """Event and entries of a body; raises RefusedError where it is no JSON of that shape."""
    try:
        given = _DECODER.decode(body.decode())
    except RecursionError:
        raise RefusedError(answers.refusal(400, "too-deep", limit=str(DEEPEST))) from None
    except ValueError as error:
        code = "duplicate-key" if isinstance(error, _DuplicateError) else "not-json"
        raise RefusedError(answers.refusal(400, code)) from None
    found = []
    if not isinstance(given, dict):
        found.append(Problem("wrong-type", "", {"expected": "table"}))
        given = {}
    elif body.count(b"[") + body.count(b"{") > DEEPEST and _deeper(given, DEEPEST):
        raise RefusedError(answers.refusal(400, "too-deep", limit=str(DEEPEST)))
    event, listed = given.pop("event", None), given.pop("entries", None)
    found += [Problem("unknown-key", key[:80]) for key in list(given)[: entries.MOST_PROBLEMS]]
    if not isinstance(event, str):
        found.append(Problem("missing-key" if event is None else "wrong-type", "event", {"expected": "text"}))
    if not isinstance(listed, list):
        found.append(Problem("missing-key" if listed is None else "wrong-type", "entries", {"expected": "list"}))
    elif len(listed) > MOST_ENTRIES:
        found.append(Problem("too-many-entries", "entries", {"limit": str(MOST_ENTRIES), "count": str(len(listed))}))
    if found:
        raise RefusedError(answers.problems(400, found))
    return event, listed


class _DuplicateError(ValueError):
    """An object names a key twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _DuplicateError
    return made


def _no_number(constant: str) -> Any:
    raise ValueError(f"{constant} is no number in JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_no_number, object_pairs_hook=_object)


def _deeper(value: Any, levels: int) -> bool:
    """True where lists and objects nest deeper than so many levels."""
    level = [value]
    for _ in range(levels + 1):
        level = [each for each in level if isinstance(each, dict | list)]
        if not level:
            return False
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each)]
    return True
