"""Back from a copy to a database. Everything is checked before anything is touched, and what was there is kept.

What is wrong is a code, with its sentences in `templates/problems.toml`:

    copy-missing copy-without-sidecar sidecar-unreadable copy-cut copy-differs copy-damaged copy-other-kind
    copy-not-valid copy-other-heads database-there database-in-use restore-failed backup-tool-missing backup-tool-failed
"""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from competition.backup.copies import Copy, CopyFailed, read_copy, sync_folder
from competition.backup.sources import check_file, run_tool
from competition.store import schema
from competition.store.clock import Clock, utc
from competition.store.database import Database, StoreFailed, open_database, served
from competition.store.verify import Finding, Position, names, verify
from scoring.problems import Problem

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file; left beside another file, it would be written into that one."""

PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored. database: its file or URL. kept: what the database that was there is called now, "" for none.
    heads: where every stream ends."""

    copy: Copy
    database: str
    kept: str
    heads: tuple[Position, ...]


def restore(path: Path, url: str, *, force: bool = False, clock: Clock | None = None) -> Restored:
    """Make the copy the database at the URL. force: also where there is one, which is kept under another name.
    Raises CopyFailed, DatabaseServed, DatabaseUnusable or StoreFailed: nothing has changed then."""
    copy = read_copy(path)
    before = f"before-{utc((clock or Clock()).wall()).replace('-', '').replace(':', '')}"
    with Database(url) as database:
        if copy.kind != database.dialect:
            raise CopyFailed(Problem("copy-other-kind", facts={"kind": copy.kind, "database": database.dialect}))
        try:
            if database.path is None:
                return _into_server(copy, database.url, force, before)
            if not database.path.parent.is_dir():
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(database.path.parent))
            with served(database, "restore"):
                return _into_file(copy, database.path, force, before)
        except (OSError, sqlite3.Error, SQLAlchemyError, StoreFailed) as error:
            detail = str(getattr(error, "orig", error))
            raise CopyFailed(Problem("restore-failed", facts={"detail": detail})) from error


def _into_file(copy: Copy, target: Path, force: bool, before: str) -> Restored:
    _free(target, force)
    part = target.with_name(f".{target.name}.{os.getpid()}.restoring")
    try:
        with part.open("xb") as file:
            _same(copy, file.write)
            file.flush()
            os.fsync(file.fileno())
        check_file(part)
        heads = _proved(copy, URL.create("sqlite", database=str(part)).render_as_string())
        _locked_out(URL.create("sqlite", database=str(part)).render_as_string())
        _free(target, force)
        kept = _set_aside(target, before)
        part.rename(target)
        sync_folder(target.parent)
    finally:
        for end in ("", *BESIDE):
            part.with_name(part.name + end).unlink(missing_ok=True)
    return Restored(copy, str(target), kept, heads)


def _free(target: Path, force: bool) -> None:
    """Raises CopyFailed where the file is there and nobody said that it may be renamed."""
    if target.exists() and not force:
        raise CopyFailed(Problem("database-there", facts={"database": str(target)}))


def _into_server(copy: Copy, url: URL, force: bool, before: str) -> Restored:
    """Into the schema `public`, for which the old one is renamed; it has its name back where anything goes wrong."""
    _same(copy, len)
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        held = _set_schema_aside(connection, url.render_as_string(), force, before)
    try:
        run_tool("pg_restore", url, "--single-transaction", "--exit-on-error", str(copy.path))
        heads = _proved(copy, url.render_as_string(hide_password=False))
        _locked_out(url.render_as_string(hide_password=False))
    except BaseException:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql(f'ALTER SCHEMA "{before}" RENAME TO public')
        raise
    if not held:
        with engine.begin() as connection:
            connection.exec_driver_sql(f'DROP SCHEMA "{before}"')
    return Restored(copy, url.render_as_string(), before if held else "", heads)


