"""Who visits: a person with her accounts, or nobody known; and what is raised where she may not do what she asks.

AccessRefused
├── SignInNeeded   nobody is signed in: pages lead to /sign-in, programs get 401
├── UnknownToken   the bearer token is nobody's: 401
└── Forbidden      she is known, and may not: 403
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from competition.access.access import PUBLIC, Actor, Scope, authorize


class AccessRefused(Exception):
    """Root of what is raised where somebody may not do something. action: what she asked for."""

    def __init__(self, action: str = "", event: str = "") -> None:
        super().__init__(action)
        self.action, self.event = action, event


class SignInNeeded(AccessRefused):
    """Nobody is signed in."""


class UnknownToken(AccessRefused):
    """A bearer token was sent that is nobody's."""


class Forbidden(AccessRefused):
    """Somebody is signed in who may not do this, or not here."""


class UndeclaredActionError(Exception):
    """An endpoint asks about an action that it does not declare, so that `guard` and its readers were misled."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who sends a request. login: the name that her actors bear, "" for nobody known. name: as pages show it. actors:
    her accounts in every event, the public excepted. session: what pages call the session, "" where a bearer token
    identifies. by_code: came in with a personal code, and has no password."""

    login: str = ""
    name: str = ""
    actors: tuple[Actor, ...] = ()
    session: str = ""
    by_code: bool = False

    @property
    def known(self) -> bool:
        """True where somebody is signed in."""
        return bool(self.login)

    def may(self, action: str, event: str = "", judge: str = "") -> Actor | None:
        """Her first account that may do this, None where none may. For what pages offer; what is done asks `acts`."""
        scope = Scope(event, judge)
        return next((actor for actor in (*self.actors, PUBLIC) if authorize(actor, action, scope)), None)

    def acts(self, action: str, event: str = "", judge: str = "") -> Actor:
        """Her first account that may do this. Raises SignInNeeded or Forbidden where none may."""
        actor = self.may(action, event, judge)
        if actor is not None:
            return actor
        raise Forbidden(action, event) if self.known else SignInNeeded(action, event)

    def judge(self, event: str) -> str:
        """The judge whose place she fills in the event, "" where she fills none."""
        return next((each.judge for each in self.actors if each.event == event and each.judge), "")

    def roles(self, event: str) -> tuple[str, ...]:
        """Her roles in the event; those of the installation for ""."""
        return tuple(each.role for each in self.actors if each.event == event)


NOBODY = Visitor()


async def acting(connection: HTTPConnection, action: str, event: str = "", *, judge: str = "") -> Actor:
    """The visitor's first account that may do this in the event. Raises SignInNeeded, Forbidden or StoreFailed, and
    UndeclaredActionError where the endpoint does not declare the action."""
    declared = getattr(connection.scope.get("endpoint"), "actions", None)
    if declared is not None and action not in declared:
        raise UndeclaredActionError(f"{connection.url.path} asks about {action} and declares {declared}")
    visitor: Visitor = await connection.app.state.accounts.visitor(connection)
    return visitor.acts(action, event, judge)
