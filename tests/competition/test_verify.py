from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, insert, select, update

from competition import words
from competition.recording.recorder import Entry
from competition.store import schema
from competition.store.database import Database
from competition.store.fold import LineDamaged
from competition.store.ledger import Ledger
from competition.store.verify import CODES, Finding, Position, names, position, replay, verify
from scoring import facts, lines
from scoring.boards.board import view
from scoring.facts import Fact, Frozen, Thawed
from scoring.procedure.terms import LAYERS
from tests.competition.ledgers import ENTRANTS, EVENT, JUDGES, TRADE, entries, mark, recording, signature
from tests.scoring import layers
from tests.scoring.procedures import Way, sealed_way

ROOT = Path(__file__).parents[2]
LAST = 2 + len(ENTRANTS) * len(JUDGES) + 4


@pytest.fixture
def url(database_url: str) -> str:
    """A stream of 30 lines: opened, all marks, a signature, frozen (28), thawed, a mark that is held."""

    async def record() -> None:
        async with recording(database_url) as recorder:
            answers = await recorder.record_all(
                [
                    *(mark(judge, entrant, "8.5") for entrant in ENTRANTS for judge in JUDGES),
                    signature("J1", "K01", "8.5"),
                    Entry(Frozen(TRADE, ""), "organiser.main", "freeze"),
                    Entry(Thawed(TRADE), "organiser.main", "thaw"),
                    mark("J1", "K01", "9", key="late"),
                ]
            )
            assert {answer.status for answer in answers} == {"accepted", "held"}

    asyncio.run(record())
    return database_url


def tampered(url: str, change: Callable[[Connection], object]) -> None:
    """Change what the database would refuse to change."""
    with Database(url) as database, database.transaction() as connection:
        for table in schema.GUARDED:
            if database.dialect == "postgresql":
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            else:
                for verb in ("update", "delete", "insert"):
                    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_{verb}")
        change(connection)


def found(url: str, *expected: Position) -> Position | Finding:
    with Database(url) as database:
        return verify(database, EVENT, expected)


def line(connection: Connection, seq: int) -> dict[str, Any]:
    return dict(connection.execute(select(schema.line).where(schema.line.c.seq == seq)).mappings().one())


def rewrite(connection: Connection, seq: int, **columns: Any) -> None:
    connection.execute(update(schema.line).where(schema.line.c.seq == seq).values(**columns))


def rehash(connection: Connection, start: int) -> None:
    """Make the chain agree with the texts from a line on, as one would who knows how it is made."""
    previous = lines.NOTHING if start == 1 else line(connection, start - 1)["digest"]
    for seq in range(start, (connection.execute(select(func.max(schema.line.c.seq))).scalar() or 0) + 1):
        previous = lines.digest(line(connection, seq)["body"], previous)
        rewrite(connection, seq, digest=previous)


def restate(connection: Connection, seq: int, fact: Fact | None = None, **other: str) -> None:
    """Let a line state another fact, time, actor or key, and hash it and all behind it anew."""
    old = lines.line(seq, line(connection, seq)["body"])
    said = {"at": old.at, "actor": old.actor, "key": old.key} | other
    rewrite(connection, seq, body=lines.body(fact or old.fact, **said), actor=said["actor"], key=said["key"])
    rehash(connection, seq)


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


def changed_byte(connection: Connection) -> None:
    rewrite(connection, 5, body=line(connection, 5)["body"].replace("8.5", "9.5"))


def swapped(connection: Connection) -> None:
    one, two = line(connection, 7), line(connection, 8)
    connection.execute(delete(schema.line).where(schema.line.c.seq.in_([7, 8])))
    connection.execute(insert(schema.line).values(one | {"seq": 8}))
    connection.execute(insert(schema.line).values(two | {"seq": 7}))


