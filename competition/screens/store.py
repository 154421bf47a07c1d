"""Screens as they are kept: who may be told what to show, and what each last said.

They are operational: nothing that a result depends on, so no line of the ledger. What leads to a screen is its code,
six of thirty characters, which somebody types at a television: 729 million of them, tried over the network only. Who
hits one sees what the hall sees anyway, and could say of that screen what is not so; so the code need be no longer.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from competition.access.invitations import ALPHABET
from competition.access.tokens import hash_of, now
from competition.store import schema

LENGTH: Final = 6
MOST: Final = 64
"""Screens of one event."""

LONGEST_NAME: Final = 40
LONGEST_MESSAGE: Final = 200
MOST_LINES: Final = 4
"""Lines of a message."""


class TooManyScreens(Exception):
    """The event has as many as it may have."""


class PlanMoved(Exception):
    """The plan is another than the one that was to be changed."""


class Entry(NamedTuple):
    """A page of the event and for how long it is shown. page: its path below the event's, "" for the overview."""

    page: str
    seconds: int


Plan = tuple[Entry, ...]
FIRST_PLAN: Final[Plan] = (Entry("", 20),)


class Screen(NamedTuple):
    """A screen as it is kept. Times are UTC text, "" for not yet. report: what it last said, empty for nothing yet.
    names: of its event, in both languages."""

    event: str
    id: str
    code: str
    name: str
    plan: Plan
    message: str
    full: bool
    hidden: bool
    identify: int
    reload: int
    made_at: str
    seen_at: str
    report: Mapping[str, Any]
    names: Mapping[str, str]

    @property
    def orders(self) -> tuple[object, ...]:
        """What it is told: another where it is to do anything else."""
        return (*self[2:10], self.names)


def is_event(connection: Connection, event: str) -> bool:
    """True where there is such an event."""
    return connection.scalar(select(schema.event.c.id).where(schema.event.c.id == event)) is not None


def make(connection: Connection, event: str, name: str, key: str) -> str:
    """A new screen that shows the event's overview; its id. key: of the form that asked; asked twice, it is one.
    Raises TooManyScreens."""
    screen = schema.screen.c
    id = hash_of(f"{event} {key}")[:12]
    if connection.execute(select(screen.id).where(screen.event == event, screen.id == id)).first():
        return id
    if (connection.scalar(select(func.count()).where(screen.event == event)) or 0) >= MOST:
        raise TooManyScreens
    values: dict[str, str | int] = {"event": event, "id": id, "name": name, "made_at": now()}
    values |= {
        "plan": _packed(FIRST_PLAN),
        "message": "",
        "full": 0,
        "hidden": 0,
        "identify": 0,
        "reload": 0,
        "seen_at": "",
        "report": "",
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(schema.screen).values(**values, code=_new_code(connection)))
    except IntegrityError:  # the same click, a moment before, on another node
        pass
    return id


def remove(connection: Connection, event: str, id: str) -> bool:
    """Take the screen away; False where there is none."""
    screen = schema.screen.c
    return bool(connection.execute(delete(schema.screen).where(screen.event == event, screen.id == id)).rowcount)


def every(connection: Connection) -> list[Screen]:
    """All screens of the installation, in the order in which they were made."""
    screen, event = schema.screen.c, schema.event.c
    columns = [screen[field] for field in Screen._fields if field != "names"]
    asked = select(*columns, event.name_zh, event.name_en).join(schema.event, event.id == screen.event)
    return [_read(row) for row in connection.execute(asked.order_by(screen.made_at, screen.id))]


def change(connection: Connection, event: str, id: str, values: Mapping[str, str | bool]) -> int:
    """Change what a screen is called or shows besides its plan, of every screen of the event where id is ""; how many
    there are."""
    plain = {name: int(value) if isinstance(value, bool) else value for name, value in values.items()}
    return connection.execute(update(schema.screen).where(_which(event, id)).values(plain)).rowcount


def ask(connection: Connection, event: str, id: str, what: str) -> int:
    """Have a screen, or every one, `identify` or `reload`; how many there are."""
    counter = schema.screen.c[what]
    return connection.execute(update(schema.screen).where(_which(event, id)).values({what: counter + 1})).rowcount


def plan(connection: Connection, event: str, id: str, planned: Plan, was: Plan | None) -> int:
    """Give a screen, or every one, a plan; how many there are. was: the plan that one screen had when it was changed,
    None for whatever it has. Raises PlanMoved where it has neither that nor the new one."""
    new = _packed(planned)
    which = _which(event, id)
    if was is not None:
        which &= schema.screen.c.plan.in_((_packed(was), new))
    changed = connection.execute(update(schema.screen).where(which).values(plan=new)).rowcount
    if not changed and connection.scalar(select(func.count()).where(_which(event, id))):
        raise PlanMoved
    return changed


def said(connection: Connection, reports: Mapping[tuple[str, str], tuple[str, Mapping[str, Any]]]) -> None:
    """Write down what screens last said: (event, id) → (UTC text, report)."""
    for (event, id), (at, report) in reports.items():
        values = {"seen_at": at, "report": json.dumps(report, ensure_ascii=False)}
        connection.execute(update(schema.screen).where(_which(event, id)).values(values))


def typed(code: str) -> str:
    """The code that somebody typed, "" where it is none: case, spaces and hyphens do not matter."""
    plain = "".join(each for each in unicodedata.normalize("NFKC", code[:40]).upper() if each not in " -‐–—_.")
    return plain if len(plain) == LENGTH and all(each in ALPHABET for each in plain) else ""


def _which(event: str, id: str) -> Any:
    screen = schema.screen.c
    return (screen.event == event) & (screen.id == id) if id else screen.event == event


def _new_code(connection: Connection) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not connection.execute(select(schema.screen.c.id).where(schema.screen.c.code == code)).first():
            return code


def _packed(planned: Sequence[Entry]) -> str:
    return json.dumps([list(each) for each in planned], ensure_ascii=False)


def _read(row: Any) -> Screen:
    kept = row._asdict()
    names = {"zh": kept.pop("name_zh"), "en": kept.pop("name_en")}
    kept["plan"] = tuple(Entry(*each) for each in json.loads(kept["plan"]))
    kept["report"] = json.loads(kept["report"]) if kept["report"] else {}
    return Screen(**kept | {"names": names, "full": bool(kept["full"]), "hidden": bool(kept["hidden"])})
