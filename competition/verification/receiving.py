"""A file that comes in a form or as a body: bounded, in memory alone, kept nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Final

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from competition.access.entrance.forms import form_of
from competition.verification.reading import LARGEST
from scoring.problems import Problem

BESIDE: Final = 16 * 1024
"""Bytes that a form may have besides its file."""

SLOWEST_S: Final = 30


class TooMuch(Exception):
    """More comes than may."""


async def body_of(request: Request) -> bytes | Problem:
    """The whole body, or why it was not taken."""
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_S):
            async for chunk in _bounded(request, LARGEST):
                body += chunk
    except TooMuch:
        return Problem("file-too-large", "file", {"megabytes": str(LARGEST // 1024**2)})
    except (TimeoutError, ClientDisconnect):
        return Problem("file-incomplete", "file", {"seconds": str(SLOWEST_S)})
    return bytes(body)


async def fields_of(request: Request) -> tuple[Mapping[str, str], bytes] | Problem:
    """A form's texts, the first of each name, and its file, empty where none came. Raises HTTPException 413 or 400 for
    a form without files that is none."""
    if not request.headers.get("content-type", "").startswith("multipart/"):
        return await form_of(request), b""
    parser = MultiPartParser(request.headers, _bounded(request, LARGEST + BESIDE), max_files=1, max_fields=8)
    parser.spool_max_size = LARGEST + BESIDE
    try:
        async with asyncio.timeout(SLOWEST_S):
            form = await parser.parse()
    except TooMuch:
        return Problem("file-too-large", "file", {"megabytes": str(LARGEST // 1024**2)})
    except (MultiPartException, KeyError, ValueError, AssertionError):
        return Problem("file-unreadable", "file")
    except (TimeoutError, ClientDisconnect):
        return Problem("file-incomplete", "file", {"seconds": str(SLOWEST_S)})
    try:
        texts: dict[str, str] = {}
        file = b""
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                file = file or await value.read()
            else:
                texts.setdefault(name, value)
        return texts, file
    finally:
        await form.close()


async def _bounded(request: Request, most: int) -> AsyncGenerator[bytes]:
    taken = 0
    async for chunk in request.stream():
        taken += len(chunk)
        if taken > most:
            raise TooMuch
        yield chunk
