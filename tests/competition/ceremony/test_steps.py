"""Lists of steps: every place once, never a better one before a worse one, whatever the order and the edits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.ceremony.editing import edited
from competition.ceremony.steps import (
    ORDERS,
    PAUSE,
    REVEAL,
    TIERS,
    WHOLE,
    Plan,
    Section,
    Standing,
    Step,
    carried,
    made,
    out_of_order,
    pause,
    read,
)


def section(trade: str, *places: int, group: str = "", medals: str = "gsb") -> Section:
    """Entrants of a trade by place; the first so many of them have medals."""
    won = {"g": "gold", "s": "silver", "b": "bronze", "e": "excellence"}
    given = [won[each] for each in medals] + [""] * len(places)
    return Section(
        trade,
        group,
        tuple(
            Standing(f"{trade}{group}{number}", place, medal)
            for number, (place, medal) in enumerate(zip(places, given, strict=False), 1)
        ),
    )


def told(steps: tuple[Step, ...]) -> list[str]:
    return [f"{step.trade}{step.group} {step.medal or step.kind} {step.best}-{step.worst}" for step in steps]


@st.composite
def sections(draw: st.DrawFn) -> list[Section]:
    """Sections of one to three trades, some of them in groups, with places that may be shared."""
    found = []
    for trade in draw(st.sampled_from(["A", "AB", "ABC"])):
        for group in draw(st.sampled_from([("",), ("x", "y")])):
            places: list[int] = []
            for number in range(draw(st.integers(1, 7))):
                shared = bool(places) and draw(st.booleans())
                places.append(places[-1] if shared else number + 1)
            # medals fall with the places; who shares a place has the same
            given = draw(st.lists(st.sampled_from("gsbe"), max_size=len(places)))
            tiers = sorted(given, key="gsbe".index)
            medals = "".join(tiers[place - 1] for place in places if place <= len(tiers))
            found.append(section(trade, *places, group=group, medals=medals))
    return found


@settings(max_examples=60)
@given(sections(), st.sampled_from(ORDERS), st.integers(0, 4))
def test_everybody_is_shown_once_worst_first_and_each_trade_ends_with_its_whole_table(
    given: list[Section], order: str, first: int
) -> None:
    steps = made(given, order, first)
    assert sorted(each for step in steps for each in step.entrants) == sorted(
        each.entrant for part in given for each in part.standings
    )
    assert list(out_of_order(steps)) == []
    places = {each.entrant: (part.trade, part.group, each.place) for part in given for each in part.standings}
    for step in steps:
        shared = {places[each] for each in step.entrants}
        assert {each for each, place in places.items() if place in shared} == set(step.entrants)
    assert [step.trade for step in steps if step.kind == WHOLE] == list(dict.fromkeys(part.trade for part in given))
    assert len({step.id for step in steps}) == len(steps)
    if order == "by-medal":
        shown = [TIERS.index(step.medal) for step in steps if step.kind == REVEAL]
        assert shown == sorted(shown)


def test_by_medal_all_bronzes_come_before_any_silver_and_those_without_in_one_step_before() -> None:
    given = [section("A", 1, 2, 3, 4, 5), section("B", 1, 2, 3)]
    assert told(made(given, "by-medal", 0)) == [
        "A reveal 4-5",
        "A bronze 3-3",
        "B bronze 3-3",
        "A silver 2-2",
        "B silver 2-2",
        "A gold 1-1",
        "B gold 1-1",
        "A whole 0-0",
        "B whole 0-0",
    ]


def test_from_the_bottom_up_trades_go_together_and_below_the_first_everybody_at_once() -> None:
    given = [section("A", 1, 2, 2, 4, 5), section("B", 1, 2, 3, 4)]
    assert told(made(given, "bottom-up", 2)) == [
        "A reveal 4-5",
        "B reveal 3-4",
        "A reveal 2-2",
        "B silver 2-2",
        "A gold 1-1",
        "B gold 1-1",
        "A whole 0-0",
        "B whole 0-0",
    ]


def test_trade_by_trade_each_ends_before_the_next_and_groups_are_apart() -> None:
    given = [section("A", 1, group="x"), section("A", 1, 2, group="y"), section("B", 1)]
    assert told(made(given, "by-trade", 0)) == [
        "Ax gold 1-1",
        "Ay silver 2-2",
        "Ay gold 1-1",
        "A whole 0-0",
        "B gold 1-1",
        "B whole 0-0",
    ]


# --- edited by hand -------------------------------------------------------------------------------------------------


def plan(*parts: Section, order: str = "by-trade") -> Plan:
    return Plan(order, 0, {part.trade: "d" for part in parts}, {}, made(parts, order, 0))


def test_a_plan_is_stored_and_read_back() -> None:
    given = plan(section("A", 1, 2, 2))
    assert read(given.text()) == given


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(["up", "down", "drop", "pause"]), st.integers(0, 9)), max_size=8),
    st.integers(-1, 3),
)
def test_whatever_is_edited_no_winner_comes_early_and_what_was_shown_stays(
    acts: list[tuple[str, int]], reached: int
) -> None:
    before = now = plan(section("A", 1, 2, 3), section("B", 1, 2))
    for act, at in acts:
        changed, problems = edited(now, reached, {"act": f"{act}:{now.steps[at % len(now.steps)].id}"})
        now = now if problems else changed
        assert now.steps[: reached + 1] == before.steps[: reached + 1]
        assert list(out_of_order(now.steps[reached + 1 :])) == []
        assert {step.id for step in now.steps if step.kind != PAUSE} == {step.id for step in before.steps}


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("up:A//1/1", "step-out-of-order"),
        ("down:A//1/1", "step-behind-whole"),
        ("up:A//3/3", "step-shown"),
        ("up:X", "unknown-step"),
        ("burn:A//1/1", "unknown-choice"),
    ],
)
def test_what_would_show_a_winner_early_is_refused(act: str, code: str) -> None:
    assert [each.code for each in edited(plan(section("A", 1, 2, 3)), 0, {"act": act})[1]] == [code]


def test_notes_and_titles_are_kept_as_they_were_typed_and_hidden_characters_refused() -> None:
    with_pause, _ = edited(plan(section("A", 1, 2)), -1, {"act": "pause:", "what": "music"})
    (id, *_) = [step.id for step in with_pause.steps]
    form = {f"zh-{id}": "乐队演奏", f"en-{id}": "The band", f"notes-{id}": "One\r\ntwo", f"pause-{id}": "music"}
    changed, problems = edited(with_pause, -1, form)
    assert (changed.steps[0][-4:], problems) == (("music", "乐队演奏", "The band", "One\ntwo"), [])
    assert [each.code for each in edited(with_pause, -1, {f"zh-{id}": "a\u202eb"})[1]] == ["control-character"]
    assert [each.code for each in edited(with_pause, -1, {f"en-{id}": "x" * 61})[1]] == ["text-too-long"]


def test_a_list_made_anew_keeps_notes_and_each_pause_where_it_stood() -> None:
    old = [*made([section("A", 1, 2, 3)], "by-trade", 0)]
    photo, speech, last = pause("photo", "", ""), pause("speech", "", ""), pause("break", "", "")
    old[1] = old[1]._replace(notes="Speak slowly.")
    new = made([section("A", 1, 2, 2, 4)], "by-trade", 0)
    found = carried([speech, old[0], old[1], photo, *old[2:], last], new)
    kept = [step.pause or f"{step.best}-{step.worst} {step.notes}".strip() for step in found]
    assert kept == ["4-4", "speech", "2-2 Speak slowly.", "photo", "1-1", "0-0", "break"]
