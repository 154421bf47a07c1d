"""`run.py score`: rank a package without a database."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from competition.intake import PackageProblem
    from competition.scores import Row

NOTHING = "–"
COLUMNS = ("trade", "phase", "entrant", "item", "judge", "figure", "value", "rank", "missing", "reason")
"""What JSON and CSV state of every figure."""


@click.command("score")
@click.argument("package", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "form", flag_value="json", help="Every figure as a JSON list of rows.")
@click.option("--csv", "form", flag_value="csv", help="Every figure as CSV.")
@click.option("--check", "form", flag_value="check", help="Compare with expected.csv, and name what differs.")
@click.option("--trade", default="", help="Only this trade.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of reasons  [default: zh]")
@click.option("--figures", is_flag=True, help="Show every figure of the table's entrants, too.")
def command(package: Path, form: str | None, trade: str, lang: str, figures: bool) -> None:
    """Rank PACKAGE (a folder or zip) without a database, and say why each stands where she stands. In JSON and CSV
    reasons are codes. Where the package states figures (expected.csv) the last line says how many of them hold.

    Exit codes: 0 ranked, 1 the package has problems (all are printed), or --check found that a figure differs, 2 wrong
    call.
    """
    from competition import scores
    from competition.commands.ranked import Ranked
    from competition.intake import read
    from competition.scores import stated

    found, problems = read(package)
    if found is None:
        say(problems, as_json=form == "json")
        sys.exit(1)
    if trade and trade not in found.schemes:
        raise click.BadParameter(f"the package has no trade {trade}", param_hint="--trade")
    state = scores.fold(found)
    if form == "json":
        rows = scores.rows(state, trade, figures=True)
        click.echo(json.dumps([_stated(row) for row in rows], ensure_ascii=False, indent=1))
    elif form == "csv":
        _csv(scores.rows(state, trade, figures=True))
    else:
        for line in Ranked(found, state, figures, lang).lines(trade) if form is None else ():
            click.echo(line)
        every = list(scores.rows(state, figures=True)) if found.expected else []
        compared = [each for each in stated.compare(found, every) if trade in ("", each.trade)]
        wrong = [each for each in compared if not each.holds]
        for each in wrong if form == "check" else ():
            click.echo(each)
        if compared or form == "check":
            click.echo(f"expected.csv: {len(compared) - len(wrong)} of {len(compared)} figures hold.")
        if form == "check" and (wrong or not compared):
            sys.exit(1)


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
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(["" if value is None else value for value in _stated(row).values()])


def _stated(row: Row) -> dict[str, str | int | None]:
    """A row by its columns."""
    return {column: getattr(row, column) for column in COLUMNS}
