"""A bureau lays two policies side by side on one result: chooses them, narrows the table, mends a text that is sent
along, and prints it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from competition.access import sessions
from tests.competition.awarding.years import LAST, LAST_POLICY, THIS, years
from tests.competition.people import cookie
from tests.competition.venue import Server, serving
from tests.journeys.conftest import PHONE, Visitor, photograph
from tests.journeys.looks import DESK, findings

BESIDE = f"/awards/{THIS}/cakes/policy/beside"
OLD = f"event:{LAST}:city"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """The server, and what the browser of the association of both years holds."""
    store = years(tmp_path_factory.mktemp("years"))
    cookie(store, "association", event=LAST)
    held = cookie(store, "association", event=THIS)
    with serving(store) as server:
        yield server, held


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_looks_right(
    house: tuple[Server, str], visit: Visitor, lang: str, size: dict[str, int], scheme: str
) -> None:
    server, held = house
    seen = visit(lang, size, scheme)
    seen.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": server.api}])
    for address in (f"{BESIDE}?other={OLD}", f"{BESIDE}?other={OLD}&turn=gains"):
        seen.page.goto(server.api + address)
        assert findings(seen.page) == []
    seen.page.goto(f"{server.api}{BESIDE}?other={OLD}")
    photograph(seen.page, f"two-policies-{lang}-{size['width']}-{scheme}")
    assert seen.complaints == []


def test_the_bureau_chooses_narrows_and_tries_a_text_of_its_own(
    house: tuple[Server, str], visit: Visitor, tmp_path: Path
) -> None:
    server, held = house
    seen = visit("en", DESK)
    seen.context.add_cookies([{"name": sessions.COOKIE, "value": held, "url": server.api}])
    page = seen.page
    page.goto(f"{server.api}/awards/{THIS}/cakes")
    page.get_by_role("link", name="This result under another policy, side by side").click()
    page.get_by_label("And beside it").select_option(OLD)
    page.get_by_role("button", name="Compare", exact=False).first.click()
    rows = page.locator("#persons tbody tr")
    expect(rows).to_have_count(6)
    page.get_by_role("link", name="3 gain").click()
    expect(rows).to_have_count(3)
    expect(page.locator("#persons .turn")).to_have_text(["gain"] * 3)

    page.get_by_label("Result of").select_option(f"{LAST}/cakes")
    page.get_by_label("And beside it").select_option("pinned")
    page.get_by_role("button", name="Compare", exact=False).first.click()
    expect(page.get_by_label("Under the policy").locator("option").nth(1)).to_contain_text("pinned to this trade")

    page.goto(server.api + BESIDE)
    page.get_by_text("Try a policy that is in no list").click()
    file = tmp_path / "policy.toml"
    file.write_text(LAST_POLICY.replace('grade = "1"', 'grade = "9"'), "utf-8")
    page.get_by_label("policy.toml").set_input_files(file)
    page.get_by_role("button", name="Compare with this").click()
    expect(page.locator("#wrong tbody tr")).to_have_count(1)
    area = page.get_by_label("Or its text, to change and try again")
    area.fill(area.input_value().replace('grade = "9"', 'grade = "1"'))
    page.get_by_role("button", name="Compare with this").click()
    expect(rows).to_have_count(6)
    page.get_by_role("button", name="3 gain").click()
    expect(rows).to_have_count(3)
    expect(page.get_by_role("button", name="3 gain")).to_have_attribute("aria-pressed", "true")

    page.goto(f"{server.api}{BESIDE}?other={OLD}")
    page.emulate_media(media="print")
    expect(page.locator("#again")).to_be_hidden()
    expect(page.locator(".turning svg")).to_be_visible()
    expect(rows).to_have_count(6)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
