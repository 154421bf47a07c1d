"""The venue's folder keeps keys for its owner alone, and says what is missing."""

from __future__ import annotations

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from competition.venue import authority
from competition.venue.folder import Folder, Record
from tests.competition.halls import NAME, NOW, founded, held

UNIX = pytest.mark.skipif(os.name == "nt", reason="rights are kept elsewhere")


def codes(folder: Folder) -> list[str]:
    found, problems = folder.read_authority(NOW)
    assert found is None
    return [each.code for each in problems]


@UNIX
def test_keys_and_sheets_are_for_their_owner_alone_whatever_the_mask_says(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        held(tmp_path / "venue")
        Folder(tmp_path / "venue").keep_sheet("sheet.html", "<p>")
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "venue").iterdir()}
    assert modes == {
        "authority.key": 0o600,
        "server.key": 0o600,
        "sheet.html": 0o600,
        ".gitignore": 0o600,
        "authority.pem": 0o644,
        "server.pem": 0o644,
        "venue.json": 0o644,
    }
    assert stat.S_IMODE((tmp_path / "venue").stat().st_mode) == 0o700


def test_the_folder_is_kept_out_of_repositories(tmp_path: Path) -> None:
    held(tmp_path)
    assert (tmp_path / ".gitignore").read_text() == "*\n"


@UNIX
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_can_change_is_refused(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)
    assert [each.code for each in Folder(tmp_path).prepare()] == ["folder-shared"]


@UNIX
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_is_refused_unless_it_is_laid_aside(tmp_path: Path, mode: int) -> None:
    held(tmp_path)
    (tmp_path / "authority.key").chmod(mode)
    assert [each.code for each in Folder(tmp_path).prepare()] == ["key-exposed"]
    assert Folder(tmp_path).prepare(anew=True) == []


def test_an_authority_is_read_back(tmp_path: Path) -> None:
    made = held(tmp_path)
    found, problems = Folder(tmp_path).read_authority(NOW)
    assert found is not None and problems == []
    assert found.certificate == made.authority.certificate
    assert Folder(tmp_path).read_certificate() == made.authority.certificate


def test_where_there_is_none_there_is_no_problem(tmp_path: Path) -> None:
    assert codes(Folder(tmp_path / "nowhere")) == [] and Folder(tmp_path).read_certificate() is None


@pytest.mark.parametrize("name", ["authority.pem", "authority.key"])
def test_half_an_authority_is_said(tmp_path: Path, name: str) -> None:
    held(tmp_path)
    (tmp_path / name).unlink()
    assert codes(Folder(tmp_path)) == ["authority-half"]


@pytest.mark.parametrize("name", ["authority.pem", "authority.key"])
def test_a_broken_one_is_said(tmp_path: Path, name: str) -> None:
    held(tmp_path)
    (tmp_path / name).write_text("nothing")
    assert codes(Folder(tmp_path)) == ["authority-broken"]


def test_anothers_key_is_said(tmp_path: Path) -> None:
    held(tmp_path)
    (tmp_path / "server.key").replace(tmp_path / "authority.key")
    assert codes(Folder(tmp_path)) == ["authority-broken"]


def test_one_that_has_ended_is_said(tmp_path: Path) -> None:
    Folder(tmp_path).keep_authority(founded(now=NOW - authority.LASTS + timedelta(hours=1)))
    assert codes(Folder(tmp_path)) == ["authority-ended"]


def test_one_that_is_laid_aside_can_be_found_again(tmp_path: Path) -> None:
    made = held(tmp_path)
    mark = "".join(authority.fingerprint(made.authority.certificate)[:2])
    moved = Folder(tmp_path).lay_aside()
    assert [path.name for path in moved] == [f"authority-{mark}.pem", f"authority-{mark}.key"]
    assert all(path.exists() for path in moved) and codes(Folder(tmp_path)) == []


def test_what_was_asked_for_is_read_back(tmp_path: Path) -> None:
    record = Record((NAME, "192.168.1.10"), (NAME,), 443, 80)
    Folder(tmp_path).keep_record(record)
    assert Folder(tmp_path).read_record() == record
    assert record.urls == (f"https://{NAME}", "https://192.168.1.10") and record.trust == f"http://{NAME}/trust"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"hosts": 1, "names": [], "port": 1, "trust_port": 1}', "\xff"])
def test_what_cannot_be_read_back_is_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "venue.json").write_text(text, "latin-1")
    assert Folder(tmp_path).read_record() == Record()


def test_what_a_broken_off_write_left_behind_stands_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".server.key.new").write_text("half")
    held(tmp_path)
    assert not (tmp_path / ".server.key.new").exists()