def _set_schema_aside(connection: Connection, database: str, force: bool, before: str) -> bool:
    """Make room for a new schema; True where the old one holds anything."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    if connection.exec_driver_sql(f"{others} AND usename IS NOT NULL AND pid <> pg_backend_pid()").scalar_one():
        raise CopyFailed(Problem("database-in-use", facts={"database": database}))
    held = " UNION ALL ".join(
        f"SELECT oid FROM pg_{kind} WHERE {column} = 'public'::regnamespace"
        for kind, column in (("class", "relnamespace"), ("proc", "pronamespace"), ("type", "typnamespace"))
    )
    anything = bool(connection.exec_driver_sql(f"SELECT EXISTS ({held})").scalar_one())
    if anything and not force:
        raise CopyFailed(Problem("database-there", facts={"database": database}))
    connection.exec_driver_sql(f'ALTER SCHEMA public RENAME TO "{before}"')
    connection.exec_driver_sql("CREATE SCHEMA public")
    return anything


def _same(copy: Copy, write: Callable[[bytes], object]) -> None:
    """Read the copy, handing it on piece by piece. Raises CopyFailed where it is not what its sidecar says."""
    digest = hashlib.sha256()
    size = 0
    with copy.path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
            write(piece)
    if size != copy.size:
        facts = {"path": str(copy.path), "size": str(size), "expected": str(copy.size)}
        raise CopyFailed(Problem("copy-cut", facts=facts))
    if digest.hexdigest() != copy.sha256:
        raise CopyFailed(Problem("copy-differs", facts={"path": str(copy.path)}))


def _proved(copy: Copy, url: str) -> tuple[Position, ...]:
    """Bring the database at the URL, made of the copy, up to date and walk every stream: where they end.
    Raises CopyFailed where a line is bad or the streams do not end where the sidecar says."""
    found = []
    with open_database(url) as database:
        for stream in names(database):
            end = verify(database, stream, [head for head in copy.heads if head.stream == stream])
            if isinstance(end, Finding):
                facts = {"line": f"{end.stream}:{end.seq}", "finding": end.code}
                raise CopyFailed(Problem("copy-not-valid", facts=facts))
            found.append(end)
    if set(found) != set(copy.heads):
        facts = {"expected": ", ".join(map(str, copy.heads)), "found": ", ".join(map(str, found))}
        raise CopyFailed(Problem("copy-other-heads", facts=facts))
    return tuple(found)


def _locked_out(url: str) -> None:
    """End every session, invitation, token and ticket that the copy holds: one that was ended since would count again,
    and whoever had the copy in hands may have others' hashes. People sign in with their passwords; tablets are enrolled
    again, and send what is on them then."""
    with Database(url) as database, database.transaction() as connection:
        at = utc(Clock().wall())
        for table in (schema.session, schema.invitation, schema.token, schema.ticket):
            connection.execute(update(table).where(table.c.revoked_at.is_(None)).values(revoked_at=at))
        connection.execute(update(schema.device).where(schema.device.c.expires_at > at).values(expires_at=at))


def _set_aside(target: Path, before: str) -> str:
    """Rename the file that is there, with what SQLite keeps beside it; its new name, "" where there is none."""
    kept = target.with_name(f"{target.name}.{before}")
    if kept.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(kept))
    if target.exists():
        _fold_log(target)
    moved = False
    for end in (*BESIDE, ""):
        path = target.with_name(target.name + end)
        if path.exists():
            path.rename(kept.with_name(kept.name + end))
            moved = True
    return str(kept) if moved else ""


def _fold_log(target: Path) -> None:
    """Bring the log of a file that SQLite can read into it: nobody may have it open. One that is damaged is kept with
    its log as it is. Raises CopyFailed."""
    try:
        with closing(sqlite3.connect(f"{target.as_uri()}?mode=rw", uri=True, timeout=2)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise CopyFailed(Problem("database-in-use", facts={"database": str(target)})) from error
    except sqlite3.DatabaseError:
        pass
