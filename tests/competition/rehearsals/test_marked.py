"""Every page of a rehearsal says that it is one, those included that are added tomorrow."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx2 as httpx
from starlette.testclient import TestClient

import run
from competition.access import sessions
from competition.settings import Settings
from tests.competition.people import cookie
from tests.competition.rehearsals.stands import Stand, stand
from tests.doors import doors

SOURCE, REHEARSAL = "orchard", "orchard-rehearsal-1"
ROLES = {"organiser": "", "chief": "", "supervisor": "", "authority": "", "judge": "G1"}
"""Who looks, and whose place she fills."""


def test_every_page_of_a_rehearsal_bears_its_mark_and_none_of_the_event_that_it_was_made_of(tmp_path: Path) -> None:
    async def held() -> None:
        async with stand(tmp_path) as stood:
            await _rehearsed(stood)

    asyncio.run(held())
    database = f"sqlite:///{tmp_path / 'contest.db'}"
    app = run.build(Settings(database=database, backup_every=0))
    filled = {"trade": "grafting", "board": "grafting", "entrant": "A1", "phase": "prelim", "module": "craft"}
    with TestClient(app, follow_redirects=False) as client:
        marked: dict[str, set[str]] = {}
        for event in (SOURCE, REHEARSAL):
            keys = [cookie(database, role, event=event, judge=judge) for role, judge in ROLES.items()]
            for door in doors(app.routes, {"event": event, **filled}):
                if door.method == "GET" and "{event}" in door.route and not door.route.startswith("/api/"):
                    answers = (client.get(door.path, headers={"cookie": f"{sessions.COOKIE}={key}"}) for key in keys)
                    page = next((each for each in answers if _is_page(each)), None)
                    if page is not None:
                        found = 'data-rehearsal="演练 Rehearsal"' in page.text
                        marked.setdefault(event, set()).add(f"{'+' if found else '-'} {door.route}")
    assert not [page for page in marked[REHEARSAL] if page.startswith("-")]
    assert not [page for page in marked[SOURCE] if page.startswith("+")]
    assert len(marked[REHEARSAL]) > 30


def _is_page(answer: httpx.Response) -> bool:
    return answer.status_code == 200 and "text/html" in answer.headers["content-type"]


async def _rehearsed(stood: Stand) -> None:
    await stood.hold(SOURCE)
    assert await stood.rehearse(SOURCE, seed="a", speed="0") == REHEARSAL
