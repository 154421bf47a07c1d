"""The rows of a marking-scheme sheet become criteria, sub-criteria and aspects; what fits nowhere is said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from competition.schemes.sheets.headings import Headings, headings, plain
from competition.schemes.sheets.said import Aspect, Criterion, Part, Said, Sheet
from competition.schemes.sheets.summaries import criteria, sections
from competition.schemes.sheets.workbook import Grid
from scoring.problems import Problem

_TOTAL = re.compile(r"\btotal|合计|总分")
_OWN_LETTER = re.compile(r"([A-Z]{1,2})[0-9]{0,3}(?:\.[0-9]+)?")
_ONE_CELL = ("type", "description", "level", "section", "max", "extra", "requirement")
"""Columns whose cells stand for one row: merged over several, it cannot be told which."""


def sheet(grids: Sequence[Grid]) -> tuple[Sheet, list[Problem]]:
    """What all sheets of a file say together, and what is wrong with how they stand."""
    made, problems = Sheet(), list[Problem]()
    lined = [(grid, headings(grid)) for grid in grids if grid.visible]
    made.unread = [grid.name for grid in grids if not grid.visible] + [grid.name for grid, lines in lined if not lines]
    read = [(grid, lines) for grid, lines in lined if lines]
    if not read:
        name = grids[0].name if grids else ""
        return made, [Problem("sheet-no-headings", name, {"sheets": ", ".join(each.name for each in grids)[:80]})]
    for grid, lines in read:
        _summarised(made, grid, lines[0].row)
    for grid, lines in read:
        for place, line in enumerate(lines):
            until = lines[place + 1].row if place + 1 < len(lines) else len(grid.rows)
            problems += _Block(made, grid, line, until).read()
    if not made.aspects():
        problems.append(Problem("sheet-no-aspects", read[0][0].where(read[0][1][0].row, 0)))
    return made, problems


def _summarised(made: Sheet, grid: Grid, until: int) -> None:
    listed, total = criteria(grid, until)
    for letter, criterion in listed.items():
        made.criteria.setdefault(letter, criterion)
    made.listed = made.listed or bool(listed)
    made.total = made.total or total
    known = {section.id.text for section in made.sections}
    made.sections += [section for section in sections(grid, until) if section.id.text not in known]
    made.title = made.title or next((text for row in grid.rows[:until] for text in row if text), "")


class _Block:
    """The rows under one line of headings."""

    def __init__(self, made: Sheet, grid: Grid, line: Headings, until: int) -> None:
        self.made, self.grid, self.line, self.until = made, grid, line, until
        self.part: Part | None = None
        self.aspect: Aspect | None = None
        self.row = line.row

    def read(self) -> Iterator[Problem]:
        """Take every row in; what is wrong on the way."""
        made, grid, line = self.made, self.grid, self.line
        made.columns |= set(line.columns)
        made.ignored += [(name, grid.where(line.row, column)) for column, name in line.ignored]
        made.hidden_columns += [
            (name, grid.where(line.row, column))
            for name, column in line.columns.items()
            if column in grid.hidden_columns and name != "calculation"
        ]
        for name in line.missing:
            yield Problem("sheet-column-missing", grid.where(line.row, 0), {"column": name})
        if line.letter and line.total >= 0:
            self._criterion(line.letter, "").totals.append(self._said_at(line.row, line.total))
        for row in range(line.row + 1, self.until):
            self.row = row
            if any(grid.rows[row]):
                yield from self._taken()

    def _said_at(self, row: int, column: int) -> Said:
        return Said(self.grid.at(row, column), self.grid.where(row, column))

    def _said(self, name: str) -> Said:
        column = self.line.columns.get(name, -1)
        if column < 0:
            return Said("", self.grid.where(self.row, 0))
        return self._said_at(self.row, column)

    def _taken(self) -> Iterator[Problem]:
        cells = {name: self._said(name) for name in self.line.columns}
        filled = {name for name, said in cells.items() if said.text} - {"calculation"}
        if self._is_total():
            return
        if not filled:
            return
        yield from self._looked_at(cells)
        if "id" in filled and self._is_heading(cells, filled):
            return
        if "id" in filled or ("name" in filled and not filled & {"type", "description", "level"}):
            self._begin_part(cells)
        if filled & {"type", "description"} and "level" not in filled:
            yield from self._begin_aspect(cells)
        elif "level" in filled:
            yield from self._level(cells)
        elif self.aspect is not None and "extra" in filled and "max" in filled:
            self.aspect.steps.append((cells["extra"], cells["max"]))
        elif self.aspect is not None and "extra" in filled:
            self.aspect.more.append(cells["extra"])
        elif "max" in filled and not filled & {"id", "name"}:
            yield Problem("sheet-mark-alone", cells["max"].cell, {"value": cells["max"].text[:80]})

    def _is_total(self) -> bool:
        """Take a row in that states a total."""
        texts = [plain(text) for text in self.grid.rows[self.row]]
        if not any(_TOTAL.search(each) and len(each) < 40 for each in texts):
            return False
        if any(self._said(name).text for name in ("type", "description", "level", "id")):
            return False
        numbers = [column for column, text in enumerate(self.grid.rows[self.row]) if re.match(r"[0-9]", text)]
        if numbers:
            stated = self._said_at(self.row, numbers[-1])
            if self.part is None or any("competition" in each or "总分" in each for each in texts):
                self.made.total = self.made.total or stated
            else:
                self._criterion(_letter(self.part.id.text), "").totals.append(stated)
        return True

    def _is_heading(self, cells: dict[str, Said], filled: set[str]) -> bool:
        """Take a row in that only names a criterion, `A`."""
        id = unicodedata.normalize("NFKC", cells["id"].text)
        if re.fullmatch(r"[A-Z]{1,2}", id) is None or filled & {"type", "description", "level"}:
            return False
        criterion = self._criterion(id, cells["id"].cell)
        if not criterion.name.text and "name" in cells:
            criterion.name = cells["name"]
        return True

    def _criterion(self, letter: str, cell: str) -> Criterion:
        nothing = Said("", cell or self.grid.where(self.line.row, 0))
        return self.made.criteria.setdefault(letter, Criterion(letter, nothing, nothing))

    def _begin_part(self, cells: dict[str, Said]) -> None:
        here = self.grid.where(self.row, 0)
        id, name = cells.get("id", Said("", here)), cells.get("name", Said("", here))
        if (
            self.part is not None
            and id.text
            and id.text == self.part.id.text
            and name.text in ("", self.part.name.text)
        ):
            return  # a list repeats the sub-criterion on every row
        self.part = Part(id, name, cells.get("day", Said("", here)), "day" in cells)
        self.aspect = None
        letter = _letter(unicodedata.normalize("NFKC", id.text)) or self.line.letter
        self._criterion(letter, id.cell).parts.append(self.part)

    def _begin_aspect(self, cells: dict[str, Said]) -> Iterator[Problem]:
        self.aspect = Aspect(self.grid.where(self.row, self.line.columns["description"]), cells)
        if self.part is None:
            yield Problem("sheet-aspect-alone", self.aspect.cell, {"value": cells["description"].text[:80]})
        else:
            self.part.aspects.append(self.aspect)

    def _level(self, cells: dict[str, Said]) -> Iterator[Problem]:
        if self.aspect is None:
            yield Problem("sheet-level-alone", cells["level"].cell, {"value": cells["level"].text[:80]})
            return
        texts = (cells[name] for name in ("extra", "description", "requirement") if name in cells)
        text = next((said for said in texts if said.text), cells.get("extra", cells["level"]))
        self.aspect.levels.append((cells["level"], text))

    def _looked_at(self, cells: dict[str, Said]) -> Iterator[Problem]:
        """What only the file knows of the row's cells."""
        grid, row = self.grid, self.row
        if row in grid.hidden_rows:
            yield Problem("sheet-hidden-row", grid.where(row, 0), {"row": str(row + 1)})
        for name, column in self.line.columns.items():
            if name == "calculation":
                continue
            if (row, column) in grid.unvalued:
                yield Problem("sheet-formula-without-value", cells[name].cell)
            if (row, column) in grid.failed:
                yield Problem("sheet-formula-error", cells[name].cell)
            for first_row, first, last_row, last in grid.merged:
                several = last_row > first_row and name in _ONE_CELL
                if first_row == row and first == column and (several or self._wide(first, last)):
                    yield Problem("sheet-merged", cells[name].cell)

    def _wide(self, first: int, last: int) -> bool:
        """True where cells merged across hold what several columns of an aspect say."""
        return sum(first <= self.line.columns.get(name, -1) <= last for name in _ONE_CELL) > 1


def _letter(id: str) -> str:
    found = _OWN_LETTER.fullmatch(id.upper())
    return found[1] if found else ""
