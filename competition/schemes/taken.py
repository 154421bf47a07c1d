"""A scheme as a workbook in the layout of the WorldSkills import sheet, to be read, changed and loaded again.

What the sheet has no place for (phases, ties, weights, rounding, rules of other kinds) is not on it and is said to be
missing; aspects that are neither judged nor measured bear their rule in place of a type, so that nobody loads them as
something else.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from competition import words
from competition.exports.forms import LONGEST
from competition.schemes.annex import Annex
from scoring.advice.reach import span
from scoring.advice.standard import Section, Standard
from scoring.nodes import Aspect, Lookup, Module, Name, Scheme
from scoring.numbers import Exact, text, total, whole
from scoring.panels import RULES
from scoring.scheme import read_scheme

SHEET = "Marking Scheme"
LEVELS = ("0", "1", "2", "3")

COLUMNS = (
    *("id", "name", "day", "type", "description", "level", "extra", "requirement", "section", "calculation", "max"),
    *("aspect-id", "panel", "measure", "each", "highest"),
)
"""Columns in their order; those after `max` are Saiping's own."""

WIDTHS = (12, 30, 8, 10, 48, 8, 48, 30, 10, 8, 9, 12, 12, 12, 10, 10)
OWN_MEASURES = ("pass-fail", "deductions", "graded")

Values = dict[str, Any]


