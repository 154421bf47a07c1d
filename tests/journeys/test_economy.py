"""How many taps and keys a sheet costs, to the signature: never more than on paper. Counted as browsers see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys import welding
from tests.journeys.commands import imported
from tests.journeys.conftest import Visitor, until
from tests.journeys.judging import LAPTOP, TABLET, House, Tablet

JUDGED, TYPED = 10, 4
"""Aspects of a sheet that are judged by benchmarks, and that are typed as numbers."""

NUMBERS = ("7.5", "12", "88.5", "64")
MOST = 1.5
"""Taps, or keys, of a judgement aspect."""

COUNTING = """() => { window.counted = { taps: 0, keys: 0 };
  addEventListener('click', () => (window.counted.taps += 1), { capture: true });
  addEventListener('keydown', () => (window.counted.keys += 1), { capture: true }); }"""


def scheme() -> str:
    """Judgements in one module and numbers in the next."""
    top = 'scheme = 1\ndecimals = 2\n[[phases]]\nid = "final"\nname = { zh = "决赛", en = "Final" }\n'
    parts = []
    for id, name, aspects, rule in (
        ("A", "Look", JUDGED, 'rule = "judgement"\nmax = 2'),
        ("B", "Size", TYPED, 'rule = "mean"\nlowest = 0\nhighest = 100\nstep = "0.5"\nmax = 5\nweight = "0.05"'),
    ):
        words = f'name = {{ zh = "{name}", en = "{name}" }}\n'
        parts.append(f'[[modules]]\nid = "{id}"\n{words}[[modules.criteria]]\nid = "{id}1"\n{words}')
        for at in range(1, aspects + 1):
            head = f'[[modules.criteria.aspects]]\nid = "{id}1.{at}"\n{words}panel = "welders"\n'
            parts.append(f"{head}{rule}\n")
    return top + "".join(parts)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    package = welding.write(tmp_path)
    (package / "schemes" / "welding.toml").write_text(scheme(), "utf-8")
    imported(tmp_path, package)
    running = House(tmp_path)
    yield running
    running.server.stop()


@pytest.fixture
def opened(house: House, visit: Visitor) -> Any:
    def judge(size: dict[str, int], turns: bool = True, **more: Any) -> Tablet:
        taken = Tablet(house, visit("en", size, **more), "J1", turns=turns)
        taken.opens()
        taken.page.evaluate(COUNTING)
        return taken

    return judge


def comes(page: Page, aspect: str) -> None:
    """The page goes on by itself; then the keys of what has just appeared take no tap for a moment."""
    until(page, "aspect => document.querySelector('h2.title b')?.textContent === aspect", arg=aspect)
    page.clock.fast_forward(280)


def counted(page: Page, what: str) -> int:
    found: int = page.evaluate("what => window.counted[what]", what)
    return found


def test_the_first_sheet_costs_at_most_120_kilobytes(opened: Any) -> None:
    page = opened(TABLET, turns=False).page
    size = page.evaluate(
        """() => ['resource', 'navigation'].flatMap((kind) => performance.getEntriesByType(kind))
          .reduce((sum, each) => sum + each.encodedBodySize, 0)"""
    )
    assert 20_000 < size <= 120_000


def test_a_sheet_costs_at_most_one_and_a_half_taps_a_judgement_with_its_signature(opened: Any) -> None:
    judge = opened(TABLET, has_touch=True)
    page = judge.page
    for at in range(1, JUDGED + 1):
        comes(page, f"A1.{at}")
        page.locator(".keys .key[data-value='2']").click()
    comes(page, "B1.1")
    judged = counted(page, "taps")
    for at, number in enumerate(NUMBERS, 1):
        comes(page, f"B1.{at}")
        judge.types(number)
        page.locator(".way.next").click()
    page.locator(".button.seal:enabled").click()
    until(page, "document.querySelector('.band.signed') !== null")
    page.locator(".way.next").click()
    until(page, "window.saiping.code() === '12'")
    around = counted(page, "taps") - judged - sum(len(number) + 1 for number in NUMBERS)
    assert judged == JUDGED, "a judgement is one tap"
    assert around == 2, "the signature, and the next entrant"
    assert judged + around <= MOST * JUDGED


def test_a_sheet_costs_at_most_one_and_a_half_keys_a_judgement_and_one_more_than_a_numbers_length(opened: Any) -> None:
    page = opened(LAPTOP).page
    for at in range(1, JUDGED + 1):
        comes(page, f"A1.{at}")
        page.keyboard.press("3")
    comes(page, "B1.1")
    judged = counted(page, "keys")
    assert judged <= MOST * JUDGED
    for at, number in enumerate(NUMBERS, 1):
        comes(page, f"B1.{at}")
        before = counted(page, "keys")
        for key in (*number, "Enter"):
            page.keyboard.press(key)
        assert counted(page, "keys") - before <= len(number) + 1
    until(page, "document.querySelector('.review') !== null")
    assert counted(page, "taps") == 0
