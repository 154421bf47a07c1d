"""A board of groups that are ranked apart: in the hall, on a tablet and on a phone, and the way to the reasons."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ROOT, Server, Visitor, prepared, until

HALL = {"width": 1920, "height": 1080}
TABLET = {"width": 1024, "height": 768}
PHONE = {"width": 390, "height": 844}
BLOOM = ROOT / "tests" / "golden" / "bloom"
SHOWN = """() => [...document.querySelectorAll('.rows > *')].map((row) => row.dataset.id)"""


@pytest.fixture(scope="module")
def bloom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from serving(tmp_path_factory.mktemp("bloom"), BLOOM)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Fourteen in one group and three in another: more than a page of the hall has room for."""
    folder = tmp_path_factory.mktemp("crowd")
    package = folder / "package"
    shutil.copytree(BLOOM, package)
    (package / "expected.csv").unlink()
    more = "".join(f"bouquet,X{number},{number},花{number},Flora {number},,,职工组,\n" for number in range(11, 20))
    entrants = (package / "entrants.csv").read_text("utf-8")
    (package / "entrants.csv").write_text(entrants + more, "utf-8")
    yield from serving(folder, package)


def serving(folder: Path, package: Path) -> Iterator[Server]:
    prepared(folder, package)
    server = Server(folder, "serve", "--port", "0", "--database", "played.db")
    yield server
    server.stop()


def shown(page: Page) -> list[str]:
    until(page, "document.querySelectorAll('.rows > *').length > 0")
    found: list[str] = page.evaluate(SHOWN)
    return found


@pytest.mark.parametrize("size", [HALL, TABLET, PHONE], ids=["hall", "tablet", "phone"])
def test_each_group_stands_under_its_name(size: dict[str, int], visit: Visitor, bloom: Server) -> None:
    seen = visit("en", size)
    page = seen.board(f"{bloom.url}/events/bloom/trades/bouquet")
    assert shown(page) == [":职工组", "A", "B", "C", "D", "E", ":学生组", "P", "Q", "R"]
    assert page.locator(".section h2").all_inner_texts() == ["职工组", "学生组"]
    assert page.locator(".disc").count() == 0, "medals are the scheme's here, not the first three's"
    assert seen.complaints == []


def test_no_page_of_the_hall_holds_more_than_there_is_room_for(visit: Visitor, crowd: Server) -> None:
    seen = visit("en", HALL)
    page = seen.board(f"{crowd.url}/events/bloom/trades/bouquet")
    first = shown(page)
    assert (len(first), first[0], first[-1][:1]) == (12, ":职工组", "X")
    page.keyboard.press("ArrowRight")
    until(page, f"first => !first.slice(1).some(each => ({SHOWN})().includes(each))", arg=first)
    second = shown(page)
    assert (second[0], second[4:]) == (":职工组", [":学生组", "P", "Q", "R"])
    assert not set(first[1:]) & set(second[1:]), "every page begins with a name, nobody is shown twice"
    bottom = page.locator(".rows").bounding_box()
    legend = page.locator(".legend").bounding_box()
    assert bottom is not None and legend is not None
    assert bottom["y"] + bottom["height"] <= legend["y"]
    assert seen.complaints == []


def test_from_the_board_one_comes_to_the_reasons_and_to_the_overall_prizes(visit: Visitor, bloom: Server) -> None:
    seen = visit("en", TABLET)
    page = seen.board(f"{bloom.url}/events/bloom/trades/bouquet")
    page.get_by_label("Results with reasons").click()
    expect(page.get_by_text("Total 88.00 against 90.00.")).to_be_visible()
    page.get_by_role("link", name="Overall prizes").click()
    expect(page.get_by_role("heading", name="Chrysanthemum cup")).to_be_visible()
    page.goto(f"{bloom.url}/events/bloom")
    until(page, "document.querySelectorAll('.card ol li').length === 3")
    assert "职工组" in page.locator(".card ol li").first.inner_text()
    page.get_by_role("link", name="Overall prizes").click()
    expect(page.get_by_text("Nobody stands higher.")).to_be_visible()
    assert seen.complaints == []
