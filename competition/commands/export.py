"""`export`: write an event as a contest package, or what can be taken out of it, as of any line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from competition.commands import options

if TYPE_CHECKING:
    from competition.intake.layouts import Layout
    from competition.intake.package import Package
    from competition.store.database import Database
    from scoring.steps import Exported

PACKAGE = "package"


class _Asked(NamedTuple):
    """What is to be written. layout: name of one of the event, or a file, "" for its own. at, house:
    `stream:seq:digest`, "" for the last line. again: line that states an export, 0 for none."""

    what: str
    form: str
    trade: str
    lang: str
    layout: str
    at: str
    house: str
    again: int


@click.command("export")
@click.argument("event")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--roll", type=click.Choice(["xlsx", "csv", "json", "pdf"]), help="The award roll in this form instead.")
@click.option("--what", default="", help="What else: results, marks, signatures, statistics, roll or upload.")
@click.option("--form", default="", help="Its form: xlsx, csv, json, pdf or zip  [default: as PATH ends]")
@click.option("--trade", default="", help="Only of this trade.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of it  [default: zh]")
@click.option("--layout", default="", metavar="NAME", help="Columns of an upload or a printed roll, or a TOML file.")
@click.option("--at", default="", metavar="stream:seq:digest", help="As of this line  [default: the last]")
@click.option(
    "--house",
    default="",
    metavar="stream:seq:digest",
    help="Other events as of this line of the house.",
)
@click.option("--again", default=0, metavar="LINE", help="What this line says was taken out, byte for byte.")
@options.database
def command(
    event: str,
    path: Path,
    roll: str | None,
    what: str,
    form: str,
    trade: str,
    lang: str,
    layout: str,
    at: str,
    house: str,
    again: int,
    database: str | None,
) -> None:
    """Write EVENT as a contest package: a zip where PATH ends in .zip, else a folder.

    It holds what the catalogue keeps and what counts in the ledger now: the latest mark of every cell, who went on,
    and the adjustments. Importing it gives the same event again, under the same id.

    With --roll or --what PATH is a file. It is recorded first, and made of the lines before that record, or of those up
    to --at: the same position gives the same bytes. Certificates and what other events gave are read as of --house, by
    default its last line, with --at the last that was there then.

    Exit codes: 0 written, 1 no such event, trade or line, or PATH is taken, 2 wrong call.
    """
    from competition.settings import given
    from competition.store.database import open_database

    settings = given(database=database)
    what = what or ("roll" if roll else "")
    with options.said(), open_database(settings.database) as store:
        if what or again:
            asked = _Asked(what, form or roll or path.suffix[1:], trade, lang, layout, at, house, again)
            _file(store, event, path, asked, settings.font_folder)
        else:
            _folder(store, event, path, _line(store, event, at) if at else None)


def _folder(store: Database, event: str, path: Path, to: int | None) -> None:
    from competition.exports import packages

    with store.connect() as connection:
        package = packages.stored(connection, event, to)
        if package is None:
            raise click.ClickException(f"there is no event {event}")
        position = packages.position(connection, event, to)
    try:
        packages.write(packages.files(package), path)
    except FileExistsError as error:
        raise click.ClickException(f"{path} is there already, and not empty") from error
    click.echo(f"{path}: {len(package.entrants)} entrants, {len(package.marks)} marks")
    click.echo(position)


def _file(store: Database, event: str, path: Path, asked: _Asked, fonts: Path | None) -> None:
    """Record that it is taken out, then write it as of the line before that record, or the one asked for."""
    from competition import catalogue
    from competition.access.access import HOUSE
    from competition.certificates.fonts import NoFonts
    from competition.exports.forms import TooManyRows
    from competition.exports.paper import UnprintableRoll
    from competition.exports.taking import made

    with store.connect() as connection:
        package = catalogue.load(connection, event)
    if package is None:
        raise click.ClickException(f"there is no event {event}")
    if path.exists():
        raise click.ClickException(f"{path} is there already")
    fact, layout = _once_taken(store, event, asked.again) if asked.again else _to_take(store, event, package, asked)
    _record(store, event, fact, layout)
    lang, trade, seq, house = fact.lang or asked.lang, fact.trade, fact.seq, fact.house
    try:
        known = (store, event, fact.export, fact.form)
        body = made(*known, trade=trade, to=seq, lang=lang, layout=layout, house=house, fonts=fonts)
    except TooManyRows as error:
        raise click.ClickException("there are more rows than a sheet holds; take csv or json") from error
    except (NoFonts, UnprintableRoll) as error:
        raise click.ClickException(str(error)) from error
    path.write_bytes(body)
    click.echo(f"{path}")
    if fact.house:
        click.echo(f"{HOUSE}:{fact.house}:{_digest(store, HOUSE, fact.house)}")
    click.echo(f"{event}:{fact.seq}:{fact.digest}")


def _to_take(store: Database, event: str, package: Package, asked: _Asked) -> tuple[Exported, Layout | None]:
    """What will be recorded, and the layout where it has one."""
    from competition.access.access import HOUSE
    from competition.exports.contents import EXPORTS
    from competition.exports.taking import laid_out
    from competition.store.ledger import heads
    from scoring.lines import digest
    from scoring.steps import Exported

    if asked.form not in EXPORTS.get(asked.what, ()) or asked.what == PACKAGE:
        known = "; ".join(f"{name}: {', '.join(forms)}" for name, forms in EXPORTS.items() if name != PACKAGE)
        raise click.UsageError(f"no {asked.what} as {asked.form or 'nothing'}. There is {known}")
    layout = None
    with store.connect() as connection:
        ends = heads(connection)
    if laid_out(asked.what, asked.form):
        layout = _layout(package, asked)
    elif asked.layout:
        raise click.UsageError("only an upload and a printed roll have the columns of a layout")
    seq = _line(store, event, asked.at) if asked.at else ends[event].seq
    house = ends[HOUSE].seq if HOUSE in ends else 0
    if asked.house:
        house = _line(store, HOUSE, asked.house)
    elif asked.at:
        house = _before(store, HOUSE, house, _at(store, event, seq))
    ended = _digest(store, event, seq)
    named = digest(layout.text()) if layout else ""
    return Exported(asked.trade, asked.what, asked.form, seq, ended, asked.lang, named, house), layout


def _once_taken(store: Database, event: str, seq: int) -> tuple[Exported, Layout | None]:
    """What a line says was taken out, and the layout that it names."""
    from competition.exports.layouts import again
    from competition.store.ledger import Ledger
    from scoring.lines import line
    from scoring.steps import Exported

    ledger = Ledger(store, event)
    row = next(iter(ledger.page(seq - 1, 1)), None)
    fact = None if row is None or row.seq != seq else line(seq, row.body).fact
    if not isinstance(fact, Exported) or fact.export == PACKAGE:
        raise click.ClickException(f"line {seq} of {event} states no file that was taken out")
    text = ledger.contents((fact.layout,)).get(fact.layout) if fact.layout else None
    layout = again(text) if text else None
    if fact.layout and layout is None:
        raise click.ClickException(f"the layout {fact.layout} is not there any more")
    return fact, layout


def _layout(package: Package, asked: _Asked) -> Layout:
    """The layout that is asked for. Raises ClickException with everything that is wrong with it."""
    from competition.exports.contents import LAID_OUT
    from competition.exports.layouts import chosen, of_package
    from competition.intake.layouts import layout_of
    from competition.words import problem

    known, name, file = of_package(package), asked.layout or LAID_OUT[asked.what], Path(asked.layout)
    if asked.layout.endswith(".toml") and file.is_file():
        found, problems = layout_of(file.read_text("utf-8"), known.papers)
    else:
        found, problems = chosen(known, name)
    if found is None:
        told = (f"{each.where} {each.code}: {problem(each.code, each.facts, asked.lang)[0]}" for each in problems)
        raise click.ClickException("\n".join([f"{name} is no layout", *(line.strip() for line in told)]))
    return found


def _line(store: Database, stream: str, text: str) -> int:
    """The line that a printed position names. Raises ClickException where the stream has another there."""
    from competition.store.verify import position

    try:
        found = position(text)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if found.stream != stream or _digest(store, stream, found.seq) != found.digest:
        raise click.ClickException(f"{text} is no line of {stream}")
    return found.seq


def _before(store: Database, stream: str, last: int, at: str) -> int:
    """The last line of a stream that was written no later, 0 for none. last: where the stream ends."""
    low = 0
    while low < last:
        middle = (low + last + 1) // 2
        low, last = (middle, last) if _at(store, stream, middle) <= at else (low, middle - 1)
    return low


def _at(store: Database, stream: str, seq: int) -> str:
    """When a line was written."""
    from competition.store.ledger import Ledger
    from scoring.lines import line

    (row,) = Ledger(store, stream).page(seq - 1, 1)
    return line(row.seq, row.body).at


def _digest(store: Database, stream: str, seq: int) -> str:
    from competition.store.ledger import Ledger

    row = next(iter(Ledger(store, stream).page(seq - 1, 1)), None)
    return row.digest if row is not None and row.seq == seq else ""


def _record(store: Database, event: str, fact: Exported, layout: Layout | None) -> None:
    import asyncio
    import secrets

    from competition.access.access import CONSOLE
    from competition.recording.recorder import Recorder
    from competition.store.ledger import Ledger

    contents = {fact.layout: layout.text()} if layout else {}

    async def record() -> None:
        async with Recorder(Ledger(store, event)) as recorder:
            key = f"export-{secrets.token_urlsafe(15)}"
            answer = await recorder.record(fact, actor=CONSOLE.id, key=key, contents=contents)
            if answer.problems:
                raise click.ClickException(f"{event}: {answer.problems[0].code} {fact.trade}".strip())

    asyncio.run(record())
