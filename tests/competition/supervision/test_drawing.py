"""The draw on its pages: a seed, a number, slips that are never shown in silence, and an unsealing that anybody can
check."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from competition.catalogue import Catalogue
from competition.store.database import open_database
from competition.supervision.seals import NoSeed, Seals
from scoring.steps import CodesDrawn, CodesRead, SeedCommitted
from tests.competition.supervision.arena import BLIND, EVENT, NAMES, PLAIN, acting, arena
from tests.competition.supervision.desks import Desks, desks

DRAW = f"/draw/{EVENT}"
OWN = f"{DRAW}/trades/{BLIND}"
PUBLIC = f"/events/{EVENT}/draws/{BLIND}"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'arena.db'}"


@pytest.fixture
def at(url: str) -> Iterator[Desks]:
    async def prepared() -> None:
        async with arena(url):
            pass

    asyncio.run(prepared())
    with desks(url) as at:
        yield at


def drawn(at: Desks) -> None:
    assert at.post("draw", OWN, step="seed-committed").status_code == 303
    assert at.post("draw", OWN, step="codes-drawn", number="28 07 13").status_code == 303


def test_a_seed_is_committed_to_once_and_stays_secret(at: Desks) -> None:
    assert at.post("draw", OWN, step="seed-committed").status_code == 303
    assert at.post("draw", OWN, step="seed-committed").status_code == 303
    stated = [line.fact.commitment for line in at.lines() if isinstance(line.fact, SeedCommitted)]
    assert len(stated) == 2 and len(set(stated)) == 1, "the same seed, however often"
    seed = at.call(at.app.state.seals.seed, EVENT, BLIND)  # type: ignore[attr-defined]
    for role, path in (("draw", DRAW), ("public", PUBLIC), ("draw", f"{OWN}/screen")):
        page = at.get(role, path).text
        assert seed not in page and stated[0][:12] in page


def test_a_number_that_is_none_is_said_beside_the_field_and_kept(at: Desks) -> None:
    at.post("draw", OWN, step="seed-committed")
    answer = at.post("draw", OWN, step="codes-drawn", number="12x4")
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text and 'value="12x4"' in answer.text
    assert at.post("draw", OWN, step="codes-drawn", number="").status_code == 422


def test_a_number_before_the_seed_is_refused(at: Desks) -> None:
    answer = at.post("draw", OWN, step="codes-drawn", number="280713")
    assert answer.status_code == 422 and 'role="alert"' in answer.text


def test_codes_are_drawn_once_for_a_form_and_once_for_ever(at: Desks) -> None:
    at.post("draw", OWN, step="seed-committed")
    form = {"step": "codes-drawn", "number": "280713", "key": "the-same"}
    assert [at.post("draw", OWN, **form).status_code for _ in range(2)] == [303, 303]
    assert at.post("draw", OWN, step="codes-drawn", number="99999").status_code == 422
    codes = [line.fact for line in at.lines() if isinstance(line.fact, CodesDrawn)]
    assert len(codes) == 1 and codes[0].number == "280713" and len(codes[0].codes) == len(NAMES[BLIND])


def test_slips_show_every_entrant_with_her_code_and_leave_a_line_each_time(at: Desks) -> None:
    drawn(at)
    answer = at.post("draw", f"{OWN}/slips", reason="print-slips", key="first")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    for zh, _ in NAMES[BLIND]:
        assert zh in answer.text
    assert len(re.findall(r'class="code"[^>]*>C0\d<', answer.text)) == len(NAMES[BLIND])
    again = at.post("draw", f"{OWN}/slips", reason="print-slips", key="first")
    assert again.status_code == 422 and NAMES[BLIND][0][0] not in again.text, "a form shows them once"
    at.post("draw", f"{OWN}/slips", reason="lost-slip")
    read = [(line.actor, line.fact.reason) for line in at.lines() if isinstance(line.fact, CodesRead)]
    assert read == [("draw.draw-1", "print-slips"), ("draw.draw-1", "lost-slip")]
    assert "a slip was lost" in at.get("draw", DRAW).text


@pytest.mark.parametrize("role", ["organiser", "supervisor", "chief", "authority", "association", "owner"])
def test_nobody_else_looks_behind_the_codes(at: Desks, role: str) -> None:
    drawn(at)
    answer = at.post(role, f"{OWN}/slips", reason="print-slips")
    assert answer.status_code == 403
    assert not [line for line in at.lines() if isinstance(line.fact, CodesRead)]


def test_slips_without_a_reason_are_not_shown(at: Desks) -> None:
    drawn(at)
    answer = at.post("draw", f"{OWN}/slips", reason="curious")
    assert answer.status_code == 422 and NAMES[BLIND][0][0] not in answer.text


def test_unsealing_tells_everybody_and_the_draw_checks_out(at: Desks, url: str) -> None:
    drawn(at)

    async def marked() -> None:
        async with acting(url) as arena:
            await arena.open(BLIND)
            await arena.mark(BLIND)
            await arena.sign(BLIND)

    asyncio.run(marked())
    wait_for(at, "review")
    assert "Sealed until all is marked" in at.get("public", PUBLIC).text
    assert at.post("supervisor", OWN, step="unsealed").status_code == 303
    page = html.unescape(at.get("public", PUBLIC).text)
    assert "The draw checks out" in page and NAMES[BLIND][0][0] in page
    assert at.call(at.app.state.seals.seed, EVENT, BLIND) in page  # type: ignore[attr-defined]
    slips = at.post("draw", f"{OWN}/slips", reason="print-slips")
    assert slips.status_code == 422, "there is nothing left to hide"


def wait_for(at: Desks, stage: str) -> None:
    for _ in range(100):
        if at.stage(BLIND) == stage:
            return
        at.call(asyncio.sleep, 0.02)
    raise AssertionError(at.stage(BLIND))


def test_a_trade_that_is_not_blind_has_no_draw(at: Desks) -> None:
    assert at.get("draw", f"{DRAW}/trades/{PLAIN}/screen").status_code == 404
    assert "Nothing is published yet" in at.get("public", f"/events/{EVENT}/draws/{PLAIN}").text
    assert at.get("public", f"/events/{EVENT}/draws/none").status_code == 404
    assert at.get("public", "/events/none/draws/none").status_code == 404


async def test_a_seed_that_is_not_here_is_no_seed(sqlite_url: str) -> None:
    with open_database(sqlite_url) as database, pytest.raises(NoSeed):
        await Seals(database, Catalogue(database)).seed("none", "none")
