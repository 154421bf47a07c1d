"""`python -m benchmarks`: measure, show the spread, end with a line `name: figure (goal)` each; exit 1 if one falls
short."""

from __future__ import annotations

import sys

import click
import pandas as pd

from benchmarks.door import door
from benchmarks.engine import engine, replay
from benchmarks.fanout import fanout
from benchmarks.recorder import one_mark, recorder
from benchmarks.rounds import Benchmark, measure, read_goals, spread

BENCHMARKS: dict[str, Benchmark] = {
    "recorder": recorder,
    "one mark": one_mark,
    "door": door,
    "engine": engine,
    "replay": replay,
    "fan-out": fanout,
}


@click.command()
@click.option("--rounds", default=9, show_default=True, type=click.IntRange(1), help="Rounds of each benchmark.")
@click.option("--only", multiple=True, type=click.Choice(list(BENCHMARKS)), help="Only this one; may be repeated.")
def main(rounds: int, only: tuple[str, ...]) -> None:
    """Measure what benchmarks/goals.toml promises."""
    goals = read_goals()
    tables = []
    for name in only or BENCHMARKS:
        click.echo(f"{name}: {rounds} rounds …", err=True)
        tables.append(spread(measure(BENCHMARKS[name], rounds)))
    table = pd.concat(tables)
    click.echo(table.to_string(float_format="{:.2f}".format) + "\n")
    short = []
    for name in table.index.intersection(list(goals)):
        figure, goal = float(table.loc[name, "median"]), goals[name]
        click.echo(f"{name}: {figure:.2f} {goal.unit} ({goal})")
        if not goal.met(figure):
            short.append(name)
    if short:
        click.echo(f"short of its goal: {', '.join(short)}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
