"""Marking schemes as experts send them: workbooks in the layout of the WorldSkills import sheet.

The layout is that of public schemes (title, the standard's sections, criteria with their marks, then a block for each
criterion under a line of headings); a test changes single cells of it by their name.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from competition.schemes.sheets.inside import cell_name, position

ENGLISH = (
    "Sub\nCriterion\nID",
    "Sub Criterion\nName or Description",
    "Day of Marking",
    "Aspect\nType\nM = Meas\nJ = Judg",
    "Aspect - Description",
    "Judg Score",
    "Extra Aspect Description (Meas or Judg)\nOR\nJudgement Score Description (Judg only)",
    "Requirement\n(Measurement Only)",
    "WSSS Section",
    "Calculation Row \n(Export only)",
    "Max\nMark",
)
CHINESE = (
    *("子标准编号", "子标准名称或描述", "评分日", "评分点类型\nM=测量 J=评价", "评分点描述", "评价分"),
    *("补充描述（测量或评价）或评价分描述（仅评价）", "要求（仅测量）", "标准章节", "计算行（仅导出）", "最高分值"),
)
SHEET = "CIS Marking Scheme Import"


@dataclass(frozen=True)
class M:
    """A measured aspect."""

    text: str
    mark: Any
    section: Any = 1
    requirement: str = ""
    extra: str = ""
    steps: Sequence[tuple[str, Any]] = ()
    type: str = "M"


@dataclass(frozen=True)
class J:
    """A judged aspect with a text for each score."""

    text: str
    mark: Any
    section: Any = 1
    levels: Sequence[str] = ("Not there", "Meets the standard", "Exceeds it in parts", "Excellent")
    type: str = "J"


Parts = Mapping[tuple[str, str], Sequence[M | J]]
"""Aspects by (id, name) of their sub-criterion."""


@dataclass
class Form:
    """criteria: (letter, name, mark). sections: (id, name, marks) of the standard. total: stated at the end."""

    criteria: Sequence[tuple[str, str, Any]]
    parts: Mapping[str, Parts]
    sections: Sequence[tuple[Any, str, Any]] = ()
    days: Mapping[str, Any] = field(default_factory=dict)
    headings: Sequence[str] = ENGLISH
    total: Any = None
    title: str = "17 Web Technologies"

    def rows(self) -> list[list[Any]]:
        """The sheet, row by row."""
        rows: list[list[Any]] = [[self.title], ["WorldSkills Standards Specification"]]
        if self.sections:
            rows.append(["Section", "WSSS Area", *[""] * 6, "WSSS Marks", "", "Aspect Marks", "Variation"])
            rows += [[id, name, *[""] * 6, marks] for id, name, marks in self.sections]
            rows.append([*[""] * 8, "Total Variation", "", "", 0])
        rows += [[], ["Criteria"], ["ID", "Name", *[""] * 8, "Mark"]]
        rows += [[letter, name, *[""] * 8, mark] for letter, name, mark in self.criteria]
        rows.append([])
        for letter, _, mark in self.criteria:
            rows.append([*self.headings, f"Criterion\n{letter}", "Total\nMark", mark])
            for (id, name), aspects in self.parts[letter].items():
                rows.append([id, name, self.days.get(id, 1)])
                for aspect in aspects:
                    rows += _aspect(aspect)
            rows.append([])
        if self.total is not None:
            rows.append([*[""] * 11, "Competition", "Total Mark", self.total])
        return rows

    def book(self, changed: Mapping[str, Any] | None = None, **options: Any) -> bytes:
        """The workbook; see `book`."""
        return book(self.rows(), changed, **options)


def _aspect(aspect: M | J) -> list[list[Any]]:
    if isinstance(aspect, J):
        head = ["", "", "", aspect.type, aspect.text, "", "", "", aspect.section, "", aspect.mark]
        return [head, *([*[""] * 5, score, text] for score, text in enumerate(aspect.levels))]
    head = ["", "", "", aspect.type, aspect.text, "", aspect.extra, aspect.requirement, aspect.section, "", aspect.mark]
    return [head, *([*[""] * 6, text, "", "", "", mark] for text, mark in aspect.steps)]


def book(
    rows: Sequence[Sequence[Any]],
    changed: Mapping[str, Any] | None = None,
    *,
    merged: Sequence[str] = (),
    hidden: Sequence[int] = (),
    hidden_columns: str = "",
    name: str = SHEET,
    more: Mapping[str, Sequence[Sequence[Any]]] | None = None,
    hidden_sheets: Sequence[str] = (),
) -> bytes:
    """A workbook of one sheet, some cells changed by their name; `more` sheets after it. A text that begins with `=` is
    a formula that was never worked out. hidden: rows from 1."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    for title, content in {name: rows, **(more or {})}.items():
        sheet = made.add_worksheet(title)
        cells = {(row, column): value for row, each in enumerate(content) for column, value in enumerate(each)}
        if title == name:
            cells |= {position(cell): value for cell, value in (changed or {}).items()}
            for each in merged:
                sheet.merge_range(each, "")
            for row in hidden:
                sheet.set_row(row - 1, None, None, {"hidden": True})
            if hidden_columns:
                sheet.set_column(hidden_columns, None, None, {"hidden": True})
        for (row, column), value in cells.items():
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(row, column, value, None, "#DIV/0!" if "/0" in value else "")
            elif value not in ("", None):
                sheet.write(row, column, value)
        if title in hidden_sheets:
            sheet.hide()
    made.close()
    return out.getvalue()


