"""The day as a scale: hours, facts on them, and now."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

from competition.office.daybook import Entry
from competition.office.days import scale
from competition.office.naming import Names, People
from scoring.facts import Frozen, StreamOpened, Thawed

CHINA = timezone(timedelta(hours=8))
ROSTER = {
    "trades": [
        {"id": "welding", "name": {"zh": "焊接", "en": "Welding"}, "phases": [], "modules": []},
        {"id": "shop", "name": {"zh": "电子商务", "en": "E-commerce"}, "phases": [], "modules": []},
    ],
    "entrants": {},
}
EN = Names(ROSTER, People({}, {}), "en")
ZH = Names(ROSTER, People({}, {}), "zh")


def entry(seq: int, at: str, fact: object, trade: str = "welding") -> Entry:
    stamp = f"{at}.000000Z"
    return Entry(seq, seq, stamp, stamp, "0" * 64, fact.kind, trade, fact, Counter(["organiser.a"]))  # type: ignore[arg-type, attr-defined]


DAY = [
    entry(3, "2026-05-17T06:00:00", Frozen("welding", "")),
    entry(2, "2026-05-17T01:30:00", Thawed("welding")),
    entry(1, "2026-05-16T01:00:00", StreamOpened("x", "event"), ""),
]
NOW = datetime(2026, 5, 17, 6, 42, tzinfo=UTC)


def test_nothing_happened_is_no_scale() -> None:
    assert scale([], NOW, CHINA, EN) is None


def test_the_day_of_now_has_its_facts_on_local_hours() -> None:
    found = scale(DAY, NOW, CHINA, EN)
    assert found is not None and found.day == "2026-05-17" and found.shows_now and found.now_word == "14:42"
    assert [point.word for point in found.facts] == ["Welding thaw", "Welding freeze"]
    assert found.hours[0].word == "9:00" and found.hours[-1].word == "16:00"
    assert float(found.facts[1].x) < float(found.now) < 100
    assert found.label == "2026-05-17: 09:30 Welding thaw, 14:00 Welding freeze"


def test_in_chinese_trade_and_act_are_one_word() -> None:
    found = scale(DAY, NOW, CHINA, ZH)
    assert found is not None and found.facts[1].word == "焊接封榜"


def test_a_day_without_facts_shows_the_last_with_one_and_no_now() -> None:
    found = scale(DAY, NOW + timedelta(days=3), CHINA, EN)
    assert found is not None and found.day == "2026-05-17" and not found.shows_now


def test_words_side_by_side_stand_in_rows_and_too_many_are_left_out() -> None:
    crowd = [
        entry(seq, f"2026-05-17T06:{10 * seq:02}:00", Frozen("welding", ""), ("welding", "shop")[seq % 2])
        for seq in (5, 4, 3, 2, 1)
    ]
    found = scale(crowd, NOW, CHINA, EN)
    assert found is not None and found.rows >= 1
    by_row: dict[int, list[float]] = {}
    for point in found.facts:
        if point.word:
            by_row.setdefault(point.row, []).append(float(point.x))
    assert all(places == sorted(places) for places in by_row.values())


def test_the_same_act_within_minutes_is_said_once() -> None:
    again = [
        entry(2, "2026-05-17T06:02:00", Frozen("welding", "")),
        entry(1, "2026-05-17T06:00:00", Frozen("welding", "")),
    ]
    found = scale(again, NOW, CHINA, EN)
    assert found is not None and [point.word for point in found.facts] == ["Welding freeze ×2"]


def test_late_at_night_the_scale_ends_with_the_day() -> None:
    late = [entry(1, "2026-05-17T15:50:00", Frozen("welding", ""))]
    found = scale(late, datetime(2026, 5, 17, 15, 55, tzinfo=UTC), CHINA, EN)
    assert found is not None and found.hours[-1].word == "24:00" and len(found.hours) >= 7
