"""What happens at the demo: three trades side by side, each from its opening to the grades.

Judges send to the door; everybody else signs in and uses the pages. Times are shares of `LASTS_S` at speed 1.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from string import digits
from urllib.parse import urlencode

import httpx

from competition.demo.cast import PLAYERS, Cast
from competition.demo.people import Person
from competition.intake import Package
from competition.intake.contest import Trade
from competition.intake.package import Mark
from competition.playing.player import ANSWER_WITHIN_S, Player
from competition.playing.script import Message, Performance, script

LASTS_S = 540.0
"""From the first mark to the last at speed 1."""

Draw = Callable[[str, str, str], Awaitable[Mapping[str, str]]]
"""(trade, number drawn, what the codes begin with) → entrant by code."""

PHASE = "final"
NUMBER = "20260516"
"""What is drawn in public."""

FROZEN = "ecommerce"
"""The trade whose board is frozen towards the end."""

TYPED = Mark("J05", "W08", PHASE, "", "D1", 1, "0")
"""What was mistyped and signed, and is corrected by two persons."""

APART = ("J03", "W05", "C", "C1")
"""Judge, entrant, module and aspect of a mark that lies too far from its panel's at first."""

LATE = Mark("J24", "E05", PHASE, "", "C2", 1, "50")
"""What another tablet sends when the sheet is signed already."""


class Story:
    """One showing. client: for what judges send. draw: who is behind the codes."""

    def __init__(
        self,
        url: str,
        package: Package,
        cast: Cast,
        draw: Draw,
        *,
        speed: float,
        tell: Callable[[str], None] = lambda said: None,
    ) -> None:
        self._url = url
        self._package = package
        self._cast = cast
        self._draw = draw
        self._last_s = LASTS_S / speed if speed else 0.0
        self._tell = tell
        self.event = package.contest.event

    async def play(self) -> None:
        """From the opening of the trades to grades that are in force. Raises LostError, PlayError."""
        async with AsyncExitStack() as stack:
            people = {
                role: await stack.enter_async_context(Person(self._url, role, self._cast.password)) for role in PLAYERS
            }
            client = await stack.enter_async_context(
                httpx.AsyncClient(base_url=self._url, timeout=ANSWER_WITHIN_S, trust_env=False)
            )
            async with asyncio.TaskGroup() as stages:
                for trade in self._package.contest.trades:
                    stages.create_task(_Stage(self, trade, people, client).run())

    @property
    def package(self) -> Package:
        """What is played."""
        return self._package

    @property
    def cast(self) -> Cast:
        """Who plays."""
        return self._cast

    @property
    def last_s(self) -> float:
        """Seconds of marking."""
        return self._last_s

    async def codes(self, trade: str, client: httpx.AsyncClient) -> Mapping[str, str]:
        """Code by entrant of a blind trade that is drawn."""
        roster = (await client.get(f"/api/events/{self.event}/roster")).raise_for_status().json()
        letter = next(code for code, row in roster["entrants"].items() if row["trade"] == trade).rstrip(digits)
        return {entrant: code for code, entrant in (await self._draw(trade, NUMBER, letter)).items()}

    def tell(self, said: str) -> None:
        """Say how far the contest is."""
        self._tell(said)


