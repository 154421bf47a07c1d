"""Rows that travel: a hundred entrants on one board whose places change all the time, in a browser without a graphics
card and with a quarter of the processor; how long each frame takes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import pairwise

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from benchmarks.contest import EVENT, Contest
from benchmarks.rounds import Round
from benchmarks.server import Server, Tablets, serving
from scoring.facts import Cell, MarkGiven
from tests import browsers

SIZES: Mapping[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "list": {"width": 1280, "height": 800},
}
THROTTLE = 4
"""How many times slower the page's own thread runs."""
SOFTWARE = ("--disable-gpu", "--disable-gpu-compositing")
PAUSE_S = 0.4
"""From one change to the next: rows travel 380 ms, so that they always move."""
AT_ONCE = 5
"""Entrants whose totals one change moves."""
FRAMES = """() => { window.frames_ = []; window.moved_ = 0;
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (...given) { window.moved_ += 1; return animate.apply(this, given); };
  const each = (at) => { window.frames_.push(at); requestAnimationFrame(each); }; requestAnimationFrame(each); }"""


class Changes:
    """Marks of one judge that each move a total: of a few entrants at a time they fall to nothing, or come back."""

    def __init__(self, contest: Contest) -> None:
        cells = [mark.cell for mark in contest.marks("T01") if mark.cell.judge.endswith("-idea-1")]
        self._cells = [cell for cell in cells if cell.aspect == "concept"]
        self._low: set[Cell] = set()
        self._chance = random.Random(contest.entrants)

    def next(self) -> list[MarkGiven]:
        """One change."""
        chosen = self._chance.sample(self._cells, min(AT_ONCE, len(self._cells)))
        self._low ^= set(chosen)
        return [MarkGiven(cell, "0" if cell in self._low else "100") for cell in chosen]


@contextmanager
def moving_board(entrants: int = 100, changes: int = 12) -> Iterator[Round]:
    """entrants: all of them marked, and on the page. changes: of a round, for each size."""
    contest = Contest(1, entrants)
    program = browsers.program()
    with serving(contest) as server, sync_playwright() as playwright:
        tablets = Tablets(server)
        tablets.give_everything(contest)
        browser = browsers.launch(playwright, program, *SOFTWARE)
        watch = partial(_watched, browser, server, entrants, tablets, Changes(contest), changes)
        yield lambda: {figure: value for name in SIZES for figure, value in watch(name).items()}
        browser.close()
        tablets.line.close()


def _watched(
    browser: Browser, server: Server, entrants: int, tablets: Tablets, marks: Changes, changes: int, name: str
) -> Mapping[str, float]:
    """Milliseconds from each frame to the next while rows move."""
    page = browser.new_context(viewport=SIZES[name], locale="zh-CN").new_page()
    page.goto(f"http://127.0.0.1:{server.port}/events/{EVENT}/trades/T01?view=list")
    page.wait_for_selector(f".entry:nth-of-type({entrants})", state="attached")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.wait_for_timeout(1_000)
    page.evaluate(FRAMES)
    for _ in range(changes):
        began = time.perf_counter()
        tablets.give(marks.next())
        page.wait_for_timeout(1_000 * max(0.0, PAUSE_S - time.perf_counter() + began))
    times, moved = page.evaluate("[window.frames_, window.moved_]")
    page.context.close()
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    return {
        f"frames, {name}": gaps[int(len(gaps) * 0.95)],
        f"  frames, {name}: median, ms": gaps[len(gaps) // 2],
        f"  frames, {name}: longest, ms": gaps[-1],
        f"  frames, {name}: rows seen to travel, a change": moved / changes,
    }
