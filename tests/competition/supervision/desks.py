"""The arena's pages, asked by whoever is signed in: one application, a client a role."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.testclient import TestClient

import run
from competition.access import sessions, tokens
from competition.access.access import Actor
from competition.settings import given
from competition.store.database import open_database
from scoring.lines import Line
from scoring.state import State
from scoring.steps import StepRefused
from tests.competition import people
from tests.competition.supervision.arena import EVENT, stage_of

KEY = re.compile(r'name="key" value="([^"]+)"')


class Desks:
    """`desks.get("authority", path)`; roles are signed in when they first ask, `public` never. `draw zhou`: the draw
    officer whose login is zhou."""

    def __init__(self, url: str, client: TestClient) -> None:
        self.url = url
        self.app = client.app
        self.client = client
        self._cookies: dict[str, str] = {}
        self._keys = 0

    def asks(self, role: str) -> dict[str, str]:
        """The headers that somebody's browser sends."""
        headers = {"accept-language": "en"}
        if role == "public":
            return headers
        if role not in self._cookies:
            of, _, login = role.partition(" ")
            self._cookies[role] = people.cookie(self.url, of, event=EVENT, login=login)
        return headers | {"cookie": f"{sessions.COOKIE}={self._cookies[role]}"}

    def get(self, role: str, path: str) -> Any:
        return self.client.get(path, headers=self.asks(role))

    def post(self, role: str, path: str, **form: Any) -> Any:
        """Send a form; its key is new unless it is given."""
        self._keys += 1
        return self.client.post(path, data={"key": f"desks-{self._keys}", **form}, headers=self.asks(role))

    def states(self, role: str, **entry: Any) -> dict[str, Any]:
        """State an entry at the door; its result."""
        self._keys += 1
        body = {"event": EVENT, "entries": [{"key": f"desks-{self._keys}", **entry}]}
        answer = self.client.post("/api/facts", json=body, headers=self.asks(role))
        assert answer.status_code == 200, (answer.status_code, answer.text)
        result: dict[str, Any] = answer.json()["results"][0]
        return result

    def call(self, function: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
        """Call a coroutine function where the application lives."""
        assert self.client.portal is not None
        return self.client.portal.call(function, *arguments)

    def lines(self) -> list[Line]:
        """Every line that is neither mark nor signature."""
        return list(self.call(self.app.state.chronicle.lines, EVENT))  # type: ignore[attr-defined]

    def refused(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """(trade, step, codes) of every step that was refused."""
        facts = [line.fact for line in self.lines()]
        return [(each.trade, each.step, each.codes) for each in facts if isinstance(each, StepRefused)]

    def read(self, look: Callable[[State], Any]) -> Any:
        """What the function sees in the state."""

        async def looked() -> Any:
            async with self.app.state.desk.reading(EVENT) as state:  # type: ignore[attr-defined]
                return look(state)

        return self.call(looked)

    def stage(self, trade: str) -> str:
        """How far the trade is, `unopened` before it is open."""
        return str(self.read(lambda state: stage_of(state, trade)))


@contextmanager
def desks(url: str) -> Iterator[Desks]:
    """The pages over a database where the arena is."""
    with TestClient(run.build(given(database=url)), follow_redirects=False) as client:
        yield Desks(url, client)


def token(url: str, role: str) -> str:
    """A bearer token of the role in the arena."""
    with open_database(url) as database, database.transaction() as connection:
        return tokens.issue(connection, Actor(role, f"{role}-1", EVENT))


def key_of(page: str, after: str = "") -> str:
    """The key of the first form behind a text of the page."""
    found = KEY.search(page, page.index(after))
    assert found is not None
    return found[1]
