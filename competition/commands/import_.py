"""`import`: take a contest package in, whole or not at all."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from competition.commands import options
from competition.commands.score import say

if TYPE_CHECKING:
    from competition.intake import Package, PackageProblem
    from competition.recording.explained import Explained
    from competition.recording.recorder import Answer, Entry
    from competition.store.database import Database
    from competition.store.ledger import Head

TOGETHER = 500
"""Facts that are recorded in one transaction."""


@click.command("import")
@click.argument("package", type=click.Path(path_type=Path))
@click.option("--without-marks", is_flag=True, help="Open the trades only: nobody has gone on, nothing is marked yet.")
@click.option("--json", "as_json", is_flag=True, help="Problems and outcome as JSON on stdout.")
@options.database
def command(package: Path, without_marks: bool, as_json: bool, database: str | None) -> None:
    """Take PACKAGE (a folder or zip) into the database: contest, entrants, schemes, and all marks that it states.

    With one problem or more nothing is saved, and every problem is printed with its file, line, column and code.
    An import that was cut off is finished by giving the same package again. A blind trade is opened once its codes are
    drawn, so its marks cannot be taken in.

    Exit codes: 0 imported, 1 problems or no database, 2 wrong call.
    """
    from competition.intake import read, recording
    from competition.settings import given
    from competition.store.database import open_database

    found, problems = read(package)
    if found is None:
        fail(problems, as_json)
        return
    sealed = [] if without_marks else recording.sealed(found)
    if sealed:
        fail(sealed, as_json)
    settings = given(database=database)
    with options.said(), open_database(settings.database) as store:
        problem = begin(store, found, marks=not without_marks)
        if problem is not None:
            fail([problem], as_json)
        head = finish(store, found, marks=not without_marks)
    _report(found, head, marks=not without_marks, as_json=as_json)


def begin(store: Database, package: Package, *, marks: bool) -> PackageProblem | None:
    """Catalogue and stream in one transaction; nothing where an earlier import of the same package was cut off.
    The problem where the event is there."""
    from competition import imports

    with store.transaction() as connection:
        return imports.begin(connection, package, marks=marks)


def finish(store: Database, package: Package, *, marks: bool) -> Head:
    """Record every fact of the package that is not yet in its stream; where the stream then ends."""
    import asyncio

    from competition import catalogue, imports
    from competition.recording import explained
    from competition.recording.recorder import Recorder
    from competition.store.ledger import Ledger

    every = list(entries(package, marks=marks))

    quiet = not sys.stderr.isatty()

    async def record() -> Head:
        async with Recorder(Ledger(store, package.contest.event)) as recorder:
            with click.progressbar(length=len(every), label="Recording", file=sys.stderr, hidden=quiet) as bar:
                for start in range(0, len(every), TOGETHER):
                    some = every[start : start + TOGETHER]
                    _accept([each.entry for each in some], await explained.record_all(recorder, some))
                    bar.update(len(some))
            return recorder.head

    head = asyncio.run(record())
    with store.transaction() as connection:
        catalogue.renote(connection, package.contest.event, imports.note(package, marks=marks, finished=True))
    return head


def fail(problems: Sequence[PackageProblem], as_json: bool) -> None:
    """Print every problem and end with status 1."""
    say(problems, as_json=as_json)
    click.echo("Nothing was saved.", err=True)
    sys.exit(1)


def entries(package: Package, *, marks: bool) -> Iterator[Explained]:
    """What is recorded, in order; without marks only what opens trades and prizes."""
    from competition.intake import facts
    from competition.recording.explained import Explained
    from competition.recording.recorder import Entry
    from scoring.facts import PrizeOpened, TradeOpened

    for each in facts(package):
        if not marks and not isinstance(each.fact, TradeOpened | PrizeOpened):
            return
        yield Explained(Entry(each.fact, each.actor, each.key, each.contents), each.words)


def _accept(some: Sequence[Entry], answers: Sequence[Answer]) -> None:
    """Raise where a fact of a checked package was not recorded: somebody else wrote into the stream meanwhile."""
    for entry, answer in zip(some, answers, strict=True):
        if answer.status not in ("accepted", "known"):
            codes = ", ".join(problem.code for problem in answer.problems)
            raise click.ClickException(f"{entry.key} was not recorded: {answer.status} {codes}".strip())


def _report(package: Package, head: Head, *, marks: bool, as_json: bool) -> None:
    event = package.contest.event
    counts = {
        "trades": len(package.contest.trades),
        "entrants": len(package.entrants),
        "judges": len(package.judges),
        "marks": len(package.marks) if marks else 0,
    }
    position = f"{event}:{head.seq}:{head.digest}"
    if as_json:
        click.echo(json.dumps({"event": event, **counts, "position": position}, ensure_ascii=False))
        return
    click.echo(f"{event}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    click.echo(position)
