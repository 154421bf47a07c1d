"""A real final, played through the door of a running server while people watch it, each in her own bad way:

    python -m tests.contests.final [--contests PATH] [--speed 50] [--viewers 200]

The contest is the men's 10 m platform of the diving data set: preliminary and semi-final go in without pauses, the
server is restarted, the final is played at the speed asked for. Meanwhile `viewers` follow; one sleeps with open eyes
through 500 updates, one is away for as long; one claims a version that never was, one an old one; one comes from before
the restart. In the end every board must be byte-equal to the one that scoring the package leads to.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from competition.access.access import Actor
from competition.access.tokens import issue
from competition.intake import Package, read
from competition.scores import fold
from competition.store.database import open_database
from scoring import engine
from scoring.boards.board import Board, table_digest, view
from scoring.facts import Finalised
from scoring.lines import Line, canonical
from tests.competition.venue import ROOT, serving, url_of
from tests.contests import diving

EVENT = "syd00-m10m"
UPDATES_SLEPT = 500
FUTURE = 1_000_000
"""A version that no board ever has."""


@dataclass
class Viewer:
    """Somebody before a board. claims: the version she says she holds when she comes, None to say the true one.
    asked_again: how often what she was sent did not start where she stood. came: set with her first board."""

    name: str
    audience: str = "public"
    token: str = ""
    claims: int | None = None
    version: int | None = None
    head: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked_again: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)
    kinds: list[str] = field(default_factory=list)

    @property
    def board(self) -> str:
        """Canonical text of what she sees."""
        return canonical({"head": self.head, "rows": self.rows})

    def takes(self, message: dict[str, Any]) -> bool:
        """Take a message in; False where it does not fit what she holds."""
        self.kinds.append(message["type"])
        if message["type"] == "resync":
            self.version, self.head, self.rows = None, {}, {}
        elif message["type"] == "snapshot":
            self.version, self.head, self.rows = message["version"], message["head"], message["rows"]
            self.came.set()
        elif message["type"] == "delta":
            if message["from"] != self.version:
                return False
            self.version = message["to"]
            self.head.update(message["head"])
            for row in message.get("gone", ()):
                del self.rows[row]
            for row, changed in message["rows"].items():
                self.rows.setdefault(row, {}).update(changed)
        return True

    @asynccontextmanager
    async def before(self, api: str, trade: str) -> AsyncIterator[ClientConnection]:
        """A socket that says which version she holds."""
        since = self.version if self.claims is None else self.claims
        self.claims = None
        asked = f"audience={self.audience}" + ("" if since is None else f"&since={since}")
        address = f"{api.replace('http', 'ws')}/api/events/{EVENT}/boards/{trade}/live?{asked}"
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else None
        async with connect(
            address, additional_headers=headers, compression=None, proxy=None, ping_interval=None
        ) as socket:
            yield socket

    async def follows(self, api: str, trade: str, enough: Callable[[Viewer], bool]) -> None:
        """Follow the board until it is enough; where a delta does not fit or the socket closes, ask again with the
        version she holds."""
        while not enough(self):
            async with self.before(api, trade) as socket:
                await self.reads(socket, enough)

    async def reads(self, socket: ClientConnection, enough: Callable[[Viewer], bool]) -> None:
        """Take in what comes over one socket until it is enough, does not fit, or ends."""
        with suppress(ConnectionClosed):
            while not enough(self):
                if not self.takes(json.loads(await socket.recv())):
                    self.asked_again += 1
                    return


def is_in_semi(viewer: Viewer) -> bool:
    return viewer.head.get("phase") == "semi"


def is_final(viewer: Viewer) -> bool:
    return viewer.head.get("status") == "final"


@dataclass
class Outcome:
    """What was seen. wrong: viewers whose last board is another than scoring leads to. slept: updates that went by
    while the sleepers slept. score: True where `run.py score` gives the totals and ranks of the last board."""

    viewers: list[Viewer]
    wrong: list[str]
    slept: int
    score: bool


async def watch_final(package: Path, folder: Path, *, speed: float, viewers: int) -> Outcome:
    """Play the package into a server whose database lies in the folder."""
    found, problems = read(package)
    assert found is not None, problems
    (trade,) = (each.id for each in found.contest.trades)
    await run("import", str(package), "--without-marks", "--database", url_of(folder))
    with open_database(url_of(folder)) as store, store.transaction() as connection:
        token = issue(connection, Actor("organiser", "watching", EVENT))

    before = Viewer("from before the restart")
    with serving(folder) as server:
        follows = asyncio.create_task(before.follows(server.api, trade, is_in_semi))
        for phase in ("prelim", "semi"):
            await play(package, folder, server.api, "--phase", phase, "--speed", "0")
        await follows

    crowd = [Viewer(f"viewer {number}") for number in range(1, viewers + 1)]
    liars = [Viewer("says a version that never was", claims=FUTURE), Viewer("says an old version", claims=2)]
    awake, asleep, away = (Viewer(name, "office", token) for name in ("office", "asleep", "away"))
    with serving(folder) as server:
        async with asyncio.TaskGroup() as watching:
            began = asyncio.Event()
            ended = asyncio.Event()
            for viewer in (*crowd, *liars, before, awake):
                watching.create_task(viewer.follows(server.api, trade, is_final))
            watching.create_task(_sleeps(asleep, server.api, trade, began, ended, stays=True))
            watching.create_task(_sleeps(away, server.api, trade, began, ended, stays=False))
            async with asyncio.timeout(30):
                await asyncio.gather(*(viewer.came.wait() for viewer in (*crowd, *liars, awake, asleep, away)))
            from_version = awake.version or 0
            began.set()
            await play(package, folder, server.api, "--phase", "final", "--speed", str(speed))
            slept = (awake.version or 0) - from_version
            ended.set()
            await play(package, folder, server.api, "--speed", "0")
        seen = [*crowd, *liars, before, awake, asleep, away]
        wanted = {audience: last_board(found, trade, audience) for audience in ("public", "office")}
        wrong = [viewer.name for viewer in seen if viewer.board != wanted[viewer.audience].text()]
        async with httpx.AsyncClient(base_url=server.api, trust_env=False) as client:
            served = (await client.get(f"/api/events/{EVENT}/boards/{trade}")).json()
        if canonical({"head": served["head"], "rows": served["rows"]}) != wanted["public"].text():
            wrong.append("over HTTP")
    return Outcome(seen, wrong, slept, await scores_agree(package, wanted["public"]))


async def _sleeps(
    viewer: Viewer, api: str, trade: str, began: asyncio.Event, ended: asyncio.Event, *, stays: bool
) -> None:
    """See the board, then nothing until the final is over. stays: with the socket open and unread, else without it."""
    async with viewer.before(api, trade) as socket:
        await viewer.reads(socket, lambda viewer: viewer.version is not None)
        await began.wait()
        if stays:
            await ended.wait()
            await viewer.reads(socket, is_final)
    await ended.wait()
    await viewer.follows(api, trade, is_final)


def last_board(package: Package, trade: str, audience: str) -> Board:
    """The board that scoring the package leads to, made final."""
    state = fold(package)
    fact = Finalised(trade, table_digest(state.trades[trade]))
    engine.apply(state, Line(state.seq + 1, state.at, "organiser.main", "final", fact), {})
    return view(state, trade, audience)


async def scores_agree(package: Path, board: Board) -> bool:
    """True where `run.py score` gives the totals and ranks of the board."""
    rows = json.loads(await run("score", str(package), "--json"))
    ranks = {row["entrant"]: row["rank"] for row in rows if (row["phase"], row["figure"]) == ("", "place")}
    totals = {(row["entrant"], row["phase"]): row["value"] for row in rows if row["figure"] == "total"}
    return len(ranks) == len(board.rows) and all(
        ranks[entrant] == row["rank"] and totals[entrant, row["phase"]] == row["total"]
        for entrant, row in board.rows.items()
    )


async def play(package: Path, folder: Path, api: str, *options: str) -> None:
    """`run.py play` beside the running server."""
    await run("play", str(package), "--url", api, "--database", url_of(folder), *options)


async def run(*arguments: str) -> str:
    """What a command of the product says; it must end well."""
    command = (sys.executable, str(ROOT / "run.py"), *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    said, _ = await process.communicate()
    assert process.returncode == 0, f"{' '.join(arguments)}: exit {process.returncode}"
    return said.decode()


@click.command()
@click.option("--contests", envvar=("CONTESTS", "SAIPING_CONTESTS"), required=True, help="Folder of the data sets.")
@click.option("--speed", default=50.0, show_default=True, help="Of the final.")
@click.option("--viewers", default=200, show_default=True, help="Who follow without a fault.")
def main(contests: str, speed: float, viewers: int) -> None:
    """Play a real final while people watch it; every board must end as scoring says."""
    with tempfile.TemporaryDirectory(prefix="saiping-final-") as scratch:
        folder = Path(scratch)
        diving.convert(Path(contests) / "diving", folder / "packages")
        outcome = asyncio.run(watch_final(folder / "packages" / EVENT, folder, speed=speed, viewers=viewers))
    boards = len(outcome.viewers) + 1
    deltas = sum(viewer.kinds.count("delta") for viewer in outcome.viewers)
    for name in outcome.wrong:
        click.echo(f"another board: {name}", err=True)
    click.echo(f"deltas verified: {deltas} (at least 1)")
    click.echo(f"updates slept through: {outcome.slept} (at least {UPDATES_SLEPT})")
    click.echo(f"boards byte-equal to scoring: {boards - len(outcome.wrong)} ({boards})")
    click.echo(f"score agrees: {int(outcome.score)} (1)")
    sys.exit(0 if not outcome.wrong and outcome.score and outcome.slept >= UPDATES_SLEPT and deltas else 1)


if __name__ == "__main__":
    main()
