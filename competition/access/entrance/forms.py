"""What a form holds, and where its sender comes from and may be led to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

LARGEST: Final = 64 * 1024
"""Bytes of a form without files."""

_LOCAL: Final = re.compile(r"/(?![/\\])[\x21-\x7e]*")


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a form without files, the first of each name. Raises HTTPException 413 or 400."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(bytes(body).decode(), keep_blank_values=True, max_num_fields=1000, errors="strict")
    except (ValueError, UnicodeError):
        raise HTTPException(400) from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value)
    return fields


def local(path: str, otherwise: str = "") -> str:
    """The path where it leads to a page of this server and not back to the door, else the other."""
    if not _LOCAL.fullmatch(path) or "\\" in path or urlsplit(path).netloc or path.startswith(("/sign-", "/claim/")):
        return otherwise
    return path


def address_of(request: Request) -> str:
    """The network address that the request comes from."""
    return request.client.host if request.client else ""
