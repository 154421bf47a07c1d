"""`keys`: what signs credentials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from competition.commands import options

if TYPE_CHECKING:
    from competition.credentials.keys import Key

LIST, ROTATE, COMPROMISED = "list", "rotate", "compromised"


@click.command()
@click.argument("act", type=click.Choice([LIST, ROTATE, COMPROMISED]), default=LIST)
@click.argument("key", default="")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", help="Language of what is said.")
@options.database
def command(act: str, key: str, lang: str, database: str | None) -> None:
    """Say which keys sign credentials, and which did (list). A server may be running; it follows.

    rotate: new keys sign from now on. What the old ones signed stays good: their public halves stay published, their
    private halves are deleted. New ones are encrypted with SAIPING_KEY_PASSPHRASE where that is set.

    compromised KEY: somebody else may have had the key. Nothing that it signed counts any more; holders fetch their
    credentials again, signed by another.

    Exit codes: 0 done, 1 there is no such key, 2 wrong call.
    """
    from competition import words
    from competition.credentials import keys
    from competition.credentials.did import AddressMissing, did_web
    from competition.settings import given
    from competition.store.database import existing

    if (act == COMPROMISED) != bool(key):
        raise click.UsageError("compromised takes the id of a key, the other acts take none")
    settings = given(database=database)
    passphrase = settings.key_passphrase.get_secret_value()
    with options.said(), existing(settings.database) as store, store.transaction() as connection:
        if act == ROTATE:
            keys.rotate(connection, passphrase)
        if act == COMPROMISED:
            try:
                keys.compromised(connection, key, passphrase)
            except keys.UnknownKey as error:
                said = words.problem("unknown-signing-key", {"key": key}, lang)
                raise click.ClickException(" ".join(said)) from error
        found = keys.listed(connection)
    try:
        click.echo(did_web(settings.address))
    except AddressMissing as error:
        click.echo(" ".join(words.problem(error.code, {}, lang)), err=True)
    _show(found, lang)


def _show(found: Sequence[Key], lang: str) -> None:
    """A line a key: id, algorithm, since when, and whether it signs."""
    from competition import words

    if not found:
        click.echo(words.term("keys-command", "none", lang))
    for each in found:
        state = "compromised" if each.compromised_at else "retired" if each.retired_at else "signs"
        at = each.compromised_at or each.retired_at
        click.echo(f"{each.id}  {each.algorithm:7}  {each.made_at}  {words.term('keys-command', state, lang, at=at)}")
