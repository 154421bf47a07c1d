"""A screen's own side: what it is told, what it may say, and how soon it hears of a change."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from competition.access.tokens import now
from competition.screens.reports import LARGEST
from competition.screens.roll import QUIET, state
from competition.screens.store import FIRST_PLAN, Screen
from tests.competition.people import signed_in
from tests.competition.screens.conftest import Desk
from tests.competition.venue import EVENT, Judge, hold_contest, serving

REPORT: dict[str, Any] = {
    "key": "k1",
    "shows": "page",
    "page": "trades/baking",
    "place": 0,
    "left_s": 12,
    "version": 1,
    "as_of": "2026-05-01T03:00:00.000000Z",
    "board": "live",
    "width": 1920,
    "height": 1080,
    "build": "0123456789ab",
    "visible": True,
    "link": "socket",
    "failed": [],
    "awake": False,
}


@asynccontextmanager
async def listening(api: str, code: str, **headers: str) -> AsyncIterator[ClientConnection]:
    """A screen's socket."""
    address = f"{api.replace('http', 'ws')}/api/screens/{code}/live"
    async with connect(address, additional_headers=headers, compression=None, proxy=None) as socket:
        yield socket


async def hears(socket: ClientConnection, seconds: float = 2) -> dict[str, Any]:
    """The next message but heartbeats."""
    async with asyncio.timeout(seconds):
        while True:
            message: dict[str, Any] = json.loads(await socket.recv())
            if message["type"] != "heartbeat":
                return message


def test_a_report_is_answered_with_the_orders_and_stands_on_the_console(desk: Desk) -> None:
    screen = desk.makes("reporting")
    assert (screen["state"], screen["report"]) == ("never", None)
    told = desk.hears(screen["code"], REPORT)
    assert told.json() == desk.hall.get(f"/api/screens/{screen['code'].lower()}").json()
    assert (
        told.json()["plan"] == [each._asdict() for each in FIRST_PLAN] and told.headers["cache-control"] == "no-store"
    )
    seen = desk.sees(screen["id"])
    assert (seen["state"], seen["old"], seen["report"]["width"], seen["report"]["browsers"]) == ("on", True, 1920, 1)
    desk.hears(screen["code"], REPORT | {"key": "k2", "build": told.json()["build"], "page": None, "version": None})
    seen = desk.sees(screen["id"])
    assert (seen["old"], seen["report"]["browsers"], seen["report"]["page"]) == (False, 2, None)
    assert "key" not in seen["report"]


def test_a_board_counts_as_behind_when_it_lacks_what_the_server_had_at_the_report_before(
    desk: Desk, clock: Judge
) -> None:
    screen = desk.makes("behind")
    clock.gives("70", "E001")
    version = desk.hall.get(f"/api/events/{EVENT}/boards/baking?audience=hall").json()["version"]
    for said, behind in ((version - 1, False), (version - 1, True), (version, False)):
        desk.hears(screen["code"], REPORT | {"version": said})
        assert desk.sees(screen["id"])["report"]["behind"] is behind


BAD: list[tuple[Any, int, str, str]] = [
    (REPORT | {"width": "1920"}, 422, "bad-report", "width"),
    (REPORT | {"left_s": -1}, 422, "bad-report", "left_s"),
    (REPORT | {"place": True}, 422, "bad-report", "place"),
    (REPORT | {"version": 1.5}, 422, "bad-report", "version"),
    (REPORT | {"version": 10**400}, 422, "bad-report", "version"),
    (REPORT | {"as_of": "yesterday"}, 422, "bad-report", "as_of"),
    (REPORT | {"shows": "everything"}, 422, "bad-report", "shows"),
    (REPORT | {"page": "x" * 201}, 422, "bad-report", "page"),
    (REPORT | {"as_of": "2026-13-45T99:99:99Z"}, 422, "bad-report", "as_of"),
    (REPORT | {"failed": [1]}, 422, "bad-report", "failed.0"),
    (REPORT | {"failed": ["", "x" * 201]}, 422, "bad-report", "failed.1"),
    (REPORT | {"<b>": 1}, 422, "bad-report", ""),
    ({}, 422, "bad-report", "key"),
    ([REPORT], 422, "bad-report", ""),
    ("all is well", 422, "bad-report", ""),
    (REPORT | {"failed": ["x" * LARGEST]}, 413, "too-large", ""),
]


@pytest.mark.parametrize(("report", "status", "code", "where"), BAD)
def test_a_report_that_no_page_of_ours_makes_has_its_problem_named(
    report: Any, status: int, code: str, where: str, desk: Desk
) -> None:
    answer = desk.hears(desk.makes("strict")["code"], report)
    assert answer.status_code == status
    first = answer.json()["problems"][0]
    assert (first["code"], first["where"]) == (code, where)