def cell_of(form: Form, text: Any, column: int = -1, *, nth: int = 1) -> str:
    """Name of the nth cell that holds a value, or of another column of its row."""
    found = [(row, place) for row, each in enumerate(form.rows()) for place, value in enumerate(each) if value == text]
    row, place = found[nth - 1]
    return cell_name(row, place if column < 0 else column)


def bakery() -> Form:
    """An invented scheme of two criteria, 20 marks in all, everything in order."""
    return Form(
        criteria=(("A", "Work organisation", 8), ("B", "Bread", 12)),
        sections=((1, "Organisation", 40), (2, "Baking", 60)),
        parts={
            "A": {
                ("A1", "Preparation"): (
                    M("Bench is clean", 1, 1, "No flour on the floor"),
                    M("Tools laid out", 2, 1),
                    J("Order of work", 2, 1),
                ),
                ("A2", "Safety"): (M("Oven gloves worn", 2, 1, extra="At every opening"), M("Knife is guarded", 1, 1)),
            },
            "B": {
                ("B1", "Loaves"): (
                    M("Weight of the loaf", 2, 2, "450 g ± 10 g"),
                    M("Volume", 2, 2, steps=(("under 1.5 l", 0), ("1.5 l to 1.8 l", 1), ("over 1.8 l", 2))),
                    J("Crust", 2, 2),
                    J("Crumb", 2, 2),
                ),
                ("B2", "Presentation"): (J("Look of the basket", 2, 2), J("Variety", 2, 2)),
            },
        },
        days={"A1": 1, "A2": "C2", "B1": "Day 2", "B2": "Any"},
        total=20,
        title="47 Bakery",
    )


def module_a() -> Form:
    """Module A of the Hungarian training competition for EuroSkills 2025, skill 17 (`DOMAIN.md` 6.1): the marks are
    those of its public scheme, which declares 17; the aspects add up to 16.75."""
    marks: Mapping[tuple[str, str], Sequence[tuple[str, Any]]] = {
        ("A1", "Project structure"): [("M", 0.25), *[("M", 0.5)] * 4, ("M", 0.25), ("J", 0.5)],
        ("A2", "Content"): [("M", 0.5), ("M", 0.5), ("M", 0.75), ("M", 0.25)],
        ("A3", "Visual design"): [("M", 0.5), ("M", 1), ("M", 1), *[("M", 0.5)] * 5, ("J", 0.75), ("J", 0.25)],
        ("A4", "Technical"): [*[("M", 1)] * 4, ("M", 0.5), ("M", 0.25), ("J", 0.75), ("J", 0.25)],
    }
    parts = {
        (id, name): [
            (J if kind == "J" else M)(f"{id} aspect {place}", mark, int(id[1]))
            for place, (kind, mark) in enumerate(each, 1)
        ]
        for (id, name), each in marks.items()
    }
    sections = ((1, "Work organization", ""), (2, "Communication", ""), (3, "Design", ""), (4, "Front-end", ""))
    return Form(criteria=(("A", "Module A", 17),), parts={"A": parts}, sections=sections)
