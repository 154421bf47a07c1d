"""Playing a script against a running server: one task a judge, her own token, retries until everything is answered."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from competition.playing.script import Act, Message, Performance, Statement

PERFORMANCE_S = 30.0
"""From one performance to the next at speed 1."""

JUDGING_S = 6.0
"""Within what time of a performance its judges give their marks at speed 1."""

PATIENCE_S = 120.0
"""How long one message is retried before playing gives up."""

FIRST_WAIT_S, LONGEST_WAIT_S = 0.1, 5.0
"""Between retries: doubled each time, up to the longest."""

ANSWER_WITHIN_S = 15.0
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which the same message may be sent again: its key makes that safe."""

GOOD = ("accepted", "known")


class PlayError(Exception):
    """Playing cannot go on. Everything answered so far is stored; playing again goes on from there."""


class UnansweredError(PlayError):
    """A message had no answer for PATIENCE_S."""


class TurnedAwayError(PlayError):
    """The server refused a whole request: a token it does not know, or another contest."""


@dataclass(slots=True)
class Tally:
    """What came back. counts: answers by status. trouble: (message, its result) of each conflict, held or refused."""

    counts: Counter[str] = field(default_factory=Counter)
    retries: int = 0
    performances: int = 0
    trouble: list[tuple[Message, Message]] = field(default_factory=list)

    def take(self, messages: Sequence[Message], results: Sequence[Message]) -> None:
        """Count the results of one request."""
        for message, result in zip(messages, results, strict=True):
            self.counts[result["status"]] += 1
            if result["status"] not in GOOD:
                self.trouble.append((message, result))


class Player:
    """Plays one contest. tokens: by judge. organiser: token for what the organiser states, "" to leave that out.
    speed: 1 is about one performance in PERFORMANCE_S, 0 as fast as answers come. tell: called after each act."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        event: str,
        tokens: Mapping[str, str],
        organiser: str,
        *,
        speed: float = 1.0,
        tell: Callable[[Act, Tally], None] = lambda act, tally: None,
    ) -> None:
        self._client = client
        self._event = event
        self._tokens = tokens
        self._organiser = organiser
        self._tell = tell
        self._interval_s = PERFORMANCE_S / speed if speed else 0.0
        self._judging_s = JUDGING_S / speed if speed else 0.0
        self.tally = Tally()

    async def play(self, acts: Sequence[Act]) -> Tally:
        """Everything in order, each act after the one before is answered. Raises PlayError."""
        for act in acts:
            started = time.monotonic()
            if isinstance(act, Statement):
                if self._organiser:
                    await self._send("/api/facts", self._organiser, act.message)
            else:
                await self._perform(act)
                self.tally.performances += 1
            self._tell(act, self.tally)
            if isinstance(act, Performance) and act is not acts[-1]:
                await asyncio.sleep(max(0.0, started + self._interval_s - time.monotonic()))
        return self.tally

    async def _perform(self, performance: Performance) -> None:
        try:
            async with asyncio.TaskGroup() as judges:
                for judge, messages in performance.sheets.items():
                    judges.create_task(self._judge(performance, judge, messages))
        except* PlayError as errors:
            raise errors.exceptions[0] from None

    async def _judge(self, performance: Performance, judge: str, messages: Sequence[Message]) -> None:
        """One judge's marks and signature, at moments that are hers and the same each time the contest is played."""
        token = self._tokens.get(judge)
        if token is None:
            raise TurnedAwayError(f"no token for judge {judge}")
        where = (self._event, performance.phase, performance.entrant, performance.item, performance.module, judge)
        chance = random.Random("/".join(where))
        moments = sorted(chance.uniform(0.1, 1.0) * self._judging_s for _ in messages)
        started = time.monotonic()
        for moment, message in zip(moments, messages, strict=True):
            await asyncio.sleep(max(0.0, started + moment - time.monotonic()))
            await self._send("/api/marks", token, message)

    async def _send(self, path: str, token: str, message: Message) -> None:
        """Send one message until it is answered."""
        body = {"event": self._event, "entries": [message]}
        until = time.monotonic() + PATIENCE_S
        wait = FIRST_WAIT_S
        while True:
            try:
                answer = await self._client.post(path, json=body, headers={"Authorization": f"Bearer {token}"})
            except httpx.TransportError as error:
                why, pause = f"{type(error).__name__} {error}".strip(), wait
            else:
                if answer.status_code == 200:
                    self.tally.take([message], answer.json()["results"])
                    return
                why, pause = _refusal(answer), max(wait, _retry_after(answer))
                if answer.status_code not in AGAIN:
                    raise TurnedAwayError(f"{path}: {why}")
            if time.monotonic() + pause > until:
                raise UnansweredError(f"{path}: no answer for {PATIENCE_S:.0f} s: {why}")
            self.tally.retries += 1
            await asyncio.sleep(pause)
            wait = min(2 * wait, LONGEST_WAIT_S)


def _refusal(answer: httpx.Response) -> str:
    """Status and problem codes of an answer that is no 200."""
    try:
        codes = ", ".join(problem["code"] for problem in answer.json()["problems"])
    except (ValueError, KeyError, TypeError):
        codes = answer.reason_phrase
    return f"{answer.status_code} {codes}".strip()


def _retry_after(answer: httpx.Response) -> float:
    stated = answer.headers.get("Retry-After", "")
    return float(stated) if stated.isdigit() else 0.0
