"""`init`: prepare the database."""

from __future__ import annotations

import click

from competition.commands import options


@click.command()
@options.database
def command(database: str | None) -> None:
    """Prepare the database: every table, and the stream of the house. A second time it changes nothing."""
    from competition.access.access import HOUSE
    from competition.recording.recorder import create_stream
    from competition.settings import given
    from competition.store.database import open_database
    from competition.store.ledger import streams

    settings = given(database=database)
    with options.said(), open_database(settings.database) as store:
        with store.transaction() as connection:
            if HOUSE not in dict(streams(connection)):
                create_stream(connection, HOUSE, HOUSE)
        click.echo(f"Ready: {store.url.render_as_string()}")
    click.echo("Next: run.py import PACKAGE, then run.py account EVENT --judges --out tokens.csv, then run.py serve")
