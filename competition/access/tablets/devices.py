"""Devices: browsers that were enrolled for one judge of one event. Their cookie alone says who comes.

A browser that came in otherwise, with a login or a personal code, is a device, too, as soon as its judge's page is
opened: its row is found by the hash of its session then, and it ends with that.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from starlette.requests import HTTPConnection
from starlette.responses import Response

from competition.access.access import Actor
from competition.access.tokens import hash_of, now
from competition.store import schema

LASTS: Final = timedelta(days=7)
"""After it was enrolled a device counts no more, and may be enrolled again."""

COOKIE: Final = "saiping-device"
KEY_BYTES: Final = 32
"""Of an AES-256 key."""

LONGEST_LABEL: Final = 40
LONGEST_MESSAGE: Final = 200
LONGEST_AGENT: Final = 200
REVOKED: Final = "device-revoked"
EXPIRED: Final = "device-expired"


class Device(NamedTuple):
    """A device as it is kept, without its secrets. account: whose lines its marks are. label: what the office calls
    it. revoked_by: the account that ended it; its own where it was handed over or signed out. unsent: marks that were
    on it alone when it last said so. page: version of its page. Times are UTC text, "" for not yet."""

    event: str
    id: str
    judge: str
    account: str
    label: str
    enrolled_at: str
    expires_at: str
    revoked_at: str | None
    revoked_by: str
    seen_at: str
    unsent: int
    page: str
    agent: str
    message: str
    message_at: str
    message_seen_at: str

    @property
    def state(self) -> str:
        """enrolled, expired, left (handed over or signed out) or revoked."""
        if self.revoked_at is not None:
            return "left" if self.revoked_by == self.account else "revoked"
        return "expired" if self.expires_at <= now() else "enrolled"

    @property
    def actor(self) -> Actor:
        """Who comes with it."""
        role, _, name = self.account.partition(".")
        return Actor(role, name, self.event, self.judge, self.id)


class Contact(NamedTuple):
    """What a device last said of itself. seen_at: UTC text. unsent, page: None where it said nothing of them."""

    seen_at: str
    unsent: int | None
    page: str | None


def enrol(connection: Connection, actor: Actor, *, hashed: str, agent: str, expires_at: str) -> Device:
    """A new device of the judge that the actor is, whose cookie has this hash, with a key of its own for sealing what
    it cannot send; the one that has the hash already where there is one."""
    known = by_hash(connection, hashed)
    if known is not None:
        return known
    device, at = schema.device.c, now()
    count = connection.scalar(select(func.count()).where(device.event == actor.event, device.judge == actor.judge))
    values = {
        "event": actor.event,
        "id": secrets.token_hex(6),
        "judge": actor.judge,
        "account": actor.id,
        "label": f"{actor.judge}-{(count or 0) + 1}",
        "hash": hashed,
        "seal": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
        "enrolled_at": at,
        "expires_at": expires_at,
        "revoked_by": "",
        "seen_at": at,
        "unsent": 0,
        "page": "",
        "agent": agent[:LONGEST_AGENT],
        "message": "",
        "message_at": "",
        "message_seen_at": "",
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(schema.device).values(**values))
    except IntegrityError:  # another request of the same browser was faster
        pass
    made = by_hash(connection, hashed)
    assert made is not None
    return made


def by_hash(connection: Connection, hashed: str) -> Device | None:
    """The device whose cookie has this hash, whatever its state."""
    return _one(connection, schema.device.c.hash == hashed)


def find(connection: Connection, event: str, id: str) -> Device | None:
    """A device of the event, whatever its state."""
    device = schema.device.c
    return _one(connection, (device.event == event) & (device.id == id))


def of_event(connection: Connection, event: str) -> list[Device]:
    """Every device of the event, the newest first."""
    device = schema.device.c
    rows = connection.execute(_columns().where(device.event == event).order_by(device.enrolled_at.desc(), device.id))
    return [Device(*row) for row in rows]


def seal_of(connection: Connection, event: str, id: str) -> str:
    """The key by which the device seals what it could not send; "" for none."""
    device = schema.device.c
    return connection.scalar(select(device.seal).where(device.event == event, device.id == id)) or ""


def counts(connection: Connection, device: Device) -> bool:
    """True where the judge's account counts, whatever the state of the device."""
    account = schema.account.c
    here = (account.event == device.event) & (account.id == device.account) & account.disabled_at.is_(None)
    return connection.execute(select(account.id).where(here)).first() is not None


def end(connection: Connection, event: str, id: str, by: str) -> bool:
    """End the device at once; False where it had ended already, or is none. by: account id."""
    device = schema.device.c
    which = (device.event == event) & (device.id == id) & device.revoked_at.is_(None)
    return bool(connection.execute(update(schema.device).where(which).values(revoked_at=now(), revoked_by=by)).rowcount)


def rename(connection: Connection, event: str, id: str, label: str) -> None:
    """Have the office call it so."""
    _change(connection, event, id, {"label": label})


def tell(connection: Connection, event: str, id: str, message: str) -> str:
    """Keep a message for it, in place of the one before; its time, by which it is known."""
    at = now()
    _change(connection, event, id, {"message": message, "message_at": at, "message_seen_at": ""})
    return at


def saw(connection: Connection, event: str, id: str, message_at: str) -> None:
    """Note that the message of this time was seen, the first time it was."""
    device = schema.device.c
    this = (device.message_at == message_at) & (device.message_seen_at == "")
    which = (device.event == event) & (device.id == id) & this
    connection.execute(update(schema.device).where(which).values(message_seen_at=now()))


def contacted(connection: Connection, contacts: Mapping[tuple[str, str], Contact]) -> None:
    """Write down what devices last said: (event, id) → contact."""
    device = schema.device.c
    for (event, id), contact in contacts.items():
        said = {"seen_at": contact.seen_at, "unsent": contact.unsent, "page": contact.page}
        values = {name: value for name, value in said.items() if value is not None}
        connection.execute(update(schema.device).where(device.event == event, device.id == id).values(values))


def session_hash(session: str, event: str) -> str:
    """The hash by which the device of a session in an event is found. session: hash of its cookie."""
    return hash_of(f"{session} {event}")


def cookie_of(connection: HTTPConnection) -> str:
    """What the device cookie of this request holds, "" for none."""
    return connection.cookies.get(COOKIE, "")


def keep_cookie(response: Response, connection: HTTPConnection, held: str) -> None:
    """Have the browser be the device that this leads to."""
    seconds, secure = int(LASTS.total_seconds()) * 2, _secure(connection)  # it is told that it expired, not forgotten
    response.set_cookie(COOKIE, held, max_age=seconds, path="/", secure=secure, httponly=True, samesite="strict")


def drop_cookie(response: Response, connection: HTTPConnection) -> None:
    """Have the browser be no device."""
    response.delete_cookie(COOKIE, path="/", secure=_secure(connection), httponly=True, samesite="strict")


def _secure(connection: HTTPConnection) -> bool:
    return connection.scope.get("scheme") in ("https", "wss")


def _columns() -> Select[Any]:
    return select(*(schema.device.c[field] for field in Device._fields))


def _one(connection: Connection, which: ColumnElement[bool]) -> Device | None:
    row = connection.execute(_columns().where(which)).first()
    return None if row is None else Device(*row)


def _change(connection: Connection, event: str, id: str, values: Mapping[str, str]) -> None:
    device = schema.device.c
    connection.execute(update(schema.device).where(device.event == event, device.id == id).values(**values))
