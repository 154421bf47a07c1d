"""What says who a person is by paper, telephone and photo reaches nobody who takes no exports, on whatever route."""

from __future__ import annotations

import httpx
import pytest
from click.testing import CliRunner

import run
from competition.access import sessions
from competition.access.access import RULES
from competition.commands import import_
from competition.settings import Settings
from competition.store.database import open_database
from competition.store.ledger import Ledger
from tests.competition.orchard import GOLDEN
from tests.competition.people import cookie
from tests.doors import doors

CANARIES = ("990000199002280027", "990000200611300017", "H00000000", "000-5550101", "photos/P1", "P3.jpg", "大专")
FILLED = {
    "event": "orchard",
    "board": "grafting",
    "trade": "grafting",
    "judge": "G1",
    "entrant": "A1",
    "stage": "stage",
}
SEEING = RULES["export"].roles | RULES["issue"].roles | RULES["read-certificates"].roles
OTHERS = ("public", "hall", "competitor", "judge", "reserve", "chief", "draw", "second", "relay")


@pytest.fixture
def imported(sqlite_url: str) -> str:
    assert CliRunner().invoke(import_.command, [str(GOLDEN), "--database", sqlite_url]).exit_code == 0
    return sqlite_url


@pytest.mark.anyio
async def test_nobody_else_is_sent_what_is_on_anybodys_papers(imported: str) -> None:
    assert not SEEING & set(OTHERS)
    keys = {"public": ""}
    with open_database(imported) as database:
        cookie(database, "organiser", event="orchard", login="organiser-1")
        with database.transaction() as connection:
            organiser = sessions.open_session(connection, login="organiser-1")
        for role in OTHERS[1:]:
            judge = "G1" if role == "judge" else ""
            cookie(database, role, event="orchard", login=f"{role}-1", judge=judge)
            with database.transaction() as connection:
                keys[role] = sessions.open_session(connection, login=f"{role}-1")
        assert not [row for row in Ledger(database, "orchard").lines() if any(each in row.body for each in CANARIES)]
    app = run.build(Settings(database=imported, backup_every=0))
    found, answered = [], 0
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://hall") as client:
            for door in doors(app.routes, FILLED):
                for role, key in keys.items() if door.method == "GET" else ():
                    headers = {"Cookie": f"{sessions.COOKIE}={key}"} if key else {}
                    answer = await client.get(door.path, headers=headers)
                    answered += answer.status_code == 200
                    seen = [each for each in CANARIES if each in answer.text]
                    found += [f"{role} {door.path}: {seen}"] if seen else []
            taken = await client.get(
                "/events/orchard/exports/upload.json?layout=association",
                headers={"Cookie": f"{sessions.COOKIE}={organiser}"},
            )
    assert CANARIES[0] in taken.text, "whoever takes exports does see them"
    assert found == []
    assert answered > 150


def test_the_canaries_are_there() -> None:
    said = "".join(path.read_text("utf-8") for path in GOLDEN.glob("persons.csv"))
    assert [each for each in CANARIES if each not in said] == []
