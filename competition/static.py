"""Static files as they are served: compressed once, and for good under an address with the digest of their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from competition.answers import COMPRESSED_FROM, NOT_A_PAGE, names, reads_gzip
from competition.packages import together, whole
from competition.words import TEMPLATES

STATIC: Final = TEMPLATES / "static"

PACKAGES: Final = {
    "preact": "vendor/preact.js",
    "preact/hooks": "vendor/preact-hooks.js",
    "@preact/signals-core": "vendor/signals-core.js",
    "@preact/signals": "vendor/signals.js",
    "htm": "vendor/htm.js",
}
"""Bare imports of the scripts → the vendored files that answer them, each after those that it imports."""

TOGETHER: Final = "vendor/packages.js"
"""The address, in the folder, of all of them in one."""

FOLLOWING: Final = ("board.js", "derived.js", "overview.js", "overlay.js", "history.js", "forecast.js", "versus.js")
"""Scripts of pages that follow a board: each comes in one piece with all that it imports."""

YEAR_S: Final = 365 * 24 * 3600

_PARTS: Final = (".css", ".js")
"""What pages are made of: no browser opens it as a page, so that what pages may do need not be said with it."""


class Static(StaticFiles):
    """The files of the folder, read once. dressed: headers of what a browser may open by itself."""

    def __init__(self, dressed: Mapping[str, str]) -> None:
        super().__init__(directory=STATIC)
        self._dressed = dict(dressed)

    async def get_response(self, path: str, scope: Scope) -> Response:
        file = _files().get(path)
        if file is None or scope["method"] not in ("GET", "HEAD"):
            return await super().get_response(path, scope)
        alone = not path.endswith(_PARTS) or path == "worker.js"
        return file.answer(scope, self._dressed if alone else NOT_A_PAGE)


@dataclass(frozen=True)
class _File:
    """A file's bytes. zipped: the same as gzip, None where it would not be shorter."""

    media: str
    text: bytes
    zipped: bytes | None
    digest: str

    def answer(self, scope: Scope, dressed: Mapping[str, str]) -> Response:
        """The file, or 304 where the caller holds it; compressed where the caller reads that."""
        asked = Headers(scope=scope)
        headers = {**dressed, **kept(scope)}
        if not versioned(scope):
            headers["etag"] = f'"{self.digest}"'
            if names(asked.get("if-none-match", ""), headers["etag"]):
                return Response(status_code=304, headers=headers)
        body = self.text
        if self.zipped is not None:
            headers["vary"] = "accept-encoding"
            if reads_gzip(asked.get("accept-encoding", "")):
                headers["content-encoding"] = "gzip"
                body = self.zipped
        return Response(body, headers=headers, media_type=self.media)


def versioned(scope: Scope) -> bool:
    """True where the address names the content."""
    query: bytes = scope["query_string"]
    return query.startswith(b"v=")


def kept(scope: Scope) -> dict[str, str]:
    """How long the answer may be kept: for good under an address that names its content."""
    return {"cache-control": f"public, max-age={YEAR_S}, immutable" if versioned(scope) else "no-cache"}


@cache
def asset(path: str) -> str:
    """Address of a static file, with the digest of its content."""
    return f"/static/{path}?v={_files()[path].digest}"


@cache
def _files() -> dict[str, _File]:
    """Every file, by its path in the folder; the packages together, and what follows a board whole."""
    found = {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in STATIC.rglob("*") if path.is_file()}
    found[TOGETHER] = together({name: found[file].decode() for name, file in PACKAGES.items()}).encode()
    scripts = {path: text.decode() for path, text in found.items() if path.endswith(".js") and "/" not in path}
    found |= {f"whole/{entry}": whole(entry, scripts).encode() for entry in FOLLOWING}
    return {path: _file(path, text) for path, text in found.items()}


def _file(path: str, text: bytes) -> _File:
    media = "text/javascript" if path.endswith(".js") else mimetypes.guess_type(path)[0] or "text/plain"
    zipped = gzip.compress(text, mtime=0)
    shorter = len(text) >= COMPRESSED_FROM and len(zipped) < len(text)
    return _File(media, text, zipped if shorter else None, hashlib.sha256(text).hexdigest()[:12])
