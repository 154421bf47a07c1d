"""Real pages among the tablets: Chromium, a context a judge, driven by touch through the same bad air."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psutil
from playwright.async_api import Browser, Error, ViewportSize, async_playwright
from playwright.async_api import Page as Tab

from tests import browsers
from tests.judges.storm.hall import ASPECTS, Plan
from tests.judges.storm.tablet import Given

MOST = 30
EACH_MIB = 300
"""Memory that a page may want."""

EACH_CORE = 5
"""Pages whose scripts one core bears beside the server and the rest."""

TABLET: ViewportSize = {"width": 1024, "height": 768}
PATIENCE_S = 60.0
LOOK_S = 0.25
TAP_MS = 5_000
RESTS_MS = 340
"""Keys that have just appeared take no tap for a moment."""

SAYS = """aspect => ({
  title: document.querySelector('h2.title b')?.textContent ?? '',
  says: window.saiping?.cells().find((each) => each.aspect === aspect)?.says ?? null,
})"""


def borne(tablets: int) -> int:
    """How many pages this machine bears, 0 where it has no browser."""
    if browsers.found() is None:
        return 0
    room = int(psutil.virtual_memory().available / 2**20 / EACH_MIB)
    return min(MOST, tablets // 2, room, EACH_CORE * (os.cpu_count() or 1))


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all pages."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=browsers.program(), args=browsers.ARGUMENTS)
        yield running
        await running.close()


class PageTablet:
    """One judge's page. given: what she gave by touch, in order."""

    def __init__(self, judge: str, plan: Plan, chance: random.Random) -> None:
        self.judge = judge
        self._plan = plan
        self._chance = chance
        self._watching: asyncio.Task[None] | None = None
        self._waiting: dict[str, Given] = {}
        self.given: list[Given] = []
        self.unsent = 0

    async def enrol(self, browser: Browser, url: str, token: str) -> None:
        """Open the ticket's link, press the button, wait for the sheet."""
        context = await browser.new_context(viewport=TABLET, has_touch=True, locale="zh-CN")
        self._tab: Tab = await context.new_page()
        await self._tab.goto(f"{url}/enrol/{token}")
        await self._tab.locator("button.begin").tap()
        await self._until("window.saiping?.cells().length > 0")
        self._watching = asyncio.create_task(self._watch())

    async def _until(self, expression: str, arg: object = None) -> Any:
        end = time.monotonic() + PATIENCE_S
        while not (found := await self._evaluate(expression, arg)):
            if time.monotonic() > end:
                raise TimeoutError(f"{self.judge}: the page never said {expression} of {arg}")
            await asyncio.sleep(LOOK_S)
        return found

    async def _evaluate(self, expression: str, arg: object = None) -> Any:
        try:
            return await self._tab.evaluate(expression, arg)
        except Error:  # between two pages
            return None

    async def give(self, count: int, every_s: float) -> None:
        """Mark sheet by sheet, so many marks, one every so often where the page is as fast."""
        for at, entrant in enumerate(self._plan.entrants, 1):
            for aspect in self._plan.cells(self.judge)[: len(ASPECTS)]:
                if len(self.given) == count:
                    return
                due = time.monotonic() + self._chance.uniform(0.2, 1.8) * every_s
                await self._goes_to(str(at).zfill(3), aspect[1])
                await self._taps((entrant, aspect[1]), str(self._chance.randint(1, 8)))
                await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def _goes_to(self, code: str, aspect: str) -> None:
        """The sheet, and the aspect on it. A page that is loaded anew in between takes no tap: she taps again."""
        end = time.monotonic() + PATIENCE_S
        while await self._evaluate("window.saiping?.code()") != code:
            if time.monotonic() > end:
                raise TimeoutError(f"{self.judge}: the page never came to {code}")
            with contextlib.suppress(Error):
                if await self._tab.locator(".entrant").count() == 0:
                    await self._tab.locator(".plate").tap(timeout=TAP_MS)
                await self._tab.locator(".entrant", has=self._tab.get_by_text(code, exact=True)).tap(timeout=TAP_MS)
            await asyncio.sleep(LOOK_S)
        await self._until("aspect => document.querySelector('h2.title b')?.textContent === aspect", aspect)

    async def _taps(self, cell: tuple[str, str], value: str) -> None:
        """Tap the key; the mark is given once the page shows it."""
        given = Given(self.judge, cell, value, "", "", time.monotonic())
        while True:
            await self._tab.wait_for_timeout(RESTS_MS)
            if await self._says(cell[1]) != value:
                given.at = time.monotonic()
                await self._tab.locator(f".keys .key[data-value='{value}']").tap()
            for _ in range(8):
                if await self._says(cell[1]) == value:
                    self.given.append(given)
                    return
                await asyncio.sleep(LOOK_S)

    async def _says(self, aspect: str) -> str | None:
        """What the page shows as given for an aspect of the sheet."""
        found = await self._evaluate(SAYS, aspect)
        return None if found is None else found["says"]

    async def _watch(self) -> None:
        """See when marks leave the page's outbox, a quarter of a second late at most and by what is under way."""
        while True:
            entries = await self._evaluate("window.saiping?.entries().map(({ entrant, aspect }) => [entrant, aspect])")
            now = time.monotonic()
            if entries is not None:
                self.unsent = len(entries)
                there = {(entrant, aspect) for entrant, aspect in entries}
                for each in self.given:
                    if not each.stored and each.cell not in there:
                        each.stored = now
            await asyncio.sleep(LOOK_S)

    async def close(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await self._tab.context.close()
