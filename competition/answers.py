"""The two forms of an HTTP answer: problems, and a resource with an ETag."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import Response

from scoring.problems import Problem

COMPRESSED_FROM = 1024
"""Bytes from which compressing a body is worth its time."""


NOT_A_PAGE = {"x-content-type-options": "nosniff"}
"""No browser is to take an answer for a page."""

_ENCODER = json.JSONEncoder(separators=(",", ":"))


@dataclass(frozen=True)
class Resource:
    """JSON with the tag of its state. text: UTF-8. tag: an ETag with its quotes."""

    text: bytes
    tag: str

    @cached_property
    def zipped(self) -> bytes:
        """The text as gzip level 1; equal bytes for equal text."""
        return gzip.compress(self.text, compresslevel=1, mtime=0)


def resource(connection: HTTPConnection, found: Resource, *, private: bool = False) -> Response:
    """The resource, or 304 where the caller holds it; compressed where the caller reads that."""
    headers = {
        **NOT_A_PAGE,
        "etag": found.tag,
        "cache-control": "private, no-cache" if private else "no-cache",
        "vary": "accept-encoding",
    }
    if names(connection.headers.get("if-none-match", ""), found.tag):
        return Response(status_code=304, headers=headers)
    body = found.text
    if len(body) >= COMPRESSED_FROM and reads_gzip(connection.headers.get("accept-encoding", "")):
        body = found.zipped
        headers["content-encoding"] = "gzip"
    return Response(body, headers=headers, media_type="application/json")


def told(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON in ASCII alone, so that any text of a caller can be said back to it."""
    body = _ENCODER.encode(value).encode()
    return Response(body, status, headers=NOT_A_PAGE | dict(headers or {}), media_type="application/json")


def plain(problem: Problem) -> dict[str, Any]:
    """A problem as a JSON object."""
    return {"code": problem.code, "where": problem.where, "facts": dict(problem.facts)}


def problems(status: int, found: Iterable[Problem], headers: Mapping[str, str] | None = None) -> Response:
    """An answer that refuses the request as a whole."""
    return told({"problems": [plain(problem) for problem in found]}, status, headers)


def refusal(status: int, code: str, where: str = "", **facts: str) -> Response:
    """`problems` with one problem; a 401 says how to identify oneself."""
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return problems(status, [Problem(code, where, facts)], headers)


def names(header: str, tag: str) -> bool:
    """True where an If-None-Match names this ETag."""
    given = [part.strip().removeprefix("W/") for part in header.split(",")]
    return tag in given or "*" in given


def reads_gzip(header: str) -> bool:
    """True where an Accept-Encoding takes gzip."""
    for part in header.split(","):
        coding, _, weight = part.partition(";")
        if coding.strip().lower() in ("gzip", "*"):
            return weight.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
