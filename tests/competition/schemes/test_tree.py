"""A scheme on rows: what each part is worth and what its parts add up to, as far as a document goes."""

from __future__ import annotations

import tomllib
from typing import Any

from competition.schemes.annex import Annex
from competition.schemes.reading import read
from competition.schemes.tree import Row, stages, tree, whole
from scoring.advice.standard import Standard
from scoring.scheme import read_scheme
from tests.competition.schemes.forms import SHEET, bakery, cell_of, module_a
from tests.competition.venue import ROOT

WELDING = ROOT / "competition" / "demo" / "contest" / "schemes" / "welding.toml"


def rows(document: Any, **annex: Any) -> dict[str, Row]:
    return {row.id: row for row in tree(document, Annex(**annex), {})}


def test_every_node_stands_on_a_row_in_its_order() -> None:
    draft = read("a.xlsx", bakery().book())
    found = tree(draft.document, draft.annex, draft.places)
    assert [row.id for row in found][:6] == ["A", "A1", "A1.1", "A1.2", "A1.3", "A2"]
    assert [row.depth for row in found][:4] == [0, 1, 2, 2] and whole(found) == "20"
    crust = next(row for row in found if row.id == "B1.3")
    assert (crust.method, crust.most, crust.section) == ("judgement", "2", "2")
    assert crust.place == f"{SHEET}!{cell_of(bakery(), 'Crust')}"
    assert crust.path == "modules[B].criteria[B1].aspects[B1.3]"
    assert next(row for row in found if row.id == "B1").day == "2"


def test_how_an_aspect_is_marked_is_a_code_with_its_facts() -> None:
    def method(**aspect: Any) -> tuple[str, dict[str, str]]:
        document = {"modules": [{"id": "A", "criteria": [{"id": "C", "aspects": [{"id": "a", **aspect}]}]}]}
        row = rows(document)["a"]
        return row.method, {key: value for key, value in row.facts.items() if value}

    assert method(rule="mean", lowest=0, highest="10") == ("points", {"lowest": "0", "highest": "10"})
    assert method(rule="one", lowest="0", table="t")[0] == "table"
    assert method(rule="majority", measure="deductions", each="0.5")[1]["each"] == "0.5"
    assert method(rule="majority", measure="pass-fail")[0] == "pass-fail"
    assert method(rule="judgement")[0] == "judgement"


def test_parts_are_added_with_their_weights() -> None:
    aspects = [{"id": "a", "max": "4", "weight": "0.5"}, {"id": "b", "max": 3}]
    document = {"modules": [{"id": "A", "weight": "2", "max": 20, "criteria": [{"id": "C", "aspects": aspects}]}]}
    found = rows(document)
    assert (found["C"].sum, found["A"].sum, found["A"].differs) == ("7", "14", True)
    assert found["A"].weight == "2" and found["C"].weight == "" and not found["C"].differs


def test_where_a_part_is_unknown_its_sum_is() -> None:
    aspects = [{"id": "a", "max": "4"}, {"id": "b"}]
    document = {"modules": [{"id": "A", "max": "9", "criteria": [{"id": "C", "aspects": aspects}]}]}
    found = rows(document)
    assert (found["C"].sum, found["A"].most) == ("", "9") and whole(list(found.values())) == "9"
    items = {"modules": [{"id": "A", "criteria": [{"id": "C", "items": True, "aspects": aspects[:1]}]}]}
    assert rows(items)["C"].sum == ""


def test_a_document_that_is_no_scheme_is_shown_as_far_as_it_goes() -> None:
    assert tree({"modules": "none"}, Annex(), {}) == [] and whole([]) == ""
    found = rows({"modules": [{"name": 3, "criteria": [{"id": ["x"], "aspects": [7, {"id": True}]}]}, "no"]})
    assert list(found) == [""]
    assert rows({"modules": [{"id": "A", "weight": "heavy"}]})["A"].weight == "heavy"


def test_names_are_in_both_languages() -> None:
    document = {"modules": [{"id": "A", "name": {"zh": "甲"}}, {"id": "B", "name": "Bread"}, {"id": "C"}]}
    found = rows(document)
    assert (
        found["A"].name == {"zh": "甲", "en": ""} and found["B"].name["zh"] == "Bread" and found["C"].name["en"] == "C"
    )


def test_sections_and_days_come_from_the_annex() -> None:
    document = {"modules": [{"id": "A", "criteria": [{"id": "C", "aspects": [{"id": "a"}]}]}]}
    found = rows(document, standard=Standard((), {"a": "3"}), days={"C": "2"})
    assert found["a"].section == "3" and found["C"].day == "2" and found["A"].section == ""


def test_module_a_shows_both_sums() -> None:
    draft = read("a.xlsx", module_a().book())
    assert whole(tree(draft.document, draft.annex, draft.places)) == "16.75"


def test_phases_say_who_is_in_them_and_how_ties_are_broken() -> None:
    scheme, _ = read_scheme(tomllib.loads(WELDING.read_text("utf-8"), parse_float=str))
    assert scheme is not None
    first, last = stages(scheme)[0], stages(scheme)[-1]
    assert first.cut == "" and last.modules and last.most == "100"
    more, _ = read_scheme(
        {
            "scheme": 1,
            "modules": [{"id": "A", "criteria": [{"id": "C", "aspects": [ASPECT]}]}],
            "phases": [
                {"id": "p"},
                {"id": "q", "entry": {"from": "p", "cut": 3}, "carry": [{"phase": "p", "weight": "0.4"}]},
                {
                    "id": "r",
                    "entry": {"from": "p", "cut": "stated"},
                    "ties": [{"figure": "A"}, {"by": "running-order"}],
                },
            ],
        }
    )
    assert more is not None
    _, q, r = stages(more)
    assert (q.cut, q.carried, r.cut, r.ties) == ("3", (("p", "0.4"),), "stated", ("A", "running-order"))


TIES = [{"figure": "A"}, {"by": "running-order"}]
ASPECT = {"id": "a", "rule": "mean", "lowest": "0", "highest": "10"}


def test_a_row_says_which_marks_need_words() -> None:
    def words(**aspect: Any) -> str:
        document = {"modules": [{"id": "A", "criteria": [{"id": "C", "aspects": [{"id": "a", **aspect}]}]}]}
        return rows(document)["a"].words

    assert words() == ""
    assert words(comment="always") == "always"
    assert words(comment={"upto": "0", "from": 3}) == "≤ 0, ≥ 3"
    assert words(comment={"from": "2.5"}) == "≥ 2.5"
    nothing: tuple[Any, ...] = ("never", 3, {})
    assert [words(comment=each) for each in nothing] == ["", "", ""], "what states none"