def edited_scheme(connection: Connection) -> None:
    texts = connection.execute(select(schema.content)).mappings().all()
    scheme = next(text for text in texts if "phases" in text["body"])
    body = scheme["body"].replace('"10"', '"20"')
    assert body != scheme["body"]
    connection.execute(update(schema.content).where(schema.content.c.digest == scheme["digest"]).values(body=body))


def no_contents(connection: Connection) -> None:
    connection.execute(delete(schema.content))


def missing_line(connection: Connection) -> None:
    connection.execute(delete(schema.line).where(schema.line.c.seq == 9))


def line_before_the_first(connection: Connection) -> None:
    connection.execute(insert(schema.line).values(line(connection, 3) | {"seq": 0, "key": "zero"}))


def other_actor(connection: Connection) -> None:
    rewrite(connection, 6, actor="judge.J9")


def spaces(connection: Connection) -> None:
    rewrite(connection, 6, body=json.dumps(json.loads(line(connection, 6)["body"]), sort_keys=True))
    rehash(connection, 6)


def gibberish(connection: Connection) -> None:
    rewrite(connection, 6, body='{"fact":"made-up"}')
    rehash(connection, 6)


def other_stream(connection: Connection) -> None:
    restate(connection, 1, facts.StreamOpened("autumn", "event"))


def later_then_earlier(connection: Connection) -> None:
    restate(connection, 10, at="2099-01-01T00:00:00.000000Z")


def local_time(connection: Connection) -> None:
    restate(connection, 10, at="2099-01-01 08:00")


def no_seat(connection: Connection) -> None:
    restate(connection, 12, facts.MarkGiven(facts.Cell("J9", "K04", "final", "", "form"), "8"))


def against_the_conflict(connection: Connection) -> None:
    restate(connection, 12, lines.line(0, line(connection, 11)["body"]).fact)


def other_board(connection: Connection) -> None:
    restate(connection, 28, Frozen(TRADE, "0" * 64))


def mark_behind_a_board(connection: Connection) -> None:
    old = lines.line(26, line(connection, 26)["body"]).fact
    assert isinstance(old, facts.MarkGiven)
    restate(connection, 26, facts.MarkGiven(old.cell, "1"))


