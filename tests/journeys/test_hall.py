"""A hall with a certificate of its own and no internet: a tablet that trusts it loses nothing either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from competition.venue.making import Wanted
from tests.competition.halls import HERE, NAME, held
from tests.journeys import welding
from tests.journeys.conftest import Visit
from tests.journeys.judging import House
from tests.journeys.test_offline import Enrolled, gives_thirty
from tests.journeys.trusting import launch


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A contest that is served over HTTPS, by a certificate of the venue's own authority."""
    welding.prepare(tmp_path)
    held(tmp_path / "venue", Wanted(names=(NAME,), addresses=(HERE,)), heard=False)
    running = House(tmp_path, "--trust-port", "0", "--venue", "venue")
    yield running
    running.server.stop()


@pytest.fixture
def trusting(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A tablet on which the authority's certificate was installed."""
    with sync_playwright() as playwright:
        running = launch(playwright, tmp_path_factory.mktemp("tablet"), house.folder / "venue" / "authority.pem")
        yield running
        running.close()


@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh-CN")])
def test_thirty_marks_over_the_hall_s_own_certificate_are_in_the_ledger_once_each(
    house: House, trusting: Browser, lang: str, locale: str
) -> None:
    assert house.url.startswith("https://")
    context = trusting.new_context(locale=locale, viewport={"width": 1024, "height": 768}, has_touch=True)
    gives_thirty(house, Enrolled(house, Visit(context), "J1"), f"hall-{lang}")
    context.close()
