"""Where somebody goes who has signed in and did not say where to."""

from __future__ import annotations

from typing import Final

from competition.access.visitors import Visitor

_FIRST: Final = {
    "organiser": "/office/{event}",
    "judge": "/judge/{event}",
    "reserve": "/judge/{event}",
    "chief": "/chief/{event}",
    "supervisor": "/supervision/{event}",
    "authority": "/authority/{event}",
    "draw": "/draw/{event}",
    "association": "/supervision/{event}",
    "second": "/office/{event}/rulings",
    "competitor": "/events/{event}",
    "hall": "/events/{event}",
    "relay": "/events/{event}",
}
"""The page of a role, in the order of who has most to do."""


def landing(visitor: Visitor) -> str:
    """The one page where all her work is, or the list of events she may work in."""
    events = {actor.event for actor in visitor.actors}
    if len(events) != 1 or "" in events:
        return "/office"
    (event,) = events
    roles = visitor.roles(event)
    return next((path.format(event=event) for role, path in _FIRST.items() if role in roles), "/office")
