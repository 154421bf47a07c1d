"""A folder or a zip file as plain files: path inside the package → bytes, everything suspicious said and left out.

Nothing is unpacked to disk. A zip is read entry by entry against bounds on what really comes out of it, not on what
its headers claim.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from competition.intake.problems import Findings

LARGEST_FILE = 32 * 1024 * 1024
"""Bytes of one file: about 800,000 marks."""

LARGEST_TOML = 1024 * 1024
"""Bytes of contest.toml or of one scheme."""

LARGEST_PACKAGE = 128 * 1024 * 1024
"""Bytes of all files together, unpacked."""

MOST_FILES = 2000
"""Files in one package."""

HIGHEST_RATIO = 200
"""Unpacked bytes for one packed byte, judged above `RATIO_FROM`. Marks pack about 1:15."""

RATIO_FROM = 1024 * 1024
"""Unpacked bytes from which the ratio is judged."""

LARGEST_DIRECTORY = 2 * 1024 * 1024
"""Bytes of a zip's list of files."""

LONGEST_PATH = 200
"""Characters of a path inside the package."""

_LEFT_BEHIND = re.compile(r"(?:^|/)(?:__MACOSX/.*|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$")
_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    IndexError,
    KeyError,
    struct.error,
    zlib.error,
)
_LONGEST_END = 65_535 + 22 + 76
"""Bytes at the end of a zip in which its end records stand."""

_ENCRYPTED = 0x1
_UTF8_NAME = 0x800


def files(path: Path, findings: Findings) -> dict[str, bytes]:
    """Every file of the package by its path with `/`; empty where the package cannot be opened at all.

    A package that lies in one folder inside the folder or zip is read from there. Litter of file managers
    (`.DS_Store`, `__MACOSX/`, `Thumbs.db`, `desktop.ini`) is passed over.
    """
    try:
        if path.is_dir():
            return _unnested(_folder(path, findings))
        if path.is_file():
            return _unnested(_zip(path, findings))
    except OSError:  # it went away meanwhile, or may not be looked at
        pass
    findings.add("", 0, "", "not-a-package", path=path.name)
    return {}


def limit(path: str) -> int:
    """The most bytes that the file may have."""
    return LARGEST_TOML if path.endswith(".toml") else LARGEST_FILE


def _unnested(found: dict[str, bytes]) -> dict[str, bytes]:
    tops = {path.split("/", 1)[0] for path in found}
    if len(tops) != 1 or "contest.toml" in found or any("/" not in path for path in found):
        return found
    return {path.split("/", 1)[1]: content for path, content in found.items()}


def _folder(root: Path, findings: Findings) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for path, name in _walk(root, "", findings):
        if len(found) >= MOST_FILES:
            findings.add("", 0, "", "too-many-files", most=str(MOST_FILES))
            return {}
        try:
            with path.open("rb") as stream:
                content = stream.read(limit(name) + 1)
        except OSError:
            findings.add(name, 0, "", "unreadable-file", path=name)
            continue
        if len(content) > limit(name):
            findings.add(name, 0, "", "too-large", largest=str(limit(name)))
            continue
        total += len(content)
        if total > LARGEST_PACKAGE:
            findings.add("", 0, "", "too-large", largest=str(LARGEST_PACKAGE))
            return {}
        found[name] = content
    return found


def _walk(folder: Path, prefix: str, findings: Findings) -> Iterator[tuple[Path, str]]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        findings.add(prefix, 0, "", "unreadable-file", path=prefix)
        return
    for entry in entries:
        name = prefix + entry.name
        if _LEFT_BEHIND.search(name) or _LEFT_BEHIND.search(name + "/"):
            continue
        mode = entry.lstat().st_mode
        if not _allowed(name) or not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            findings.add(_shown(name), 0, "", "zip-path", path=_shown(name))
        elif stat.S_ISDIR(mode):
            yield from _walk(entry, name + "/", findings)
        else:
            yield entry, name


