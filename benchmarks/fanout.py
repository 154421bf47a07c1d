"""What it costs to tell 2,000 viewers of a board that it moved, against a C loop that only calls send()."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from benchmarks.contest import PANELS, PHASE, Contest, judges, value
from benchmarks.rounds import Round
from benchmarks.server import Tablets, get, serving
from benchmarks.viewers import BOARD, PACE_S, Viewers, compiled, limit, open_files
from scoring.facts import Cell, MarkGiven


@contextmanager
def fanout(viewers: int = 2_000, messages: int = 25, entrants: int = 30) -> Iterator[Round]:
    """CPU of the server for each delta that a viewer got, everything included that led to it: the mark's request, its
    check and commit, the board; and the server's memory. All viewers check every delta; at the end their deltas must
    lead to the server's own board."""
    open_files(2 * viewers + 200)
    contest = Contest(1, entrants)
    with compiled() as program, serving(contest) as server:
        tablets = Tablets(server)
        tablets.line.send(get(BOARD))
        idle = server.resident()
        tablets.give_everything(contest)
        with Viewers(program, server.port, server.folder, viewers) as watching:
            watching.follow(version_of(tablets))
            connected = server.resident()
            chance = random.Random(1)

            def one_round() -> Mapping[str, float]:
                before, cpu = watching.report(), server.cpu_s()
                for _ in range(messages):
                    due = time.monotonic() + PACE_S
                    tablets.give([other_mark(entrants, chance)])
                    time.sleep(max(0.0, due - time.monotonic()))
                after = watching.follow(version_of(tablets))
                cpu = server.cpu_s() - cpu
                delivered = after["delivered"] - before["delivered"]
                size = (after["bytes"] - before["bytes"]) / delivered
                ours, least = cpu / delivered, limit(program, viewers, messages, round(size)).cpu_s
                resident = max(connected, server.resident())
                return {
                    "fan-out": ours / least,
                    "viewer memory": (resident - idle) / viewers / 1024,
                    "idle server": idle / 1e6,
                    "fan-out, µs a message": ours * 1e6,
                    "fan-out, C loop µs a message": least * 1e6,
                    "fan-out, bytes a message": size,
                    "fan-out, messages a mark": delivered / viewers / messages,
                }

            yield one_round
            watching.check(json.loads(tablets.line.send(get(BOARD))[1]))
        tablets.line.close()


def version_of(tablets: Tablets) -> int:
    """The board's version after every mark that was given."""
    status, body = tablets.line.send(get(BOARD))
    assert status == 200, body
    return int(json.loads(body)["version"])


def other_mark(entrants: int, chance: random.Random, trade: str = "T01") -> MarkGiven:
    """A mark whose aspect is settled: it makes another total, which every viewer is told."""
    judge, aspect = chance.choice(judges(trade, "idea")), chance.choice(PANELS["idea"])
    return MarkGiven(Cell(judge, f"{trade}-{chance.randrange(entrants) + 1:05}", PHASE, "", aspect), value(chance))
