"""Other servers that tell many viewers the same: nginx with nchan, node with `ws`, and a loop of send() in C that does
nothing else; one process that serves, a message published to it by one POST."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.server import LIMIT_S, Line, cpu_of, post
from benchmarks.viewers import compiled

MODULES = ("/usr/lib/nginx/modules/ngx_nchan_module.so", "/usr/share/nginx/modules/ngx_nchan_module.so")
NODE_MODULES = "/usr/share/nodejs"
"""Where Debian's package node-ws keeps it."""
NGINX = """
load_module {module};
daemon off; user root; worker_processes 1; worker_rlimit_nofile 20000;
pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 19000; }}
http {{
  access_log off; gzip off; client_body_buffer_size 1m; client_max_body_size 1m;
  keepalive_timeout 600s; keepalive_requests 1000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  nchan_shared_memory_size 256M;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /live {{ nchan_subscriber websocket; nchan_channel_id board; }}
    location = /publish {{ nchan_publisher http; nchan_channel_id board; nchan_message_buffer_length 1; }}
  }}
}}
"""
NODE = """
const { WebSocketServer } = require('ws');
const server = require('http').createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const text = Buffer.concat(parts).toString();
    for (const client of sockets.clients) client.send(text);
    response.setHeader('Content-Length', 0);
    response.end();
  });
});
server.keepAliveTimeout = 600000;
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 });
"""


class Peer:
    """A running server. pids: its processes."""

    path = "/live"

    def __init__(self, name: str, version: str, port: int, pids: Sequence[int]) -> None:
        self.name = name
        self.version = version
        self.port = port
        self._pids = pids
        self._line = Line(port)

    def publish(self, text: bytes) -> None:
        """Tell every viewer."""
        status, body = self._line.send(post("/publish", text, "Content-Type: text/plain\r\n"))
        if not 200 <= status < 300:
            raise RuntimeError(f"{self.name} answered {status}: {body[:200]!r}")

    def cpu_s(self) -> float:
        """CPU seconds that its processes have used."""
        return sum(map(cpu_of, self._pids))


@contextmanager
def nchan() -> Iterator[Peer]:
    """nginx with nchan, one worker. Raises RuntimeError where it is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    module = next((each for each in MODULES if Path(each).exists()), None)
    if program is None or module is None:
        raise RuntimeError("nginx with nchan is needed: Debian's packages nginx-light and libnginx-mod-nchan")
    said = subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stderr
    with tempfile.TemporaryDirectory() as name:
        port = _free_port()
        setting = Path(name) / "nginx.conf"
        setting.write_text(NGINX.format(module=module, folder=name, port=port), encoding="utf-8")
        with _running([program, "-c", str(setting), "-p", name], port) as process:
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
            version = f"{said.strip().rpartition('/')[2]}, nchan {_debian('libnginx-mod-nchan')}"
            yield Peer("nginx+nchan", version, port, [process.pid, *map(int, children)])


@contextmanager
def loop() -> Iterator[Peer]:
    """The C loop: what telling costs where nothing is done but sending."""
    with compiled("sender") as program:
        port = _free_port()
        with _running([str(program), str(port)], port) as process:
            yield Peer("C loop", "", port, [process.pid])


@contextmanager
def node(modules: str = NODE_MODULES) -> Iterator[Peer]:
    """node with `ws`. modules: the folder that holds it. Raises RuntimeError where either is missing."""
    program = shutil.which("node")
    environment = os.environ | {"NODE_PATH": modules}
    asked = "console.log(process.version + ', ws ' + require('ws/package.json').version)"
    said = program and subprocess.run([program, "-e", asked], env=environment, capture_output=True, text=True)
    if program is None or not said or said.returncode:
        raise RuntimeError("node with ws is needed: Debian's packages nodejs and node-ws")
    with tempfile.TemporaryDirectory() as name:
        port = _free_port()
        script = Path(name) / "server.js"
        script.write_text(NODE, encoding="utf-8")
        with _running([program, str(script), str(port)], port, environment) as process:
            yield Peer("node ws", said.stdout.strip(), port, [process.pid])


@contextmanager
def _running(
    command: Sequence[str], port: int, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment)
    try:
        until = time.monotonic() + LIMIT_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{command[0]} did not start") from None
                time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(LIMIT_S)


def _debian(package: str) -> str:
    asked = ["dpkg-query", "-W", "-f", "${Version}", package]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
