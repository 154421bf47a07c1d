"""`export`: write an event as a contest package."""

from __future__ import annotations

from pathlib import Path

import click

from competition.commands import options


@click.command("export")
@click.argument("event")
@click.argument("path", type=click.Path(path_type=Path))
@options.database
def command(event: str, path: Path, database: str | None) -> None:
    """Write EVENT as a contest package: a zip where PATH ends in .zip, else a folder.

    It holds what the catalogue keeps and what counts in the ledger now: the latest mark of every cell, who went on,
    and the adjustments. Importing it gives the same event again, under the same id.

    Exit codes: 0 written, 1 no such event or PATH is taken, 2 wrong call.
    """
    from competition.exports import packages
    from competition.settings import given
    from competition.store.database import open_database

    settings = given(database=database)
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
