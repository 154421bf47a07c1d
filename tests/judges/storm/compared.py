"""What was given and what the ledger has: the same, once each, value by value, in each judge's order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from scoring.facts import MarkGiven
from scoring.lines import Line
from tests.judges.storm.tablet import Cell, Given


def differences(given: Sequence[Given], lines: Iterable[Line]) -> list[str]:
    """Every difference, in words; given is in the order of each judge.

    Of each judge: marks by cell are the values given there, in that order, no more and no less. First marks of cells
    follow each other as they were given. A mark whose key is known has one line, with its value and the time that its
    tablet claimed."""
    stored = [(line.key, line.fact) for line in lines if isinstance(line.fact, MarkGiven)]
    there = [(fact.cell.judge, _cell(fact)) for _, fact in stored]
    wrong = _by_cell(
        _values(((each.judge, each.cell), each.value) for each in given),
        _values((place, fact.value) for place, (_, fact) in zip(there, stored, strict=True)),
    )
    wrong += _by_key(given, stored)
    wrong += _in_order([(each.judge, each.cell) for each in given], there)
    return wrong + [f"{_named((fact.cell.judge, _cell(fact)))}: held" for _, fact in stored if fact.held]


Place = tuple[str, Cell]


def _cell(fact: MarkGiven) -> Cell:
    return fact.cell.entrant, fact.cell.aspect


def _named(place: Place) -> str:
    return " ".join((place[0], *place[1]))


def _values(marks: Iterable[tuple[Place, str]]) -> dict[Place, list[str]]:
    found: dict[Place, list[str]] = defaultdict(list)
    for place, value in marks:
        found[place].append(value)
    return found


def _by_cell(given: dict[Place, list[str]], stored: dict[Place, list[str]]) -> list[str]:
    places = [*given, *(place for place in stored if place not in given)]
    return [
        f"{_named(place)}: given {', '.join(given.get(place, ())) or 'nothing'}; "
        f"the ledger has {', '.join(stored.get(place, ())) or 'nothing'}"
        for place in places
        if given.get(place) != stored.get(place)
    ]


def _by_key(given: Sequence[Given], stored: Sequence[tuple[str, MarkGiven]]) -> list[str]:
    times = Counter(key for key, _ in stored)
    by_key = dict(stored)
    wrong = []
    for each in given:
        if not each.key:
            continue
        if times[each.key] != 1:
            wrong.append(f"{_named((each.judge, each.cell))} = {each.value}: {times[each.key]} lines under its key")
            continue
        fact = by_key[each.key]
        said = (fact.cell.judge, _cell(fact), fact.value, fact.given_at)
        if said != (each.judge, each.cell, each.value, each.given_at):
            wrong.append(f"{_named((each.judge, each.cell))} = {each.value} at {each.given_at}: the line says {said}")
    return wrong


def _in_order(given: Iterable[Place], stored: Iterable[Place]) -> list[str]:
    """First marks of a judge's cells: whoever gave one before another has it in an earlier line."""
    first, there = _firsts(given), _firsts(stored)
    wrong = []
    for judge, cells in first.items():
        same = [cell for cell in there.get(judge, ()) if cell in set(cells)]
        found = next(((a, b) for a, b in zip(cells, same, strict=False) if a != b), None)
        if found is not None and len(cells) == len(same):
            wrong.append(
                f"{judge}: {' '.join(found[0])} was given first, and {' '.join(found[1])} was stored before it"
            )
    return wrong


def _firsts(places: Iterable[Place]) -> dict[str, list[Cell]]:
    found: dict[str, dict[Cell, None]] = defaultdict(dict)
    for judge, cell in places:
        found[judge].setdefault(cell)
    return {judge: list(cells) for judge, cells in found.items()}
