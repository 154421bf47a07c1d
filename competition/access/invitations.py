"""Invitations: a role offered by a link that counts once, or a judge's personal code that leads in until it ends.

Link and code are shown once and kept as SHA-256. For a link that needs no argument: 256 random bits. A code has 39:
eight of thirty characters, so that it can be read out and typed. What protects it is that it is tried over the network
only, five times a minute an address and twenty times a minute in all, then not at all for a while: a day of trying
against 300 valid codes finds one with a chance of about 1 in 75,000. Argon2 would make the thief of a database slower,
who holds the contest in clear anyway; codes end after days, and all of them when a copy is restored.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection, insert, select, update

from competition.access import logins, sessions
from competition.access.access import HOUSE, Actor
from competition.access.tokens import hash_of, now
from competition.store import schema

LASTS: Final = timedelta(days=7)
OWNER_LASTS: Final = timedelta(hours=24)
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Characters of codes: none that is taken for another."""

LENGTH: Final = 8
LONGEST_WHOM: Final = 60
PERSONAL: Final = ("judge", "reserve")
"""Roles that may be bound to a judge of the event, whose code then leads in again and again."""

PASSWORD: Final = "password"
"""In a role's place: a link by which a login (`whom`) that forgot its password chooses another."""

INVITED: Final = (
    *("chief", "organiser", "second", "supervisor", "association", "authority", "draw"),
    *("judge", "reserve", "competitor", "hall", "relay"),
)
"""Roles that may be offered in an event, the most usual first."""


class Spent(Exception):
    """The invitation counts no more: used, expired or revoked."""


class Made(NamedTuple):
    """A new invitation, with what is shown this once. code: "" for none."""

    id: str
    token: str
    code: str


class Invitation(NamedTuple):
    """An invitation as it is kept. event: an event's id or `house`. judge: whose place it is, "" for nobody's. whom: a
    note of who is meant. Times are UTC text."""

    id: str
    event: str
    role: str
    judge: str
    whom: str
    made_by: str
    made_at: str
    expires_at: str
    used_at: str | None
    used_by: str
    revoked_at: str | None

    @property
    def personal(self) -> bool:
        """True where it leads in as that judge, again and again, without a password."""
        return bool(self.judge)

    @property
    def state(self) -> str:
        """open, used, expired or revoked. A personal code that was used is still open."""
        if self.revoked_at is not None:
            return "revoked"
        if self.used_at is not None and not self.personal:
            return "used"
        return "expired" if self.expires_at <= now() else "open"

    @property
    def actor(self) -> Actor:
        """Who comes in by a personal code."""
        return Actor(self.role, self.judge, self.event, self.judge)


def make(
    connection: Connection,
    *,
    event: str,
    role: str,
    made_by: str,
    judge: str = "",
    whom: str = "",
    lasts: timedelta = LASTS,
    key: str = "",
) -> Made:
    """A new invitation. key: of the form that asked; asked twice, it is one invitation, whose first link is void then.
    A personal one ends those the judge had before, lets her account count, and raises AccountTaken where it is
    somebody's."""
    id = hash_of(f"{made_by} {event} {key} {judge}")[:20] if key else secrets.token_urlsafe(9)
    token = secrets.token_urlsafe(32)
    code = "" if role in ("owner", PASSWORD) else "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    said = {"token": hash_of(token), "code": hash_of(code) if code else None, "expires_at": now(lasts)}
    invitation = schema.invitation.c
    if judge:
        earlier = (invitation.event == event) & (invitation.judge == judge) & (invitation.id != id)
        connection.execute(
            update(schema.invitation).where(earlier, invitation.revoked_at.is_(None)).values(revoked_at=now())
        )
        logins.grant(connection, Actor(role, judge, event, judge), login="")
    known = connection.execute(select(invitation.used_at, invitation.revoked_at).where(invitation.id == id)).first()
    if known is not None and known.used_at is None and known.revoked_at is None:
        connection.execute(update(schema.invitation).where(invitation.id == id).values(said))
        return Made(id, token, code)
    id = secrets.token_urlsafe(9) if known is not None else id
    values = {"event": event, "role": role, "judge": judge, "whom": whom, "made_by": made_by, "made_at": now()}
    connection.execute(insert(schema.invitation).values(id=id, used_by="", **said, **values))
    return Made(id, token, code)


