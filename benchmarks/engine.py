"""What one mark costs the engine, and what a replay costs, against the bare steps they cannot do without."""

from __future__ import annotations

import hashlib
import json
import random
from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any

from benchmarks.contest import (
    EVENT,
    MARKS,
    PANELS,
    PHASE,
    Contest,
    contents,
    everything,
    folded,
    judges,
    numbered,
    value,
)
from benchmarks.rounds import Round, cpu_s, set_aside
from competition.store.fold import Fold
from competition.store.ledger import Row
from scoring import lines
from scoring.engine import apply, hurrying
from scoring.engine import replay as engine_replay
from scoring.facts import Cell, MarkGiven
from scoring.lines import Line
from scoring.state import State

PROBES = 200
"""Keys put into one list, which must stay about as long as it was."""


@contextmanager
def engine(entrants: int = 10_000, few: int = 100, marks: int = 2_000) -> Iterator[Round]:
    """One mark that moves its entrant, among many and among few, against `bisect.insort` into a list as long."""
    many, some = folded(Contest(1, entrants)), folded(Contest(1, few))
    chance = random.Random(1)

    def one_round() -> Mapping[str, float]:
        insorts = _insorts(_keys(many), marks, chance) / marks
        among_many = cost(many, entrants, marks, chance)
        among_few = cost(some, few, marks, chance)
        plain = _insorts([(index * 7919) % 1_000_003 for index in range(entrants)], marks, chance) / marks
        return {
            "engine": among_many / insorts,
            "engine flat": among_many / among_few,
            "engine, x one insort of plain numbers": among_many / plain,
            "engine, µs a mark": among_many * 1e6,
        }

    yield one_round


def _keys(state: State) -> list[Any]:
    return list(state.trades["T01"].order.sorted)


def _insorts(keys: Sequence[Any], count: int, chance: random.Random) -> float:
    """CPU seconds of `count` insorts into a list of about as many keys."""
    taken = 0.0
    for _ in range(0, count, PROBES):
        probes = set(chance.sample(range(len(keys)), min(PROBES, count, len(keys) // 2)))
        others = sorted(key for index, key in enumerate(keys) if index not in probes)
        put = [keys[index] for index in probes]
        taken += cpu_s(partial(_insort_all, others, put)) * min(PROBES, count) / len(put)
    return taken


def _insort_all(others: list[Any], put: Sequence[Any]) -> None:
    for key in put:
        insort(others, key)


def cost(state: State, entrants: int, marks: int, chance: random.Random) -> float:
    """CPU seconds of one mark whose aspect is settled already: it makes another total, and moves the entrant."""
    panel = judges("T01", "idea")
    stated = []
    for _ in range(marks):
        entrant = f"T01-{chance.randrange(entrants) + 1:05}"
        cell = Cell(chance.choice(panel), entrant, PHASE, "", chance.choice(PANELS["idea"]))
        stated.append(MarkGiven(cell, value(chance)))
    return cpu_s(partial(_apply_all, state, list(numbered(stated, state.seq)))) / marks


def _apply_all(state: State, given: Sequence[Line]) -> None:
    for line in given:
        apply(state, line, {})


@contextmanager
def replay(count: int = 250_000, trades: int = 8) -> Iterator[Round]:
    """Stored lines folded to a state with their chain verified, against parsing and hashing them alone."""
    contest = Contest(trades, count // (trades * MARKS) + 1)
    rows = list(islice(_rows(contest), count))
    assert len(rows) == count

    def one_round() -> Mapping[str, float]:
        alone = cpu_s(partial(_parse_and_hash, rows))
        whole = cpu_s(partial(_replay, rows))
        served = cpu_s(partial(_fold, rows))
        return {
            "replay": whole / alone,
            "replay, with columns and keys as a server keeps them": served / alone,
            "replay, µs a line": whole / count * 1e6,
        }

    with set_aside():
        yield one_round


def _rows(contest: Contest) -> Iterator[Row]:
    digest = lines.NOTHING
    for line in numbered(everything(contest)):
        body = lines.body(line.fact, at=line.at, actor=line.actor, key=line.key)
        digest = lines.digest(body, digest)
        yield Row(line.seq, body, digest, line.actor, line.key)


def _parse_and_hash(rows: Sequence[Row]) -> None:
    digest = lines.NOTHING
    for row in rows:
        json.loads(row.body)
        digest = hashlib.sha256((digest + row.body).encode()).hexdigest()
    assert digest == rows[-1].digest


def _replay(rows: Sequence[Row]) -> None:
    state = engine_replay(EVENT, _proven(rows), contents())
    assert state.seq == len(rows)


def _proven(rows: Sequence[Row]) -> Iterator[Line]:
    """Each line, its place in the chain proven."""
    digest = lines.NOTHING
    for row in rows:
        digest = lines.digest(row.body, digest)
        if digest != row.digest:
            raise RuntimeError(f"line {row.seq} is damaged")
        yield lines.line(row.seq, row.body)


def _fold(rows: Sequence[Row]) -> None:
    fold, known = Fold(EVENT), contents()
    with hurrying(fold.state):
        for row in rows:
            fold.follow(row, fold.read(row), known)
    assert fold.head.digest == rows[-1].digest
