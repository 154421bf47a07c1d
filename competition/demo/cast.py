"""Who takes part in the demo: a login for each role, a personal code and a token for each judge."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from competition.access import invitations, logins, tokens
from competition.access.access import Actor
from competition.access.passwords import Passwords
from competition.access.tablets import tickets
from competition.intake import Package
from competition.store.database import Database

LASTS = timedelta(days=1)

PLAYERS: Mapping[str, str] = {
    "organiser": "沈玉梅",
    "chief": "顾承志",
    "second": "韩建平",
    "supervisor": "梁文静",
    "draw": "方知远",
    "association": "罗晓云",
    "authority": "许国宁",
}
"""Who plays each role."""

WORDS = ("cedar", "harbour", "lantern", "meadow", "pebble", "quartz", "ribbon", "saffron", "thistle", "willow")


@dataclass(frozen=True)
class Cast:
    """password: of every login, which is named like its role. codes, tokens: by judge; seats that the office fills have
    none. ticket: the end of the link that enrols a tablet for the first judge."""

    password: str
    codes: Mapping[str, str]
    tokens: Mapping[str, str]
    ticket: str


async def cast(store: Database, package: Package) -> Cast:
    """Make every login, code and token. Raises StoreFailed."""
    event = package.contest.event
    password = "-".join(secrets.choice(WORDS) for _ in range(3))
    hashed = await Passwords().hash(password)
    judges = [each.judge for each in package.judges if each.kind != "office"]
    with store.transaction() as connection:
        for role, shown in PLAYERS.items():
            logins.create(connection, role, shown, hashed)
            logins.grant(connection, Actor(role, role, event), login=role)
        codes = {
            judge: invitations.make(connection, event=event, role="judge", made_by="organiser", judge=judge).code
            for judge in judges
        }
        marks = {
            judge: tokens.issue(connection, Actor("judge", judge, event, judge), expires=LASTS) for judge in judges
        }
        (ticket,) = tickets.make(connection, event, judges[:1], made_by="organiser", key="demo")
    spoken = {judge: invitations.spoken(code) for judge, code in codes.items()}
    return Cast(password, spoken, marks, ticket.token)