def find(connection: Connection, secret: str) -> Invitation | None:
    """The invitation that this link's end or code belongs to, whatever its state."""
    invitation = schema.invitation.c
    which = invitation.token == hash_of(secret)
    code = read_code(secret)
    if code:
        which |= invitation.code == hash_of(code)
    row = connection.execute(select(*(invitation[field] for field in Invitation._fields)).where(which)).first()
    return None if row is None else Invitation(*row)


def read_code(typed: str) -> str:
    """The code that somebody typed, "" where it is none: case, spaces and hyphens do not matter."""
    plain = "".join(each for each in unicodedata.normalize("NFKC", typed[:40]).upper() if each not in " -‐–—_.")
    return plain if len(plain) == LENGTH and all(each in ALPHABET for each in plain) else ""


def spoken(code: str) -> str:
    """The code as it is shown: ABCD-EFGH."""
    return f"{code[:4]}-{code[4:]}" if code else ""


def accept(connection: Connection, invitation: Invitation, login: str) -> Actor:
    """Give the login the role; the invitation is used up unless it is personal. Raises Spent or AccountTaken."""
    event = "" if invitation.event == HOUSE else invitation.event
    actor = Actor(invitation.role, login, event, invitation.judge)
    if logins.is_judge(connection, login, event or "-"):
        raise logins.AccountTaken(actor.id)
    use(connection, invitation, actor.id)
    logins.grant(connection, actor, login=login)
    return actor


def come_in(connection: Connection, invitation: Invitation, agent: str) -> str:
    """A session of the judge whose code it is; what its cookie holds. Raises Spent, also where her account was taken
    away."""
    if not invitation.personal:
        raise Spent
    account = schema.account.c
    here = (account.event == invitation.event) & (account.id == invitation.actor.id) & account.disabled_at.is_(None)
    if connection.execute(select(account.id).where(here)).first() is None:
        raise Spent
    use(connection, invitation, invitation.actor.id)
    return sessions.open_session(connection, actor=invitation.actor, agent=agent)


def revoke(connection: Connection, event: str, id: str) -> Invitation | None:
    """End the invitation of the event and, where it is personal, the sessions that it led to; None where it is none."""
    invitation = schema.invitation.c
    row = connection.execute(
        select(*(invitation[field] for field in Invitation._fields)).where(
            invitation.event == event, invitation.id == id
        )
    ).first()
    if row is None:
        return None
    found = Invitation(*row)
    connection.execute(
        update(schema.invitation).where(invitation.id == id, invitation.revoked_at.is_(None)).values(revoked_at=now())
    )
    if found.personal:
        sessions.end_all(connection, actor=found.actor)
    return found


def revoke_role(connection: Connection, event: str, role: str) -> None:
    """End every invitation to a role that is still open."""
    invitation = schema.invitation.c
    which = (invitation.event == event) & (invitation.role == role)
    connection.execute(
        update(schema.invitation)
        .where(which, invitation.revoked_at.is_(None), invitation.used_at.is_(None))
        .values(revoked_at=now())
    )


def revoke_judge(connection: Connection, actor: Actor) -> None:
    """End every personal code of the judge."""
    invitation = schema.invitation.c
    which = (invitation.event == actor.event) & (invitation.judge == actor.judge)
    connection.execute(update(schema.invitation).where(which, invitation.revoked_at.is_(None)).values(revoked_at=now()))


def of_event(connection: Connection, event: str) -> list[Invitation]:
    """Every invitation of the event, the newest first."""
    invitation = schema.invitation.c
    columns = [invitation[field] for field in Invitation._fields]
    rows = connection.execute(select(*columns).where(invitation.event == event).order_by(invitation.made_at.desc()))
    return [Invitation(*row) for row in rows]


def use(connection: Connection, invitation: Invitation, by: str) -> None:
    """Mark it used, by one only. by: account id. Raises Spent."""
    if invitation.state != "open":
        raise Spent
    row = schema.invitation.c
    fresh = update(schema.invitation).where(row.id == invitation.id, row.revoked_at.is_(None), row.expires_at > now())
    if not invitation.personal:
        fresh = fresh.where(row.used_at.is_(None))
    if not connection.execute(fresh.values(used_at=now(), used_by=by)).rowcount:
        raise Spent
