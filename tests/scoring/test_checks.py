"""check: what may become the next line, what is held, what conflicts, and every reason to refuse."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scoring import adjusting, checks, marks
from scoring.checks import ACCEPTED, check
from scoring.facts import (
    EXCUSES,
    Cell,
    EntrantsAdvanced,
    Fact,
    Finalised,
    Frozen,
    MarkGiven,
    PanelClosed,
    PrizeOpened,
    SheetSigned,
    StreamOpened,
    Thawed,
)
from scoring.lines import NOTHING
from scoring.nodes import TOTAL
from scoring.state import State
from tests.scoring.checked import (
    adjusted,
    complete,
    digest,
    disqualified,
    final,
    frozen,
    gone_on,
    held_in_a_hall,
    mark,
    one_closed,
    one_held,
    opened,
    recused,
    said_in_words,
    with_a_cup,
)
from tests.scoring.field import Contest

Made = Callable[[], Contest]
SIGNED = SheetSigned("J1", "01", "prelim", NOTHING)

REFUSED: list[tuple[Made, Fact, list[tuple[str, str]]]] = [
    # marks
    (held_in_a_hall, mark(entrant="99"), [("unknown-entrant", "entrant")]),
    (held_in_a_hall, mark(phase="semi"), [("unknown-phase", "phase")]),
    (held_in_a_hall, mark(phase="final"), [("not-in-phase", "entrant")]),
    (held_in_a_hall, mark(aspect="z"), [("unknown-aspect", "aspect")]),
    (held_in_a_hall, mark(aspect="d"), [("unknown-item", "item")]),
    (held_in_a_hall, mark(aspect="d", item="2"), [("unknown-item", "item")]),
    (held_in_a_hall, mark(item="1"), [("unknown-item", "item")]),
    (held_in_a_hall, mark(aspect="a", phase="sum"), [("unknown-aspect", "aspect")]),
    (held_in_a_hall, mark("NaN"), [("bad-number", "value")]),
    (held_in_a_hall, mark("-1"), [("below-lowest", "value")]),
    (held_in_a_hall, mark("10.5"), [("above-highest", "value")]),
    (held_in_a_hall, mark("7.3"), [("off-step", "value")]),
    (held_in_a_hall, replace(mark("7"), comment="too rough"), [("bad-digest", "comment")]),
    (said_in_words, mark("1"), [("comment-missing", "comment")]),
    (held_in_a_hall, mark("10.7"), [("above-highest", "value"), ("off-step", "value")]),
    (held_in_a_hall, mark("2", judge="K1", aspect="d", item="1"), [("not-in-table", "value")]),
    (held_in_a_hall, mark(judge="K1"), [("mark-without-seat", "aspect")]),
    (held_in_a_hall, mark(judge="Z9"), [("mark-without-seat", "aspect")]),
    (recused, mark(phase="final", aspect="A1"), [("interest-declared", "judge")]),
    (
        held_in_a_hall,
        MarkGiven(Cell("J1", "01", "prelim", "", "a", 2), "5"),
        [("unknown-attempt", "attempt")],
    ),
    (held_in_a_hall, mark(entrant="03"), [("entrant-out", "entrant")]),
    (
        held_in_a_hall,
        MarkGiven(Cell("K1", "03", "prelim", "", "a", 0), "11"),
        [
            ("above-highest", "value"),
            ("mark-without-seat", "aspect"),
            ("unknown-attempt", "attempt"),
            ("entrant-out", "entrant"),
        ],
    ),
    # streams and trades
    (final, StreamOpened("event", "event"), [("stream-open", "stream")]),
    (final, opened("T", (("09", ""),)), [("trade-open", "trade")]),
    (final, opened("T", (("07", ""), ("07", ""))), [("trade-open", "trade")]),
    (final, opened("U", (("07", ""), ("09", ""))), [("duplicate-id", "roster")]),
    (final, opened("U", (("1", ""), ("1", ""))), [("duplicate-id", "roster")]),
    (final, opened("no id", ()), [("bad-id", "trade"), ("empty-value", "roster")]),
    (final, opened("overview", (("1", ""),)), [("bad-id", "trade")]),
    # going on
    (complete, EntrantsAdvanced("X", "final", ("02",)), [("unknown-trade", "trade")]),
    (complete, EntrantsAdvanced("T", "semi", ("02",)), [("unknown-phase", "phase")]),
    (complete, EntrantsAdvanced("T", "prelim", ("02",)), [("unknown-phase", "phase")]),
    (complete, EntrantsAdvanced("T", "final", ("01",)), [("other-than-computed", "entrants")]),
    (complete, EntrantsAdvanced("T", "final", ("02", "02")), [("duplicate-id", "entrants")]),
    (
        complete,
        EntrantsAdvanced("T", "final", ("02", "99")),
        [("not-in-phase", "entrants"), ("other-than-computed", "entrants")],
    ),
    (
        complete,
        EntrantsAdvanced("T", "final", ()),
        [("empty-value", "entrants"), ("other-than-computed", "entrants")],
    ),
    (held_in_a_hall, EntrantsAdvanced("T", "final", ("02",)), [("phase-not-complete", "phase")]),
    (gone_on, EntrantsAdvanced("T", "final", ("02",)), [("already-advanced", "phase")]),
    # sheets
    (held_in_a_hall, SheetSigned("J1", "99", "prelim", NOTHING), [("unknown-entrant", "entrant")]),
    (held_in_a_hall, SheetSigned("J1", "01", "semi", NOTHING), [("unknown-phase", "phase")]),
    (held_in_a_hall, SheetSigned("Z9", "01", "prelim", NOTHING), [("nothing-to-sign", "")]),
    (held_in_a_hall, SheetSigned("J1", "01", "final", NOTHING), [("nothing-to-sign", "")]),
    (held_in_a_hall, SheetSigned("J1", "03", "prelim", NOTHING), [("nothing-to-sign", "")]),
    (held_in_a_hall, SIGNED, [("sheet-incomplete", "")]),
    (complete, SIGNED, [("sheet-differs", "digest")]),
    (one_held, SheetSigned("J1", "07", "final", NOTHING), [("already-signed", "")]),
    # what is not a mark
    (held_in_a_hall, adjusted(entrant="99"), [("unknown-entrant", "entrant")]),
    (final, adjusted(entrant="07", phase="final"), [("trade-final", "entrant")]),
    (held_in_a_hall, adjusted(reason="Because!"), [("bad-reason", "reason")]),
    (held_in_a_hall, adjusted(phase="final"), [("not-in-phase", "phase")]),
    (held_in_a_hall, adjusted(phase="semi"), [("not-in-phase", "phase")]),
    (held_in_a_hall, adjusted(phase=""), [("not-in-phase", "phase")]),
    (held_in_a_hall, adjusted("", "dns", phase=""), [("not-in-phase", "phase")]),
    (held_in_a_hall, adjusted("1", "dnf"), [("not-with-status", "value")]),
    (held_in_a_hall, adjusted("", "dnf", figure="A"), [("not-with-status", "value")]),
    (held_in_a_hall, adjusted("", "dnf", item="1"), [("not-with-status", "value")]),
    (held_in_a_hall, adjusted("", "dsq", entrant="03"), [("entrant-out", "entrant")]),
    (disqualified, adjusted("", "dnf"), [("entrant-out", "entrant")]),
    (held_in_a_hall, adjusted("0"), [("bad-number", "value")]),
    (held_in_a_hall, adjusted("-1", "bonus"), [("bad-number", "value")]),
    (held_in_a_hall, adjusted("two"), [("bad-number", "value")]),
    (held_in_a_hall, adjusted(figure="Z"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted(figure="a"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted(figure="D"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted(figure="D", item="2"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted(figure="A", item="1"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted(figure=TOTAL, item="1"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted(phase="sum"), [("dangling-figure", "figure")]),
    (held_in_a_hall, adjusted("1", "praise"), [("bad-adjustment", "adjustment")]),
    (
        final,
        adjusted("", "praise", entrant="07", phase="final", reason=""),
        [("trade-final", "entrant"), ("bad-reason", "reason"), ("bad-adjustment", "adjustment")],
    ),
    # panels
    (held_in_a_hall, PanelClosed("X", "prelim", "P"), [("unknown-trade", "trade")]),
    (held_in_a_hall, PanelClosed("T", "semi", "P"), [("unknown-phase", "phase")]),
    (held_in_a_hall, PanelClosed("T", "prelim", "Z"), [("dangling-panel", "panel")]),
    (one_closed, PanelClosed("T", "prelim", "P"), [("panel-closed", "panel")]),
    # freeze and result
    (final, Frozen("X", NOTHING), [("unknown-trade", "trade")]),
    (final, Frozen("T", NOTHING), [("other-board", "board")]),
    (final, Frozen("T", digest(final()), "0"), [("other-rules", "rules")]),
    (frozen, Frozen("T", digest(final())), [("trade-frozen", "trade")]),
    (final, Thawed("X"), [("unknown-trade", "trade")]),
    (final, Thawed("T"), [("trade-not-frozen", "trade")]),
    (final, Finalised("X", NOTHING), [("unknown-trade", "trade")]),
    (with_a_cup, PrizeOpened("cup", NOTHING, ("T",)), [("prize-open", "prize")]),
    (with_a_cup, PrizeOpened("mug", NOTHING, ("T", "T")), [("duplicate-id", "trades")]),
    (final, Finalised("T", digest(final())), [("trade-final", "trade")]),
    (one_held, Finalised("T", digest(one_held())), [("mark-held", "trade")]),
    (
        complete,
        Finalised("T", NOTHING, "0"),
        [("nobody-advanced", "trade"), ("other-rules", "rules")],
    ),
    (
        held_in_a_hall,
        Finalised("T", NOTHING),
        [
            ("nobody-advanced", "trade"),
            ("aspects-owed", "trade"),
            ("aspects-owed", "trade"),
            ("other-board", "board"),
        ],
    ),
]


@pytest.mark.parametrize(("made", "fact", "problems"), REFUSED)
def test_each_reason_to_refuse(made: Made, fact: Fact, problems: list[tuple[str, str]]) -> None:
    held = made()
    before, lines = held.views(), len(held.lines)
    verdict = held.record(fact)
    assert [(problem.code, problem.where) for problem in verdict.problems] == problems
    assert (verdict.status, verdict.current) == ("refused", None)
    assert (held.views(), len(held.lines)) == (before, lines)


def test_every_code_of_these_checks_is_among_the_reasons_above() -> None:
    paths = [str(each.__file__) for each in (checks, marks, adjusting)]
    trees = [ast.parse(Path(path).read_text(encoding="utf-8")) for path in paths]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    called = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    stated = {
        node.args[0].value
        for node in called
        if isinstance(node.func, ast.Name) and node.func.id == "Problem" and isinstance(node.args[0], ast.Constant)
    }
    assert len(stated) > 30
    assert stated - {code for *_, problems in REFUSED for code, _ in problems} == {"other-stream"}


def test_the_first_line_names_its_own_stream() -> None:
    assert [each.code for each in check(State("event"), StreamOpened("house", "event")).problems] == ["other-stream"]
    assert check(State("event"), StreamOpened("event", "event")) == ACCEPTED


SPELLED = "NaN nan inf -inf Infinity 1e500000 1E2 -0 -0.0 +1 1. .5 1,5 007 ００ ８ ٣ 0x5 1_0 ½ 五 --5 5.5.5 true"
BAD_NUMBERS = ["", " ", "5 ", "\t5", "5\n", "5\x00", "1" * 25, *SPELLED.split()]


@pytest.mark.parametrize("value", BAD_NUMBERS)
def test_what_is_no_plain_number_is_no_mark_and_no_penalty(value: str) -> None:
    held = held_in_a_hall()
    for fact in (mark(value), adjusted(value)):
        (problem,) = held.record(fact).problems
        assert (problem.code, problem.facts) == ("bad-number", {"value": value})


def test_a_long_value_is_cut_where_it_is_repeated() -> None:
    (problem,) = held_in_a_hall().record(mark("9" * 5000)).problems
    assert problem.facts["value"] == "9" * 80


@pytest.mark.parametrize("value", ["0", "5", "5.0", "5.50", "10", "0.5", *EXCUSES])
def test_a_mark_within_its_bounds_or_an_excuse_is_accepted(value: str) -> None:
    assert held_in_a_hall().record(mark(value)) == ACCEPTED


@pytest.mark.parametrize("value", ["-3", "1.00", "3", *EXCUSES])
def test_a_reading_that_is_in_the_table_is_accepted(value: str) -> None:
    assert held_in_a_hall().record(mark(value, judge="K1", aspect="d", item="1")) == ACCEPTED


def test_a_refusal_says_what_it_speaks_of() -> None:
    (problem,) = held_in_a_hall().record(mark("10.5")).problems
    assert problem.facts == {"value": "10.5", "highest": "10"}
    (problem,) = held_in_a_hall().record(adjusted(figure="D", item="2")).problems
    assert problem.facts == {"figure": "D", "item": "2"}
