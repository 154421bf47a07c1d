"""What one mark costs from a tablet's request to its answer, against an empty request and a bare commit."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import islice
from statistics import median
from typing import Any

import uvloop

from benchmarks.contest import AT, MARKS, Contest
from benchmarks.recorder import BareLog
from benchmarks.rounds import Round
from benchmarks.server import Tablets, post, serving
from scoring import lines
from scoring.facts import MarkGiven

EMPTY = post("/api/marks", b"")


@contextmanager
def door(marks: int = 200, trades: int = 8, rounds: int = 50) -> Iterator[Round]:
    """Medians of a round in which an empty POST, a bare commit and a mark follow one another, `marks` times; for at
    most so many rounds. Marks are new ones, and no judge gives two in a row."""
    contest = Contest(trades, -(-marks * rounds // (trades * MARKS)))
    everything = [mark for trade in contest.names for mark in contest.marks(trade)]
    random.Random(1).shuffle(everything)
    waiting = iter(everything)
    with (
        serving(contest) as server,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        closing(BareLog(server.folder / "bare.db")) as bare,
    ):
        tablets = Tablets(server)

        def one_round() -> Mapping[str, float]:
            empty, alone, ours = [], [], []
            for mark in islice(waiting, marks):
                request, text = tablets.request([mark]), lines.body(mark, at=AT, actor=mark.cell.judge, key="key")
                empty.append(_took_s(_turned_away, tablets))
                alone.append(runner.run(_committed_s(bare, text)))
                ours.append(_took_s(_given, tablets, mark, request))
            least = median(empty) + median(alone)
            return {
                "door": median(ours) / least,
                "door, ms": median(ours) * 1e3,
                "door, empty POST ms": median(empty) * 1e3,
                "door, bare commit ms": median(alone) * 1e3,
            }

        yield one_round
        tablets.line.close()


def _turned_away(tablets: Tablets) -> None:
    status, _ = tablets.line.send(EMPTY)
    assert status == 401, "a request without a token is nobody's"


def _given(tablets: Tablets, mark: MarkGiven, request: bytes) -> None:
    tablets.accepted([mark], tablets.line.send(request))


async def _committed_s(bare: BareLog, text: str) -> float:
    began = time.perf_counter()
    await bare.commit(text)
    return time.perf_counter() - began


def _took_s(act: Callable[..., None], *arguments: Any) -> float:
    began = time.perf_counter()
    act(*arguments)
    return time.perf_counter() - began
