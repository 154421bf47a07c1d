"""`restore`: back from a copy to a database."""

from __future__ import annotations

from pathlib import Path

import click

from competition.commands import options


@click.command()
@click.argument("copy", type=click.Path(path_type=Path))
@options.database
@click.option("--force", is_flag=True, help="Also where there is a database, which is kept under another name.")
def command(copy: Path, database: str | None, force: bool) -> None:
    """Make COPY the database. Its hash, its pages and every line are checked first; where anything is wrong, nothing is
    touched. Print what was restored, and where every stream ends, as `stream:seq:digest`.

    The database must not be served, and must not be there unless --force is given. What was recorded after the copy was
    made is not in it: accounts, too, are as they were then. Sessions, invitations and tokens of the copy count no more.

    Exit codes: 0 restored, 1 not restored and nothing touched, 2 wrong call.
    """
    from competition.backup.restore import restore
    from competition.settings import given

    with options.said():
        done = restore(copy, given(database=database).database, force=force)
    click.echo(f"{done.database}: restored from {done.copy.path}, made {done.copy.made}")
    if done.kept:
        click.echo(f"{done.kept}: what was there before")
    for head in done.heads:
        click.echo(str(head))
