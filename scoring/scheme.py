"""Schemes as data: a document in, a `Scheme` or every problem out; and its one canonical text.

The normal form is itself a document, so `parse_scheme(scheme_text(scheme)) == scheme`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scoring import lint
from scoring.documents import ID, Document
from scoring.lines import canonical
from scoring.nodes import (
    Aspect,
    Carry,
    Criterion,
    Entry,
    Linear,
    Lookup,
    Module,
    Name,
    Phase,
    Scheme,
    Table,
    TieStep,
)
from scoring.numbers import ONE, THREE, ZERO, Exact, Rounding, text
from scoring.panels import RULES
from scoring.problems import BrokenPromiseError, Problem


def read_scheme(document: Mapping[str, Any]) -> tuple[Scheme | None, list[Problem]]:
    """The scheme that a document states (TOML read with `parse_float=str`), or None and every problem in it."""
    problems: list[Problem] = []
    top = Document(document, "", problems)
    top.whole("scheme", None, 1, 1)
    tables = {name: _table(name, each) for name, each in top.named("tables")}
    modules = tuple(_module(each) for each in top.tables("modules"))
    every = tuple(module.id for module in modules)
    phases = tuple(_phase(each, every) for each in top.tables("phases"))
    scheme = Scheme(
        top.whole("decimals", 2, 0, 12),
        top.choice("reveal", ("settled", "each mark"), "settled"),
        phases,
        modules,
        tables,
    )
    top.finish()
    if not problems:
        problems.extend(lint.lint(scheme))
    return (None if problems else scheme), problems


def parse_scheme(stored: str) -> Scheme:
    """The scheme that a canonical text states. Raises BrokenPromiseError where it is none."""
    try:
        scheme, problems = read_scheme(json.loads(stored))
    except ValueError as error:
        raise BrokenPromiseError("a stored scheme is no JSON") from error
    if scheme is None:
        raise BrokenPromiseError(f"a stored scheme is not valid: {problems[0].code} at {problems[0].where}")
    return scheme


def scheme_text(scheme: Scheme) -> str:
    """Canonical text: every setting stated, numbers as text."""
    return canonical(
        {
            "scheme": "1",
            "decimals": str(scheme.decimals),
            "reveal": scheme.reveal,
            "phases": [_phase_form(phase) for phase in scheme.phases],
            "modules": [_module_form(module) for module in scheme.modules],
            "tables": {name: _table_form(table) for name, table in scheme.tables.items()},
        }
    )


def _module(each: Document) -> Module:
    inner = tuple(_criterion(child) for child in each.tables("criteria"))
    module = Module(*_node(each), criteria=inner)
    each.finish()
    return module


def _criterion(each: Document) -> Criterion:
    items = each.flag("items")
    aspects = tuple(_aspect(child) for child in each.tables("aspects"))
    criterion = Criterion(*_node(each), items=items, aspects=aspects)
    each.finish()
    return criterion


def _aspect(each: Document) -> Aspect:
    name = each.choice("rule", RULES, None, "unknown-rule")
    rule = RULES[name]
    settings = {setting: each.whole(setting, default, 0, 99) for setting, default in rule.settings.items()}
    low, high, step = each.number("lowest"), each.number("highest"), each.number("step")
    if rule.judgement:
        low, high, step = low or ZERO, high or THREE, step or ONE
    benchmarks = {mark: _benchmark(each, mark, value) for mark, value in each.table("benchmarks").items()}
    aspect = Aspect(
        *_node(each),
        panel=each.text("panel", ""),
        rule=name,
        settings=settings,
        lowest=low,
        highest=high,
        step=step,
        table=each.text("table", ""),
        none=each.number("none"),
        benchmarks=benchmarks,
    )
    each.finish()
    return aspect


def _benchmark(each: Document, mark: str, value: Any) -> Name:
    inner = Document({"name": value}, f"{each.where}.benchmarks.{mark}", each.problems)
    return inner.name()


def _node(each: Document) -> tuple[str, Name, Exact, Exact | None, Rounding | None, Exact | None, Exact | None]:
    id = each.id()
    weight = each.number("weight", ONE)
    assert weight is not None
    return (
        id,
        each.name(default=id),
        weight,
        each.number("max"),
        each.rounding(),
        each.number("floor"),
        each.number("ceiling"),
    )


def _phase(each: Document, every: tuple[str, ...]) -> Phase:
    id = each.id()
    modules = each.texts("modules")
    phase = Phase(
        id,
        each.name(default=id),
        every if modules is None else modules,
        _entry(each),
        tuple(_carry(each)),
        each.text("first", ""),
        tuple(_tie(step, id) for step in each.tables("ties")),
        each.number("max"),
        each.rounding(),
        each.number("floor"),
        each.number("ceiling"),
    )
    each.finish()
    return phase


def _entry(each: Document) -> Entry | None:
    value = each.get("entry")
    if value is None:
        return None
    inner = Document(value, f"{each.where}.entry", each.problems)
    cut = None if inner.values.get("cut") == "stated" else inner.whole("cut", None, 1, 100_000)
    inner.read.add("cut")
    entry = Entry(inner.id("from"), cut, inner.choice("ties", ("all", "none"), "all"))
    inner.finish()
    return entry


def _carry(each: Document) -> Iterator[Carry]:
    for inner in each.tables("carry"):
        weight = inner.number("weight", ONE)
        assert weight is not None
        yield Carry(inner.id("phase"), weight)
        inner.finish()


def _tie(each: Document, phase: str) -> TieStep:
    step = TieStep(each.text("figure"), each.choice("prefer", ("high", "low"), "high"), each.text("phase", "") or phase)
    each.finish()
    return step


def _table(name: str, each: Document) -> Table:
    if ID.fullmatch(name) is None:
        each.problem("bad-id", "", value=name[:80])
    if each.choice("kind", ("lookup", "linear"), None) == "linear":
        base, point, slope = (each.number(key, ZERO, needed=True) or ZERO for key in ("base", "point", "slope"))
        table: Table = Linear(name, base, point, slope, each.rounding())
    else:
        match = each.choice("match", ("exact", "floor", "ceiling"), "exact")
        rows = []
        for position, row in enumerate(each.list("rows")):
            where = f"rows[{position + 1}]"
            if not isinstance(row, list) or len(row) != 2:
                each.problem("wrong-type", where, expected="[reading, points]")
                continue
            reading, points = each.exact(row[0], where), each.exact(row[1], where)
            if reading is not None and points is not None:
                rows.append((reading, points))
        table = Lookup(name, match, tuple(sorted(rows)))
    each.finish()
    return table


def _stated(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _number(value: Exact | None) -> str | None:
    return None if value is None else text(value)


def _rounding_form(rounding: Rounding | None) -> dict[str, str] | None:
    return None if rounding is None else {"places": str(rounding.places), "mode": rounding.mode}


def _name_form(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}


def _bounds_form(node: Any) -> dict[str, Any]:
    return _stated(
        id=node.id,
        name=_name_form(node.name),
        max=_number(node.max),
        round=_rounding_form(node.rounding),
        floor=_number(node.floor),
        ceiling=_number(node.ceiling),
    )


def _module_form(module: Module) -> dict[str, Any]:
    criteria = [_criterion_form(each) for each in module.criteria]
    return _bounds_form(module) | {"weight": text(module.weight), "criteria": criteria}


def _criterion_form(criterion: Criterion) -> dict[str, Any]:
    aspects = [_aspect_form(each) for each in criterion.aspects]
    return _bounds_form(criterion) | {
        "weight": text(criterion.weight),
        "items": criterion.items,
        "aspects": aspects,
    }


def _aspect_form(aspect: Aspect) -> dict[str, Any]:
    return (
        _bounds_form(aspect)
        | {setting: str(value) for setting, value in aspect.settings.items()}
        | _stated(
            weight=text(aspect.weight),
            panel=aspect.panel,
            rule=aspect.rule,
            lowest=_number(aspect.lowest),
            highest=_number(aspect.highest),
            step=_number(aspect.step),
            table=aspect.table,
            none=_number(aspect.none),
            benchmarks={mark: _name_form(name) for mark, name in aspect.benchmarks.items()},
        )
    )


def _phase_form(phase: Phase) -> dict[str, Any]:
    entry = phase.entry and {
        "from": phase.entry.source,
        "cut": "stated" if phase.entry.cut is None else str(phase.entry.cut),
        "ties": phase.entry.ties,
    }
    return _bounds_form(phase) | _stated(
        modules=list(phase.modules),
        entry=entry,
        carry=[{"phase": carry.phase, "weight": text(carry.weight)} for carry in phase.carry],
        first=phase.first,
        ties=[{"figure": step.figure, "prefer": step.prefer, "phase": step.phase} for step in phase.ties],
    )


def _table_form(table: Table) -> dict[str, Any]:
    if isinstance(table, Linear):
        numbers = {"base": text(table.base), "point": text(table.point), "slope": text(table.slope)}
        return _stated(kind="linear", **numbers, round=_rounding_form(table.rounding))
    rows = [[text(reading), text(points)] for reading, points in table.rows]
    return {"kind": "lookup", "match": table.match, "rows": rows}
