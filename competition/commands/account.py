"""`account`: make bearer tokens."""

from __future__ import annotations

import csv
import io
import os
import re
from datetime import timedelta
from pathlib import Path

import click

from competition.commands import options


class Span(click.ParamType[timedelta]):
    """A length of time: `90m`, `12h` or `3d`."""

    name = "span"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        found = re.fullmatch(r"([1-9][0-9]{0,4})([mhd])", value)
        if found is None:
            self.fail(f"{value!r} is no length of time such as 90m, 12h or 3d", param, ctx)
        return timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[found[2]]: int(found[1])})


@click.command()
@click.argument("event")
@click.option("--judge", "judges", multiple=True, metavar="ID", help="A judge of the event; may be repeated.")
@click.option("--judges", "everyone", is_flag=True, help="Every judge of the event.")
@click.option("--role", type=click.Choice(["organiser"]), help="An account that is no judge's.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the CSV there, for you alone.")
@click.option("--expires", type=Span(), help="How long the tokens count, e.g. 12h or 3d  [default: for ever]")
@click.option("--revoke", is_flag=True, help="Make no token; those that there are count no more.")
@options.database
def command(
    event: str,
    judges: tuple[str, ...],
    everyone: bool,
    role: str | None,
    out: Path | None,
    expires: timedelta | None,
    revoke: bool,
    database: str | None,
) -> None:
    """Make bearer tokens for accounts of EVENT and print them as CSV, this once: the database keeps only their hashes.

    An account's earlier tokens count no more.
    """
    from sqlalchemy import select

    from competition.access import tokens
    from competition.access.access import Actor
    from competition.settings import given
    from competition.store import schema
    from competition.store.database import open_database

    if not (judges or everyone or role):
        raise click.UsageError("say whose: --judge ID, --judges or --role")
    settings = given(database=database)
    with options.said(), open_database(settings.database) as store, store.transaction() as connection:
        if connection.execute(select(schema.event.c.id).where(schema.event.c.id == event)).first() is None:
            raise click.ClickException(f"there is no event {event}")
        judge = schema.judge.c
        known = list(connection.scalars(select(judge.id).where(judge.event == event).order_by(judge.position)))
        unknown = [each for each in judges if each not in known]
        if unknown:
            raise click.ClickException(f"{event} has no judge {', '.join(unknown)}")
        actors = [Actor("judge", each, event, each) for each in (known if everyone else judges)]
        actors += [Actor(role, "main", event)] if role else []
        if revoke:
            count = sum(tokens.revoke(connection, actor) for actor in actors)
            click.echo(f"{count} tokens count no more")
            return
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(["judge" if actors[0].judge else "account", "token"])
        for actor in actors:
            rows.writerow([actor.judge or actor.id, tokens.issue(connection, actor, expires=expires)])
        _write(out, text.getvalue())


def _write(out: Path | None, text: str) -> None:
    """To a file that nobody else may read, or to stdout."""
    if out is None:
        click.echo(text, nl=False)
        return
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        out.chmod(0o600)
        file.write(text)
