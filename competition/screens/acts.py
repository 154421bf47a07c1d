"""What the office tells screens. An act says what is to be, not what is to change, so that sent twice it is one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.routing import BaseRoute

from competition import answers
from competition.screens import store
from competition.screens.choices import may_show
from competition.screens.store import LONGEST_MESSAGE, LONGEST_NAME, MOST_LINES, Entry, Plan
from scoring.problems import Problem

LARGEST = 64 * 1024
"""Bytes of what is posted."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Make(_Said):
    """A new screen. key: of the form; sent twice, it is one."""

    name: str
    key: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")


class Rename(_Said):
    act: Literal["rename"]
    name: str


class Message(_Said):
    """Words over what it shows; "" takes them away. full: alone, not in a band."""

    act: Literal["message"]
    text: str
    full: bool


class Simple(_Said):
    act: Literal["hide", "show", "identify", "reload", "remove"]


class Planned(_Said):
    page: str
    seconds: int = Field(ge=5, le=3600)


class Replan(_Said):
    """was: the plan that was changed into this one; absent where any is to be replaced."""

    act: Literal["plan"]
    plan: list[Planned] = Field(min_length=1, max_length=40)
    was: list[Planned] | None = None


Act = Rename | Message | Simple | Replan
ACTS: TypeAdapter[Act] = TypeAdapter(Annotated[Act, Field(discriminator="act")])
MAKE: TypeAdapter[Make] = TypeAdapter(Make)


def wrong(read: Act, id: str, event: str, routes: Iterable[BaseRoute]) -> Problem | None:
    """What is wrong with an act about the screen, or about all where id is ""; None for nothing."""
    match read:
        case Rename() if not id or not is_name(read.name.strip()):
            return Problem("bad-name", "name", {"limit": str(LONGEST_NAME)})
        case Message() if not _is_message(read.text.strip()):
            return Problem("bad-screen-message", "text", {"limit": str(LONGEST_MESSAGE), "lines": str(MOST_LINES)})
        case Simple(act="remove") if not id:
            return Problem("unknown-screen", "screen", {})
        case Replan():
            for place, entry in enumerate(read.plan):
                if not may_show(routes, event, entry.page):
                    return Problem("page-not-shown", f"plan.{place}.page", {"page": entry.page[:80]})
    return None


def do(connection: Connection, event: str, id: str, read: Act) -> int:
    """Do it in a transaction, about one screen or all of the event where id is ""; to how many. Raises PlanMoved."""
    match read:
        case Rename():
            return store.change(connection, event, id, {"name": read.name.strip()})
        case Message():
            return store.change(connection, event, id, {"message": read.text.strip(), "full": read.full})
        case Replan():
            return store.plan(connection, event, id, _plan(read.plan), None if read.was is None else _plan(read.was))
        case Simple(act="remove"):
            return store.remove(connection, event, id)
        case Simple(act="hide" | "show"):
            return store.change(connection, event, id, {"hidden": read.act == "hide"})
        case _:
            return store.ask(connection, event, id, read.act)


def _plan(given: list[Planned]) -> Plan:
    return tuple(Entry(each.page, each.seconds) for each in given)


def is_name(name: str) -> bool:
    """True where a screen may be called so."""
    return 0 < len(name) <= LONGEST_NAME and name.isprintable()


def _is_message(text: str) -> bool:
    lines = text.split("\n")
    return len(text) <= LONGEST_MESSAGE and len(lines) <= MOST_LINES and all(each.isprintable() for each in lines)


async def posted(request: Request, model: TypeAdapter[Any]) -> Any:
    """What was posted; or why it is refused."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return answers.refusal(413, "too-large", limit=str(LARGEST), largest=str(LARGEST))
    try:
        return model.validate_python(json.loads(bytes(body)))
    except (RecursionError, json.JSONDecodeError, UnicodeDecodeError):
        return answers.refusal(400, "not-json")
    except ValidationError as wrong:
        found = wrong.errors(include_url=False, include_context=False, include_input=False)
        named = {".".join(str(part) for part in each["loc"])[:80]: None for each in found}
        return answers.problems(422, [Problem("bad-order", where, {}) for where in named])
