"""Over all events of a house a person is promoted as often in a year as a policy allows, and holds what it issued."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select, update

from competition.awarding.house import UNREAD, asked, house
from competition.awarding.recorded import DIFFERS, SAME
from competition.awarding.roll import PREVIEW
from competition.exports.taking import made
from competition.store import schema
from competition.store.fold import LineDamaged
from competition.store.verify import Finding, Position, verify
from scoring import lines
from scoring.clauses.trace import GRANTED, REFUSED
from scoring.steps import Awarded
from tests.competition.awarding.bakery import POLICY
from tests.competition.certificates.town import PAPERS, ROWS, Town, package, town
from tests.competition.damage import tampered

pytestmark = pytest.mark.anyio

GRADE = "grade"
TWICE = POLICY.replace("most = 0", "most = 1")


async def due(place: Town, event: str, person: str) -> tuple[str, tuple[str, ...]]:
    """(status, reasons) of her grade."""
    decision = (await place.person(event, person)).decision
    assert decision is not None
    return decision.status(GRADE), decision.of(GRADE)[0].reasons


async def test_whoever_was_promoted_in_one_event_is_refused_in_the_next_which_names_the_first(
    database_url: str,
) -> None:
    async with town(database_url) as place:
        first = await place.done(package("spring", papers={"P1": "A-001"}))
        second = await place.resulted(package("autumn"))
        (number,) = await place.numbers("P1")
        assert number in first.numbers
        assert await due(place, second, "P1") == (REFUSED, ("already-promoted",))
        assert await due(place, second, "P2") == (GRANTED, ())
        decision = (await place.person(second, "P1")).decision
        assert decision is not None
        assert (decision.case.promotions, decision.case.certificates["promotions"]) == (1, number)
        fact = await place.awarded(second)
        assert fact.house.startswith("house:")
        issued = await place.issued(second)
        assert not issued.refused
        assert await place.numbers("P1") == [number]


async def test_another_year_another_person_and_a_person_without_a_paper_are_free(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        await place.done(package("spring"))
        for event, stated in {
            "later": package("later", "2027"),
            "others": package("others", papers={each: f"B{paper}" for each, paper in PAPERS.items()}),
            "unknown": package("unknown", papers={}),
        }.items():
            await place.resulted(stated)
            assert await due(place, event, "P1") == (GRANTED, ())
        unknown = (await place.person("unknown", "P1")).decision
        assert unknown is not None
        assert (unknown.case.promotions, unknown.case.certificates) == (0, {})


async def test_once_the_first_is_revoked_the_second_is_granted_and_no_sooner(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        await place.done(package("spring"))
        await place.resulted(package("autumn"))
        assert await due(place, "autumn", "P1") == (REFUSED, ("already-promoted",))
        (number,) = await place.numbers("P1")
        await place.revoked(number)
        assert await due(place, "autumn", "P1") == (GRANTED, ())
        assert await due(place, "autumn", "P2") == (REFUSED, ("already-promoted",))


async def test_a_number_that_is_kept_and_not_issued_counts_and_gives_no_level(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        await place.resulted(package("spring"))
        await place.awarded("spring")
        async with (await place.streams.house()).reading() as state:
            assert not state.register.entries
        await place.resulted(package("autumn", rows=[(*ROWS[0][:3], "4", *ROWS[0][4:]), *ROWS[1:]], policy=TWICE))
        assert (await due(place, "autumn", "P1")) == (GRANTED, ())
        await place.issued("spring")
        decision = (await place.person("autumn", "P1")).decision
        assert decision is not None
        assert (decision.case.promotions, decision.case.level and decision.case.level.code) == (1, "2")
        assert decision.of(GRADE)[0].value == "1", "who holds the grade already goes one up"


@pytest.mark.parametrize(
    ("stated", "occupation", "expected", "named"),
    [
        ("4", "4-03-02-02", "2", True),
        ("", "4-03-02-02", "2", True),
        ("2", "4-03-02-02", "2", False),
        ("1", "4-03-02-02", "1", False),
        ("4", "4-03-02-99", "4", False),
    ],
)
async def test_the_level_held_is_the_higher_of_what_is_stated_and_what_the_house_issued_in_the_occupation(
    sqlite_url: str, stated: str, occupation: str, expected: str, named: bool
) -> None:
    async with town(sqlite_url) as place:
        await place.done(package("spring"))
        rows = [(*ROWS[0][:3], stated, *ROWS[0][4:]), *ROWS[1:]]
        await place.resulted(package("later", "2027", rows=rows, occupation=occupation))
        decision = (await place.person("later", "P1")).decision
        assert decision is not None and decision.case.level is not None
        assert decision.case.level.code == expected
        assert decision.case.certificates == ({"level": (await place.numbers("P1"))[0]} if named else {})


async def test_a_promotion_that_the_package_states_as_well_is_the_same_one(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        await place.done(package("spring"))
        for event, promotions, count in (("a", "2026:2", 1), ("b", "2026:3", 2), ("c", "2025:2", 1)):
            rows = [(*ROWS[0][:4], promotions, *ROWS[0][5:]), *ROWS[1:]]
            await place.resulted(package(event, rows=rows))
            decision = (await place.person(event, "P1")).decision
            assert decision is not None and decision.case.promotions == count


async def test_a_roll_that_was_stated_is_read_at_the_line_it_names_wherever_the_house_is_now(database_url: str) -> None:
    async with town(database_url) as place:
        await place.done(package("spring"))
        await place.resulted(package("autumn"))
        fact = await place.awarded("autumn", confirm=False)
        line = await place.head("autumn")
        before = await place.database.read(roll_of, place, line)
        for number in [*await place.numbers("P1"), *await place.numbers("P2")]:
            await place.revoked(number)
        for roll in (await place.roll("autumn"), (await place.stands("autumn")).roll("cakes")):
            assert roll.house == fact.house
            assert {each.check for each in roll.entries} == {SAME}
        assert await place.database.read(roll_of, place, line) == before
        preview = (await place.stands("autumn", line - 1)).roll("cakes")
        assert preview.standing == PREVIEW
        assert preview.house != fact.house


async def test_a_rehearsal_knows_no_other_events(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        await place.resulted(package("spring"))
        state = (await place.stands("spring")).state
        assert asked(state, "cakes") is None
        state.purpose = "rehearsal"
        assert asked(state, "cakes") == ""


async def test_where_the_house_knows_nothing_a_case_is_what_it_was(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        await place.resulted(package("spring"))
        alone = [each.decision and each.decision.digest for each in (await place.roll("spring")).entries]
        assert (await place.roll("spring")).house == ""
        await place.done(package("others", papers={each: f"B{paper}" for each, paper in PAPERS.items()}))
        roll = await place.roll("spring")
        assert roll.house.startswith("house:")
        assert [each.decision and each.decision.digest for each in roll.entries] == alone
        assert house(place.database, "") is UNREAD


@pytest.mark.parametrize(
    "other",
    [
        lambda at: at[:-1] + ("0" if at[-1] != "0" else "1"),
        lambda at: f"house:999:{at.rsplit(':', 1)[1]}",
        lambda at: f"house:1:{at.rsplit(':', 1)[1]}",
    ],
    ids=["digest", "beyond", "line"],
)
async def test_verify_finds_a_position_that_was_changed_even_in_a_chain_hashed_anew(
    database_url: str, other: Callable[[str], str]
) -> None:
    async with town(database_url) as place:
        await place.done(package("spring"))
        await place.resulted(package("autumn"))
        fact = await place.awarded("autumn", confirm=False)
        line = await place.head("autumn")
        assert isinstance(verify(place.database, "autumn"), Position)
    tampered(database_url, lambda connection: restated(connection, line, replace(fact, house=other(fact.house))))
    async with town(database_url) as place:
        found = verify(place.database, "autumn")
        assert isinstance(found, Finding)
        assert (found.seq, found.code, found.facts["detail"]) == (line, "house-differs", other(fact.house))
        with pytest.raises(LineDamaged, match="house"):
            await place.stands("autumn")


async def test_an_older_line_of_the_house_that_is_named_instead_shows_on_the_roll(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        await place.streams.house()
        await place.resulted(package("autumn"))
        early = (await place.roll("autumn")).house
        await place.done(package("spring"))
        fact = await place.awarded("autumn", confirm=False)
        line = await place.head("autumn")
    tampered(sqlite_url, lambda connection: restated(connection, line, replace(fact, house=early)))
    async with town(sqlite_url) as place:
        assert isinstance(verify(place.database, "autumn"), Position)
        checks = {each.person: each.check for each in (await place.stands("autumn")).roll("cakes").entries}
        assert checks == {"P1": DIFFERS, "P2": DIFFERS, "P3": SAME}


def roll_of(place: Town, line: int) -> bytes:
    return made(place.database, "autumn", "roll", "json", trade="", to=line, lang="en")


def restated(connection: Connection, seq: int, fact: Awarded) -> None:
    """The last line of the second event states another fact, and the chain agrees."""
    where = (schema.line.c.stream == "autumn") & (schema.line.c.seq == seq)
    row = connection.execute(select(schema.line).where(where)).mappings().one()
    before = schema.line.c.digest, (schema.line.c.stream == "autumn") & (schema.line.c.seq == seq - 1)
    text = lines.body(fact, at=json.loads(row["body"])["at"], actor=row["actor"], key=row["key"])
    previous = connection.scalar(select(before[0]).where(before[1])) or ""
    connection.execute(update(schema.line).where(where).values(body=text, digest=lines.digest(text, previous)))
