"""Counting marks: only what changed is counted anew, and it comes to the same as counting all."""

from __future__ import annotations

from typing import Any

from competition.office.tally import Number, Tally
from scoring.facts import Adjusted
from tests.competition.office.house import EVENT, TRADE, House


def counted(office: House, tally: Tally, most: int = 300) -> bool:
    async def look() -> bool:
        async with office.app.state.desk.reading(EVENT) as state:
            return tally.update(state.trades[TRADE], most)

    return bool(office.call(look))


def all_of(tally: Tally) -> Any:
    return tally.numbers(lambda place: place), tally.signed, sorted(tally.sheets())


def test_marks_are_counted_by_place(opened: House) -> None:
    opened.gives("J10", "F01", "paper-score", "87")
    tally = Tally()
    assert counted(opened, tally)
    assert tally.number == Number(1, 216)
    by_panel = tally.numbers(lambda place: place.panel)
    assert by_panel["papers"] == Number(1, 12) and by_panel["craft"] == Number(0, 72)
    missing = {(sheet.judge, sheet.entrant): sheet.missing for sheet in tally.sheets("J10")}
    assert missing["J10", "F01"] == 0 and missing["J10", "F02"] == 1


def test_a_large_contest_is_counted_in_slices(opened: House) -> None:
    tally = Tally()
    assert [counted(opened, tally, 5) for _ in range(3)] == [False, False, True]
    assert tally.number == Number(0, 216)


def test_counting_on_comes_to_the_same_as_counting_all(marked: House) -> None:
    running = Tally()
    counted(marked, running)
    marked.states(("organiser.a", Adjusted("F01", "final", "total", "", "dsq", "", "safety")))
    counted(marked, running)
    fresh = Tally()
    counted(marked, fresh)
    assert all_of(running) == all_of(fresh)
    assert running.number.asked < 318
