"""A sheet that was read becomes a document that states a scheme; every mistake with its cell, and everything that was
taken for granted where the sheet does not say it.

Criteria become modules, sub-criteria criteria; `methods` says how an aspect is marked. There is one phase, and no
rounding: the mean of three judgements is kept exact, totals are shown with two decimals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from competition.intake.files.texts import visible
from competition.schemes.annex import Annex
from competition.schemes.sheets import values
from competition.schemes.sheets.methods import Assumed, Methods
from competition.schemes.sheets.said import Aspect, Criterion, Part, Said, Sheet
from scoring.advice.standard import Section, Standard
from scoring.advice.weights import HUNDRED
from scoring.numbers import Exact, text, total
from scoring.problems import Problem

_PART = re.compile(r"[A-Z]{1,2}[0-9]{1,3}(?:\.[0-9]{1,2})?")
_ASPECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,30}")

Made = tuple[dict[str, Any], Exact | None]
"""A node of the document and its most points, None where they are not known."""


@dataclass
class Shaped:
    """The document, as far as it could be made. cells: by path of a node in it, where the node stands in the sheet."""

    document: dict[str, Any]
    annex: Annex
    problems: list[Problem]
    assumed: list[Assumed]
    cells: Mapping[str, str] = field(default_factory=dict)


def shaped(sheet: Sheet, *, days: int = 0, panel: str = "") -> Shaped:
    """The scheme that a sheet states. days: of the contest, 0 where not known. panel: that marks what names none."""
    return _Shaping(sheet, days, panel).made()


class _Shaping:
    def __init__(self, sheet: Sheet, days: int, panel: str) -> None:
        self.sheet, self.days, self.panel = sheet, days, panel
        self.problems: list[Problem] = []
        self.assumed: list[Assumed] = []
        self.methods = Methods(self.problems, self.assumed)
        self.cells: dict[str, str] = {}
        self.seen: dict[str, str] = {}
        self.sections: dict[str, str] = {}
        self.marked_on: dict[str, str] = {}
        self.known = {each.id.text for each in sheet.sections}

    def made(self) -> Shaped:
        sheet = self.sheet
        made = [self._module(criterion) for criterion in sheet.criteria.values()]
        points = _whole([each for _, each in made])
        if sheet.total is not None and points is not None:
            self._sum("total", sheet.total, points)
        self._said_of_all(points)
        phase = {"id": "final", "name": {"zh": "决赛", "en": "Final"}} | _maximum(points)
        document: dict[str, Any] = {
            "scheme": 1,
            "decimals": 2,
            "phases": [phase],
            "modules": [each for each, _ in made],
        }
        if self.methods.tables:
            document["tables"] = self.methods.tables
        return Shaped(document, self._annex(), self.problems, self.assumed, self.cells)

    def _say(self, code: str, cell: str, /, **facts: str) -> None:
        self.problems.append(Problem(code, cell, facts))

    def _module(self, criterion: Criterion) -> Made:
        letter, parts = criterion.letter, criterion.parts
        where = f"modules[{letter}]"
        self.cells[where] = criterion.mark.cell
        if not parts:
            self._say("sheet-criterion-empty", criterion.mark.cell, criterion=letter)
        elif self.sheet.listed and not criterion.listed:
            self._say("sheet-criterion-unknown", parts[0].id.cell, criterion=letter)
        made = [self._criterion(part, where) for part in parts]
        points = _whole([each for _, each in made])
        for said in (*([criterion.mark] if criterion.mark.text else []), *criterion.totals):
            if points is not None:
                self._sum(letter, said, points)
        module = {"id": letter, "name": values.name([criterion.name], self.problems) or letter}
        return module | _maximum(points) | {"criteria": [each for each, _ in made]}, points

    def _sum(self, criterion: str, stated: Said, found: Exact) -> None:
        """Say a stated sum that the aspects do not come to."""
        said = values.number(stated, self.problems)
        if said is not None and said != found:
            code = "sheet-total-differs" if criterion == "total" else "sheet-sum-differs"
            self._say(code, stated.cell, criterion=criterion, stated=text(said), sum=text(found))

    def _criterion(self, part: Part, above: str) -> Made:
        id = unicodedata.normalize("NFKC", part.id.text).strip()
        if _PART.fullmatch(id) is None:
            self._say("sheet-bad-id", part.id.cell, value=visible(part.id.text))
        self._only_once(id, part.id.cell)
        name = values.name([part.name], self.problems)
        if not name:
            self._say("sheet-name-missing", part.name.cell, id=id)
        if part.has_day and (day := values.day(part.day, self.days, self.problems)):
            self.marked_on[id] = day
        if not part.aspects:
            self._say("sheet-part-empty", part.id.cell, id=id)
        where = f"{above}.criteria[{id}]"
        self.cells[where] = part.id.cell
        made = [self._aspect(aspect, id, place, where) for place, aspect in enumerate(part.aspects, 1)]
        points = _whole([each for _, each in made])
        criterion = {"id": id, "name": name or id} | _maximum(points)
        return criterion | {"aspects": [each for each, _ in made]}, points

    def _only_once(self, id: str, cell: str) -> None:
        if id in self.seen:
            self._say("sheet-duplicate-id", cell, id=id, other=self.seen[id])
        self.seen.setdefault(id, cell)

    def _aspect(self, aspect: Aspect, part: str, place: int, above: str) -> Made:
        own, description, maximum = (aspect.said(column) for column in ("aspect-id", "description", "max"))
        if own.text and _ASPECT.fullmatch(own.text) is None:
            self._say("sheet-bad-id", own.cell, value=visible(own.text))
        id = own.text or f"{part}.{place}"
        self._only_once(id, own.cell if own.text else aspect.cell)
        if not description.text:
            self._say("sheet-description-missing", description.cell)
        where = f"{above}.aspects[{id}]"
        self.cells |= {where: aspect.cell, f"{where}.max": maximum.cell}
        most = values.number(maximum, self.problems)
        panel = aspect.said("panel").text or self.panel
        made = {"id": id, "name": values.name([description], self.problems) or id}
        made |= ({"panel": panel} if panel else {}) | self.methods.of(aspect, id, most)
        self._section(aspect, id)
        return made, most

    def _section(self, aspect: Aspect, id: str) -> None:
        said = aspect.said("section")
        section = unicodedata.normalize("NFKC", said.text).strip()
        if section and self.known and section not in self.known:
            self._say("sheet-section-unknown", said.cell, value=visible(section), known=", ".join(sorted(self.known)))
        elif section:
            self.sections[id] = section
        elif self.known:
            self._say("sheet-section-missing", said.cell, id=id)

    def _said_of_all(self, points: Exact | None) -> None:
        """What holds for the sheet as a whole."""
        sheet = self.sheet
        self.assumed += [Assumed("sheet-not-read", "", {"sheet": name}) for name in sheet.unread]
        self.assumed += [Assumed("hidden-column", cell, {"column": column}) for column, cell in sheet.hidden_columns]
        self.assumed += [Assumed("column-ignored", cell, {"column": column}) for column, cell in sheet.ignored]
        if not sheet.listed:
            self.assumed.append(Assumed("criteria-not-listed"))
        if sheet.total is None and points is not None and points != HUNDRED:
            self.assumed.append(Assumed("total-not-stated", "", {"sum": text(points)}))
        self.assumed += [Assumed("one-phase"), Assumed("not-rounded")]

    def _annex(self) -> Annex:
        sections = []
        for id, name, marks in self.sheet.sections:
            said = Said(marks.text.rstrip("%％"), marks.cell)
            points = values.number(said, self.problems) if said.text else None
            sections.append(Section(id.text, " ".join(name.text.split()) or id.text, points))
        standard = Standard(tuple(sections), self.sections) if sections or self.sections else None
        return Annex(standard, self.marked_on)


def _maximum(points: Exact | None) -> dict[str, str]:
    return {} if points is None else {"max": text(points)}


def _whole(parts: Sequence[Exact | None]) -> Exact | None:
    """The sum, None where a part of it is not known or there is none."""
    known = [each for each in parts if each is not None]
    return total(known) if known and len(known) == len(parts) else None
