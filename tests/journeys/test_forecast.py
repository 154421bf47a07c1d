"""What can still change, while marks come faster than it is worked out."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Route

from tests.journeys.conftest import BOARD, CONTEST, Server, Visitor, until

SLOW_S = 1.0
"""How long an answer takes: longer than the pause between two marks."""


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Server]:
    """A contest whose board moves several times a second."""
    running = Server(tmp_path, "demo", str(CONTEST), "--port", "0", "--speed", "30")
    yield running
    running.stop()


def test_ranges_are_shown_while_the_board_never_rests(busy: Server, visit: Visitor) -> None:
    seen = visit("en")
    page = seen.page

    def slowly(route: Route) -> None:
        time.sleep(SLOW_S)
        route.continue_()

    page.route(re.compile("/certainty"), slowly)
    page.goto(f"{busy.url}{BOARD}/forecast")
    until(page, "document.querySelector('.standing .can, .standing .set') !== null")
    until(page, "before => window.saiping.version() > before", arg=page.evaluate("window.saiping.version()"))
    assert seen.complaints == []
