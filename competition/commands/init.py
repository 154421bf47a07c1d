"""`init`: prepare the database, and make the link by which its owner comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from competition.commands import options

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from competition.settings import Settings


@click.command()
@click.option("--another-owner", is_flag=True, help="A link for a further owner, though there is one.")
@click.option("--venue", metavar="FOLDER", help="It will be served over HTTPS, with what `run.py venue` made here")
@options.database
def command(another_owner: bool, venue: str | None, database: str | None) -> None:
    """Prepare the database: every table, and the stream of the house. Print a link by which somebody becomes the owner:
    it counts once, for 24 hours. A second time it changes nothing, but for a new link in place of the old one as long
    as there is no owner.
    """
    from competition.access.access import HOUSE
    from competition.recording.recorder import create_stream
    from competition.settings import given
    from competition.store.database import open_database
    from competition.store.ledger import streams

    settings = given(database=database, venue=venue)
    with options.said(), open_database(settings.database) as store:
        with store.transaction() as connection:
            if HOUSE not in dict(streams(connection)):
                create_stream(connection, HOUSE, HOUSE)
            link = owner_link(connection, settings, another=another_owner)
        click.echo(f"Ready: {store.url.render_as_string()}")
    if link:
        click.echo(f"Owner: {link}")
        click.echo("The link counts once, for 24 hours. Next: run.py serve, then open it and take a contest in.")
    else:
        click.echo("There is an owner already. Next: run.py serve")
    click.echo("Without pages: run.py import PACKAGE, then run.py account EVENT --judges --out tokens.csv")


def owner_link(connection: Connection, settings: Settings, *, another: bool = False) -> str:
    """A new link for the owner, the ones before being void; "" where there is an owner. another: all the same."""
    from competition.access import invitations, logins
    from competition.access.access import CONSOLE, HOUSE

    if logins.claimed_by(connection) and not another:
        return ""
    invitations.revoke_role(connection, HOUSE, "owner")
    made = invitations.make(connection, event=HOUSE, role="owner", made_by=CONSOLE.id, lasts=invitations.OWNER_LASTS)
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    port = settings.port
    if settings.venue and "port" not in settings.model_fields_set:
        from pathlib import Path

        from competition.venue.folder import Folder

        port = Folder(Path(settings.venue)).read_record().port
    return f"{settings.address or f'{settings.scheme}://{host}:{port}'}/claim/{made.token}"
