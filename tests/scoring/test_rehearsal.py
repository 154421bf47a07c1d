"""A rehearsal goes as far as a final result, and no step further."""

from __future__ import annotations

from scoring.engine import replay
from scoring.facts import StreamOpened
from scoring.procedure.order import IN_EARNEST, REHEARSAL
from scoring.steps import PROCEDURE, Exported
from tests.scoring.procedures import way


def test_a_rehearsal_is_finalised_like_an_event_and_its_result_goes_nowhere() -> None:
    held = way()
    held.state.purpose = REHEARSAL
    held.come_to("final")
    assert held.T.stage == "final"
    assert held.refused(held.posting()) == ["rehearsal-only"]
    assert held.refused(Exported("T", "results", "csv", 1, "0" * 64)) == ["rehearsal-only"]
    held.state.purpose = "event"
    held.take(held.posting())
    assert held.T.stage == "notice"


def test_what_a_rehearsal_never_comes_to_are_facts_of_the_procedure() -> None:
    assert set(PROCEDURE) > IN_EARNEST


def test_a_stream_says_that_it_is_a_rehearsal() -> None:
    held = way()
    opened, *_ = held.lines
    first = opened._replace(fact=StreamOpened(held.state.stream, REHEARSAL))
    assert replay(held.state.stream, [first], {}).purpose == REHEARSAL
