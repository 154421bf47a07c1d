"""`python -m benchmarks.live.bare`: a WebSocket server of the same uvicorn and Starlette that lets everybody in and
says nothing. Prints its port."""

from __future__ import annotations

import gc
import socket

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect


async def accepted(websocket: WebSocket) -> None:
    """Accept, and wait until the viewer leaves."""
    await websocket.accept()
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        return


def main() -> None:
    """Serve until the process is ended."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    print(listener.getsockname()[1], flush=True)
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)  # as the product does: the collector is no part of an accept
    config = uvicorn.Config(
        Starlette(routes=[WebSocketRoute("/live", accepted)]),
        http="httptools",
        ws="websockets-sansio",
        log_config=None,
        access_log=False,
        server_header=False,
        ws_per_message_deflate=False,
    )
    uvicorn.Server(config).run([listener])


if __name__ == "__main__":
    main()
