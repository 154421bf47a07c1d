"""The copies that a server makes of its database while it runs, and what stands in their way.

What is wrong is a code, with its sentences in `templates/problems.toml`:

    backup-off backup-same-disk backup-folder-unusable backup-disk-full backup-failed backup-tool-missing
    backup-tool-failed copy-damaged
"""

from __future__ import annotations

import errno
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from competition.backup.copies import RESERVE, Copy, CopyFailed, Folder
from competition.backup.sources import source_of
from competition.store.clock import Clock, utc
from competition.store.database import Database
from competition.words import problem as sentences
from scoring.problems import Problem

log = logging.getLogger("saiping.backup")


class Backup:
    """Copies of one database in one folder, made when asked and, while `running`, every so many seconds.

    folder: "" for `<database>.backups` beside an SQLite file, or in the working directory for a server's database.
    every_s: seconds between two copies, 0 for none. reserve: bytes that a copy must leave free. `last` is the newest
    copy known, `failed` why there is none since, if so. Made in a thread of its own: recording never waits for it.
    """

    def __init__(
        self,
        database: Database,
        folder: str = "",
        *,
        every_s: float,
        clock: Clock | None = None,
        reserve: int = RESERVE,
    ) -> None:
        """Touches nothing yet."""
        self._clock = clock or Clock()
        self._database = database.path
        self._source = source_of(database.url)
        stem = database.path.stem if database.path is not None else str(database.url.database)
        beside = database.path.name if database.path is not None else stem
        self.folder = Path(folder) if folder else (database.path or Path(stem)).with_name(f"{beside}.backups")
        self.every_s = every_s
        self.last: Copy | None = None
        self.failed: Problem | None = None
        self._copies = Folder(self.folder, stem, self._source.name, clock=self._clock, reserve=reserve)
        self._copied = ""
        self._same_disk = False
        self._stopping = threading.Event()

    def problems(self) -> list[Problem]:
        """What whoever runs the contest should know now, gravest first."""
        found = [self.failed] if self.failed is not None else []
        if self.every_s == 0:
            found.append(Problem("backup-off"))
        elif self._same_disk:
            found.append(Problem("backup-same-disk", facts={"folder": str(self.folder)}))
        return found

    @property
    def warning(self) -> str:
        """The code of the gravest problem, "" where there is none."""
        return next((each.code for each in self.problems()), "")

    def copy(self, *, again: bool = True) -> Copy:
        """Make a copy now; it holds all that was committed before. again: also where nothing changed since the newest,
        which is returned otherwise. Raises CopyFailed: there is no new file."""
        try:
            return self._made(again)
        except CopyFailed:
            raise
        except (OSError, sqlite3.Error, SQLAlchemyError) as error:
            raise CopyFailed(self._why(error)) from error

    @contextmanager
    def running(self) -> Iterator[None]:
        """Copy now, then every `every_s` seconds where anything changed, and once more at the end."""
        if self.every_s == 0:
            yield
            return
        self._stopping.clear()
        thread = threading.Thread(target=self._run, name="backup", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            thread.join()
            self._source.close()

    def close(self) -> None:
        """Let go of the database."""
        self._source.close()

    def same_disk(self) -> bool:
        """True where one broken disk takes the SQLite file and its copies; of a server's disks nothing is known."""
        if self._database is None or not self.folder.exists():
            return False
        return self.folder.stat().st_dev == self._database.stat().st_dev

    def _run(self) -> None:
        while True:
            stopping = self._stopping.is_set()
            self._attempt()
            if stopping:
                return
            self._stopping.wait(self.every_s)

    def _attempt(self) -> None:
        """Copy what changed; whatever is wrong, the contest goes on."""
        try:
            self.last = self.copy(again=False)
            self.failed = None
        except CopyFailed as error:
            self.failed = error.problem
            _say(error.problem)
        except Exception as error:
            self.failed = self._why(error)
            log.exception("no copy was made")
        try:
            same_disk = self.same_disk()
        except OSError:
            return
        if same_disk and not self._same_disk:
            _say(Problem("backup-same-disk", facts={"folder": str(self.folder)}))
        self._same_disk = same_disk

    def _made(self, again: bool) -> Copy:
        made = utc(self._clock.wall())
        with self._source.moment() as now:
            if self.last is not None and now == self._copied and self.last.path.exists() and not again:
                return self.last
            self._copies.prepare(self._source.size())
            part = self._copies.part()
            try:
                self._source.write(part)
            except BaseException:
                _discard(part)
                raise
        try:
            copy = self._copies.keep(
                part,
                made=made,
                kind=self._source.kind,
                suffix=self._source.suffix,
                heads=self._source.check(part),
                again=again,
            )
        except BaseException:
            _discard(part)
            raise
        self._copied = now
        return copy

    def _why(self, error: Exception) -> Problem:
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        if full or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return Problem("backup-disk-full", facts={"folder": str(self.folder)})
        return Problem("backup-failed", facts={"detail": str(getattr(error, "orig", error))})


def _discard(part: Path) -> None:
    """Remove what is no copy; where even that fails, `Folder` tidies it up later."""
    for left in (part, part.with_name(part.name + "-journal")):
        try:
            left.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s cannot be removed: %s", left, error)


def _say(problem: Problem) -> None:
    log.warning("%s: %s", problem.code, " ".join(sentences(problem.code, problem.facts, "en")))
