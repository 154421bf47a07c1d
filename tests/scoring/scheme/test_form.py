"""The normal form of a scheme: what it says, and what it leaves unsaid so that no digest of a scheme ever changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.lines import canonical
from scoring.scheme import parse_scheme, read_scheme, scheme_text
from scoring.scheme.form import scheme_form
from tests.scoring.field import Document, aspect, criterion, document, module, phase
from tests.scoring.strategies import Setting, settings_of

HONOURS = st.fixed_dictionaries(
    {},
    optional={
        "teams": st.sampled_from(
            [{}, {"best": 2, "rule": "mean", "least": 1}, {"ties": [{"by": "count-back", "figure": "total"}]}]
        ),
        "scale": st.sampled_from([{}, {"median": "500", "round": {"places": 1, "mode": "up"}}]),
        "medals": st.sampled_from(
            [{}, {"within": "2", "from": "first", "excellence": "12.5", "least": {"gold": 4, "silver": 6}}]
        ),
    },
)


def form(stated: Document) -> Any:
    made, problems = read_scheme(stated)
    assert made is not None, problems
    assert canonical(scheme_form(made)) == scheme_text(made)
    assert parse_scheme(scheme_text(made)) == made
    return json.loads(scheme_text(made))


@given(settings_of(), HONOURS)
def test_every_scheme_with_all_that_stands_beside_it_is_read_back_from_its_one_text(
    setting: Setting, honours: Document
) -> None:
    if setting.document["phases"][-1].get("order") == "low":
        honours = {key: value for key, value in honours.items() if key != "scale"}
    said = form(setting.document | honours)
    assert {"teams", "scale", "medals"} & said.keys() == honours.keys()
    again, problems = read_scheme(said)
    assert again is not None, problems
    assert json.loads(scheme_text(again)) == said


def test_what_came_into_the_language_later_is_unsaid_where_it_is_as_it_always_was() -> None:
    said = form(
        document(
            module("M", criterion("C", aspect("a", measure="points"))),
            phases=[phase("final", weight="1", order="high", ranks={}, ties=[{"by": "figure", "figure": "a"}])],
            tables={"S": {"kind": "lookup", "rows": [["1", "2"]]}},
            groups="together",
        )
    )
    assert not {"groups", "teams", "scale", "medals"} & said.keys()
    (shown,) = said["phases"]
    assert not {"weight", "order", "ranks"} & shown.keys()
    assert shown["ties"] == [{"figure": "a", "phase": "final", "prefer": "high"}]
    (marked,) = said["modules"][0]["criteria"][0]["aspects"]
    assert not {"measure", "each", "attempts"} & marked.keys()
    assert said["tables"]["S"] == {"kind": "lookup", "match": "exact", "rows": [["1", "2"]]}


SAID: list[tuple[Document, str, Any]] = [
    ({"attempts": {"count": 3, "rule": "best"}}, "attempts", {"count": "3", "rule": "best", "prefer": "high"}),
    (
        {"attempts": {"count": 3, "rule": "sum", "best": 2}},
        "attempts",
        {"count": "3", "rule": "sum", "best": "2", "prefer": "high"},
    ),
    ({"measure": "time"}, "measure", "time"),
    ({"each": "0.50"}, "each", "0.5"),
    ({"rule": "corrected-mean", "limit": "3.0"}, "mean_round", {"places": "2", "mode": "half-up"}),
    ({"rule": "corrected-mean", "limit": "3.0"}, "limit", "3"),
    ({"rule": "share-of-best", "max": "10"}, "prefer", "high"),
    ({"rule": "trimmed-mean", "drop_high": 1, "drop_low": 0}, "drop_low", "0"),
]


@pytest.mark.parametrize(("settings", "key", "value"), SAID)
def test_what_an_aspect_is_told_stands_in_its_form(settings: Document, key: str, value: Any) -> None:
    said = form(document(module("M", criterion("C", aspect("a") | settings))))
    assert said["modules"][0]["criteria"][0]["aspects"][0][key] == value


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"weight": "0.70"}, {"weight": "0.7"}),
        ({"order": "low"}, {"order": "low"}),
        ({"ranks": {"numbering": "dense"}}, {"ranks": {"share": "equal", "numbering": "dense"}}),
        ({"ranks": {"places": 6}}, {"ranks": {"share": "equal", "numbering": "skip", "places": "6"}}),
        (
            {"ranks": {"share": "within", "within": "0.030"}},
            {"ranks": {"share": "within", "numbering": "skip", "within": "0.03", "from": "previous"}},
        ),
        (
            {"ties": [{"by": "count", "figure": "a", "above": "2", "upto": 3}]},
            {"ties": [{"by": "count", "figure": "a", "above": "2", "upto": "3", "phase": "final", "prefer": "high"}]},
        ),
        (
            {"ties": [{"by": "running-order"}]},
            {"ties": [{"by": "running-order", "phase": "final", "prefer": "low"}]},
        ),
    ],
)
def test_what_a_phase_is_told_stands_in_its_form(settings: Document, said: Document) -> None:
    (shown,) = form(document(module("M", criterion("C", aspect("a"))), phases=[phase("final", **settings)]))["phases"]
    assert {key: shown[key] for key in said} == said


def test_tables_and_honours_stand_in_it_with_numbers_as_text() -> None:
    said = form(
        document(
            module("M", criterion("C", aspect("a"))),
            tables={
                "near": {"kind": "tolerance", "point": 20, "rows": [["0.10", 5]]},
                "grades": {"kind": "lookup", "rows": [["1", "2"]], "otherwise": 0},
                "hill": {"kind": "linear", "base": "60", "point": "8", "slope": "1.80"},
            },
            groups="apart",
            teams={"best": 2},
            scale={},
            medals={"excellence": "700", "least": {"bronze": 6}},
        )
    )
    assert said["tables"]["near"] == {"kind": "tolerance", "point": "20", "rows": [["0.1", "5"]], "otherwise": "0"}
    assert said["tables"]["grades"]["otherwise"] == "0"
    assert said["tables"]["hill"] == {"kind": "linear", "base": "60", "point": "8", "slope": "1.8"}
    assert said["groups"] == "apart"
    assert said["teams"] == {"phase": "final", "rule": "sum", "best": "2", "least": "2", "ties": []}
    assert said["scale"]["factor"] == "1.4826"
    assert (said["medals"]["excellence"], said["medals"]["least"]["bronze"]) == ("700", "6")
    assert "best" not in form(document(module("M", criterion("C", aspect("a"))), teams={}))["teams"]
    assert "excellence" not in form(document(module("M", criterion("C", aspect("a"))), medals={}))["medals"]
