"""Who may do what: one table of actions and roles, one `authorize`, and a check that every route names its action.

Deny by default: an action that the table does not name is allowed to nobody, and `guard` refuses an application with
a route that declares none. What a fact needs stands in `statements`, what a command needs in `commands`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:  # commands ask the table, too, and are not to wait for what serves pages
    from starlette.routing import BaseRoute

ROLES: Final = (
    *("public", "hall", "competitor", "judge", "reserve", "chief", "supervisor", "draw"),
    *("organiser", "second", "association", "authority", "relay", "owner"),
)
"""public: anyone who is not signed in. owner: who holds the machine and its database file."""

HOUSE: Final = "house"
"""The installation itself, where an event's id would stand: its accounts belong to no event."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. role: one of `ROLES`. name: within the role: a login, a judge's id for who came by a personal code.
    event: the one event that this account belongs to, "" for the installation. judge: the judge's id, "" for nobody's
    place. device: the enrolled browser that she comes with, "" for none."""

    role: str
    name: str = ""
    event: str = ""
    judge: str = ""
    device: str = ""

    @property
    def id(self) -> str:
        """The account id as lines carry it, e.g. `judge.J1`."""
        return f"{self.role}.{self.name}" if self.name else self.role


PUBLIC: Final = Actor("public")
CONSOLE: Final = Actor("owner", "console")


@dataclass(frozen=True, slots=True)
class Rule:
    """roles: who may. own: only in the event that the account belongs to; the installation's owner in every one. seat:
    only a judge, and only about her own place. house: only accounts of the installation itself."""

    roles: frozenset[str]
    own: bool = True
    seat: bool = False
    house: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What an action is about. event: its id, "" for the installation. judge: whose marks or sheet, "" for nobody's."""

    event: str = ""
    judge: str = ""


def _anyone() -> Rule:
    return Rule(frozenset(ROLES), own=False)


def _only(*roles: str) -> Rule:
    return Rule(frozenset(roles))


_OFFICE: Final = ("organiser", "chief", "supervisor", "association", "authority", "second")

RULES: Final[dict[str, Rule]] = {
    "read-pages": _anyone(),
    "read-service": _anyone(),
    "read-roster": _anyone(),
    "read-own-marks": _anyone(),
    "sign-in": _anyone(),
    "own-account": Rule(frozenset(ROLES) - {"public"}, own=False),
    "watch-public": _anyone(),
    "watch-hall": _anyone(),
    "watch-panel": _only("chief", "supervisor", "organiser", "owner"),
    "watch-chief": _only("chief", "supervisor", "organiser", "authority", "owner"),
    "watch-office": _only(*_OFFICE, "owner"),
    "give-marks": Rule(frozenset({"judge"}), seat=True),
    "read-sheets": Rule(frozenset({"judge"}), seat=True),
    "call-chief": Rule(frozenset({"judge"}), seat=True),
    "answer-calls": _only("chief"),
    "import-event": Rule(frozenset({"owner", "organiser"}), house=True),
    "run-event": _only("organiser", "owner"),
    "rehearse": _only("organiser", "owner"),
    "give-links": _only("organiser", "owner"),
    "adjust": _only("organiser", "chief"),
    "give-results": _only("organiser"),
    "enter-sheets": _only("organiser", "second"),
    "propose": _only("organiser", "chief", "supervisor"),
    "approve": _only("organiser", "chief", "supervisor", "second", "authority"),
    "settle": _only("chief"),
    "review": _only("supervisor", "organiser"),
    "countersign": _only("supervisor"),
    "notice": _only("association", "organiser"),
    "object": _only("competitor", "organiser", "association"),
    "rule": _only("supervisor", "chief"),
    "award": _only("association", "organiser"),
    "issue": _only("association", "owner"),
    "read-certificates": _only("association", "authority", "organiser", "owner"),
    "verify": _anyone(),
    "check-certificates": Rule(frozenset(ROLES) - {"public"}, own=False),
    "confirm": _only("authority"),
    "draw-codes": _only("draw"),
    "read-codes": _only("draw"),
    "unseal": _only("draw", "supervisor"),
    "read-office": _only(*_OFFICE, "draw", "owner"),
    "export": _only("organiser", "association", "authority", "supervisor", "owner"),
    "read-lines": _only("organiser", "association", "authority", "relay", "owner"),
    "invite": _only("organiser", "owner"),
    "manage-devices": _only("organiser", "owner"),
    "manage-screens": _only("organiser", "owner"),
    "manage-accounts": _only("owner"),
}
"""The table. read-service: health and the published schemas. watch-panel: how far every panel is; a judge's sheets say
it of her own alone. give-marks: marks and signatures, the judge's own only.
run-event: open and close trades, freeze, advance, finalise. rehearse: an event of its own that is only tried out.
read-own-marks: whoever holds the private link of a competitor; give-links: who makes them.
give-results: marks of seats that the office fills.
enter-sheets: paper sheets, typed by two persons each on her own.
approve: another person than who proposed, which the core checks. settle: held marks, deliberations, modules.
countersign: modules that the chief judge has signed. read-lines: the event's ledger as it is stored, with every judge's
marks; names stand nowhere in it, nor what leads from a sealed code to an entrant.
call-chief, answer-calls: a judge asks the chief judge to come, who says that she does. manage-devices: tickets, tablets
and what is handed over from them. manage-screens: what the screens of the hall show.
own-account: whoever is signed in.
issue: numbers and certificates, revoking and replacing them, the keys that sign them. verify: look a certificate up;
check-certificates: the same by programs, with a token."""

AUDIENCES: Final = tuple(action.removeprefix("watch-") for action in RULES if action.startswith("watch-"))


def authorize(actor: Actor, action: str, scope: Scope) -> bool:
    """True where the table lets the actor do this in the scope."""
    rule = RULES.get(action)
    if rule is None or actor.role not in rule.roles:
        return False
    if rule.house:
        return not actor.event and not scope.event
    if rule.own and actor.role != "owner" and (not actor.event or actor.event != scope.event):
        return False
    return not rule.seat or (bool(actor.judge) and actor.judge == scope.judge)


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
    endpoint = getattr(route, "endpoint", None) or getattr(route, "app", None)
    return tuple(getattr(endpoint, "actions", ()))


def guard(routes: Iterable[BaseRoute]) -> None:
    """Raise UnguardedRouteError unless every route and socket, mounted or not, declares actions of the table."""
    for route in routes:
        declared = actions(route)
        inner = getattr(route, "routes", None)
        if inner and not declared:
            guard(inner)
            continue
        if not declared or not all(action in RULES for action in declared):
            raise UnguardedRouteError(f"{getattr(route, 'path', route)} declares {declared or 'no action'}")
