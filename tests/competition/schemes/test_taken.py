"""A scheme as a workbook: loaded again it is the same; what the sheet has no place for is not said wrong."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from competition.schemes.annex import Annex
from competition.schemes.reading import Draft, read
from competition.schemes.sheets.workbook import Grid, grids
from competition.schemes.taken import is_loadable, sample, workbook
from scoring.nodes import Scheme
from scoring.scheme import read_scheme
from tests.competition.schemes.forms import J, M, bakery
from tests.competition.venue import YUNPING


def floristry() -> Scheme:
    text = (YUNPING / "schemes" / "floristry.toml").read_text("utf-8")
    scheme, problems = read_scheme(tomllib.loads(text, parse_float=str))
    assert scheme is not None, problems
    return scheme


def taken(draft: Draft, lang: str = "zh") -> bytes:
    assert draft.scheme is not None, draft.problems
    return workbook(draft.scheme, draft.annex, "Bakery", lang)


def sheet(content: bytes) -> Grid:
    (grid,), _ = grids("a.xlsx", content)
    return grid


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_loaded_again_it_is_the_same_scheme_with_the_same_annex(lang: str) -> None:
    draft = read("a.xlsx", bakery().book())
    again = read("b.xlsx", taken(draft, lang))
    assert again.problems == () and again.scheme == draft.scheme and again.annex == draft.annex


def test_names_in_both_languages_come_back_in_both() -> None:
    form = bakery()
    parts = {**form.parts, "B": {("B1", "面包\nLoaves"): (M("外皮\nCrust", 2, 2), J("内瓤\nCrumb", 10, 2))}}
    draft = read("a.xlsx", replace(form, parts=parts, days={}).book())
    assert draft.scheme is not None and draft.scheme.aspect["B1.1"][2].name.zh == "外皮"
    assert read("b.xlsx", taken(draft)).scheme == draft.scheme


def test_deductions_steps_panels_and_ids_come_back() -> None:
    text = """
scheme = 1
decimals = 2
[[phases]]
id = "final"
name = { zh = "决赛", en = "Final" }
max = 4.5
[[modules]]
id = "A"
name = "One"
max = 4.5
[[modules.criteria]]
id = "A1"
name = "First"
max = 4.5
[[modules.criteria.aspects]]
id = "bubbles"
name = "Bubbles"
panel = "tasters"
rule = "majority"
measure = "deductions"
each = 0.5
highest = 3
max = 2
[[modules.criteria.aspects]]
id = "volume"
name = "Volume"
rule = "majority"
measure = "graded"
lowest = 0
highest = 2.5
table = "steps-volume"
max = 2.5
benchmarks = { 0 = "flat", "2.5" = "high" }
[tables.steps-volume]
kind = "lookup"
rows = [[0, 0], [2.5, 2.5]]
"""
    draft = read("s.toml", text.encode())
    again = read("b.xlsx", taken(draft))
    assert again.problems == () and again.scheme == draft.scheme


def test_a_scheme_of_other_rules_is_for_reading_and_says_so() -> None:
    scheme = floristry()
    assert not is_loadable(scheme)
    content = workbook(scheme, Annex(), "花艺", "en")
    assert sheet(content).rows[1][0].startswith("For reading")
    again = read("b.xlsx", content)
    assert {each.code for each in again.problems} >= {"sheet-unknown-type"} and again.scheme is None


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    form = bakery()
    parts = {**form.parts, "B": {("B1", "Loaves"): (M("+SUM(A1)", 12, 2, "@now"),)}}
    draft = read("a.xlsx", replace(form, parts=parts, days={}).book({}))
    grid = sheet(taken(draft))
    assert not grid.unvalued and any("+SUM(A1)" in row for row in grid.rows)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_empty_form_is_a_scheme_that_loads(lang: str) -> None:
    draft = read("form.xlsx", sample(lang))
    assert draft.problems == () and draft.scheme is not None
    measures = [each.measure for _, _, each in draft.scheme.aspect.values()]
    assert measures == ["pass-fail", "points", "deductions", "graded"]
    assert draft.annex.standard is not None and draft.annex.days == {"A1": "1"}
