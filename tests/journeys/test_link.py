"""The link of a board to its server: cut and healed, behind proxies, and where a browser allows hardly anything."""

from __future__ import annotations

import contextlib
import gc
import json
import re
import socket
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, WebSocket, expect

from tests import browsers
from tests.journeys.conftest import BOARD, PHONE, Server, Visitor, photograph, snapshot, until
from tests.journeys.proxy import Ways, proxied
from tests.journeys.test_board import canonical_shown, places

STALE = ".badge.stale"
FIRST_WAIT_MS, GRACE_MS = 2_000, 1_000
"""How long a page waits at most before it comes again the first time, and before it says that the link is cut."""


BLOCKED = """async () => {
    const tried = {
        storage: () => localStorage.length,
        caches: () => caches.keys(),
        worker: () => navigator.serviceWorker.register('/static/worker.js'),
        database: () => new Promise((done, fail) => {
            const asked = indexedDB.open('x');
            asked.onsuccess = done;
            asked.onerror = fail;
        }),
    };
    const failed = [];
    for (const [name, act] of Object.entries(tried)) {
        try { await act(); } catch { failed.push(name); }
    }
    document.cookie = 'x=1';
    return failed.concat(document.cookie ? [] : ['cookie']).sort();
}"""


class Heard:
    """What came to a page over sockets and over HTTP. messages: of the last socket; a whole board comes as bytes."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.sockets = 0
        self.messages: list[dict[str, Any]] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", self._opened)

    def _opened(self, socket: WebSocket) -> None:
        self.sockets += 1
        messages = self.messages = []
        socket.on("framereceived", lambda frame: messages.append(_read(frame)))

    @property
    def kinds(self) -> list[str]:
        """The types of the last socket's messages."""
        return [message["type"] for message in self.messages]

    def boards(self) -> int:
        """How often a board was asked for over HTTP."""
        return sum(bool(re.search(r"/boards/[^/]+\?", url)) for url in self.asked)


def _read(frame: str | bytes) -> dict[str, Any]:
    return {"type": "whole"} if isinstance(frame, bytes) else dict(json.loads(frame))


def moves(page: Page) -> None:
    """Wait until the board's version rises."""
    until(page, "held => window.saiping.version() > held", arg=page.evaluate("window.saiping.version()"), timeout_s=60)


def test_a_cut_is_said_in_both_languages_and_heals_with_what_was_missed_alone(demo: Server, visit: Visitor) -> None:
    with proxied(demo.url) as proxy:
        seen = visit("zh")
        heard = Heard(seen.page)
        seen.page.clock.install()
        page = seen.board(proxy.url + BOARD)
        assert heard.boards() == 1 and "whole" not in heard.kinds, "the whole board comes once, over HTTP"
        assert page.evaluate("window.saiping.over()") == "socket"
        moves(page)
        rows, held = len(places(page)), page.evaluate("window.saiping.version()")

        proxy.ways = Ways.SILENT
        page.clock.fast_forward(14_000)
        assert page.evaluate("window.saiping.link()") == "live"
        page.clock.fast_forward(28_000)
        expect(page.locator(STALE)).to_contain_text(re.compile(r"正在重新连接.*看板停在.*\d\d:\d\d:\d\d"))
        photograph(page, "board-cut-zh")
        page.get_by_role("button", name="EN").dispatch_event("click")
        expect(page.locator(STALE)).to_contain_text(re.compile(r"Reconnecting\..*Board as of.*\d\d:\d\d:\d\d"))
        photograph(page, "board-cut-en")
        assert len(places(page)) == rows
        held = page.evaluate("window.saiping.version()")
        while snapshot(demo.url)["version"] < held + 3:
            page.wait_for_timeout(100)

        proxy.ways = Ways.PLAIN
        expect(page.locator(STALE)).to_have_count(0, timeout=30_000)
        until(page, "held => window.saiping.version() > held", arg=held)
        assert heard.kinds[0] == "delta" and heard.messages[0]["from"] == held
        assert not {"whole", "snapshot", "resync"} & set(heard.kinds)
        assert heard.boards() == 1
        assert seen.complaints == []