def twice(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE line DROP CONSTRAINT uq_line_stream_actor_key")
    else:
        connection.exec_driver_sql("ALTER TABLE line RENAME TO old")
        connection.exec_driver_sql("CREATE TABLE line AS SELECT * FROM old")
    last = lines.line(LAST, line(connection, LAST)["body"])
    restate(connection, LAST, key="J1-K01", actor=last.actor)


DAMAGE: list[tuple[Callable[[Connection], object], int, str]] = [
    (changed_byte, 5, "digest-differs"),
    (swapped, 7, "digest-differs"),
    (edited_scheme, 2, "content-differs"),
    (no_contents, 2, "content-gone"),
    (missing_line, 9, "line-missing"),
    (line_before_the_first, 0, "line-extra"),
    (other_actor, 6, "columns-differ"),
    (spaces, 6, "not-canonical"),
    (gibberish, 6, "no-fact"),
    (other_stream, 1, "first-line"),
    (later_then_earlier, 11, "time-went-back"),
    (local_time, 10, "time-went-back"),
    (no_seat, 12, "not-acceptable"),
    (against_the_conflict, 12, "not-acceptable"),
    (other_board, 28, "board-differs"),
    (mark_behind_a_board, 28, "board-differs"),
    (twice, LAST, "key-twice"),
]


@pytest.mark.parametrize(("damage", "seq", "code"), DAMAGE)
def test_planted_damage_is_found_at_its_line(
    url: str, damage: Callable[[Connection], object], seq: int, code: str
) -> None:
    tampered(url, damage)
    finding = found(url)
    assert isinstance(finding, Finding), finding
    assert (finding.stream, finding.seq, finding.code) == (EVENT, seq, code)


@pytest.fixture
def way(database_url: str) -> tuple[str, dict[str, int]]:
    """A stream that goes from drawn codes to confirmed awards, and where each kind of fact stands last."""
    held = sealed_way(("1", "2")).come_to("review")
    held.take(held.unsealing(("1", "2")))
    held.come_to("confirmed")

    async def record() -> None:
        async with recording(database_url, opened=False) as recorder:
            answers = await recorder.record_all(entries(held))
            assert {answer.status for answer in answers} == {"accepted"}

    asyncio.run(record())
    return database_url, {each.fact.kind: each.seq for each in held.lines}


def test_the_whole_way_to_confirmed_awards_is_found_as_it_was(way: tuple[str, dict[str, int]]) -> None:
    head = found(way[0])
    assert isinstance(head, Position), head
    assert head.seq == way[1]["confirmed"]


RESTATED: list[tuple[str, dict[str, Any], str]] = [
    ("module-signed", {"digest": "0" * 64}, "module-differs-from-signed"),
    ("unsealed", {"seed": "another"}, "codes-differ"),
    ("unsealed", {"entrants": (("T01", "1"), ("T02", "3"))}, "codes-differ"),
    ("notice-posted", {"board": "0" * 64}, "board-differs"),
    ("awarded", {"board": "0" * 64}, "board-differs"),
    ("awarded", {"board": "0" * 64, "policy": "0" * 64}, "not-acceptable"),
    ("confirmed", {"line": 1}, "not-acceptable"),
]


@pytest.mark.parametrize(("kind", "changes", "code"), RESTATED)
def test_a_step_that_states_what_the_lines_before_it_do_not_lead_to_is_named(
    way: tuple[str, dict[str, int]], kind: str, changes: dict[str, Any], code: str
) -> None:
    url, seqs = way

    def damage(connection: Connection) -> None:
        fact: Any = lines.line(0, line(connection, seqs[kind])["body"]).fact
        restate(connection, seqs[kind], replace(fact, **changes))

    tampered(url, damage)
    finding = found(url)
    assert isinstance(finding, Finding), finding
    assert (finding.seq, finding.code) == (seqs[kind], code)


def layered() -> Way:
    """Codes in three layers, unsealed one by one."""
    held = layers.opened()
    for layer in reversed(LAYERS):
        held.take(layers.unsealing(layer))
    return held


SWAPPED = (("WT01", layers.BEHIND["work"]["WT02"]), ("WT02", layers.BEHIND["work"]["WT01"]))


@pytest.mark.parametrize(
    ("layer", "changes"),
    [
        ("work", {"entrants": (*SWAPPED, *layers.unsealing("work").entrants[2:])}),
        ("station", {"salts": layers.unsealing("work").salts}),
        ("contest", {"seed": "another"}),
        ("contest", {"seeds": (("station", layers.SEEDS["station"]), ("work", "another"))}),
        ("", {}),
    ],
)
def test_a_layer_that_was_not_drawn_so_is_named(sqlite_url: str, layer: str, changes: dict[str, Any]) -> None:
    held = layered()

    async def record() -> None:
        async with recording(sqlite_url, opened=False) as recorder:
            await recorder.record_all(entries(held))

    asyncio.run(record())
    seq = max((each.seq for each in held.lines if getattr(each.fact, "layer", None) == layer), default=0)

    def damage(connection: Connection) -> None:
        fact: Any = lines.line(0, line(connection, seq)["body"]).fact
        restate(connection, seq, replace(fact, **changes))

    if changes:
        tampered(sqlite_url, damage)
    finding = found(sqlite_url)
    if changes:
        assert isinstance(finding, Finding), finding
        assert (finding.seq, finding.code) == (seq, "codes-differ")
    else:
        assert isinstance(finding, Position), finding


def test_every_code_has_been_seen_and_has_its_sentences() -> None:
    seen = {code for _, _, code in (*DAMAGE, *RESTATED)} | {"not-expected", "stream-missing", "unreadable"}
    assert seen == set(CODES) <= set(words.problems())


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
