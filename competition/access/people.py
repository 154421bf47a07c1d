"""Who has access to an event, or to the installation itself: what their page lists, and how access is taken away."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from competition.access import invitations, logins, sessions, tokens
from competition.access.access import HOUSE, ROLES, Actor
from competition.access.sessions import Session
from competition.store import schema


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with access. name: login, or id where only codes and tokens lead. shown: as pages show her. roles: here,
    in the order of `ROLES`. judge: whose place she fills. way: password, code, token, or none that counts now.
    sessions: open ones, the one seen last first. code: the invitation that is her personal code, "" for none.
    disabled: her login counts nowhere."""

    name: str
    shown: str
    roles: tuple[str, ...]
    judge: str
    way: str
    sessions: tuple[Session, ...]
    code: str = ""
    disabled: bool = False

    @property
    def seen_at(self) -> str:
        """When she was last seen, UTC text, "" for not lately."""
        return self.sessions[0].seen_at if self.sessions else ""


@dataclass(frozen=True, slots=True)
class Judge:
    """A judge of the catalogue. coded: her personal code is open. office: a seat that the office fills."""

    id: str
    name: str
    organisation: str
    coded: bool
    office: bool


def of_event(connection: Connection, event: str) -> list[Person]:
    """Everyone with access to the event (or `house`), who can do most first."""
    account, login, judge = schema.account.c, schema.login.c, schema.judge.c
    rows = connection.execute(
        select(account.id, account.role, account.judge, account.login, login.shown, login.disabled_at)
        .add_columns(judge.name.label("judge_name"))
        .join_from(schema.account, schema.login, login.name == account.login, isouter=True)
        .join(schema.judge, (judge.event == account.event) & (judge.id == account.judge), isouter=True)
        .where(account.event == event, account.disabled_at.is_(None))
    ).all()
    held: dict[tuple[str, str], list[Session]] = {}
    for session in sessions.open_sessions(connection, event=event):
        held.setdefault((session.login, "" if session.login else session.account), []).append(session)
    codes, tokened = _codes(connection, event), tokens.accounts(connection, event)
    people: dict[tuple[str, str], list[tuple[str, Person]]] = {}
    for row in rows:
        name = row.login or row.id.removeprefix(f"{row.role}.")
        code = "" if row.login else codes.get(row.judge, "")
        way = "password" if row.login else "code" if code else "token" if row.id in tokened else ""
        own = tuple(held.get((row.login, "" if row.login else row.id), ()))
        shown = row.shown or row.judge_name or name
        person = Person(name, shown, (row.role,), row.judge, way, own, code, row.disabled_at is not None)
        people.setdefault((row.login, name), []).append((row.role, person))
    found = [_joined(each) for each in people.values()]
    order = ("owner", "organiser", "chief", "supervisor", "association", "authority", "second", "draw", *ROLES)
    return sorted(found, key=lambda person: (order.index(person.roles[0]), person.shown, person.name))


def judges(connection: Connection, event: str) -> list[Judge]:
    """The judges of the event in the package's order."""
    judge = schema.judge.c
    rows = connection.execute(
        select(judge.id, judge.name, judge.organisation, judge.kind)
        .where(judge.event == event)
        .order_by(judge.position)
    )
    codes = _codes(connection, event)
    return [Judge(row.id, row.name, row.organisation, row.id in codes, row.kind == "office") for row in rows]


def withdraw(connection: Connection, event: str, name: str, role: str) -> bool:
    """Take the role in the event away from a login or a judge's code, with tokens, codes and the sessions that a code
    led to; False where nobody has it. What she stated stays."""
    account = schema.account.c
    where = (account.event == event) & (account.id == f"{role}.{name}") & account.disabled_at.is_(None)
    row = connection.execute(select(account.judge, account.login).where(where)).first()
    if row is None:
        return False
    actor = Actor(role, name, "" if event == HOUSE else event, row.judge)
    logins.withdraw(connection, actor)
    tokens.revoke(connection, actor)
    if not row.login:
        sessions.end_all(connection, actor=actor)
        if row.judge:
            invitations.revoke_judge(connection, actor)
    return True


def sign_out(connection: Connection, event: str, name: str) -> int:
    """End every session of somebody who has access to the event; how many ended. Nobody else's."""
    person = next((each for each in of_event(connection, event) if each.name == name), None)
    return sum(sessions.end(connection, each.id) for each in person.sessions) if person else 0


def _codes(connection: Connection, event: str) -> dict[str, str]:
    """The invitation that is a judge's personal code, of those that count."""
    every = invitations.of_event(connection, event)
    return {each.judge: each.id for each in every if each.personal and each.state == "open"}


def _joined(accounts: list[tuple[str, Person]]) -> Person:
    """One person of her accounts here."""
    roles = tuple(sorted((role for role, _ in accounts), key=ROLES.index))
    first = accounts[0][1]
    judge = next((person.judge for _, person in accounts if person.judge), "")
    return Person(first.name, first.shown, roles, judge, first.way, first.sessions, first.code, first.disabled)
