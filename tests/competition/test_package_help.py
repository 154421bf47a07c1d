"""The page of help about packages says all that there is to know, and its example works."""

from __future__ import annotations

import dataclasses
import html
import re
import tomllib
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from competition import pages, scores, words
from competition.intake import CODES, read
from competition.intake.codes import GROUPS
from competition.intake.files.columns import FILES
from scoring.nodes import (
    MEASURES,
    WAYS,
    Aspect,
    Attempts,
    Criterion,
    Linear,
    Lookup,
    Medals,
    Phase,
    Ranks,
    Scale,
    Scheme,
    TeamRule,
    TieStep,
    Tolerance,
)
from scoring.numbers import MODES
from scoring.panels import RULES
from scoring.scheme import read_scheme
from scoring.standings.prizes import Prize
from tests.contests.official import compare


@pytest.fixture(scope="module")
def browser() -> TestClient:
    app = Starlette(routes=pages.routes())
    return TestClient(app, headers={"accept-encoding": "identity"})


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_help_lists_exactly_the_kinds_columns_and_files_that_there_are(browser: TestClient, lang: str) -> None:
    page = html.unescape(browser.get(f"/help/package?lang={lang}").text)
    rows = dict(re.findall(r"<tr><td><code>([a-z0-9-]+)</code></td><td>([^\n]*)</td></tr>", page))
    for code in CODES:
        what, remedy = words.problem(code, {}, lang)
        assert f"{what}</td><td>{remedy}" == rows[code], code
    kinds = page[page.index('id="problems"') :]
    assert re.findall(r"<tr><td><code>([a-z0-9-]+)</code>", kinds) == [
        code for codes in GROUPS.values() for code in codes
    ]
    for file in FILES.values():
        part = page[page.index(f'<h2 id="{file.name[:-4]}">') :].split("<h2")[1]
        columns = re.findall(r"<tr><td><code>(\w+)</code></td><td>([^<]*)</td>", part)
        needed = {"zh": "是", "en": "yes"}[lang]
        assert [(name, said == needed) for name, said in columns] == [(each.name, each.needed) for each in file.columns]


NODES = (Scheme, Phase, Ranks, TieStep, Criterion, Aspect, Attempts, Lookup, Linear, Tolerance, TeamRule, Scale, Medals)
TABLES = ("teams", "scale", "medals")
RENAMED = {"rounding": "round", "reach": "from", "settings": "rule", "phases": "id", "modules": "id", "tables": "id"}
"""Fields of values that stand under another key, or that are tables of their own."""


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_help_names_every_key_rule_and_rounding_mode_of_a_scheme(browser: TestClient, lang: str) -> None:
    page = html.unescape(browser.get(f"/help/package?lang={lang}").text)
    keys = {each.name for node in (*NODES, Prize) for each in dataclasses.fields(node)}
    keys = {RENAMED.get(key, key) for key in keys - {"aspects", "criteria", *TABLES}}
    keys |= {*RULES, *MODES, *WAYS, *MEASURES, *(setting for rule in RULES.values() for setting in rule.settings)}
    for key in keys:
        assert f"<code>{key}</code>" in page, key
    for table in ("[[phases]]", "[[modules]]", "[[overall]]", *(f"[{each}]" for each in TABLES)):
        assert f"<code>{table}</code>" in page, table
    for choice in (
        "tolerance",
        "equal",
        "never",
        "within",
        "skip",
        "dense",
        "previous",
        "apart",
        "shared",
        "count-back",
    ):
        assert f'<code>"{choice}"</code>' in page or f"<code>{choice}</code>" in page, choice


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_scheme_in_help_is_one(browser: TestClient, lang: str) -> None:
    page = html.unescape(browser.get(f"/help/package?lang={lang}").text)
    schemes = dict(re.findall(r'<pre data-scheme="([^"]+)">(.*?)</pre>', page, re.DOTALL))
    assert len(schemes) >= 9
    rules = set()
    for name, text in schemes.items():
        scheme, problems = read_scheme(tomllib.loads(text, parse_float=str))
        assert scheme is not None, (name, problems)
        rules |= {aspect.rule for _, _, aspect in scheme.aspect.values()}
    assert {each for each, rule in RULES.items() if rule.compare} <= rules


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_example_in_help_is_a_package_and_comes_to_what_help_says(
    browser: TestClient, lang: str, tmp_path: Path
) -> None:
    page = html.unescape(browser.get(f"/help/package?lang={lang}").text)
    for name, text in re.findall(r'<pre data-file="([^"]+)">(.*?)</pre>', page, re.DOTALL):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    package, problems = read(tmp_path)
    assert package is not None, problems
    rows = {(row.entrant, row.figure): row.value for row in scores.rows(scores.fold(package)) if row.phase}
    assert (rows["C1", "total"], rows["C1", "place"]) == ("89.00", "1")
    assert (rows["C2", "total"], rows["C2", "place"]) == ("87.00", "2")
    assert "89.00" in page and "87.00" in page


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_second_example_comes_to_the_figures_that_it_states(browser: TestClient, lang: str, tmp_path: Path) -> None:
    page = html.unescape(browser.get(f"/help/package?lang={lang}").text)
    for name, text in re.findall(r'<pre data-games="([^"]+)">(.*?)</pre>', page, re.DOTALL):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    package, problems = read(tmp_path)
    assert package is not None, problems
    found = list(compare(package))
    assert len(found) == 11
    assert [each for each in found if not each.holds] == []
