"""A player sends until it is answered, each judge under her own token, one performance after the other."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import httpx
import pytest

from competition.playing import player as players
from competition.playing.player import Player, Tally, TurnedAwayError, UnansweredError
from competition.playing.script import Act, Message, Performance, Statement

TOKENS = {"J1": "one", "J2": "two"}


def mark(key: str) -> Message:
    return {"type": "mark", "key": key, "value": "8.5"}


def showing(entrant: str, *judges: str) -> Performance:
    return Performance("final", entrant, "", "bread", {judge: (mark(f"{entrant}-{judge}"),) for judge in judges})


FINAL = Statement({"type": "finalised", "key": "end", "trade": "baking"})
ACTS: list[Act] = [showing("E1", "J1", "J2"), showing("E2", "J1", "J2"), FINAL]


class Desk:
    """The other end: keeps what it is sent, and answers as told, `accepted` where it is told nothing."""

    def __init__(self, *answers: Callable[[httpx.Request], httpx.Response]) -> None:
        self.answers = list(answers)
        self.heard: list[tuple[str, str, str]] = []
        self.at: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.at.append(time.monotonic())
        body = json.loads(request.content)
        assert body["event"] == "spring"
        token = request.headers["authorization"].removeprefix("Bearer ")
        self.heard += [(request.url.path, token, entry["key"]) for entry in body["entries"]]
        if self.answers:
            return self.answers.pop(0)(request)
        return results("accepted")(request)


def results(status: str, **more: object) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        entries = json.loads(request.content)["entries"]
        said = [{"key": entry["key"], "status": status} | more for entry in entries]
        return httpx.Response(200, json={"event": "spring", "results": said})

    return answer


def refusal(status: int, code: str, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(status, json={"problems": [{"code": code}]}, headers=headers)


def cut_off(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("cut off", request=request)


async def played(desk: Desk, acts: list[Act] = ACTS, *, organiser: str = "main", speed: float = 0) -> Tally:
    async with httpx.AsyncClient(transport=httpx.MockTransport(desk), base_url="http://desk") as client:
        return await Player(client, "spring", TOKENS, organiser, speed=speed).play(acts)


@pytest.mark.anyio
async def test_judges_and_organiser_speak_at_their_own_doors_with_their_own_tokens() -> None:
    desk = Desk()
    tally = await played(desk)
    assert sorted(desk.heard[:2]) == [("/api/marks", "one", "E1-J1"), ("/api/marks", "two", "E1-J2")]
    assert sorted(desk.heard[2:4]) == [("/api/marks", "one", "E2-J1"), ("/api/marks", "two", "E2-J2")]
    assert desk.heard[4:] == [("/api/facts", "main", "end")]
    assert (tally.counts, tally.performances, tally.trouble) == ({"accepted": 5}, 2, [])


@pytest.mark.anyio
async def test_without_an_organiser_her_statements_are_left_out() -> None:
    desk = Desk()
    await played(desk, organiser="")
    assert {path for path, *_ in desk.heard} == {"/api/marks"}


@pytest.mark.anyio
async def test_what_is_not_answered_is_sent_again_under_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(players, "FIRST_WAIT_S", 0.001)
    desk = Desk(cut_off, refusal(503, "store-failed"), refusal(500, "oops"), results("known"))
    tally = await played(desk, [showing("E1", "J1")])
    assert desk.heard == [("/api/marks", "one", "E1-J1")] * 4
    assert (tally.counts, tally.retries, tally.trouble) == ({"known": 1}, 3, [])


@pytest.mark.anyio
async def test_a_server_that_asks_to_wait_is_waited_for() -> None:
    desk = Desk(refusal(429, "too-many-requests", **{"retry-after": "1"}))
    tally = await played(desk, [showing("E1", "J1")])
    assert desk.at[1] - desk.at[0] >= 1
    assert tally.retries == 1


@pytest.mark.anyio
async def test_after_so_long_without_an_answer_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(players, "PATIENCE_S", 0.3)
    desk = Desk(*[refusal(503, "store-failed")] * 50)
    with pytest.raises(UnansweredError, match=r"/api/marks: .*503 store-failed"):
        await played(desk, [showing("E1", "J1", "J2")])


@pytest.mark.anyio
@pytest.mark.parametrize(("status", "code"), [(401, "unknown-token"), (403, "not-allowed"), (404, "unknown-event")])
async def test_a_server_that_turns_the_request_away_is_not_asked_again(status: int, code: str) -> None:
    desk = Desk(refusal(status, code))
    with pytest.raises(TurnedAwayError, match=f"{status} {code}"):
        await played(desk, [showing("E1", "J1")])
    assert len(desk.heard) == 1


@pytest.mark.anyio
async def test_an_answer_that_is_no_json_is_named_by_its_status() -> None:
    desk = Desk(lambda request: httpx.Response(404, text="<!doctype html>"))
    with pytest.raises(TurnedAwayError, match=r"404 Not Found$"):
        await played(desk, [showing("E1", "J1")])


@pytest.mark.anyio
async def test_a_judge_without_a_token_stops_the_play() -> None:
    with pytest.raises(TurnedAwayError, match="no token for judge J9"):
        await played(Desk(), [showing("E1", "J9")])


@pytest.mark.anyio
@pytest.mark.parametrize("status", ["conflict", "held", "refused"])
async def test_what_was_not_taken_is_kept_and_the_play_goes_on(status: str) -> None:
    desk = Desk(results(status, current={"seq": 3, "value": "8"}))
    tally = await played(desk, [showing("E1", "J1"), showing("E2", "J1")])
    assert tally.counts == {status: 1, "accepted": 1}
    ((message, result),) = tally.trouble
    assert (message["key"], result["current"]) == ("E1-J1", {"seq": 3, "value": "8"})


@pytest.mark.anyio
async def test_performances_keep_their_distance_and_judges_take_their_time() -> None:
    desk = Desk()
    started = time.monotonic()
    await played(desk, speed=20)
    interval, judging = players.PERFORMANCE_S / 20, players.JUDGING_S / 20
    assert all(0 < moment - started < interval for moment in desk.at[:2])
    assert all(interval + judging * 0.1 <= moment - started for moment in desk.at[2:4])
