"""One table says who may do what; what it does not name is allowed to nobody."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute

from competition.access.access import (
    AUDIENCES,
    PUBLIC,
    ROLES,
    RULES,
    Actor,
    Scope,
    UnguardedRouteError,
    allows,
    authorize,
    guard,
)
from scoring import state

JUDGE = Actor("judge", "J1", "e", "J1")
ORGANISER = Actor("organiser", "main", "e")
OWNER = Actor("owner", "console")


@allows("read-pages")
async def page(request: Request) -> Response:
    return Response()


async def forgotten(request: Request) -> Response:
    return Response()


@allows("read-minds")
async def mistaken(request: Request) -> Response:
    return Response()


def test_a_judge_gives_only_her_own_marks_in_her_own_event() -> None:
    assert authorize(JUDGE, "give-marks", Scope("e", "J1"))
    assert not authorize(JUDGE, "give-marks", Scope("e", "J2"))
    assert not authorize(JUDGE, "give-marks", Scope("f", "J1"))
    assert not authorize(JUDGE, "give-marks", Scope("e"))


def test_nobody_gives_marks_but_a_judge() -> None:
    for actor in (PUBLIC, ORGANISER, OWNER, Actor("hall", "1", "e"), Actor("judge", "J1", "e")):
        assert not authorize(actor, "give-marks", Scope("e", actor.judge))


def test_an_organiser_runs_her_own_event_only() -> None:
    assert authorize(ORGANISER, "run-event", Scope("e"))
    assert not authorize(ORGANISER, "run-event", Scope("f"))
    assert not authorize(JUDGE, "run-event", Scope("e"))
    assert not authorize(Actor("organiser", "main"), "run-event", Scope(""))


def test_the_owner_of_the_machine_runs_every_event_and_decides_nothing_in_any() -> None:
    assert authorize(OWNER, "run-event", Scope("e"))
    for action in ("approve", "propose", "rule", "award", "confirm", "adjust", "settle", "give-marks", "read-codes"):
        assert not authorize(OWNER, action, Scope("e"))


def test_only_the_installations_own_accounts_take_a_new_event_in() -> None:
    assert authorize(OWNER, "import-event", Scope())
    assert authorize(Actor("organiser", "main"), "import-event", Scope())
    assert not authorize(ORGANISER, "import-event", Scope())
    assert not authorize(ORGANISER, "import-event", Scope("e"))


def test_public_and_hall_are_open_to_all_and_every_other_audience_is_not() -> None:
    for audience in AUDIENCES:
        expected = audience in state.PUBLIC
        assert authorize(PUBLIC, f"watch-{audience}", Scope("e")) is expected
        assert authorize(JUDGE, f"watch-{audience}", Scope("e")) is expected
        assert authorize(ORGANISER, f"watch-{audience}", Scope("e"))
        assert authorize(ORGANISER, f"watch-{audience}", Scope("f")) is expected


def test_whoever_is_signed_in_has_an_account_of_her_own_and_the_public_has_none() -> None:
    for role in ROLES:
        assert authorize(Actor(role, "x", "e"), "own-account", Scope()) is (role != "public")


def test_every_audience_of_the_core_has_a_rule() -> None:
    assert set(AUDIENCES) == set(state.AUDIENCES)


def test_what_the_table_does_not_name_is_allowed_to_nobody() -> None:
    for role in ROLES:
        assert not authorize(Actor(role, "x", "e", "x"), "rewrite-history", Scope("e"))
    assert not authorize(Actor("stranger", "x", "e"), "read-pages", Scope("e"))


def test_the_table_speaks_of_known_roles_only() -> None:
    assert set().union(*(rule.roles for rule in RULES.values())) <= set(ROLES)


def test_an_actor_is_written_into_lines_as_role_and_name() -> None:
    assert (JUDGE.id, OWNER.id, PUBLIC.id) == ("judge.J1", "owner.console", "public")


def test_routes_that_declare_an_action_of_the_table_pass() -> None:
    files = allows("read-pages")(Mount("/inner", routes=[Route("/x", page)]))
    guard([Route("/", page), Mount("/deep", routes=[Route("/x", page)]), Mount("/files", files)])


@pytest.mark.parametrize(
    "route",
    [
        Route("/", forgotten),
        WebSocketRoute("/", forgotten),
        Mount("/deep", routes=[Route("/", page), Route("/x", forgotten)]),
        Mount("/files", Mount("/inner", routes=[])),
        Route("/", mistaken),
        Mount("/empty", routes=[]),
    ],
)
def test_a_route_that_declares_none_stops_the_application(route: Route) -> None:
    with pytest.raises(UnguardedRouteError):
        guard([Route("/good", page), route])
