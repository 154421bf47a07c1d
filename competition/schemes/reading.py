"""A scheme that somebody brings, as a spreadsheet, as pasted cells or as TOML: read whole, every problem at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from competition.intake.files import toml as tomls
from competition.intake.files.toml import Toml
from competition.intake.judging import schemes
from competition.intake.problems import Findings
from competition.schemes.annex import Annex, read_annex
from competition.schemes.sheets.inside import position
from competition.schemes.sheets.methods import Assumed
from competition.schemes.sheets.rows import sheet
from competition.schemes.sheets.shaping import Shaped, shaped
from competition.schemes.sheets.workbook import Grid, grids, pasted
from competition.schemes.writing import toml
from scoring.nodes import Scheme
from scoring.problems import Problem

TOML = "scheme.toml"
"""What a text is called that was written on the page itself."""


@dataclass(frozen=True)
class Draft:
    """A scheme that was read. name: of the file. text: the scheme as TOML, "" where nothing could be made of it.
    document: what that states. scheme: None where there are problems. Problems stand at cells (`Scheme!B12`) or lines
    (`scheme.toml:12`). places: where nodes of the document stand in the file, by path."""

    name: str
    text: str
    document: Mapping[str, Any]
    scheme: Scheme | None
    annex: Annex
    problems: tuple[Problem, ...]
    assumed: tuple[Assumed, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """What a sheet is read for. days: of the contest, 0 where not known. panel: that marks aspects which name none.
    frame: a scheme whose phases and whatever else a sheet does not state are kept, with modules that it does not have;
    None: the sheet stands alone."""

    days: int = 0
    panel: str = ""
    frame: Mapping[str, Any] | None = None


def read(name: str, content: bytes, setting: Setting | None = None, annex: str = "") -> Draft:
    """The scheme in a file: TOML by its name, else a spreadsheet. annex: text of what belongs to a TOML."""
    if name.lower().endswith(".toml"):
        return _of_toml(name, content, annex)
    found, problems = grids(name, content)
    if problems:
        return Draft(name, "", {}, None, Annex(), tuple(problems))
    return _of_grids(name, found, setting or Setting())


def read_pasted(text: str, setting: Setting | None = None, annex: str = "") -> Draft:
    """The scheme in cells that were copied from a spreadsheet; a text that begins like TOML is read as such."""
    if _is_toml(text):
        return _of_toml(TOML, text.encode(), annex)
    return _of_grids("", [pasted(text, "pasted")], setting or Setting())


def _is_toml(text: str) -> bool:
    first = next((line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")), "")
    return first.startswith("[") or first.partition("=")[0].strip() in ("scheme", "decimals", "reveal", "groups")


def _of_toml(name: str, content: bytes, annex: str = "") -> Draft:
    findings = Findings()
    document = tomls.read(content, name, findings)
    scheme = None if document is None else schemes.read(document, findings)
    problems = tuple(
        Problem(found.code, f"{found.file}:{found.line}" if found.line else found.file, found.facts)
        for found in findings.all([name])
    )
    text = "" if document is None else document.text
    stated = {} if document is None else document.document
    return Draft(name, text, stated, None if problems else scheme, read_annex(annex), problems)


def _of_grids(name: str, found: Sequence[Grid], setting: Setting) -> Draft:
    said, problems = sheet(found)
    made = shaped(said, days=setting.days, panel=setting.panel)
    document, assumed = _framed(made, setting.frame)
    problems += made.problems
    text = toml(document)
    scheme = None
    if not problems:
        findings = Findings()
        stated = Toml(TOML, text, tomllib.loads(text, parse_float=str))
        scheme = schemes.read(stated, findings)
        for each in findings.all([TOML]):
            problems.append(Problem(each.code, _place(made.cells, each.column) or each.column, each.facts))
    return Draft(
        name,
        text,
        document,
        None if problems else scheme,
        made.annex,
        tuple(_ordered(problems)),
        tuple(assumed),
        made.cells,
    )


def _framed(made: Shaped, frame: Mapping[str, Any] | None) -> tuple[dict[str, Any], list[Assumed]]:
    """The document with what a frame keeps, and what was assumed with that."""
    if frame is None:
        return made.document, made.assumed
    own = {module["id"]: module for module in made.document["modules"]}
    kept = [each for each in frame.get("modules", ()) if isinstance(each, Mapping) and each.get("id") not in own]
    tables = {**frame.get("tables", {}), **made.document.get("tables", {})}
    document = {**frame, "modules": [*own.values(), *kept]} | ({"tables": tables} if tables else {})
    assumed = [each for each in made.assumed if each.code not in ("one-phase", "not-rounded")]
    assumed += [Assumed("module-kept", "", {"id": str(each.get("id"))}) for each in kept]
    return document, [*assumed, Assumed("frame-kept")]


def _place(cells: Mapping[str, str], where: str) -> str:
    """The cell of a path, or of the nearest node above it; "" for none."""
    while where:
        if where in cells:
            return cells[where]
        where = where[: max(where.rfind("."), where.rfind("["), 0)]
    return ""


def _ordered(problems: Sequence[Problem]) -> list[Problem]:
    """Each once, as they stand in the sheet."""
    once = {(each.code, each.where, *each.facts.values()): each for each in problems}
    return sorted(once.values(), key=_standing)


def _standing(problem: Problem) -> tuple[str, int, int]:
    name, _, cell = problem.where.rpartition("!")
    try:
        return (name, *position(cell))
    except ValueError:
        return (problem.where, -1, -1)
