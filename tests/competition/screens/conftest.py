from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from competition.screens.store import every
from competition.store.database import open_database
from tests.competition.people import signed_in
from tests.competition.venue import Judge, Server, hold_contest, serving, tokens, url_of


class Desk:
    """An organiser at her console, and the screens of the hall as far as they speak to the server."""

    def __init__(self, server: Server, client: httpx.Client, store: Path | str) -> None:
        self.server = server
        self.store = store
        self.client = client
        self.hall = httpx.Client(base_url=server.api, timeout=20)

    def sends(self, path: str, body: Any) -> httpx.Response:
        """What she is answered. path: behind that of the event's screens."""
        return self.client.post(f"/api/events/spring/screens{path}", json=body)

    def makes(self, name: str) -> dict[str, Any]:
        """A new screen."""
        listed = self.sends("", {"name": name, "key": f"made-for-{name}"}).json()["screens"]
        return next(dict(each) for each in listed if each["name"] == name)

    def sees(self, id: str) -> dict[str, Any]:
        """A screen as the console shows it."""
        listed = self.client.get("/api/events/spring/screens").json()["screens"]
        return next(dict(each) for each in listed if each["id"] == id)

    def hears(self, code: str, report: Any) -> httpx.Response:
        """What a screen is answered that reports."""
        return self.hall.post(f"/api/screens/{code}/report", json=report)

    def written(self, id: str) -> str:
        """The first page that a screen could not load, as the database has it."""
        with open_database(url_of(self.store)) as database, database.connect() as connection:
            kept = next(each for each in every(connection) if each.id == id)
        return next(iter(kept.report.get("failed", ())), "")

    def close(self) -> None:
        self.hall.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("screens")
    hold_contest(made)
    return made


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Desk]:
    """A running server with its organiser."""
    with serving(folder) as server, signed_in(server, folder, "organiser") as client:
        made = Desk(server, client, folder)
        yield made
        made.close()


@pytest.fixture(scope="module")
def clock(folder: Path, desk: Desk) -> Iterator[Judge]:
    """The judge whose marks move the board."""
    judge = Judge(desk.server, tokens(folder)["J3"])
    yield judge
    judge.close()
