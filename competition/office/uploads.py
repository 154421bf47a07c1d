"""Files that somebody sends to be looked at: received within bounds, made one zip, kept until she decides."""

from __future__ import annotations

import asyncio
import io
import secrets
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, insert, select
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message

from competition.access.tokens import now
from competition.intake import read
from competition.intake.files.columns import CONTEST, SCHEMES
from competition.intake.files.sources import LARGEST_PACKAGE, MOST_FILES
from competition.intake.package import Package
from competition.intake.problems import PackageProblem
from competition.store import schema
from competition.store.database import Database

BESIDE = 1024 * 1024
"""Bytes that a form may have besides its files."""

KEPT = timedelta(days=1)
"""How long an upload waits."""


class TooMuch(Exception):
    """More was sent than a package may have."""


async def received(request: Request) -> tuple[bytes, list[PackageProblem]]:
    """What a form's `package` fields hold as one zip, or what is wrong with it. Several files are those of a package's
    folder; schemes that came without their folder are put there."""
    try:
        async with _bounded(request).form(max_files=MOST_FILES, max_fields=20) as form:
            files = [each for each in form.getlist("package") if isinstance(each, UploadFile) and each.filename]
            if len(files) == 1 and not _is_table(files[0].filename or ""):
                return await files[0].read(), []
            named = [(_path(each.filename or ""), await each.read()) for each in files]
    except TooMuch:
        return b"", [PackageProblem("", 0, "", "too-large", {"largest": str(LARGEST_PACKAGE)})]
    except (HTTPException, MultiPartException):
        return b"", [PackageProblem("", 0, "", "upload-unreadable")]
    if not named:
        return b"", [PackageProblem("", 0, "", "upload-empty")]
    twice = {path for path, _ in named if sum(path == other for other, _ in named) > 1}
    if twice:
        return b"", [PackageProblem(path, 0, "", "duplicate-path", {"path": path}) for path in sorted(twice)]
    return _zipped(named), []


class Uploads:
    """Keeps what was received, and looks into it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()

    async def look_into(self, body: bytes) -> tuple[Package | None, list[PackageProblem]]:
        """The package, or every problem. One at a time, in a thread: a contest that runs goes on."""
        async with self._turn:
            return await asyncio.to_thread(_opened, body)

    async def keep(self, made_by: str, body: bytes) -> str:
        """Keep a file; its id. What has waited too long is forgotten. Raises StoreFailed."""
        id = secrets.token_urlsafe(12)
        old = delete(schema.upload).where(schema.upload.c.at < now(-KEPT))
        new = insert(schema.upload).values(id=id, event="", made_by=made_by, at=now(), body=body)
        await self._database.write(lambda connection: (connection.execute(old), connection.execute(new)))
        return id

    async def read(self, id: str, made_by: str) -> bytes | None:
        """A file that this person sent; None where there is none."""
        return await self._database.read(self._read, id, made_by)

    async def drop(self, id: str) -> None:
        """Forget a file. Raises StoreFailed."""
        gone = delete(schema.upload).where(schema.upload.c.id == id)
        await self._database.write(lambda connection: connection.execute(gone))

    def _read(self, id: str, made_by: str) -> bytes | None:
        upload = schema.upload.c
        with self._database.connect() as connection:
            body = connection.scalar(select(upload.body).where(upload.id == id, upload.made_by == made_by))
        return None if body is None else bytes(body)


def _bounded(request: Request) -> Request:
    """The same request, which raises TooMuch instead of taking in more than a package may have."""
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_PACKAGE + BESIDE:
            raise TooMuch
        return message

    return Request(request.scope, receive)


def _is_table(name: str) -> bool:
    return name.endswith((".toml", ".csv"))


def _path(name: str) -> str:
    """Where a file stands in its package."""
    name = name.replace("\\", "/")
    if "/" not in name and name.endswith(".toml") and name != CONTEST:
        return SCHEMES + name
    return name


def _opened(body: bytes) -> tuple[Package | None, list[PackageProblem]]:
    with tempfile.TemporaryDirectory(prefix="saiping-") as folder:
        path = Path(folder) / "package.zip"
        path.write_bytes(body)
        return read(path)


def _zipped(named: list[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for path, content in named:
            archive.writestr(path, content)
    return made.getvalue()
