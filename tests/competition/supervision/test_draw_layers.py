"""Layers of codes on their pages: an officer each, lists to print, an unsealing layer by layer, and all of it checked
by anybody in the end."""

from __future__ import annotations

import asyncio
import hashlib
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from competition.exports.packages import stored
from competition.intake import Package
from competition.store.database import open_database
from scoring.procedure.terms import LAYERS
from scoring.steps import CodesDrawn, CodesRead, SeedCommitted, Unsealed
from tests.competition.supervision.arena import BLIND, EVENT, JUDGES, NAMES, acting, arena, entrant_id
from tests.competition.supervision.desks import Desks, desks

DRAW = f"/draw/{EVENT}"
OWN = f"{DRAW}/trades/{BLIND}"
PUBLIC = f"/events/{EVENT}/draws/{BLIND}"
OFFICERS = {layer: f"draw {layer}" for layer in LAYERS}
ENTRANTS = {entrant_id(BLIND, place) for place in range(1, len(NAMES[BLIND]) + 1)}
NUMBERS = {"contest": "280713", "station": "4711", "work": "900142"}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'arena.db'}"


@pytest.fixture
def at(url: str) -> Iterator[Desks]:
    async def prepared() -> None:
        async with arena(url, layers=LAYERS):
            pass

    asyncio.run(prepared())
    with desks(url) as at:
        yield at


def drawn(at: Desks) -> None:
    for layer in LAYERS:
        assert at.post("draw", OWN, step="seed-committed", layer=layer).status_code == 303
    for layer in LAYERS:
        assert at.post("draw", OWN, step="codes-drawn", layer=layer, number=NUMBERS[layer]).status_code == 303


def opened(at: Desks, url: str, *, marked: bool = True) -> None:
    """Drawn, opened, and where it is to be, marked and signed."""
    drawn(at)

    async def go_on() -> None:
        async with acting(url) as everybody:
            await everybody.open(BLIND)
            if marked:
                await everybody.mark(BLIND)
                await everybody.sign(BLIND)

    asyncio.run(go_on())
    for _ in range(100):
        if at.stage(BLIND) == ("review" if marked else "preparing"):
            return
        at.call(asyncio.sleep, 0.02)


def listed(at: Desks, layer: str) -> str:
    answer = at.post(OFFICERS[layer], f"{OWN}/slips", reason="print-slips", layer=layer)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    return html.unescape(answer.text)


def test_every_layer_has_a_seed_and_a_number_of_its_own(at: Desks) -> None:
    drawn(at)
    facts = [line.fact for line in at.lines()]
    assert [each.layer for each in facts if isinstance(each, SeedCommitted)] == list(LAYERS)
    assert len({each.commitment for each in facts if isinstance(each, SeedCommitted)}) == 3
    assert {each.layer: each.number for each in facts if isinstance(each, CodesDrawn)} == NUMBERS
    page = html.unescape(at.get("public", PUBLIC).text)
    assert all(number in page for number in NUMBERS.values())
    assert not [name for both in NAMES[BLIND] for name in both if name in page]


def test_no_number_is_taken_before_every_seed_is_fixed_and_the_layers_before_are_drawn(at: Desks) -> None:
    at.post("draw", OWN, step="seed-committed", layer="contest")
    early = at.post("draw", OWN, step="codes-drawn", layer="contest", number="280713")
    assert early.status_code == 422 and 'role="alert"' in early.text
    for layer in LAYERS[1:]:
        at.post("draw", OWN, step="seed-committed", layer=layer)
    early = at.post("draw", OWN, step="codes-drawn", layer="work", number="280713")
    assert early.status_code == 422 and "The codes of layer Stations are not drawn yet." in early.text
    assert at.post("draw", OWN, step="seed-committed", layer="place").status_code == 422
    assert at.post("draw", OWN, step="seed-committed").status_code == 422
    assert not [line for line in at.lines() if isinstance(line.fact, CodesDrawn)]


def test_the_hall_sees_the_number_of_the_layer_that_is_drawn(at: Desks) -> None:
    drawn(at)
    for layer in LAYERS:
        page = at.get("draw", f"{OWN}/screen?layer={layer}").text
        assert [each for each in NUMBERS.values() if each in page] == [NUMBERS[layer]]
    assert NUMBERS["contest"] in at.get("draw", f"{OWN}/screen").text
    assert at.get("draw", f"{OWN}/screen?layer=place").status_code == 404


def test_each_list_holds_one_layer_and_nothing_of_the_others(at: Desks) -> None:
    drawn(at)
    checkin, stations, labels = (listed(at, layer) for layer in LAYERS)
    assert all(zh in checkin for zh, _ in NAMES[BLIND])
    found = [{code[0] for code in re.findall(r"\b[CSW]C0\d\b", page)} for page in (checkin, stations, labels)]
    assert found == [{"C"}, {"C", "S"}, {"S", "W"}]
    for page in (stations, labels):
        assert not [zh for zh, _ in NAMES[BLIND] if zh in page] and entrant_id(BLIND, 1) not in page
    read = [(line.actor, line.fact.layer) for line in at.lines() if isinstance(line.fact, CodesRead)]
    assert read == [(f"draw.{layer}", layer) for layer in LAYERS]


