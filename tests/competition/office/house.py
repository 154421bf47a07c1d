"""The office over a database of its own: the real application in this process, people with the cookies of sessions.

with house(folder) as office:
    organiser = office.person("organiser")
    organiser.get("/office/yunping-2026")
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx2 as httpx
from starlette.applications import Starlette
from starlette.testclient import TestClient

import run
from competition.access import sessions
from competition.commands.import_ import begin, finish
from competition.intake import read
from competition.recording.recorder import Answer, Entry, Recorder
from competition.settings import Settings
from competition.store.database import Database, open_database
from scoring.facts import Cell, Fact, MarkGiven
from tests.competition.people import cookie
from tests.competition.venue import YUNPING

EVENT = "yunping-2026"
TRADE = "floristry"
HERE = f"/office/{EVENT}"


def files(changed: Mapping[str, bytes] | None = None, *, without: tuple[str, ...] = ()) -> dict[str, bytes]:
    """The invented floristry contest's package, file by file; some of them changed or left out."""
    found = {
        path.relative_to(YUNPING).as_posix(): path.read_bytes() for path in sorted(YUNPING.rglob("*")) if path.is_file()
    }
    return {path: body for path, body in (found | dict(changed or {})).items() if path not in without}


def zipped(content: Mapping[str, bytes]) -> bytes:
    """The files as one zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, body in content.items():
            archive.writestr(path, body)
    return made.getvalue()


class Page:
    """What a browser was answered."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self.to = answer.headers.get("location", "")
        self.headers = answer.headers
        self.html = answer.text
        read = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
        self.text = html.unescape(re.sub(r"\s+", " ", read))

    def hidden(self, name: str) -> str:
        """The value of the first hidden field of this name."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        assert found is not None, f"no hidden {name}"
        return html.unescape(found[1])


class Person:
    """Somebody at a browser."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def get(self, path: str, lang: str = "en", **headers: str) -> Page:
        """A page, in a language."""
        return Page(self._client.get(path, headers={"accept-language": lang, **headers}))

    def post(self, path: str, lang: str = "en", **fields: str | list[str]) -> Page:
        """A form sent, without its page having been seen."""
        headers = {"accept-language": lang, "sec-fetch-site": "same-origin"}
        return Page(self._client.post(path, data=fields, headers=headers))

    def send(self, path: str, sent: list[tuple[str, tuple[str, bytes]]]) -> Page:
        """Files sent."""
        headers = {"accept-language": "en", "sec-fetch-site": "same-origin"}
        return Page(self._client.post(path, files=sent, headers=headers))

    def does(self, act: str, **fields: str | list[str]) -> Page:
        """An act of the trade's own page, with a key of that page."""
        page = self.get(f"{HERE}/trades/{TRADE}")
        return self.post(f"{HERE}/trades/{TRADE}", "en", act=act, key=page.hidden("key"), **fields)


Result = TypeVar("Result")


class House:
    """The application and those who use it."""

    def __init__(self, app: Starlette, client: TestClient, database: Database) -> None:
        self.app = app
        self.database = database
        self._client = client
        self._keys = 0

    def person(self, role: str, login: str = "", *, event: str = EVENT) -> Person:
        """Somebody with this role in an event, or of the house."""
        held = cookie(self.database, role, event=event, login=login)
        client = TestClient(self.app, headers={"Cookie": f"{sessions.COOKIE}={held}"}, follow_redirects=False)
        client.portal = self._client.portal
        return Person(client)

    def nobody(self) -> Person:
        """Somebody who is not signed in."""
        client = TestClient(self.app, follow_redirects=False)
        client.portal = self._client.portal
        return Person(client)

    def call(self, made: Callable[..., Awaitable[Result]], *given: Any) -> Result:
        """Run a coroutine function where the server runs."""
        assert self._client.portal is not None
        return self._client.portal.call(made, *given)

    def states(self, *facts: tuple[str, Fact]) -> list[Answer]:
        """Record (actor, fact) pairs, past every page."""

        async def record() -> list[Answer]:
            recorder: Recorder = await self.app.state.desk.recorder(EVENT)
            entries = []
            for actor, fact in facts:
                self._keys += 1
                entries.append(Entry(fact, actor, f"house-{self._keys}"))
            return await recorder.record_all(entries)

        return self.call(record)

    def gives(self, judge: str, entrant: str, aspect: str, value: str, phase: str = "prelim") -> Answer:
        """A judge's first mark of a cell."""
        (answer,) = self.states((f"judge.{judge}", MarkGiven(Cell(judge, entrant, phase, "", aspect), value)))
        return answer

    def enters(self, actor: str, key: str, cell: Cell, value: str, supersedes: int = 0) -> Answer:
        """A judge's mark that somebody states under a key of her own."""

        async def record() -> Answer:
            recorder: Recorder = await self.app.state.desk.recorder(EVENT)
            fact = MarkGiven(cell, value, supersedes)
            return await recorder.record(fact, actor=actor, key=key)

        return self.call(record)

    def seen(self) -> Any:
        """The event as office pages see it."""
        return self.call(self.app.state.office.seen, EVENT)

    def book(self) -> Any:
        """The event's daybook."""
        return self.call(self.app.state.office.book, EVENT)


@contextmanager
def house(folder: Path, *, event: bool = True, marks: bool = False) -> Iterator[House]:
    """The office, with the floristry contest taken in: opened and not marked, or with all its marks."""
    url = f"sqlite:///{folder / 'office.db'}"
    with open_database(url) as database:
        if event:
            package, problems = read(YUNPING)
            assert package is not None, problems
            assert begin(database, package, marks=marks) is None
            finish(database, package, marks=marks)
        app = run.build(Settings(database=url, backup_every=0))
        with TestClient(app) as client:
            yield House(app, client, database)
