"""Certificates that are issued without a contest: facts of the house stream, and the documents that they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from competition.certificates.certificate import AWARD, GRADE, Certificate
from competition.documents import Documents
from competition.recording.streams import Streams
from competition.store.database import Database
from scoring.certificates import CertificateReplaced, CertificateRevoked, CertificatesIssued, NumbersReserved
from scoring.facts import Fact
from tests.competition.credentials.diplomas import PLACED, PROMOTED

NUMBERS = {AWARD: ("own", "JS-{year}-{running:6}"), GRADE: ("national-22", "Y000123456789{yy}{level}{running}")}
RESERVED = "JS-2026-000999"


class Issuer:
    """Issues over the house stream. streams: of a server that runs in this process. numbers: given so far, in order."""

    def __init__(self, database: Database, streams: Streams | None = None) -> None:
        self.database = database
        self.streams = streams or Streams(database, publish=lambda event, views: None, lost=lambda event: None)
        self.numbers: list[str] = []
        self._keys = 0

    async def issue(self, certificates: Sequence[Certificate] = (PLACED, PROMOTED)) -> list[Certificate]:
        """Issue certificates like these, of persons of their own; as they are issued."""
        made = []
        for each in certificates:
            person = f"{each.person}-{len(self.numbers)}"
            await self.reserve(each.kind, person, each.grade)
            number, index = self.numbers[-1], len(self.numbers) - 1
            issued = replace(each, number=number, index=str(index), person=person)
            document = await Documents(self.database).keep(each.event, issued.form())
            await self._record(CertificatesIssued(each.event, each.trade, ((number, document),)))
            made.append(issued)
        return made

    async def reserve(self, kind: str, person: str, level: str = "") -> str:
        """Keep a number that is not issued."""
        scheme, pattern = NUMBERS[kind]
        awards = ((PLACED.entrant, person, f"{len(self.numbers):032x}", level, ""),)
        await self._record(
            NumbersReserved("spring", "welding", 412, "c" * 64, kind, scheme, pattern, "2026", "2026", awards)
        )
        house = await self.streams.house()
        async with house.reading() as state:
            self.numbers = list(state.register.entries)
        return self.numbers[-1]

    async def revoke(self, number: str, reason: str = "obtained-by-fraud") -> None:
        """End a certificate."""
        await self._record(CertificateRevoked(number, reason))

    async def supersede(self, number: str, kind: str = AWARD, reason: str = "wrong-name") -> str:
        """Replace a certificate; the number that is kept for the new one."""
        await self._record(CertificateReplaced(number, reason, *NUMBERS[kind], "2026"))
        house = await self.streams.house()
        async with house.reading() as state:
            self.numbers = list(state.register.entries)
        return self.numbers[-1]

    async def close(self) -> None:
        """Let go of the stream."""
        await self.streams.close()

    async def _record(self, fact: Fact) -> None:
        self._keys += 1
        answer = await (await self.streams.house()).record(fact, actor="association.main", key=f"planted-{self._keys}")
        assert answer.status == "accepted", answer
