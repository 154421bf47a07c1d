"""Dates, places and codes of a certificate in words."""

from __future__ import annotations

import pytest

from competition.certificates.saying import day, held, led, ordinal, said, texts
from tests.competition.certificates.printed import award, grade


def test_days_are_written_out() -> None:
    assert day("2026-06-05") == {"zh": "2026年6月5日", "en": "5 June 2026"} and day("") == {"zh": "", "en": ""}


@pytest.mark.parametrize(
    ("starts", "ends", "chinese", "english"),
    [
        ("2026-06-03", "2026-06-05", "2026年6月3日至5日", "3–5 June 2026"),
        ("2026-05-30", "2026-06-01", "2026年5月30日至6月1日", "30 May – 1 June 2026"),
        ("2025-12-30", "2026-01-02", "2025年12月30日至2026年1月2日", "30 December 2025 – 2 January 2026"),
        ("2026-06-03", "2026-06-03", "2026年6月3日", "3 June 2026"),
        ("", "2026-06-03", "2026年6月3日", "3 June 2026"),
    ],
)
def test_what_two_days_share_is_said_once(starts: str, ends: str, chinese: str, english: str) -> None:
    assert held(starts, ends) == {"zh": chinese, "en": english}


def test_places_are_counted_in_english() -> None:
    assert [ordinal(each) for each in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)] == (
        ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]
    )


def test_codes_become_words() -> None:
    words = said(grade(papers={"theory": "88", "own": "70"}))["said"]
    assert words["grade"] == {"zh": "技师", "en": "Technician (level 2)", "level": "二级／技师", "rung": 4}
    assert words["gender"] == {"zh": "女", "en": "Female"} and words["identity"]["zh"] == "居民身份证"
    assert [(each["name"]["zh"], each["result"]) for each in words["papers"]] == [("理论成绩", "88"), ("own", "70")]
    assert words["number"] == ["S", "0000", "32", "004178", "26", "2", "000317"]
    assert words["occupation"] == "插花花艺师 4-10-03-06"


@pytest.mark.parametrize(("code", "rung"), [("5", 1), ("1", 5), ("special", 0), ("", 0), ("unheard of", 0)])
def test_a_level_is_as_many_graduations_as_it_has_risen(code: str, rung: int) -> None:
    assert said(grade(grade=code))["said"]["grade"]["rung"] == rung


def test_breaks_of_lines_become_spaces_and_every_text_has_its_place() -> None:
    form = said(award(name=" 周\r\n若晴\u2028"))
    assert form["name"] == "周 若晴"
    places = dict(texts(form))
    assert places["honours.1.name.en"] == "Skilled Expert" and places["clauses.0.cites"] == "第八条第二款"


def test_a_name_says_what_leads() -> None:
    assert led({"zh": "花", "en": "Flower"}) | {"lang": "zh"} == (
        {"zh": "花", "en": "Flower", "first": "花", "other": "Flower", "lang": "zh", "english": "Flower"}
    )
    only = led([{"zh": "", "en": "Flower"}])[0]
    assert (only["first"], only["other"], only["lang"], only["english"]) == ("Flower", "", "en", "Flower")
    assert led({"zh": "A", "en": "A"})["other"] == "" and led({"zh": "花", "en": ""})["english"] == "花"
