"""`make growth`: what one mark, a replay, certainty and a board cost, from 100 to 10,000 entrants, as a chart.

    python -m benchmarks.growth [--folder growth]

writes growth.svg, for any browser, and growth.csv with its numbers. Times are seconds of CPU of this machine: what the
chart shows is how they grow.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import click

from benchmarks.certainty import half_marked
from benchmarks.chart import Series, chart, duration
from benchmarks.contest import EVENT, MARKS, PHASE, Contest, contents, everything, numbered
from benchmarks.engine import cost
from benchmarks.rounds import cpu_s, set_aside
from scoring.boards import board
from scoring.certainty.places import certainty
from scoring.engine import replay
from scoring.state import State

SIZES = (100, 200, 500, 1_000, 2_000, 5_000, 10_000)
ABOUT = {
    "a whole replay": f"every line once, {MARKS} marks an entrant",
    "certainty": "best and worst place of all, 50 aspects",
    "the whole board": "all rows, made and encoded once",
    "one mark": "her total, everybody's place",
}
TITLE = "What Saiping costs as the field grows"
WORDS = (
    "A level line costs the same in any field. A line along the dashes: ten times the entrants, ten times the time.",
    "Much steeper than the dashes would be trouble. Both scales go up in powers of ten.",
)


def measured(entrants: int, marks: int = 1_000, rounds: int = 3) -> dict[str, float]:
    """Seconds of CPU, by what `ABOUT` names, in a trade of so many entrants; the median of so many measurements.
    marks: how many one measurement of a mark gives."""
    contest, chance = Contest(1, entrants), random.Random(entrants)
    stored = list(numbered(everything(contest)))
    with set_aside():
        replayed = _median(partial(replay, EVENT, stored, contents()), rounds)
    state = replay(EVENT, stored, contents())
    del stored
    half = half_marked(entrants)
    with set_aside():
        return {
            "a whole replay": replayed,
            "certainty": _median(partial(certainty, half, PHASE), rounds),
            "the whole board": _median(partial(_board, state), rounds),
            "one mark": median(cost(state, entrants, marks, chance) for _ in range(rounds)),
        }


def _median(work: Callable[[], object], rounds: int) -> float:
    return median(cpu_s(work) for _ in range(rounds))


def _board(state: State) -> str:
    return board.view(state, "T01", "public").text()


def write(folder: Path, times: dict[int, dict[str, float]]) -> list[Path]:
    """The chart and its numbers, in a folder that is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    picture, numbers = folder / "growth.svg", folder / "growth.csv"
    series = [
        Series(name, about, [(size, taken[name]) for size, taken in times.items()]) for name, about in ABOUT.items()
    ]
    drawn = chart(TITLE, WORDS, "entrants in one trade", "time of one processor core", series)
    picture.write_text(drawn, encoding="utf-8")
    with numbers.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["entrants", *(f"{name}, seconds" for name in ABOUT)])
        table.writerows([size, *(f"{taken[name]:.9f}" for name in ABOUT)] for size, taken in times.items())
    return [picture, numbers]


@click.command()
@click.option("--folder", default="growth", type=click.Path(file_okay=False, path_type=Path), help="Where to write.")
@click.option(
    "--size", "sizes", multiple=True, default=SIZES, type=click.IntRange(2), help="Entrants; may be repeated."
)
def main(folder: Path, sizes: tuple[int, ...]) -> None:
    """Measure what one mark, a replay, certainty and a board cost as the field grows, and draw it."""
    times = {}
    for size in sorted(set(sizes)):
        times[size] = measured(size)
        said = ", ".join(f"{name} {duration(taken)}" for name, taken in times[size].items())
        click.echo(f"{size:,} entrants: {said}")
    for path in write(folder, times):
        click.echo(path)


if __name__ == "__main__":
    main()
