"""What the HTTP interface takes and gives, as an OpenAPI 3.1 document made of the models that read the requests."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import Response

from competition import answers
from competition.access.access import AUDIENCES, allows
from competition.door import feeds
from competition.door.door import MOST_ENTRIES
from competition.door.entries import Id, JudgesEntry
from competition.door.operations import REFUSALS, answered, in_path, in_query, ref, refused
from competition.door.steps import StatedEntry
from competition.verification import programs
from scoring.state import INSIDE, PUBLIC

VERSION: Final = "1"


class Marks(BaseModel):
    """Marks and signatures of one judge, recorded in this order."""

    model_config = ConfigDict(extra="forbid")
    event: Id
    entries: list[JudgesEntry] = Field(max_length=MOST_ENTRIES)


class Facts(BaseModel):
    """What an organiser, or whoever may, states; recorded in this order."""

    model_config = ConfigDict(extra="forbid")
    event: Id
    entries: list[StatedEntry] = Field(max_length=MOST_ENTRIES)


class ProblemSaid(BaseModel):
    """One thing that is wrong. where: a path inside what was sent."""

    code: str
    where: str
    facts: dict[str, str]


class Problems(BaseModel):
    """Why a request was refused as a whole; nothing was changed."""

    problems: list[ProblemSaid]


class Current(BaseModel):
    """What a cell holds."""

    seq: int
    value: str


class Result(BaseModel):
    """What became of an entry. seq, at: of its line, where it has one. current: of a conflict, what the cell holds."""

    key: str
    status: Literal["accepted", "known", "held", "conflict", "refused"]
    seq: int | None = None
    at: str | None = None
    current: Current | None = None
    problems: list[ProblemSaid] = []


class Results(BaseModel):
    """One result an entry, in the order given."""

    event: str
    results: list[Result]


class Board(BaseModel):
    """A whole board."""

    type: Literal["snapshot"]
    event: str
    board: str
    audience: str
    version: int
    as_of: str
    head: dict[str, Any]
    rows: dict[str, dict[str, Any]]


class Change(BaseModel):
    """The way from version `from` of a board to version `to`. head and rows hold changed keys; gone: rows that
    leave, before those in rows come."""

    type: Literal["delta"]
    event: str
    board: str
    audience: str
    since: int = Field(alias="from")
    to: int
    as_of: str
    head: dict[str, Any]
    rows: dict[str, dict[str, Any]]
    gone: list[str] = []


class Certainty(BaseModel):
    """Places still possible at a version of a board. withheld: why none are told, `frozen` or `sealed`, "" where they
    are. places: [best, worst, whether both can be had, state] by entrant; null for a place that is not given any more;
    state: open, clinched, provisional or official."""

    type: Literal["certainty"]
    event: str
    board: str
    audience: str
    version: int
    as_of: str
    withheld: str
    places: dict[str, tuple[int | None, int | None, bool, str]]


class Roster(BaseModel):
    """Names of an event, its trades and its entrants."""

    event: dict[str, Any]
    trades: list[dict[str, Any]]
    entrants: dict[str, dict[str, Any]]


_READ: Final = (Marks, Facts, *programs.ASKED)
_SAID: Final = (Problems, Results, Board, Change, Certainty, Roster, *feeds.MODELS, *programs.MODELS)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as a JSON object."""
    read = [(model, "validation") for model in _READ]
    said = [(model, "serialization") for model in _SAID]
    _, schemas = models_json_schema([*read, *said], ref_template="#/components/schemas/{model}")  # type: ignore[list-item]
    board = [in_path("event", Id), in_path("board", Id)]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Saiping", "version": VERSION, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "paths": {
            "/api/marks": {"post": _stating("Marks", "Marks and signatures of the judge whose token this is")},
            "/api/facts": {"post": _stating("Facts", "What an organiser states about the contest")},
            "/api/events/{event}/boards/{board}": {
                "get": {
                    "operationId": "board",
                    "summary": "A board, or what changed since a version; as it happens: `…/feed`, or socket `…/live`",
                    "parameters": [
                        *board,
                        in_query("audience", {"enum": list(AUDIENCES), "default": "public"}),
                        in_query("since", {"type": "integer", "minimum": 0}),
                    ],
                    "responses": {
                        "200": answered("The board", {"oneOf": [ref("Board"), ref("Change")]}),
                        "304": {"description": "If-None-Match names the present version"},
                        **refused("401", "403", "404", "503"),
                    },
                }
            },
            "/api/events/{event}/boards/{board}/certainty": {
                "get": {
                    "operationId": "certainty",
                    "summary": "Places that are still possible on a trade's board",
                    "parameters": [*board, in_query("audience", {"enum": [*PUBLIC, *INSIDE], "default": "public"})],
                    "responses": {
                        "200": answered("The places", ref("Certainty")),
                        "304": {"description": "If-None-Match names the present version"},
                        **refused("401", "403", "404", "503"),
                    },
                }
            },
            "/api/events/{event}/roster": {
                "get": {
                    "operationId": "roster",
                    "summary": "Names of everything that boards speak of",
                    "parameters": [in_path("event", Id)],
                    "responses": {"200": answered("The names", ref("Roster")), **refused("404")},
                }
            },
            **feeds.paths(),
            **programs.paths(),
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


@allows("read-service")
async def published(request: Request) -> Response:
    """`/openapi.json`."""
    return answers.told(document())


def _stating(model: str, summary: str) -> dict[str, Any]:
    return {
        "operationId": model.lower(),
        "summary": summary,
        "security": [{"token": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": ref(model)}}},
        "responses": {"200": answered("One result an entry", ref("Results")), **refused(*REFUSALS)},
    }
