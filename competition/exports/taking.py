"""An export made at one line: read from the ledger, shaped, written in its form. The same line gives the same bytes."""

from __future__ import annotations

import io
from pathlib import Path, PurePosixPath

from competition.awarding.stored import Standing, standing
from competition.exports import packages, signatures, words
from competition.exports.contents import EXPORTS, LAID_OUT, Export
from competition.exports.forms import FORMS, xlsx
from competition.exports.layouts import PAPERS
from competition.exports.register import register
from competition.intake.layouts import Layout, built_in, layout_of
from competition.intake.package import Package
from competition.store.database import Database
from competition.store.ledger import Ledger
from scoring import lines


def made(
    database: Database,
    event: str,
    name: str,
    form: str,
    *,
    trade: str,
    to: int | None,
    lang: str,
    layout: Layout | None = None,
    house: int | None = None,
    fonts: Path | None = None,
) -> bytes:
    """The bytes of an export as of a line, by default the last. layout: of what has one, None for its own. house: line
    of the house's stream up to which it is read, None for the last, 0 for none. fonts: folder of
    further ones to print with. Raises KeyError where there
    is no such event or export, TooManyRows where a sheet cannot hold it, NoFonts and UnprintableRoll where it cannot be
    printed, and StoreError where a line is not as it was recorded."""
    if form not in EXPORTS[name]:
        raise KeyError(form)
    if name == "package":
        return _package(database, event, to)
    found = standing(database, event, to, house)
    if found is None:
        raise KeyError(event)
    export = _export(database, found, trade, lang, layout or _own(name), house)
    if form == "pdf":
        from competition.exports.paper import pdf

        return pdf(export, fonts)
    if form == "zip":
        return _with_photos(export, found.package, name)
    return FORMS[form](export.taken(name))


def laid_out(name: str, form: str) -> bool:
    """True for what has a layout's columns."""
    return name in LAID_OUT and (name == "upload" or form == "pdf")


def file_name(event: str, name: str, form: str, *, trade: str, seq: int) -> str:
    """What the file is called: event, trade where there is one, export, and the line it was made at."""
    return PurePosixPath("-".join(filter(None, (event, trade, name, str(seq)))) + f".{form}").name


def _own(name: str) -> Layout | None:
    return layout_of(built_in()[LAID_OUT[name]], PAPERS)[0] if name in LAID_OUT else None


def _export(
    database: Database, found: Standing, trade: str, lang: str, layout: Layout | None, house: int | None
) -> Export:
    event, seq, _ = found.position.rsplit(":", 2)
    (row,) = Ledger(database, event).page(int(seq) - 1, 1)
    with database.connect() as connection:
        signed, people = signatures.read(connection, event, int(seq)), signatures.logins(connection)
        said = words.read(connection, event, found.state)
    known, at = register(database, event, house), lines.line(row.seq, row.body).at
    return Export(found, trade, lang, signed, people, said, layout=layout, register=known, at=at)


def _with_photos(export: Export, package: Package, name: str) -> bytes:
    """The workbook, and beside it the photos of those who have a row."""
    assert export.layout is not None, "what has photos has a layout"
    wanted = {row.person.photo for row in export.people.rows(export.layout.rows) if row.person and row.person.photo}
    out = io.BytesIO()
    photos = {path: body for path, body in sorted(package.photos.items()) if path in wanted}
    packages.zipped({f"{name}.xlsx": xlsx(export.taken(name)), **photos}, out)
    return out.getvalue()


def _package(database: Database, event: str, to: int | None) -> bytes:
    with database.connect() as connection:
        package = packages.stored(connection, event, to)
    if package is None:
        raise KeyError(event)
    out = io.BytesIO()
    packages.zipped(packages.files(package), out)
    return out.getvalue()
