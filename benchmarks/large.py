"""The largest contest: 10,000 entrants × 50 aspects × 5 judges, 2.5 million marks in one stream, folded in a process of
its own so that what it held in memory can be said.

    python -m benchmarks.large parse|replay|serve FILE

reads the lines of a file, each with its digest before it, and prints a JSON object: seconds of CPU, and the most bytes
that were resident. `parse` only parses and hashes; `replay` proves the chain and folds; `serve` keeps the head and the
keys besides, as a server that starts does. Lines are read one by one and dropped.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.contest import EVENT, PHASE, numbered, value
from benchmarks.rounds import Round
from competition.store.fold import Fold
from competition.store.ledger import Row
from scoring import lines
from scoring.engine import hurrying, replay
from scoring.facts import Cell, Fact, MarkGiven, Seat, StreamOpened, TradeOpened
from scoring.items import items_text
from scoring.lines import Line
from scoring.scheme import read_scheme, scheme_text

TRADE = "T01"
MODULES = {f"m{number}": tuple(f"m{number}-{aspect:02}" for aspect in range(1, 11)) for number in range(1, 6)}
"""Aspects by module. Each module has a panel of its own, whose judges mark all its aspects."""
FIVE = dict.fromkeys(MODULES, 5)
"""How many judges each panel has."""
BOUNDS = {"lowest": "0", "highest": "10", "step": "0.25", "round": 2}
RULES: tuple[Mapping[str, Any], ...] = (
    {"rule": "trimmed-mean", "drop_high": 1, "drop_low": 1},
    {"rule": "mean"},
    {"rule": "median"},
)
"""Panel rules, one aspect after the other."""
LIMIT_S = 1800
"""How long one process may take."""


def scheme() -> dict[str, Any]:
    """Five modules of 20 points, each of two criteria with five aspects."""
    modules = []
    for module, ids in MODULES.items():
        aspects = [
            {"id": id, "panel": module, "weight": "0.2", **BOUNDS, **RULES[index % len(RULES)]}
            for index, id in enumerate(ids)
        ]
        criteria = [{"id": f"{module}-{half}", "aspects": aspects[5 * half :][:5]} for half in range(2)]
        modules.append({"id": module, "max": 20, "criteria": criteria})
    ties = [{"figure": module, "prefer": "high"} for module in ("m1", "m2")]
    return {"scheme": 1, "decimals": 2, "phases": [{"id": PHASE, "ties": ties}], "modules": modules}


@cache
def contents() -> dict[str, str]:
    """Scheme and items by digest, in this order."""
    read, problems = read_scheme(scheme())
    assert read is not None, problems
    return {lines.digest(text): text for text in (scheme_text(read), items_text([]))}


def everything(entrants: int, judges: Mapping[str, int] = FIVE) -> Iterator[Fact]:
    """The event, its trade, and every mark: module by module, entrant by entrant, judge by judge."""
    yield StreamOpened(EVENT, "event")
    roster = tuple((f"{TRADE}-{number:05}", "") for number in range(1, entrants + 1))
    seats = tuple(Seat("", module, "", judge) for module in MODULES for judge in _panel(module, judges))
    stated, items = contents()
    yield TradeOpened(TRADE, stated, items, roster, seats)
    chance = random.Random(entrants)
    for module, aspects in MODULES.items():
        for entrant, _ in roster:
            for judge in _panel(module, judges):
                for aspect in aspects:
                    yield MarkGiven(Cell(judge, entrant, PHASE, "", aspect), value(chance, highest=10))


def _panel(module: str, judges: Mapping[str, int]) -> list[str]:
    return [f"{module}-judge-{number}" for number in range(1, judges[module] + 1)]


def write(entrants: int, file: Path) -> int:
    """Every line of the contest, each after its digest and a space; how many there are."""
    digest, count = lines.NOTHING, 0
    with file.open("w", encoding="utf-8") as stored:
        for line in numbered(everything(entrants)):
            body = lines.body(line.fact, at=line.at, actor=line.actor, key=line.key)
            digest = lines.digest(body, digest)
            stored.write(f"{digest} {body}\n")
            count = line.seq
    return count


def _rows(file: Path) -> Iterator[tuple[str, str]]:
    """(digest, body) of every line."""
    with file.open(encoding="utf-8") as stored:
        for line in stored:
            yield line[:64], line[65:-1]


def parse(file: Path) -> None:
    """What any replay must do, whatever the lines state."""
    digest = lines.NOTHING
    for stored, body in _rows(file):
        json.loads(body)
        digest = hashlib.sha256((digest + body).encode()).hexdigest()
        assert digest == stored


def fold(file: Path) -> None:
    """The engine's state of proven lines."""
    replay(EVENT, _proven(file), contents())


def _proven(file: Path) -> Iterator[Line]:
    digest = lines.NOTHING
    for seq, (stored, body) in enumerate(_rows(file), 1):
        digest = lines.digest(body, digest)
        assert digest == stored
        yield lines.line(seq, body)


def serve(file: Path) -> None:
    """What a server that starts keeps of the lines."""
    whole = Fold(EVENT)
    with hurrying(whole.state):
        for seq, (stored, body) in enumerate(_rows(file), 1):
            line = lines.line(seq, body)
            whole.follow(Row(seq, body, stored, line.actor, line.key), line, contents())


WORK: Mapping[str, Callable[[Path], None]] = {"parse": parse, "replay": fold, "serve": serve}


def measured(work: str, file: Path) -> dict[str, float]:
    """`cpu_s` and `peak` (bytes) of a process that does one of `WORK`."""
    command = [sys.executable, "-m", __spec__.name, work, str(file)]
    ran = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=LIMIT_S, cwd=Path(__file__).parent.parent
    )
    said: dict[str, float] = json.loads(ran.stdout)
    return said


def _peak() -> int:
    """The most bytes that were resident since this program began: getrusage would count those of who started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@contextmanager
def large(entrants: int = 10_000) -> Iterator[Round]:
    """All marks of the largest contest replayed as by a server that starts, against parsing and hashing them alone."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines"
        count = write(entrants, file)

        def one_round() -> Mapping[str, float]:
            alone, engine, whole = (measured(work, file) for work in WORK)
            return {
                "large replay": whole["cpu_s"] / alone["cpu_s"],
                "large replay memory": whole["peak"] / 1e9,
                "large replay, the engine alone": engine["cpu_s"] / alone["cpu_s"],
                "large replay memory, the engine alone, GB": engine["peak"] / 1e9,
                "large replay, million lines": count / 1e6,
                "large replay, µs a line": whole["cpu_s"] / count * 1e6,
            }

        yield one_round


if __name__ == "__main__":
    began = time.process_time()
    WORK[sys.argv[1]](Path(sys.argv[2]))
    took = time.process_time() - began
    print(json.dumps({"cpu_s": took, "peak": _peak()}))
