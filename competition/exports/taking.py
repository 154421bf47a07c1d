"""An export made at one line: read from the ledger, shaped, written in its form."""

from __future__ import annotations

import io
from pathlib import PurePosixPath

from competition.awarding.stored import standing
from competition.exports import packages, signatures, words
from competition.exports.contents import EXPORTS, Export
from competition.exports.forms import FORMS
from competition.store.database import Database


def made(database: Database, event: str, name: str, form: str, *, trade: str, to: int | None, lang: str) -> bytes:
    """The bytes of an export as of a line, by default the last. Raises KeyError where there is no such event or export,
    TooManyRows where a sheet cannot hold it, and StoreError where a line is not as it was recorded."""
    if form not in EXPORTS[name]:
        raise KeyError(form)
    if name == "package":
        return _package(database, event, to)
    found = standing(database, event, to)
    if found is None:
        raise KeyError(event)
    _, seq, _ = found.position.rsplit(":", 2)
    with database.connect() as connection:
        signed, people = signatures.read(connection, event, int(seq)), signatures.logins(connection)
        said = words.read(connection, event, found.state)
    return FORMS[form](Export(found, trade, lang, signed, people, said).taken(name))


def file_name(event: str, name: str, form: str, *, trade: str, seq: int) -> str:
    """What the file is called: event, trade where there is one, export, and the line it was made at."""
    return PurePosixPath("-".join(filter(None, (event, trade, name, str(seq)))) + f".{form}").name


def _package(database: Database, event: str, to: int | None) -> bytes:
    with database.connect() as connection:
        package = packages.stored(connection, event, to)
    if package is None:
        raise KeyError(event)
    out = io.BytesIO()
    packages.zipped(packages.files(package), out)
    return out.getvalue()
