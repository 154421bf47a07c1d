"""What a clause is due, read from its document: the grade for each grade held, an honour, money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.clauses.terms import named, words
from scoring.clauses.values import KINDS, Branch, Money
from scoring.documents import Document as Table
from scoring.grades import LADDER, Grade, grade
from scoring.numbers import ZERO


def outcome(each: Table) -> tuple[str, dict[str, Any]]:
    """(kind, the clause's fields that hold its outcome)."""
    choices = (*KINDS, "missing")
    stated = [kind for kind in choices if each.get(kind) is not None]
    if len(stated) != 1:
        each.problem("one-of-these", "", stated=", ".join(stated), choices=", ".join(choices))
        return KINDS[0], {}
    kind = stated[0]
    if kind == "missing":
        return each.choice("missing", KINDS, None), {"missing": True}
    if kind == "grade":
        return kind, {"grade": tuple(_branches(each))}
    if kind == "money":
        return kind, {"money": _money(each)}
    return kind, {"name": named(each, kind)}


def _grade(each: Table, key: str, default: Grade | None) -> Grade:
    """A grade that can be given, by code, level or name; without default it must be there."""
    value = each.get(key)
    if value is None and default is None:
        each.problem("missing-key", key)
    if value is None:
        return default or Grade.APPRENTICE
    found = grade(str(value)[:80])
    if found is None or found is Grade.NONE:
        each.problem("bad-level", key, value=str(value)[:80])
        return Grade.APPRENTICE
    return found


def _branches(each: Table) -> Iterator[Branch]:
    value = each.get("grade")
    if isinstance(value, list):
        yield from _rows(each)
        return
    table = each.inner("grade", {"to": value} if isinstance(value, (str, int)) else value)
    cap = _grade(table, "cap", Grade.SENIOR_TECHNICIAN)
    if table.get("up") is not None:
        yield Branch(LADDER[1:], None, table.whole("up", None, 1, 7), cap)
    else:
        to = _grade(table, "to", None)
        up = table.choice("same", ("stays", "up"), "stays") == "up"
        yield Branch(tuple(held for held in LADDER if held < to), to)
        yield Branch((to,), up=1, cap=cap) if up else Branch((to,))
        if above := tuple(held for held in LADDER if held > to):
            yield Branch(above)
    table.finish()


def _rows(each: Table) -> Iterator[Branch]:
    seen: set[Grade] = set()
    if not each.get("grade"):
        each.problem("empty-value", "grade")
    for row in each.tables("grade"):
        branch = _branch(row)
        for held in branch.holds:
            if held in seen:
                row.problem("duplicate-id", "holds", id=held.code)
            seen.add(held)
        yield branch


def _branch(each: Table) -> Branch:
    """One row of the long form: holds, and to, up (cap), stays or missing."""
    holds = tuple(Grade.NONE if found is None else found for found in map(grade, _held(each)))
    choices = ("to", "up", "stays", "missing")
    stated = [key for key in choices if each.get(key) not in (None, False)]
    if len(stated) != 1:
        each.problem("one-of-these", "", stated=", ".join(stated), choices=", ".join(choices))
    branch = Branch(
        holds,
        _grade(each, "to", None) if "to" in stated else None,
        each.whole("up", 0, 1, 7) if "up" in stated else 0,
        _grade(each, "cap", Grade.SENIOR_TECHNICIAN) if "up" in stated else Grade.SENIOR_TECHNICIAN,
        each.flag("missing"),
    )
    each.flag("stays")
    each.finish()
    return branch


def _held(each: Table) -> tuple[str, ...]:
    """The grades that a row is for."""
    held = words(each, "holds")
    if not held:
        each.problem("missing-key", "holds")
    for text in held:
        if grade(text) is None:
            each.problem("bad-level", "holds", value=text[:80])
    return held


def _money(each: Table) -> Money:
    value = each.get("money")
    table = each.inner("money", value if isinstance(value, Mapping) else {"amount": value})
    amount = table.number("amount", ZERO, needed=True) or ZERO
    if amount < 0:
        table.problem("out-of-range", "amount", value=str(amount), low="0", high="∞")
    money = Money(amount, table.flag("shared"), table.rounding())
    table.finish()
    return money
