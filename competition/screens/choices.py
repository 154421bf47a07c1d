"""Pages of an event that a screen may show: whatever anybody may look at, by its path below the event's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.routing import BaseRoute, Match, Route

from competition import boards, words
from competition.access.access import PUBLIC, Scope, actions, authorize
from competition.boards import Names

LONGEST = 200
"""Characters of a page's path."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A page. within: the trade that it is of, empty for the event's own."""

    page: str
    name: Names
    within: Names


def choices(roster: Mapping[str, Any]) -> list[Choice]:
    """Every page that is offered for a plan: the event's own first, then trade by trade."""
    return list(_offered(roster))


def may_show(routes: Iterable[BaseRoute], event: str, page: str) -> bool:
    """True where the path leads to a page of the event that anybody may look at."""
    if len(page) > LONGEST or not page.isprintable() or any(each in page for each in "\\?#") or "//" in page:
        return False
    if page and any(part in ("", ".", "..") for part in page.split("/")):
        return False
    path = f"/events/{event}/{page}" if page else f"/events/{event}"
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    for route in routes:
        if isinstance(route, Route) and route.path.startswith("/events/{event}"):
            match, child = route.matches(scope)
            if match is Match.FULL and child["path_params"]["event"] == event:
                return _open(route)
    return False


def board_of(page: str) -> str:
    """The board that a page shows, "" for none."""
    kind, _, rest = page.partition("/")
    return "overview" if not page else rest if kind in ("trades", "boards") and "/" not in rest else ""


def _open(route: BaseRoute) -> bool:
    declared = actions(route)
    return bool(declared) and all(authorize(PUBLIC, action, Scope()) for action in declared)


def _offered(roster: Mapping[str, Any]) -> Iterator[Choice]:
    yield Choice("", _said("All trades"), {})
    yield Choice("ceremony", _said("Ceremony"), {})
    wholes = ["latest", "organisations", *(f"prize:{each['id']}" for each in roster["prizes"])]
    yield from _boards(roster, wholes, {})
    for trade in roster["trades"]:
        id, within = trade["id"], _given(trade["name"], trade["id"])
        yield Choice(f"trades/{id}", within, within)
        groups = {each["group"]: None for each in roster["entrants"].values() if each["trade"] == id and each["group"]}
        parts = [f"module:{id}:{each['id']}" for each in trade["modules"]]
        parts += [f"team:{id}", *(f"group:{id}:{each}" for each in groups), f"history:{id}"]
        yield from _boards(roster, parts, within)
        yield Choice(f"trades/{id}/forecast", boards.BESIDE["forecast"](), within)


def _boards(roster: Mapping[str, Any], ids: Iterable[str], within: Names) -> Iterator[Choice]:
    for board in ids:
        name = boards.named(roster, board)
        if name is not None:
            yield Choice(f"boards/{board}", _given(name, board), within)


def _said(text: str) -> Names:
    return {lang: words.say(text, lang) for lang in words.LANGUAGES}


def _given(names: Names, id: str) -> Names:
    any_ = next(filter(None, names.values()), id)
    return {lang: names.get(lang) or any_ for lang in words.LANGUAGES}
