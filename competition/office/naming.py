"""What the office calls things: ids of an event → names in the reader's language."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from competition import words
from competition.recording.batch import SYSTEM
from competition.store import schema
from competition.store.database import Database

REMEMBERED_S = 3.0


class People(NamedTuple):
    """Names by judge's id, in both languages, and by login."""

    judges: Mapping[str, Mapping[str, str]]
    logins: Mapping[str, str]


class Register:
    """Reads people's names, and repeats them for a moment."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[str, tuple[float, People]] = {}

    async def people(self, event: str) -> People:
        """Those of an event. Raises what the database raises."""
        kept = self._kept.get(event)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        found = await self._database.read(self._read, event)
        self._kept[event] = (time.monotonic() + REMEMBERED_S, found)
        return found

    def _read(self, event: str) -> People:
        judge, login = schema.judge.c, schema.login.c
        with self._database.connect() as connection:
            judges = connection.execute(select(judge.id, judge.name, judge.name_en).where(judge.event == event)).all()
            logins = connection.execute(select(login.name, login.shown)).all()
        return People({id: {"zh": zh, "en": en} for id, zh, en in judges}, dict(map(tuple, logins)))


class Names:
    """Names of one event in one language. Whatever has none is called by its id."""

    def __init__(self, roster: Mapping[str, Any], people: People, lang: str) -> None:
        self.lang = lang
        self._roster = roster
        self._people = people
        self._trades = {trade["id"]: trade for trade in roster["trades"]}

    def trade(self, id: str) -> str:
        """A trade's name."""
        return self._of(self._trades.get(id), id)

    def trades(self) -> list[tuple[str, str]]:
        """(id, name) of every trade, in the contest's order."""
        return [(id, self.trade(id)) for id in self._trades]

    def phase(self, trade: str, id: str) -> str:
        """A phase's name; a scheme without phases has one whose name is none."""
        return self._part(trade, "phases", id)

    def module(self, trade: str, id: str) -> str:
        """A module's name, behind its id where that is short."""
        return self._part(trade, "modules", id)

    def entrant(self, id: str) -> str:
        """Number and name of an entrant; the code alone while it is sealed."""
        row = self._roster["entrants"].get(id)
        if row is None or row["name"] == id:
            return id
        name = row["name"] if self.lang == "zh" or not row["name_en"] else row["name_en"]
        return f"{row['number']} {name}".strip()

    def judge(self, id: str) -> str:
        """A judge's id and name."""
        return f"{id} {words.pair(self._people.judges.get(id, {}), self.lang).lead}".strip()

    def actor(self, account: str) -> str:
        """Who stated a line: the role and who it is."""
        role, _, name = account.partition(".")
        if account == SYSTEM:
            return words.term("actors", account, self.lang)
        if role == "judge":
            return self.judge(name)
        called = words.term("roles", role, self.lang)
        return f"{called} {self._people.logins.get(name, name)}".strip()

    def _part(self, trade: str, kind: str, id: str) -> str:
        parts = self._trades[trade][kind] if trade in self._trades else []
        return self._of(next((each for each in parts if each["id"] == id), None), id)

    def _of(self, part: Mapping[str, Any] | None, id: str) -> str:
        return id if part is None else words.pair(part["name"], self.lang).lead or id
