"""A judge is told to look exactly when what she would be answered has changed, whatever is recorded."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from judges.resource import told
from judges.rounds import rounds
from judges.sights import Sights
from scoring.facts import Adjusted, Cell, Fact, Frozen, MarkGiven, PanelClosed, SheetSigned, Thawed
from scoring.lines import digest
from scoring.sheets import sheet, sheet_digest
from scoring.state import State
from scoring.steps import DeliberationRecorded
from tests.competition.rulings.bakery import ENTRANTS, EVENT, FILES, PANEL, TRADE, Bakery, bakery


class Watched:
    """The contest, its sights, and what every judge would be answered."""

    def __init__(self, hall: Bakery, kind: type[Sights] = Sights) -> None:
        self.hall = hall
        self._streams = hall.app.state.desk.streams
        self.sights = kind(self._streams, hall.database)
        for judge in (*PANEL, "OFFICE"):
            assert hall.call(self.sights.begin, EVENT, judge)
        self.before = self.answers()

    def answers(self) -> dict[str, Any]:
        """Each judge's sheets."""
        return {judge: self.hall.look(partial(answer, judge=judge)) for judge in (*PANEL, "OFFICE")}

    def tells(self) -> tuple[set[str], set[str]]:
        """Who is to look since this was last asked, and whose answer has changed."""
        moved = set(self.hall.call(self.sights.moved, EVENT))
        now = self.answers()
        changed = {judge for judge in now if now[judge] != self.before[judge]}
        self.before = now
        return moved, changed


def answer(state: State, judge: str) -> Any:
    own = rounds(state, judge)
    return told(own, [list(each.counts()) for each in own], 0, lambda entrant: entrant)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Bakery]:
    folder = tmp_path / "hall"
    folder.mkdir()
    with bakery(folder) as held:
        yield held


def test_nobody_looks_where_nothing_was_recorded(hall: Bakery) -> None:
    assert Watched(hall).tells() == (set(), set())


def test_a_first_mark_tells_the_panel_and_a_second_value_its_judge(hall: Bakery) -> None:
    watched = Watched(hall)
    hall.gives("J1", "E1", "2")
    assert watched.tells()[0] == set(PANEL)
    hall.gives("J1", "E1", "3")
    assert watched.tells()[0] == {"J1"}


def test_marks_apart_the_deliberation_and_the_new_marks_tell_the_panel_and_nobody_else(hall: Bakery) -> None:
    watched = Watched(hall)
    hall.marks("E1", ("1", "3", "3"))
    assert watched.tells()[0] == set(PANEL)
    said = DeliberationRecorded("E1", "final", "", "crust", digest("what was said"))
    assert hall.states(("chief.wei", said))[0].status == "accepted"
    assert watched.tells()[0] == set(PANEL)
    hall.gives("J1", "E1", "1")
    assert watched.tells()[0] == set(PANEL), "one has marked again"
    hall.gives("J2", "E1", "2")
    assert watched.tells()[0] == set(PANEL), "the aspect is settled"


def test_what_a_judge_signs_or_gives_too_late_is_hers_alone(hall: Bakery) -> None:
    hall.marks("E1", ("2", "2", "2"))
    watched = Watched(hall)
    hall.signs("E1", "J1")
    assert watched.tells()[0] == {"J1"}
    hall.gives("J1", "E1", "3")
    assert watched.tells()[0] == {"J1"}


def test_a_papers_mark_of_the_office_is_nobody_elses_and_a_closed_panel_its_own(hall: Bakery) -> None:
    watched = Watched(hall)
    hall.gives("OFFICE", "E1", "80", "paper")
    assert watched.tells()[0] == {"OFFICE"}
    assert hall.states(("organiser.main", PanelClosed(TRADE, "final", "papers")))[0].status == "accepted"
    assert watched.tells()[0] == {"OFFICE"}
    assert hall.states(("organiser.main", PanelClosed(TRADE, "final", "tasters")))[0].status == "accepted"
    assert watched.tells()[0] == set(PANEL)


def test_who_comes_later_is_told_nothing_of_what_was_before(hall: Bakery) -> None:
    watched = Watched(hall)
    watched.sights.leave(EVENT, "J1")
    hall.gives("J2", "E1", "2")
    hall.call(watched.sights.begin, EVENT, "J1")
    assert watched.tells()[0] == {"J2", "J3"}


