"""Certificates for pages: issued, looked up, revoked and replaced over the house stream; long work told as it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import partial
from typing import Any, NamedTuple

from competition.awarding.stored import bodies, standing
from competition.certificates.certificate import Certificate, certificate
from competition.certificates.issuing import Issuing
from competition.certificates.works import ISSUE, Work, Works
from competition.documents import Documents
from competition.recording.streams import Streams
from competition.store.database import Database
from competition.store.ledger import Ledger
from scoring import lines
from scoring.certificates import CertificateReplaced, CertificateRevoked
from scoring.facts import Fact
from scoring.problems import Problem
from scoring.procedure.order import REHEARSAL
from scoring.register import Entry


class Found(NamedTuple):
    """A certificate of the register. says: None where its document was erased or altered, or is not issued yet."""

    entry: Entry
    says: Certificate | None


class Certificates:
    """The certificates of this installation. today: the local day of an event, ISO."""

    def __init__(self, database: Database, streams: Streams, documents: Documents, today: Callable[[str], str]) -> None:
        self._database, self._streams, self._documents, self._today = database, streams, documents, today
        self.works = Works()

    async def entries(self, event: str = "", trade: str = "") -> list[Entry]:
        """Every number, of an event, of one of its trades, in the order in which they were given. Raises
        StoreFailed."""
        async with (await self._streams.house()).reading() as state:
            return [
                copy(each)
                for each in state.register.entries.values()
                if event in ("", each.due.event) and trade in ("", each.due.trade)
            ]

    async def find(self, number: str) -> Found | None:
        """The certificate of this number, None where it was never given. Raises StoreFailed."""
        async with (await self._streams.house()).reading() as state:
            entry = copy(state.register.entries.get(number))
        return None if entry is None else Found(entry, (await self.said([entry])).get(number))

    async def said(self, entries: Iterable[Entry]) -> dict[str, Certificate]:
        """What certificates say, by number, of those whose document is there and is the one that its
        line names. Raises StoreFailed."""
        wanted = {each.document: each.number for each in entries if each.document}
        found = await self._database.read(self._bodies, list(wanted))
        return {wanted[digest]: certificate(form) for digest, form in found.items() if form}

    async def revoked(self) -> tuple[int, frozenset[int]]:
        """(how many numbers were given, indices of those that hold no more). Raises StoreFailed."""
        async with (await self._streams.house()).reading() as state:
            return len(state.register.entries), state.register.revoked()

    async def position(self) -> str:
        """The house stream's `stream:seq:digest`. Raises StoreFailed."""
        house = await self._streams.house()
        return f"{house.stream}:{house.head.seq}:{house.head.digest}"

    async def words(self, entry: Entry) -> str:
        """The words with which a certificate was ended, "" for none, or where they were erased. Raises StoreFailed."""
        if not entry.revoked:
            return ""
        house = await self._streams.house()
        rows = await self._database.read(Ledger(self._database, house.stream).page, entry.revoked - 1, 1)
        fact = lines.line(rows[0].seq, rows[0].body).fact
        document = await self._documents.read(str(getattr(fact, "document", "")))
        return "" if document is None else str(document.get("text", ""))

    def issue(self, event: str, trade: str, actor: str) -> Work:
        """Begin to issue what is due in a trade; asked for again meanwhile it is the same work."""
        return self.works.begin(event, trade, ISSUE, partial(self._issue, actor=actor))

    async def revoke(self, number: str, reason: str, words: str, *, actor: str, key: str) -> list[Problem]:
        """End a certificate. Raises StoreFailed."""
        return await self._end(number, words, lambda kept: CertificateRevoked(number, reason, kept), actor, key)

    async def replace(self, number: str, reason: str, words: str, *, actor: str, key: str) -> list[Problem]:
        """End a certificate and issue another for the same award, as the catalogue has the person now. Raises
        StoreFailed."""
        found = await self.find(number)
        if found is None:
            return [Problem("unknown-certificate", "number", {"number": number[:80]})]
        due = found.entry.due
        event = await self._database.read(standing, self._database, due.event)
        numbering = None if event is None else event.package.contest.numbers
        numbers = None if numbering is None else {"award": numbering.award, "grade": numbering.grade}[due.kind]
        if numbers is None:
            return [Problem("numbers-missing", "numbers", {"kinds": due.kind, "trade": due.trade})]
        year = self._today(due.event)[:4]

        def fact(kept: str) -> Fact:
            return CertificateReplaced(number, reason, numbers.scheme, numbers.pattern, year, kept)

        problems = await self._end(number, words, fact, actor, key)
        if not problems:
            self.issue(due.event, due.trade, actor)
        return problems

    async def close(self) -> None:
        """End what is being done; it can be begun again."""
        await self.works.close()

    async def _issue(self, work: Work, actor: str) -> None:
        found = await self._database.read(standing, self._database, work.event)
        if found is None or work.trade not in found.state.trades:
            work.problems.append(Problem("unknown-trade", "trade", {"trade": work.trade}))
        elif found.state.purpose == REHEARSAL:
            work.problems.append(Problem("rehearsal-only", "", {"event": work.event}))
        else:
            day, house = self._today(work.event), await self._streams.house()
            issuing = Issuing(house, found, work.trade, actor=actor, day=day, tell=work.tell)
            work.issued = await issuing.run()
            work.problems += work.issued.problems

    async def _end(self, number: str, words: str, fact: Callable[[str], Fact], actor: str, key: str) -> list[Problem]:
        found = await self.find(number)
        event = found.entry.due.event if found else ""
        kept = await self._documents.keep(event, {"text": words}) if words and found else ""
        answer = await (await self._streams.house()).record(fact(kept), actor=actor, key=key)
        if answer.status != "accepted" and kept:
            await self._documents.erase(kept)
        again = answer.status == "known" or any(each.code == "key-reused" for each in answer.problems)
        return [] if again or answer.status == "accepted" else list(answer.problems)

    def _bodies(self, digests: list[str]) -> Mapping[str, Mapping[str, Any]]:
        with self._database.connect() as connection:
            return bodies(connection, digests)
