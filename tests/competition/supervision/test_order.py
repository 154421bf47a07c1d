"""No step from result to grade can be taken out of its order: not on a page, not at the door, not by a command. Each
try is refused and is on record."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import run
from scoring.state import STAGES
from scoring.steps import STEPS
from tests.competition.supervision.arena import BLIND, EVENT, PLAIN, arena
from tests.competition.supervision.desks import Desks, desks, token

NOBODY = "0" * 64
STEP: dict[str, tuple[str, dict[str, Any]]] = {
    "unsealed": ("draw", {}),
    "review-drawn": ("supervisor", {}),
    "review-recorded": ("supervisor", {}),
    "finalised": ("organiser", {}),
    "notice-posted": ("association", {}),
    "objection-filed": ("organiser", {}),
    "objection-ruled": ("supervisor", {"objection": 3, "ruling": "dismissed"}),
    "notice-closed": ("association", {}),
    "confirmed-result": ("authority", {"stage": "result", "line": 3}),
    "returned-result": ("authority", {"stage": "result", "line": 3, "reason": "filing"}),
    "awarded": ("association", {"policy": NOBODY, "awards": []}),
    "confirmed-awards": ("authority", {"stage": "awards", "line": 3}),
    "returned-awards": ("authority", {"stage": "awards", "line": 3, "reason": "filing"}),
}
"""Every step: who may take it where it is in order, and what it states besides its trade."""

RIGHT = {
    "review": {"review-drawn"},
    "final": {"notice-posted"},
    "notice": {"notice-closed", "objection-filed"},
}
"""Steps that are in order at a stage, as far as what is stated here can be."""

ROLLED = ("result-confirmed", "awarded", "confirmed")
"""Stages at which the page of a roll states the awards, or shows that they are stated."""

PLACES = ("unopened", *STAGES)


def kind(step: str) -> str:
    return step.removesuffix("-result").removesuffix("-awards")


def by_page(at: Desks, step: str, trade: str) -> None:
    role, more = STEP[step]
    form = {"step": kind(step), "text": "said", **more}
    if kind(step) in ("confirmed", "returned"):
        path = f"/authority/{EVENT}/trades/{trade}"
    elif step == "unsealed":
        path = f"/draw/{EVENT}/trades/{trade}"
    elif step == "awarded":
        path = f"/awards/{EVENT}/{trade}"
    else:
        path = f"/supervision/{EVENT}/trades/{trade}"
    answer = at.post(role, path, **form)
    if step == "awarded" and at.stage(trade) == "unopened":
        assert answer.status_code == 404, "a trade that is not open has no roll to show"
        return
    assert answer.status_code == 422, (step, answer.status_code, answer.text[:300])
    assert 'role="alert"' in answer.text


def by_door(at: Desks, step: str, trade: str) -> None:
    role, more = STEP[step]
    named = {} if step == "objection-ruled" else {"trade": trade}
    assert at.states(role, type=kind(step), **named, **more)["status"] == "refused"


def by_command(at: Desks, step: str, trade: str) -> None:
    role, more = STEP[step]
    named = {} if step == "objection-ruled" else {"trade": trade}
    entry = json.dumps({"type": kind(step), **named, **more})
    environment = {"SAIPING_TOKEN": token(at.url, role)}
    result = CliRunner().invoke(run.main, ["step", EVENT, entry, "--database", at.url], env=environment)
    assert (result.exit_code, bool(result.output)) == (1, True), (step, result.output)


WAYS = {"page": by_page, "door": by_door, "command": by_command}


@pytest.fixture(scope="module", params=PLACES)
def come(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Desks]]:
    """The arena with both trades at a stage."""
    url = f"sqlite:///{tmp_path_factory.mktemp(request.param) / 'arena.db'}"

    async def prepared() -> None:
        async with arena(url) as at:
            if request.param != "unopened":
                await at.come_to(PLAIN, request.param)

    asyncio.run(prepared())
    with desks(url) as at:
        yield request.param, at


def test_every_step_is_tried() -> None:
    assert {kind(step) for step in STEP} == {step.kind for step in STEPS}


@pytest.mark.parametrize("way", WAYS)
def test_a_step_out_of_order_is_refused_and_recorded(come: tuple[str, Desks], way: str) -> None:
    stage, at = come
    for step in STEP.keys() - RIGHT.get(stage, set()):
        if way == "page" and step == "awarded" and stage in ROLLED:
            continue
        before, count = len(at.lines()), len(at.refused())
        WAYS[way](at, step, PLAIN)
        wait(at, count)
        refused = at.refused()[count:]
        assert [(each[0], each[1]) for each in refused] == [("" if step == "objection-ruled" else PLAIN, kind(step))], (
            step
        )
        assert refused[0][2], "it says why"
        assert len(at.lines()) == before + 1
        assert at.stage(PLAIN) == stage, f"{step} by {way} moved the trade"


def wait(at: Desks, count: int) -> None:
    """What a command wrote is followed in a moment; nothing else has to be waited for."""
    for _ in range(100):
        if len(at.refused()) > count:
            return
        at.call(asyncio.sleep, 0.02)


def test_a_blind_trade_is_not_unsealed_while_marks_are_owed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'arena.db'}"

    async def prepared() -> None:
        async with arena(url) as at:
            await at.come_to(BLIND, "marking")

    asyncio.run(prepared())
    with desks(url) as at:
        for way in WAYS.values():
            way(at, "unsealed", BLIND)
        assert {(trade, step) for trade, step, _ in at.refused()} <= {(BLIND, "unsealed")}
        page = at.get("supervisor", f"/supervision/{EVENT}/trades/{BLIND}").text
        assert "Tried out of order" in page and "sheets are not signed" in page
