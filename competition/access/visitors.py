"""Who visits: a person with her accounts, or nobody known; and what is raised where she may not do what she asks.

AccessRefused
├── SignInNeeded   nobody is signed in: pages lead to /sign-in, programs get 401
│   └── DeviceEnded   the browser was enrolled, and is no more: 401
├── UnknownToken   the bearer token is nobody's: 401
└── Forbidden      she is known, and may not: 403
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.requests import HTTPConnection

from competition.access.access import PUBLIC, Actor, Scope, authorize


class AccessRefused(Exception):
    """Root of what is raised where somebody may not do something. action: what she asked for."""

    def __init__(self, action: str = "", event: str = "") -> None:
        super().__init__(action)
        self.action, self.event = action, event


class SignInNeeded(AccessRefused):
    """Nobody is signed in."""


class DeviceEnded(SignInNeeded):
    """The browser was enrolled for a judge who may do this, and was revoked or has expired. code: of the problem."""

    def __init__(self, code: str, action: str = "", event: str = "") -> None:
        super().__init__(action, event)
        self.code = code


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
    identifies. by_code: came in with a personal code or on an enrolled device, and has no password. late: whom the
    browser was enrolled for, where that is over; ended: the problem that says why."""

    login: str = ""
    name: str = ""
    actors: tuple[Actor, ...] = ()
    session: str = ""
    by_code: bool = False
    late: Actor | None = None
    ended: str = ""

    @property
    def known(self) -> bool:
        """True where somebody is signed in."""
        return bool(self.login)

    def may(self, action: str, event: str = "", judge: str = "") -> Actor | None:
        """Her first account that may do this, None where none may. For what pages offer; what is done asks `acts`."""
        scope = Scope(event, judge)
        return next((actor for actor in (*self.actors, PUBLIC) if authorize(actor, action, scope)), None)

    def acts(self, action: str, event: str = "", judge: str = "") -> Actor:
        """Her first account that may do this. Raises DeviceEnded, SignInNeeded or Forbidden where none may."""
        actor = self.may(action, event, judge)
        if actor is not None:
            return actor
        late = self.late
        if late is not None and (not self.known or authorize(late, action, Scope(event, judge or late.judge))):
            raise DeviceEnded(self.ended, action, event)
        raise Forbidden(action, event) if self.known else SignInNeeded(action, event)

    def judge(self, event: str) -> str:
        """The judge whose place she fills in the event, "" where she fills none."""
        return next((each.judge for each in self.actors if each.event == event and each.judge), "")

    @property
    def device(self) -> Actor | None:
        """Whom the browser is enrolled for, with the device's id; None where it is not enrolled."""
        return next((each for each in self.actors if each.device), None)

    def on(self, device: Visitor) -> Visitor:
        """The same person on an enrolled browser: in the event that it is enrolled for, its judge is the judge. device:
        who the browser is by itself, enrolled still or no more."""
        if not self.known:
            return device
        if device.late is not None:
            return self if self.judge(device.late.event) else replace(self, late=device.late, ended=device.ended)
        rest = (each for each in self.actors if not each.judge or each.event != device.actors[0].event)
        return replace(self, actors=(*device.actors, *rest), late=None, ended="")

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
