"""A person's record as offices see it, and her certificates on her private page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import anyio
import httpx
import pytest

from competition.awarding.house import house as read
from competition.mine import links
from competition.store.database import open_database
from tests.competition.certificates.town import PAPERS, ROWS, package, town
from tests.competition.people import signed_in
from tests.competition.venue import Server, serving, url_of


def rows(level: str) -> list[tuple[str, str, str, str, str, str, str]]:
    return [(*ROWS[0][:3], level, *ROWS[0][4:]), *ROWS[1:]]


async def _built(url: str) -> list[str]:
    async with town(url) as place:
        await place.done(package("old", "2024", rows=rows("4")))
        await place.revoked((await place.numbers("P1"))[0])
        await place.done(package("spring", rows=rows("3")))
        await place.resulted(package("autumn", rows=rows("3"), papers={"P1": PAPERS["P1"]}))
        await place.awarded("autumn")
        async with (await place.streams.house()).reading() as state:
            return [each.number for each in state.register.entries.values() if each.due.person == "P1"]


class House:
    """A server over three contests. numbers: P1's, in order."""

    def __init__(self, server: Server, store: Path, stack: ExitStack, numbers: list[str]) -> None:
        self.server, self.store, self.numbers = server, store, numbers
        self._stack = stack

    def get(self, path: str, event: str, role: str = "association", lang: str = "en") -> httpx.Response:
        client = self._stack.enter_context(
            signed_in(self.server, self.store, role, event=event, login=f"{role}-{event}")
        )
        return client.get(path, params={"lang": lang})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    store = tmp_path_factory.mktemp("records")
    numbers = anyio.run(_built, url_of(store))
    with ExitStack() as stack:
        yield House(stack.enter_context(serving(store)), store, stack, numbers)


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("role", ["association", "authority", "organiser"])
def test_every_certificate_of_all_events_stands_there_the_revoked_one_with_its_reason(house: House, role: str) -> None:
    page = house.get("/records/autumn/P1", "autumn", role)
    assert page.status_code == 200
    for number in house.numbers:
        assert f'href="/verify/{number}"' in page.text
    said = text(page.text)
    assert said.count("valid") >= 3
    assert "the authority ordered it" in said
    assert "promoted in 2026" in said
    assert "2026 年已晋升" in house.get("/records/autumn/P1", "autumn", role, "zh").text


def test_of_other_events_no_place_no_honour_and_no_clause_is_said(house: House) -> None:
    own, other = house.get("/records/spring/P1", "spring").text, house.get("/records/autumn/P1", "autumn").text
    assert "第五条第一款" in own
    assert "第五条第一款" not in other
    assert "this event" in own
    assert "this event" not in other


def test_nothing_of_her_paper_or_her_id_over_events_stands_on_any_page(house: House) -> None:
    found = [house.get(path, "autumn").text for path in ("/records/autumn/P1", "/awards/autumn/cakes/C1")]
    with open_database(url_of(house.store)) as database:
        holders = {each.holder for each in read(database).register.entries.values() if each.holder}
    assert len(holders) == 2
    for page in found:
        assert PAPERS["P1"] not in page
        assert not any(each in page for each in holders)


def test_who_has_no_paper_is_known_in_this_event_alone_and_the_page_says_so(house: House) -> None:
    page = text(house.get("/records/autumn/P2", "autumn").text)
    assert "No identity paper is entered" in page
    assert "not promoted in 2026" in page
    assert not any(number in page for number in house.numbers)


def test_the_card_names_the_certificate_that_refuses_and_leads_to_the_record(house: House) -> None:
    page = house.get("/awards/autumn/cakes/C1", "autumn").text
    grade = next(each for each in house.numbers if each.startswith("S") and each[13:15] == "26")
    assert f"Promoted this year by certificate {grade}." in page
    assert f"The grade held is the one of certificate {grade}." in page
    assert 'href="/records/autumn/P1"' in page
    assert 'href="/records/' not in house.get("/awards/autumn/cakes/C1", "autumn", "chief").text


@pytest.mark.parametrize(
    ("path", "role", "event", "status"),
    [
        ("/records/autumn/nobody", "association", "autumn", 404),
        ("/records/autumn/P1", "association", "spring", 403),
        ("/records/autumn/P1", "chief", "autumn", 403),
        ("/records/autumn/P1", "judge", "autumn", 403),
    ],
)
def test_nobody_else_sees_it(house: House, path: str, role: str, event: str, status: int) -> None:
    assert house.get(path, event, role).status_code == status


def test_her_private_page_leads_to_the_check_of_each_certificate_of_this_event(house: House) -> None:
    with open_database(url_of(house.store)) as database, database.transaction() as connection:
        tokens = {
            event: links.make(connection, event, ["C1"], made_by="organiser.o")[0].token
            for event in ("old", "spring", "autumn")
        }
    pages = {event: httpx.get(f"{house.server.api}/mine/{token}?lang=en").text for event, token in tokens.items()}
    years = {"old": "24", "spring": "26"}
    of_year = {event: [each for each in house.numbers if year in each] for event, year in years.items()}
    for event, numbers in of_year.items():
        assert re.findall(r'href="/verify/([^"]+)"', pages[event]) == numbers
        assert len(numbers) == 2
    assert "the authority ordered it" in pages["old"]
    assert "the authority ordered it" not in pages["spring"]
    assert "/verify/" not in re.sub(r'href="/verify"', "", pages["autumn"])
    assert not any(paper in page for page in pages.values() for paper in PAPERS.values())
