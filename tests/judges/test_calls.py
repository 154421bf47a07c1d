"""Calling the chief judge: one call however often it is sent, seen on the console, answered, taken back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from competition.access.access import Actor
from competition.access.tokens import issue
from competition.chief import calls
from competition.store.database import Database
from tests.competition.people import signed_in
from tests.competition.rulings.bakery import EVENT, TRADE, imported
from tests.competition.test_nudges import SOON_S, Tablet, listening
from tests.competition.venue import Server, serving, tokens

CALL = f"/api/events/{EVENT}/judge/call"
WHERE = {"phase": "final", "entrant": "E3"}


@pytest.fixture
def store(tmp_path: Path) -> str:
    """URL of a contest's database."""
    folder = tmp_path / "hall"
    folder.mkdir()
    return f"sqlite:///{imported(folder)}"


@pytest.fixture
def server(store: str) -> Iterator[Server]:
    with serving(store) as running:
        yield running


@pytest.fixture
def token(store: str) -> dict[str, str]:
    return tokens(store, EVENT)


class Caller:
    """A judge's tablet, as far as calls."""

    def __init__(self, server: Server, token: str) -> None:
        self.client = httpx.Client(base_url=server.api, headers={"Authorization": f"Bearer {token}"}, timeout=20)

    def calls(self, id: str, **where: str) -> Any:
        return self._told(self.client.post(CALL, json={"id": id} | (where or WHERE)))

    def ends(self, id: str) -> Any:
        return self._told(self.client.post(f"{CALL}/end", json={"id": id}))

    def standing(self) -> Any:
        return self._told(self.client.get(CALL))

    def _told(self, answer: httpx.Response) -> Any:
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        return answer.json()["call"]


@pytest.fixture
def judge(server: Server, token: dict[str, str]) -> Iterator[Caller]:
    caller = Caller(server, token["J1"])
    yield caller
    caller.client.close()


@pytest.fixture
def chief(server: Server, store: str) -> Iterator[httpx.Client]:
    with signed_in(server, store, "chief", event=EVENT) as client:
        yield client


def words(page: httpx.Response) -> str:
    """What the calls panel of the chief judge's page says."""
    assert page.status_code == 200
    found = re.search(r'<section class="panel calls" id="calls">.*?</section>', page.text, re.S)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_a_call_stands_until_it_is_taken_back(judge: Caller) -> None:
    assert judge.standing() is None
    made = judge.calls("a")
    assert (made["id"], made["seen"]) == ("a", False)
    assert judge.standing() == made
    assert judge.ends("a") is None
    assert judge.standing() is None


def test_a_call_that_is_sent_again_or_tapped_twice_is_one(judge: Caller, store: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(judge.calls, ["a", "b", "a", "c", "b", "a", "d", "a"]))
    assert len({each["id"] for each in found}) == 1
    with Database(store) as database, database.connect() as connection:
        assert len(calls.standing(connection, EVENT)) == 1
    first = found[0]["id"]
    judge.ends(first)
    assert judge.calls(first) is None, "what was taken back does not come again because it is sent again"
    assert judge.calls("later")["id"] == "later"


def test_a_call_is_the_judges_own(judge: Caller, server: Server, token: dict[str, str]) -> None:
    judge.calls("a")
    other = Caller(server, token["J2"])
    assert other.standing() is None
    assert other.ends("a") is None
    assert judge.standing()["id"] == "a"
    refused = other.client.post(CALL, json={"id": "a"} | WHERE)
    assert (refused.status_code, refused.json()["problems"][0]["code"]) == (400, "bad-key")
    other.client.close()