def _zip(path: Path, findings: Findings) -> dict[str, bytes]:
    try:
        if path.stat().st_size > LARGEST_PACKAGE:
            findings.add("", 0, "", "too-large", largest=str(LARGEST_PACKAGE))
            return {}
        if _directory_size(path) > LARGEST_DIRECTORY:
            findings.add("", 0, "", "too-many-files", most=str(MOST_FILES))
            return {}
        with zipfile.ZipFile(path) as archive:
            return _entries(archive, findings)
    except _BROKEN:
        findings.add("", 0, "", "not-a-package", path=path.name)
        return {}


def _directory_size(path: Path) -> int:
    """Bytes of the zip's list of files, as its end record states them; 0 where there is none. Asked before the list is
    read, which makes an object of every entry."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _LONGEST_END))
        end = stream.read()
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + 22:
        return 0
    size: int = struct.unpack_from("<I", end, at + 12)[0]
    if at >= 76 and end[at - 20 : at - 16] == b"PK\x06\x07" and end[at - 76 : at - 72] == b"PK\x06\x06":
        size = max(size, struct.unpack_from("<Q", end, at - 76 + 40)[0])  # zip64
    return size


def _entries(archive: zipfile.ZipFile, findings: Findings) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    seen: set[str] = set()
    total = 0
    entries = archive.infolist()
    if len(entries) > 2 * MOST_FILES:
        findings.add("", 0, "", "too-many-files", most=str(MOST_FILES))
        return {}
    for entry in entries:
        name = _entry_name(entry)
        if _LEFT_BEHIND.search(name):
            continue
        if not _allowed(name.removesuffix("/")) or stat.S_ISLNK(entry.external_attr >> 16):
            findings.add(_shown(name), 0, "", "zip-path", path=_shown(name))
            continue
        if name.endswith("/"):
            continue
        if name.casefold() in seen:
            findings.add(name, 0, "", "duplicate-path", path=name)
            continue
        seen.add(name.casefold())
        if len(seen) > MOST_FILES:
            findings.add("", 0, "", "too-many-files", most=str(MOST_FILES))
            return {}
        content = _content(archive, entry, name, findings)
        if content is None:
            continue
        total += len(content)
        if total > LARGEST_PACKAGE:
            findings.add("", 0, "", "too-large", largest=str(LARGEST_PACKAGE))
            return {}
        found[name] = content
    return found


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, findings: Findings) -> bytes | None:
    """The bytes of one entry, never more than allowed, or None with the reason said."""
    if entry.flag_bits & _ENCRYPTED:
        findings.add(name, 0, "", "zip-encrypted", path=name)
        return None
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        findings.add(name, 0, "", "zip-broken", path=name)
        return None
    most = limit(name)
    try:
        with archive.open(entry) as stream:
            content = stream.read(most + 1)
    except _BROKEN:
        findings.add(name, 0, "", "zip-broken", path=name)
        return None
    if len(content) > most:
        findings.add(name, 0, "", "too-large", largest=str(most))
        return None
    if len(content) > RATIO_FROM and len(content) > HIGHEST_RATIO * max(1, entry.compress_size):
        findings.add(name, 0, "", "zip-bomb", ratio=str(HIGHEST_RATIO))
        return None
    return content


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The entry's path. Names that are not marked as UTF-8 come from systems that wrote UTF-8 or GB18030 unmarked."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.orig_filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return entry.orig_filename.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return entry.orig_filename


def _allowed(name: str) -> bool:
    """False for a path that is absolute, climbs, names a drive, uses a backslash or cannot be shown."""
    if not name or len(name) > LONGEST_PATH or name.startswith("/") or "\\" in name or _DRIVE.match(name):
        return False
    if _CONTROL.search(name):
        return False
    return all(part not in ("", ".", "..") for part in name.split("/"))


def _shown(name: str) -> str:
    """A path that can be printed anywhere."""
    return _CONTROL.sub("\ufffd", name[:LONGEST_PATH])
