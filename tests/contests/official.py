"""`make official`: score every package of a folder the way `run.py score` does, and compare every published figure.

    python -m tests.contests.official [--contests PATH] [--plant half-even|round-only-the-sum]

PATH (else CONTESTS, else SAIPING_CONTESTS) is either a folder of data sets, whose converters are applied first, or any
folder that holds packages with expected.csv. Exit codes: 0 all hold, 1 something falls short or nothing was compared,
2 no such folder. Where the folder that SAIPING_CONTESTS names is not there it is a stated skip, and 1 with CI set.
A planted rounding alters the schemes in memory and must be seen red. Figures that no rule reproduces are listed in
`EXCEPTIONS`; every other one that is stated must hold.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import click
import pandas

from competition import scores
from competition.intake import Package, read
from competition.scores import LIST, stated
from scoring.nodes import Linear, Scheme
from scoring.numbers import Rounding
from tests.contests import ballroom_skating, chopin_piano, diving, eurovision, figure_skating, ski_jumping
from tests.contests.goals import ALONE, COMPLETE, EXCEPTIONS, GOALS

CONVERTERS: Mapping[str, ModuleType] = {
    "ballroom_skating": ballroom_skating,
    "chopin_piano": chopin_piano,
    "diving": diving,
    "eurovision": eurovision,
    "figure_skating": figure_skating,
    "ski_jumping": ski_jumping,
}

NAMED = "SAIPING_CONTESTS"
MISMATCHES_SHOWN = 20


class Comparison(NamedTuple):
    """A published figure and what was computed. computed: "" where there is none. alone: no other position in the list
    would hold as well."""

    contests: str
    event: str
    phase: str
    entrant: str
    item: str
    judge: str
    figure: str
    stated: str
    computed: str
    holds: bool
    alone: bool = True


def half_even(rounding: Rounding | None, whole: bool, decimals: int) -> Rounding | None:
    """Every rounding goes to the even neighbour."""
    return rounding and replace(rounding, mode="half-even")


def round_only_the_sum(rounding: Rounding | None, whole: bool, decimals: int) -> Rounding | None:
    """Modules and phases are rounded, nothing inside them."""
    return Rounding(decimals) if whole else None


PLANTS = {"half-even": half_even, "round-only-the-sum": round_only_the_sum}


def planted(scheme: Scheme, plant: str) -> Scheme:
    """The scheme with another rounding at every level."""
    change = PLANTS[plant]
    places = scheme.decimals

    def inside(node: Any, **parts: Any) -> Any:
        return replace(node, rounding=change(node.rounding, False, places), **parts)

    def whole(node: Any, **parts: Any) -> Any:
        return replace(node, rounding=change(node.rounding, True, places), **parts)

    return replace(
        scheme,
        phases=tuple(whole(phase) for phase in scheme.phases),
        modules=tuple(
            whole(
                module,
                criteria=tuple(
                    inside(criterion, aspects=tuple(inside(aspect) for aspect in criterion.aspects))
                    for criterion in module.criteria
                ),
            )
            for module in scheme.modules
        ),
        tables={name: inside(table) if isinstance(table, Linear) else table for name, table in scheme.tables.items()},
    )


def compare(package: Package, contests: str = "", plant: str = "") -> Iterator[Comparison]:
    """Every figure of the package's expected.csv with what scoring it gives."""
    if plant:
        schemes = {trade: planted(scheme, plant) for trade, scheme in package.schemes.items()}
        package = replace(package, schemes=schemes)
    computed = list(scores.rows(scores.fold(package), figures=True))
    for each in stated.compare(package, computed):
        yield Comparison(contests, package.contest.event, *each[1:])


def folders(contests: Path, scratch: Path) -> Iterator[tuple[str, Path]]:
    """(name of the data set or "", folder or zip of a package) of everything under `contests`."""
    if any((contests / name / "judgements.csv").is_file() for name in CONVERTERS):
        for name, converter in CONVERTERS.items():
            if (contests / name).is_dir():
                yield from ((name, folder) for folder in converter.convert(contests / name, scratch / name))
        return
    if (contests / "contest.toml").is_file():
        yield "", contests
        return
    for found in sorted(contests.rglob("contest.toml")):
        yield "", found.parent
    for found in sorted(contests.rglob("*.zip")):
        yield "", found


def score(where: tuple[str, Path], plant: str = "") -> tuple[str, list[Comparison], list[str]]:
    """(package, its comparisons, why it cannot be read)."""
    contests, path = where
    package, problems = read(path)
    if package is None:
        said = [f"{each.file}:{each.line} {each.column} {each.code} {dict(each.facts)}" for each in problems]
        return f"{contests}/{path.name}", [], said
    return f"{contests}/{path.name}", list(compare(package, contests, plant)), []


