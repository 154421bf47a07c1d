"""Codes in three layers, by clicks: an officer each commits, draws and prints, the office looks on, and the layers are
unsealed backwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from scoring.procedure.terms import LAYERS
from tests.competition.supervision.arena import BLIND, EVENT, NAMES
from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.test_supervision import DESK, House, Window, open_and_mark

DRAW = f"/draw/{EVENT}"
NUMBERS = {"contest": "280713", "station": "4711", "work": "900142"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path, LAYERS)
    yield house
    house.server.stop()


def both_sizes(window: Window, name: str) -> None:
    """Looked at on a desk and on a phone."""
    window.looks(name)
    window.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    window.looks(f"{name}-phone")
    window.page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})


@pytest.mark.parametrize("lang", ["zh"])
def test_three_layers_from_the_seeds_to_the_last_unsealing(house: House, visit: Visitor, lang: str) -> None:
    officers = {layer: house.window(visit, "draw", lang, login=f"draw-{layer}") for layer in LAYERS}
    first = officers["contest"]
    first.opens(DRAW)
    for _ in LAYERS:
        first.presses("Commit to a secret seed")
    both_sizes(first, "layers-committed")
    for layer in LAYERS:
        first.page.locator(f"#{BLIND}-{layer}").get_by_role("textbox").fill(NUMBERS[layer])
        first.presses("Draw the codes with this number")
    first.reads("The organiser opens the trade next, with the codes in place of names.")
    for layer, officer in officers.items():
        officer.opens(DRAW)
        own = officer.page.locator(f"#{BLIND}-{layer}")
        own.get_by_role("combobox").select_option("print-slips")
        own.get_by_role("button").last.click()
        expect(officer.page.locator(".paper :is(tbody tr, .labels li)")).to_have_count(len(NAMES[BLIND]))
        both_sizes(officer, f"layers-list-{layer}")
        officer.prints(f"layers-list-{layer}")
        officer.opens(DRAW)
        officer.reads("You have looked behind another layer. Another draw officer prints this list.")
    both_sizes(first, "layers-drawn")

    house.do(open_and_mark)
    judge = house.window(visit, "judge", lang, judge="J1", size={"width": 1024, "height": 768}, has_touch=True)
    judge.opens(f"/judge/{EVENT}")
    judge.reads("Work number {code}, {n} of {all}", code="WC08", n=8, all=8)
    judge.looks("layers-tablet")
    supervisor = house.window(visit, "supervisor", lang)
    public = house.window(visit, "public", lang)
    for layer in reversed(LAYERS):
        supervisor.opens(DRAW)
        both_sizes(supervisor, f"layers-unsealing-{layer}")
        supervisor.presses("Unseal the codes")
        public.opens(f"/events/{EVENT}/draws/{BLIND}")
        public.reads("The draw checks out" if layer == "contest" else "Sealed until all is marked")
    supervisor.reads("The draw checks out: seed, number and codes belong together.")
    both_sizes(supervisor, "layers-unsealed")
    both_sizes(public, "layers-checked")
    assert [each for window in (*officers.values(), judge, supervisor, public) for each in window.seen.complaints] == []