class _Stage:
    """One trade's part of the story."""

    def __init__(self, story: Story, trade: Trade, people: Mapping[str, Person], client: httpx.AsyncClient) -> None:
        self._story = story
        self._trade = trade
        self._people = people
        self._client = client
        self._office = f"/office/{story.event}"
        self._page = f"{self._office}/trades/{trade.id}"
        self._steps = f"/supervision/{story.event}/trades/{trade.id}"
        self._player = Player(client, story.event, story.cast.tokens, "", speed=2.0 if story.last_s else 0.0)
        self._deeds: Mapping[str, Callable[[], Awaitable[object]]] = {
            "W12": self._correct,
            "W20": self._absent,
            "E06": self._late,
            "E08": self._overtime,
            "E16": self._freeze,
        }

    async def run(self) -> None:
        """From the opening to the grades."""
        codes = await self._open()
        if not codes:
            await self._results()
        await self._mark(codes)
        if codes:
            await self._sign("B", "C", "D")
            await self._unseal()
            await self._results()
            await self._sign("A")
        else:
            await self._sign(*(each.id for each in self._story.package.schemes[self._trade.id].modules))
        await self._grade()
        self._story.tell(f"{self._trade.name.zh} {self._trade.name.en}: the grades are in force.")

    async def _open(self) -> Mapping[str, str]:
        """Open the trade; where it is blind, draw its codes first: code by entrant."""
        codes: Mapping[str, str] = {}
        if self._trade.blind:
            draw = self._people["draw"]
            await draw.fill(f"/draw/{self._story.event}", step="seed-committed")
            await draw.fill(f"/draw/{self._story.event}", step="codes-drawn", number=NUMBER)
            codes = await self._story.codes(self._trade.id, self._client)
        await self._people["organiser"].fill(self._page, act="open")
        return codes

    async def _results(self) -> None:
        """What seats of the office have to give, pasted and signed: theory papers, a shop's data."""
        numbers = {each.entrant: each.number for each in self._story.package.entrants}
        pasted: dict[tuple[str, str], list[str]] = {}
        for mark in self._marks():
            if mark.judge not in self._story.cast.tokens:
                pasted.setdefault((mark.judge, mark.aspect), []).append(f"{numbers[mark.entrant]}\t{mark.value}")
        organiser = self._people["organiser"]
        for (judge, aspect), rows in pasted.items():
            looked = await organiser.fill(self._seat(judge, aspect), text="\n".join(rows), step="show")
            await organiser.fill(looked, step="state")
        for judge, any_aspect in dict(pasted.keys()).items():  # one signature under all that a seat gave
            await organiser.fill(self._seat(judge, any_aspect), step="sign")

    def _seat(self, judge: str, aspect: str) -> str:
        return f"{self._office}/rulings/results?{urlencode({'seat': '|'.join((self._trade.id, PHASE, aspect, judge))})}"

    def _marks(self) -> list[Mark]:
        own = {each.entrant for each in self._story.package.entrants if each.trade == self._trade.id}
        return [mark for mark in self._story.package.marks if mark.entrant in own]

    async def _mark(self, codes: Mapping[str, str]) -> None:
        """Every performance in its turn, and what goes wrong on the way."""
        judged = [mark for mark in self._marks() if mark.judge in self._story.cast.tokens]
        typed = tuple(TYPED if mark[:6] == TYPED[:6] else mark for mark in judged)
        played = _coded(replace(self._story.package, marks=typed, adjustments=()), codes)
        acts = [each for each in script(played, self._trade.id) if isinstance(each, Performance)]
        pause_s = self._story.last_s / max(1, len(acts))
        due = dict(self._deeds)
        for act in acts:
            began = time.monotonic()
            if deed := due.pop(act.entrant, None):
                await deed()
            await (self._apart(act) if (act.entrant, act.module) == APART[1:3] else self._player.play([act]))
            await asyncio.sleep(max(0.0, began + pause_s - time.monotonic()))
        for deed in (each for entrant, each in due.items() if entrant in self._own()):
            await deed()

    def _own(self) -> set[str]:
        return {each.entrant for each in self._story.package.entrants if each.trade == self._trade.id}

    async def _apart(self, act: Performance) -> None:
        """A judge's mark lies too far from her panel's; the panel confers, and she marks again and signs."""
        judge, _, _, aspect = APART
        hers = act.sheets[judge]
        at = next(place for place, each in enumerate(hers) if each.get("aspect") == aspect)
        value = hers[at]["value"]
        far = "3" if value in ("0", "1") else "0"
        first = {**hers[at], "key": f"{hers[at]['key'][:50]}-far", "value": far}
        others = {each: sheet for each, sheet in act.sheets.items() if each != judge}
        await self._player.play([replace(act, sheets=others | {judge: (*hers[:at], *hers[at + 1 : -1])})])
        seq = (await self._say(judge, first))["seq"]
        await asyncio.sleep(self._story.last_s / 60)
        place = f"/chief/{self._story.event}/settle/{act.entrant}/{act.phase}/{aspect}"
        await self._people["chief"].fill(place, text="三席共同复看背面，各自重新独立打分。")
        await self._say(judge, {**hers[at], "supersedes": seq})
        await self._say(judge, hers[-1])

    async def _say(self, judge: str, message: Message) -> Message:
        """Send one message of a judge; its result."""
        answer = await self._client.post(
            "/api/marks",
            json={"event": self._story.event, "entries": [message]},
            headers={"Authorization": f"Bearer {self._story.cast.tokens[judge]}"},
        )
        answer.raise_for_status()
        result: Message = answer.json()["results"][0]
        return result

    async def _correct(self) -> None:
        """What was mistyped and signed is corrected: the organiser proposes, the chief judge approves."""
        right = next(mark.value for mark in self._marks() if mark[:6] == TYPED[:6])
        cell = {"judge": TYPED.judge, "entrant": TYPED.entrant, "phase": PHASE, "item": "", "aspect": TYPED.aspect}
        page = f"{self._office}/rulings/correct?{urlencode(cell)}"
        said = {"value": right, "reason": "typing", "text": "纸质评分表上为该分值。"}
        looked = await self._people["organiser"].fill(page, **said, step="show")
        proposed = await self._people["organiser"].fill(looked, **said, step="state")
        await asyncio.sleep(self._story.last_s / 60)
        await self._people["chief"].fill(proposed.path, step="approve")

    async def _absent(self) -> None:
        await self._adjust("W19", "dns", reason="did-not-appear")

    async def _overtime(self) -> None:
        await self._adjust("E07", "penalty", reason="overtime", value="2")

    async def _adjust(self, entrant: str, act: str, **said: str) -> None:
        page = f"{self._office}/rulings/adjust?{urlencode({'entrant': entrant, 'act': act})}"
        looked = await self._people["organiser"].fill(page, **said, step="show")
        await self._people["organiser"].fill(looked, **said, step="state")

    async def _late(self) -> None:
        """A second tablet sends a mark after the sheet was signed: it is held, and set aside."""
        judge, entrant, phase, _, aspect, _, value, _ = LATE
        message = {"type": "mark", "key": "late-tablet", "entrant": entrant, "phase": phase, "aspect": aspect}
        held = await self._say(judge, {**message, "value": value})
        await asyncio.sleep(self._story.last_s / 60)
        said = {"set-aside-reason": "already-counted", "set-aside-text": "备用平板误发，原评分有效。"}
        await self._people["chief"].fill(f"{self._office}/rulings/held/{held['seq']}", **said, step="set-aside")

    async def _freeze(self) -> None:
        await self._people["organiser"].fill(self._page, act="freeze")

    async def _sign(self, *modules: str) -> None:
        """The chief judge signs, and the supervisor beneath her."""
        for module in modules:
            page = f"/chief/{self._story.event}/modules/{self._trade.id}/{PHASE}/{module}"
            await self._people["chief"].fill(page)
            await self._people["supervisor"].fill(page)

    async def _unseal(self) -> None:
        await self._people["supervisor"].fill(f"/draw/{self._story.event}", step="unsealed")

    async def _grade(self) -> None:
        """Review, final result, notice, confirmation, awards, confirmation, certificates."""
        supervisor, association = self._people["supervisor"], self._people["association"]
        authority = f"/authority/{self._story.event}/trades/{self._trade.id}"
        await supervisor.fill(self._steps, step="review-drawn")
        await supervisor.fill(self._steps, step="review-recorded")
        await self._people["organiser"].fill(self._page, act="finalise")
        if self._trade.id == FROZEN:
            await self._people["organiser"].fill(self._page, act="thaw")
        await association.fill(self._steps, step="notice-posted")
        await association.fill(self._steps, step="notice-closed")
        await self._people["authority"].fill(authority, step="confirmed")
        await association.fill(f"/awards/{self._story.event}/{self._trade.id}")
        await self._people["authority"].fill(authority, step="confirmed")
        await association.fill(f"/certificates/{self._story.event}/{self._trade.id}")


def _coded(package: Package, codes: Mapping[str, str]) -> Package:
    """The package with codes for entrants."""
    if not codes:
        return package
    entrants = tuple(each._replace(entrant=codes.get(each.entrant, each.entrant)) for each in package.entrants)
    marks = tuple(each._replace(entrant=codes.get(each.entrant, each.entrant)) for each in package.marks)
    return replace(package, entrants=entrants, marks=marks)
