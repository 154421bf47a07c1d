"""A hall with tablets: an office that makes tickets, browsers that are enrolled by them."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx

from competition.access.tablets.devices import COOKIE

EVENT = "orchard"
DEVICES = f"/office/{EVENT}/devices"
CARD = re.compile(r'<li><div class="qr" .*?</li>', re.DOTALL)
WHOSE = re.compile(r'<span class="label">(\w+)</span></p>')
CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}")


def tickets(office: httpx.Client, whom: str = "all", **more: str) -> dict[str, tuple[str, str]]:
    """judge → (path of the link, short code) of new tickets. Links are read from the squares."""
    answer = office.post(f"{DEVICES}/tickets", data={"whom": whom, "key": "k"} | more)
    assert answer.status_code == 200, answer.text[:3000]
    found = {}
    for card in CARD.findall(answer.text):
        whose, code, link = (
            WHOSE.search(card),
            CODE.search(re.sub("<[^>]*>", " ", card)),
            re.search(r'data-link="([^"]+)"', card),
        )
        assert whose and code and link, card
        found[whose[1]] = (httpx.URL(html.unescape(link[1])).path, code[0])
    return found


def showing(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of the page with the button."""
    assert page.status_code == 200, (page.status_code, page.text[:3000])
    return dict(re.findall(r'name="(showing|code)" value="([^"]+)"', page.text))


def enrol(browser: httpx.Client, path: str) -> httpx.Response:
    """Open the link and press the button."""
    return browser.post(path, data=showing(browser.get(path)))


def held(browser: httpx.Client) -> str:
    """What the browser's device cookie holds, "" for none."""
    return browser.cookies.get(COOKIE) or ""


def device(browser: httpx.Client) -> dict[str, Any]:
    """What the server says of the browser."""
    answer = browser.get(f"/api/events/{EVENT}/judge/device")
    assert answer.status_code == 200, (answer.status_code, answer.text)
    found: dict[str, Any] = answer.json()
    return found


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["problems"][0]["code"]
