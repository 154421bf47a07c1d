"""Whoever sends something in, whole or broken, is answered the same, byte for byte, whatever is hidden from her: fields
of the database, and another judge's mark that settles nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from competition import pages
from competition.access import access
from competition.access.access import allows
from competition.store.database import Database
from tests.competition.supervision.arena import BLIND, EVENT, PLAIN
from tests.doors import PARAMETER
from tests.judges.leaks.hall import SCREEN, Sweep, differences, serving
from tests.judges.leaks.posting import STATED, posted
from tests.judges.leaks.worlds import CANARY, Worlds

HIDDEN = {"one": "13", "another": "23"}
"""What J2 gives an entrant whom no other judge has settled, by world."""


def sweeps(worlds: Worlds, folder: Path, only: str = "") -> list[Sweep]:
    """What is answered in both worlds; each is a copy, for what is sent in changes it."""
    urls, cookies = worlds
    found: list[Sweep] = []
    for world, url in urls.items():
        copy = folder / f"{world}.db"
        shutil.copy(url.removeprefix("sqlite:///"), copy)
        with serving(f"sqlite:///{copy}", cookies) as hall:
            for trade in (BLIND, PLAIN):
                hall.gives("J2", trade, 1, HIDDEN[world])
            found.append(posted(hall, only))
    return found


def singing(sweep: Sweep) -> list[str]:
    """Answers in which a canary stands."""
    said = {place: answer.body + repr(answer.headers).encode() for place, answer in sweep.items()}
    return [f"{asker} {asked}: {CANARY}" for (asker, asked), answer in said.items() if CANARY.encode() in answer]


def noticed(worlds: Worlds, folder: Path, only: str = "") -> list[str]:
    """Answers that differ between the worlds, and those in which a canary stands."""
    one, another = sweeps(worlds, folder, only)
    return differences(one, another) + singing(one)


@pytest.mark.slow
def test_what_is_hidden_changes_no_byte_of_what_is_answered_to_what_is_sent(worlds: Worlds, tmp_path: Path) -> None:
    one, another = sweeps(worlds, tmp_path)
    assert differences(one, another) == []
    assert not [
        place for place, answer in one.items() if CANARY.encode() in answer.body + repr(answer.headers).encode()
    ]
    taken = [each for each, answer in one.items() if b'"accepted"' in answer.body]
    assert [asker for asker, _ in taken] == ["J1", "J1"], "J1's marks get as far as the ledger"
    filled = {"event": EVENT, "code": SCREEN}
    stated = {PARAMETER.sub(lambda found: filled.get(found[1], "x"), route) for route in STATED}
    assert {asked.split()[1] for _, asked in one} >= stated
    assert not [each for each, answer in one.items() if answer.status >= 500]


# --- each kind of hole seen red ---------------------------------------------------------------------------------------


async def _told(request: Request, statement: str) -> Response:
    database: Database = request.app.state.accounts._database
    with database.connect() as connection:
        rows = connection.exec_driver_sql(statement).fetchall()
    return PlainTextResponse(repr(rows), 422)


@allows("give-marks")
async def names_of_all(request: Request) -> Response:
    return await _told(request, "SELECT name FROM entrant")


@allows("sign-in")
async def marks_of_all(request: Request) -> Response:
    return await _told(request, "SELECT body FROM line WHERE actor = 'judge.J2'")


@allows("sign-in")
async def how_much_there_is(request: Request) -> Response:
    """Says nothing, and is as long as what it keeps to itself."""
    answer = await _told(request, "SELECT label, agent FROM device")
    return PlainTextResponse("x" * len(bytes(answer.body)), 422)


def office_for_judges(patch: pytest.MonkeyPatch) -> None:
    for action in ("manage-devices", "read-office"):
        patch.setitem(access.RULES, action, access.Rule(frozenset({"judge"})))


PLANTED: list[tuple[Callable[[Request], object], str, bool]] = [
    (names_of_all, "J4 POST /planted/{event} with nothing", True),
    (names_of_all, "public POST /planted/{event} with garbage", True),
    (marks_of_all, "relay POST /planted/{event} with garbage", False),
    (how_much_there_is, "competitor POST /planted/{event} with nothing", False),
]


@pytest.mark.slow
@pytest.mark.parametrize(("hole", "who", "sings"), PLANTED)
def test_a_planted_hole_is_noticed(
    worlds: Worlds,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    hole: Callable[[Request], object],
    who: str,
    sings: bool,
) -> None:
    own = pages.routes
    monkeypatch.setattr(pages, "routes", lambda: [*own(), Route("/planted/{event}", hole, methods=["POST"])])
    found = noticed(worlds, tmp_path, "/planted")
    said = who.replace("{event}", EVENT)
    assert said in found, found
    assert (f"{said}: {CANARY}" in found) is sings


@pytest.mark.slow
def test_a_guard_that_is_gone_is_noticed(worlds: Worlds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office_for_judges(monkeypatch)
    found = noticed(worlds, tmp_path, "/office/{event}/devices")
    assert any(each.startswith(f"J4 POST /office/{EVENT}/devices") and each.endswith(CANARY) for each in found), found
