"""The layouts of an event: those built in, and its own, which stand in the package and are kept with the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from competition import catalogue
from competition.intake.contest import papers_of
from competition.intake.layouts import LAYOUT, LAYOUTS, PAPER, Layout, built_in, layout_of
from competition.intake.package import Package
from competition.store import schema
from competition.store.database import Database
from scoring.lines import digest
from scoring.problems import Problem

PAPERS: Final = frozenset({"theory", "practical", "review"})
"""What layouts that are built in name, whether a trade states it or not."""


class Known(NamedTuple):
    """layouts: files by name, those built in first. own: names of the event's own. papers: that its trades state."""

    layouts: Mapping[str, str]
    own: frozenset[str]
    papers: frozenset[str]


def of_package(package: Package) -> Known:
    """The layouts of a package."""
    return _known(package.layouts, papers_of(package.contest))


def known(database: Database, event: str) -> Known:
    """The layouts of an event. Raises KeyError where there is no such event."""
    table = schema.package_file.c
    with database.connect() as connection:
        contest = catalogue.contest(connection, event)
        if contest is None:
            raise KeyError(event)
        chosen = select(table.path, table.body).where(table.event == event, table.path.startswith(LAYOUTS))
        files = {path: bytes(body) for path, body in connection.execute(chosen.order_by(table.path))}
    return _known(files, papers_of(contest))


def chosen(known: Known, name: str) -> tuple[Layout | None, list[Problem]]:
    """The layout of this name, or what is wrong with it."""
    found = known.layouts.get(name)
    if found is None:
        choices = ", ".join(known.layouts)
        return None, [Problem("unknown-choice", "layout", {"value": name[:80], "choices": choices})]
    return layout_of(found, known.papers | PAPERS)


def called(known: Known, name: str, lang: str) -> str:
    """What a layout is called."""
    found, _ = chosen(known, name)
    return name if found is None else found.name.zh if lang == "zh" else found.name.en


def again(text: str) -> Layout | None:
    """The layout that a file was once made with. None where the text is none any more."""
    named = {part.split('"')[0] for part in text.split(f'"{PAPER}')[1:]}
    return layout_of(text, named)[0]


def put(connection: Connection, event: str, name: str, text: str, was: str) -> bool:
    """Keep a layout, "" to take it away; False where it is not as it was: `was` is the digest of its file, "" where
    there was none."""
    table, path = schema.package_file, f"{LAYOUTS}{name}.toml"
    here = (table.c.event == event) & (table.c.path == path)
    body = connection.scalar(select(table.c.body).where(here))
    if was != ("" if body is None else digest(bytes(body).decode())):
        return False
    connection.execute(delete(table).where(here))
    if text:
        connection.execute(insert(table).values(event=event, path=path, body=text.encode()))
    return True


def _known(files: Mapping[str, bytes], papers: frozenset[str]) -> Known:
    own = {found[1]: body.decode() for path, body in files.items() if (found := LAYOUT.fullmatch(path))}
    return Known({**built_in(), **own}, frozenset(own), papers)
