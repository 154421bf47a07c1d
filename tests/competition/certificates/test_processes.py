"""Certificates that several processes issue at once, and what is there when one of them is killed."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from competition.access.access import HOUSE
from competition.awarding.stored import bodies
from competition.certificates.holders import secret
from competition.recording.recorder import create_stream
from competition.store.database import Database
from competition.store.ledger import Ledger
from competition.store.verify import Position, replay, verify
from scoring import lines
from scoring.certificates import CertificatesIssued, NumbersReserved
from scoring.register import ISSUED, RESERVED, Entry
from tests.competition.awarding.bakery import POLICY
from tests.competition.certificates.town import package, town

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]
SENIOR = """[[clauses]]
id = "all"
cites = "第五条"
places = { to = "100%", of = "entrants" }
grade = "3"
"""
EVERYBODY = POLICY.partition("[[clauses]]")[0] + SENIOR
"""Each who competes is due a grade, hence two certificates."""


def crowd(count: int) -> list[tuple[str, str, str, str, str, str, str]]:
    return [(f"C{each}", "职工", f"P{each}", "4", "", "90", "90") for each in range(count)]


@contextmanager
def issuer(url: str, *events: str, halt: str = "") -> Iterator[subprocess.Popen[str]]:
    """A process that is ready to issue."""
    command = [sys.executable, "-m", "tests.competition.certificates.issuer", url, *events, "--halt", halt]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def begin(*processes: subprocess.Popen[str]) -> None:
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("begin\n")
        process.stdin.flush()


def came(process: subprocess.Popen[str]) -> dict[str, tuple[list[str], list[str], list[list[str]]]]:
    """(numbers issued, problems, refused) by event."""
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return {
        event: (numbers, problems, refused) for event, numbers, problems, refused in map(json.loads, said.splitlines())
    }


def entries(url: str) -> list[Entry]:
    """The register, of a stream that is as it was recorded."""
    with Database(url) as database:
        assert isinstance(verify(database, HOUSE), Position)
        return list(replay(Ledger(database, HOUSE)).state.register.entries.values())


def documents(url: str, digests: list[str]) -> int:
    """How many of them are there."""
    with Database(url) as database, database.connect() as connection:
        return len(bodies(connection, digests))


def dense(found: list[Entry], awards: int, grades: int) -> None:
    """Every number of both series once, in order, and one for each award."""
    award = [each.number for each in found if each.due.kind == "award"]
    grade = [each.number for each in found if each.due.kind == "grade"]
    assert award == [f"BK2026-{each:04}" for each in range(1, awards + 1)]
    assert grade == [f"S000099000001263{each:06}" for each in range(1, grades + 1)]
    assert len({each.due for each in found}) == awards + grades


async def prepared(url: str, *events: str, count: int, shared: bool = False) -> None:
    """Contests with so many people each, their awards in force."""
    async with town(url) as place:
        for event in events:
            whose = "" if shared else event
            papers = {f"P{each}": f"{whose}{each}" for each in range(count)}
            stated = package(event, papers=papers, rows=crowd(count), policy=EVERYBODY, width=4)
            await place.awarded(await place.resulted(stated))


async def test_two_processes_give_two_thousand_numbers_at_once_without_gap_or_double(database_url: str) -> None:
    await prepared(database_url, "spring", "autumn", count=500)
    with issuer(database_url, "spring", "autumn") as one, issuer(database_url, "autumn", "spring") as two:
        begin(one, two)
        said = [came(one), came(two)]
    found = entries(database_url)
    dense(found, 1000, 1000)
    assert {each.standing for each in found} == {ISSUED}
    given = [number for each in said for numbers, _, _ in each.values() for number in numbers]
    assert sorted(given) == sorted(each.number for each in found), "each number was given by one of them"
    assert [problems for each in said for _, problems, _ in each.values()] == [[]] * 4
    assert documents(database_url, [each.document for each in found]) == 2000


async def test_a_house_that_another_process_is_just_making_is_the_one(database_url: str) -> None:
    async with town(database_url) as place:
        with Database(database_url) as elsewhere, elsewhere.transaction() as connection:
            create_stream(connection, HOUSE, HOUSE)
            coming = asyncio.create_task(place.streams.house())
            await asyncio.sleep(0.2)
            assert not coming.done()
        assert (await coming).head.seq == 1


async def test_a_secret_that_another_process_is_just_making_is_the_one(database_url: str) -> None:
    async with town(database_url) as place:
        with Database(database_url) as elsewhere, elsewhere.transaction() as connection:
            made = secret(connection)
            coming = asyncio.create_task(place.database.write(secret))
            await asyncio.sleep(0.2)
            assert not coming.done()
        assert await coming == made


async def test_of_two_contests_that_promote_the_same_people_side_by_side_one_issues(database_url: str) -> None:
    await prepared(database_url, "spring", "autumn", count=20, shared=True)
    with issuer(database_url, "spring") as one, issuer(database_url, "autumn") as two:
        begin(one, two)
        said = came(one) | came(two)
    found = entries(database_url)
    dense(found, 40, 20)
    refused = [who for _, _, refused in said.values() for who, code in refused if code == "already-promoted"]
    assert sorted(refused) == sorted(f"P{each}" for each in range(20))
    assert [each for event in said.values() for each in event[1]] == []


@pytest.mark.parametrize("halt", ["reserving:0", "drawing-up:200", "drawing-up:240"])
async def test_a_kill_in_the_middle_leaves_nothing_half_issued_and_the_next_run_completes_it(
    database_url: str, halt: str
) -> None:
    await prepared(database_url, "spring", count=120)
    with issuer(database_url, "spring", halt=halt) as process:
        begin(process)
        assert process.stdout is not None
        assert process.stdout.readline().startswith("halted")
        process.kill()
        process.wait()
    before = entries(database_url)
    assert {each.standing for each in before} <= {RESERVED}
    assert len(before) == (0 if halt == "reserving:0" else 240)
    with issuer(database_url, "spring") as process:
        begin(process)
        numbers, problems, refused = came(process)["spring"]
    found = entries(database_url)
    dense(found, 120, 120)
    assert {each.standing for each in found} == {ISSUED}
    assert (sorted(numbers), problems, refused) == (sorted(each.number for each in found), [], [])
    assert [each.number for each in found][: len(before)] == [each.number for each in before], "numbers are kept"
    with Database(database_url) as database:
        facts = [lines.line(row.seq, row.body).fact for row in Ledger(database, HOUSE).lines()]
    assert [type(each) for each in facts[1:]] == [NumbersReserved, NumbersReserved, CertificatesIssued]


@pytest.mark.parametrize("wait_s", [0.0, 0.05, 0.1, 0.2, 0.4])
async def test_whenever_it_is_killed_certificates_are_all_in_force_or_none_is(sqlite_url: str, wait_s: float) -> None:
    await prepared(sqlite_url, "spring", count=60)
    with issuer(sqlite_url, "spring") as process:
        begin(process)
        assert process.stdout is not None
        try:
            process.wait(wait_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    found = entries(sqlite_url)
    assert len({each.standing for each in found}) <= 1
    assert documents(sqlite_url, [each.document for each in found if each.issued]) == sum(
        bool(each.issued) for each in found
    )
    async with town(sqlite_url) as place:
        await place.issued("spring")
    found = entries(sqlite_url)
    dense(found, 60, 60)
    assert {each.standing for each in found} == {ISSUED}
