"""`export`: write an event as a contest package, or its award roll."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from competition.commands import options

if TYPE_CHECKING:
    from competition.store.database import Database


@click.command("export")
@click.argument("event")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--roll", type=click.Choice(["xlsx", "csv", "json"]), help="The award roll in this form instead.")
@click.option("--trade", default="", help="Only this trade's roll.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of the roll  [default: zh]")
@options.database
def command(event: str, path: Path, roll: str | None, trade: str, lang: str, database: str | None) -> None:
    """Write EVENT as a contest package: a zip where PATH ends in .zip, else a folder.

    It holds what the catalogue keeps and what counts in the ledger now: the latest mark of every cell, who went on,
    and the adjustments. Importing it gives the same event again, under the same id.

    With --roll PATH is a file: results, panel marks and what everybody is due, with reasons. It is recorded first.

    Exit codes: 0 written, 1 no such event or trade or PATH is taken, 2 wrong call.
    """
    from competition.exports import packages
    from competition.settings import given
    from competition.store.database import open_database

    settings = given(database=database)
    if roll is not None:
        with options.said(), open_database(settings.database) as store:
            _roll(store, event, path, roll, trade, lang)
        return
    with options.said(), open_database(settings.database) as store, store.connect() as connection:
        package = packages.stored(connection, event)
        if package is None:
            raise click.ClickException(f"there is no event {event}")
        position = packages.position(connection, event)
    try:
        packages.write(packages.files(package), path)
    except FileExistsError as error:
        raise click.ClickException(f"{path} is there already, and not empty") from error
    click.echo(f"{path}: {len(package.entrants)} entrants, {len(package.marks)} marks")
    click.echo(position)


def _roll(store: Database, event: str, path: Path, form: str, trade: str, lang: str) -> None:
    """Record that the roll is taken out, then write it as of the line before that record."""
    from competition import catalogue
    from competition.exports.forms import TooManyRows
    from competition.exports.taking import made

    with store.connect() as connection:
        if event not in catalogue.events(connection):
            raise click.ClickException(f"there is no event {event}")
    if path.exists():
        raise click.ClickException(f"{path} is there already")
    seq, position = _recorded(store, event, form, trade)
    try:
        path.write_bytes(made(store, event, "roll", form, trade=trade, to=seq, lang=lang))
    except TooManyRows as error:
        raise click.ClickException("there are more rows than a sheet holds; take csv or json") from error
    click.echo(f"{path}")
    click.echo(position)


def _recorded(store: Database, event: str, form: str, trade: str) -> tuple[int, str]:
    """The line that the roll will be made at, and its position, once a line says that it is taken."""
    import asyncio
    import secrets

    from competition.access.access import CONSOLE
    from competition.recording.recorder import Recorder
    from competition.store.ledger import Ledger
    from scoring.steps import Exported

    async def record() -> tuple[int, str]:
        async with Recorder(Ledger(store, event)) as recorder:
            head = recorder.head
            fact = Exported(trade, "roll", form, head.seq, head.digest)
            answer = await recorder.record(fact, actor=CONSOLE.id, key=f"export-{secrets.token_urlsafe(15)}")
            if answer.problems:
                raise click.ClickException(f"{event}: {answer.problems[0].code} {trade}".strip())
            return head.seq, f"{event}:{head.seq}:{head.digest}"

    return asyncio.run(record())