def test_nobody_looks_behind_two_layers(at: Desks) -> None:
    drawn(at)
    listed(at, "contest")
    for layer in ("station", "work"):
        answer = at.post(OFFICERS["contest"], f"{OWN}/slips", reason="print-slips", layer=layer)
        assert answer.status_code == 422 and "SC01" not in answer.text and "WC01" not in answer.text
        assert "nobody looks behind two layers" in html.unescape(answer.text)
    page = at.get(OFFICERS["contest"], DRAW).text
    assert page.count("Another draw officer prints this list") == 2
    assert len([line for line in at.lines() if isinstance(line.fact, CodesRead)]) == 1


@pytest.mark.parametrize("role", ["organiser", "supervisor", "chief", "authority", "association", "owner"])
def test_everybody_else_sees_how_far_each_layer_is_and_looks_behind_none(at: Desks, role: str) -> None:
    drawn(at)
    listed(at, "work")
    for layer in LAYERS:
        assert at.post(role, f"{OWN}/slips", reason="print-slips", layer=layer).status_code == 403
    page = html.unescape(at.get(role, DRAW).text)
    assert all(number in page for number in NUMBERS.values())
    assert "to print the slips" in page and "work" in page
    assert not [zh for zh, _ in NAMES[BLIND] if zh in page]


def test_layers_are_unsealed_backwards_each_with_who_and_when_and_the_public_learns_of_it_in_the_end(
    at: Desks, url: str
) -> None:
    opened(at, url)
    before = at.get("public", PUBLIC).text
    assert at.post("supervisor", OWN, step="unsealed", layer="contest").status_code == 422
    for layer in ("work", "station"):
        assert at.post(OFFICERS[layer], OWN, step="unsealed", layer=layer).status_code == 303
        assert at.get("public", PUBLIC).text == before
        assert at.get("public", f"/api/events/{EVENT}/roster").json()["trades"][0]["blind"] == "sealed"
    assert "Unsealed and kept from boards" in at.get("organiser", DRAW).text
    assert at.post("supervisor", OWN, step="unsealed", layer="contest").status_code == 303
    stated = [(line.actor, line.fact) for line in at.lines() if isinstance(line.fact, Unsealed)]
    assert [(actor, fact.layer) for actor, fact in stated] == [
        ("draw.work", "work"),
        ("draw.station", "station"),
        ("supervisor.supervisor-1", "contest"),
    ]
    assert [fact.seed for _, fact in stated[:2]] == ["", ""]
    page = html.unescape(at.get("public", PUBLIC).text)
    assert "The draw checks out" in page and page.count("The seed is the one that was committed to") == 3
    assert all(zh in page for zh, _ in NAMES[BLIND])


def test_a_package_taken_out_holds_marks_only_once_every_layer_is_unsealed(at: Desks, url: str) -> None:
    opened(at, url)
    for layer in reversed(LAYERS):
        assert taken_out(url).marks == ()
        at.post("supervisor", OWN, step="unsealed", layer=layer)
    package = taken_out(url)
    assert package.contest.trades[0].layers == LAYERS
    assert {mark.entrant for mark in package.marks} == ENTRANTS
    assert len(package.marks) == len(ENTRANTS) * len(JUDGES) * 2


def taken_out(url: str) -> Package:
    with open_database(url) as database, database.connect() as connection:
        package = stored(connection, EVENT)
    assert package is not None
    return package


def test_nothing_is_unsealed_before_the_marks_are_signed(at: Desks, url: str) -> None:
    opened(at, url, marked=False)
    answer = at.post("supervisor", OWN, step="unsealed", layer="work")
    assert answer.status_code == 422
    assert at.refused()[-1][:2] == (BLIND, "unsealed")
    assert not [line for line in at.lines() if isinstance(line.fact, Unsealed)]


def test_the_door_unseals_a_layer_and_knows_the_key_again(at: Desks, url: str) -> None:
    opened(at, url)
    entry = {"type": "unsealed", "trade": BLIND, "layer": "work", "key": "the-same"}
    first = at.states("supervisor", **entry)
    assert first["status"] == "accepted"
    assert at.states("supervisor", **entry) == first | {"status": "known"}
    assert at.states("supervisor", type="unsealed", trade=BLIND)["status"] == "refused"


def test_anybody_works_the_whole_chain_out_again_with_the_formulas_of_the_help_page(at: Desks, url: str) -> None:
    """From what the public page shows alone, by the three lines that help gives."""
    opened(at, url)
    for layer in reversed(LAYERS):
        at.post("supervisor", OWN, step="unsealed", layer=layer)

    def sha(*parts: str) -> str:
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()

    page = html.unescape(at.get("public", PUBLIC).text)
    parts = re.split(r"<h2>", page)[1:]
    assert len(parts) == 3
    for layer, part in zip(LAYERS, parts, strict=True):
        commitment, seed = re.findall(r"<code>([0-9a-f]{64})</code>", part)[:2]
        assert sha("seed", seed) == commitment
        rows = re.findall(r"<tr><td><b>([A-Z0-9]+)</b></td><td>(.*?)</td><td><code title=\"([0-9a-f]{64})\"", part)
        behind = {code: re.findall(r"<(?:code|b)>([^<]+)<", cell)[0] for code, cell, _ in rows}
        in_order = sorted(behind.values(), key=lambda who: sha("code", seed, NUMBERS[layer], BLIND, who))
        assert [behind[code] for code in sorted(behind)] == in_order
        assert all(sha("entrant", sha("salt", seed, code), code, behind[code]) == stated for code, _, stated in rows)
        assert len(rows) == len(NAMES[BLIND])
