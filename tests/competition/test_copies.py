"""What a folder of copies keeps, lets go, and does not touch."""

from __future__ import annotations

import hashlib
import json
import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from competition.backup.copies import DAYS, HOURS, LEAST, NEWEST, Copy, CopyFailed, Folder, outdated, read_copy, sidecar
from competition.store.clock import Clock
from competition.store.verify import Position
from competition.words import problems, say

FIRST = datetime(2026, 5, 1, 8, tzinfo=UTC)
HEADS = [Position("spring", 3, "a" * 64)]


class Shelf:
    """A folder of copies under a clock that the test sets."""

    def __init__(self, path: Path, source: str = "hall:/saiping.db", reserve: int = 0) -> None:
        self.now = FIRST
        clock = Clock(lambda: int(self.now.timestamp()) * 10**9)
        self.folder = Folder(path, "saiping", source, clock=clock, reserve=reserve)

    def keeps(self, body: str, *, again: bool = False) -> Copy:
        self.folder.prepare(len(body))
        part = self.folder.part()
        part.write_text(body, encoding="utf-8")
        made = self.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return self.folder.keep(part, made=made, kind="sqlite", suffix=".db", heads=HEADS, again=again)

    def bodies(self) -> list[str]:
        return [copy.path.read_text(encoding="utf-8") for copy in self.folder.copies()]


def made_at(number: int, made: datetime) -> Copy:
    text = made.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return Copy(Path(f"{number}.db"), "here", number, text, "sqlite", 1, "", ())


def left_after(times: list[datetime]) -> list[Copy]:
    """What is there after copies were made at these times, one after the other."""
    copies: list[Copy] = []
    for number, made in enumerate(times):
        copies.append(made_at(number, made))
        gone = outdated(copies)
        copies = [copy for copy in copies if copy not in gone]
    return copies


