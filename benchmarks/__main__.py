"""`python -m benchmarks`: measure, show the spread, end with a line `name: figure (goal)` each; exit 1 if one falls
short."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click
import pandas as pd

from benchmarks.certainty import certainty
from benchmarks.certificates import credentials, printed
from benchmarks.deciding import deciding
from benchmarks.door import door
from benchmarks.engine import engine, replay
from benchmarks.enrolling import enrolling
from benchmarks.fanout import fanout
from benchmarks.large import large
from benchmarks.pages import pages
from benchmarks.recorder import one_mark, recorder
from benchmarks.rolls import rolls
from benchmarks.rounds import GOALS, Benchmark, measure, read_goals, spread
from benchmarks.verification import verification

BENCHMARKS: dict[str, Benchmark] = {
    "recorder": recorder,
    "one mark": one_mark,
    "door": door,
    "engine": engine,
    "replay": replay,
    "large replay": large,
    "certainty": certainty,
    "credentials": credentials,
    "decide": deciding,
    "certificates": printed,
    "fan-out": fanout,
    "pages": pages,
    "rolls": rolls,
    "first sheet": enrolling,
    "verification": verification,
}
SHORT: dict[str, Benchmark] = {
    "recorder": partial(recorder, submitters=16, each=8),
    "one mark": partial(one_mark, marks=10, entrants=2),
    "door": partial(door, marks=10, trades=1, rounds=2),
    "engine": partial(engine, entrants=50, few=10, marks=20),
    "replay": partial(replay, count=500, trades=2),
    "large replay": partial(large, entrants=4),
    "certainty": partial(certainty, entrants=20),
    "credentials": partial(credentials, persons=3),
    "decide": partial(deciding, entrants=5),
    "certificates": partial(printed, persons=3),
    "fan-out": partial(fanout, viewers=20, messages=3, entrants=4),
    "rolls": partial(rolls, persons=40),
    "pages": partial(pages, trades=2, entrants=3),
    "first sheet": partial(enrolling, entrants=3),
    "verification": partial(verification, checks=5, certificates=2),
}
"""The same, so small that their figures mean nothing: to see that they run."""
FEW: dict[str, int] = {"large replay": 3}
"""Rounds at most of what takes minutes a round."""


@click.command()
@click.option("--rounds", default=9, show_default=True, type=click.IntRange(1, 50), help="Rounds of each benchmark.")
@click.option("--only", multiple=True, type=click.Choice(list(BENCHMARKS)), help="Only this one; may be repeated.")
@click.option("--short", is_flag=True, help="So small that figures mean nothing: to see that everything runs.")
@click.option("--goals", type=click.Path(exists=True, path_type=Path), default=GOALS, help="Another file of goals.")
def main(rounds: int, only: tuple[str, ...], short: bool, goals: Path) -> None:
    """Measure what benchmarks/goals.toml promises: medians of alternating rounds, with their spread."""
    held = read_goals(goals)
    tables = []
    for name in only or BENCHMARKS:
        most = min(rounds, FEW.get(name, rounds))
        click.echo(f"{name}: {most} rounds …", err=True)
        tables.append(spread(measure((SHORT if short else BENCHMARKS)[name], most)))
    table = pd.concat(tables)
    click.echo(table.to_string(float_format="{:.2f}".format) + "\n")
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
