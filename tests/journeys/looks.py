"""How a page looks: what is asked of every page that anybody sees."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.conftest import until

DESK = {"width": 1440, "height": 900}
TABLET = {"width": 1024, "height": 768}

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8") + "; undefined"

RESTS = """() => document.getAnimations().every((each) =>
  each.playState !== 'running' || !Number.isFinite(each.effect?.getComputedTiming().endTime ?? 0))"""
"""True where nothing fades or moves any more, but for what never ends. In the middle of a fade a text is too pale."""

SQUEEZED = """() => {
  const told = [];
  const spoken = (each) => each && (getComputedStyle(each).clipPath === 'inset(50%)' || spoken(each.parentElement));
  const texts = [...document.querySelectorAll('body *')].filter((each) => !each.closest('svg, script, style'))
    .flatMap((each) => [...each.childNodes].filter((node) => node.nodeType === 3 && node.data.trim().length > 2));
  for (const node of texts) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
    const squeezed = box.width > 0 && box.width < size * 2.2 && box.height > size * 3;
    if (squeezed && !spoken(node.parentElement)) told.push(`squeezed: ${node.data.trim()}`);
  }
  return told;
}"""
"""Texts of which every line holds a letter or two, but for those that are there for screen readers alone."""

WRONG = """async () => {
  const told = [];
  if (document.documentElement.scrollWidth > innerWidth) told.push('hangs over the edge');
  const options = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
  const { violations } = await axe.run(document, options);
  for (const { id, nodes } of violations) {
    told.push(`${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  }
  return told;
}"""


def findings(page: Page) -> list[str]:
    """What is wrong with how a page looks, once it is at rest: it hangs over the edge, a text is squeezed, or axe has
    a finding (WCAG 2.2 AA and good practice)."""
    page.wait_for_load_state()
    until(page, RESTS)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    told: list[str] = page.evaluate(WRONG)
    squeezed: list[str] = page.evaluate(SQUEEZED)
    return told + squeezed


def sound(page: Page) -> None:
    """Nothing is wrong with how a page looks."""
    found = findings(page)
    assert found == [], (page.url, found)


def turned(page: Page, size: Mapping[str, int], scheme: str) -> None:
    """The same page in another size and colour scheme."""
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
