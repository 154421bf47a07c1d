"""The days of a notice: weekends and holidays are shown and do not count."""

from __future__ import annotations

from competition.supervision.days import days


def test_a_notice_over_a_weekend_and_a_holiday() -> None:
    found = days("2026-04-29", 3, ["2026-05-01"], "2026-05-04")
    assert [(each.day[8:], each.kind, each.number) for each in found] == [
        ("29", "posted", 0),
        ("30", "working", 1),
        ("01", "holiday", 0),
        ("02", "weekend", 0),
        ("03", "weekend", 0),
        ("04", "working", 2),
        ("05", "working", 3),
    ]
    assert [each.day for each in found if each.today] == ["2026-05-04"]
    assert [each.day for each in found if each.last] == ["2026-05-05"]


def test_a_notice_of_no_days_is_its_own_last_day() -> None:
    assert [(each.kind, each.last) for each in days("2026-05-09", 0, [], "2026-05-09")] == [("posted", True)]