def test_an_event_that_nobody_watches_or_that_is_not_there_tells_nobody(hall: Bakery) -> None:
    sights = Sights(hall.app.state.desk.streams, hall.database)
    assert hall.call(sights.moved, EVENT) == frozenset()
    assert hall.call(sights.begin, "another", "J1") is False
    assert hall.call(sights.moved, "another") == frozenset()


@pytest.mark.parametrize("seed", range(4))
def test_exactly_those_look_whose_answer_changed_under_random_lines(hall: Bakery, seed: int) -> None:
    chance = random.Random(seed)
    watched = Watched(hall)
    wrong = []
    for _ in range(60):
        stated = [one(hall, chance) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
        hall.states(*stated)
        moved, changed = watched.tells()
        if moved != changed:
            wrong.append((stated, moved, changed))
    assert wrong == []


def test_where_each_mark_is_shown_at_once_every_judge_looks_at_the_total(tmp_path: Path) -> None:
    folder = tmp_path / "open" / "contest" / "hall"
    folder.mkdir(parents=True)
    scheme = FILES["schemes/baking.toml"].replace("decimals = 2\n", 'decimals = 2\nreveal = "each mark"\n')
    with bakery(folder, FILES | {"schemes/baking.toml": scheme}) as hall:
        watched = Watched(hall)
        hall.gives("OFFICE", "E1", "80", "paper")
        assert watched.tells() == ({*PANEL, "OFFICE"}, {*PANEL, "OFFICE"})
        assert hall.states(("organiser.main", Frozen(TRADE, "")))[0].status == "accepted"
        assert watched.tells()[0] == {*PANEL, "OFFICE"}
        hall.gives("OFFICE", "E1", "70", "paper")
        assert watched.tells() == ({"OFFICE"}, {"OFFICE"})


class Telling(Sights):
    """Sights without their filter."""

    async def moved(self, event: str) -> frozenset[str]:
        await super().moved(event)
        return frozenset(self._events[event].own)


def test_sights_without_their_filter_are_found_out(hall: Bakery) -> None:
    watched = Watched(hall, Telling)
    hall.gives("OFFICE", "E1", "80", "paper")
    moved, changed = watched.tells()
    assert (moved, changed) == ({*PANEL, "OFFICE"}, {"OFFICE"})


def one(hall: Bakery, chance: random.Random) -> tuple[str, Fact]:
    """Something that somebody might state; most of it stands."""
    entrant, judge = chance.choice(ENTRANTS[:3]), chance.choice(PANEL)
    aspect = chance.choice(("crust", "crumb"))
    cell = Cell(judge, entrant, "final", "", aspect)
    kind = chance.random()
    if kind < 0.7:
        held = hall.look(lambda state: held_line(state, cell))
        return f"judge.{judge}", MarkGiven(cell, chance.choice(("0", "1", "2", "3", "absent")), held)
    if kind < 0.78:
        known = hall.look(lambda state: sheet_digest(sheet(state, judge, entrant, "final")))
        return f"judge.{judge}", SheetSigned(judge, entrant, "final", known)
    if kind < 0.9:
        return "chief.wei", DeliberationRecorded(entrant, "final", "", aspect, digest(str(chance.random())))
    if kind < 0.93:
        paper = Cell("OFFICE", entrant, "final", "", "paper")
        return "organiser.main", MarkGiven(paper, "70", hall.look(lambda state: held_line(state, paper)))
    if kind < 0.95:
        return "chief.wei", Adjusted(entrant, "final", "total", "", "penalty", "1", "late")
    if kind < 0.96:
        return "chief.wei", Adjusted(entrant, "final", "", "", "dnf", "", "gave-up")
    if kind < 0.98:
        return "organiser.main", chance.choice((Frozen(TRADE, ""), Thawed(TRADE)))
    return "organiser.main", PanelClosed(TRADE, "final", chance.choice(("papers", "tasters")))


def held_line(state: State, cell: Cell) -> int:
    panel = state.trades[TRADE].performances[cell.entrant, cell.phase].panels.get((cell.aspect, cell.item, 1))
    return 0 if panel is None else panel.seqs.get(cell.judge, 0)


def test_more_lines_than_are_read_at_a_time_are_found_by_looking_everywhere(
    hall: Bakery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("judges.sights.PAGE", 2)
    watched = Watched(hall)
    hall.marks("E1", ("2", "2", "2"))
    assert watched.tells()[0] == set(PANEL)
    hall.gives("J1", "E2", "2")
    assert watched.tells()[0] == set(PANEL)
