"""A scheme as its page shows it: every module, criterion and aspect on a row, with what its parts add up to.

It is made of the document, not of the scheme that this states: a document with problems is shown as far as it goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from competition.schemes.annex import Annex
from scoring.nodes import Scheme
from scoring.numbers import Exact, parse, text, times, total

MODULE, CRITERION, ASPECT = 0, 1, 2


@dataclass(frozen=True)
class Row:
    """depth: `MODULE`, `CRITERION` or `ASPECT`. method: how an aspect is marked, a code of `scheme-methods`, with its
    facts; "" for what is made of parts. most: most points as stated; sum: what the parts come to; "" where that is not
    known. weight: "" for 1. section: of the standard. day: of marking. place: in the file. path: in the document.
    words: which marks need some, as `always` or with their bounds, "" for none."""

    depth: int
    id: str
    name: Mapping[str, str]
    method: str
    facts: Mapping[str, str]
    rule: str
    panel: str
    most: str
    sum: str
    weight: str
    section: str
    day: str
    place: str
    path: str
    words: str = ""

    @property
    def differs(self) -> bool:
        """True where the parts come to something else than is stated."""
        return bool(self.sum and self.most) and self.sum != self.most


def tree(document: Mapping[str, Any], annex: Annex, places: Mapping[str, str]) -> list[Row]:
    """Rows in the order of the document."""
    return [row for module in _tables(document, "modules") for row in _Module(annex, places).rows(module)]


def whole(rows: list[Row]) -> str:
    """What all modules come to, "" where that is not known."""
    return _added([parse(row.sum or row.most) for row in rows if row.depth == MODULE])


@dataclass(frozen=True)
class Stage:
    """A phase as its page shows it. modules, ties: ids of what counts and of what is compared, in order; carried:
    (phase, weight). cut: how many go on to it, "" where everybody is in it, `stated` where the contest states who."""

    id: str
    name: Mapping[str, str]
    modules: tuple[str, ...]
    carried: tuple[tuple[str, str], ...]
    cut: str
    ties: tuple[str, ...]
    most: str


def stages(scheme: Scheme) -> list[Stage]:
    """The phases of a scheme."""
    return [
        Stage(
            phase.id,
            {"zh": phase.name.zh, "en": phase.name.en},
            phase.modules,
            tuple((each.phase, text(each.weight)) for each in phase.carry),
            "" if phase.entry is None else "stated" if phase.entry.cut is None else str(phase.entry.cut),
            tuple(step.figure if step.by == "figure" else step.by for step in phase.ties),
            "" if phase.max is None else text(phase.max),
        )
        for phase in scheme.phases
    ]


class _Module:
    def __init__(self, annex: Annex, places: Mapping[str, str]) -> None:
        self.annex, self.places = annex, places
        self.sections = {} if annex.standard is None else annex.standard.aspects

    def rows(self, module: Mapping[str, Any]) -> Iterator[Row]:
        path = f"modules[{_text(module, 'id')}]"
        inner = [list(self._criterion(each, path)) for each in _tables(module, "criteria")]
        yield self._row(MODULE, module, path, [rows[0] for rows in inner])
        for rows in inner:
            yield from rows

    def _criterion(self, criterion: Mapping[str, Any], above: str) -> Iterator[Row]:
        path = f"{above}.criteria[{_text(criterion, 'id')}]"
        aspects = [self._aspect(each, path) for each in _tables(criterion, "aspects")]
        yield self._row(CRITERION, criterion, path, [] if criterion.get("items") is True else aspects)
        yield from aspects

    def _aspect(self, aspect: Mapping[str, Any], above: str) -> Row:
        return self._row(ASPECT, aspect, f"{above}.aspects[{_text(aspect, 'id')}]", [])

    def _row(self, depth: int, node: Mapping[str, Any], path: str, parts: list[Row]) -> Row:
        id = _text(node, "id")
        known = [parse(_weighted(part)) for part in parts]
        added = _added(known)
        weight = _text(node, "weight") or "1"
        factor, points = parse(weight), parse(added)
        if factor is not None and points is not None:
            added = text(times(factor, points))
        method, facts = _method(node) if depth == ASPECT else ("", {})
        return Row(
            depth,
            id,
            _name(node, id),
            method,
            facts,
            _text(node, "rule"),
            _text(node, "panel"),
            _text(node, "max"),
            added,
            "" if weight == "1" else weight,
            self.sections.get(id, ""),
            self.annex.days.get(id, ""),
            self.places.get(path, ""),
            path,
            _words(node) if depth == ASPECT else "",
        )


def _weighted(row: Row) -> str:
    """Most points that a part adds."""
    return row.sum or row.most


def _method(aspect: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """How an aspect is marked: a code and what its sentence is filled with."""
    measure = _text(aspect, "measure") or "points"
    if _text(aspect, "rule") == "judgement":
        return "judgement", {}
    if measure != "points":
        return measure, {key: _text(aspect, key) for key in ("each", "highest", "lowest", "table")}
    facts = {key: _text(aspect, key) for key in ("lowest", "highest", "step", "table")}
    return ("table" if facts["table"] else "points"), facts


def _words(aspect: Mapping[str, Any]) -> str:
    """Which marks need words."""
    asked = aspect.get("comment")
    if not isinstance(asked, Mapping):
        return "always" if asked == "always" else ""
    return ", ".join(f"{sign} {_text(asked, key)}" for key, sign in (("upto", "≤"), ("from", "≥")) if _text(asked, key))


def _tables(node: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = node.get(key)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _text(node: Mapping[str, Any], key: str) -> str:
    value = node.get(key)
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _name(node: Mapping[str, Any], id: str) -> Mapping[str, str]:
    name = node.get("name")
    if isinstance(name, Mapping):
        return {lang: str(name.get(lang) or "") for lang in ("zh", "en")}
    return dict.fromkeys(("zh", "en"), str(name) if isinstance(name, str) and name else id)


def _added(parts: Sequence[Exact | None]) -> str:
    known = [each for each in parts if each is not None]
    return text(total(known)) if known and len(known) == len(parts) else ""
