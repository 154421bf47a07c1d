from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from competition.store import schema
from competition.store.database import Database
from competition.store.fold import LineDamaged
from competition.store.ledger import Ledger
from competition.store.verify import Finding, Position, names, position, replay, verify
from scoring import facts
from scoring.boards.board import view
from tests.competition.damage import LAST, changed_byte, found, recorded, restate, tampered
from tests.competition.ledgers import EVENT, TRADE, mark, recording

ROOT = Path(__file__).parents[2]


@pytest.fixture
def url(database_url: str) -> str:
    recorded(database_url)
    return database_url


def test_what_was_recorded_is_found_as_it_was(url: str) -> None:
    head = found(url)
    assert isinstance(head, Position)
    assert (head.stream, head.seq) == (EVENT, LAST)
    assert position(str(head)) == head
    assert found(url, head) == head
    told: list[tuple[int, int]] = []
    with Database(url) as database:
        assert names(database) == [EVENT]
        assert verify(database, EVENT, (), lambda done, of: told.append((done, of))) == head


def test_a_file_that_the_database_cannot_read_is_a_finding(sqlite_url: str) -> None:
    asyncio.run(_empty(sqlite_url))
    with Database(sqlite_url) as database, database.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE line RENAME TO away")
    finding = found(sqlite_url)
    assert isinstance(finding, Finding)
    assert finding.code == "unreadable"


def test_a_cut_tail_is_found_by_a_position_that_was_printed(url: str) -> None:
    printed = found(url)
    assert isinstance(printed, Position)
    tampered(url, lambda connection: connection.execute(delete(schema.line).where(schema.line.c.seq > 20)))
    short = found(url)
    assert isinstance(short, Position)
    assert short.seq == 20
    finding = found(url, printed)
    assert isinstance(finding, Finding)
    assert (finding.seq, finding.code) == (21, "line-missing")


def test_a_chain_hashed_anew_is_found_by_a_position_that_was_printed(url: str) -> None:
    printed = found(url)
    assert isinstance(printed, Position)
    old = mark("J3", "K08", "9").fact
    tampered(url, lambda connection: restate(connection, LAST, facts.Thawed(TRADE)))
    assert isinstance(found(url), Finding)
    tampered(url, lambda connection: restate(connection, LAST, old))
    tampered(url, lambda connection: restate(connection, LAST, mark("J1", "K01", "7").fact))
    again = found(url)
    assert isinstance(again, Position)
    assert again.seq == printed.seq
    assert again.digest != printed.digest
    finding = found(url, printed)
    assert isinstance(finding, Finding)
    assert (finding.seq, finding.code) == (LAST, "not-expected")


def test_a_step_of_a_ceremony_that_shows_another_table_is_found(url: str) -> None:
    shown = facts.Revealed(TRADE, ("K01",), "0" * 64)
    tampered(url, lambda connection: restate(connection, LAST - 1, shown))
    finding = found(url)
    assert isinstance(finding, Finding)
    assert (finding.seq, finding.code) == (LAST - 1, "board-differs")


def test_a_stream_that_is_gone_is_found_by_a_position_that_was_printed(url: str) -> None:
    with Database(url) as database:
        finding = verify(database, "autumn", [Position("autumn", 3, "0" * 64)])
    assert isinstance(finding, Finding)
    assert (finding.stream, finding.code) == ("autumn", "stream-missing")


def test_a_stream_without_lines_is_no_stream(url: str) -> None:
    with Database(url) as database:
        with database.transaction() as connection:
            connection.execute(insert(schema.stream).values(name="winter", purpose="event"))
        finding = verify(database, "winter")
    assert isinstance(finding, Finding)
    assert (finding.seq, finding.code) == (1, "line-missing")


def test_lines_without_a_stream_are_found(sqlite_url: str) -> None:
    asyncio.run(_empty(sqlite_url))
    with Database(sqlite_url) as database:
        driver = database.driver()
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("INSERT INTO line VALUES ('ghost', 1, 'b', 'd', 'a', 'k')")
        assert names(database) == ["ghost", EVENT]
        finding = verify(database, "ghost")
    assert isinstance(finding, Finding)
    assert finding.code == "stream-missing"


async def _empty(url: str) -> None:
    async with recording(url, opened=False):
        pass


@pytest.mark.parametrize("text", ["", "e:1", "e:0:" + "0" * 64, "e:1:" + "G" * 64, "a b:1:" + "0" * 64, "e:-1:x"])
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no stream:seq:digest"):
        position(text)


def test_replay_stands_where_the_stream_stood_at_a_line(url: str) -> None:
    with Database(url) as database:
        ledger = Ledger(database, EVENT)
        opened, marked, whole = replay(ledger, 2), replay(ledger, 5), replay(ledger)
        with pytest.raises(LineDamaged) as missing:
            replay(ledger, LAST + 1)
    assert missing.value.code == "line-missing"
    assert [fold.head.seq for fold in (opened, marked, whole)] == [2, 5, LAST]
    rows = view(marked.state, TRADE, "office").rows
    assert rows["K01"]["total"] == "8.50"
    assert rows["K02"]["total"] is None
    assert {row["total"] for row in view(whole.state, TRADE, "office").rows.values()} == {"8.50"}


def test_replay_of_a_damaged_stream_names_the_line(url: str) -> None:
    tampered(url, changed_byte)
    with Database(url) as database, pytest.raises(LineDamaged) as damage:
        replay(Ledger(database, EVENT))
    assert (damage.value.seq, damage.value.code) == (5, "digest-differs")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "run.py", *arguments], cwd=ROOT, capture_output=True, text=True)


def test_the_command_says_where_streams_end_or_which_line_is_bad(url: str) -> None:
    head = found(url)
    fine = run("verify", "--database", url)
    assert (fine.returncode, fine.stdout) == (0, f"{head}\n")
    assert run("verify", EVENT, "--expect", str(head), "--database", url).returncode == 0
    assert run("verify", "autumn", "--database", url).returncode == 2
    assert run("verify", "--expect", "nonsense", "--database", url).returncode == 2
    gone = run("verify", "--expect", f"autumn:3:{'0' * 64}", "--database", url)
    assert gone.returncode == 1
    assert "autumn:1: stream-missing" in gone.stdout
    tampered(url, changed_byte)
    bad = run("verify", "--database", url)
    assert bad.returncode == 1
    assert f"{EVENT}:5: digest-differs" in bad.stdout


def test_the_command_shows_the_standing_as_of_a_line(url: str) -> None:
    shown = run("replay", EVENT, "--to", "5", "--database", url)
    assert shown.returncode == 0
    assert "1  K01  final  8.50" in shown.stdout
    boards = json.loads(run("replay", EVENT, "--json", "--database", url).stdout)
    assert boards["position"] == str(found(url))
    assert boards["boards"][TRADE]["rows"]["K08"]["total"] == "8.50"
    assert run("replay", EVENT, "--to", "99", "--database", url).returncode == 1
    assert run("replay", "autumn", "--database", url).returncode == 1
    assert run("replay", EVENT, "--to", "0", "--database", url).returncode == 2


def test_commands_make_no_database_where_there_is_none(tmp_path: Path) -> None:
    for command in (["verify"], ["replay", EVENT]):
        assert run(*command, "--database", f"sqlite:///{tmp_path / 'none.db'}").returncode == 1
    assert list(tmp_path.iterdir()) == []
