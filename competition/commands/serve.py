"""`serve`: the boards, and the door for marks."""

from __future__ import annotations

import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

import click

from competition.commands import options

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from competition.settings import Settings

STOPPING_S = 5
"""How long requests that are being answered may take when the server is told to stop."""

KEPT_S = 30
"""How long a tablet's connection is kept for its next request."""


@click.command()
@click.option("--host", help="Address to listen on  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port, 0 for a free one  [default: 8000]")
@click.option("--tick-ms", type=click.IntRange(0, 10_000), help="Gather a board's changes so long  [default: 50]")
@click.option("--backup", metavar="FOLDER", help="Where copies of the database go  [default: <database>.backups]")
@click.option(
    "--backup-every", type=click.IntRange(0), metavar="SECONDS", help="Copy what changed, 0 for never  [default: 60]"
)
@options.database
@click.pass_obj
def command(
    build: Callable[[Settings], Starlette],
    host: str | None,
    port: int | None,
    tick_ms: int | None,
    backup: str | None,
    backup_every: int | None,
    database: str | None,
) -> None:
    """Serve the boards, and the door for marks. Stops on Ctrl+C or SIGTERM, when all that was begun is answered."""
    from competition.settings import given

    serve(
        build,
        given(host=host, port=port, tick_ms=tick_ms, backup=backup, backup_every=backup_every, database=database),
        lambda url: click.echo(f"Saiping: {url}"),
    )


def serve(build: Callable[[Settings], Starlette], settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until told to stop. ready: called with the URL once requests are answered there.
    Raises ClickException where the address is taken or another process serves the same SQLite file."""
    import uvicorn

    from competition.live.sockets import LONGEST_MESSAGE, LiveProtocol
    from competition.store.database import served

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready(url)

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    _raise_open_files()
    with options.said(), _bound(settings.host, settings.port) as listener:
        app = build(settings)
        url = _url(settings.host, listener)
        config = uvicorn.Config(
            app,
            http="httptools",
            ws=LiveProtocol,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            ws_max_size=LONGEST_MESSAGE,
            ws_per_message_deflate=False,
            ws_ping_interval=20,
            ws_ping_timeout=60,
            timeout_keep_alive=KEPT_S,
            timeout_graceful_shutdown=STOPPING_S,
        )
        signal.signal(signal.SIGINT, _leave)
        signal.signal(signal.SIGTERM, _leave)
        _collect_rarely()
        with served(app.state.database, url), app.state.backup.running():
            Server(config).run(sockets=[listener])


def _leave(number: int, frame: object) -> NoReturn:
    """What the signal does before uvicorn listens to it, and again after it has stopped gracefully."""
    sys.exit(0)


def _bound(host: str, port: int) -> socket.socket:
    """A socket at the address that does not listen yet."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    return listener


def _url(host: str, listener: socket.socket) -> str:
    """Where a browser on this machine finds the listener."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{listener.getsockname()[1]}"


def _collect_rarely() -> None:
    """A contest's state is large, lives as long as the process and has no cycles: walking it costs a board its tick."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def _raise_open_files() -> None:
    """Every viewer is an open file: take as many as the system gives."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
