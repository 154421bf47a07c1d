"""What machines ask of the server itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import run
from competition.settings import Settings
from tests.competition.venue import Server, hold_contest, serving, url_of


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("service")
    hold_contest(folder)
    with serving(folder) as running:
        yield running


def test_a_healthy_server_says_so_and_nothing_more(server: Server) -> None:
    answer = httpx.get(f"{server.api}/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.anyio
async def test_a_server_without_its_database_is_not_healthy(tmp_path: Path) -> None:
    app = run.build(Settings(database=url_of(tmp_path)))
    (tmp_path / "contest.db").write_bytes(b"this is no database at all, whatever it was before" * 100)
    (tmp_path / "contest.db-wal").unlink(missing_ok=True)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hall") as client:
        for path in ("/healthz", "/api/events/spring/roster", "/api/events/spring/boards/baking"):
            assert (await client.get(path)).status_code == 503, path
        assert (await client.post("/api/marks", headers={"Authorization": "Bearer x"})).status_code == 503
    app.state.database.close()


def test_the_schemas_are_published(server: Server) -> None:
    assert httpx.get(f"{server.api}/openapi.json").json()["openapi"] == "3.1.0"


def test_an_address_of_the_interface_that_is_not_there_is_a_problem_and_of_the_pages_a_page(server: Server) -> None:
    answer = httpx.get(f"{server.api}/api/nothing")
    assert answer.status_code == 404
    assert answer.json()["problems"][0]["code"] == "unknown-address"
    page = httpx.get(f"{server.api}/nothing")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_a_method_that_a_route_does_not_know_is_refused(server: Server) -> None:
    assert httpx.get(f"{server.api}/api/marks").status_code == 405
