"""Options that several commands share, and how a command ends where something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

database = click.option("--database", metavar="URL", help="An SQLite file or a database URL  [default: saiping.db]")


@contextmanager
def said() -> Iterator[None]:
    """What the store raises ends the command with status 1 and one line on stderr."""
    from competition.store.database import StoreError

    try:
        yield
    except StoreError as error:
        raise click.ClickException(str(error)) from error
