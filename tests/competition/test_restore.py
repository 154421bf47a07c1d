"""Back from a copy: proved before anything is touched, and what was there is kept."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert

from competition.access.access import Actor
from competition.access.invitations import find, make
from competition.access.sessions import open_session, open_sessions, visitor_of
from competition.access.tablets import devices, tickets
from competition.access.tokens import hash_of, issue, now, owner_of
from competition.backup.copies import Copy, CopyFailed, sidecar
from competition.backup.restore import Restored, restore
from competition.backup.standing import Backup
from competition.store import schema
from competition.store.database import Database, DatabaseServed, DatabaseUnusable, open_database, served
from competition.store.ledger import heads
from tests.competition.copying import store
from tests.competition.ledgers import prepare
from tests.competition.people import cookie
from tests.competition.venue import url_of


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of a database, which went on afterwards; both are in folders of their own."""
    (tmp_path / "contest").mkdir()
    with store(tmp_path / "contest") as database:
        backup = Backup(database, str(tmp_path / "copies"), every_s=0)
        made = backup.copy()
        backup.close()
        prepare(database, "autumn")
    return made


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below the folder but the lock of whoever serves."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".serve.lock"))
    return {str(path): path.read_bytes() for path in files}


def refused(copy: Copy, url: str, *, force: bool = False) -> str:
    """The code of what is wrong; nothing was touched."""
    folder = copy.path.parents[1]
    before = everything(folder)
    with pytest.raises(CopyFailed) as failed:
        restore(copy.path, url, force=force)
    assert everything(folder) == before
    return failed.value.problem.code


def rewritten(copy: Copy, **said: object) -> None:
    """Let the sidecar say something else; size and hash follow the file."""
    body = copy.path.read_bytes()
    document = json.loads(sidecar(copy.path).read_text()) | {"size": len(body)}
    document |= {"sha256": hashlib.sha256(body).hexdigest()} | said
    sidecar(copy.path).write_text(json.dumps(document), encoding="utf-8")


def streams_in(url: str) -> list[str]:
    with Database(url) as database, database.connect() as connection:
        return sorted(heads(connection))


