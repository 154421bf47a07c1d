"""A town whose bakers meet in several contests of one house: each taken in, awarded and issued step by step."""

from __future__ import annotations

import asyncio
import csv
import re
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from competition.access.accounts import Accounts
from competition.awarding.roll import Entry, Roll
from competition.awarding.service import Awards
from competition.awarding.stored import Standing, standing
from competition.catalogue import Catalogue
from competition.certificates.issuing import Issued, Issuing
from competition.commands.import_ import begin, finish
from competition.desk import Desk
from competition.intake import Package, read
from competition.recording.streams import Streams
from competition.store.database import Database, open_database
from scoring.certificates import CertificateRevoked
from scoring.facts import Fact
from scoring.steps import Awarded, Confirmed
from tests.competition.awarding.bakery import CONTEST, POLICY, bakery, brought_to_result
from tests.competition.certificates.contest import NUMBERS

TRADE = "cakes"
ROWS = (
    ("C1", "职工", "P1", "3", "", "90", "95"),
    ("C2", "职工", "P2", "4", "", "85", "90"),
    ("C3", "学生", "P3", "none", "", "80", "85"),
)
"""As `bakery.FILED`: P1 and P2 are due 二级, P3 nothing, as the only student."""

PAPERS = {"P1": "A-001", "P2": "A-002", "P3": "A-003"}
"""Numbers of identity papers by person."""

Rows = Sequence[tuple[str, str, str, str, str, str, str]]


def package(
    event: str,
    year: str = "2026",
    papers: Mapping[str, str] = PAPERS,
    rows: Rows = ROWS,
    *,
    occupation: str = "4-03-02-02",
    policy: str = POLICY,
    width: int = 3,
) -> Package:
    """A contest of some year. papers: who brought an identity paper. width: digits of an award's number."""
    contest = re.sub('id = "bakery"', f'id = "{event}"', CONTEST + NUMBERS.replace("running:3", f"running:{width}"))
    contest = contest.replace("2026-05", f"{year}-05").replace("4-03-02-02", occupation)
    with tempfile.TemporaryDirectory() as place:
        policy = policy.replace("2026-01-01", "2020-01-01")
        folder = bakery(Path(place), rows, contest=contest, policy=policy)
        with (folder / "persons.csv").open(encoding="utf-8", newline="") as file:
            persons = list(csv.DictReader(file))
        for each in persons:
            paper = papers.get(each["person"], "")
            each |= {"identity_type": "other" if paper else "", "identity": paper}
        with (folder / "persons.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(persons[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(persons)
        found, problems = read(folder)
    assert found is not None, problems
    return found


class Town:
    """Contests of one house, over one database."""

    def __init__(self, url: str, database: Database, streams: Streams) -> None:
        self.url, self.database, self.streams = url, database, streams
        self.awards = Awards(Desk(Accounts(database), streams, Catalogue(database), database), database)

    async def resulted(self, stated: Package) -> str:
        """Take a contest in, and bring it to the result that the authority confirmed."""
        event = stated.contest.event
        await asyncio.to_thread(_imported, self.url, stated)
        recorder = await self.streams.recorder(event)
        assert recorder is not None
        await brought_to_result(recorder, TRADE, stated.contest.ends)
        return event

    async def awarded(self, event: str, *, confirm: bool = True) -> Awarded:
        """State its awards as they are drawn up now; the authority confirms them."""
        fact = await self.awards.drawn_up(event, TRADE)
        await self.say(event, fact)
        if confirm:
            await self.say(event, Confirmed(TRADE, "awards", await self.head(event)))
        return fact

    async def issued(self, event: str) -> Issued:
        """Issue what is due."""
        found = await self.database.read(standing, self.database, event)
        assert found is not None
        day = f"{found.package.contest.ends[:4]}-06-01"
        return await Issuing(await self.streams.house(), found, TRADE, actor="association.A", day=day).run()

    async def done(self, stated: Package) -> Issued:
        """From its last mark to its certificates."""
        event = await self.resulted(stated)
        await self.awarded(event)
        return await self.issued(event)

    async def revoked(self, number: str) -> None:
        house = await self.streams.house()
        answer = await house.record(CertificateRevoked(number, "ordered"), actor="association.A", key=f"end-{number}")
        assert answer.status == "accepted", answer

    async def roll(self, event: str) -> Roll:
        """Its roll as pages show it."""
        ready = await self.awards.ready(event, TRADE)
        assert ready is not None
        return ready.roll

    async def person(self, event: str, person: str) -> Entry:
        """One person on that roll."""
        return next(each for each in (await self.roll(event)).entries if each.person == person)

    async def stands(self, event: str, to: int | None = None) -> Standing:
        """The event as commands and exports read it at a line."""
        found = await self.database.read(standing, self.database, event, to)
        assert found is not None
        return found

    async def numbers(self, person: str) -> list[str]:
        """Grades of this person id in force or kept, in the order of their numbers."""
        async with (await self.streams.house()).reading() as state:
            entries = state.register.entries.values()
            return [each.number for each in entries if each.due.person == person and each.level and not each.revoked]

    async def head(self, event: str) -> int:
        recorder = await self.streams.recorder(event)
        assert recorder is not None
        return recorder.head.seq

    async def say(self, event: str, fact: Fact) -> None:
        recorder = await self.streams.recorder(event)
        assert recorder is not None
        answer = await recorder.record(fact, actor="authority.A", key=f"{fact.kind}-{recorder.head.seq}")
        assert answer.status == "accepted", (fact.kind, answer)


@asynccontextmanager
async def town(url: str) -> AsyncIterator[Town]:
    """The town in this process; another may have it open, too."""
    with open_database(url) as database:
        streams = Streams(database, publish=lambda event, views: None, lost=lambda event: None)
        try:
            yield Town(url, database, streams)
        finally:
            await streams.close()


def _imported(url: str, stated: Package) -> None:
    with open_database(url) as database:
        problem = begin(database, stated, marks=True)
        assert problem is None, problem
        finish(database, stated, marks=True)
