"""Every way into an application, from its own table of routes: one added tomorrow is there without a word here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from competition.access.access import actions

PARAMETER: Final = re.compile(r"{([a-zA-Z_]+)(?::([a-z]+))?}")

STREAMS: Final = ("/feed", "/lines")
"""Resources that are told as they come end so: `wait=0` asks for what there is. A stream that does not stand here would
never end a walk."""


@dataclass(frozen=True)
class Door:
    """One way in. path: filled in. method: "" for a socket. event: whose scope its actions have."""

    route: str
    path: str
    method: str
    declared: tuple[str, ...]
    event: str


def bounded(pattern: str) -> str:
    """What is asked behind a path so that its answer ends."""
    return "?wait=0" if pattern.endswith(STREAMS) else ""


def doors(routes: Iterable[BaseRoute], filled: Mapping[str, str], before: str = "") -> Iterator[Door]:
    """Every way in, a socket or resource of several audiences once for each. filled: what stands for a path's
    parameters; for any other an x or, where a number is asked, 1."""
    for route in routes:
        declared = actions(route)
        if isinstance(route, Mount):
            if declared:
                yield Door(before + route.path, f"{before}{route.path}/x", "GET", declared, "")
            else:
                yield from doors(list(route.routes), filled, before + route.path)
            continue
        assert isinstance(route, Route | WebSocketRoute), route
        pattern = before + route.path
        path = PARAMETER.sub(lambda found: filled.get(found[1], "1" if found[2] == "seq" else "x"), pattern)
        event = filled["event"] if "{event}" in pattern or path.startswith("/api/") else ""
        path += bounded(pattern)
        methods = sorted((route.methods or set()) - {"HEAD"}) if isinstance(route, Route) else [""]
        watched = [action for action in declared if action.startswith("watch-")]
        watched = watched if len(watched) > 1 else []
        for method in methods:
            for action in watched:
                asked = f"{path}{'&' if '?' in path else '?'}audience={action.removeprefix('watch-')}"
                yield Door(pattern, asked, method, (action,), event)
            rest = tuple(action for action in declared if action not in watched)
            if rest:
                yield Door(pattern, path, method, rest, event)
