"""`demo`: serve a made-up contest that plays by itself."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from competition.commands import import_
from competition.commands.play import made
from competition.commands.serve import serve

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from competition.demo.cast import Cast
    from competition.intake import Package
    from competition.settings import Settings

CONTEST = Path(__file__).parents[1] / "demo" / "contest"
HOST = "127.0.0.1"
PORTS_TRIED = 50

Play = Callable[[str], Awaitable[None]]
"""Plays the contest at a server's address."""


@click.command()
@click.argument("package", type=click.Path(path_type=Path), required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Or the next free one.")
@click.option("--speed", type=click.FloatRange(0, 10_000), default=1.0, show_default=True, help="0: without pauses.")
@click.pass_obj
def command(build: Callable[[Settings], Starlette], package: Path | None, port: int, speed: float) -> None:
    """Serve a made-up contest that plays by itself, from the draw of the codes to grades in force: about ten minutes.

    Everybody in it can be signed in as, beside the play. With PACKAGE (a folder or zip), that contest's marks are
    played instead, up to its official result. Everything is in a temporary database that is gone afterwards. Ctrl+C
    stops.
    """
    from competition.intake import read

    found, problems = read(package or CONTEST)
    if found is None:
        import_.fail(problems, as_json=False)
        return
    with tempfile.TemporaryDirectory(prefix="saiping-demo-") as folder, ExitStack() as stack:
        database = str(Path(folder) / "demo.db")
        play, said = (_marks if package else _story)(stack, found, database, speed)
        _serve(build, found, database, _free(port), play, said)


def _serve(
    build: Callable[[Settings], Starlette], package: Package, database: str, port: int, play: Play, said: list[str]
) -> None:
    from competition.settings import given

    event, (trade, *_) = package.contest.event, package.contest.trades
    playing: list[asyncio.Task[None]] = []

    def ready(url: str) -> None:
        click.echo(f"Saiping: {url}")
        click.echo(f"{package.contest.name.zh} {package.contest.name.en}: {url}/events/{event}")
        click.echo(f"{trade.name.zh} {trade.name.en}: {url}/events/{event}/trades/{trade.id}")
        for line in said:
            click.echo(line.format(url=url))
        click.echo("The contest plays by itself. Ctrl+C stops.")
        playing.append(asyncio.create_task(_played(play(url))))

    address = f"http://{HOST}:{port}"
    serve(build, given(database=database, host=HOST, port=port, backup_every=0, address=address), ready)


async def _played(play: Awaitable[None]) -> None:
    """Say how it ended; the server goes on."""
    try:
        await play
    except Exception as error:  # whatever stops the play must not stop the server, and must be said
        causes = error.exceptions if isinstance(error, ExceptionGroup) else (error,)
        for cause in causes:
            click.echo(f"The contest stopped: {type(cause).__name__}: {cause}", err=True)
        return
    click.echo("The result is official. The server keeps running; Ctrl+C stops.")


def _story(stack: ExitStack, package: Package, database: str, speed: float) -> tuple[Play, list[str]]:
    """The whole story: the plan is imported, and people do the rest."""
    from competition import imports
    from competition.catalogue import Catalogue
    from competition.demo.cast import cast
    from competition.demo.story import Story
    from competition.settings import given
    from competition.store.database import open_database
    from competition.supervision.seals import Seals

    store = stack.enter_context(open_database(given(database=database).database))
    with store.transaction() as connection:
        imports.begin(connection, package, marks=False, finished=True)
    people = asyncio.run(cast(store, package))
    drawing = Seals(store, Catalogue(store))

    async def draw(trade: str, number: str, letter: str) -> Mapping[str, str]:
        return await drawing.draw(package.contest.event, trade, number, letter)

    async def play(url: str) -> None:
        await Story(url, package, people, draw, speed=speed, tell=click.echo).play()

    return play, _casting(people)


def _casting(people: Cast) -> list[str]:
    """How to sign in beside the play."""
    from competition.demo.cast import PLAYERS

    first, code = next(iter(people.codes.items()))
    return [
        "Sign in beside it at {url}/sign-in as " + ", ".join(PLAYERS) + f"; password {people.password}",
        f"or as judge {first} with the personal code {code}, or on a tablet, once: {{url}}/enrol/{people.ticket}",
    ]


def _marks(stack: ExitStack, package: Package, database: str, speed: float) -> tuple[Play, list[str]]:
    """The package's marks alone, up to its official result."""
    import httpx

    from competition.playing.player import ANSWER_WITHIN_S, Player, PlayError
    from competition.playing.script import script
    from competition.settings import given
    from competition.store.database import open_database

    acts = script(package)
    with open_database(given(database=database).database) as store:
        import_.begin(store, package, marks=False)
        import_.finish(store, package, marks=False)
    judges, organiser = made(package, database)

    async def play(url: str) -> None:
        async with httpx.AsyncClient(base_url=url, timeout=ANSWER_WITHIN_S, trust_env=False) as client:
            player = Player(client, package.contest.event, judges, organiser, speed=speed)
            await player.play(acts)
        if player.tally.trouble:
            message, result = player.tally.trouble[0]
            raise PlayError(f"{len(player.tally.trouble)} messages were not taken, first {message}: {result}")

    return play, []


def _free(port: int) -> int:
    """The port, or the next one that nobody listens on."""
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        with socket.socket(socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, candidate))
            except OSError:
                continue
            return candidate
    raise click.ClickException(f"no port from {port} to {port + PORTS_TRIED - 1} is free")