def test_where_nothing_can_be_pushed_the_board_is_asked_for_and_says_so(demo: Server, visit: Visitor) -> None:
    with proxied(demo.url) as proxy:
        proxy.ways = Ways.NO_UPGRADE
        seen = visit("zh", PHONE)
        heard = Heard(seen.page)
        seen.page.clock.install()
        page = seen.board(proxy.url + BOARD)
        expect(page.locator(".badge.live")).to_contain_text("每 2 秒")
        photograph(page, "phone-asked-zh")
        moves(page)

        proxy.ways = Ways.GATHERING
        proxy.hang_up()
        sockets = heard.sockets
        page.clock.fast_forward(40_000)
        until(page, "window.saiping.over() === 'poll'")
        moves(page)
        assert heard.sockets > sockets and heard.messages == [], "a socket was tried again and is held up"
        page.clock.fast_forward(11_000)
        moves(page)
        assert page.evaluate("window.saiping.over()") == "poll"

        proxy.ways = Ways.PLAIN
        proxy.hang_up()
        page.clock.fast_forward(240_000)
        until(page, "window.saiping.over() === 'socket'")
        asked = heard.boards()
        page.clock.fast_forward(10_000)
        assert heard.boards() == asked
        expect(page.locator(".badge.live")).to_contain_text("实时")
        assert [each for each in seen.complaints if "WebSocket connection to" not in each] == []


def test_with_sockets_workers_cookies_and_storage_blocked_the_board_still_moves(
    demo: Server, browser: Browser, tmp_path: Path
) -> None:
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "kept" / "Default").mkdir(parents=True)
    (tmp_path / "kept" / "Default" / "Preferences").write_text(json.dumps(settings), "utf-8")
    program = browsers.tried(browsers.WHOLE)
    with proxied(demo.url) as proxy:
        proxy.ways = Ways.NO_UPGRADE
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "kept", executable_path=program, args=browsers.ARGUMENTS, locale="zh-CN"
        )
        page = context.pages[0]
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(proxy.url + BOARD)
        blocked = page.evaluate(BLOCKED)
        assert blocked == ["caches", "cookie", "database", "storage", "worker"]
        until(page, "window.saiping?.link() === 'live' && window.saiping.over() === 'poll'")
        moves(page)
        assert page.evaluate("window.saiping.board()") is not None
        page.get_by_role("button", name="EN").dispatch_event("click")
        expect(page.locator(".badge.live")).to_contain_text("Every 2 s")
        page.reload()
        expect(page.locator("h1 .lead")).to_have_text("Floristry")
        until(page, "window.saiping?.link() === 'live'")
        moves(page)
        assert errors == []
        context.close()


def test_a_server_that_comes_back_with_another_board_sends_it_whole_once_compressed(
    played: Server, visit: Visitor
) -> None:
    seen = visit("en")
    heard = Heard(seen.page)
    seen.page.route("**/boards/floristry?*", lambda route: route.fulfill(json=snapshot(played.url) | {"version": 1}))
    page = seen.board(played.url + BOARD)
    until(page, "window.saiping.version() > 1")
    assert heard.kinds[:2] == ["resync", "whole"]
    assert page.evaluate("window.saiping.board()") == canonical_shown(snapshot(played.url))
    assert seen.complaints == []


def test_viewers_whose_sockets_end_together_come_back_one_by_one(played: Server, visit: Visitor) -> None:
    with proxied(played.url) as proxy:
        seen = visit("en")
        page = seen.board(proxy.url + BOARD)
        page.evaluate(
            """async () => {
                const { Wire } = await import('/static/wire.js');
                const ids = { event: 'yunping-2026', board: 'floristry' };
                window.wires = Array.from({ length: 100 }, () => new Wire(ids, () => {}));
                const Real = WebSocket;
                window.came = 0;
                window.WebSocket = class extends Real {
                    constructor(...given) { super(...given); window.came += 1; }
                };
                const later = window.setTimeout;
                window.planned = [];
                window.setTimeout = (act, ms, ...given) => { planned.push(ms); return later(act, ms, ...given); };
            }"""
        )
        until(page, "window.wires.every((wire) => wire.link.value.over === 'socket')")
        page.evaluate("() => { window.came = 0; window.planned = []; }")
        proxy.hang_up()
        until(page, "window.came >= 100 && window.wires.every((wire) => wire.link.value.state === 'live')")
        planned = [each for each in page.evaluate("window.planned") if each < FIRST_WAIT_MS and each != GRACE_MS]
        assert len(planned) >= 100 and max(planned) - min(planned) > 1_000
        assert max(sum(0 <= each - first < 200 for each in planned) for first in planned) < 30
        assert seen.complaints == []


def test_the_proxy_ends_a_connection_that_never_said_a_word() -> None:
    with proxied("http://127.0.0.1:9") as proxy:
        split = urlsplit(proxy.url)
        silent = socket.create_connection((split.hostname, split.port))
        while not proxy.open:
            time.sleep(0.01)
    gc.collect()  # a transport left open warns here, and a warning is an error
    with silent, contextlib.suppress(ConnectionResetError):
        assert silent.recv(1) == b""
