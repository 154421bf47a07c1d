"""Tablets in a hall with bad Wi-Fi: what was given is in the ledger, exactly once, whatever the air and the server do.

    python -m tests.judges.storm --tablets 60 --marks 6000 [--pages 30] [--database postgresql] [--seed N] [--plant]

Tablets are enrolled by their tickets' links, each behind a proxy of its own (see `network`): a round trip of two
seconds, requests lost, halved, held or left without an answer, the line cut every twenty seconds, clocks that are
wrong. In the middle the server is killed and comes back. At the end the ledger is compared with what was given, value
by value. `--plant` sends what is sent again under another key: seen red, the comparison can see.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import click

from competition.store.database import open_database
from competition.store.ledger import Ledger
from competition.store.verify import Position, verify
from scoring import lines
from tests.judges.storm import pages
from tests.judges.storm.compared import differences
from tests.judges.storm.hall import EVENT, PHASE, House, Plan
from tests.judges.storm.network import Link, Weather
from tests.judges.storm.tablet import Forgetful, Given, Tablet
from tests.postgres import Cluster, fresh, installed

AWAY_S = 4.0
"""How long the server is gone."""


class Storm:
    """scale: of all times, 1 as in a hall. given_s: how long the judges give marks. patience_s: how long after it all
    must be stored."""

    def __init__(self, tablets: int, marks: int, chance: random.Random, *, scale: float, given_s: float) -> None:
        self._chance = chance
        self._scale = scale
        self._given_s = given_s
        self._patience_s = 60 + 300 * scale
        share, more = divmod(marks, tablets)
        self.plan = Plan(tablets, share + bool(more))
        self._shares = [share + (at < more) for at in range(tablets)]
        usual = Weather()
        times = ("latency_s", "cut_every_s", "cut_s", "held_s")
        self._weather = Weather(loss=usual.loss, **{name: getattr(usual, name) * scale for name in times})
        self.links: list[Link] = []
        self.tablets: list[Tablet] = []
        self.pages: list[pages.PageTablet] = []

    @property
    def _every(self) -> list[Tablet | pages.PageTablet]:
        return [*self.pages, *self.tablets]

    @property
    def given(self) -> list[Given]:
        """All marks, in the order of each judge."""
        return [mark for each in self._every for mark in each.given]

    async def rage(self, house: House, tokens: dict[str, str], count: int, kind: type[Tablet]) -> None:
        """Enrol everybody, give everything, kill the server in the middle, wait until all is stored.
        count: of the judges whose tablet is a page."""
        async with contextlib.AsyncExitStack() as stack:
            for judge in self.plan.judges:
                link = Link(house.port, self._weather, random.Random(self._chance.random()))
                self.links.append(await stack.enter_async_context(link))
                chance = random.Random(self._chance.random())
                if len(self.pages) < count:
                    self.pages.append(pages.PageTablet(judge, self.plan, chance))
                else:
                    self.tablets.append(kind(judge, EVENT, PHASE, chance, scale=self._scale))
            if self.pages:
                browser = await stack.enter_async_context(pages.chromium())
                for page, link in zip(self.pages, self.links, strict=False):
                    await page.enrol(browser, link.url, tokens[page.judge])
                    stack.push_async_callback(page.close)
            for tablet, link in zip(self.tablets, self.links[count:], strict=True):
                await tablet.enrol(link.url, tokens[tablet.judge])
                stack.push_async_callback(tablet.close)
                tablet.begin()
            for link in self.links:
                link.begin()
            giving = [asyncio.create_task(each) for each in self._giving(count)]
            try:
                await self._kill(house)
                await asyncio.gather(*giving)
                await self._stored()
            finally:
                for each in giving:
                    each.cancel()

    def _giving(self, count: int) -> Iterator[Coroutine[Any, Any, None]]:
        for page, share in zip(self.pages, self._shares, strict=False):
            yield page.give(share, self._given_s / max(share, 1))
        for tablet, share in zip(self.tablets, self._shares[count:], strict=True):
            yield tablet.give(self.plan.cells(tablet.judge), share, self._given_s / max(share, 1))

    async def _kill(self, house: House) -> None:
        """Once half of all is given."""
        half = sum(self._shares) / 2
        await _until(lambda: len(self.given) >= half, math.inf)
        await asyncio.to_thread(house.kill)
        await asyncio.sleep(AWAY_S * self._scale)
        await asyncio.to_thread(house.come_back)

    async def _stored(self) -> None:
        """Until every outbox is empty, or patience ends."""
        await _until(lambda: not any(each.unsent for each in self._every), self._patience_s)
        await asyncio.sleep(2 * pages.LOOK_S if self.pages else 0)

    def wrong(self, database: str) -> list[str]:
        """What the tablets were told that they should not have been, what they still hold, what the ledger has else."""
        wrong = [each for tablet in self.tablets for each in tablet.wrong]
        wrong += [f"{each.judge}: {each.unsent} still unsent" for each in self._every if each.unsent]
        with open_database(database) as store:
            wrong += differences(self.given, (lines.line(row.seq, row.body) for row in Ledger(store, EVENT).lines()))
            end = verify(store, EVENT)
        return wrong if isinstance(end, Position) else [*wrong, f"{end.seq}: {end.code} {dict(end.facts)}"]

    def said(self) -> Iterator[str]:
        """What happened, in lines."""
        given = self.given
        waits = sorted(mark.stored - mark.at for mark in given if mark.stored)
        answers = sum((tablet.counts for tablet in self.tablets), Counter[str]())
        air = sum((link.counts for link in self.links), Counter[str]())
        revised = len(given) - len({(mark.judge, mark.cell) for mark in given})
        yield f"{len(given):,} marks given, {revised:,} of them over an earlier one, {len(waits):,} answered"
        if waits:
            yield f"from giving to stored: median {statistics.median(waits):.1f} s, longest {waits[-1]:.1f} s"
        yield "answers: " + _listed(answers)
        yield "air: " + _listed(air)


async def _until(so: Callable[[], bool], patience_s: float) -> None:
    """Look until it is so, or patience ends."""
    end = time.monotonic() + patience_s
    while True:
        if so() or time.monotonic() > end:
            return
        await asyncio.sleep(0.05)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())) or "none"


@contextlib.contextmanager
def database_at(named: str, folder: Path) -> Iterator[str]:
    """URL of the database: an SQLite file in the folder, a new one in PostgreSQL, or the one that is named."""
    if named == "sqlite":
        yield f"sqlite:///{folder / 'storm.db'}"
    elif named != "postgresql":
        yield named
    else:
        with contextlib.ExitStack() as stack:
            server, programs = os.environ.get("SAIPING_TEST_POSTGRES"), installed()
            if server is None and programs is None:
                raise click.ClickException("neither SAIPING_TEST_POSTGRES nor /usr/lib/postgresql/*/bin")
            if server is None and programs is not None:
                server = stack.enter_context(Cluster(programs, durable=True))
            yield stack.enter_context(fresh(str(server)))


@click.command()
@click.option("--tablets", default=60, type=click.IntRange(1, 900), help="One a judge.")
@click.option("--marks", default=6000, type=click.IntRange(1), help="Of all tablets together.")
@click.option(
    "--pages", "count", type=click.IntRange(0), help="Tablets that are pages in Chromium; else as many as can be."
)
@click.option("--minutes", default=3.0, type=click.FloatRange(0.01), help="How long marks are given.")
@click.option("--scale", default=1.0, type=click.FloatRange(0.01, 1), help="Of every latency, cut and wait of tablets.")
@click.option("--database", default="sqlite", help="sqlite, postgresql, or the URL of an empty database.")
@click.option("--seed", default=None, type=int, help="Of the air and the marks; a random one is printed.")
@click.option("--plant", is_flag=True, help="Send again under another key: this must be seen red.")
def main(
    tablets: int,
    marks: int,
    count: int | None,
    minutes: float,
    scale: float,
    database: str,
    seed: int | None,
    plant: bool,
) -> None:
    seed = random.SystemRandom().randrange(2**32) if seed is None else seed
    count = min(tablets, pages.borne(tablets) if count is None else count)
    began = time.monotonic()
    storm = Storm(tablets, marks, random.Random(seed), scale=scale, given_s=minutes * 60)
    with tempfile.TemporaryDirectory(prefix="saiping-storm-") as name, database_at(database, Path(name)) as url:
        click.echo(f"{tablets} tablets, {count} of them pages in Chromium, {marks:,} marks, seed {seed}")
        tokens = storm.plan.prepare(Path(name), url)
        house = House(Path(name), url)
        try:
            asyncio.run(storm.rage(house, tokens, count, Forgetful if plant else Tablet))
        finally:
            house.stop()
        wrong = storm.wrong(url)
    for line in storm.said():
        click.echo(line)
    for each in wrong[:20]:
        click.echo(each)
    click.echo(f"lost, doubled, changed or out of order: {len(wrong)} (0), {time.monotonic() - began:.0f} s")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
