"""What a roll of everybody costs as a workbook, against writing the same cells with nothing around them."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import xlsxwriter

from benchmarks.rounds import Round, cpu_s, set_aside
from competition import catalogue
from competition.awarding.house import UNREAD
from competition.awarding.stored import Standing
from competition.exports.contents import Export
from competition.exports.forms import xlsx
from competition.exports.layouts import PAPERS
from competition.exports.tables import Cell, Table, places
from competition.intake import read, recording
from competition.intake.layouts import EVERYBODY, Layout, built_in, layout_of
from competition.intake.package import Package
from competition.intake.problems import Findings
from competition.store.database import open_database
from tests.competition.awarding.bakery import CONTEST, bakery

AT = "2026-05-03T09:30:00.000000Z"
GROUPS = ("职工", "学生")
LEVELS = ("3", "4", "5", "none")
TRADES = 20


@contextmanager
def rolls(persons: int = 20_000) -> Iterator[Round]:
    """The upload's columns, a row for each person of twenty trades that are marked and decided upon."""
    export = _export(persons)
    table = export.people.table(export.laid_out)
    cells = [[_plain(cell) for cell in row] for row in table.rows]
    if len(cells) != persons:
        raise RuntimeError(f"{len(cells)} rows for {persons} persons")

    def one_round() -> Mapping[str, float]:
        with set_aside():
            bare = cpu_s(partial(_bare, table, cells))
            ours = cpu_s(lambda: xlsx(export.taken("upload")))
        return {"rolls": ours / bare, "rolls, s a workbook": ours, "rolls, s bare": bare}

    yield one_round


def _bare(table: Table, cells: Sequence[Sequence[tuple[int | None, str | float]]]) -> bytes:
    """The cells as strings, and as numbers with a format."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": True}) as book:
        formats = {shown: book.add_format({"num_format": "0." + "0" * shown if shown else "0"}) for shown in range(15)}
        sheet = book.add_worksheet()
        for column, each in enumerate(table.columns):
            sheet.write_string(0, column, each.title)
        for number, row in enumerate(cells, 1):
            for column, (shown, cell) in enumerate(row):
                if shown is None:
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write_number(number, column, cell, formats[shown])
    return out.getvalue()


def _plain(cell: Cell) -> tuple[int | None, str | float]:
    """A cell as xlsxwriter takes it: places and number, or None and text."""
    shown = places(cell)
    return (None, str(cell)) if shown is None else (shown, float(cell))


def _export(persons: int) -> Export:
    with tempfile.TemporaryDirectory() as folder:
        stated = _package(Path(folder), persons)
        with open_database(f"sqlite:///{folder}/roll.db") as database, database.transaction() as connection:
            catalogue.save(connection, stated, {"finished": "yes"})
            roster = catalogue.roster(connection, stated.contest.event)
    if roster is None:
        raise RuntimeError("the contest was not saved")
    state = recording.rehearse(stated, Findings())
    found = Standing(stated, state, roster, {}, f"bakery:{state.seq}:{'0' * 64}", dict.fromkeys(state.trades, UNREAD))
    layout, _ = layout_of(built_in()["national"], PAPERS)
    if layout is None:
        raise RuntimeError("the layout that is built in is none")
    return Export(found, "", "zh", layout=Layout(layout.name, EVERYBODY, layout.columns), at=AT)


def _package(folder: Path, persons: int) -> Package:
    rows = [
        (
            *(f"C{number}", GROUPS[number % 2], f"P{number}", LEVELS[number % 4], ""),
            *(str(50 + number % 50), f"{40 + number % 6000 / 100:.2f}"),
        )
        for number in range(persons)
    ]
    trades = [f"cakes-{number}" for number in range(TRADES)]
    before, trade, after = re.split(r"(?s)(\[\[trades\]\].*?)(?=\[notice\])", CONTEST)
    each = [trade.replace('id = "cakes"', f'id = "{id}"\nscheme = "cakes"') for id in trades]
    bakery(folder, rows, contest="".join([before, *each, after]))
    (folder / "panels.csv").write_text("trade,phase,panel,item,judge\n" + "".join(f"{id},,jury,,J1\n" for id in trades))
    head, *entrants = (folder / "entrants.csv").read_text("utf-8").splitlines()
    placed = [row.replace("cakes,", f"{trades[at % TRADES]},", 1) for at, row in enumerate(entrants)]
    (folder / "entrants.csv").write_text("\n".join([head, *placed, ""]), "utf-8")
    found, problems = read(folder)
    if found is None:
        raise RuntimeError(f"{problems[0]}")
    return found
