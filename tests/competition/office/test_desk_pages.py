"""What every signed-in page has: where one may go, never kept, problems beside their fields, times on the wall."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from starlette.requests import Request

from competition import desk_pages
from competition.access.access import Actor
from competition.access.visitors import NOBODY, Visitor
from tests.competition.office.house import HERE, TRADE, House

CHINA = timezone(timedelta(hours=8))


def keys(*roles: str, event: str = "e") -> list[str]:
    judge = {"judge": "J1"}
    actors = tuple(Actor(role, "x", event, judge.get(role, "")) for role in roles)
    return [room.key for room in desk_pages.rooms(Visitor("x", "X", actors), "e", {})]


def test_the_side_leads_where_one_may_go() -> None:
    assert "judge" in keys("judge") and "overview" not in keys("judge") and "people" not in keys("judge")
    assert {"overview", "trades", "rulings", "people", "exports"} <= set(keys("organiser"))
    assert "authority" in keys("authority") and "draw" not in keys("authority")
    assert "draw" in keys("draw")
    assert keys("competitor") == ["events", "help"], (
        "the supervision's pages are the office's; she objects at the notice"
    )
    assert keys("organiser", event="another") == ["events", "help"]


def test_nobody_is_led_to_help_alone() -> None:
    assert [room.key for room in desk_pages.rooms(NOBODY, "e", {})] == ["help"]


def test_accounts_are_for_the_owner() -> None:
    owner = Visitor("x", "X", (Actor("owner", "x"),))
    assert [room.key for room in desk_pages.rooms(owner, "", {})] == ["events", "accounts", "help"]


def test_a_count_stands_beside_its_room() -> None:
    organiser = Visitor("x", "X", (Actor("organiser", "x", "e"),))
    counts = {room.key: room.count for room in desk_pages.rooms(organiser, "e", {"rulings": 3})}
    assert counts["rulings"] == 3 and counts["overview"] == 0


def test_keys_of_forms_are_all_different() -> None:
    assert len({desk_pages.form_key() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("asked", "page"), [("", 1), ("2", 2), ("9", 3), ("0", 1), ("-1", 1), ("x", 1), ("२", 1), ("9" * 30, 1)]
)
def test_a_page_of_a_list_is_within_it(asked: str, page: int) -> None:
    request = Request({"type": "http", "query_string": f"page={asked}".encode(), "headers": []})
    number, pages, rows = desk_pages.paged(request, 120, 50)
    assert (number, pages) == (page, 3) and rows == slice((page - 1) * 50, page * 50)


def test_an_empty_list_has_one_page() -> None:
    request = Request({"type": "http", "query_string": b"", "headers": []})
    assert desk_pages.paged(request, 0)[:2] == (1, 1)


def test_times_are_those_on_the_wall() -> None:
    at = "2026-05-17T16:42:10.000000Z"
    assert ">00:42:10</time>" in desk_pages.clock(at, CHINA) and f'datetime="{at}"' in desk_pages.clock(at, CHINA)
    assert ">05-18 00:42</time>" in desk_pages.moment(at, CHINA)
    assert desk_pages.clock("", CHINA) == desk_pages.moment("", CHINA) == ""


def test_a_code_without_a_word_is_called_as_it_is() -> None:
    assert desk_pages.termed("roles", "organiser", "en").lead == "organiser"
    assert desk_pages.termed("roles", "unheard-of", "zh").lead == "unheard-of"


def test_pages_are_kept_by_nobody_and_name_who_is_here(opened: House) -> None:
    page = opened.person("organiser", login="shen").get(HERE)
    assert page.headers["cache-control"] == "no-store" and "shen" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert ' style="' not in page.html and 'aria-current="page"' in page.html


def test_every_page_reads_in_both_languages_without_an_open_place(marked: House) -> None:
    organiser = marked.person("organiser")
    for path in ("", "/trades", f"/trades/{TRADE}", "/progress", "/roster", "/roster/F01", "/timeline", "/search?q=F"):
        for lang in ("zh", "en"):
            page = organiser.get(HERE + path, lang=lang)
            assert page.status == 200 and "{" not in page.text, (path, lang)
