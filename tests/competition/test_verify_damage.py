"""Damage of every kind, planted in the database, is found at its line; a step that does not follow from the lines
before it, too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from competition import words
from competition.store import schema
from competition.store.verify import CODES, Finding, Position
from scoring import facts, lines
from scoring.facts import Frozen
from scoring.procedure.terms import LAYERS
from tests.competition.damage import LAST, changed_byte, found, line, recorded, rehash, restate, rewrite, tampered
from tests.competition.ledgers import EVENT, TRADE, entries, recording
from tests.scoring import layers
from tests.scoring.procedures import Way, sealed_way


@pytest.fixture
def url(database_url: str) -> str:
    recorded(database_url)
    return database_url


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


def test_a_document_that_is_not_the_one_which_a_line_names_is_found(way: tuple[str, dict[str, int]]) -> None:
    url, seqs = way

    def damage(connection: Connection) -> None:
        fact: Any = lines.line(0, line(connection, seqs["awarded"])["body"]).fact
        digest = fact.awards[-1][2]
        connection.execute(schema.document.insert().values(digest=digest, event="", salt="ab", body="{}"))

    tampered(url, damage)
    finding = found(url)
    assert isinstance(finding, Finding), finding
    assert (finding.seq, finding.code) == (seqs["awarded"], "document-altered")


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
    seen = {code for _, _, code in (*DAMAGE, *RESTATED)} | {
        "document-altered",
        "house-differs",
        "not-expected",
        "stream-missing",
        "unreadable",
    }
    assert seen == set(CODES) <= set(words.problems())
