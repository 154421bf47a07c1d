"""`serve`: the boards, and the door for marks, over HTTPS where there is a certificate."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from typing import TYPE_CHECKING, NoReturn

import click

from competition.commands import options

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from competition.settings import Settings
    from competition.venue.hall import Hall

STOPPING_S = 5
"""How long requests that are being answered may take when the server is told to stop."""

KEPT_S = 30
"""How long a tablet's connection is kept for its next request."""


SWITCH_S = 0.0005
"""How long a thread waits for another that does not pause. The one that commits marks comes back to Python several
times a batch, however much the loop has to tell viewers."""


@click.command()
@click.option("--host", help="Address to listen on  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port, 0 for a free one  [default: 8000]")
@click.option("--tick-ms", type=click.IntRange(0, 10_000), help="Gather a board's changes so long  [default: 50]")
@click.option("--backup", metavar="FOLDER", help="Where copies of the database go  [default: <database>.backups]")
@click.option(
    "--backup-every", type=click.IntRange(0), metavar="SECONDS", help="Copy what changed, 0 for never  [default: 60]"
)
@click.option("--venue", metavar="FOLDER", help="Over HTTPS, with what `run.py venue` made in this folder")
@click.option("--certificate", metavar="FILE", help="Over HTTPS, with a certificate of your own (PEM, with its chain)")
@click.option("--key", "certificate_key", metavar="FILE", help="The certificate's key  [default: in the same file]")
@click.option(
    "--trust-port", type=click.IntRange(0, 65535), help="Plain HTTP that leads to HTTPS  [default: the venue's]"
)
@options.database
@click.pass_obj
def command(build: Callable[[Settings], Starlette], /, **asked: str | int | None) -> None:
    """Serve the boards, and the door for marks. Stops on Ctrl+C or SIGTERM, when all that was begun is answered.

    With --venue or --certificate the server is reached over HTTPS alone, from every device in the network unless --host
    says otherwise; a certificate that is renewed meanwhile is taken without a restart.
    """
    from competition.settings import given

    serve(build, given(**asked), lambda url: click.echo(f"Saiping: {url}"))


def serve(build: Callable[[Settings], Starlette], settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until told to stop. ready: called with the URL once requests are answered there.
    Raises ClickException where the address is taken or another process serves the same SQLite file; exits with status 1
    where the certificate cannot serve, after every problem was printed."""
    import uvicorn

    from competition.live.ndjson import ReaderProtocol
    from competition.live.sockets import LONGEST_MESSAGE, LiveProtocol
    from competition.store.database import served

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                await secured.begin()
                ready(url)
                if hall is not None and hall.trust:
                    click.echo(f"Trust: {hall.trust}")

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.state.ending.set()
            await secured.end()
            await super().shutdown(sockets)

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    _raise_open_files()
    hall = _hall(settings) if settings.scheme == "https" else None
    settings = settings if hall is None else hall.placed(settings)
    with options.said(), ExitStack() as stack:
        listener = stack.enter_context(_bound(settings.host, settings.port))
        url = _url(settings.host, listener)
        secured = _Secured(hall)
        if hall is not None:
            hall.port = listener.getsockname()[1]
            if settings.trust_port is not None:
                secured.listener = stack.enter_context(_bound(settings.host, settings.trust_port))
                hall.trust_port = secured.listener.getsockname()[1]
            url = hall.origin()
            settings = settings.model_copy(update={"address": settings.address or url})
        app = build(settings)
        config = uvicorn.Config(
            app,
            http=ReaderProtocol,
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
            ssl_context_factory=None if hall is None else lambda *_: hall.context,
        )
        signal.signal(signal.SIGINT, _leave)
        signal.signal(signal.SIGTERM, _leave)
        _collect_rarely()
        sys.setswitchinterval(SWITCH_S)
        stack.enter_context(served(app.state.database, url))
        stack.enter_context(app.state.backup.running())
        Server(config).run(sockets=[listener])


class _Secured:
    """What runs beside a server over TLS: the watch on its certificate, and the plain pages that lead to it. Nothing
    where there is no hall. listener: for the plain pages, None for none."""

    def __init__(self, hall: Hall | None) -> None:
        self._hall = hall
        self.listener: socket.socket | None = None
        self._stack = AsyncExitStack()

    async def begin(self) -> None:
        """Begin, in the loop that runs."""
        if self._hall is None:
            return
        watching = asyncio.create_task(self._hall.watch())
        self._stack.callback(watching.cancel)
        if self.listener is not None:
            from competition.venue.plain import beside

            await self._stack.enter_async_context(beside(self._hall, self.listener))

    async def end(self) -> None:
        """End what was begun."""
        await self._stack.aclose()


def _hall(settings: Settings) -> Hall:
    """The hall that the settings name. Exits with status 1 and every problem where it cannot be opened; says advice."""
    from datetime import UTC, datetime

    from competition.commands.venue import say
    from competition.venue.hall import opened
    from competition.venue.hosts import of_this_machine

    hall, problems, advice = opened(settings, of_this_machine(), datetime.now(UTC))
    say([*problems, *advice])
    if hall is None:
        sys.exit(1)
    return hall


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