def summary(comparisons: list[Comparison]) -> dict[tuple[str, str], tuple[int, int]]:
    """(figures that hold, figures stated) by data set and kind of figure."""
    table = pandas.DataFrame(comparisons, columns=list(Comparison._fields))
    counted = table.groupby(["contests", "figure"])["holds"].agg(["sum", "size"]).reset_index()
    return {(contests, figure): (int(holds), int(stated)) for contests, figure, holds, stated in counted.to_numpy()}


def excused(each: Comparison) -> bool:
    """True for a figure that does not hold and is known not to."""
    return not each.holds and each.figure in EXCEPTIONS.get(each.contests, {}).get(each.event, ())


def complete(comparisons: list[Comparison]) -> dict[tuple[str, str, str], tuple[int, int, int]]:
    """(holding altogether, stated, without any that is excused) of the rounds that `COMPLETE` counts as one."""
    rounds: dict[tuple[str, str, str], dict[tuple[str, str], list[Comparison]]] = {}
    for each in comparisons:
        for phase, figure in COMPLETE.get(each.contests, {}):
            if figure == each.figure and phase in ("", each.phase):
                found = rounds.setdefault((each.contests, phase, figure), {})
                found.setdefault((each.event, each.phase), []).append(each)
    return {
        kind: (
            sum(all(each.holds for each in listed) for listed in found.values()),
            len(found),
            sum(not any(excused(each) for each in listed) for listed in found.values()),
        )
        for kind, found in rounds.items()
    }


def report(comparisons: list[Comparison], goals: Mapping[str, Mapping[str, int]]) -> tuple[list[str], bool]:
    """Lines `name: figure (goal)`, and whether all that is stated and not excused holds, no less than the goals, and
    not nothing."""
    lines, good = [], bool(comparisons)
    counted = summary(comparisons)
    allowed = Counter((each.contests, each.figure) for each in comparisons if excused(each))
    promised = {(contests, figure): goal for contests, every in goals.items() for figure, goal in every.items()}
    for kind in sorted(counted.keys() | promised.keys()):
        holds, stated = counted.get(kind, (0, 0))
        goal = max(stated - allowed[kind], promised.get(kind, 0))
        good = good and holds >= goal
        lines.append(f"{' '.join(filter(None, kind))}: {holds} (of {stated} stated, at least {goal})")
    alone = Counter(each.contests for each in comparisons if each.figure == LIST and each.holds and each.alone)
    for contests, goal in ALONE.items() if goals else ():
        good = good and alone[contests] >= goal
        lines.append(f"{contests} {LIST}, shared with nobody: {alone[contests]} (at least {goal})")
    for (contests, phase, figure), (holds, stated, expected) in sorted(complete(comparisons).items()):
        goal = max(expected, COMPLETE[contests][phase, figure] if goals else 0)
        good = good and holds >= goal
        name = " ".join(filter(None, (contests, phase, figure)))
        lines.append(f"{name} complete: {holds} (of {stated} stated, at least {goal})")
    holds, least = sum(each.holds for each in comparisons), max(1, len(comparisons) - allowed.total())
    lines.append(f"official figures: {holds} (of {len(comparisons)} stated, at least {least})")
    return lines, good


@click.command()
@click.option("--contests", envvar=("CONTESTS", NAMED), default="", help="Folder of data sets or packages.")
@click.option("--plant", type=click.Choice(list(PLANTS)), default=None, help="Round otherwise; must be seen red.")
def main(contests: str, plant: str | None) -> None:
    """Score every package of a folder and compare every published figure."""
    path = Path(contests)
    if not contests or not path.is_dir():
        if contests != os.environ.get(NAMED, ""):
            raise click.UsageError(f"{path} is no folder")
        click.echo(f"no official contests to score: {NAMED} names {contests or 'nothing'}", err=True)
        sys.exit(1 if os.environ.get("CI") else 0)
    comparisons: list[Comparison] = []
    unread = 0
    with tempfile.TemporaryDirectory(prefix="saiping-official-") as scratch:
        found = list(folders(path, Path(scratch)))
        with ProcessPoolExecutor(min(len(found) or 1, os.cpu_count() or 1)) as pool:
            for name, compared, problems in pool.map(partial(score, plant=plant or ""), found, chunksize=4):
                comparisons += compared
                unread += bool(problems)
                for problem in problems[:MISMATCHES_SHOWN]:
                    click.echo(f"{name}: {problem}", err=True)
    wrong = [each for each in comparisons if not each.holds and not excused(each)]
    for each in wrong[:MISMATCHES_SHOWN]:
        where = " ".join(filter(None, (each.event, each.phase, each.entrant, each.item, each.judge, each.figure)))
        click.echo(f"{where}: computed {each.computed or 'nothing'}, published {each.stated}", err=True)
    if len(wrong) > MISMATCHES_SHOWN:
        click.echo(f"… and {len(wrong) - MISMATCHES_SHOWN} more", err=True)
    lines, good = report(comparisons, GOALS if any(name for name, _ in found) else {})
    click.echo("\n".join((*lines, f"packages unread: {unread} (0)")))
    sys.exit(0 if good and not unread else 1)


if __name__ == "__main__":
    main()
