"""Schemes as data: read with every problem at once, and written as one canonical text."""

from __future__ import annotations

import copy
import tomllib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.nodes import Carry, Entry, Linear, Lookup, Name, TieStep
from scoring.numbers import Rounding
from scoring.problems import BrokenPromiseError
from scoring.scheme import parse_scheme, read_scheme, scheme_text
from tests.scoring.field import aspect, criterion, document, module, phase, problems_of, scheme
from tests.scoring.strategies import Setting, settings_of

EVERYTHING = """
scheme = 1
decimals = 1
reveal = "each mark"

[[phases]]
id = "prelim"
name = { zh = "预赛", en = "Preliminary" }
modules = ["A"]
first = "final"

[[phases]]
id = "final"
entry = { from = "prelim", cut = 12, ties = "none" }
carry = [{ phase = "prelim", weight = 0.30 }]
ties = [{ figure = "B" }, { figure = "total", phase = "prelim", prefer = "low" }]
round = { places = 1, mode = "half-even" }
floor = 0
ceiling = 200

[[phases]]
id = "guests"
modules = ["A"]
entry = { from = "prelim", cut = "stated" }

[[modules]]
id = "A"
weight = "0.3"
max = 30

[[modules.criteria]]
id = "paper"

[[modules.criteria.aspects]]
id = "paper-score"
rule = "one"
panel = "papers"
lowest = 0
highest = 100
step = 0.5

[[modules]]
id = "B"

[[modules.criteria]]
id = "dive"
items = true
weight = 0.6
round = 2

[[modules.criteria.aspects]]
id = "award"
rule = "trimmed-sum"
drop_high = 1
drop_low = 1
lowest = 0
highest = 10
table = "S01"
none = 0

[[modules.criteria]]
id = "look"

[[modules.criteria.aspects]]
id = "tidy"
rule = "judgement"
max = 1.5
[modules.criteria.aspects.benchmarks]
0 = { zh = "差", en = "below standard" }
3 = "excellent"

[tables.S01]
kind = "lookup"
rows = [["1", "2"], [0, -0.5]]

[tables.hill]
kind = "linear"
base = 60
point = 125
slope = 1.8
round = 1
"""


def everything() -> dict[str, Any]:
    return tomllib.loads(EVERYTHING, parse_float=str)


def test_every_setting_is_read() -> None:
    read, problems = read_scheme(everything())
    assert read is not None, problems
    assert (read.decimals, read.reveal) == (1, "each mark")
    prelim, final, guests = read.phases
    assert (prelim.name, prelim.modules, prelim.first) == (Name("预赛", "Preliminary"), ("A",), "final")
    assert (final.modules, final.entry) == (("A", "B"), Entry("prelim", 12, "none"))
    assert final.carry == (Carry("prelim", Decimal("0.3")),)
    assert final.ties == (TieStep("B", "high", "final"), TieStep("total", "low", "prelim"))
    assert (final.rounding, final.floor, final.ceiling) == (Rounding(1, "half-even"), Decimal(0), Decimal(200))
    assert guests.entry == Entry("prelim", None, "all")
    assert read.tables["S01"] == Lookup("S01", "exact", ((Decimal(0), Decimal("-0.5")), (Decimal(1), Decimal(2))))
    assert read.tables["hill"] == Linear("hill", Decimal(60), Decimal(125), Decimal("1.8"), Rounding(1))
    module, criterion, award = read.aspect["award"]
    assert (module.id, criterion.items, criterion.weight) == ("B", True, Decimal("0.6"))
    assert award.settings == {"drop_high": 1, "drop_low": 1}
    assert (award.table, award.none) == ("S01", Decimal(0))
    tidy = read.aspect["tidy"][2]
    assert [tidy.lowest, tidy.highest, tidy.step] == [Decimal(0), Decimal(3), Decimal(1)]
    assert tidy.settings == {"spread": 1}
    assert tidy.benchmarks["3"] == Name("excellent", "excellent")
    assert read.criterion["look"][0].id == "B"


def test_the_canonical_text_states_the_same_scheme() -> None:
    read, _ = read_scheme(everything())
    assert read is not None
    assert parse_scheme(scheme_text(read)) == read
    assert scheme_text(parse_scheme(scheme_text(read))) == scheme_text(read)
    assert '"weight":"0.3"' in scheme_text(read)


@pytest.mark.parametrize("stored", ["{", "[]", "{}", '{"scheme":"1","phases":[],"modules":[]}'])
def test_a_stored_text_that_is_no_scheme_is_a_broken_promise(stored: str) -> None:
    with pytest.raises(BrokenPromiseError):
        parse_scheme(stored)


def test_totals_have_up_to_twelve_decimals_and_two_where_nothing_is_said() -> None:
    stated = everything()
    stated["decimals"] = 12
    assert problems_of(stated) == []
    stated["decimals"] = 13
    assert problems_of(stated) == [("out-of-range", "decimals")]
    del stated["decimals"]
    read, _ = read_scheme(stated)
    assert read is not None and read.decimals == 2


