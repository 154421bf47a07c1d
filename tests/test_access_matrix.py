"""Every route, socket and command against the one table: each is tried as each role, in a wrong event, and as nobody.

Routes come from the running application's own table, so that one added tomorrow is tried without a word here. What is
expected follows from the actions that its endpoint declares:

- whom no declared action is open to gets 401, 403 or is sent to sign in;
- whom all of them are open to never does;
- whoever gets through was asked about by the endpoint, unless anyone may.
"""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket

import run
from competition import pages
from competition.access import commands, sessions
from competition.access.access import (
    HOUSE,
    PUBLIC,
    ROLES,
    RULES,
    Actor,
    Scope,
    UnguardedRouteError,
    allows,
    authorize,
)
from competition.access.statements import ACTION_OF, UNSTATED
from competition.access.visitors import Visitor, acting
from competition.commands import import_
from competition.intake import read
from competition.settings import Settings
from competition.store.database import Database, open_database
from scoring import lines
from scoring.steps import SECOND
from tests.competition.people import cookie
from tests.competition.venue import ROOT
from tests.doors import Door, doors

EVENT, TRADE, JUDGE = "orchard", "grafting", "G1"
ELSEWHERE = "elsewhere"
FILLED = {"event": EVENT, "board": TRADE, "trade": TRADE, "judge": JUDGE}
"""What stands for a path's parameters."""


@dataclass(frozen=True)
class Persona:
    """Somebody who tries every door. label: what findings call her."""

    label: str
    actor: Actor

    def may(self, action: str, event: str) -> bool:
        return any(authorize(each, action, Scope(event, each.judge)) for each in (self.actor, PUBLIC))


NOBODY = Persona("nobody", PUBLIC)
PERSONAS = (
    NOBODY,
    *(
        Persona(f"{role} {where}", Actor(role, f"{role}-{where}", event, JUDGE if role == "judge" else ""))
        for role in ROLES
        if role not in ("public", "owner")
        for where, event in (("here", EVENT), (ELSEWHERE, ELSEWHERE))
    ),
    Persona("organiser of the house", Actor("organiser", "house-1")),
    Persona("owner", Actor("owner", "owner-1")),
)


def opens(door: Door) -> bool:
    """True where anyone may, so that nothing need be asked."""
    return any(NOBODY.may(action, door.event) for action in door.declared)


class Hall:
    """The application, and people who try its doors, each with a new session every time."""

    def __init__(self, app: Starlette, database: Database, asked: list[str]) -> None:
        self.app = app
        self._database = database
        self._asked = asked
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://hall"
        )

    async def holes(self, only: str = "") -> list[str]:
        """What is not as the table says, of every route or those whose path begins so."""
        tried = [door for door in doors(self.app.routes, FILLED) if door.route.startswith(only)]
        assert tried, f"no route begins with {only}"
        found = []
        for door in tried:
            keys = self._keys()
            for persona, key in zip(PERSONAS, keys, strict=True):
                self._asked.clear()
                status, location = await (self._open(door, key) if not door.method else self._send(door, key))
                finding = self._judged(door, persona, status, location)
                if finding:
                    found.append(f"{door.method or 'socket'} {door.path} as {persona.label}: {finding}")
        return found

    def _judged(self, door: Door, persona: Persona, status: int, location: str) -> str:
        """What is wrong about the answer, "" for nothing."""
        allowed = [action for action in door.declared if persona.may(action, door.event)]
        denied = status in (401, 403) or (status == 303 and location.startswith("/sign-in"))
        if status >= 500:
            return f"breaks with {status}"
        if not allowed and not denied:
            return f"let in with {status}, though none of {door.declared} is hers"
        if denied and len(allowed) == len(door.declared):
            return f"turned away with {status}, though {door.declared} is hers"
        if not denied and not opens(door) and not set(self._asked) & set(door.declared):
            return f"let in with {status} without being asked about any of {door.declared}"
        return ""

    def _keys(self) -> list[str]:
        """A session cookie for everybody, "" for nobody."""
        with self._database.transaction() as connection:
            return [
                "" if each is NOBODY else sessions.open_session(connection, login=each.actor.name) for each in PERSONAS
            ]

    async def _send(self, door: Door, key: str) -> tuple[int, str]:
        headers = {"Cookie": f"{sessions.COOKIE}={key}"} if key else {}
        body: dict[str, Any] = {}
        if door.method not in ("GET", "DELETE"):
            body = (
                {"json": {"event": EVENT, "entries": []}} if door.path.startswith("/api/") else {"data": {"key": "k"}}
            )
        answer = await self._client.request(door.method, door.path, headers=headers, **body)
        return answer.status_code, answer.headers.get("location", "")

    async def _open(self, door: Door, key: str) -> tuple[int, str]:
        """The status of a socket's opening: 101 where it is accepted."""
        path, _, query = door.path.partition("?")
        headers = [(b"host", b"hall")] + ([(b"cookie", f"{sessions.COOKIE}={key}".encode())] if key else [])
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": headers,
            "client": ("hall", 1),
            "server": ("hall", 80),
            "subprotocols": [],
            "extensions": {"websocket.http.response": {}},
        }
        said: list[Message] = []

        async def receive() -> Message:
            return {"type": "websocket.connect"} if not said else {"type": "websocket.disconnect", "code": 1001}

        async def send(message: Message) -> None:
            said.append(message)
            if message["type"] == "websocket.accept":
                raise _Accepted

        try:
            await self.app(scope, receive, send)
        except _Accepted:
            return 101, ""
        first = said[0]
        return (int(first["status"]) if first["type"] == "websocket.http.response.start" else 403), ""

    async def close(self) -> None:
        await self._client.aclose()