def test_half_a_character_is_refused_and_what_screens_say_is_written_down_as_before(desk: Desk) -> None:
    """JSON may say half of a character that is written in two halves; nothing can be stored of it."""
    screen = desk.makes("halves")
    for half in ({"failed": ["\ud842"]}, {"page": "\ud842"}):
        body = json.dumps(REPORT | half)
        assert desk.hall.post(f"/api/screens/{screen['code']}/report", content=body).status_code == 422
    assert desk.hears(screen["code"], REPORT | {"failed": ["𠮷"]}).status_code == 200
    until = time.monotonic() + 10
    while desk.written(screen["id"]) != "𠮷" and time.monotonic() < until:
        time.sleep(0.2)
    assert desk.written(screen["id"]) == "𠮷"


def test_bytes_that_are_no_json_and_screens_that_are_none_have_their_problems(desk: Desk) -> None:
    code = desk.makes("bytes")["code"]
    for body in (b"\xff\x00", b"{", b"[" * 4000, b'{"key": NaN'):
        answer = desk.hall.post(f"/api/screens/{code}/report", content=body)
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (400, "not-json")
    for code in ("ABCDEF", "nothing", "%00", "赛"):
        for answer in (desk.hall.get(f"/api/screens/{code}"), desk.hears(code, REPORT)):
            assert (answer.status_code, answer.json()["problems"][0]["code"]) == (404, "unknown-screen")


def test_who_reports_without_end_is_told_to_wait_and_other_screens_are_not(desk: Desk) -> None:
    busy, calm = desk.makes("busy")["code"], desk.makes("calm")["code"]
    answers = [desk.hears(busy, REPORT) for _ in range(95)]
    assert {each.status_code for each in answers} == {200, 429}
    late = answers[-1]
    assert late.json()["problems"][0]["code"] == "too-many-requests" and int(late.headers["retry-after"]) > 0
    assert desk.hears(calm, REPORT).status_code == 200


def test_an_address_that_leads_to_no_screen_helps_to_find_it(desk: Desk) -> None:
    code = desk.makes("found")["code"]
    page = desk.hall.get(f"/screens/{code}")
    assert page.status_code == 200 and "frame-src 'self'" in page.headers["content-security-policy"]
    assert desk.hall.get(f"/screens/{code[:3].lower()}-{code[3:]}").headers["location"] == f"/screens/{code}"
    assert desk.hall.get("/screens", params={"code": f" {code.lower()} "}).headers["location"] == f"/screens/{code}"
    for address, status, said in (
        ("/screens", 200, "Type the code"),
        ("/screens/ABCDEF", 404, "No screen has the code ABCDEF"),
        ("/screens/what", 404, "six letters and digits"),
        ("/screens?code=what", 422, "six letters and digits"),
    ):
        page = desk.hall.get(address, headers={"accept-language": "en"})
        assert page.status_code == status and said in page.text and 'name="code"' in page.text


@pytest.mark.anyio
async def test_a_change_is_heard_at_once_by_the_screen_that_it_concerns(desk: Desk) -> None:
    left, right = desk.makes("left"), desk.makes("right")
    async with listening(desk.server.api, left["code"]) as one, listening(desk.server.api, right["code"]) as other:
        await asyncio.to_thread(desk.sends, f"/{left['id']}", {"act": "hide"})
        assert await hears(one) == {"type": "look"}
        with pytest.raises(TimeoutError):
            await hears(other, 0.8)
        await asyncio.to_thread(desk.sends, f"/{left['id']}", {"act": "remove"})
        assert await hears(one) == {"type": "look"}
    assert desk.hall.get(f"/api/screens/{left['code']}").status_code == 404
    for code, headers, status in ((left["code"], {}, 404), (right["code"], {"Origin": "https://evil.example"}, 403)):
        with pytest.raises(InvalidStatus) as refused:
            async with listening(desk.server.api, code, **headers):
                pass
        assert refused.value.response.status_code == status


@pytest.mark.postgres
@pytest.mark.anyio
async def test_what_is_told_and_said_at_one_node_is_known_at_the_other(postgresql_url: str) -> None:
    hold_contest(postgresql_url)
    with (
        serving(postgresql_url) as near,
        serving(postgresql_url) as far,
        signed_in(near, postgresql_url, "organiser") as client,
        closing(Desk(near, client, postgresql_url)) as desk,
        closing(Desk(far, client, postgresql_url)) as there,
    ):
        screen = desk.makes("far")
        async with listening(far.api, screen["code"]) as socket:
            await asyncio.to_thread(desk.sends, f"/{screen['id']}", {"act": "identify"})
            assert await hears(socket) == {"type": "look"}
        assert there.hears(screen["code"], REPORT).json()["identify"] == 1
        until = time.monotonic() + 8
        while desk.sees(screen["id"])["state"] != "on":
            assert time.monotonic() < until
            await asyncio.sleep(0.3)


def test_a_screen_is_silent_once_it_has_said_nothing_for_ten_seconds() -> None:
    screen = Screen(EVENT, "s", "ABCDEF", "Hall", FIRST_PLAN, "", False, False, 0, 0, now(), "", {}, {})
    assert state(screen) == "never"
    assert state(screen._replace(seen_at=now(-QUIET / 2))) == "on"
    assert state(screen._replace(seen_at=now(-QUIET * 1.1))) == "silent"
