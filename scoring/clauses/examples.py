"""Worked cases of a policy: one row of `cases.csv` each, with what it must come to. Columns are documented in the help
page `policy`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scoring.clauses.cases import ROLES, Case, is_day, skipped
from scoring.clauses.terms import ROUNDS
from scoring.clauses.trace import GAP, GAPS, GRANTED, MAY_APPLY, REFUSED, Decision, Outcome
from scoring.clauses.values import BASES, KINDS
from scoring.grades import Grade, grade
from scoring.problems import Problem

PASSED = "passed."
"""What the column of a clause whose places are passed down begins with."""

WHOLE = ("place", "sharing", *BASES, "team-size", "member", "promotions")
"""Columns that are whole numbers."""

COLUMNS = ("case", "round", "tier", "group", *WHOLE, "role", "level", "paper-level", "titles", "birth", "date", "note")
"""Columns of the case itself; `paper.NAME`, `fact.NAME` and `passed.CLAUSE` besides. What it must come to:
`clauses.values.KINDS`."""


@dataclass(frozen=True)
class Example:
    """label: what the row is called. round: how shares are counted where the policy does not say, "" for as it is.
    expected: text by kind, only those that are stated."""

    label: str
    round: str
    case: Case
    expected: Mapping[str, str]


def read_example(row: Mapping[str, str]) -> tuple[Example, list[Problem]]:
    """The example that a row states, and every problem in it."""
    problems = list(_problems(row))
    cells = {column: value for column, value in row.items() if value}
    whole = {column: int(cells[column]) for column in WHOLE if _fits(column, cells.get(column, ""))}
    case = Case(
        cells.get("tier", ""),
        cells.get("group", ""),
        whole.get("place"),
        whole.get("sharing", 1),
        {base: whole[base] for base in BASES if base in whole},
        whole.get("team-size", 1),
        whole.get("member", 1),
        cells.get("role", "member"),
        _grade(cells, "level"),
        _grade(cells, "paper-level"),
        _named(cells, "paper."),
        tuple(_parts(cells.get("titles", ""))),
        whole.get("promotions", 0),
        cells.get("birth", ""),
        cells.get("date", ""),
        _named(cells, "fact."),
        {clause: ends for clause, said in _named(cells, "passed.").items() if (ends := skipped(said)) is not None},
    )
    expected = {kind: cells[kind] for kind in KINDS if kind in cells}
    return Example(cells.get("case", ""), cells.get("round", ""), case, expected), problems


def differences(decision: Decision, expected: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(kind, expected, what it came to) of every kind that came to something else."""
    for kind, stated in expected.items():
        found = decision.of(kind)
        if not _same(decision, found, _parts(stated)):
            yield kind, stated, "; ".join(map(said, found)) or REFUSED


def said(outcome: Outcome) -> str:
    """An outcome the way that a case states it: `granted 2`, `gap rounding-unset`, `refused place-beyond`."""
    rest = {GAP: outcome.gap, REFUSED: ", ".join(outcome.reasons)}.get(outcome.status, outcome.value)
    return f"{outcome.status} {rest}".strip()


def _same(decision: Decision, found: tuple[Outcome, ...], stated: list[str]) -> bool:
    words = [each.partition(" ") for each in stated]
    if words[0][0] == REFUSED:
        reason = words[0][2].strip()
        named = {name for each in found for name in (*each.reasons, *decision.looks(each))}
        return all(each.status == REFUSED for each in found) and (not reason or reason in named)
    due = [each for each in found if each.status != REFUSED]
    return len(due) == len(words) and all(
        any(each.status == status and _means(each, rest.strip()) for each in due) for status, _, rest in words
    )


def _means(outcome: Outcome, rest: str) -> bool:
    """Does the rest of a stated outcome name this one?"""
    if outcome.status == GAP:
        return rest in ("", outcome.gap)
    found = grade(rest)
    return rest == outcome.value or (outcome.kind == "grade" and found is not None and found.code == outcome.value)


def _problems(row: Mapping[str, str]) -> Iterator[Problem]:
    """Every cell that is not what its column asks for."""
    for column, value in row.items():
        if not (column in (*COLUMNS, *KINDS) or column.startswith(("paper.", "fact.", PASSED))):
            columns = ", ".join((*COLUMNS, *KINDS, "paper.…", "fact.…", "passed.…"))
            yield Problem("unknown-column", column, {"column": column[:80], "columns": columns})
        elif value and not _fits(column, value):
            yield Problem("bad-cell", column, {"value": value[:80]})
    if not any(row.get(kind) for kind in KINDS):
        yield Problem("missing-expectation", "", {"choices": ", ".join(KINDS)})


def _fits(column: str, value: str) -> bool:
    if column in KINDS:
        return bool(_parts(value)) and all(map(_is_outcome, _parts(value)))
    if column in WHOLE:
        return value.isascii() and value.isdigit() and len(value) <= 9
    if column.startswith(PASSED):
        return skipped(value) is not None
    if column in ("level", "paper-level"):
        return grade(value) is not None
    if column in ("birth", "date"):
        return is_day(value)
    choices: Iterable[str] = {"round": ROUNDS, "role": ROLES}.get(column, (value,))
    return value in choices


def _is_outcome(stated: str) -> bool:
    status, _, rest = stated.partition(" ")
    if status == GAP:
        return rest.strip() in ("", *GAPS)
    return status == REFUSED or (status in (GRANTED, MAY_APPLY) and bool(rest.strip()))


def _grade(cells: Mapping[str, str], column: str) -> Grade | None:
    return grade(cells.get(column, ""))


def _named(cells: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {column.removeprefix(prefix): value for column, value in cells.items() if column.startswith(prefix)}


def _parts(value: str) -> list[str]:
    """The parts of a cell that holds several, split at semicolons."""
    return [part.strip() for part in value.replace("；", ";").split(";") if part.strip()]