class _Accepted(Exception):
    """A socket was accepted: no more is wanted of it."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A contest whose trades are open, and everybody's accounts."""
    package, problems = read(ROOT / "tests" / "golden" / "orchard")
    assert package is not None, problems
    with open_database(f"sqlite:///{tmp_path_factory.mktemp('access') / 'contest.db'}") as database:
        with ThreadPoolExecutor(1) as thread:  # whose loop is its own
            assert thread.submit(import_.begin, database, package, marks=False).result() is None
            thread.submit(import_.finish, database, package, marks=False).result()
        for persona in PERSONAS[1:]:
            actor = persona.actor
            cookie(database, actor.role, event=actor.event or HOUSE, login=actor.name, judge=actor.judge)
        yield database


@pytest.fixture
def hall(store: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Opens the hall with planted routes among the others."""
    asked: list[str] = []
    acts = Visitor.acts

    def noted(visitor: Visitor, action: str, event: str = "", judge: str = "") -> Actor:
        asked.append(action)
        return acts(visitor, action, event, judge)

    monkeypatch.setattr(Visitor, "acts", noted)

    @asynccontextmanager
    async def opened(*planted: BaseRoute) -> AsyncIterator[Hall]:
        own = pages.routes
        monkeypatch.setattr(pages, "routes", lambda: [*own(), *planted])
        app = run.build(Settings(database=store.url.render_as_string(hide_password=False), backup_every=0))
        async with app.router.lifespan_context(app):
            made = Hall(app, store, asked)
            yield made
            await made.close()

    return opened


# --- the house as it is ---------------------------------------------------------------------------------------------


@pytest.mark.anyio
@pytest.mark.slow
async def test_every_route_and_socket_does_what_the_table_says(hall: Callable[..., Any]) -> None:
    async with hall() as opened:
        found = await opened.holes()
    assert not found, "\n".join(found)


def test_every_fact_that_a_person_can_state_takes_an_action_of_the_table() -> None:
    proposed = {fact.kind for fact in SECOND}
    assert set(ACTION_OF) | UNSTATED | proposed == set(lines.KINDS)
    assert not set(ACTION_OF) & (UNSTATED | proposed)
    assert set(ACTION_OF.values()) <= set(RULES)


# --- each kind of hole seen red -------------------------------------------------------------------------------------


@allows("export")
async def forgetful(request: Request) -> Response:
    return PlainTextResponse("everything")


@allows("read-office")
async def wrong_event(request: Request) -> Response:
    visitor: Visitor = await request.app.state.accounts.visitor(request)
    for actor in visitor.actors:
        visitor.acts("read-office", actor.event)
    return PlainTextResponse("", 200 if visitor.actors else 401)


@allows("run-event")
async def too_strict(request: Request) -> Response:
    return PlainTextResponse("", 403)


@allows("read-pages")
async def broken(request: Request) -> Response:
    raise RuntimeError("planted")


@allows("watch-chief")
async def open_socket(websocket: WebSocket) -> None:
    await websocket.accept()


@allows("adjust")
async def honest(request: Request) -> Response:
    await acting(request, "adjust", request.path_params["event"])
    return PlainTextResponse("done")


PLANTED: list[tuple[BaseRoute, str, str]] = [
    (Route("/planted/{event}/page", forgetful), "nobody", "let in with 200, though none"),
    (Route("/planted/{event}/page", forgetful), "organiser here", "without being asked"),
    (Route("/planted/{event}/exports/{name}.csv", forgetful), "judge here", "though none"),
    (Route("/planted/{event}/form", forgetful, methods=["POST"]), "hall here", "though none"),
    (Route("/planted/{event}/page", wrong_event), "organiser elsewhere", "though none"),
    (Route("/planted/{event}/page", too_strict), "organiser here", "turned away"),
    (Route("/planted/{event}/page", broken), "nobody", "breaks with 500"),
    (WebSocketRoute("/planted/{event}/live", open_socket), "nobody", "let in with 101"),
    (WebSocketRoute("/planted/{event}/live", open_socket), "chief elsewhere", "let in with 101"),
    (Mount("/planted", routes=[Route("/{event}", forgetful)]), "competitor here", "though none"),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("route", "who", "what"), PLANTED)
async def test_a_planted_hole_is_found(hall: Callable[..., Any], route: BaseRoute, who: str, what: str) -> None:
    async with hall(route) as opened:
        found = await opened.holes("/planted")
    assert any(f"as {who}: " in each and what in each for each in found), found


@pytest.mark.anyio
async def test_a_route_that_asks_has_no_hole(hall: Callable[..., Any]) -> None:
    async with hall(Route("/planted/{event}", honest, methods=["GET", "POST"])) as opened:
        assert await opened.holes("/planted") == []


@pytest.mark.anyio
@pytest.mark.parametrize("kind", [Route, WebSocketRoute])
async def test_a_route_without_a_rule_does_not_start(hall: Callable[..., Any], kind: Any) -> None:
    async def unruled(request: Request) -> Response:
        return PlainTextResponse("")

    with pytest.raises(UnguardedRouteError, match="/planted"):
        async with hall(kind("/planted", unruled)):
            pass


@pytest.mark.anyio
async def test_an_endpoint_that_asks_about_what_it_does_not_declare_breaks(hall: Callable[..., Any]) -> None:
    @allows("read-office")
    async def misleading(request: Request) -> Response:
        await acting(request, "adjust", request.path_params["event"])
        return PlainTextResponse("")

    async with hall(Route("/planted/{event}", misleading)) as opened:
        found = await opened.holes("/planted")
    assert len(found) == len(PERSONAS) and all("breaks with 500" in each for each in found)


# --- commands -------------------------------------------------------------------------------------------------------


def stated(path: Path) -> set[str]:
    """Kinds of the facts that a command's module makes."""
    kinds = {fact.__name__: kind for kind, fact in lines.KINDS.items()}
    called = (node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return {kinds[each.id] for each in called if isinstance(each, ast.Name) and each.id in kinds}


def undeclared(name: str, path: Path) -> set[str]:
    """What the command states without declaring the action that it takes."""
    return {kind for kind in stated(path) if ACTION_OF.get(kind) not in commands.COMMAND_ACTIONS[name]}


def test_every_command_says_what_it_does_and_the_console_may_do_it() -> None:
    for name in run.COMMANDS:
        commands.permit(name)


def test_a_command_states_only_what_it_declares() -> None:
    for name, (module, _) in run.COMMANDS.items():
        assert undeclared(name, ROOT / "competition" / "commands" / f"{module}.py") == set(), name


def test_a_planted_command_without_a_rule_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(run.COMMANDS, "planted", ("freeze", "Planted."))
    with pytest.raises(commands.UnguardedCommandError, match="planted"):
        run.main.get_command(None, "planted")  # type: ignore[arg-type]


def test_a_planted_command_that_does_what_the_console_may_not_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(run.COMMANDS, "planted", ("freeze", "Planted."))
    monkeypatch.setitem(commands.COMMAND_ACTIONS, "planted", ("confirm",))
    with pytest.raises(commands.UnguardedCommandError, match="confirm"):
        run.main.get_command(None, "planted")  # type: ignore[arg-type]


def test_a_planted_command_that_states_more_than_it_declares_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "freeze.py"
    planted.write_text("from scoring.steps import Confirmed\nConfirmed('t', 'result', 1)\n", encoding="utf-8")
    assert undeclared("freeze", planted) == {"confirmed"}