def test_problems_of_every_part_come_at_once() -> None:
    stated = everything()
    stated["decimals"] = 99
    stated["colour"] = "red"
    stated["phases"][1]["entry"] = {"from": "prelim", "cut": 0, "seeds": 4}
    stated["phases"][1]["carry"] = [{"phase": "prelim", "weight": "a third"}]
    stated["phases"][0]["ties"] = [{"prefer": "low"}]
    stated["modules"][0]["criteria"][0]["aspects"][0]["rule"] = "guess"
    stated["modules"][1]["criteria"][0]["aspects"][0]["drop_low"] = "one"
    stated["modules"][1]["criteria"][1]["aspects"][0]["benchmarks"] = {"1": {"zh": ""}}
    stated["tables"]["S01"]["rows"] = [["1"], ["x", "1"], "row", ["1", "2"]]
    stated["tables"]["hill"] = {"kind": "linear", "base": 1, "point": 2}
    stated["tables"]["bad name"] = {"kind": "cubic"}
    assert sorted(problems_of(stated)) == sorted(
        [
            ("out-of-range", "decimals"),
            ("unknown-key", "colour"),
            ("out-of-range", "phases[final].entry.cut"),
            ("unknown-key", "phases[final].entry.seeds"),
            ("bad-number", "phases[final].carry[1].weight"),
            ("missing-key", "phases[prelim].ties[1].figure"),
            ("unknown-rule", "modules[A].criteria[paper].aspects[paper-score].rule"),
            ("wrong-type", "modules[B].criteria[dive].aspects[award].drop_low"),
            ("empty-value", "modules[B].criteria[look].aspects[tidy].benchmarks.1.name"),
            ("wrong-type", "tables.S01.rows[1]"),
            ("bad-number", "tables.S01.rows[2]"),
            ("wrong-type", "tables.S01.rows[3]"),
            ("missing-key", "tables.hill.slope"),
            ("bad-id", "tables.bad name"),
            ("unknown-choice", "tables.bad name.kind"),
        ]
    )


def test_a_phase_without_modules_list_has_them_all_and_with_an_empty_one_none() -> None:
    made = scheme(
        module("A", criterion("C", aspect("a"))),
        phases=[phase("one"), phase("sum", modules=[], carry=[{"phase": "one"}])],
    )
    assert [each.modules for each in made.phases] == [("A",), ()]


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.sampled_from(
            [None, True, "", "x", "a b", "-0", "1e9", "99", "-1", "0", "total", "A", "R0", "each mark", "sum"]
        ),
        st.integers(-2, 200),
        st.floats(),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(["id", "zh", "x"]), inner)),
    max_leaves=3,
)


@given(settings_of(), st.data())
def test_a_damaged_document_is_a_scheme_or_problems_and_never_an_exception(
    setting: Setting, data: st.DataObject
) -> None:
    stated = copy.deepcopy(setting.document)
    for _ in range(data.draw(st.integers(1, 3))):
        inner: Any = stated
        while True:
            keys = [*inner] if isinstance(inner, dict) else [*range(len(inner))]
            key = data.draw(st.sampled_from(keys))
            if isinstance(inner[key], (dict, list)) and inner[key] and data.draw(st.integers(0, 4)):
                inner = inner[key]
                continue
            inner[key] = data.draw(JUNK)
            break
    read, problems = read_scheme(stated)
    assert (read is None) == bool(problems)
    if read is not None:
        assert parse_scheme(scheme_text(read)) == read


@given(settings_of())
def test_every_valid_scheme_is_read_back_from_its_one_text(setting: Setting) -> None:
    read, _ = read_scheme(setting.document)
    assert read is not None
    assert parse_scheme(scheme_text(read)) == read
    assert scheme_text(parse_scheme(scheme_text(read))) == scheme_text(read)


def test_benchmarks_that_are_no_table_are_a_problem() -> None:
    stated = document(module("A", criterion("C", aspect("a", benchmarks="excellent"))))
    assert problems_of(stated) == [("wrong-type", "modules[A].criteria[C].aspects[a].benchmarks")]


def test_a_key_that_nobody_knows_is_named_at_every_level() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", x=1), x=1), x=1),
        phases=[
            phase("p", x=1),
            phase("q", carry=[{"phase": "p", "x": 1}], ties=[{"figure": "A", "x": 1}], round={"places": 1, "x": 1}),
        ],
        tables={"S": {"kind": "lookup", "rows": [["1", "1"]], "x": 1}, "H": {"kind": "linear", "x": 1}},
        x=1,
    )
    assert sorted(where for code, where in problems_of(stated) if code == "unknown-key") == sorted(
        [
            "modules[A].criteria[C].aspects[a].x",
            "modules[A].criteria[C].x",
            "modules[A].x",
            "phases[p].x",
            "phases[q].carry[1].x",
            "phases[q].round.x",
            "phases[q].ties[1].x",
            "tables.H.x",
            "tables.S.x",
            "x",
        ]
    )


def test_binary_floats_never_get_in() -> None:
    stated = document(module("A", criterion("C", aspect("a", weight=0.1))))
    assert problems_of(stated) == [("wrong-type", "modules[A].criteria[C].aspects[a].weight")]
