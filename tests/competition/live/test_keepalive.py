"""Who is gone is found by the system: a socket that heartbeats go to is not pinged besides."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from competition.live.sockets import EXTENSION, GONE_MS, LiveProtocol

PINGED_EVERY_S = 0.05
PING = 0x89


@pytest.mark.anyio
async def test_a_bound_socket_is_left_to_the_system_and_any_other_is_pinged() -> None:
    limits: list[int] = []

    async def wait(websocket: WebSocket) -> None:
        await websocket.accept()
        viewer: LiveProtocol = websocket.scope["extensions"][EXTENSION]
        if websocket.query_params.get("bound"):
            viewer.bound()
            own: socket.socket = viewer.transport.get_extra_info("socket")
            limits.append(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT))
        await websocket.receive()

    app = Starlette(routes=[WebSocketRoute("/", wait)])
    server = uvicorn.Server(uvicorn.Config(app, ws=LiveProtocol, ws_ping_interval=PINGED_EVERY_S, log_level="error"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        serving = asyncio.create_task(server.serve([listener]))
        listener.listen()
        port = listener.getsockname()[1]
        assert PING in await heard(port, "/")
        assert PING not in await heard(port, "/?bound=yes")
        server.should_exit = True
        await serving
    assert limits == [GONE_MS]


async def heard(port: int, path: str) -> bytes:
    """First bytes of the frames that came to a socket in eight times a ping's interval."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = base64.b64encode(bytes(16)).decode()
    asked = ("GET {} HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
    writer.write("\r\n".join([*asked, f"Sec-WebSocket-Key: {key}", "", ""]).format(path).encode())
    await reader.readuntil(b"\r\n\r\n")
    came = b""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(8 * PINGED_EVERY_S):
            while part := await reader.read(100):
                came += part
    writer.transport.abort()
    return came
