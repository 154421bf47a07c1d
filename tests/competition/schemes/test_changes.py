"""What another scheme changes, node by node."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from typing import Any

import pytest

from competition.schemes.changes import Difference, Part, differences
from competition.words import terms
from scoring.scheme import read_scheme

STATED: Any = tomllib.loads(
    """
scheme = "1"
decimals = "2"
[[phases]]
id = "final"
name = { zh = "决赛", en = "Final" }
modules = ["A", "B"]
ties = [{ figure = "A", prefer = "high" }]
[[modules]]
id = "A"
name = "Bread"
[[modules.criteria]]
id = "A1"
name = "Crust"
aspects = [
  { id = "A1.1", name = "Colour", rule = "judgement", panel = "P", max = "2", benchmarks = { 0 = "pale", 1 = "even" } },
  { id = "A1.2", name = "Weight", rule = "one", panel = "P", lowest = "0", highest = "6", max = "6", table = "grams" },
]
[[modules.criteria]]
id = "A2"
name = "Crumb"
aspects = [{ id = "A2.1", name = "Pores", rule = "one", panel = "P", measure = "pass-fail", max = "2" }]
[[modules]]
id = "B"
name = "Cake"
[[modules.criteria]]
id = "B1"
name = "Icing"
aspects = [{ id = "B1.1", name = "Line", rule = "one", panel = "P", lowest = "0", highest = "3" }]
[tables.grams]
kind = "lookup"
match = "floor"
rows = [["0", "0"], ["3", "6"]]
"""
)


def compared(change: Any) -> list[Difference]:
    other = deepcopy(STATED)
    change(other)
    schemes = []
    for stated in (STATED, other):
        scheme, problems = read_scheme(stated)
        assert scheme is not None, problems
        schemes.append(scheme)
    return differences(*schemes)


def only(change: Any) -> Difference:
    (found,) = compared(change)
    return found


def criteria(stated: Any, module: int = 0) -> Any:
    return stated["modules"][module]["criteria"]


def test_the_same_scheme_changes_nothing() -> None:
    assert compared(lambda stated: None) == []


def test_a_maximum_that_is_another_is_said_with_both_values() -> None:
    found = only(lambda stated: criteria(stated)[1]["aspects"][0].update(max="3"))
    name = {"zh": "Pores", "en": "Pores"}
    assert found == Difference("changed", "aspect", "A2.1", name, (Part("max", "", "2", "3"),))


def test_what_is_stated_for_the_first_time_had_no_value() -> None:
    found = only(lambda stated: stated["modules"][1].update(max="3"))
    assert found.parts == (Part("max", "", "", "3"),)


def test_each_benchmark_stands_by_its_mark() -> None:
    texts = {"1": "even", "2": {"zh": "均匀", "en": "very even"}}
    found = only(lambda stated: criteria(stated)[0]["aspects"][0].update(benchmarks=texts))
    assert found.parts == (Part("benchmarks", "0", "pale", ""), Part("benchmarks", "2", "", "均匀 / very even"))


def test_a_new_aspect_is_one_difference_and_no_other_order() -> None:
    new = {"id": "B1.0", "name": "Tip", "rule": "one", "panel": "P", "lowest": "0", "highest": "3"}
    assert only(lambda stated: criteria(stated, 1)[0]["aspects"].insert(0, new)) == Difference(
        "added", "aspect", "B1.0", {"zh": "Tip", "en": "Tip"}, ()
    )


def test_a_criterion_that_is_gone_takes_its_aspects_along() -> None:
    found = compared(lambda stated: criteria(stated).pop())
    assert [(each.how, each.kind, each.id) for each in found] == [
        ("gone", "criterion", "A2"),
        ("gone", "aspect", "A2.1"),
    ]


def test_an_aspect_that_stands_elsewhere_says_under_what() -> None:
    def moved(stated: Any) -> None:
        criteria(stated)[1]["aspects"].append(criteria(stated)[0]["aspects"].pop())

    assert only(moved).parts == (Part("under", "", "A1", "A2"),)


def test_another_order_is_said_at_what_is_above() -> None:
    found = compared(lambda stated: criteria(stated).reverse())
    assert [(each.kind, each.id, each.parts) for each in found] == [
        ("module", "A", (Part("order-criteria", "", "A1, A2", "A2, A1"),))
    ]


def test_phases_and_tables_and_the_scheme_itself_are_said_in_one_line_each() -> None:
    def changed(stated: Any) -> None:
        stated["decimals"] = "1"
        stated["phases"][0]["modules"] = ["B", "A"]
        stated["phases"][0]["ties"].append({"by": "decision"})
        stated["phases"][0]["round"] = "1"
        stated["tables"]["grams"]["rows"][1] = ["4", "6"]
        criteria(stated)[0]["items"] = True

    found = compared(changed)
    assert [(each.kind, each.id) for each in found] == [
        ("scheme", ""),
        ("phase", "final"),
        ("criterion", "A1"),
        ("table", "grams"),
    ]
    assert found[0].parts == (Part("decimals", "", "2", "1"),)
    assert found[1].parts == (
        Part("modules", "", "A, B", "B, A"),
        Part(
            "ties",
            "",
            "prefer high, phase final, figure A",
            "prefer high, phase final, figure A; prefer high, phase final, by decision",
        ),
        Part("round", "", "", "places 1, mode half-up"),
    )
    assert found[2].parts == (Part("items", "", "false", "true"),)
    assert found[3].parts == (Part("rows", "", "0 → 0, 3 → 6", "0 → 0, 4 → 6"),)


@pytest.mark.parametrize("section", ["scheme-parts", "scheme-kinds", "scheme-changes"])
def test_what_is_said_has_words(section: str) -> None:
    assert terms()[section]


def test_every_key_that_differs_has_a_word() -> None:
    def changed(stated: Any) -> None:
        stated["modules"][0].update(max="9", weight="2", round="1", floor="0", ceiling="9", name="Loaves")
        criteria(stated)[0]["aspects"][1].update(
            attempts={"count": 2, "rule": "best"}, none="0", step="1", comment="always"
        )

    keys = {part.key for each in compared(changed) for part in each.parts}
    assert keys == {"max", "weight", "round", "floor", "ceiling", "name", "attempts", "none", "step", "comment"}
    assert keys <= terms()["scheme-parts"].keys()
