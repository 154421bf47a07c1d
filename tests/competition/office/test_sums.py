"""The page of results in numbers."""

from __future__ import annotations

import re

from tests.competition.office.house import HERE, TRADE, House


def test_the_page_shows_where_totals_lie_and_who_came_from_where(marked: House) -> None:
    organiser = marked.person("organiser")
    page = organiser.get(f"{HERE}/statistics?trade={TRADE}")
    assert page.status == 200 and "How totals lie" in page.text and "By organisation" in page.text
    counts = re.findall(r'aria-label="[0-9.]+ – [0-9.]+: (\d+)"', page.html)
    assert len(counts) == 10 and sum(map(int, counts)) == 6, "six were in the last phase"
    assert "成绩统计" in organiser.get(f"{HERE}/statistics", "zh").text
    assert organiser.get(f"{HERE}/statistics?trade=nothing").status == 404
    assert marked.person("judge").get(f"{HERE}/statistics").status == 403
    assert marked.nobody().get(f"{HERE}/statistics").status == 303


def test_before_a_mark_is_in_nothing_is_said_of_totals_or_grades(opened: House) -> None:
    page = opened.person("organiser").get(f"{HERE}/statistics?trade={TRADE}")
    assert page.status == 200 and "How totals lie" not in page.text and "Grades granted" not in page.text
