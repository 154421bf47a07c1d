"""From awards in force to certificates: numbers are kept in the house stream, what each says is kept, all are issued.

Everything can be asked for again at any time and by several processes at once: an award that has a number keeps it, a
number that was kept and not issued is issued, and what is issued stays. A certificate is in force with one line or not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from competition.awarding.roll import IN_FORCE
from competition.awarding.stored import Standing
from competition.certificates.certificate import AWARD, GRADE
from competition.certificates.drafting import Drafts
from competition.certificates.due import Wanted, wanted
from competition.certificates.holders import holder, secret
from competition.documents import erase, keep
from competition.recording.recorder import Recorder
from competition.store.ledger import Ledger
from scoring.certificates import CertificatesIssued, NumbersReserved
from scoring.facts import Fact
from scoring.numbering import Numbers
from scoring.problems import Problem
from scoring.register import RESERVED, Due, Entry

TOGETHER = 200
"""Documents that are kept in one transaction."""

TRIES = 20
"""How often the work begins anew because another process was faster; each time less is left."""

OTHERS = frozenset({"number-given", "certificate-issued"})
"""Problems that say that somebody else did it."""

BY_PERSON = frozenset({"already-promoted"})
"""Problems that keep one person from a certificate and nobody else."""

Tell = Callable[[str, int, int], None]
"""Told of (what is done, how much of it, of how much)."""


@dataclass
class Issued:
    """What came of it. numbers: issued now. refused: (person, problem) of those who get none. problems: why nobody
    does."""

    numbers: list[str] = field(default_factory=list)
    refused: list[tuple[str, Problem]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def _untold(what: str, done: int, of: int) -> None:
    pass


class Issuing:
    """One trade's certificates. standing: the event as it is read for this. day: ISO, on which they are issued."""

    def __init__(
        self, house: Recorder, standing: Standing, trade: str, *, actor: str, day: str, tell: Tell = _untold
    ) -> None:
        self._house, self._standing, self._trade = house, standing, trade
        self._database = house.database
        self._actor, self._day, self._tell = actor, day, tell
        self._event = standing.package.contest.event
        self._issued = Issued()

    async def run(self) -> Issued:
        """Issue what is due and not issued. Raises StoreFailed: what was done stays, and the next call goes on."""
        found = self._issued
        roll = await asyncio.to_thread(self._standing.roll, self._trade)
        if roll.standing != IN_FORCE:
            found.problems.append(Problem("awards-not-in-force", "trade", {"trade": self._trade}))
            return found
        due = wanted(self._event, roll)
        numbering = self._standing.package.contest.numbers
        kinds = {AWARD: numbering.award, GRADE: numbering.grade}
        stated = {kind: numbers for kind, numbers in kinds.items() if numbers is not None}
        missing = sorted({each.due.kind for each in due} - set(stated))
        if missing or not due:
            code = "numbers-missing" if missing else "nothing-to-issue"
            found.problems.append(Problem(code, "numbers", {"kinds": ", ".join(missing), "trade": self._trade}))
            return found
        line, digest = await self._database.read(self._confirmed)
        for _ in range(TRIES):
            if not await self._reserve(due, stated, line, digest):
                continue
            if found.problems or await self._issue(due, f"{self._event}:{line}:{digest}"):
                return found
        found.problems.append(Problem("issuing-contended", "", {}))
        return found

    async def _reserve(self, due: Sequence[Wanted], stated: Mapping[str, Numbers], line: int, digest: str) -> bool:
        """Keep a number for every award that has none; False where another process was faster."""
        key = await self._database.write(secret)
        persons = {each.person: each for each in self._standing.package.persons}
        refused = {(each.facts["entrant"], person) for person, each in self._issued.refused}
        for kind, numbers in stated.items():
            async with self._house.reading() as state:
                known = {*state.register.standing, *state.register.ended}
            awards = []
            for each in due:
                named = each.due.entrant, each.due.person
                if each.due.kind != kind or each.due in known or (kind == GRADE and named in refused):
                    continue
                person = persons.get(each.due.person)
                who = "" if person is None else holder(key, person.identity_type, person.identity)
                awards.append((*named, who, each.level, each.most))
            if not awards:
                continue
            self._tell("reserving", 0, len(awards))
            once = self._standing.package.contest.ends[:4]
            fact = NumbersReserved(
                *(self._event, self._trade, line, digest, kind),
                *(numbers.scheme, numbers.pattern, self._day[:4], once, tuple(awards)),
                self._standing.state.trades[self._trade].terms.occupation,
            )
            problems = await self._state(fact)
            if any(each.code in OTHERS for each in problems):
                return False
            alone = [each for each in problems if each.code in BY_PERSON]
            if alone:
                self._issued.refused += [(each.facts["person"], each) for each in alone]
                return False
            self._issued.problems += problems
        return True

    async def _issue(self, due: Iterable[Wanted], position: str) -> bool:
        """Issue every number that is kept; False where another process was faster."""
        async with self._house.reading() as state:
            register = state.register
            entries = {
                each.due: register.entries[number] for each in due if (number := register.standing.get(each.due))
            }
        waiting = [(each, entries[each.due]) for each in due if each.due in entries]
        waiting = [(each, entry) for each, entry in waiting if entry.standing == RESERVED]
        if not waiting:
            return True
        certificates = await self._drawn_up(waiting, entries, position)
        try:
            problems = await self._state(CertificatesIssued(self._event, self._trade, tuple(certificates)))
        except Exception:  # who is cancelled does not know whether the line is there, which names the documents
            await self._forget(certificates)
            raise
        if problems:
            await self._forget(certificates)
            if any(each.code in OTHERS for each in problems):
                return False
            self._issued.problems += problems
            return True
        self._issued.numbers += [number for number, _ in certificates]
        return True

    async def _drawn_up(
        self, waiting: Sequence[tuple[Wanted, Entry]], entries: Mapping[Due, Entry], position: str
    ) -> list[tuple[str, str]]:
        """(number, document) of each, the documents kept."""
        drafts = await asyncio.to_thread(Drafts, self._standing, self._trade, position, self._day)
        certificates: list[tuple[str, str]] = []
        try:
            for start in range(0, len(waiting), TOGETHER):
                some = waiting[start : start + TOGETHER]
                forms = [self._form(drafts, each, entry, entries) for each, entry in some]
                kept = await self._database.write(partial(_keep, event=self._event, forms=forms))
                certificates += [(entry.number, digest) for (_, entry), digest in zip(some, kept, strict=True)]
                self._tell("drawing-up", len(certificates), len(waiting))
        except BaseException:
            await self._forget(certificates)
            raise
        return certificates

    def _form(self, drafts: Drafts, each: Wanted, entry: Entry, entries: Mapping[Due, Entry]) -> dict[str, Any]:
        award = entries.get(each.due._replace(kind=AWARD))
        return drafts.draft(each, entry.number, entry.index, award.number if award else "").form()

    async def _state(self, fact: Fact) -> list[Problem]:
        answer = await self._house.record(fact, actor=self._actor, key=f"{fact.kind}-{uuid4().hex}")
        return [] if answer.status == "accepted" else list(answer.problems)

    async def _forget(self, certificates: Iterable[tuple[str, str]]) -> None:
        digests = [digest for _, digest in certificates]
        await self._database.write(lambda connection: [erase(connection, each) for each in digests])

    def _confirmed(self) -> tuple[int, str]:
        """The line by which the awards are in force."""
        seq = self._standing.state.trades[self._trade].confirmed["awards"]
        return seq, Ledger(self._database, self._event).page(seq - 1, 1)[0].digest


def _keep(connection: Connection, *, event: str, forms: Iterable[Mapping[str, Any]]) -> list[str]:
    return [keep(connection, event, each) for each in forms]
