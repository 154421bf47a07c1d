"""The level held over the years: steps up, a mark for what was revoked, a chart for each occupation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from competition.records.drawing import RUNGS, STATED, charts
from competition.records.record import Item, Record
from scoring.nodes import Name
from scoring.register import ISSUED, REVOKED, Due, Entry

BAKER, COOK = "4-03-02-02", "4-03-02-01"
TODAY = "2026-12-31"


def grade(number: str, level: str, on: str, *, revoked: bool = False, occupation: str = BAKER) -> Item:
    due = Due("E", "T", "A", "P", "grade")
    entry = Entry(number, due, 0, "", level, on[:4], "", occupation, 2, 3 if on else 0, "", 4 if revoked else 0)
    name = Name(occupation, occupation)
    return Item(entry, True, name, occupation, name, on, "", "", (), ())


def record(*items: Item, level: str = "") -> Record:
    occupations = {BAKER: Name("面点", "Baking")}
    return Record("P", Name("人", "P"), True, "2026", level, (), "2026-05-01", occupations, items)


def test_each_grade_is_a_step_from_its_day_to_the_next() -> None:
    (chart,) = charts(record(grade("1", "4", "2025-01-01"), grade("2", "3", "2026-01-01")), TODAY)
    assert [(each.x, each.rung, each.standing) for each in chart.points] == [
        ("0.0", "4", ISSUED),
        ("50.0", "3", ISSUED),
    ]
    assert chart.runs == (("0.0", "50.0", "4"), ("50.0", "99.8", "3"))
    assert chart.rises == (("50.0", "4", "3"),)
    assert chart.years == (("0.0", "2025"), ("50.0", "2026"))
    assert chart.held == "3"


def test_what_was_revoked_or_is_lower_is_a_mark_and_no_step() -> None:
    items = (
        grade("1", "3", "2025-01-01"),
        grade("2", "2", "2025-06-01", revoked=True),
        grade("3", "4", "2026-01-01"),
        grade("4", "2", ""),
    )
    (chart,) = charts(record(*items), TODAY)
    assert [each.standing for each in chart.points] == [ISSUED, REVOKED, ISSUED]
    assert (chart.rises, chart.held) == ((), "3")


def test_what_the_package_states_counts_from_the_contest_on_in_its_occupation() -> None:
    stated, cook = charts(record(grade("1", "2", "2024-03-01", occupation=COOK), level="4"), TODAY)[::-1]
    assert [(each.standing, each.rung, each.on) for each in stated.points] == [(STATED, "4", "2026-05-01")]
    assert (stated.occupation, cook.occupation, cook.held) == (BAKER, COOK, "2")
    assert charts(record(), TODAY) == []
    assert charts(record(level="special"), TODAY) == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from(RUNGS),
            st.dates().map(lambda day: f"{2000 + day.year % 40}-{day.month:02}-{min(day.day, 28):02}"),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["", *RUNGS]),
)
def test_steps_only_rise_and_stay_within_the_chart(given_: list[tuple[str, str, bool]], level: str) -> None:
    items = [grade(f"{at:02}", rung, on, revoked=revoked) for at, (rung, on, revoked) in enumerate(given_)]
    (chart,) = charts(record(*items, level=level), TODAY)
    assert all(0 <= float(each.x) <= 100 for each in chart.points)
    assert [rung for *_, rung in chart.runs] == sorted({rung for *_, rung in chart.runs}, reverse=True)
    assert all(float(since) <= float(to) for since, to, _ in chart.runs)
    held = [rung for rung, _, revoked in given_ if not revoked] + [level] * bool(level)
    assert chart.held == min(held, default="")
    assert len(chart.years) <= 8
