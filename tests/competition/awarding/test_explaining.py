"""A decision is told with its clause, what was compared, how far it is, and what would have had to differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from competition.awarding.cases import policy_of
from competition.awarding.decisions import decisions
from competition.awarding.explaining import Told, lines, told
from competition.words import LANGUAGES
from scoring.clauses.values import Policy
from tests.competition.awarding.bakery import POLICY, bakery, folded, package


def tellings(folder: Path, lang: str, most: int = 0, policy: str = POLICY) -> dict[str, list[Told]]:
    stated = package(bakery(folder, policy=policy))
    trade = folded(stated).trades["cakes"]
    pinned = policy_of(trade.policy)
    assert isinstance(pinned, Policy)
    return {each.candidate.person: told(pinned, each.decision, lang, most) for each in decisions(trade, stated)}


def test_who_is_granted_a_grade_sees_clause_comparison_and_margin(tmp_path: Path) -> None:
    grade, title = tellings(tmp_path, "en")["P1"]
    assert (grade.headline, grade.word, grade.status) == ("technician (level 2)", "Granted", "granted")
    assert grade.quote == "“云屏市职业技能竞赛奖励办法” (云人社〔2026〕8号), 第五条第一款"
    assert [(row.look, row.seen, row.asked, row.margin) for row in grade.rows] == [
        ("place", "1", "up to 2", "one place in hand"),
        ("grade held", "senior worker (level 3)", "", "leads to technician (level 2)"),
        ("theory", "90", "at least 60", "30 in hand"),
        ("promotions this year", "0", "at most 0", ""),
    ]
    assert grade.differ == (
        ("place 3", "Not awarded"),
        ("grade held technician (level 2)", "senior technician (level 1) Granted"),
    )
    assert (title.headline, title.word) == ("Yunping Expert", "May apply")


def test_who_is_refused_reads_how_much_was_short(tmp_path: Path) -> None:
    people = tellings(tmp_path, "en")
    assert people["P2"][0].short == ("theory: 59.5, at least 60 is asked; 0.5 short. [第八条]",)
    assert people["P2"][0].differ == (("theory 60", "senior technician (level 1) Granted"),)
    assert people["P8"][0].short == ("Place 5 comes after place 4, the last one; one place short.",)
    assert people["P8"][0].differ[0] == ("place 4", "senior worker (level 3) Granted")
    assert people["P5"][0].short == (
        "promotions this year: 1, at most 0 is allowed; 1 over. [“关于竞赛资格的通知”, 第二条]",
    )
    assert ("promotions this year 0", "senior worker (level 3) Granted") in people["P5"][0].differ


def test_a_gap_says_what_the_text_leaves_open(tmp_path: Path) -> None:
    grade = tellings(tmp_path, "en")["P6"][0]
    assert grade.word == "Not decided: The policy does not say how to round"
    assert grade.short[0] == "50% of 3 is 1.5 places; the text does not say how to round."


def test_in_chinese_it_is_said_in_chinese(tmp_path: Path) -> None:
    people = tellings(tmp_path, "zh")
    assert people["P1"][0].headline == "技师（二级）"
    assert people["P1"][0].quote == "《云屏市职业技能竞赛奖励办法》（云人社〔2026〕8号）第五条第一款"
    assert people["P2"][0].short == ("理论成绩：59.5，要求不低于 60，差 0.5。（第八条）",)
    assert people["P8"][0].short == ("第 5 名，末位为第 4 名，差 1 名。",)
    assert list(lines(people["P8"][0], "zh"))[-2] == "  若名次为 4：高级工（三级） 认定"


def test_the_scale_of_places_shows_what_each_stretch_gives_this_person(tmp_path: Path) -> None:
    people = tellings(tmp_path, "en", most=6)
    assert [(each.first, each.last, each.outcome.status, each.outcome.value) for each in people["P4"][0].places] == [
        (1, 2, "granted", "2"),
        (3, 4, "granted", "3"),
        (5, 6, "refused", ""),
    ]
    assert people["P2"][0].places == (), "where no place would help there is no scale"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_code_and_no_blank_is_left_in_any_line(tmp_path: Path, lang: str) -> None:
    for each in (each for tellings_ in tellings(tmp_path, lang).values() for each in tellings_):
        for line in lines(each, lang):
            assert "…" not in line and "{" not in line and "_" not in line
            if lang == "en":
                assert "，" not in line
