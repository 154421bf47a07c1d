"""Looks at a marked trade: worked out once for all who ask, again once it moved, and put off while it moves on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from competition.certainty import looking, slices
from competition.certainty.hanging import hanging
from competition.recording.recorder import Entry
from scoring.facts import Cell, MarkGiven
from scoring.state import Trade
from tests.competition.certainty.cakes import Tasted, tasted

CHIEF = "/chief/bakery/certainty"


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Tasted]:
    with tasted(tmp_path) as served:
        yield served


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The phases for which it was worked out what hangs on one mark, each time."""
    phases: list[str] = []

    def counted(trade: Trade, phase: str, *rest: Any) -> Any:
        phases.append(phase)
        return hanging(trade, phase, *rest)

    monkeypatch.setattr(looking, "hanging", counted)
    return phases


def again(served: Tasted, entrant: str, value: str, judge: str = "J1", aspect: str = "score") -> None:
    """A judge changes her mark, by default of a paper."""

    async def record() -> None:
        recorder = await served.app.state.desk.recorder("bakery")
        async with recorder.reading() as state:
            held = state.trades["cakes"].performances[entrant, "final"].panels[aspect, "", 1].seqs[judge]
        mark = MarkGiven(Cell(judge, entrant, "final", "", aspect), value, held)
        (answer,) = await recorder.record_all([Entry(mark, f"judge.{judge}", f"again-{held}")])
        assert answer.status == "accepted", answer

    assert served.client.portal is not None
    served.client.portal.call(record)


def test_it_is_worked_out_once_and_again_once_the_trade_moved(marked: Tasted, begun: list[str]) -> None:
    for role in ("chief", "supervisor"):
        assert "Gan Tang in piping, 96 → 95 would make it place 3" in marked.words(CHIEF, role)
    assert begun == ["final"]
    again(marked, "C2", "80")
    assert "2 C2 Baker C2 92.80 1.20 4.20" in marked.words(CHIEF)
    assert begun == ["final", "final"]


def test_marks_that_change_no_figure_are_looked_at_anew(marked: Tasted, begun: list[str]) -> None:
    assert "Mu Qing 2 places change" in marked.words(CHIEF)
    again(marked, "C2", "98", "J2", "piping")
    again(marked, "C2", "94", "J4", "piping")
    assert "Mu Qing 2 places change" not in marked.words(CHIEF)
    assert begun == ["final", "final"]


def test_only_so_many_are_kept(marked: Tasted, begun: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "KEPT", 0)
    assert marked.words(CHIEF) == marked.words(CHIEF)
    assert len(begun) == 2


def test_while_the_trade_moves_on_it_says_to_ask_again(
    marked: Tasted, begun: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = count()
    monkeypatch.setattr(looking, "_version", lambda trade: next(versions))
    monkeypatch.setattr(slices, "SLICE_S", 0.0)
    words = marked.words(CHIEF)
    assert "Marks are coming in. Ask again for what hangs on one of them." in words
    assert "1 C1 Baker C1 94.00 1 every mark in" in words
    assert len(begun) == slices.TRIES


def test_there_is_none_of_a_trade_or_a_phase_that_is_not_there(marked: Tasted) -> None:
    portal, looks = marked.client.portal, marked.app.state.looking
    assert portal is not None
    assert portal.call(looks.look, "bakery", "pies", "", slice(0, 9)) is None
    assert portal.call(looks.look, "bakery", "cakes", "semi", slice(0, 9)) is None
