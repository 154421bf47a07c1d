"""Help that is written in Markdown is served as pages, in both languages, and reached from the index."""

from __future__ import annotations

import html
import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from competition import pages, words
from competition.markdown import markdown


@pytest.fixture(scope="module")
def browser() -> TestClient:
    return TestClient(Starlette(routes=pages.routes()), headers={"accept-encoding": "identity"})


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_help_on_policies_is_a_page_with_tables_and_examples(browser: TestClient, lang: str) -> None:
    page = browser.get(f"/help/policy?lang={lang}").text
    text = (words.TEMPLATES / "help" / f"policy.{lang}.md").read_text("utf-8")
    assert page.count("<h1>") == 1 and f"<h1>{text.splitlines()[0].lstrip('# ')}</h1>" in page
    assert page.count("<tr>") == len(re.findall(r"^\|(?!-)", text, re.MULTILINE))
    (example,) = re.findall(r'<pre tabindex="0"><code class="language-csv">(.*?)</code></pre>', page, re.DOTALL)
    assert html.unescape(example) in text


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("name", ["policy", "association", "exports", "package"])
def test_pages_about_awards_are_there_and_reached_from_the_index(browser: TestClient, name: str, lang: str) -> None:
    assert f'href="/help/{name}"' in browser.get(f"/help/index?lang={lang}").text
    page = browser.get(f"/help/{name}?lang={lang}")
    assert page.status_code == 200
    for address in re.findall(r'href="(/help/[a-z]+)"', page.text):
        assert browser.get(address).status_code == 200, address


def test_markdown_cannot_bring_in_html() -> None:
    assert "<script" not in markdown("help/policy.en.md")
