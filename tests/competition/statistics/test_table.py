from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from competition.exports.forms import comma_separated
from competition.statistics.figures.report import report
from competition.statistics.table import COLUMNS, taken
from tests.competition.statistics.panel import SHROUT_FLEISS
from tests.competition.statistics.panel import taken as marked

GIVEN: Mapping[str, Sequence[str | None]] = {
    f"E{row + 1}": [f"{mark:g}" for mark in marks] for row, marks in enumerate(SHROUT_FLEISS)
}
POSITION = "bakes:7:abc"


def written(given: Mapping[str, Sequence[str | None]], lang: str = "en") -> tuple[dict[str, str], list[list[str]]]:
    """(head, table with its titles) of the file."""
    found = report(marked(given), {"J1": frozenset({"E1"})})
    assert found is not None
    made = taken(found, [("event", "=Bakes"), ("node", "")], {"J1": "Gu Qinghe"}, POSITION, lang)
    lines = list(csv.reader(io.StringIO(comma_separated(made).decode("utf-8-sig"), newline="")))
    between = lines.index([])
    return {line[0]: line[1] for line in lines[:between]}, lines[between + 1 :]


def test_a_row_a_judge_with_every_figure_and_its_interval() -> None:
    titles, *rows = written(GIVEN)[1]
    assert len(titles) == len(COLUMNS) and [row[0] for row in rows] == ["J1", "J2", "J3", "J4"]
    assert rows[0][1:7] == ["Gu Qinghe", "6", "6", "0.237500", "0.153300", "0.321700"]
    assert rows[0][7] == "" and rows[0][13] == "1" and rows[1][13:] == ["", "", "", ""]


def test_the_head_says_what_it_is_and_where_it_was_made() -> None:
    head, _ = written(GIVEN)
    assert head["event"] == "'=Bakes" and head["made at"] == POSITION
    assert head["ICC(2,1), 95% from, to"] == "0.289764 0.018787 0.761084"
    assert "Kendall's W" in head


def test_what_cannot_be_said_stays_empty() -> None:
    _, rows = written({"E1": ["9", "2", None]})
    assert rows[1][4:7] == ["0.350000", "", ""] and rows[3][4:13] == [""] * 9


def test_it_speaks_chinese() -> None:
    head, (titles, *_) = written(GIVEN, "zh")
    assert "赛事" in head and "裁判姓名" in titles
