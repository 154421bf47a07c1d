"""While a trade is frozen, or in the middle of its ceremony, whatever happens in it changes nothing for the public and
the hall: no byte, header, tag or version at any door of the application, no send at any socket, and no time of one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from itertools import count
from typing import Any, Final

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from websockets.sync.client import connect

import run
from competition import answers
from competition.access.access import allows
from competition.live.hub import Hub
from competition.settings import Settings
from scoring.boards.board import table_digest
from scoring.facts import Adjusted, Frozen, Revealed
from tests.competition.supervision.arena import EVENT, PLAIN, acting
from tests.judges.leaks.hall import Hall, differences, serving
from tests.judges.leaks.test_marks import versions_of_all

LATEST: Final = f"/api/events/{EVENT}/boards/latest"
OUTSIDE: Final = ("public", "hall")
TICK_MS: Final = 1_500
AT_ONCE_S: Final = 0.75
"""Half of that: what was sent sooner waited for no tick."""


@pytest.fixture
def frozen(contest: str) -> str:
    """One trade is frozen, and one entrant of it has been revealed."""

    async def freeze() -> None:
        async with acting(contest) as at:
            await at.take(Frozen(PLAIN, ""))
            async with at.recorder.reading() as state:
                trade = state.trades[PLAIN]
                shown = Revealed(PLAIN, (trade.roster[0][0],), table_digest(trade))
            await at.take(shown)

    asyncio.run(freeze())
    return contest


def hidden(hall: Hall, url: str) -> None:
    """Marks settle, totals and places move, a penalty is taken from an entrant."""
    for judge in ("J2", "J3"):
        hall.gives(judge, PLAIN, 1, "49")
        hall.gives(judge, PLAIN, 2, "33")

    async def fine() -> None:
        async with acting(url) as at:
            penalty = Adjusted(hall.works[PLAIN][1], "final", "total", "", "penalty", "5", "late")
            taken = await at.recorder.record(penalty, actor="organiser.anna", key="penalty")
            assert taken.status == "accepted", taken

    asyncio.run(fine())
    time.sleep(0.6)  # the server finds what others wrote


def noticed(url: str, only: str = "") -> list[str]:
    """What changes for public and hall by what is hidden, at doors and sockets."""
    with serving(url) as hall:
        before = hall.sweep(only)
        with hall.listening() as heard:
            hidden(hall, url)
        found = differences(before, hall.sweep(only))
    found += [f"{asker} {path}: {frames}" for (asker, path), frames in heard.items() if frames]
    return [each for each in found if each.startswith(OUTSIDE)]


@pytest.mark.slow
def test_what_happens_in_a_frozen_trade_changes_nothing_outside(frozen: str) -> None:
    assert noticed(frozen) == []


def test_the_same_in_a_trade_that_is_not_frozen_is_seen(contest: str) -> None:
    found = noticed(contest, "/api/events/{event}/boards")
    for asker in OUTSIDE:
        assert f"{asker} GET /api/events/{EVENT}/boards/{PLAIN}?audience={asker}" in found


def a_route(patch: pytest.MonkeyPatch) -> None:
    """Somebody adds a page that says how many lines there are."""
    build, published = run.build, _counted(patch)

    @allows("read-pages")
    async def lines(request: Request) -> Response:
        return PlainTextResponse(str(published[0]))

    def built(settings: Settings) -> Any:
        app = build(settings)
        app.routes.insert(0, Route("/events/{event}/so-far", lines))
        return app

    patch.setattr(run, "build", built)


def a_header(patch: pytest.MonkeyPatch) -> None:
    """A header says how many lines there are."""
    resource, published = answers.resource, _counted(patch)

    def told(*given: Any, **more: Any) -> Response:
        answer = resource(*given, **more)
        answer.headers["x-lines"] = str(published[0])
        return answer

    patch.setattr(answers, "resource", told)


def _counted(patch: pytest.MonkeyPatch) -> list[int]:
    """How often something was recorded."""
    publish, published = Hub.publish, [0]

    def told(self: Hub, event: str, views: Any) -> None:
        published[0] += 1
        publish(self, event, views)

    patch.setattr(Hub, "publish", told)
    return published


@pytest.mark.slow
@pytest.mark.parametrize(
    ("leak", "only", "who"),
    [
        (a_route, "/events/{event}/so-far", f"public GET /events/{EVENT}/so-far"),
        (a_header, "/api/events/{event}/roster", f"hall GET /api/events/{EVENT}/roster"),
        (
            versions_of_all,
            "/api/events/{event}/boards",
            f"public GET /api/events/{EVENT}/boards/latest?audience=public",
        ),
    ],
)
def test_a_leak_is_noticed(
    frozen: str, monkeypatch: pytest.MonkeyPatch, leak: Callable[[pytest.MonkeyPatch], None], only: str, who: str
) -> None:
    leak(monkeypatch)
    found = noticed(frozen, only)
    assert any(each.startswith(who) for each in found), found


def waits(url: str) -> float:
    """Seconds from a mark that shows on a board until the public has it, right after one that does not."""
    numbers = count(20)
    with serving(url, tick_ms=TICK_MS) as hall:
        path = f"/api/events/{EVENT}/boards/{PLAIN}/live?audience=public"
        with connect(f"{hall.address.replace('http', 'ws')}{path}", compression=None, proxy=None) as socket:
            socket.recv()
            time.sleep(TICK_MS / 1_000)  # coming to look began a tick
            hall.gives("J2", PLAIN, 1, str(next(numbers)))  # the panel's last mark is owed still: nobody sees it
            time.sleep(0.2)
            began = time.monotonic()
            hall.gives("J3", PLAIN, 1, str(next(numbers)))
            while '"delta"' not in str(socket.recv(10)):
                pass
            return time.monotonic() - began


def test_no_hidden_mark_moves_the_time_of_a_send(contest: str) -> None:
    assert waits(contest) < AT_ONCE_S


def test_a_tick_that_hidden_marks_begin_is_noticed(contest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    publish = Hub.publish

    def told(self: Hub, event: str, views: Any) -> None:
        publish(self, event, {(each.board, each.audience) for each in self._channels} | set(views))

    monkeypatch.setattr(Hub, "publish", told)
    assert waits(contest) > AT_ONCE_S
