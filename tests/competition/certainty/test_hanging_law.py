"""Grades that hang on one mark: what is told is what comes of it when the contest is held again with that mark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from competition.awarding.cases import candidates, groups, policy_of
from competition.awarding.decisions import decided, grade_of
from competition.certainty.hanging import Turn, hanging
from competition.certainty.people import People
from scoring.certainty.pauses import drained
from tests.competition.awarding.bakery import folded
from tests.competition.certainty.test_wants_law import ASPECTS, STEP, Rows, contest, drawn

Grades = dict[str, str]
"""By entrant, "" for none."""


def complete(seed: int) -> Rows:
    """Bakers of whom everything is marked."""
    return [(*row[:5], row[5] or "60", row[6] or "75") for row in drawn(seed)]


def told(folder: Path, rows: Rows) -> tuple[Grades, list[tuple[str, Turn]]]:
    """What everybody is due, and the grades that hang on one mark."""
    stated = contest(folder, rows)
    trade = folded(stated).trades["cakes"]
    policy = policy_of(trade.policy)
    assert policy is not None
    people = list(candidates(trade, stated))
    found = drained(hanging(trade, "final", People(policy, people, groups(trade, stated))))
    assert found is not None and found.margins.complete
    grades = {each.candidate.entrant: grade_of(each.decision) for each in decided(policy, people)}
    return grades, [(entrant, turn) for entrant, turns in found.turns.items() for turn in turns]


def stepped(rows: Rows) -> Iterator[tuple[tuple[str, str, int], Rows]]:
    """((entrant, aspect, mark), the rows with it) for every mark one step lower and higher."""
    for at, row in enumerate(rows):
        entrant, group, person, held, promotions, *marks = row
        for column, aspect in enumerate(ASPECTS.values()):
            for mark in (int(marks[column]) - STEP, int(marks[column]) + STEP):
                if 0 <= mark <= 100:
                    paper, cake = (str(mark) if each == column else marks[each] for each in (0, 1))
                    other = (entrant, group, person, held, promotions, paper, cake)
                    yield (entrant, aspect, mark), [*rows[:at], other, *rows[at + 1 :]]


@pytest.mark.parametrize("seed", range(5))
def test_every_grade_that_one_step_turns_is_told_and_no_other(tmp_path: Path, seed: int) -> None:
    rows = complete(seed)
    before, turns = told(tmp_path / "held", rows)
    found: dict[tuple[str, str, str], set[tuple[str, str, int]]] = {}
    for number, (step, other) in enumerate(stepped(rows)):
        after, _ = told(tmp_path / str(number), other)
        for entrant in (each for each in before if before[each] != after[each]):
            found.setdefault((entrant, before[entrant], after[entrant]), set()).add(step)
    named = {(entrant, each.before, each.after): each.step for entrant, each in turns if each.step is not None}
    assert named.keys() == found.keys()
    for key, step_told in named.items():
        assert (step_told.cell.entrant, step_told.cell.aspect, int(step_told.after)) in found[key], key