def test_a_copy_is_what_its_sidecar_says(tmp_path: Path) -> None:
    copy = Shelf(tmp_path).keeps("body")
    assert copy.path.name == "saiping-20260501T080000.000000Z.db"
    assert copy == read_copy(copy.path)
    assert (copy.number, copy.size, copy.made) == (1, 4, "2026-05-01T08:00:00.000000Z")
    assert copy.sha256 == hashlib.sha256(b"body").hexdigest()
    assert json.loads(sidecar(copy.path).read_text())["heads"] == [f"spring:3:{'a' * 64}"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [copy.path.name, sidecar(copy.path).name]


def test_the_same_again_is_one_copy_unless_it_was_asked_for(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first = shelf.keeps("one")
    assert shelf.keeps("one") == first
    assert shelf.bodies() == ["one"]
    second = shelf.keeps("one", again=True)
    assert second.path != first.path and second.number == 2
    assert shelf.bodies() == ["one", "one"]
    assert not list(tmp_path.glob(".*"))


def test_the_order_is_that_of_making_even_where_the_clock_went_back(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for body in ("one", "two", "three"):
        shelf.keeps(body)
        shelf.now -= timedelta(days=400)
    assert shelf.bodies() == ["one", "two", "three"]


def test_of_many_copies_the_newest_stay_then_one_an_hour_then_one_a_day() -> None:
    minutes = 60 * 24 * 40
    copies = left_after([FIRST + timedelta(minutes=minute) for minute in range(minutes)])
    assert len(copies) == NEWEST + HOURS + DAYS
    made = [copy.made for copy in copies]
    newest = [copy.number for copy in copies[-NEWEST:]]
    assert newest == list(range(minutes - NEWEST, minutes))
    assert all(text[14:16] == "59" for text in made[:-NEWEST])
    hourly = made[-NEWEST - HOURS : -NEWEST]
    assert len({text[:13] for text in hourly}) == HOURS
    assert len({text[:10] for text in made[:DAYS]}) == DAYS


def test_however_the_clock_runs_the_newest_stay_and_their_number_is_bounded() -> None:
    dice = random.Random(4)
    copies = left_after([FIRST + timedelta(minutes=dice.randrange(10**6)) for _ in range(800)])
    assert [copy.number for copy in copies[-NEWEST:]] == list(range(800 - NEWEST, 800))
    assert len(copies) <= NEWEST + HOURS + DAYS


def test_the_folder_lets_outdated_copies_go_with_their_sidecars(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for number in range(NEWEST + 5):
        shelf.keeps(str(number))
        shelf.now += timedelta(seconds=1)
    assert shelf.bodies() == [str(number) for number in range(4, NEWEST + 5)]  # the 4th is the last of its hour
    assert len(list(tmp_path.iterdir())) == 2 * (NEWEST + 1)


def test_the_copies_of_another_database_are_not_touched(tmp_path: Path) -> None:
    one, other = Shelf(tmp_path, "hall:/a/saiping.db"), Shelf(tmp_path, "hall:/b/saiping.db")
    for number in range(NEWEST + 3):
        one.keeps(f"one {number}")
        one.now += timedelta(seconds=1)
    other.keeps("other")
    assert other.bodies() == ["other"]
    assert len(one.bodies()) == NEWEST + 1


def test_where_the_disk_is_short_old_copies_make_room_and_the_last_stay(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for number in range(8):
        shelf.keeps(str(number))
        shelf.now += timedelta(seconds=1)
    short = Shelf(tmp_path, reserve=2**62)
    with pytest.raises(CopyFailed) as failed:
        short.keeps("more")
    assert failed.value.problem.code == "backup-disk-full"
    assert shelf.bodies() == [str(number) for number in range(8 - LEAST, 8)]


def test_a_folder_is_made_but_not_the_way_to_it(tmp_path: Path) -> None:
    Shelf(tmp_path / "copies").keeps("body")
    (tmp_path / "file").write_text("", encoding="utf-8")
    for wrong in (tmp_path / "stick" / "copies", tmp_path / "file", tmp_path / "file" / "copies"):
        with pytest.raises(CopyFailed) as failed:
            Shelf(wrong).keeps("body")
        assert failed.value.problem.code == "backup-folder-unusable"
    assert not (tmp_path / "stick").exists()


def test_what_killed_copies_left_is_removed_once_it_is_old(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    copy = shelf.keeps("body")
    left = [shelf.folder.part(), sidecar(tmp_path / "saiping-20260501T070000.000000Z.db")]
    left.append(left[0].with_name(left[0].name + "-wal"))
    foreign = [tmp_path / "saiping-notes.json", tmp_path / "letter.txt", tmp_path / ".hidden"]
    for path in (*left, *foreign, sidecar(copy.path)):
        path.touch()
        os.utime(path, (FIRST.timestamp(), FIRST.timestamp()))
    shelf.now += timedelta(minutes=9)
    shelf.folder.prepare(0)
    assert all(path.exists() for path in left)
    shelf.now += timedelta(minutes=2)
    shelf.folder.prepare(0)
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in (*foreign, copy.path, sidecar(copy.path)))


def test_a_copy_never_takes_a_name_that_is_taken(tmp_path: Path) -> None:
    taken = tmp_path / "saiping-20260501T080000.000000Z.db"
    taken.write_text("somebody's", encoding="utf-8")
    copy = Shelf(tmp_path).keeps("body")
    assert copy.path.name == "saiping-20260501T080000.000000Z-2.db"
    assert taken.read_text(encoding="utf-8") == "somebody's"


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"source": "x"}', '{"size": null}'])
def test_a_sidecar_that_says_too_little_makes_no_copy(tmp_path: Path, text: str) -> None:
    shelf = Shelf(tmp_path)
    copy = shelf.keeps("body")
    sidecar(copy.path).write_text(text, encoding="utf-8")
    with pytest.raises(CopyFailed) as failed:
        read_copy(copy.path)
    assert failed.value.problem.code == "sidecar-unreadable"
    assert shelf.bodies() == []


def test_what_is_wrong_is_said_in_both_languages() -> None:
    codes = [code for code in problems() if code.startswith(("backup-", "copy-", "database-", "restore-", "sidecar-"))]
    assert len(codes) >= 19
    for code in codes:
        for text in problems()[code].values():
            assert say(text, "zh") != text
