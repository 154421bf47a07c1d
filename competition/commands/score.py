"""`run.py score`: rank a package without a database."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from competition.intake import Package, PackageProblem
    from competition.scores import Row
    from scoring.state import State, Trade

NOTHING = "–"


@click.command("score")
@click.argument("package", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "form", flag_value="json", help="Every figure as a JSON list of rows.")
@click.option("--csv", "form", flag_value="csv", help="Every figure as CSV.")
@click.option("--trade", default="", help="Only this trade.")
@click.option("--figures", is_flag=True, help="Show every figure of the table's entrants, too.")
def command(package: Path, form: str | None, trade: str, figures: bool) -> None:
    """Rank PACKAGE (a folder or zip) without a database.

    Exit codes: 0 ranked, 1 the package has problems (all are printed), 2 wrong call.
    """
    from competition import scores
    from competition.intake import read

    found, problems = read(package)
    if found is None:
        say(problems, as_json=form == "json")
        sys.exit(1)
    if trade and trade not in found.schemes:
        raise click.BadParameter(f"the package has no trade {trade}", param_hint="--trade")
    state = scores.fold(found)
    if form == "json":
        rows = scores.rows(state, trade, figures=True)
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    elif form == "csv":
        _csv(scores.rows(state, trade, figures=True))
    else:
        for line in _tables(found, state, trade, figures):
            click.echo(line)


def say(problems: Iterable[PackageProblem], *, as_json: bool = False) -> None:
    """Print each problem of a package: where, what is wrong, what to do; on stderr, or as JSON on stdout."""
    from competition import words

    rows = []
    for each in problems:
        what, remedy = words.problem(each.code, each.facts, "en")
        rows.append(asdict(each) | {"facts": dict(each.facts), "what": what, "do": remedy})
        if not as_json:
            place = ":".join(filter(None, (each.file, str(each.line or ""), each.column))) or "package"
            click.echo(f"{place} {each.code}: {what} — {remedy}", err=True)
    if as_json:
        click.echo(json.dumps({"problems": rows}, ensure_ascii=False, indent=1))
    else:
        click.echo(f"{len(rows)} problem{'s' if len(rows) > 1 else ''}.", err=True)


def _csv(rows: Iterable[Row]) -> None:
    from competition.scores import Row

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([field.name for field in fields(Row)])
    for row in rows:
        writer.writerow(["" if value is None else value for value in asdict(row).values()])


def _tables(package: Package, state: State, only: str, figures: bool) -> Iterator[str]:
    """A readable table of each phase, the deepest first, then of single figures where they are asked for."""
    from competition import scores

    names = {each.entrant: each.name for each in package.entrants}
    titles = {trade.id: trade.name for trade in package.contest.trades}
    for trade in state.trades.values():
        if only not in ("", trade.id):
            continue
        rows = list(scores.rows(state, trade.id, figures=figures))
        for phase in reversed(trade.plan.phases):
            if trade.phases[phase.id].entered is not None:
                title = titles[trade.id]
                yield f"{trade.id} · {phase.id}   {title.zh} {phase.name.zh}   {title.en}, {phase.name.en}"
                yield from _phase(trade, phase.id, [row for row in rows if row.phase == phase.id], names)
                yield ""
        if figures:
            yield from table(
                ("phase", "entrant", "item", "judge", "figure", "value", "missing", "why"),
                [
                    (
                        *(row.phase, row.entrant, row.item, row.judge, row.figure),
                        *(row.value or NOTHING, str(row.missing or ""), row.reason),
                    )
                    for row in rows
                    if row.figure not in (scores.PLACE, scores.ADVANCED)
                ],
                right={5, 6},
            )


def _phase(trade: Trade, phase: str, rows: Sequence[Row], names: dict[str, str]) -> Iterator[str]:
    modules = trade.plan.scheme.phase[phase].modules
    points = {(row.entrant, row.figure): row.value or NOTHING for row in rows if not row.item and not row.judge}
    body = [
        (
            *(row.value or row.reason, row.entrant, names[row.entrant], points[row.entrant, "total"]),
            *(points[row.entrant, module] for module in modules),
            *(str(row.missing or ""), row.reason),
        )
        for row in rows
        if row.figure == "place"
    ]
    numbers = {0, *range(3, 5 + len(modules))}
    yield from table(("place", "entrant", "name", "total", *modules, "missing", "why"), body, right=numbers)


def table(heads: Sequence[str], body: Sequence[Sequence[str]], right: set[int]) -> Iterator[str]:
    """Lines of a table for a terminal. right: columns that stand to the right."""
    widths = [max(map(_width, column)) for column in zip(heads, *body, strict=True)]
    for line in (heads, *body):
        cells = (
            " " * (width - _width(cell)) + cell if place in right else cell + " " * (width - _width(cell))
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Columns of a terminal that the text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
