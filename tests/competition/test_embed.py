"""Boards within other pages: any page may frame them, whoever asks sees what the public sees, and no cookie counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from competition import embed, pages
from tests.competition.test_pages import ROSTER, Shelf

BOARDS = ("welding", "overview", "latest")


@pytest.fixture
def frame() -> Iterator[TestClient]:
    app = Starlette(routes=[*embed.routes(), *pages.routes()])
    app.state.catalogue = app.state.rosters = Shelf(ROSTER)
    with TestClient(app, cookies={"lang": "en", "theme": "dark", "saiping": "someone"}) as client:
        yield client


@pytest.mark.parametrize("board", BOARDS)
def test_any_page_may_frame_any_board_and_no_cookie_is_read_or_set(frame: TestClient, board: str) -> None:
    answer = frame.get(f"/embed/events/yz/boards/{board}?lang=zh&theme=contrast&audience=chief")
    assert answer.status_code == 200 and "set-cookie" not in answer.headers
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers
    assert 'data-audience="public"' in answer.text and "audience=chief" not in answer.text
    assert 'data-theme="contrast"' in answer.text and '<base target="_blank">' in answer.text
    plain = frame.get(f"/embed/events/yz/boards/{board}")
    assert '<html lang="zh-Hans-CN"' in plain.text and "data-theme" not in plain.text
    assert plain.headers["vary"].split(", ")[0] == "Accept-Language" and "Cookie" not in plain.headers["vary"]


def test_other_pages_are_framed_by_this_server_alone(frame: TestClient) -> None:
    policy = frame.get("/events/yz/trades/welding").headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize("board", BOARDS)
def test_an_overlay_is_the_same_board_with_a_script_of_its_own(frame: TestClient, board: str) -> None:
    page = frame.get(f"/embed/events/yz/boards/{board}?overlay&rows=3").text
    assert f'class="overlay" data-embedded id="overlay" data-event="yz" data-board="{board}"' in page
    assert re.search(r'<script type="module" src="/static/[a-z/]*overlay\.js\?v=\w+">', page)


def test_what_is_not_there_is_said_in_a_sentence(frame: TestClient) -> None:
    for path, words in (("yz/boards/none", "This event has no such board."), ("no/boards/latest", "no such event")):
        answer = frame.get(f"/embed/events/{path}?lang=en")
        assert answer.status_code == 404 and words in answer.text
