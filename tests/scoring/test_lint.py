"""What a scheme must keep: ids, references, bounds, and points that add up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scoring.field import Document, aspect, criterion, document, module, phase, problems_of


def one(**settings: Any) -> Document:
    return document(module("A", criterion("C", aspect("a", **settings))))


WHERE = "modules[A].criteria[C].aspects[a]"
LOOKUP = {"kind": "lookup", "rows": [["0", "0"], ["10", "30"]]}


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        (document(module("A", criterion("A", aspect("a")))), ("duplicate-id", "modules[A].criteria[A]")),
        (
            document(module("A", criterion("C", aspect("a"))), phases=[phase("a")]),
            ("duplicate-id", WHERE),
        ),
        (document(module("total", criterion("C", aspect("a")))), ("reserved-id", "modules[total]")),
        (document(module("A")), ("empty-node", "modules[A]")),
        (document(module("A", criterion("C"))), ("empty-node", "modules[A].criteria[C]")),
        (
            document(module("A", criterion("C", aspect("a"))), phases=[phase("p", modules=[], carry=[])]),
            ("empty-phase", "phases[p]"),
        ),
        (one(table="S"), ("dangling-table", f"{WHERE}.table")),
        (one(step="0"), ("bad-step", f"{WHERE}.step")),
        (one(step="-1"), ("bad-step", f"{WHERE}.step")),
        (one(lowest="11"), ("bad-bounds", f"{WHERE}.lowest")),
        (one(lowest=None), ("missing-key", f"{WHERE}.lowest")),
        (one(highest=None), ("missing-key", f"{WHERE}.highest")),
        (one(floor="5", ceiling="4"), ("bad-bounds", f"{WHERE}.floor")),
        (one(rule="judgement", lowest=None, highest=None), ("missing-key", f"{WHERE}.max")),
        (one(rule="judgement", lowest="0", highest="5", max="2"), ("judgement-is-0-to-3", WHERE)),
        (one(rule="judgement", lowest="0", highest="3", max="2", weight="2"), ("judgement-is-0-to-3", WHERE)),
        (one(max="9"), ("does-not-add-up", f"{WHERE}.max")),
        (one(weight="0.5", max="10"), ("does-not-add-up", f"{WHERE}.max")),
        (
            document(module("A", criterion("C", aspect("a")), floor="2", ceiling="1")),
            ("bad-bounds", "modules[A].floor"),
        ),
    ],
)
def test_each_fault_is_named_with_its_place(stated: Document, problem: tuple[str, str]) -> None:
    for part in stated["modules"]:
        for inner in part["criteria"]:
            inner["aspects"] = [
                {key: value for key, value in each.items() if value is not None} for each in inner["aspects"]
            ]
    assert problem in problems_of(stated)


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"kind": "lookup", "rows": []}, ("empty-table", "tables.S")),
        ({"kind": "lookup", "rows": [["1", "2"], ["1.0", "3"]]}, ("duplicate-reading", "tables.S")),
        ({"kind": "linear", "base": "0", "point": "0", "slope": "0"}, ("zero-slope", "tables.S.slope")),
    ],
)
def test_tables_must_lead_somewhere(table: Document, problem: tuple[str, str]) -> None:
    assert problems_of(one(table="S") | {"tables": {"S": table}}) == [problem]


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"modules": ["A", "B"]}, ("dangling-module", "phases[q].modules")),
        ({"entry": {"from": "q", "cut": 3}}, ("dangling-phase", "phases[q].entry.from")),
        ({"carry": [{"phase": "final"}]}, ("dangling-phase", "phases[q].carry")),
        ({"first": "p"}, ("dangling-phase", "phases[q].first")),
        ({"first": "nowhere"}, ("dangling-phase", "phases[q].first")),
        ({"ties": [{"figure": "a", "phase": "nowhere"}]}, ("dangling-phase", "phases[q].ties")),
        ({"ties": [{"figure": "time"}]}, ("dangling-figure", "phases[q].ties")),
        ({"floor": "3", "ceiling": "2"}, ("bad-bounds", "phases[q].floor")),
        ({"max": "99"}, ("does-not-add-up", "phases[q].max")),
        ({"modules": ["A", "A"]}, ("duplicate-id", "phases[q].modules")),
        ({"carry": [{"phase": "p"}, {"phase": "p"}]}, ("duplicate-id", "phases[q].carry")),
    ],
)
def test_phases_refer_to_what_is_there(settings: Document, problem: tuple[str, str]) -> None:
    stated = document(module("A", criterion("C", aspect("a"))), phases=[phase("p"), phase("q", **settings)])
    assert problem in problems_of(stated)


@pytest.mark.parametrize(("cut", "problems"), [(2, []), (3, [("cut-beyond-places", "phases[q].entry.cut")])])
def test_nobody_goes_on_without_a_place(cut: int, problems: list[tuple[str, str]]) -> None:
    phases = [phase("p", ranks={"places": 2}), phase("q", entry={"from": "p", "cut": cut})]
    assert problems_of(document(module("A", criterion("C", aspect("a"))), phases=phases)) == problems


def test_a_tie_cannot_be_parted_by_an_aspect_that_every_item_has_anew() -> None:
    stated = document(
        module("A", criterion("C", aspect("a"), items=True), criterion("D", aspect("d"))),
        phases=[phase("p", ties=[{"figure": "C"}, {"figure": "d"}, {"figure": "a"}])],
    )
    assert problems_of(stated) == [("dangling-figure", "phases[p].ties")]


def test_a_scheme_needs_a_phase_and_every_module_one() -> None:
    stated = document(module("A", criterion("C", aspect("a"))), module("B", criterion("D", aspect("b"))))
    stated["phases"] = [phase("p", modules=["A"])]
    assert problems_of(stated) == [("module-in-no-phase", "modules[B]")]
    stated["phases"] = []
    assert ("missing-key", "phases") in problems_of(stated)


def test_points_that_add_up_at_every_level_are_no_problem() -> None:
    stated = document(
        module("theory", criterion("paper", aspect("a", highest="100", max="100")), weight="0.3", max="30"),
        module(
            "practice",
            criterion("C", aspect("b", "judgement", max="15"), aspect("c", table="S", max="30"), max="45"),
            criterion("D", aspect("d", weight="2.5"), max="25", ceiling="25"),
            max="70",
        ),
        phases=[phase("final", max="100")],
        tables={"S": LOOKUP},
    )
    assert problems_of(stated) == []


def test_a_total_mark_of_17_over_aspects_of_16_75_does_not_add_up() -> None:
    parts = [
        criterion(f"c{n}", aspect(f"a{n}", "judgement", max=most)) for n, most in enumerate(["3", "2", "6", "5.75"])
    ]
    assert problems_of(document(module("A", *parts, max="17"))) == [("does-not-add-up", "modules[A].max")]
    assert problems_of(document(module("A", *parts, max="16.75"))) == []


def test_a_mark_may_have_only_one_value_and_a_node_only_one_sum() -> None:
    assert problems_of(one(lowest="5", highest="5", floor="5", ceiling="5")) == []


def test_a_ceiling_lowers_what_is_reachable() -> None:
    parts = [criterion("C", aspect("a"), ceiling="8", max="8"), criterion("D", aspect("b"), ceiling="20", max="10")]
    assert problems_of(document(module("A", *parts, max="18"))) == []


def test_where_points_depend_on_panel_or_items_a_stated_maximum_stands() -> None:
    summed = criterion("C", aspect("a", "sum", max="60"))
    items = criterion("D", aspect("b"), items=True, max="100")
    hill = criterion("E", aspect("c", table="H", max="120"))
    table = {"kind": "linear", "base": "60", "point": "5", "slope": "2"}
    stated = document(module("A", summed), module("B", items), module("X", hill), tables={"H": table})
    assert problems_of(stated) == []
    assert problems_of(stated | {"phases": [phase("p", max="280")]}) == []
    assert problems_of(stated | {"phases": [phase("p", max="281")]}) == [("does-not-add-up", "phases[p].max")]


def test_where_nothing_is_stated_nothing_is_added_up() -> None:
    unknown = document(module("A", criterion("C", aspect("a", "sum"))), phases=[phase("p", max="7")])
    assert problems_of(unknown) == []
