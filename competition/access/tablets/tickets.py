"""Tickets: by each of them one browser is enrolled for one judge, once, by a link in a square code or a short code.

Link and code are shown once and kept as SHA-256, as those of invitations are, and what is said there protects them.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection, insert, select, update

from competition.access import logins
from competition.access.access import Actor
from competition.access.invitations import ALPHABET, LENGTH, read_code
from competition.access.tablets import devices
from competition.access.tablets.devices import Device
from competition.access.tokens import hash_of, now
from competition.store import schema

LASTS: Final = timedelta(hours=12)
LONGEST: Final = timedelta(days=7)


class Spent(Exception):
    """The ticket counts no more: another browser used it, or it expired, or was taken back."""


class Made(NamedTuple):
    """A new ticket, with what is shown this once."""

    id: str
    judge: str
    token: str
    code: str


class Ticket(NamedTuple):
    """A ticket as it is kept. made_by: account id. device: what became of it, "" for nothing. Times are UTC text."""

    id: str
    event: str
    judge: str
    made_by: str
    made_at: str
    expires_at: str
    used_at: str | None
    device: str
    revoked_at: str | None

    @property
    def state(self) -> str:
        """open, used, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        if self.used_at is not None:
            return "used"
        return "expired" if self.expires_at <= now() else "open"

    @property
    def actor(self) -> Actor:
        """Who comes in by it."""
        return Actor("judge", self.judge, self.event, self.judge)


def make(
    connection: Connection, event: str, judges: Sequence[str], *, made_by: str, lasts: timedelta = LASTS, key: str
) -> list[Made]:
    """A ticket for each of these judges. key: of the form that asked; asked twice, links and codes of the first asking
    are void. Their accounts count from now on. Raises AccountTaken where one is somebody's."""
    ticket = schema.ticket.c
    made = []
    for judge in judges:
        logins.grant(connection, Actor("judge", judge, event, judge), login="")
        id = hash_of(f"{made_by} {event} {key} {judge}")[:20]
        token, code = secrets.token_urlsafe(32), "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        said = {"token": hash_of(token), "code": hash_of(code), "expires_at": now(min(lasts, LONGEST))}
        again = update(schema.ticket).where(ticket.id == id, ticket.used_at.is_(None), ticket.revoked_at.is_(None))
        if not connection.execute(again.values(**said)).rowcount:
            if connection.execute(select(ticket.id).where(ticket.id == id)).first() is not None:
                id = secrets.token_hex(10)
            values = {"event": event, "judge": judge, "made_by": made_by, "made_at": now(), "device": ""}
            connection.execute(insert(schema.ticket).values(id=id, **said, **values))
        made.append(Made(id, judge, token, code))
    return made


def by_token(connection: Connection, token: str) -> Ticket | None:
    """The ticket whose link ends so, whatever its state."""
    return _found(connection, "token", hash_of(token))


def by_code(connection: Connection, typed: str) -> Ticket | None:
    """The ticket whose short code was typed, whatever its state."""
    code = read_code(typed)
    return _found(connection, "code", hash_of(code)) if code else None


def of_event(connection: Connection, event: str) -> list[Ticket]:
    """Every ticket of the event, the newest first."""
    ticket = schema.ticket.c
    rows = connection.execute(
        select(*(ticket[field] for field in Ticket._fields))
        .where(ticket.event == event)
        .order_by(ticket.made_at.desc(), ticket.judge)
    )
    return [Ticket(*row) for row in rows]


def revoke(connection: Connection, event: str, id: str) -> None:
    """Take a ticket of the event back, unless it was used."""
    ticket = schema.ticket.c
    which = (ticket.event == event) & (ticket.id == id) & ticket.revoked_at.is_(None) & ticket.used_at.is_(None)
    connection.execute(update(schema.ticket).where(which).values(revoked_at=now()))


def use(connection: Connection, ticket: Ticket, *, showing: str, agent: str) -> tuple[Device, str]:
    """Enrol the browser to which the page was shown; the device, and what its cookie holds. showing: a secret of that
    one page, so that the same page sent twice is the same device. Raises Spent."""
    held = _held(ticket.id, showing)
    hashed = hash_of(held)
    row = schema.ticket.c
    fresh = update(schema.ticket).where(row.id == ticket.id, row.used_at.is_(None), row.revoked_at.is_(None))
    used = connection.execute(fresh.where(row.expires_at > now()).values(used_at=now())).rowcount
    if not used:
        known = devices.by_hash(connection, hashed)
        if known is None or known.state != "enrolled":
            raise Spent
        return known, held
    until = now(devices.LASTS)
    made = devices.enrol(connection, ticket.actor, hashed=hashed, agent=agent, expires_at=until)
    if not devices.counts(connection, made):
        raise Spent
    connection.execute(update(schema.ticket).where(row.id == ticket.id).values(device=made.id))
    return made, held


def device_of(connection: Connection, id: str, showing: str) -> str:
    """The id of the device that the ticket of this id became by this showing of its page, "" for none."""
    known = devices.by_hash(connection, hash_of(_held(id, showing)))
    return "" if known is None else known.id


def _held(id: str, showing: str) -> str:
    return hash_of(f"{id} {showing}")


def _found(connection: Connection, column: str, hashed: str) -> Ticket | None:
    ticket = schema.ticket.c
    columns = [ticket[field] for field in Ticket._fields]
    row = connection.execute(select(ticket[column], *columns).where(ticket[column] == hashed)).first()
    if row is None or not hmac.compare_digest(row[0], hashed):
        return None
    return Ticket(*row[1:])
