"""The page of help about packages says all that there is to know, and its example works."""

from __future__ import annotations

import dataclasses
import html
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from competition import pages, scores, words
from competition.intake import CODES, read
from competition.intake.codes import GROUPS
from competition.intake.files.columns import FILES
from scoring.nodes import Aspect, Criterion, Linear, Lookup, Phase, Scheme
from scoring.numbers import MODES
from scoring.panels import RULES


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


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_help_names_every_key_rule_and_rounding_mode_of_a_scheme(browser: TestClient, lang: str) -> None:
    page = html.unescape(browser.get(f"/help/package?lang={lang}").text)
    keys = {
        each.name for node in (Scheme, Phase, Criterion, Aspect, Lookup, Linear) for each in dataclasses.fields(node)
    }
    keys -= {"rounding", "settings"}
    keys |= {"round", "entry", *RULES, *MODES, *(setting for rule in RULES.values() for setting in rule.settings)}
    for key in keys - {"aspects", "criteria", "phases", "tables", "modules"}:
        assert f"<code>{key}</code>" in page, key


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
