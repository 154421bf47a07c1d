"""The desk: how a page states a fact. Find who asks, see that she may, record."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from starlette.requests import Request

from competition.access.access import Actor
from competition.access.accounts import Accounts
from competition.access.statements import OFFICE_SEAT, action_of, judge_of
from competition.access.visitors import Forbidden, acting
from competition.catalogue import Catalogue
from competition.recording.batch import NONE
from competition.recording.recorder import Answer, Recorder
from competition.recording.streams import Streams
from competition.store import schema
from competition.store.database import Database
from scoring.facts import Fact
from scoring.problems import Problem
from scoring.state import State

KEY = re.compile("[A-Za-z0-9._-]{0,160}")
"""Keys of forms: lines hold them for good, so that they are nothing that somebody could write a text into."""


class UnknownEvent(Exception):
    """There is no such event."""


class Desk:
    """What pages read and state. accounts, streams, catalogue, database: what it works over. hours: how far local time
    is ahead of UTC."""

    def __init__(
        self, accounts: Accounts, streams: Streams, catalogue: Catalogue, database: Database, *, hours: float = 8
    ) -> None:
        self.accounts = accounts
        self.streams = streams
        self.catalogue = catalogue
        self.database = database
        self._ahead = timedelta(hours=hours)

    async def state(
        self, request: Request, event: str, fact: Fact, *, key: str, contents: Mapping[str, str] = NONE
    ) -> Answer:
        """Record what the visitor states, if `ACTION_OF` lets her. key: hers, made when the form was shown; the same
        key with the same content is the same statement. contents: texts by digest, where the fact names any.

        Raises SignInNeeded, Forbidden, UnknownEvent, or StoreFailed: nothing was changed then.
        """
        actor = await self._stating(request, event, fact)
        if KEY.fullmatch(key) is None:
            return Answer("refused", problems=(Problem("bad-key", "key", {"value": key[:80]}),))
        return await (await self.recorder(event)).record(fact, actor=actor.id, key=key, contents=contents)

    @asynccontextmanager
    async def reading(self, event: str) -> AsyncIterator[State]:
        """The event's committed state, which stands still meanwhile: be brief, and take no reference out that a later
        line may change. Raises UnknownEvent or StoreFailed."""
        async with (await self.recorder(event)).reading() as state:
            yield state

    async def recorder(self, event: str) -> Recorder:
        """The event's recorder. Raises UnknownEvent or StoreFailed."""
        recorder = await self.streams.recorder(event)
        if recorder is None:
            raise UnknownEvent(event)
        return recorder

    def today(self, event: str) -> str:
        """The day it is at the event, ISO date."""
        return (datetime.now(UTC) + self._ahead).date().isoformat()

    async def _stating(self, request: Request, event: str, fact: Fact) -> Actor:
        """Whose line it will be."""
        action, judge = action_of(fact), judge_of(fact)
        if not action:
            raise Forbidden(fact.kind, event)
        visitor = await self.accounts.visitor(request)
        if (
            action == "give-marks"
            and visitor.may(action, event, judge) is None
            and await self.database.read(self._is_office_seat, event, judge)
        ):
            action = OFFICE_SEAT
        return await acting(request, action, event, judge=judge if action == "give-marks" else "")

    def _is_office_seat(self, event: str, judge: str) -> bool:
        table = schema.judge.c
        with self.database.connect() as connection:
            kind = connection.scalar(select(table.kind).where(table.event == event, table.id == judge))
        return kind == "office"
