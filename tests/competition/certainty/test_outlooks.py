"""Places still possible, as a board asks for them: what is told, to whom, and how often it is worked out."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from competition.certainty import outlooks, slices
from competition.certainty.outlooks import Certainty
from competition.live.channel import View
from competition.recording.streams import Streams
from competition.store.database import Database, StoreFailed, open_database
from scoring.certainty.places import standing_in_slices
from scoring.facts import Cell, Frozen, MarkGiven
from scoring.lines import digest
from scoring.procedure.seconds import change_text
from scoring.scheme import read_scheme, scheme_text
from scoring.state import Trade
from scoring.steps import Approved, Proposed, SchemeAmended
from tests.competition.venue import (
    ASKING,
    CLOCK,
    EVENT,
    TRADE,
    Judge,
    Server,
    entrants,
    hold_contest,
    serving,
    tokens,
    url_of,
)

PUBLIC = View(EVENT, TRADE, "public")
CHIEF = View(EVENT, TRADE, "chief")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("certainty")
    hold_contest(made, count=3)
    (made / "saiping.toml").write_text('rate = "10000/second"\n', encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def token(folder: Path) -> dict[str, str]:
    return tokens(folder)


@pytest.fixture(scope="module")
def server(folder: Path, token: dict[str, str]) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


def asked(server: Server, audience: str = "public", board: str = TRADE, **headers: str) -> httpx.Response:
    address = f"{server.api}/api/events/{EVENT}/boards/{board}/certainty"
    return ASKING.get(address, params={"audience": audience}, headers=headers)


def test_everybody_sees_which_places_are_still_possible_and_nobody_a_mark_that_settles_nothing(
    server: Server, token: dict[str, str]
) -> None:
    clock, taster, other = (Judge(server, token[judge]) for judge in (CLOCK, "J1", "J2"))
    clock.gives("100", "E001")
    clock.gives("50", "E002")
    clock.gives("49", "E003")
    first = asked(server)
    assert first.status_code == 200
    body = first.json()
    assert (body["type"], body["board"], body["audience"], body["withheld"]) == ("certainty", TRADE, "public", "")
    assert body["places"] == {
        "E001": [1, 1, True, "clinched"],
        "E002": [2, 3, True, "open"],
        "E003": [2, 3, True, "open"],
    }
    assert first.headers["etag"] == f'"{body["version"]}"'
    taster.gives("10", "E002", "taste")
    again = asked(server)
    assert (again.content, dict(again.headers) | {"date": ""}) == (first.content, dict(first.headers) | {"date": ""})
    assert asked(server, **{"If-None-Match": first.headers["etag"]}).status_code == 304
    organiser = {"Authorization": f"Bearer {token['organiser']}"}
    inside = asked(server, "chief", **organiser).json()["places"]
    assert inside["E003"] == [2, 3, True, "open"]
    other.gives("9", "E002", "taste")
    assert asked(server).json()["places"] == {
        "E001": [1, 1, True, "clinched"],
        "E002": [2, 2, True, "clinched"],
        "E003": [3, 3, True, "clinched"],
    }
    for judge in (clock, taster, other):
        judge.close()


@pytest.mark.parametrize(
    ("audience", "board", "status", "code"),
    [
        ("public", "elsewhere", 404, "unknown-board"),
        ("public", "overview", 404, "unknown-board"),
        ("crowd", TRADE, 404, "unknown-audience"),
        ("chief", TRADE, 401, "not-allowed"),
    ],
)
def test_what_is_not_there_or_not_for_everybody_is_refused(
    server: Server, audience: str, board: str, status: int, code: str
) -> None:
    answer = asked(server, audience, board)
    assert (answer.status_code, [each["code"] for each in answer.json()["problems"]]) == (status, [code])


def test_a_panel_sees_no_places_and_a_forged_token_nothing(server: Server, token: dict[str, str]) -> None:
    panel = asked(server, "panel", Authorization=f"Bearer {token['organiser']}")
    assert (panel.status_code, panel.json()["problems"][0]["code"]) == (404, "unknown-board")
    assert asked(server, Authorization="Bearer nobody").status_code == 401


def test_while_a_board_is_frozen_nothing_is_told_of_it(server: Server, token: dict[str, str]) -> None:
    organiser = Judge(server, token["organiser"])
    headers = {"Authorization": f"Bearer {token['organiser']}"}
    (said,) = organiser.states({"type": "frozen", "key": "f", "trade": TRADE}, path="/api/facts")
    assert said["status"] == "accepted"
    frozen = asked(server).json()
    assert (frozen["withheld"], frozen["places"]) == ("frozen", {})
    assert len(asked(server, "office", **headers).json()["places"]) == 3
    organiser.states({"type": "thawed", "key": "t", "trade": TRADE}, path="/api/facts")
    assert asked(server).json()["withheld"] == ""
    organiser.close()


# --- how often, and beside what --------------------------------------------------------------------------------------


class Held:
    """A contest in this process: its streams, and what asks for places."""

    def __init__(self, database: Database) -> None:
        self.streams = Streams(database, publish=lambda event, views: None, lost=lambda event: None)
        self.certainty = Certainty(self.streams)

    async def mark(self, entrant: str, value: str, judge: str = CLOCK, aspect: str = "speed") -> None:
        recorder = await self.streams.recorder(EVENT)
        assert recorder is not None
        cell = Cell(judge, entrant, "final", "", aspect)
        answer = await recorder.record(MarkGiven(cell, value), actor=f"judge.{judge}", key=f"{entrant}{judge}{aspect}")
        assert answer.status == "accepted", answer

    async def places(self, view: View = PUBLIC) -> dict[str, Any]:
        found = await self.certainty.of(view)
        assert found is not None
        places: dict[str, Any] = json.loads(found.text)["places"]
        return places


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    hold_contest(tmp_path, count=40)
    with open_database(url_of(tmp_path)) as database:
        yield Held(database)


@pytest.mark.anyio
async def test_all_who_ask_at_one_version_get_one_answer(held: Held) -> None:
    found = await asyncio.gather(*(held.certainty.of(PUBLIC) for _ in range(20)))
    assert len({id(each) for each in found}) == 1
    await held.mark("E001", "5", "J1", "taste")
    assert await held.certainty.of(PUBLIC) is found[0]
    assert await held.certainty.of(CHIEF) is not found[0]
    await held.streams.close()


@pytest.mark.anyio
async def test_another_scheme_is_another_answer_though_the_board_shows_the_same(held: Held) -> None:
    before = await held.certainty.of(PUBLIC)
    recorder = await held.streams.recorder(EVENT)
    assert recorder is not None
    async with recorder.reading() as state:
        form = json.loads(scheme_text(state.trades[TRADE].plan.scheme))
    form["modules"][0]["criteria"][0]["aspects"][0]["name"] = {"zh": "时间", "en": "Clock"}
    scheme, problems = read_scheme(form)
    assert scheme is not None, problems
    change = SchemeAmended(TRADE, digest(scheme_text(scheme)))
    proposal = Proposed(change_text(change), "typing")
    proposed = await recorder.record(proposal, actor="chief.a", key="1", contents={change.scheme: scheme_text(scheme)})
    assert proposed.status == "accepted", proposed
    await recorder.record(Approved(proposed.seq or 0), actor="second.b", key="2")
    after = await held.certainty.of(PUBLIC)
    assert before is not None and after is not None and after.tag != before.tag
    assert json.loads(after.text) == json.loads(before.text)
    await held.streams.close()


@pytest.mark.anyio
async def test_a_view_is_worked_out_no_more_than_once_in_a_while(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlooks, "EVERY_S", 0.3)
    began = time.monotonic()
    for number, entrant in enumerate(entrants(3)):
        await held.mark(entrant, str(number))
        assert set(await held.places()) == set(entrants(40))
    assert time.monotonic() - began >= 0.6
    await held.streams.close()


@pytest.mark.anyio
async def test_a_board_that_moves_meanwhile_is_begun_again_and_at_last_done_in_one_go(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Trade] = []
    marks = iter(entrants(40))

    def in_slices(trade: Trade, *, inside: bool) -> Any:
        begun.append(trade)
        return standing_in_slices(trade, inside=inside)

    monkeypatch.setattr(outlooks, "standing_in_slices", in_slices)
    monkeypatch.setattr(slices, "SLICE_S", 0.0)

    async def marking() -> None:
        for entrant in marks:
            await held.mark(entrant, "7")

    busy = asyncio.create_task(marking())
    await asyncio.sleep(0)
    places = await held.places()
    assert len(places) == 40
    assert 1 <= len(begun) <= slices.TRIES
    await busy
    await held.streams.close()


@pytest.mark.anyio
async def test_there_is_none_of_an_event_that_is_not_there_or_does_not_follow(held: Held) -> None:
    assert await held.certainty.of(View("nowhere", TRADE, "public")) is None
    recorder = await held.streams.recorder(EVENT)
    assert recorder is not None
    await recorder.record(Frozen(TRADE, ""), actor="organiser.main", key="f")
    assert await held.places() == {}
    assert len(await held.places(CHIEF)) == 40
    recorder._follower.stale = "planted"
    with pytest.raises(StoreFailed):
        await held.certainty.of(View(EVENT, TRADE, "office"))
    await held.streams.close()