def workbook(scheme: Scheme, annex: Annex, title: str, lang: str) -> bytes:
    """The workbook; headings in the reader's language, names in both where they differ."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(SHEET)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        strong = book.add_format({"text_wrap": True, "valign": "top", "bold": True})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width, wrapped)
        _Writer(sheet, scheme, annex, lang, strong).write(title)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def is_loadable(scheme: Scheme) -> bool:
    """True where every aspect is of a kind that the sheet knows."""
    return all(_is_of_sheet(aspect) for _, _, aspect in scheme.aspect.values()) and not any(
        criterion.items for _, criterion in scheme.criterion.values()
    )


def _is_of_sheet(aspect: Aspect) -> bool:
    return RULES[aspect.rule].judgement or (aspect.rule == "majority" and aspect.measure in OWN_MEASURES)


class _Writer:
    def __init__(self, sheet: Worksheet, scheme: Scheme, annex: Annex, lang: str, strong: object) -> None:
        self.sheet, self.scheme, self.annex, self.lang, self.strong = sheet, scheme, annex, lang, strong
        self.row = 0
        self.sections = {} if annex.standard is None else annex.standard.aspects

    def write(self, title: str) -> None:
        self._line([title], strong=True)
        self._line([self._word("loads" if is_loadable(self.scheme) else "reads")])
        self._standard()
        self._line([])
        self._line(self._heads(("criterion-id", "criterion-name"), "mark"), strong=True)
        sums = {module.id: self._most(module) for module in self.scheme.modules}
        for module in self.scheme.modules:
            self._line([module.id, _both(module.name), *[""] * 8, sums[module.id]])
        self._line([])
        for module in self.scheme.modules:
            self._module(module, sums[module.id])
        known = [each for each in sums.values() if each is not None]
        if len(known) == len(sums):
            self._line([*[""] * 8, self._word("total"), "", total(known)], strong=True)

    def _standard(self) -> None:
        if self.annex.standard is None or not self.annex.standard.sections:
            return
        self._line(self._heads(("section-id", "section-name"), "section-marks"), strong=True)
        for section in self.annex.standard.sections:
            self._line([section.id, section.name, *[""] * 8, section.marks])

    def _heads(self, first: tuple[str, str], last: str) -> list[str]:
        return [*map(self._word, first), *[""] * 8, self._word(last)]

    def _module(self, module: Module, points: Exact | None) -> None:
        heads = [words.term("scheme-columns", each, self.lang) for each in COLUMNS]
        self._line([*heads, f"Criterion {module.id}", self._word("total"), points], strong=True)
        for criterion in module.criteria:
            self._cells(
                id=criterion.id,
                name=_both(criterion.name),
                day=self.annex.days.get(criterion.id) or self._word("any-day"),
            )
            for aspect in criterion.aspects:
                self._aspect(aspect)

    def _aspect(self, aspect: Aspect) -> None:
        judged = RULES[aspect.rule].judgement
        kind = "J" if judged else "M" if _is_of_sheet(aspect) else f"{aspect.rule} {aspect.measure}"
        meaning = aspect.benchmarks.get({"pass-fail": "1", "deductions": "0"}.get(aspect.measure, ""))
        self._cells(
            type=kind,
            description=_both(aspect.name),
            requirement="" if meaning is None or judged else _both(meaning),
            section=self.sections.get(aspect.id, ""),
            max=aspect.max,
            panel=aspect.panel,
            measure="" if judged or aspect.measure not in OWN_MEASURES else aspect.measure,
            each=aspect.each,
            highest=aspect.highest if aspect.measure == "deductions" else None,
            **{"aspect-id": aspect.id},
        )
        for values in self._beneath(aspect, judged):
            self._cells(**values)

    def _beneath(self, aspect: Aspect, judged: bool) -> Iterator[Values]:
        """Rows under an aspect: what a score or a step means."""
        table = self.scheme.tables.get(aspect.table)
        if judged:
            for level in LEVELS:
                said = aspect.benchmarks.get(level)
                yield {"level": level, "extra": "" if said is None else _both(said)}
        elif aspect.measure == "graded" and isinstance(table, Lookup):
            for reading, points in table.rows:
                said = aspect.benchmarks.get(text(reading))
                yield {"extra": text(reading) if said is None else _both(said), "max": points}

    def _cells(self, **values: Any) -> None:
        self._line([values.get(column, "") for column in COLUMNS])

    def _line(self, values: list[Any], *, strong: bool = False) -> None:
        for column, value in enumerate(values):
            if value is None or value == "":
                continue
            shown = value if isinstance(value, str) else text(value)
            number = None if isinstance(value, str) or "/" in shown else float(shown)
            form = (self.strong,) if strong else ()
            if number is None:
                self.sheet.write_string(self.row, column, shown[:LONGEST], *form)
            else:
                self.sheet.write_number(self.row, column, number, *form)
        self.row += 1

    def _most(self, module: Module) -> Exact | None:
        found = span(self.scheme, module)
        return module.max if found is None else found.best

    def _word(self, code: str) -> str:
        return words.term("scheme-sheet", code, self.lang)


def _both(name: Name) -> str:
    return name.zh if name.zh == name.en else f"{name.zh}\n{name.en}"


def sample(lang: str) -> bytes:
    """A small scheme that holds one aspect of each kind, to be written over."""
    scheme, problems = read_scheme(_SAMPLE)
    assert scheme is not None, problems
    standard = Standard((Section("1", words.term("scheme-sheet", "sample-section", lang), whole(100)),), _OF_ONE)
    return workbook(scheme, Annex(standard, {"A1": "1"}), words.term("scheme-sheet", "sample-title", lang), lang)


def _name(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


_LEVELS = {
    "0": _name("低于行业标准", "Below industry standard"),
    "1": _name("达到行业标准", "Meets industry standard"),
    "2": _name("达到并在某些方面超过行业标准", "Meets and in some respects exceeds it"),
    "3": _name("全面超过，优秀", "Wholly exceeds it, excellent"),
}
_COUNTED = {"rule": "majority", "measure": "deductions", "max": "2", "each": "0.5", "highest": "4"}
_GRADED = {"rule": "majority", "measure": "graded", "max": "2", "lowest": "0", "highest": "2", "table": "steps"}
_SAMPLE: Mapping[str, Any] = {
    "scheme": 1,
    "decimals": 2,
    "phases": [{"id": "final", "name": _name("决赛", "Final")}],
    "modules": [
        {
            "id": "A",
            "name": _name("第一项", "First criterion"),
            "criteria": [
                {
                    "id": "A1",
                    "name": _name("第一个子标准", "First sub-criterion"),
                    "aspects": [
                        {
                            "id": "A1.1",
                            "name": _name("测量：符合即得分", "Measured: passed or not"),
                            "rule": "majority",
                            "measure": "pass-fail",
                            "max": "1",
                            "benchmarks": {"1": _name("尺寸 120 ± 0.5 mm", "120 ± 0.5 mm")},
                        },
                        {"id": "A1.2", "name": _name("评价：0 至 3", "Judged: 0 to 3"), "rule": "judgement", "max": "2"}
                        | {"benchmarks": _LEVELS},
                        {"id": "A1.3", "name": _name("测量：按处扣分", "Measured: points off by count")} | _COUNTED,
                        {"id": "A1.4", "name": _name("测量：分档", "Measured: steps")} | _GRADED,
                    ],
                }
            ],
        }
    ],
    "tables": {"steps": {"kind": "lookup", "rows": [["0", "0"], ["1", "1"], ["2", "2"]]}},
}
_OF_ONE = {"A1.1": "1", "A1.2": "1", "A1.3": "1", "A1.4": "1"}
