"""`backup`: a copy of the database now."""

from __future__ import annotations

import click

from competition.commands import options


@click.command()
@click.option("--to", "folder", metavar="FOLDER", help="Where to  [default: where `serve` puts its copies]")
@options.database
def command(folder: str | None, database: str | None) -> None:
    """Make a copy of the database now; a server may be running. Print its path, and where every stream ends in it, as
    `stream:seq:digest`.

    The copy holds all that was recorded before, is read back whole, and on the disk when it is named. `restore` takes
    it, with the .json that stands beside it: keep both.

    Exit codes: 0 the copy is there, 1 it is not, 2 wrong call.
    """
    from competition.backup.standing import Backup
    from competition.settings import given
    from competition.store.database import existing
    from competition.words import problem

    settings = given(database=database, backup=folder)
    with options.said(), existing(settings.database) as store:
        backup = Backup(store, settings.backup, every_s=settings.backup_every)
        try:
            copy = backup.copy()
        finally:
            backup.close()
    click.echo(str(copy.path))
    for head in copy.heads:
        click.echo(str(head))
    if backup.same_disk():
        click.echo(" ".join(problem("backup-same-disk", {"folder": str(backup.folder)}, "en")), err=True)
