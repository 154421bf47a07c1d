"""A contest that is signed, so that what is changed there takes two persons."""

from __future__ import annotations

from scoring.facts import Cell, Fact, MarkGiven
from scoring.lines import digest
from scoring.procedure.seconds import change_text
from scoring.steps import MarkCorrected, Proposed
from tests.scoring.field import Contest, codes, contest, single

WHO = digest("a document")
CELL = Cell("J1", "01", "final", "", "A1")


def signed() -> Contest:
    """Two entrants, two judges; 01 is marked and signed."""
    held = contest(single(), ["01", "02"], {"P": ["J1", "J2"]})
    held.panel("P").gives(7, 8).on("A1").to("01")
    held.sign("J1", "01")
    held.sign("J2", "01")
    return held


def late(held: Contest, value: str = "9") -> int:
    """A mark of J1 after her signature; the line that holds it."""
    assert held.record(MarkGiven(CELL, value)).status == "held"
    return held.state.seq


def corrected(held: Contest, value: str = "5") -> MarkCorrected:
    return MarkCorrected(CELL, value, held.seq("J1", "01", "A1"))


def refused(held: Contest, fact: Fact, actor: str = "organiser.main") -> list[str]:
    """Codes of its problems; it must be refused and leave everything as it is."""
    verdict = held.record(fact, actor=actor)
    assert (verdict.status, verdict.current) == ("refused", None)
    return codes(verdict.problems)


def proposing(held: Contest, change: Fact) -> list[str]:
    return refused(held, Proposed(change_text(change), "typing"))
