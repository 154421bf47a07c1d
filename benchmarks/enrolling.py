"""A tablet that has never been here: from the ticket's link, as a camera opens it, to the judge's first sheet, in a
real Chromium whose processor is four times slower."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from benchmarks.contest import EVENT, Contest, judges
from benchmarks.rounds import Round
from benchmarks.server import Server, serving
from competition.access.tablets import tickets
from competition.store.database import Database, open_database
from tests import browsers

SLOWER = 4
TABLET: ViewportSize = {"width": 1024, "height": 768}
SHOWN = "() => document.querySelector('[role=group] button')?.getClientRects().length > 0 && saiping.cells().length > 0"
"""True where the page shows a key with which a mark is given."""


@contextmanager
def enrolling(entrants: int = 132) -> Iterator[Round]:
    """entrants: of the trade; the judge has a sheet of each."""
    contest = Contest(1, entrants)
    program = browsers.program()
    with (
        serving(contest) as server,
        open_database(f"sqlite:///{server.folder / 'saiping.db'}") as store,
        sync_playwright() as playwright,
    ):
        browser = browsers.launch(playwright, program)
        judge = judges(contest.names[0], "craft")[0]
        yield partial(_round, browser, server, store, judge)
        browser.close()


def _round(browser: Browser, server: Server, store: Database, judge: str) -> Mapping[str, float]:
    with store.transaction() as connection:
        (made,) = tickets.make(connection, EVENT, [judge], made_by="bench", key=secrets.token_hex(8))
    context = browser.new_context(viewport=TABLET, has_touch=True)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    began = time.perf_counter()
    page.goto(f"http://127.0.0.1:{server.port}/enrol/{made.token}", wait_until="commit")
    page.locator(".begin").wait_for()
    asked = time.perf_counter()
    page.locator(".begin").tap()
    page.wait_for_function(SHOWN, polling="raf")
    shown = time.perf_counter()
    context.close()
    return {"first sheet": shown - began, "link to question, s": asked - began, "tap to sheet, s": shown - asked}
