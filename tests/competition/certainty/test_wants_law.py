"""What a want promises, tried out: `sure` comes true whatever others get, `can` may, and below `can` it never does."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from competition.awarding.cases import candidates, groups, policy_of
from competition.awarding.decisions import decided, grade_of
from competition.certainty.people import People
from competition.certainty.wants import Want, stands
from competition.intake.package import Package
from scoring.certainty.pauses import drained
from scoring.certainty.places import certainty
from scoring.facts import Cell, MarkGiven
from scoring.grades import LADDER, grade
from scoring.numbers import parse, ratio, text, whole
from scoring.state import State, Trade
from tests.competition.awarding.bakery import bakery, folded, package, take

STEP = 5
"""Marks are multiples of this."""

FACTORS = {"theory": ratio(whole(1), whole(5)), "cake": ratio(whole(4), whole(5))}
"""Points of a module for a mark of one."""

ASPECTS = {"theory": "score", "cake": "piping"}
Rows = list[tuple[str, str, str, str, str, str, str]]
Marks = Mapping[tuple[str, str], int]
"""By entrant and module."""


def drawn(seed: int) -> Rows:
    """Seven bakers with marks; two of them lack one."""
    dice = random.Random(seed)
    rows: Rows = []
    for number in range(1, 8):
        group, held = dice.choice(("职工", "职工", "学生")), dice.choice(("none", "5", "4", "3", "2"))
        marks = [str(dice.randrange(50, 101, STEP)), str(dice.randrange(60, 101, STEP))]
        rows.append((f"C{number}", group, f"P{number}", held, "", marks[0], marks[1]))
    for at in dice.sample(range(7), 2):
        code, group, person, level, titles, theory, cake = rows[at]
        lost = ("", cake) if dice.randrange(3) == 0 else (theory, "")
        rows[at] = (code, group, person, level, titles, *lost)
    return rows


def contest(folder: Path, rows: Rows) -> Package:
    """The contest with a step to every mark."""
    made = bakery(folder, rows)
    scheme = made / "schemes" / "cakes.toml"
    scheme.write_text(scheme.read_text("utf-8").replace("highest = 100", f"highest = 100\nstep = {STEP}"), "utf-8")
    return package(made)


def open_cells(rows: Rows) -> list[tuple[str, str]]:
    """(entrant, module) that nobody has marked."""
    return [(row[0], module) for row in rows for module, mark in zip(FACTORS, row[5:], strict=True) if not mark]


def finished(stated: Package, marks: Marks) -> State:
    """The contest with these marks beside those it has."""
    cells = {Cell("J1", entrant, "final", "", ASPECTS[module]): mark for (entrant, module), mark in marks.items()}
    return take(folded(stated), *(MarkGiven(cell, str(mark)) for cell, mark in cells.items()))


def got(trade: Trade, stated: Package, entrant: str) -> tuple[int, str]:
    """Her place in the trade and the code of her grade."""
    policy = policy_of(trade.policy)
    assert policy is not None
    award = next(each for each in decided(policy, candidates(trade, stated)) if each.candidate.entrant == entrant)
    rank = award.candidate.rank
    assert rank is not None
    return rank, grade_of(award.decision)


def holds(want: Want, place: int, due: str) -> bool:
    """The want, or better."""
    if want.kind == "place":
        return place <= int(want.what)
    least, had = grade(want.what), grade(due)
    assert least is not None
    return had is not None and LADDER.index(had) >= LADDER.index(least)


def wanted(stated: Package, entrant: str) -> tuple[Want, ...]:
    """What she may still want."""
    trade = folded(stated).trades["cakes"]
    people = People(policy_of(trade.policy), candidates(trade, stated), groups(trade, stated))
    outlooks = certainty(trade, "final", inside=True)
    (stand,) = drained(stands(trade, "final", [entrant], people, outlooks))
    return stand.wants


def mark_of(figure: str, module: str) -> int:
    """The mark that a module's figure is made of."""
    found = parse(figure)
    assert found is not None
    return int(text(ratio(found, FACTORS[module])))


def outcomes(stated: Package, own: tuple[str, str], mark: int, other: tuple[str, str]) -> Iterator[tuple[int, str]]:
    """What she gets with a mark, whatever the other one is given."""
    for theirs in range(0, 101, STEP):
        state = finished(stated, {own: mark, other: theirs})
        yield got(state.trades["cakes"], stated, own[0])


def every(wants: Iterable[Want], kind: str) -> list[Want]:
    return [each for each in wants if each.kind == kind]


@pytest.mark.parametrize("seed", range(10))
def test_a_want_comes_true_with_its_figure_and_not_below_it(tmp_path: Path, seed: int) -> None:
    rows = drawn(seed)
    stated, cells = contest(tmp_path, rows), open_cells(rows)
    for own, other in (cells, cells[::-1]):
        for want in wanted(stated, own[0]):
            assert want.modules == (own[1],) and not want.most
            least = mark_of(want.can, own[1])
            assert any(holds(want, *each) for each in outcomes(stated, own, least, other)), (want, "can")
            if least:
                below = outcomes(stated, own, least - STEP, other)
                assert not any(holds(want, *each) for each in below), (want, "below can")
            if want.sure:
                enough = mark_of(want.sure, own[1])
                assert all(holds(want, *each) for each in outcomes(stated, own, enough, other)), (want, "sure")
                if enough:
                    short = outcomes(stated, own, enough - STEP, other)
                    assert not all(holds(want, *each) for each in short), (want, "below sure")


def test_the_law_is_tried_on_places_and_on_grades(tmp_path: Path) -> None:
    found: list[Want] = []
    for seed in range(10):
        rows = drawn(seed)
        stated = contest(tmp_path / str(seed), rows)
        for entrant, _ in open_cells(rows):
            found += wanted(stated, entrant)
    assert len(every(found, "place")) > 5 and len(every(found, "grade")) > 5
