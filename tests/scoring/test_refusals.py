"""What is said of a fact that is spoiled in one part: of every fact, at every part, with nothing else wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from scoring.checks import check
from scoring.engine import replay
from scoring.facts import Adjusted, Cell, Fact, MarkGiven, Seat, SheetSigned
from scoring.procedure.seconds import change_text, read_change
from scoring.sheets import sheet, sheet_digest
from scoring.steps import (
    CodesRead,
    EntrantSubstituted,
    Exported,
    HeldAdmitted,
    HeldSetAside,
    PanelReopened,
    Proposed,
    Rejected,
    SheetReopened,
    StepRefused,
    TimeGranted,
)
from tests.scoring.procedures import PAPER, Way, sealed_way, way

LONG = "x" * 200
FREE = {
    ("stream-opened", "purpose"),
    ("trade-opened", "scheme"),
    ("trade-opened", "items"),
    ("trade-opened", "policy"),
    ("trade-opened", "terms"),
    ("trade-opened", "roster"),
    ("trade-opened", "teams"),
    ("mark-given", "given_at"),
    ("awarded", "awards"),
}
"""Parts that the server makes by itself, or that are claimed and never used."""
ELSEWHERE = {
    *(("mark-given", part) for part in ("judge", "supersedes")),
    ("sheet-signed", "judge"),
    *(("adjusted", part) for part in ("figure", "item", "adjustment")),
    *(("proposed", part) for part in ("judge", "phase")),
    *((step, "layer") for step in ("codes-drawn", "codes-read")),
}
"""Parts of which something else may be said: that the judge has no seat for the aspect, that the cell holds another
mark, that a status has no figure, that no sheet is signed there, that no seed is committed for the layer."""


def spoiled(fact: Fact) -> Iterator[tuple[str, Fact]]:
    """The fact with one part far too long or negative, and that part; of a proposal, those of the change as well."""
    if isinstance(fact, Proposed) and (change := read_change(fact.change)):
        yield from ((part, replace(fact, change=change_text(other))) for part, other in spoiled(change))
    for each in fields(fact):
        value: Any = getattr(fact, each.name)
        if isinstance(value, Cell):
            for part in ("judge", "entrant", "phase", "item", "aspect"):
                other: dict[str, Any] = {part: LONG}
                yield part, replace(fact, **{each.name: value._replace(**other)})
        elif isinstance(value, str):
            yield each.name, replace(fact, **{each.name: LONG})
        elif isinstance(value, int):
            yield each.name, replace(fact, **{each.name: -1 - value})
        elif value and isinstance(value[0], str):
            yield each.name, replace(fact, **{each.name: (*value, LONG)})
        elif value and not isinstance(value[0], Seat):
            for at in range(len(value[0])):
                first = (*value[0][:at], LONG, *value[0][at + 1 :])
                yield each.name, replace(fact, **{each.name: (first, *value[1:])})


def plainly() -> Way:
    """To confirmed grades, with an objection."""
    held = way().come_to("notice")
    held.take(held.objection("1"))
    held.take(held.ruling())
    return held.come_to("confirmed")


def under_codes() -> Way:
    """Under codes, which are read once, to confirmed grades, the first of which are returned."""
    held = sealed_way()
    held.take(CodesRead("T", "doctor"))
    held.mark(4, 3, 2, 1)
    held.sign_all()
    held.sign_module("A")
    held.take(held.unsealing(("1", "2", "3", "4")))
    held.come_to("awarded")
    held.take(held.returning("awards"))
    held.take(held.awards())
    return held


def with_changes() -> Way:
    """Everything that takes a second person, held marks, adjustments, files."""
    held = way()
    held.prize("cup", points="total")
    held.agree(EntrantSubstituted("3", PAPER))
    held.mark(4, 3, 2, 1)
    held.freeze()
    held.thaw()
    held.penalty("1", "1")
    held.take(Adjusted("1", "final", "A", "", "bonus", "1", "tools"))
    held.disqualify("2")
    held.take(TimeGranted("1", "final", 60, "power-cut"))
    held.sign_all()
    held.sign_module("A")
    held.correct("J1", "1", 5)
    held.agree(SheetReopened("J1", "3", "final"))
    held.sign("J1", "3")
    for entrant in ("3", "4"):
        held.record(MarkGiven(Cell("J1", entrant, "final", "", "A1"), "9", held.seq("J1", entrant, "A1")))
    held.agree(HeldAdmitted(held.state.seq - 1))
    held.take(HeldSetAside(next(iter(held.T.held)), "too-late"))
    held.close("P")
    held.agree(PanelReopened("T", "final", "P"))
    held.take(Rejected(held.propose(SheetReopened("J2", "3", "final"))))
    held.take(StepRefused("T", "notice-posted", ("trade-open",)))
    held.take(Exported("T", "results", "csv", held.state.seq, "0" * 64))
    return held


WAYS: list[Callable[[], Way]] = [plainly, under_codes, with_changes]


@pytest.mark.parametrize("walked", WAYS)
def test_a_spoiled_part_is_refused_where_it_stands_and_never_repeated_in_parts_of_another_length(
    walked: Callable[[], Way],
) -> None:
    held, wrong = walked(), []
    for at, line in enumerate(held.lines):
        state = replay("event", held.lines[:at], held.contents)
        assert check(state, line.fact, line.actor).status in ("accepted", "held")
        for part, fact in spoiled(line.fact):
            place, verdict = (fact.kind, part), check(state, fact, line.actor)
            where = {problem.where.partition(".")[0] for problem in verdict.problems}
            said = [text for problem in verdict.problems for text in problem.facts.values() if set(text) == {"x"}]
            if place in FREE:
                continue
            refused = verdict.status != "accepted" and (place in ELSEWHERE or part in where)
            if not refused or not {len(text) for text in said} <= {80, len(LONG)}:
                wrong.append((place, [(problem.code, problem.where) for problem in verdict.problems]))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("walked", WAYS)
def test_a_word_that_is_offered_in_place_of_an_unknown_one_is_known(walked: Callable[[], Way]) -> None:
    held, offered = walked(), set()
    for at, line in enumerate(held.lines):
        state = replay("event", held.lines[:at], held.contents)
        for part, fact in spoiled(line.fact):
            for problem in check(state, fact, line.actor).problems:
                if problem.code == "unknown-choice" and not isinstance(fact, StepRefused):
                    for word in problem.facts["choices"].split(", "):
                        offered.add(word)
                        better = check(state, replace(fact, **{part: word}), line.actor)
                        assert ("unknown-choice", part) not in {(each.code, each.where) for each in better.problems}
    expected = {
        plainly: {"upheld", "dismissed", "none", "reopen", "result", "awards"},
        under_codes: {"result", "awards", "contest", "station", "work"},
        with_changes: {"xlsx", "csv", "json", "zip", "pdf", "zh", "en"},
    }
    assert offered == expected[walked]


def test_of_a_sheet_that_differs_the_digest_is_said_that_it_has() -> None:
    held = way()
    held.mark(4, 3, 2, 1)
    (problem,) = check(held.state, SheetSigned("J1", "1", "final", "0" * 64)).problems
    digest = sheet_digest(sheet(held.state, "J1", "1", "final"))
    assert (problem.code, problem.facts) == ("sheet-differs", {"entrant": "1", "digest": digest})
