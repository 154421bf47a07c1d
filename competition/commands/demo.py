"""`demo`: serve a made-up contest that plays by itself."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from competition.commands import import_
from competition.commands.play import made
from competition.commands.serve import serve

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from competition.playing.script import Act
    from competition.settings import Settings

CONTEST = Path(__file__).parents[1] / "demo" / "contest"
HOST = "127.0.0.1"
PORTS_TRIED = 50


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Or the next free one.")
@click.option("--speed", type=click.FloatRange(0, 10_000), default=1.5, show_default=True, help="0: without pauses.")
@click.pass_obj
def command(build: Callable[[Settings], Starlette], port: int, speed: float) -> None:
    """Serve a made-up contest that plays by itself: about ten minutes, then the result is official.

    Everything is in a temporary database that is gone afterwards. Ctrl+C stops.
    """
    from competition.intake import read
    from competition.playing.script import script
    from competition.settings import given
    from competition.store.database import open_database

    package, problems = read(CONTEST)
    if package is None:
        import_.fail(problems, as_json=False)
        return
    event, (trade, *_) = package.contest.event, package.contest.trades
    acts = script(package)
    with tempfile.TemporaryDirectory(prefix="saiping-demo-") as folder:
        database = str(Path(folder) / "demo.db")
        with open_database(given(database=database).database) as store:
            import_.begin(store, package, marks=False)
            import_.finish(store, package, marks=False)
        judges, organiser = made(package, database)
        playing: list[asyncio.Task[None]] = []

        def ready(url: str) -> None:
            click.echo(f"Saiping: {url}")
            click.echo(f"{package.contest.name.zh} {package.contest.name.en}: {url}/events/{event}/trades/{trade.id}")
            click.echo("The contest plays by itself. Ctrl+C stops.")
            playing.append(asyncio.create_task(_play(url, event, acts, judges, organiser, speed)))

        serve(build, given(database=database, host=HOST, port=_free(port), backup_every=0), ready)


async def _play(
    url: str, event: str, acts: Sequence[Act], judges: Mapping[str, str], organiser: str, speed: float
) -> None:
    """Play the contest once, through the door of the server that this process runs."""
    import httpx

    from competition.playing.player import ANSWER_WITHIN_S, Player, PlayError

    async with httpx.AsyncClient(base_url=url, timeout=ANSWER_WITHIN_S, trust_env=False) as client:
        player = Player(client, event, judges, organiser, speed=speed)
        try:
            await player.play(acts)
        except PlayError as error:
            click.echo(f"The contest stopped: {error}", err=True)
            return
    if player.tally.trouble:
        click.echo(f"{len(player.tally.trouble)} messages were not taken, first {player.tally.trouble[0]}", err=True)
    else:
        click.echo("The result is official. The server keeps running; Ctrl+C stops.")


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
