"""What somebody hands in to be checked: a PDF, a JWT or JSON, told apart by what it holds and not by its name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from competition.credentials.checking import LONGEST
from competition.verification.attachments import Attachments, Unreadable
from scoring.problems import Problem

LARGEST: Final = 5 * 1024 * 1024
"""Bytes of a file."""

_PDF: Final = b"%PDF-"
_HEAD: Final = 1024


@dataclass(frozen=True)
class Given:
    """A credential. token: a compact JWT, "" where it is a document with its proof inside."""

    token: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)


async def read(body: bytes, attachments: Attachments) -> Given | Problem:
    """The credential in the file, or why there is none. Never raises for what a file holds."""
    if len(body) > LARGEST:
        return Problem("file-too-large", "file", {"megabytes": str(LARGEST // 1024**2)})
    if not body.strip():
        return Problem("file-empty", "file")
    if _PDF in body[:_HEAD]:
        return await _pdf(body, attachments)
    if len(body) > 2 * LONGEST:
        return _none()
    try:
        text = body.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return _none()
    return _text(text)


async def _pdf(body: bytes, attachments: Attachments) -> Given | Problem:
    try:
        found = await attachments.read(body)
    except Unreadable:
        return Problem("pdf-unreadable", "file")
    if len(found) == 1:
        return Given(found[0])
    return Problem("several-credentials" if found else "pdf-without-credential", "file")


def _text(text: str) -> Given | Problem:
    if text.startswith("{"):
        document = parsed(text)
        inside = document.get("credential") if document else None
        if isinstance(inside, str):
            return _text(inside) if not inside.startswith("{") else _none()
        if document and "proof" in document:
            return Given(document=document)
        return _none()
    return Given(text) if text.isascii() and text.count(".") == 2 and len(text) <= LONGEST else _none()


def _none() -> Problem:
    return Problem("no-credential", "file")


def parsed(text: str | bytes) -> Mapping[str, Any]:
    """A JSON object, empty where the text is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
