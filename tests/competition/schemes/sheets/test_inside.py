"""The XML inside a workbook: bounds on what comes out of it, and nothing that grows without end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from competition.schemes.sheets import inside
from competition.schemes.sheets.inside import cell_name, look, position
from scoring.problems import Problem
from tests.competition.schemes.forms import book


def changed(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A workbook with some of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return out.getvalue()


def test_cells_are_named_and_found_by_their_names() -> None:
    for row, column, name in (
        (0, 0, "A1"),
        (11, 1, "B12"),
        (0, 25, "Z1"),
        (0, 26, "AA1"),
        (4, 701, "ZZ5"),
        (0, 702, "AAA1"),
    ):
        assert cell_name(row, column) == name and position(name) == (row, column)
    for name in ("1A", "a1", "A0x", "ABCD1"):
        with pytest.raises(ValueError, match=name):
            position(name)


def test_a_document_type_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><worksheet/>'
    found = look(changed(book([["a"]]), {"xl/worksheets/sheet1.xml": bomb}))
    assert isinstance(found, Problem) and found.code == "sheet-unreadable"


def test_broken_xml_is_refused() -> None:
    found = look(changed(book([["a"]]), {"xl/worksheets/sheet1.xml": b"<worksheet><row></worksheet>"}))
    assert isinstance(found, Problem) and found.code == "sheet-unreadable"


def test_a_part_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "LARGEST_PART", 1000)
    found = look(changed(book([["a"]]), {"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 5000 + b"</worksheet>"}))
    assert isinstance(found, Problem) and found.code == "sheet-unreadable"


def test_too_many_sheets_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "MOST_SHEETS", 1)
    found = look(book([["a"]], more={"b": [["c"]]}))
    assert isinstance(found, Problem) and (found.code, found.facts) == ("sheet-too-many", {"limit": "1"})


def test_cells_without_a_name_stand_after_the_one_before() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row hidden="true"><c><f>1</f></c><c><v>1</v></c></row><row><c/><c t="str"><f>A1</f><v></v></c>'
        b'<c t="e"><v>#REF!</v></c></row></sheetData></worksheet>'
    )
    found = look(changed(book([["a"]]), {"xl/worksheets/sheet1.xml": sheet}))
    assert isinstance(found, list)
    assert found[0].hidden_rows == {0} and found[0].unvalued == {(0, 0)} and found[0].failed == {(1, 2)}


def test_far_cells_that_are_only_coloured_do_not_count() -> None:
    sheet = b'<worksheet><sheetData><row r="9999"><c r="XFD9999" s="3"/></row></sheetData></worksheet>'
    assert isinstance(look(changed(book([["a"]]), {"xl/worksheets/sheet1.xml": sheet})), list)
