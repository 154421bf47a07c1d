"""What is taken out is recorded with the line it was made at, and moves nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring import engine
from scoring.changes import NO_CHANGE
from scoring.checks import check
from scoring.facts import StreamOpened
from scoring.lines import Line, body, line
from scoring.state import State
from scoring.steps import Exported

AT = "2026-05-01T00:00:00.000000Z"
TAKEN = Exported("", "results", "csv", 1, "0" * 64)


def opened() -> State:
    state = State("spring")
    engine.apply(state, Line(1, AT, "system", "open", StreamOpened("spring", "event")), {})
    return state


def test_a_file_of_the_whole_event_is_recorded_and_moves_no_view() -> None:
    state = opened()
    assert check(state, TAKEN, "association.A").status == "accepted"
    assert engine.apply(state, Line(2, AT, "association.A", "k", TAKEN), {}) == NO_CHANGE
    assert line(2, body(TAKEN, at=AT, actor="association.A", key="k")).fact == TAKEN


@pytest.mark.parametrize(
    ("changed", "code", "where"),
    [
        ({"trade": "pies"}, "unknown-trade", "trade"),
        ({"export": "all of it"}, "bad-id", "export"),
        ({"form": "exe"}, "unknown-choice", "form"),
        ({"seq": 0}, "out-of-range", "seq"),
        ({"seq": 2}, "out-of-range", "seq"),
        ({"digest": "0"}, "bad-digest", "digest"),
        ({"digest": ""}, "bad-digest", "digest"),
    ],
)
def test_what_it_names_is_there(changed: dict[str, object], code: str, where: str) -> None:
    verdict = check(opened(), replace(TAKEN, **changed), "association.A")  # type: ignore[arg-type]
    assert [(each.code, each.where) for each in verdict.problems] == [(code, where)]
