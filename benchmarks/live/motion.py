"""Rows that travel: a hundred entrants on one board whose places change all the time, in a browser without a graphics
card and with a quarter of the processor; how long each frame takes."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import pairwise

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from benchmarks.contest import EVENT, Contest
from benchmarks.enrolling import BROWSERS
from benchmarks.rounds import Round
from benchmarks.server import Server, Tablets, serving
from scoring.facts import MarkGiven

SIZES: Mapping[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "list": {"width": 1280, "height": 800},
}
THROTTLE = 4
"""How many times slower the page's own thread runs."""
SOFTWARE = ("--no-sandbox", "--disable-gpu", "--disable-gpu-compositing")
PAUSE_S = 0.4
"""From one change to the next: rows travel 380 ms, so that they always move."""
AT_ONCE = 5
"""Entrants whose totals one change moves."""
FRAMES = """() => { window.frames_ = []; window.moved_ = 0;
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (...given) { window.moved_ += 1; return animate.apply(this, given); };
  const each = (at) => { window.frames_.push(at); requestAnimationFrame(each); }; requestAnimationFrame(each); }"""


@contextmanager
def moving_board(entrants: int = 100, changes: int = 12) -> Iterator[Round]:
    """entrants: all of them marked, and on the page. changes: of a round."""
    contest = Contest(1, entrants)
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        raise RuntimeError("there is no browser: install Debian's package chromium")
    with serving(contest) as server, sync_playwright() as playwright:
        tablets = Tablets(server)
        tablets.give_everything(contest)
        browser = playwright.chromium.launch(executable_path=program, args=[*SOFTWARE])
        yield partial(_round, browser, server, tablets, contest, changes)
        browser.close()
        tablets.line.close()


def _round(browser: Browser, server: Server, tablets: Tablets, contest: Contest, changes: int) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for name, size in SIZES.items():
        gaps, moved = _watched(browser, size, server, tablets, contest, changes)
        found[f"frames, {name}"] = gaps[int(len(gaps) * 0.95)]
        found[f"  frames, {name}: median, ms"] = gaps[len(gaps) // 2]
        found[f"  frames, {name}: longest, ms"] = gaps[-1]
        found[f"  frames, {name}: moves a change"] = moved / changes
    return found


def _watched(
    browser: Browser, size: ViewportSize, server: Server, tablets: Tablets, contest: Contest, changes: int
) -> tuple[list[float], int]:
    """Milliseconds from each frame to the next, the shortest first; and how many animations began."""
    page = browser.new_context(viewport=size, locale="zh-CN").new_page()
    page.goto(f"http://127.0.0.1:{server.port}/events/{EVENT}/trades/T01?view=list")
    page.wait_for_selector(f".entry:nth-of-type({contest.entrants})", state="attached")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.wait_for_timeout(1_000)
    page.evaluate(FRAMES)
    chance = random.Random(changes)
    for _ in range(changes):
        began = time.perf_counter()
        tablets.give(_revised(contest, chance))
        page.wait_for_timeout(1_000 * max(0.0, PAUSE_S - time.perf_counter() + began))
    times, moved = page.evaluate("[window.frames_, window.moved_]")
    page.context.close()
    return sorted(later - earlier for earlier, later in pairwise(times)), moved


def _revised(contest: Contest, chance: random.Random) -> list[MarkGiven]:
    """Other marks of one judge, whose every mark moves a total, for a few entrants."""
    cells = [mark.cell for mark in contest.marks("T01") if mark.cell.judge.endswith("-idea-1")]
    own = [cell for cell in cells if cell.aspect == "concept"]
    return [MarkGiven(cell, chance.choice(("0", "50", "100"))) for cell in chance.sample(own, min(AT_ONCE, len(own)))]
