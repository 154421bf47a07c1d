"""The office's console: every act does what it says, however often it is sent, and what is wrong is named."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.routing import BaseRoute

import run
from competition.screens.choices import board_of, choices, may_show
from competition.settings import Settings
from tests.competition.screens.conftest import Desk
from tests.competition.venue import EVENT, url_of

PLAN = [{"page": "trades/baking", "seconds": 30}, {"page": "", "seconds": 10}]


def test_what_is_sent_twice_is_done_once(desk: Desk) -> None:
    screen = desk.makes("twice")
    acts: list[dict[str, Any]] = [
        {"act": "rename", "name": " Hall, left "},
        {"act": "message", "text": "午餐休息至 13:30\nLunch until 13:30", "full": True},
        {"act": "hide"},
        {"act": "plan", "plan": PLAN, "was": screen["plan"]},
    ]
    for act in acts:
        answers = [desk.sends(f"/{screen['id']}", act) for _ in range(2)]
        assert [each.status_code for each in answers] == [200, 200], act
    seen = desk.sees(screen["id"])
    assert {name: seen[name] for name in ("name", "message", "full", "hidden", "plan")} == {
        "name": "Hall, left",
        "message": "午餐休息至 13:30\nLunch until 13:30",
        "full": True,
        "hidden": True,
        "plan": PLAN,
    }
    assert desk.sends(f"/{screen['id']}", {"act": "show"}).status_code == 200
    assert desk.sends("/all", {"act": "message", "text": "", "full": False}).status_code == 200
    assert (desk.sees(screen["id"])["hidden"], desk.sees(screen["id"])["message"]) == (False, "")
    assert [desk.sends(f"/{screen['id']}", {"act": "remove"}).status_code for _ in range(2)] == [200, 404]


def test_a_plan_of_two_consoles_is_that_of_the_first(desk: Desk) -> None:
    screen = desk.makes("contended")
    assert desk.sends(f"/{screen['id']}", {"act": "plan", "plan": PLAN, "was": screen["plan"]}).status_code == 200
    late = desk.sends(f"/{screen['id']}", {"act": "plan", "plan": PLAN[:1], "was": screen["plan"]})
    assert (late.status_code, late.json()["problems"][0]["code"]) == (409, "plan-moved")
    assert desk.sends("/all", {"act": "plan", "plan": PLAN[1:]}).status_code == 200
    assert desk.sees(screen["id"])["plan"] == PLAN[1:]


WRONG: list[tuple[Any, int, str, str]] = [
    ({"act": "rename", "name": " "}, 422, "bad-name", "name"),
    ({"act": "rename", "name": "x" * 41}, 422, "bad-name", "name"),
    ({"act": "message", "text": "x" * 201, "full": False}, 422, "bad-screen-message", "text"),
    ({"act": "message", "text": "a\nb\nc\nd\ne", "full": False}, 422, "bad-screen-message", "text"),
    ({"act": "message", "text": "\x07", "full": False}, 422, "bad-screen-message", "text"),
    ({"act": "message", "text": "x", "full": "yes"}, 422, "bad-order", "message.full"),
    ({"act": "plan", "plan": []}, 422, "bad-order", "plan.plan"),
    ({"act": "plan", "plan": [{"page": "", "seconds": 4}]}, 422, "bad-order", "plan.plan.0.seconds"),
    ({"act": "plan", "plan": [{"page": "../../office", "seconds": 9}]}, 422, "page-not-shown", "plan.0.page"),
    ({"act": "explode"}, 422, "bad-order", ""),
    ([], 422, "bad-order", ""),
]


@pytest.mark.parametrize(("act", "status", "code", "where"), WRONG)
def test_an_act_that_cannot_be_has_its_problem_named(act: Any, status: int, code: str, where: str, desk: Desk) -> None:
    screen = desk.makes("refusing")
    answer = desk.sends(f"/{screen['id']}", act)
    first = answer.json()["problems"][0]
    assert (answer.status_code, first["code"], first["where"]) == (status, code, where)
    assert desk.sees(screen["id"]) == screen


def test_not_every_act_is_for_all_and_none_for_a_screen_of_elsewhere(desk: Desk) -> None:
    screen = desk.makes("one")
    for act, code in (({"act": "remove"}, "unknown-screen"), ({"act": "rename", "name": "x"}, "bad-name")):
        answer = desk.sends("/all", act)
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, code)
    assert desk.sends("/elsewhere", {"act": "hide"}).status_code == 404
    assert desk.sends("", {"name": "x", "key": "short"}).json()["problems"][0]["where"] == "key"
    assert desk.client.post(f"/api/events/{EVENT}/screens", content=b"{").status_code == 400
    assert desk.sees(screen["id"]) == screen


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[BaseRoute]:
    """Every way into the application."""
    return run.build(Settings(database=url_of(tmp_path_factory.mktemp("routes")))).routes


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("", True),
        ("trades/baking", True),
        ("boards/group:baking:东区", True),
        ("trades/baking/results", True),
        ("prizes", True),
        ("ceremony", True),
        ("exports/marks.csv", False),
        ("nothing", False),
        ("trades", False),
        ("trades/", False),
        ("/trades/baking", False),
        ("trades/../trades/baking", False),
        ("trades/baking?lang=en", False),
        ("trades/baking#top", False),
        ("trades\\baking", False),
        ("trades/\x00", False),
        ("trades/" + "x" * 200, False),
    ],
)
def test_a_plan_leads_to_pages_of_the_event_that_anybody_may_see(
    page: str, shown: bool, routes: list[BaseRoute]
) -> None:
    assert may_show(routes, EVENT, page) is shown


def test_every_board_is_offered_under_the_name_that_its_own_page_bears() -> None:
    both = {"zh": "甲", "en": "One"}
    entrants = {
        "E1": {"trade": "t", "group": "east", "organisation": "校", "organisation_en": ""},
        "E2": {"trade": "t", "group": "", "organisation": "", "organisation_en": ""},
    }
    trade = {"id": "t", "name": both, "modules": [{"id": "A", "name": both}], "teams": True, "blind": ""}
    roster = {"event": {"id": EVENT}, "prizes": [{"id": "cup", "name": both}], "trades": [trade], "entrants": entrants}
    found = {each.page: (each.name["en"], each.within) for each in choices(roster)}
    assert found == {
        "": ("All trades", {}),
        "ceremony": ("Ceremony", {}),
        "boards/latest": ("Latest marks", {}),
        "boards/organisations": ("Organisations", {}),
        "boards/prize:cup": ("One", {}),
        "trades/t": ("One", both),
        "boards/module:t:A": ("A One", both),
        "boards/team:t": ("Teams", both),
        "boards/group:t:east": ("east", both),
        "boards/history:t": ("Places over time", both),
        "trades/t/forecast": ("What can still change", both),
    }
    assert [board_of(page) for page in ("", "trades/t", "boards/latest", "trades/t/results", "prizes")] == [
        "overview",
        "t",
        "latest",
        "",
        "",
    ]
