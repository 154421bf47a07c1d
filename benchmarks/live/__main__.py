"""`python -m benchmarks.live`: boards in the air beside what else could carry them; exit 1 if a goal is missed.

Alternating rounds, their medians with the spread, and what each is held against. Needs a C compiler, Chromium, nginx
with nchan, node with `ws`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
import pandas as pd

from benchmarks.live.motion import moving_board
from benchmarks.live.page import board_page
from benchmarks.live.picture import versions, write
from benchmarks.live.pushed import pushed
from benchmarks.live.stampede import stampede
from benchmarks.live.told import told
from benchmarks.rounds import Benchmark, Round, measure, read_goals, spread

GOALS = Path(__file__).with_name("goals.toml")


def named(name: str, benchmark: Benchmark) -> Benchmark:
    """The same with this name before each of its figures."""

    @contextmanager
    def of() -> Iterator[Round]:
        with benchmark() as one_round:
            yield lambda: {f"{name}: {figure}": value for figure, value in one_round().items()}

    return of


def benchmarks(modules: str | None, short: bool = False) -> dict[str, Benchmark]:
    """By name. modules: where node finds ws, None for Debian's. short: so small that figures mean nothing."""
    few = 20 if short else 0
    seconds = 1 if short else 8
    return {
        "2,000": named("2,000 viewers", partial(told, few or 2_000, 3 if short else 25, modules)),
        "10,000": named("10,000 viewers", partial(told, few or 10_000, 3 if short else 10, modules)),
        "200 marks": named("200 marks/s", partial(pushed, few or 2_000, few or 200, seconds)),
        "1,000 marks": named("1,000 marks/s", partial(pushed, few or 2_000, few or 1_000, seconds)),
        "no tick": named("500 viewers, no tick", partial(pushed, few or 500, 20, seconds, 0)),
        "stampede": partial(stampede, few or 5_000),
        "page": partial(board_page, 3 if short else 132),
        "motion": partial(moving_board, 3 if short else 100, 2 if short else 12),
    }


@click.command()
@click.option("--rounds", default=9, show_default=True, type=click.IntRange(1, 50), help="Rounds of each benchmark.")
@click.option("--only", multiple=True, type=click.Choice(list(benchmarks(None))), help="Only this; may be repeated.")
@click.option("--short", is_flag=True, help="So small that figures mean nothing: to see that everything runs.")
@click.option("--node-modules", metavar="FOLDER", help="Where node finds ws instead of Debian's.")
@click.option(
    "--folder", default="bench-live", type=click.Path(file_okay=False, path_type=Path), help="Where to write."
)
def main(rounds: int, only: tuple[str, ...], short: bool, node_modules: str | None, folder: Path) -> None:
    """Measure what benchmarks/live/goals.toml promises."""
    held = read_goals(GOALS)
    known = benchmarks(node_modules, short)
    tables = []
    for name in only or known:
        click.echo(f"{name}: {rounds} rounds …", err=True)
        tables.append(spread(measure(known[name], rounds)))
        click.echo(tables[-1].to_string(float_format="{:.2f}".format) + "\n", err=True)
    table = pd.concat(tables)
    click.echo(table.to_string(float_format="{:.2f}".format) + "\n")
    for path in write(folder, table, held, versions(node_modules)):
        click.echo(path)
    missed = []
    for name in table.index.intersection(list(held)):
        figure, goal = float(table.loc[name, "median"]), held[name]
        click.echo(f"{name}: {figure:.2f} {goal.unit} ({goal})")
        if not goal.met(figure):
            missed.append(name)
    if missed:
        click.echo(f"short of its goal: {', '.join(missed)}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
