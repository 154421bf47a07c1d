"""`init`, `account` and `freeze`, called as on a shell."""

from __future__ import annotations

import csv
import io
import stat
import time
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

import run
from competition.access.access import HOUSE
from competition.store.database import open_database
from competition.store.ledger import Ledger, streams
from tests.competition.venue import (
    CLOCK,
    EVENT,
    TASTERS,
    TRADE,
    Judge,
    Server,
    board_at,
    hold_contest,
    mark,
    serving,
    tokens,
    url_of,
)


def called(*arguments: str) -> Result:
    return CliRunner().invoke(run.main, arguments)


def table(text: str) -> dict[str, str]:
    return {row[0]: row[1] for row in csv.reader(io.StringIO(text))}


def greeted(server: Server, token: str) -> int:
    body = {"event": EVENT, "entries": []}
    return httpx.post(f"{server.api}/api/marks", json=body, headers={"Authorization": f"Bearer {token}"}).status_code


def test_init_prepares_the_house_and_says_what_comes_next(tmp_path: Path) -> None:
    first = called("init", "--database", url_of(tmp_path))
    again = called("init", "--database", str(tmp_path / "contest.db"))
    assert first.exit_code == again.exit_code == 0
    assert "Next: " in first.output and "import" in first.output
    with open_database(url_of(tmp_path)) as database:
        with database.connect() as connection:
            assert streams(connection) == [(HOUSE, HOUSE)]
        assert Ledger(database, HOUSE).head().seq == 1


@pytest.mark.parametrize("database", ["mysql://x", "sqlite://", "/proc/nowhere/x.db"])
def test_a_database_that_cannot_be_used_ends_in_one_line(database: str) -> None:
    done = called("init", "--database", database)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: ") and done.stderr.count("\n") == 1


def test_account_prints_a_token_for_every_judge(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    done = called("account", EVENT, "--judges", "--database", url_of(tmp_path))
    assert done.exit_code == 0
    made = table(done.stdout)
    assert list(made) == ["judge", *TASTERS, CLOCK]
    with serving(tmp_path) as server:
        assert {greeted(server, token) for judge, token in made.items() if judge != "judge"} == {200}


def test_account_writes_a_file_that_nobody_else_can_read(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    out = tmp_path / "tokens.csv"
    out.touch(0o644)
    done = called("account", EVENT, "--judge", "J1", "--judge", "J3", "--out", str(out), "--database", url_of(tmp_path))
    assert (done.exit_code, done.stdout) == (0, "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert list(table(out.read_text("utf-8"))) == ["judge", "J1", "J3"]


def test_account_makes_an_organiser(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    made = table(called("account", EVENT, "--role", "organiser", "--database", url_of(tmp_path)).stdout)
    with serving(tmp_path) as server:
        organiser = Judge(server, made["organiser.main"])
        (result,) = organiser.states({"type": "frozen", "key": "f", "trade": TRADE}, path="/api/facts")
        assert result["status"] == "accepted"
        organiser.close()


def test_account_can_make_tokens_that_end_and_end_tokens(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    base = ["account", EVENT, "--judge", "J1", "--database", url_of(tmp_path)]
    made = table(called(*base, "--expires", "12h").stdout)["J1"]
    revoked = called(*base, "--revoke")
    assert revoked.output == "1 tokens count no more\n"
    with serving(tmp_path) as server:
        assert greeted(server, made) == 401


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([EVENT], 2),
        ([EVENT, "--judges", "--expires", "soon"], 2),
        ([EVENT, "--role", "owner"], 2),
        (["nowhere", "--judges"], 1),
        ([EVENT, "--judge", "J1", "--judge", "J9"], 1),
    ],
)
def test_account_says_what_it_cannot_do(tmp_path: Path, arguments: list[str], status: int) -> None:
    hold_contest(tmp_path)
    done = called("account", *arguments, "--database", url_of(tmp_path))
    assert (done.exit_code, done.stdout) == (status, "")


def test_freeze_and_thaw_beside_a_running_server_under_marks(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    token = tokens(tmp_path)
    with serving(tmp_path) as server:
        clock = Judge(server, token[CLOCK])
        clock.gives("50", "E001")
        frozen = called("freeze", EVENT, TRADE, "--database", url_of(tmp_path))
        assert frozen.exit_code == 0, frozen.output
        word, position = frozen.stdout.split()
        assert word == "frozen:" and position.startswith(f"{EVENT}:4:")
        clock.gives("60", "E002")
        until_shown(server, "frozen")
        assert board_at(server).json()["rows"]["E002"]["total"] is None
        again = called("freeze", EVENT, TRADE, "--database", url_of(tmp_path))
        assert again.exit_code == 1 and "Traceback" not in again.output
        assert called("freeze", EVENT, TRADE, "--thaw", "--database", url_of(tmp_path)).exit_code == 0
        until_shown(server, "open")
        assert board_at(server).json()["rows"]["E002"]["total"] == "60.00"
        (result,) = clock.states(mark("E003", "1", key="after"))
        assert result["status"] == "accepted"
        clock.close()


def until_shown(server: Server, status: str) -> None:
    for _ in range(100):
        if board_at(server).json()["head"]["status"] == status:
            return
        time.sleep(0.05)
    raise AssertionError(f"the board never showed {status}")


def test_freeze_of_what_is_not_there_is_said(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    for event, trade in (("nowhere", TRADE), (EVENT, "nothing")):
        assert called("freeze", event, trade, "--database", url_of(tmp_path)).exit_code == 1
