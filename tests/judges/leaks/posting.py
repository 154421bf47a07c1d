"""What everybody who may not see is answered when she sends something in: nothing, garbage, or what the door asks for.

before = posted(hall)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from tests.competition.supervision.arena import BLIND, EVENT, PLAIN
from tests.doors import Door
from tests.judges.leaks.hall import ASKERS, OTHERS, Answer, Hall, kept

SENDERS: Final = (*ASKERS, *OTHERS)
GARBAGE: Final = b'{"event": [\xff\x00 &&=%%%'
JSON, FORM = "application/json", "application/x-www-form-urlencoded"

UNTOLD: Final = ("date", "set-cookie", "retry-after")
"""Headers that time or chance moves: the clock, the new session's key, how long a shut door stays shut."""

VOLATILE: Final = re.compile(rb'"at":"[^"]*"|\bfor \d+ seconds\b')
"""When a line was written; how long a door stays shut after wrong tries."""

ENDING: Final = ("/account/password", "/account/sessions", "/sign-out")
"""Doors behind which one's session ends: they are tried last, in this order."""

FIELDS: Final = {
    "key": "k-1",
    "login": "li",
    "password": "purple tractor",
    "again": "purple tractor",
    "old": "plum tractor",
    "code": "ABCD-EFGH",
    "next": "/",
    "way": "new",
    "shown": "Li",
    "role": "judge",
    "whom": "J2",
    "days": "7",
    "judge": "J2",
    "person": "J2",
    "do": "open",
    "hours": "12",
    "step": "confirmed",
    "stage": "result",
    "line": "1",
    "reason": "typing",
    "phase": "final",
    "aspect": "A1.1",
    "figure": "total",
    "value": "9",
    "adjustment": "penalty",
    "number": "280713",
    "layer": "",
    "showing": "",
    "anyway": "yes",
    "label": "Two",
    "text": "Please come.",
    "ticket": "t",
    "device": "d",
    "who": "01",
    "by": "01",
    "module": "A",
    "item": "",
    "panel": "panel",
}
"""Every field of any form."""


def _marks(hall: Hall, trade: str, asker: str) -> dict[str, Any]:
    """Into a cell of her own that is empty, into one that holds her mark, and into another judge's."""
    cells = [{"entrant": work, "phase": "final", "aspect": "A1.1"} for work in hall.works[trade][1:4]]
    entries = [
        {"type": "mark", "key": f"{asker}-{trade}-{number}", "value": "21", "supersedes": None, **cell}
        for number, cell in enumerate(cells)
    ]
    return {"event": EVENT, "entries": [*entries, {**entries[0], "key": f"{asker}-{trade}-of-J2", "judge": "J2"}]}


def _facts(hall: Hall, trade: str, asker: str) -> dict[str, Any]:
    adjusted = {"entrant": hall.works[trade][1], "phase": "final", "adjustment": "penalty", "value": "5"}
    return {"event": EVENT, "entries": [{"type": "adjusted", "key": f"{asker}-{trade}", "reason": "late", **adjusted}]}


REPORT: Final = {
    "key": "k-1",
    "shows": "page",
    "place": 0,
    "left_s": 0,
    "version": 1,
    "as_of": "",
    "board": "live",
    "width": 1920,
    "height": 1080,
    "build": "",
    "visible": True,
    "link": "poll",
    "failed": [],
    "awake": False,
}
"""What a screen of the hall says of itself."""

STATED: Final[dict[str, Callable[[Hall, str, str], dict[str, Any]]]] = {
    "/api/marks": _marks,
    "/api/facts": _facts,
    "/api/certificates/verify": lambda hall, trade, asker: {"number": "BK2026-001"},
    "/api/events/{event}/judge/call": lambda hall, trade, asker: {
        "id": f"call-{asker}-{trade}",
        "phase": "final",
        "entrant": hall.works[trade][1],
    },
    "/api/events/{event}/judge/call/end": lambda hall, trade, asker: {"id": "hidden-call"},
    "/api/events/{event}/judge/device/seen": lambda hall, trade, asker: {"id": "m-1"},
    "/api/events/{event}/screens": lambda hall, trade, asker: {"name": "Hall", "key": "screen-of-the-hall"},
    "/api/events/{event}/screens/{screen}": lambda hall, trade, asker: {"act": "hide"},
    "/api/screens/{code}/report": lambda hall, trade, asker: REPORT | {"page": f"trades/{trade}"},
}
"""What doors that take JSON ask for; every other takes a form."""


def bodies(hall: Hall, door: Door, asker: str) -> dict[str, tuple[str, bytes | dict[str, Any]]]:
    """What is sent, by what it is: media type and bytes, or what is to be JSON."""
    if door.path.startswith("/api/"):
        stated = STATED[door.route]
        whole = {f"of {trade}": (JSON, stated(hall, trade, asker)) for trade in (BLIND, PLAIN)}
        return {"nothing": (JSON, b""), "garbage": (JSON, GARBAGE), **whole}
    return {
        "nothing": (FORM, b""),
        "garbage": (FORM, GARBAGE),
        **{
            f"of {trade}": (FORM, urlencode(FIELDS | {"trade": trade, "entrant": hall.works[trade][1]}).encode())
            for trade in (BLIND, PLAIN)
        },
    }


def posted(hall: Hall, only: str = "") -> dict[tuple[str, str], Answer]:
    """What everybody is answered who sends something in, at every door or those whose route begins so."""
    tried = [door for door in hall.doors() if door.method not in ("", "GET") and door.route.startswith(only)]
    found = {}
    for door in sorted(tried, key=lambda door: ENDING.index(door.route) if door.route in ENDING else -1):
        for asker in SENDERS:
            for what, (kind, body) in bodies(hall, door, asker).items():
                sent = {"content": body, "kind": kind} if isinstance(body, bytes) else {"json": body}
                came = hall.does(asker, door.method, door.path, **sent)
                answer = kept(came, (*UNTOLD, "content-length") if came.status_code == 429 else UNTOLD)
                asked = f"{door.method} {door.path} with {what}"
                found[asker, asked] = replace(answer, body=VOLATILE.sub(b"", answer.body))
    return found
