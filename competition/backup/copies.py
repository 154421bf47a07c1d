"""A folder of copies. A copy has its final name only when it is whole, checked and on the disk.

Beside a copy stands its sidecar, JSON named like it with `.json` behind: what the copy is (see `Copy`). A folder may
hold copies of several databases; each is tidied by its own server alone. How many stay is said at `outdated`.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from competition.store.clock import Clock, utc
from competition.store.database import StoreError
from competition.store.verify import Position, position
from competition.words import problem as sentences
from scoring.problems import Problem

NEWEST = 60
HOURS = 24
DAYS = 30
LEAST = 3
"""Copies that stay even where the disk is short of room for the next."""

RESERVE = 128 * 2**20
"""Bytes that a copy leaves free: the contest may be recording on the same disk."""

STALE_S = 600
"""What a copy that was killed left behind is removed after so long; one that is being made is written all the time."""

TIME = r"[0-9]{8}T[0-9]{6}\.[0-9]{6}Z"
"""How `_compact` writes a time, as a pattern."""

log = logging.getLogger("saiping.backup")


class CopyFailed(StoreError):
    """A copy was not made, or not restored; nothing else was touched. problem: why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem.code}: {' '.join(sentences(problem.code, problem.facts, 'en'))}")


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished copy, as its sidecar says it.

    source: the database, as `host:path` or its URL without password. number: 1 for its first copy in the folder, and
    so on: the order of copies even where the clock was set. made: UTC text; the copy holds all that was committed
    before. kind: sqlite or postgresql. size: bytes. sha256: of the file. heads: where every stream ends in it.
    """

    path: Path
    source: str
    number: int
    made: str
    kind: str
    size: int
    sha256: str
    heads: tuple[Position, ...]


def sidecar(copy: Path) -> Path:
    """Where what is known about the copy stands."""
    return copy.with_name(copy.name + ".json")


def read_copy(path: Path) -> Copy:
    """The copy as its sidecar says it; the copy itself is only looked for. Raises CopyFailed."""
    said = sidecar(path)
    if not path.is_file():
        raise CopyFailed(Problem("copy-missing", facts={"path": str(path)}))
    try:
        given = json.loads(said.read_text(encoding="utf-8"))
        copy = Copy(
            path=path,
            source=str(given["source"]),
            number=int(given["number"]),
            made=str(given["made"]),
            kind=str(given["kind"]),
            size=int(given["size"]),
            sha256=str(given["sha256"]),
            heads=tuple(position(each) for each in given["heads"]),
        )
    except FileNotFoundError as error:
        raise CopyFailed(Problem("copy-without-sidecar", facts={"path": str(path), "sidecar": str(said)})) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CopyFailed(Problem("sidecar-unreadable", facts={"sidecar": str(said), "detail": repr(error)})) from error
    return copy


def outdated(copies: Sequence[Copy]) -> list[Copy]:
    """Which of a database's copies go: beyond the newest 60 the last one of an hour stays, for 24 hours of which there
    are copies, and beyond these the last one of a day, for 30 days. Never more than 114 stay."""
    gone = []
    hours: set[str] = set()
    days: set[str] = set()
    for copy in sorted(copies, key=_order, reverse=True)[NEWEST:]:
        hour, day = copy.made[:13], copy.made[:10]
        if hour not in hours and len(hours) < HOURS:
            hours.add(hour)
        elif hour not in hours and day not in days and len(days) < DAYS:
            days.add(day)
        else:
            gone.append(copy)
    return gone


class Folder:
    """The copies of one database in a folder. stem: what their names begin with. reserve: bytes to leave free."""

    def __init__(self, path: Path, stem: str, source: str, *, clock: Clock, reserve: int = RESERVE) -> None:
        self.path = path
        self._stem = stem
        self._source = source
        self._clock = clock
        self._reserve = reserve

    def copies(self) -> list[Copy]:
        """This database's finished copies, oldest first. What is no copy, or another's, is passed over."""
        found = []
        for said in self.path.glob("*.json"):
            try:
                copy = read_copy(said.with_suffix(""))
            except CopyFailed:
                continue
            if copy.source == self._source:
                found.append(copy)
        return sorted(found, key=_order)

    def prepare(self, size: int) -> None:
        """See that there is a folder with room for a copy of so many bytes; old copies make room. Its parent must be
        there: where a disk is not plugged in, nothing is made in its place. Raises CopyFailed."""
        try:
            self.path.mkdir(exist_ok=True)
            self._tidy()
            copies = self.copies()
            while shutil.disk_usage(self.path).free < size + self._reserve and len(copies) > LEAST:
                _remove(copies.pop(0))
            free = shutil.disk_usage(self.path).free
        except OSError as error:
            facts = {"folder": str(self.path), "detail": error.strerror or str(error)}
            raise CopyFailed(Problem("backup-folder-unusable", facts=facts)) from error
        if free < size + self._reserve:
            raise CopyFailed(Problem("backup-disk-full", facts={"folder": str(self.path)}))

    def part(self) -> Path:
        """A name under which a copy may be written; whatever has it is no copy yet."""
        return self.path / f".{self._stem}-{_compact(utc(self._clock.wall()))}.{os.getpid()}.part"

    def keep(self, part: Path, *, made: str, kind: str, suffix: str, heads: Sequence[Position], again: bool) -> Copy:
        """Give the checked copy its name, once the disk has it, and let outdated ones go. again: also where it is the
        same as the newest, which else is returned. Raises OSError."""
        with part.open("rb+") as file:
            os.fsync(file.fileno())
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        copies = self.copies()
        if copies and copies[-1].sha256 == sha256 and not again:
            part.unlink()
            return copies[-1]
        number = copies[-1].number + 1 if copies else 1
        path = self._free(made, suffix)
        copy = Copy(path, self._source, number, made, kind, part.stat().st_size, sha256, tuple(heads))
        written = sidecar(part)
        try:
            _write_synced(written, _sidecar_text(copy))
            written.rename(sidecar(path))
        finally:
            written.unlink(missing_ok=True)
        part.rename(path)
        sync_folder(self.path)
        for old in outdated([*copies, copy]):
            _remove(old)
        return copy

    def _free(self, made: str, suffix: str) -> Path:
        path = self.path / f"{self._stem}-{_compact(made)}{suffix}"
        bump = 1
        while path.exists() or sidecar(path).exists():
            bump += 1
            path = self.path / f"{self._stem}-{_compact(made)}-{bump}{suffix}"
        return path

    def _tidy(self) -> None:
        """Remove what killed copies left behind: parts, and sidecars whose copy never came."""
        before_s = self._clock.wall() / 1e9 - STALE_S
        stem = re.escape(self._stem)
        left = re.compile(rf"\.{stem}-{TIME}\.[0-9]+\.part.*|({stem}-{TIME}.*\.json)")
        for path in self.path.iterdir():
            found = left.fullmatch(path.name)
            if found is None or (found[1] and path.with_suffix("").exists()):
                continue
            with suppress(FileNotFoundError):  # who made it has finished meanwhile
                if path.stat().st_mtime < before_s:
                    path.unlink()


def _order(copy: Copy) -> tuple[int, str]:
    return copy.number, copy.made


def _remove(copy: Copy) -> None:
    """The copy first: a sidecar alone is tidied up, a copy alone could not be checked."""
    try:
        copy.path.unlink(missing_ok=True)
        sidecar(copy.path).unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s cannot be removed: %s", copy.path, error)


def _compact(made: str) -> str:
    """A time as a file name has it."""
    return made.replace("-", "").replace(":", "")


def _sidecar_text(copy: Copy) -> str:
    document = {
        "source": copy.source,
        "number": copy.number,
        "made": copy.made,
        "kind": copy.kind,
        "size": copy.size,
        "sha256": copy.sha256,
        "heads": [str(head) for head in copy.heads],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make the names in the folder last. Raises OSError."""
    if sys.platform != "win32":
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
