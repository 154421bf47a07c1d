"""Whatever stands in a cell comes out of a workbook, of CSV and of JSON as it went in, and is never a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from competition.exports import forms
from competition.exports.forms import SIGN, STARTS, TooManyRows, as_json, comma_separated, xlsx
from competition.exports.tables import Column, Figure, Table, Taken, figure, places

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=30),
    st.sampled_from(
        ["=1+1", "=cmd|' /C calc'!A0", "+86 138", "-x", "@SUM(A1)", "\tx", "|x", "%x", "＝1", "－1", "＋1", "＠x"]
    ),
    st.sampled_from(["http://example.org", "mailto:a@b.c", "internal:Sheet!A1", "{=1}", "0012", "1e5", "TRUE", "#N/A"]),
    st.builds(lambda start, rest: start + rest, st.sampled_from(STARTS), st.text("abc=1(", max_size=5)),
)
FIGURES = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
    st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**6), max_value=10**6),
    st.integers(-(10**20), 10**20),
).map(lambda number: Figure("0" if not number else f"{number:f}"))


def taken(*rows: tuple[str, ...], width: int = 1) -> Taken:
    columns = tuple(Column(f"c{number}", f"列{number}", 12) for number in range(width))
    table = Table("results", "成绩", columns, rows)
    return Taken((("event", "赛事", "=spring"),), (table,), f"spring:7:{'a' * 64}")


def sheet(content: bytes, name: str = "成绩") -> list[list[object]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [list(row) for row in rows]


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEXTS, FIGURES), min_size=1, max_size=6))
def test_what_goes_in_comes_out_and_nothing_is_a_formula(rows: list[tuple[str, str]]) -> None:
    content = xlsx(taken(*rows, width=2))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                inside = archive.read(name).decode()
                assert "<f>" not in inside and "<f " not in inside and "hyperlink" not in inside
    for found, (text, number) in zip(sheet(content)[1:], rows, strict=True):
        cells = [*found, "", ""]
        assert cells[0] == text
        shown = places(number)
        assert cells[1] == number if shown is None else f"{cells[1]:.{shown}f}" == number
    written = lines(comma_separated(taken(*rows, width=2)))
    for (cell, value), (text, number) in zip(written[3:], rows, strict=True):
        assert value == number
        assert cell == (SIGN + text if text.startswith(STARTS) else text)
        assert not cell.startswith(STARTS)
    told = json.loads(as_json(taken(*rows, width=2)))
    assert [(row["c0"], row["c1"]) for row in told["results"]] == [(str(text), str(number)) for text, number in rows]


@pytest.mark.parametrize("start", STARTS)
def test_a_text_that_might_be_taken_for_a_formula_is_marked_in_csv(start: str) -> None:
    *_, (cell,) = lines(comma_separated(taken((f"{start}1",))))
    assert cell == f"'{start}1"


def test_a_negative_figure_stays_a_number() -> None:
    *_, (cell,) = lines(comma_separated(taken((figure("-1.50"),))))
    assert cell == "-1.50"
    assert sheet(xlsx(taken((figure("-1.50"),))))[1] == [-1.5]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("90.50", 2),
        ("-0.5", 1),
        ("0", 0),
        ("1200", 0),
        ("33.333333333333", 12),
        ("0.1234567890123456", None),
        ("123456789012345678", None),
        ("absent", None),
        ("8/3", None),
        ("", None),
        (None, None),
    ],
)
def test_only_what_a_spreadsheet_can_hold_exactly_is_a_number(value: str | None, shown: int | None) -> None:
    assert places(figure(value)) == shown


def test_csv_opens_in_excel_with_chinese_intact_and_says_what_it_is() -> None:
    content = comma_separated(taken(("苏婉清",)))
    assert content.startswith("\ufeff".encode())
    assert content.count(b"\r\n") == content.count(b"\n") == 4
    assert lines(content) == [["赛事", "'=spring"], [], ["列0"], ["苏婉清"]]


def test_every_sheet_is_printed_with_its_place_in_the_ledger() -> None:
    content = xlsx(taken(("x",)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert f"spring:7:{'a' * 16}" in archive.read("xl/worksheets/sheet2.xml").decode()
    assert sheet(content, "说明 About") == [["赛事", "=spring"]]


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST_ROWS", 2)
    assert len(sheet(xlsx(taken(("a",), ("b",))))) == 3
    with pytest.raises(TooManyRows):
        xlsx(taken(("a",), ("b",), ("c",)))


def test_a_workbook_tells_the_time_of_its_line_and_no_other() -> None:
    said = xlsx(replace(taken(("x",)), at="2026-05-03T23:59:58.987654Z"))
    with zipfile.ZipFile(io.BytesIO(said)) as archive:
        core = archive.read("docProps/core.xml").decode()
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert set(re.findall("[0-9]{4}-[0-9]{2}-[0-9]{2}T[^<]*", core)) == {"2026-05-03T23:59:58Z"}
    assert "1980-01-01T00:00:00Z" in zipfile.ZipFile(io.BytesIO(xlsx(taken(("x",))))).read("docProps/core.xml").decode()


def test_a_workbook_says_nothing_of_the_machine(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx(taken(("x",))))) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert not re.search(r"root|/home/|/tmp/", inside)
