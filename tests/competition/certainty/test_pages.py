"""What can still change and what hangs on one mark, as chief judge and office read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from competition.access.access import HOUSE
from tests.competition.certainty.cakes import Tasted, tasted
from tests.competition.office.house import EVENT as CLOSED
from tests.competition.office.house import files, house, zipped
from tests.competition.supervision.arena import BLIND, EVENT, NAMES, arena, entrant_id
from tests.competition.supervision.desks import desks

CHIEF = "/chief/bakery/certainty"
OFFICE = "/office/bakery/trades/cakes/certainty"
OWED = (("C4", "piping"), ("C5", "score"))


@pytest.fixture(scope="module")
def owed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tasted]:
    """Nobody has tasted C4's cake, nor marked C5's paper."""
    with tasted(tmp_path_factory.mktemp("owed"), OWED) as served:
        yield served


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tasted]:
    """Every mark is in."""
    with tasted(tmp_path_factory.mktemp("marked")) as served:
        yield served


@pytest.mark.parametrize(("path", "role"), [(CHIEF, "chief"), (OFFICE, "organiser")])
def test_while_marks_are_owed_places_and_grades_say_what_they_ask(owed: Tasted, path: str, role: str) -> None:
    words = owed.words(path, role)
    for said in (
        "What can still change",
        "1 C1 Baker C1 94.00 1–2 Others decide.",
        "5 C5 Baker C5 56.00 4–6 place 5: certain with 8.00 or more in theory",
        "place 4: possible with 8.00 or more in theory; others decide, too",
        "senior worker (level 3): certain with 12.00 or more in theory",
        "6 C4 Baker C4 16.60 1–6 place 5: possible with 39.40 or more in cake, certain with 47.40 or more",
        "technician (level 2): certain with 72.10 or more in cake",
        "senior worker (level 3): certain with any mark",
    ):
        assert said in words, said
    assert "Without a judge" not in words


def test_the_same_is_said_in_chinese(owed: Tasted, marked: Tasted) -> None:
    words = owed.words(CHIEF, lang="zh")
    assert "第 5 名：cake得 39.40 以上即有可能，得 47.40 以上即可确定" in words
    assert "技师（二级）：cake得 72.10 以上即可确定 高级工（三级）：评出即可确定" in words
    assert "第 4 名：theory得 8.00 以上即有可能，还要看他人" in words
    words = marked.words(OFFICE, "organiser", "zh")
    assert "方正给 C2 的“score”由 59.5 变为 59，即为第 2 名" in words
    assert "去掉穆清：高级工（三级）变为技师（二级）" in words


@pytest.mark.parametrize(("path", "role"), [(CHIEF, "supervisor"), (OFFICE, "organiser")])
def test_once_all_is_marked_it_says_which_places_and_grades_hang_on_one_mark(
    marked: Tasted, path: str, role: str
) -> None:
    words = marked.words(path, role)
    for said in (
        "Each of 24 marks was moved by one step up and down",
        "1 C1 Baker C1 94.00 5.30 No single step changes it.",
        "2 C2 Baker C2 88.70 5.30 0.10 Gan Tang in piping, 96 → 95 would make it place 3 6 single steps change it",
        "Fang Zheng in score, 59.5 → 60: senior technician (level 1) instead of no grade",
        "3 C4 Baker C4 88.60 0.10 8.60 Fang Zheng for C2 in score, 59.5 → 59 would make it place 2",
        "Fang Zheng for C2 in score, 59.5 → 59: technician (level 2) instead of senior worker (level 3)",
    ):
        assert said in words, said


def test_it_says_what_each_judge_left_out_would_change(marked: Tasted) -> None:
    words = marked.words(CHIEF)
    assert "without Mu Qing: technician (level 2) instead of senior worker (level 3)" in words
    judges = words.partition("Without a judge")[2]
    assert "Fang Zheng Cannot be left out: No mark counts" in judges
    assert "Gan Tang Nothing changes" in judges and "Mu Qing 2 places change C2 2 → 3 C4 3 → 2" in judges


def test_it_is_for_the_inside_alone(owed: Tasted) -> None:
    for role in ("chief", "supervisor", "organiser", "authority"):
        assert owed.get(CHIEF, role).status_code == 200, role
    for role in ("judge", "second", "association", "competitor", "draw", "hall"):
        assert owed.get(CHIEF, role).status_code == 403, role
    for role in ("judge", "competitor", "hall"):
        assert owed.get(OFFICE, role).status_code == 403, role
    for path in (CHIEF, OFFICE):
        assert owed.get(path, "").headers["location"].startswith("/sign-in")


def test_what_is_not_there_is_not_found(owed: Tasted) -> None:
    for path in (f"{CHIEF}?trade=pies", f"{CHIEF}?phase=semi", f"{OFFICE}?phase=semi"):
        assert owed.get(path, "organiser").status_code == 404, path
    assert owed.get("/office/bakery/trades/pies/certainty", "organiser").status_code == 404
    assert owed.get("/chief/elsewhere/certainty").status_code in (403, 404)


def test_console_and_trade_lead_to_it(owed: Tasted) -> None:
    assert f'href="{CHIEF}?trade=cakes"' in owed.get("/chief/bakery").text
    assert f'href="{OFFICE}"' in owed.get("/office/bakery/trades/cakes", "organiser").text


def test_asked_again_it_says_the_same(marked: Tasted) -> None:
    first, again = (marked.get(CHIEF).text.partition("<main")[2] for _ in range(2))
    assert first == again


def test_without_an_open_trade_it_says_what_will_come(tmp_path: Path) -> None:
    with house(tmp_path, event=False) as office:
        owner = office.person("owner", event=HOUSE)
        owner.post(owner.send("/office/import", [("package", ("p.zip", zipped(files())))]).to)
        assert "the places that are still possible stand here" in owner.get(f"/chief/{CLOSED}/certainty").text


@pytest.mark.anyio
@pytest.mark.parametrize(("stage", "seen"), [("marking", False), ("review", True)])
async def test_while_a_trade_is_sealed_codes_stand_alone_and_no_grade_is_told(
    tmp_path: Path, stage: str, seen: bool
) -> None:
    url = f"sqlite:///{tmp_path / 'arena.db'}"
    async with arena(url) as at:
        await at.come_to(BLIND, stage)
    with desks(url) as desk:
        answer = desk.get("chief", f"/chief/{EVENT}/certainty?trade={BLIND}")
        assert answer.status_code == 200
        text = answer.text.partition("<main")[2]
    names = [name for pair in NAMES[BLIND] for name in pair]
    assert bool([each for each in names if each in text]) == seen
    assert seen or (entrant_id(BLIND, 1) not in text and 'class="turn"' not in text)
