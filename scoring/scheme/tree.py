"""Reading modules, criteria, aspects and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.comments import Comment
from scoring.documents import ID, Document
from scoring.nodes import (
    MEASURES,
    ONCE,
    Aspect,
    Attempts,
    Criterion,
    Linear,
    Lookup,
    Module,
    Name,
    Setting,
    Table,
    Tolerance,
)
from scoring.numbers import ONE, THREE, ZERO, Exact, Rounding
from scoring.panels import RULES, Choice, Number, Places, Round, Text


def read_module(each: Document) -> Module:
    """A module and all that is in it."""
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
    settings = {setting: _setting(each, setting, kind) for setting, kind in rule.settings.items()}
    measure = each.choice("measure", MEASURES, "points")
    low, high, step = each.number("lowest"), each.number("highest"), each.number("step")
    if rule.judgement:
        low, high, step = low or ZERO, high or THREE, step or ONE
    elif measure == "pass-fail":
        low, high, step = low or ZERO, high or ONE, step or ONE
    elif measure == "deductions":
        low, step = low or ZERO, step or ONE
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
        measure=measure,
        each=each.number("each", needed=measure == "deductions"),
        attempts=_attempts(each),
        comment=_comment(each),
    )
    each.finish()
    return aspect


def _setting(each: Document, key: str, kind: Places | Number | Choice | Round | Text) -> Setting:
    if isinstance(kind, Places):
        return each.whole(key, kind.default, 0, 99)
    if isinstance(kind, Number):
        return each.number(key, needed=True) or ZERO
    if isinstance(kind, Choice):
        return each.choice(key, kind.choices, kind.choices[0])
    return (each.rounding(key) or Rounding(kind.places)) if isinstance(kind, Round) else each.text(key)


def _attempts(each: Document) -> Attempts:
    value = each.get("attempts")
    if value is None:
        return ONCE
    inner = each.inner("attempts", value)
    best = None if inner.get("best") is None else inner.whole("best", None, 1, 20)
    attempts = Attempts(
        inner.whole("count", None, 1, 20),
        inner.choice("rule", ("best", "last", "mean", "sum"), None),
        best,
        inner.choice("prefer", ("high", "low"), "high"),
    )
    inner.finish()
    return attempts


def _comment(each: Document) -> Comment | None:
    """Which marks need words: `always`, or {upto, from}, of which one may be left out."""
    value = each.get("comment")
    if value is None:
        return None
    if isinstance(value, str):
        each.choice("comment", ("always",), None)
        return Comment()
    if not isinstance(value, Mapping):
        each.problem("wrong-type", "comment", expected="always, or a table")
        return None
    inner = each.inner("comment", value)
    comment = Comment(inner.number("upto"), inner.number("from"))
    if not inner.read & inner.values.keys():
        inner.problem("missing-key", "upto")
    inner.finish()
    return comment


def _benchmark(each: Document, mark: str, value: Any) -> Name:
    inner = each.inner(f"benchmarks.{mark}", {"name": value})
    return inner.name()


def _node(each: Document) -> tuple[str, Name, Exact, Exact | None, Rounding | None, Exact | None, Exact | None]:
    id = each.id()
    return (
        id,
        each.name(default=id),
        each.number("weight", ONE) or ZERO,
        each.number("max"),
        each.rounding(),
        each.number("floor"),
        each.number("ceiling"),
    )


def read_table(name: str, each: Document) -> Table:
    """A table of the kind that the document names."""
    if ID.fullmatch(name) is None:
        each.problem("bad-id", "", value=name[:80])
    kind = each.choice("kind", ("lookup", "linear", "tolerance"), None)
    if kind == "linear":
        base, point, slope = (each.number(key, ZERO, needed=True) or ZERO for key in ("base", "point", "slope"))
        table: Table = Linear(name, base, point, slope, each.rounding())
    elif kind == "tolerance":
        point = each.number("point", ZERO, needed=True) or ZERO
        table = Tolerance(name, point, _rows(each, "[deviation, points]"), each.number("otherwise") or ZERO)
    else:
        match = each.choice("match", ("exact", "floor", "ceiling"), "exact")
        table = Lookup(name, match, _rows(each, "[reading, points]"), each.number("otherwise"))
    each.finish()
    return table


def _rows(each: Document, expected: str) -> tuple[tuple[Exact, Exact], ...]:
    rows = []
    for position, row in enumerate(each.list("rows")):
        where = f"rows[{position + 1}]"
        if not isinstance(row, list) or len(row) != 2:
            each.problem("wrong-type", where, expected=expected)
            continue
        reading, points = each.exact(row[0], where), each.exact(row[1], where)
        if reading is not None and points is not None:
            rows.append((reading, points))
    return tuple(sorted(rows))
