"""The roster names everybody, but a sealed trade has codes; and nothing that anybody may ask for links the two."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from competition import rosters
from competition.rosters import Sign, overlaid
from tests.competition.supervision.arena import BLIND, EVENT, NAMES, PLAIN, acting, arena, entrant_id
from tests.competition.supervision.desks import Desks, desks

BASE: dict[str, Any] = {
    "event": {"id": "e"},
    "trades": [{"id": "wood", "blind": "planned"}, {"id": "bread"}],
    "entrants": {
        "W1": {
            "trade": "wood",
            "number": "1",
            "name": "甲",
            "name_en": "A",
            "organisation": "o",
            "organisation_en": "",
        },
        "W2": {
            "trade": "wood",
            "number": "2",
            "name": "乙",
            "name_en": "B",
            "organisation": "o",
            "organisation_en": "",
        },
        "B1": {
            "trade": "bread",
            "number": "1",
            "name": "丙",
            "name_en": "C",
            "organisation": "",
            "organisation_en": "",
        },
    },
}


def test_where_nothing_is_drawn_names_stand_as_in_the_catalogue() -> None:
    assert overlaid(BASE, (), {}) == BASE


def test_a_sealed_trade_lists_codes_in_their_own_order_and_nothing_else() -> None:
    roster = overlaid(BASE, (Sign("wood", (("W01", ""), ("W02", "")), (("W01", "d"),)),), {"d": {"name": "丁"}})
    assert list(roster["entrants"]) == ["B1", "W01", "W02"]
    assert set(roster["entrants"]["W01"].values()) == {"wood", "W01", ""}
    assert roster["trades"][0]["blind"] == "sealed"
    assert "丁" not in json.dumps(roster, ensure_ascii=False), "a substitute is nobody's code either"


def test_an_unsealed_trade_lists_the_entrant_of_each_code() -> None:
    roster = overlaid(BASE, (Sign("wood", (("W01", "W2"), ("W02", "W1")), ()),), {})
    assert roster["entrants"]["W01"]["name"] == "乙" and roster["entrants"]["W02"]["name"] == "甲"
    assert roster["trades"][0]["blind"] == "unsealed" and "W1" not in roster["entrants"]


def test_who_competes_in_somebodys_place_is_named_and_an_erased_name_is_nobodys() -> None:
    found = (Sign("bread", None, (("B1", "d"),)),)
    who = overlaid(BASE, found, {"d": {"name": "丁", "organisation": "社"}})["entrants"]["B1"]
    assert (who["name"], who["name_en"], who["organisation"], who["number"]) == ("丁", "", "社", "1")
    assert overlaid(BASE, found, {})["entrants"]["B1"]["name"] == "…"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('rosters') / 'arena.db'}"


@pytest.fixture(scope="module")
def sealed(url: str) -> Iterator[Desks]:
    """The blind trade is being marked under its codes."""

    async def prepared() -> None:
        async with arena(url) as at:
            await at.come_to(BLIND, "marking")
            await at.come_to(PLAIN, "notice")

    asyncio.run(prepared())
    with desks(url) as at:
        yield at


CANARIES = [
    *(name for people in NAMES[BLIND] for name in people),
    *(entrant_id(BLIND, place) for place in range(1, len(NAMES[BLIND]) + 1)),
]
BOARDS = [f"/api/events/{EVENT}/boards/{board}?audience=" for board in ("overview", BLIND)]
ASKED: dict[str, list[str]] = {
    "public": [
        "/",
        f"/events/{EVENT}",
        f"/events/{EVENT}/trades/{BLIND}",
        f"/api/events/{EVENT}/roster",
        "/openapi.json",
    ]
    + [f"/events/{EVENT}/notice/{BLIND}", f"/events/{EVENT}/draws/{BLIND}", "/help/draw", "/help/board"]
    + [f"{board}{audience}" for board in BOARDS for audience in ("public", "hall")],
    "chief": [f"{board}{audience}" for board in BOARDS for audience in ("panel", "chief", "office")]
    + [f"/chief/{EVENT}", f"/office/{EVENT}", f"/office/{EVENT}/trades/{BLIND}", f"/office/{EVENT}/rulings"]
    + [f"/office/{EVENT}/progress", f"/office/{EVENT}/timeline", f"/office/{EVENT}/search?q=C01"],
    "supervisor": [
        f"/supervision/{EVENT}",
        f"/supervision/{EVENT}/trades/{BLIND}",
        f"/supervision/{EVENT}/trades/{BLIND}/entrants/C01",
        f"/draw/{EVENT}",
    ],
    "draw": [f"/draw/{EVENT}", f"/draw/{EVENT}/trades/{BLIND}/screen"],
    "authority": [f"/authority/{EVENT}", f"/authority/{EVENT}/trades/{BLIND}"]
    + [f"/authority/{EVENT}/inspection?trade={BLIND}&entrant=C01"]
    + [f"/authority/{EVENT}/inspection?line={line}" for line in range(1, 8)],
}


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in ASKED.items() for path in paths])
def test_while_a_trade_is_sealed_no_answer_names_an_entrant_of_it(sealed: Desks, role: str, path: str) -> None:
    answer = sealed.get(role, path)
    assert answer.status_code == 200, (path, answer.status_code)
    for canary in CANARIES:
        assert canary not in answer.text, (path, canary)
        assert all(canary not in value for value in answer.headers.values())


def test_a_roster_that_forgot_the_seal_would_be_found(sealed: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rosters, "signs", lambda state: ())
    text = sealed.get("public", f"/api/events/{EVENT}/roster").text
    assert all(canary in text for canary in CANARIES)
    monkeypatch.undo()
    assert not any(canary in sealed.get("public", f"/api/events/{EVENT}/roster").text for canary in CANARIES)


def test_no_line_of_the_ledger_names_an_entrant_of_a_sealed_trade(sealed: Desks) -> None:
    database = sealed.app.state.database  # type: ignore[attr-defined]
    with database.connect() as connection:
        bodies = [
            body for (body,) in connection.exec_driver_sql("SELECT body FROM line UNION SELECT body FROM content")
        ]
    assert len(bodies) > 40
    assert not [body for body in bodies if any(canary in body for canary in CANARIES)]


def test_the_public_hears_nothing_of_names_on_a_socket(sealed: Desks) -> None:
    board = sealed.read(lambda state: list(state.trades[BLIND].index))
    assert board == sorted(board), "the order of codes is their own"
    answer = sealed.get("public", f"/api/events/{EVENT}/boards/{BLIND}").json()
    assert answer["head"]["blind"] is True and set(answer["rows"]) == set(board)


def test_the_roster_is_one_resource_until_the_trade_is_unsealed(sealed: Desks, url: str) -> None:
    first = sealed.get("public", f"/api/events/{EVENT}/roster")
    again = sealed.get("public", f"/api/events/{EVENT}/roster")
    assert first.headers["etag"] == again.headers["etag"]
    kept = sealed.app.state.rosters._kept[EVENT]  # type: ignore[attr-defined]
    sealed.get("public", f"/events/{EVENT}")
    assert sealed.app.state.rosters._kept[EVENT] is kept  # type: ignore[attr-defined]

    async def unsealed() -> None:
        async with acting(url) as at:
            await at.sign(BLIND)
            await at.take(await at.unsealed(), "draw")

    asyncio.run(unsealed())
    for _ in range(100):
        opened = sealed.get("public", f"/api/events/{EVENT}/roster")
        if opened.headers["etag"] != first.headers["etag"]:
            break
        sealed.call(asyncio.sleep, 0.02)
    names = {row["name"] for row in opened.json()["entrants"].values()}
    assert {zh for zh, _ in NAMES[BLIND]} <= names
    assert opened.json()["trades"][0]["blind"] == "unsealed"


def test_before_the_draw_the_entry_list_is_public(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'arena.db'}"

    async def prepared() -> None:
        async with arena(url) as at:
            await at.commit()

    asyncio.run(prepared())
    with desks(url) as at:
        roster = at.get("public", f"/api/events/{EVENT}/roster").json()
        assert roster["trades"][0]["blind"] == "planned"
        assert [row["name"] for row in roster["entrants"].values()][:2] == [zh for zh, _ in NAMES[BLIND][:2]]
