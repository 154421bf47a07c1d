"""A real browser, real server processes, and what a journey asks of a page."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright

from tests import browsers
from tests.journeys.commands import Command, imported

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "screenshots"
CONTEST = ROOT / "tests" / "golden" / "yunping"
BOARD = "/events/yunping-2026/trades/floristry"
STARTS_WITHIN_S = 60

SCREEN = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=20_000)
"""A machine that does much else is slow, and not wrong: what is to be seen may take so long everywhere."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


class Server:
    """A `run.py` process that serves, started by its arguments; what it printed is in `said`. root: of the product,
    None for the one that is tested."""

    def __init__(self, folder: Path, *arguments: str, root: Path | None = None) -> None:
        self.process = Command(folder, *arguments) if root is None else _other(root, folder, *arguments)
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = self._address()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)

    def _address(self) -> str:
        until = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < until and self.process.poll() is None:
            for line in list(self.said):
                if found := re.match(r"Saiping: (https?://\S+)", line):
                    return found[1]
            time.sleep(0.05)
        self.stop()
        raise AssertionError(f"the server did not start:\n{''.join(self.said)}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process and wait until it is gone."""
        self.process.send_signal(how)
        self.process.wait(timeout=20)
        self._reader.join(timeout=5)
        if self.process.stdout is not None:
            self.process.stdout.close()


def _other(root: Path, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command of another version of the product."""
    command = [sys.executable, "-u", str(root / "run.py"), *arguments]
    return subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Without one: a failure where CI is set, elsewhere a skip."""
    path = browsers.tried()
    with sync_playwright() as playwright:
        running = browsers.launch(playwright, path)
        yield running
        running.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Server]:
    """A contest that plays by itself from its beginning, in about a minute."""
    running = Server(tmp_path, "demo", str(CONTEST), "--port", str(free_port()), "--speed", "12")
    yield running
    running.stop()


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Server]:
    """The same in a few seconds."""
    running = Server(tmp_path, "demo", str(CONTEST), "--port", str(free_port()), "--speed", "60")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same contest with every mark in and nothing left to happen."""
    folder = tmp_path_factory.mktemp("played")
    prepared(folder)
    running = Server(folder, "serve", "--port", "0", "--database", "played.db")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A contest with thirty entrants and no mark yet: more than one page of the hall's screen."""
    folder = tmp_path_factory.mktemp("crowded")
    contest = folder / "contest"
    shutil.copytree(CONTEST, contest)
    for name in ("marks.csv", "advanced.csv", "adjustments.csv", "expected.csv", "items.csv", "members.csv"):
        (contest / name).unlink(missing_ok=True)
    entrants = [f"floristry,X{number:02},{number},第{number}位,Entrant {number},,," for number in range(1, 31)]
    (contest / "entrants.csv").write_text(
        "\n".join(["trade,entrant,number,name,name_en,organisation,organisation_en,group", *entrants]), "utf-8"
    )
    prepared(folder, contest)
    running = Server(folder, "serve", "--port", "0", "--database", "played.db")
    yield running
    running.stop()


def prepared(folder: Path, contest: Path = CONTEST) -> None:
    """Make `played.db` in the folder: a contest, the demo's if none is named, with all its marks."""
    imported(folder, contest, database="played.db")


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


class Visit:
    """A page in a browser of its own, with all that it complained of."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.turned = False
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def turns(self) -> None:
        """From the next page on, its clock can be turned."""
        if not self.turned:
            self.context.clock.install()
            self.turned = True

    def passes(self, ms: int) -> None:
        """So much time is over for its pages: at once where their clock can be turned."""
        if self.turned:
            self.context.clock.fast_forward(ms)
        else:
            self.page.wait_for_timeout(ms)

    def board(self, url: str) -> Page:
        """Go to a live page and wait until its link is up and rows or cards are there."""
        self.page.goto(url)
        until(self.page, "window.saiping?.link() === 'live' && document.querySelector('.entry, .card') !== null")
        return self.page


Visitor = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visitor]:
    """Open a browser context: language "zh" or "en", size, colour scheme, and whatever else Playwright takes."""
    contexts: list[BrowserContext] = []

    def opened(lang: str = "zh", size: dict[str, int] | None = None, scheme: str = "light", **more: Any) -> Visit:
        options: dict[str, Any] = {"viewport": size or SCREEN, "color_scheme": scheme, **more}
        context = browser.new_context(locale={"zh": "zh-CN", "en": "en-GB"}[lang], **options)
        contexts.append(context)
        return Visit(context)

    yield opened
    for context in contexts:
        context.close()


def snapshot(server: str, board: str = "floristry", event: str = "yunping-2026") -> dict[str, Any]:
    """The board as plain HTTP gives it."""
    answer = httpx.get(f"{server}/api/events/{event}/boards/{board}", trust_env=False)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def until(page: Page, expression: str, arg: object = None, timeout_s: float = 30) -> None:
    """Wait until the page says yes. Playwright's own `wait_for_function` evaluates texts later on, which a policy
    without `unsafe-eval` forbids. A page that goes elsewhere meanwhile is asked again where it arrives."""
    end = time.monotonic() + timeout_s
    while not _says(page, expression, arg):
        assert time.monotonic() < end, f"the page never said: {expression}"
        page.wait_for_timeout(50)


def _says(page: Page, expression: str, arg: object) -> bool:
    try:
        return bool(page.evaluate(expression, arg))
    except Error as error:
        if "Execution context was destroyed" not in error.message:
            raise
        return False


def comes_to(page: Page, act: Callable[[], object]) -> None:
    """Do what leads to another page, or to the same one anew, and wait until that is there."""
    with page.expect_navigation():
        act()


def photograph(page: Page, name: str) -> None:
    """Keep a picture of what is seen, for people to look at, where they asked for pictures (SAIPING_SCREENSHOTS, as
    `make journeys` does). A busy Chromium that could not take it is asked again."""
    if not os.environ.get("SAIPING_SCREENSHOTS"):
        return
    SCREENSHOTS.mkdir(exist_ok=True)
    try:
        page.screenshot(path=SCREENSHOTS / f"{name}.png")
    except Error as error:
        if "Unable to capture screenshot" not in str(error):
            raise
        page.screenshot(path=SCREENSHOTS / f"{name}.png")