def test_the_console_says_who_calls_from_where_and_the_answer_reaches_the_tablet(
    judge: Caller, chief: httpx.Client
) -> None:
    assert "No judge is calling" in words(chief.get(f"/chief/{EVENT}", headers={"Accept-Language": "en"}))
    judge.calls("a")
    said = words(chief.get(f"/chief/{EVENT}", headers={"Accept-Language": "en"}))
    for part in ("Gu Qinghe", "Panel tasters", "03", "Final", "I am coming"):
        assert part in said, (part, said)
    came = chief.post(f"/chief/{EVENT}/calls/a", data={"step": "coming", "trade": TRADE})
    assert (came.status_code, came.headers["location"].rpartition(EVENT)[2]) == (303, f"?trade={TRADE}")
    assert judge.standing()["seen"] is True
    again = chief.post(f"/chief/{EVENT}/calls/a", data={"step": "coming"})
    assert again.status_code == 303
    assert "It is over" in words(chief.get(f"/chief/{EVENT}", headers={"Accept-Language": "en"}))
    assert chief.post(f"/chief/{EVENT}/calls/a", data={"step": "over"}).status_code == 303
    assert judge.standing() is None
    assert chief.post(f"/chief/{EVENT}/calls/a", data={"step": "over"}).status_code == 303
    assert chief.post(f"/chief/{EVENT}/calls/a", data={"step": "coming"}).status_code == 404


def test_who_answered_and_when_is_kept(judge: Caller, chief: httpx.Client, server: Server, store: str) -> None:
    judge.calls("a")
    chief.post(f"/chief/{EVENT}/calls/a", data={"step": "coming"})
    with signed_in(server, store, "chief", event=EVENT, login="chief-2") as another:
        another.post(f"/chief/{EVENT}/calls/a", data={"step": "coming"})
    judge.ends("a")
    with Database(store) as database, database.connect() as connection:
        kept = calls.find(connection, EVENT, "a")
    assert kept is not None
    assert (kept.judge, kept.trade, kept.phase, kept.entrant) == ("J1", TRADE, "final", "E3")
    assert kept.seen_by == "chief.chief-1" and kept.seen_at and kept.ended_at and kept.made_at <= kept.seen_at


def test_a_judge_may_call_from_nowhere(judge: Caller, chief: httpx.Client) -> None:
    for id, where in (("a", {"phase": "", "entrant": ""}), ("b", {"phase": "final", "entrant": "nobody"})):
        assert judge.calls(id, **where)["id"] == id
        assert "顾清和" in words(chief.get(f"/chief/{EVENT}"))
        judge.ends(id)
    assert judge.client.post(CALL, json={"id": "c", "phase": 3, "entrant": None}).json()["call"]["id"] == "c"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"id": 3}', b'{"id": "with space"}', b'{"id": ""}', b"\xff"])
def test_what_is_no_call_is_refused(judge: Caller, body: bytes) -> None:
    for path in (CALL, f"{CALL}/end"):
        assert judge.client.post(path, content=body).status_code == 400
    assert judge.client.post(CALL, content=b"{" + b" " * 2000).status_code == 413
    assert judge.standing() is None


def test_nobody_but_the_chief_judge_answers(judge: Caller, server: Server, store: str) -> None:
    judge.calls("a")
    for role in ("organiser", "supervisor", "second", "draw"):
        with signed_in(server, store, role, event=EVENT) as client:
            assert client.post(f"/chief/{EVENT}/calls/a", data={"step": "coming"}).status_code == 403
            assert client.post(CALL, json={"id": "x"}).status_code == 403
    assert judge.standing()["seen"] is False


@pytest.mark.anyio
async def test_tablet_and_console_hear_of_it_at_once(server: Server, store: str, token: dict[str, str]) -> None:
    with Database(store) as database, database.transaction() as connection:
        chiefs = issue(connection, Actor("chief", "wei", EVENT))
    judge = Caller(server, token["J1"])
    async with (
        listening(server, token["J1"], event=EVENT) as tablet,
        listening(server, chiefs, event=EVENT, path="chief/live") as console,
    ):
        await asyncio.to_thread(judge.calls, "a")
        assert await console.hears_within() == [{"type": "look"}]
        answer = {"step": "coming"}
        headers = {"Authorization": f"Bearer {chiefs}"}
        address = f"{server.api}/chief/{EVENT}/calls/a"
        await asyncio.to_thread(lambda: httpx.post(address, data=answer, headers=headers))
        assert await heard(tablet, console) == [[{"type": "called", "seen": True}], [{"type": "look"}]]
        await asyncio.to_thread(lambda: httpx.post(address, data={"step": "over"}, headers=headers))
        assert await heard(tablet, console) == [[{"type": "called", "seen": False}], [{"type": "look"}]]
    judge.client.close()


async def heard(*tablets: Tablet) -> list[Any]:
    """What comes to each within a moment."""
    return list(await asyncio.gather(*(each.hears_within(SOON_S) for each in tablets)))
