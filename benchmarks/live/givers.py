"""`python -m benchmarks.live.givers`: judges who give marks at a steady pace, whatever the server does, each over a
connection of her own.

Reads one JSON object from stdin: port, tokens (by judge), trade, rate (marks a second), seconds, run (a number of its
own), seqs (what cells hold: [judge, entrant, aspect, seq] …). Prints one JSON object: answers_s (how long each mark
waited from the moment it was due until its answer), cpu_s (of this process), late (marks that could not be sent when
they were due, since all of their judge's connections were waiting, or the mark before in the same cell), seqs.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from typing import Any

from benchmarks.contest import EVENT, PANELS, PHASE, judges, value

CONNECTIONS = 16
"""A judge's, so that one slow answer does not hold the next mark."""


class Connection(asyncio.Protocol):
    """One mark at a time. answered: the answer to the last one."""

    def __init__(self) -> None:
        self.answered: asyncio.Future[bytes] | None = None
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._got[:end].lower()
        start = head.index(b"content-length:") + 15
        whole = end + 4 + int(head[start:].split(b"\r\n", 1)[0])
        if len(self._got) >= whole and self.answered is not None:
            answer, self._got = self._got[end + 4 : whole], self._got[whole:]
            waiting, self.answered = self.answered, None
            waiting.set_result(answer)


class Giver:
    """All judges of a trade."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self._asked = asked
        self._chance = random.Random(asked["run"])
        self._held = {(judge, entrant, aspect): seq for judge, entrant, aspect, seq in asked["seqs"]}
        self._free: dict[str, list[Connection]] = {}
        self._asking: set[tuple[str, str, str]] = set()
        self._keys = 0
        self.answers_s: list[float] = []
        self.late = 0

    async def give(self) -> dict[str, Any]:
        """Give every mark; what is to be printed."""
        loop = asyncio.get_running_loop()
        panel = judges(self._asked["trade"], "idea")
        for judge in panel:
            made = [loop.create_connection(Connection, "127.0.0.1", self._asked["port"]) for _ in range(CONNECTIONS)]
            self._free[judge] = [connection for _, connection in await asyncio.gather(*made)]
        cells = [cell for cell in self._held if cell[0] in panel and cell[2] in PANELS["idea"]]
        self._chance.shuffle(cells)
        used = time.process_time()
        began, pending = time.perf_counter(), set()
        for number in range(self._asked["rate"] * self._asked["seconds"]):
            due = began + number / self._asked["rate"]
            if (ahead := due - time.perf_counter()) > 0:
                await asyncio.sleep(ahead)
            task = asyncio.create_task(self._one(cells[number % len(cells)], due))
            pending.add(task)
            task.add_done_callback(pending.discard)
        await asyncio.gather(*pending)
        used = time.process_time() - used
        seqs = [[*cell, seq] for cell, seq in self._held.items()]
        return {"answers_s": self.answers_s, "cpu_s": used, "late": self.late, "seqs": seqs}

    async def _one(self, cell: tuple[str, str, str], due: float) -> None:
        judge, entrant, aspect = cell
        while cell in self._asking or not self._free[judge]:
            self.late += 1
            await asyncio.sleep(0.001)
        self._asking.add(cell)
        connection = self._free[judge].pop()
        self._keys += 1
        key = f"g{self._asked['run']}-{self._keys}"
        entry = {"type": "mark", "key": key, "entrant": entrant, "phase": PHASE, "aspect": aspect}
        entry |= {"value": value(self._chance), "supersedes": self._held[cell]}
        body = json.dumps({"event": EVENT, "entries": [entry]}).encode()
        head = (
            f"POST /api/marks HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self._asked['tokens'][judge]}\r\n"
        )
        connection.answered = asyncio.get_running_loop().create_future()
        connection.transport.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = json.loads(await connection.answered)
        self.answers_s.append(time.perf_counter() - due)
        self._free[judge].append(connection)
        (result,) = answer.get("results", [{}])
        if result.get("status") != "accepted":
            raise RuntimeError(f"the door answered {answer}")
        self._held[cell] = result["seq"]
        self._asking.discard(cell)


def main() -> None:
    """Give marks as stdin says."""
    print(json.dumps(asyncio.run(Giver(json.loads(sys.stdin.readline())).give())))


if __name__ == "__main__":
    main()