def test_a_copy_becomes_a_database_where_there_is_none(copy: Copy, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert restore(copy.path, url) == Restored(copy, str(tmp_path / "new.db"), "", copy.heads)
    assert streams_in(url) == ["spring"]
    with open_database(url) as database:
        prepare(database, "winter")
    assert streams_in(url) == ["spring", "winter"]
    assert not list(tmp_path.glob(".*"))


def test_nobody_is_let_in_by_what_the_copy_held(tmp_path: Path) -> None:
    with store(tmp_path) as database:
        session = cookie(database, "chief", event="spring", login="li")
        with database.transaction() as connection:
            token = issue(connection, Actor("judge", "J1", "spring", "J1"))
            invitation = make(connection, event="spring", role="chief", made_by="owner.console")
            (ticket,) = tickets.make(connection, "spring", ["J2"], made_by="organiser.o", key="k")
            names = dict.fromkeys(("name_zh", "name_en", "starts", "ends", "place_zh", "place_en", "document"), "")
            connection.execute(insert(schema.event).values(id="spring", **names))
            devices.enrol(
                connection, Actor("judge", "J1", "spring", "J1"), hashed="h", agent="", expires_at=now(devices.LASTS)
            )
        backup = Backup(database, str(tmp_path / "copies"), every_s=0)
        made = backup.copy()
        backup.close()
    url = f"sqlite:///{tmp_path / 'new.db'}"
    restore(made.path, url)
    with open_database(url) as database, database.transaction() as connection:
        assert visitor_of(connection, hash_of(session)) is None
        assert owner_of(connection, hash_of(token)) is None
        found = find(connection, invitation.token)
        assert found is not None and found.state == "revoked"
        assert open_sessions(connection, login="li") == []
        offered, enrolled = tickets.by_token(connection, ticket.token), devices.by_hash(connection, "h")
        assert offered is not None and offered.state == "revoked"
        assert enrolled is not None and enrolled.state == "expired", "what is on it is sent once it is enrolled again"
        assert visitor_of(connection, hash_of(open_session(connection, login="li"))) is not None, "she signs in anew"


def test_a_database_that_is_there_stays_unless_force_is_said(copy: Copy, tmp_path: Path) -> None:
    assert refused(copy, url_of(tmp_path / "contest")) == "database-there"
    done = restore(copy.path, url_of(tmp_path / "contest"), force=True)
    assert streams_in(url_of(tmp_path / "contest")) == ["spring"]
    assert Path(done.kept).name.startswith("contest.db.before-")
    assert streams_in(f"sqlite:///{done.kept}") == ["autumn", "spring"]


def test_what_only_the_log_of_the_old_database_held_is_kept_and_does_not_leak(copy: Copy, tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    killed.mkdir()
    with open_database(url_of(tmp_path / "contest")) as database, database.connect() as holding:
        holding.exec_driver_sql("SELECT 1 FROM stream")  # the log is not folded in while somebody reads
        prepare(database, "winter")
        for end in ("", "-wal"):
            shutil.copy(tmp_path / "contest" / f"contest.db{end}", killed)
    assert (killed / "contest.db-wal").stat().st_size > 0
    done = restore(copy.path, url_of(killed), force=True)
    assert streams_in(url_of(killed)) == ["spring"]
    assert streams_in(f"sqlite:///{done.kept}") == ["autumn", "spring", "winter"]


def test_a_log_without_its_database_is_moved_out_of_the_way(copy: Copy, tmp_path: Path) -> None:
    (tmp_path / "new.db-wal").write_bytes(b"of a database that is gone")
    done = restore(copy.path, f"sqlite:///{tmp_path / 'new.db'}")
    assert Path(f"{done.kept}-wal").read_bytes() == b"of a database that is gone"
    assert streams_in(f"sqlite:///{tmp_path / 'new.db'}") == ["spring"]


def test_a_damaged_database_gives_way_and_is_kept_as_it_is(copy: Copy, tmp_path: Path) -> None:
    path = tmp_path / "contest" / "contest.db"
    path.write_bytes(b"not a database any more" * 1000)
    done = restore(copy.path, url_of(tmp_path / "contest"), force=True)
    assert Path(done.kept).read_bytes() == b"not a database any more" * 1000
    assert streams_in(url_of(tmp_path / "contest")) == ["spring"]


def test_a_database_that_is_served_or_open_is_not_replaced(copy: Copy, tmp_path: Path) -> None:
    url = url_of(tmp_path / "contest")
    with Database(url) as database:
        with served(database, "http://hall"), pytest.raises(DatabaseServed, match="http://hall"):
            restore(copy.path, url, force=True)
        with database.connect() as reading:
            reading.exec_driver_sql("SELECT 1 FROM stream")
            with pytest.raises(CopyFailed) as failed:
                restore(copy.path, url, force=True)
            assert failed.value.problem.code == "database-in-use"
    assert streams_in(url) == ["autumn", "spring"]


@pytest.mark.parametrize("cut", [0, 1, 1000, 70_000])
def test_a_copy_that_was_cut_is_refused(copy: Copy, tmp_path: Path, cut: int) -> None:
    os.truncate(copy.path, cut)
    assert refused(copy, f"sqlite:///{tmp_path / 'new.db'}") == "copy-cut"
    assert refused(copy, url_of(tmp_path / "contest"), force=True) == "copy-cut"


@pytest.mark.parametrize("place", [0, 20, 5000, -1])
def test_a_copy_with_one_byte_changed_is_refused(copy: Copy, tmp_path: Path, place: int) -> None:
    body = bytearray(copy.path.read_bytes())
    body[place] ^= 1
    copy.path.write_bytes(body)
    assert refused(copy, f"sqlite:///{tmp_path / 'new.db'}") == "copy-differs"


def test_a_copy_without_its_sidecar_is_refused(copy: Copy, tmp_path: Path) -> None:
    sidecar(copy.path).unlink()
    assert refused(copy, f"sqlite:///{tmp_path / 'new.db'}") == "copy-without-sidecar"
    copy.path.unlink()
    assert refused(copy, f"sqlite:///{tmp_path / 'new.db'}") == "copy-missing"


def test_damage_that_the_hash_covers_is_found_all_the_same(copy: Copy, tmp_path: Path) -> None:
    whole = copy.path.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:8192] + os.urandom(65_536) + whole[8192 + 65_536 :], b"letter"):
        copy.path.write_bytes(damaged)
        rewritten(copy)
        assert refused(copy, url_of(tmp_path / "contest"), force=True) == "copy-damaged"


def test_a_line_that_was_changed_is_found_though_all_hashes_fit(copy: Copy, tmp_path: Path) -> None:
    with closing(sqlite3.connect(copy.path)) as connection, connection:
        connection.execute("DROP TRIGGER line_update")
        connection.execute("UPDATE line SET body = replace(body, 'event', 'house')")
    rewritten(copy)
    assert refused(copy, url_of(tmp_path / "contest"), force=True) == "copy-not-valid"


def test_streams_that_end_elsewhere_are_found(copy: Copy, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    rewritten(copy, heads=[])
    assert refused(copy, url) == "copy-other-heads"
    rewritten(copy, heads=[str(copy.heads[0]), f"winter:1:{'a' * 64}"])
    assert refused(copy, url) == "copy-other-heads"
    rewritten(copy, heads=[f"spring:1:{'a' * 64}"])
    assert refused(copy, url) == "copy-not-valid"


def test_a_copy_of_the_other_kind_is_refused(copy: Copy, tmp_path: Path) -> None:
    assert refused(copy, "postgresql://nobody@nowhere/none") == "copy-other-kind"


def test_a_copy_of_a_newer_saiping_is_refused(copy: Copy, tmp_path: Path) -> None:
    with closing(sqlite3.connect(copy.path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'r9999'")
    rewritten(copy)
    before = everything(tmp_path)
    with pytest.raises(DatabaseUnusable, match="newer"):
        restore(copy.path, f"sqlite:///{tmp_path / 'new.db'}")
    assert everything(tmp_path) == before


def test_a_place_that_is_not_there_is_refused(copy: Copy, tmp_path: Path) -> None:
    assert refused(copy, f"sqlite:///{tmp_path / 'none' / 'new.db'}") == "restore-failed"
    assert not (tmp_path / "none").exists()
