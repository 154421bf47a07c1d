"""Who may do what: one table of actions and roles, one `authorize`, and a check that every route names its action.

Deny by default: an action that the table does not name is allowed to nobody, and `guard` refuses an application with
a route that declares none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from starlette.routing import BaseRoute, Mount

ROLES: Final = ("public", "hall", "judge", "organiser", "owner")
"""public: anyone, without a token. owner: who holds the machine and its database file; acts through commands."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. role: one of `ROLES`. name: within the role, `J1` or `main`. event: the one event that this account
    belongs to, "" for none in particular. judge: the judge's id, "" for other roles."""

    role: str
    name: str = ""
    event: str = ""
    judge: str = ""

    @property
    def id(self) -> str:
        """The account id as lines carry it, e.g. `judge.J1`."""
        return f"{self.role}.{self.name}" if self.name else self.role


PUBLIC: Final = Actor("public")
CONSOLE: Final = Actor("owner", "console")


@dataclass(frozen=True, slots=True)
class Rule:
    """roles: who may. own: only in the event that the account belongs to."""

    roles: frozenset[str]
    own: bool = True


@dataclass(frozen=True, slots=True)
class Scope:
    """What an action is about. event: its id, "" for the installation. judge: whose marks or sheet, "" for nobody's."""

    event: str = ""
    judge: str = ""


def _anyone() -> Rule:
    return Rule(frozenset(ROLES), own=False)


def _only(*roles: str) -> Rule:
    return Rule(frozenset(roles))


RULES: Final[dict[str, Rule]] = {
    "read-pages": _anyone(),
    "read-service": _anyone(),
    "read-roster": _anyone(),
    "watch-public": _anyone(),
    "watch-hall": _anyone(),
    "watch-panel": _only("organiser", "owner"),
    "watch-chief": _only("organiser", "owner"),
    "watch-office": _only("organiser", "owner"),
    "give-marks": _only("judge"),
    "state-facts": _only("organiser", "owner"),
}
"""The table. read-service: health and the published schemas. give-marks: marks and signatures, the judge's own only."""

AUDIENCES: Final = tuple(action.removeprefix("watch-") for action in RULES if action.startswith("watch-"))


def authorize(actor: Actor, action: str, scope: Scope) -> bool:
    """True where the table lets the actor do this in the scope."""
    rule = RULES.get(action)
    if rule is None or actor.role not in rule.roles:
        return False
    if rule.own and actor.role != "owner" and (not actor.event or actor.event != scope.event):
        return False
    return action != "give-marks" or (bool(actor.judge) and actor.judge == scope.judge)


class UnguardedRouteError(Exception):
    """A route declares no action, or one that the table does not name."""


Endpoint = TypeVar("Endpoint")


def allows(*actions: str) -> Callable[[Endpoint], Endpoint]:
    """Declare the actions that an endpoint, or a mounted application, asks `authorize` about."""

    def declared(endpoint: Endpoint) -> Endpoint:
        endpoint.actions = actions  # type: ignore[attr-defined]
        return endpoint

    return declared


def actions(route: BaseRoute) -> tuple[str, ...]:
    """What the route's endpoint declared; empty where nothing was."""
    endpoint = getattr(route, "app", None) if isinstance(route, Mount) else getattr(route, "endpoint", None)
    return tuple(getattr(endpoint, "actions", ()))


def guard(routes: Iterable[BaseRoute]) -> None:
    """Raise UnguardedRouteError unless every route and socket, mounted or not, declares actions of the table."""
    for route in routes:
        declared = actions(route)
        if isinstance(route, Mount) and not declared and route.routes:
            guard(route.routes)
            continue
        if not declared or not all(action in RULES for action in declared):
            raise UnguardedRouteError(f"{getattr(route, 'path', route)} declares {declared or 'no action'}")
