"""A contest whose trades are open, on a server; a browser, an organiser, and a chief judge with a password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.competition.access.browsers.ways import EVENT, hold, invited, leads, new_login
from tests.competition.people import signed_in
from tests.competition.venue import Server, serving


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("access")
    hold(made)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


@pytest.fixture
def browser(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.api, timeout=20) as client:
        yield client


@pytest.fixture
def organiser(server: Server, folder: Path) -> Iterator[httpx.Client]:
    with signed_in(server, folder, "organiser", event=EVENT) as client:
        yield client


@pytest.fixture(scope="module")
def li(server: Server, folder: Path) -> str:
    """The login of a chief judge with a password."""
    with signed_in(server, folder, "organiser", event=EVENT) as organiser:
        link, _ = invited(organiser, "chief", whom="Li")
    assert leads(httpx.post(server.api + link, data=new_login("li"), timeout=20)) == f"/chief/{EVENT}"
    return "li"
