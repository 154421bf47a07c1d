"""A server whose contest is open, its office, and browsers that are to be enrolled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.competition.access.browsers.ways import hold
from tests.competition.people import signed_in
from tests.competition.venue import Server, serving
from tests.judges.devices.hall import EVENT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("devices")
    hold(made)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


@pytest.fixture
def office(server: Server, folder: Path) -> Iterator[httpx.Client]:
    with signed_in(server, folder, "organiser", event=EVENT) as client:
        yield client


@pytest.fixture
def tablet(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.api, timeout=20) as client:
        yield client


@pytest.fixture
def another(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.api, timeout=20) as client:
        yield client
