"""Alternating rounds, their medians, and what they are held against."""

from __future__ import annotations

import gc
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

GOALS = Path(__file__).with_name("goals.toml")

Round = Callable[[], Mapping[str, float]]
"""One round: both sides of every figure of a benchmark, one after the other. Figures by name; a name without a goal
is said for information."""

Benchmark = Callable[[], AbstractContextManager[Round]]
"""Sets up, gives its round, tears down."""


@dataclass(frozen=True)
class Goal:
    """least or most: what a figure must reach or must not exceed. unit: what the figure counts."""

    unit: str
    least: float | None = None
    most: float | None = None

    def met(self, figure: float) -> bool:
        """True where the figure is good enough; a figure that is no number never is."""
        return (self.least is None or figure >= self.least) and (self.most is None or figure <= self.most)

    def __str__(self) -> str:
        return f">= {self.least:g}" if self.least is not None else f"<= {self.most:g}"


def read_goals(path: Path = GOALS) -> dict[str, Goal]:
    """Every goal, by the name of its figure."""
    stated = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Goal(each["unit"], each.get("least"), each.get("most")) for name, each in stated.items()}


def measure(benchmark: Benchmark, rounds: int) -> pd.DataFrame:
    """A row a round, a column a figure."""
    with benchmark() as one_round:
        return pd.DataFrame([one_round() for _ in range(rounds)])


def spread(figures: pd.DataFrame) -> pd.DataFrame:
    """Median, lowest and highest of each figure, a row a figure."""
    return figures.agg(["median", "min", "max"]).T


@contextmanager
def set_aside() -> Iterator[None]:
    """Within, the collector does not walk over what was there before: inputs are no part of what is measured."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds of this process that the work takes; rubbish of the work before is gone."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began
