"""`run.py scheme`: what a marking scheme comes to, every mistake in it, and the scheme as TOML."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from competition.commands.columns import table

if TYPE_CHECKING:
    from competition.schemes.reading import Draft
    from competition.schemes.tree import Row


@click.command("scheme")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", help="Language of what is said.")
@click.option("--days", type=click.IntRange(0, 60), default=0, help="Days of the contest, to judge days of marking by.")
@click.option("--panel", default="", help="Panel of aspects that name none.")
@click.option("--toml", "out", type=click.Path(path_type=Path, dir_okay=False), help="Write the scheme to this file.")
@click.option("--xlsx", "book", type=click.Path(path_type=Path, dir_okay=False), help="Write it as a workbook.")
def command(file: Path, lang: str, days: int, panel: str, out: Path | None, book: Path | None) -> None:
    """Read the marking scheme in FILE: a workbook (.xlsx) in the layout of the WorldSkills import sheet, CSV, or TOML.

    Prints the scheme as a tree with its sums, what the sheet leaves open, every problem with its cell, and advice.

    Exit codes: 0 a scheme in order, 1 it has problems (all are printed), 2 wrong call.
    """
    from competition.schemes.reading import Setting, read
    from competition.schemes.taken import workbook
    from competition.schemes.writing import of_scheme

    draft = read(file.name, file.read_bytes(), Setting(days, panel))
    for line in _said(draft, lang):
        click.echo(line)
    if draft.scheme is None:
        sys.exit(1)
    if out is not None:
        out.write_text(draft.text or of_scheme(draft.scheme), encoding="utf-8")
    if book is not None:
        book.write_bytes(workbook(draft.scheme, draft.annex, file.stem, lang))


def _said(draft: Draft, lang: str) -> Iterator[str]:
    """Everything there is to say of a draft, line by line."""
    from competition import words
    from competition.schemes.saying import assumption
    from competition.schemes.tree import tree, whole
    from scoring.advice.linter import advise

    rows = tree(draft.document, draft.annex, draft.places)
    heads = [words.term("scheme-command", each, lang) for each in ("id", "name", "how", "section", "day", "most")]
    if rows:
        yield from table(heads, [_line(row, lang) for row in rows], right={5})
        yield words.term("scheme-command", "total", lang, points=whole(rows) or "–")
    for code in dict.fromkeys(each.code for each in draft.assumed):
        found = [each for each in draft.assumed if each.code == code]
        where = ", ".join(each.cell.rpartition("!")[2] or each.facts.get("id", "") for each in found).strip(", ")
        said = assumption(code, found[0].facts, len(found), lang)
        yield f"{words.term('scheme-command', 'assumed', lang)} {where or draft.name}: {said}"
    for problem in draft.problems:
        what, remedy = words.problem(problem.code, problem.facts, lang)
        yield f"{problem.where or draft.name} {problem.code}: {what} — {remedy}"
    if draft.scheme is not None:
        for problem in advise(draft.scheme, draft.annex.standard):
            what, remedy = words.problem(problem.code, problem.facts, lang)
            yield f"{words.term('scheme-command', 'advice', lang)} {problem.where or draft.name}: {what} — {remedy}"
    yield words.term("scheme-command", "problems" if draft.problems else "in-order", lang, count=len(draft.problems))


def _line(row: Row, lang: str) -> tuple[str, ...]:
    """A row of the tree, what is inside moved to the right."""
    from competition import words
    from competition.schemes.saying import method

    name = words.pair(row.name, lang).lead
    how = method(row, lang)
    if row.rule not in ("", "judgement", "one", "majority"):
        how = f"{how}, {words.term('scheme-rules', row.rule, lang)}"
    most = f"{row.most} ≠ {row.sum}" if row.differs else row.most or row.sum or "–"
    weight = f" × {row.weight}" if row.weight else ""
    return ("  " * row.depth + row.id, name, how, row.section, row.day, most + weight)
