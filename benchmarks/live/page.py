"""The board's page on a phone that has never been here, over a mobile network: when its figures are seen, and what it
weighs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from benchmarks.contest import EVENT, Contest
from benchmarks.rounds import Round
from benchmarks.server import Server, Tablets, serving
from tests import browsers

PHONE: ViewportSize = {"width": 390, "height": 844}
NETWORK = {"offline": False, "latency": 170, "downloadThroughput": 9e6 / 8, "uploadThroughput": 9e6 / 8}
"""4G: 9 Mbit/s both ways, 170 ms from a request to the first byte of its answer."""
SHOWN = "() => (document.querySelector('.entry .total')?.textContent.trim() ?? '').length > 1"


@contextmanager
def board_page(entrants: int = 132) -> Iterator[Round]:
    """entrants: all of them marked."""
    contest = Contest(1, entrants)
    program = browsers.program()
    with serving(contest) as server, sync_playwright() as playwright:
        tablets = Tablets(server)
        tablets.give_everything(contest)
        tablets.line.close()
        browser = browsers.launch(playwright, program)
        yield partial(_round, browser, server)
        browser.close()


def _round(browser: Browser, server: Server) -> Mapping[str, float]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    weighed: dict[str, float] = {}
    names: dict[str, str] = {}

    def named(event: dict[str, Any]) -> None:
        names[event["requestId"]] = event["request"]["url"]

    def loaded(event: dict[str, Any]) -> None:
        weighed[event["requestId"]] = event["encodedDataLength"]

    def framed(event: dict[str, Any]) -> None:
        weighed[event["requestId"]] = weighed.get(event["requestId"], 0) + len(
            event["response"]["payloadData"].encode()
        )

    session = context.new_cdp_session(page)
    session.on("Network.requestWillBeSent", named)
    session.on("Network.loadingFinished", loaded)
    session.on("Network.webSocketFrameReceived", framed)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    began = time.perf_counter()
    page.goto(f"http://127.0.0.1:{server.port}/events/{EVENT}/trades/T01", wait_until="commit")
    page.wait_for_function(SHOWN, polling="raf")
    shown = time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    context.close()
    return {"board page": shown, "board page weight": sum(weighed.values()) / 1000} | {
        f"  {_called(names.get(each, 'socket'))}, KB": size / 1000 for each, size in weighed.items()
    }


def _called(url: str) -> str:
    """A short name of an address, and of the page's own."""
    path = url.split("?")[0]
    return "page" if "/events/" in path and "/api/" not in path else path.rpartition("/")[2]
