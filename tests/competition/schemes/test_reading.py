"""What somebody brings becomes a draft: a sheet, pasted cells or TOML, whatever it is, with every problem at once."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.schemes.annex import Annex, annex_text
from competition.schemes.reading import Draft, Setting, read, read_pasted
from competition.schemes.sheets.rows import sheet
from competition.schemes.sheets.shaping import shaped
from competition.schemes.sheets.workbook import Grid
from scoring.scheme import read_scheme
from tests.competition.schemes.forms import ENGLISH, SHEET, Form, bakery, book, cell_of, module_a
from tests.competition.venue import YUNPING

FLORISTRY = (YUNPING / "schemes" / "floristry.toml").read_bytes()


def said(draft: Draft) -> list[tuple[str, str]]:
    return [(each.code, each.where.removeprefix(f"{SHEET}!")) for each in draft.problems]


def test_a_sheet_in_order_is_a_scheme_and_its_text_states_the_same() -> None:
    draft = read("bakery.xlsx", bakery().book())
    assert draft.problems == () and draft.scheme is not None
    assert read_scheme(tomllib.loads(draft.text, parse_float=str)) == (draft.scheme, [])


def test_the_defect_of_module_a_is_caught() -> None:
    draft = read("a.xlsx", module_a().book())
    assert draft.scheme is None and said(draft) == [("sheet-sum-differs", "K12"), ("sheet-sum-differs", "N14")]


def test_problems_stand_in_the_order_of_the_sheet_each_once() -> None:
    form = bakery()
    wrong = {
        cell_of(form, "Variety", 3): "X",
        cell_of(form, "Bench is clean", 10): "one",
        cell_of(form, "A2", 2): "",
        cell_of(form, "Crust", 10): "",
    }
    assert [code for code, _ in said(read("a.xlsx", form.book(wrong)))] == [
        *("sheet-not-a-number", "sheet-day-missing", "sheet-mark-missing", "sheet-unknown-type")
    ]


def test_what_the_scheme_itself_refuses_is_said_at_its_cell() -> None:
    form = replace(bakery(), parts={**bakery().parts})
    name = cell_of(form, "A1")
    draft = read("a.xlsx", form.book({name: "A9", cell_of(form, "A2"): "A1"}), Setting(panel="x"))
    assert draft.problems == ()
    head = ["Sub Criterion ID", "Name", "Aspect ID", "Type", "Aspect", "Max"]
    total = read("a.xlsx", book([head, ["A1", "Bread"], ["", "", "total", "M", "Crust", 1]]))
    assert said(total) == [("reserved-id", "E3")]


def test_what_cannot_be_read_at_all_is_one_problem() -> None:
    assert [(each.code, each.where) for each in read("a.xlsx", b"nothing").problems] == [("sheet-unreadable", "a.xlsx")]


def test_a_scheme_as_toml_is_read_with_its_lines() -> None:
    draft = read("floristry.toml", FLORISTRY, annex=annex_text(Annex(None, {"A.1": "1"})))
    assert draft.problems == () and draft.scheme is not None and draft.annex == Annex(None, {"A.1": "1"})
    wrong = read("s.toml", FLORISTRY.replace(b'rule = "judgement"', b'rule = "judgment"', 1))
    assert wrong.scheme is None and [each.code for each in wrong.problems] == ["unknown-rule"]
    (problem,) = wrong.problems
    assert problem.where == f"s.toml:{FLORISTRY[: FLORISTRY.index(b'judgement')].count(bytes([10])) + 1}"
    assert [(each.code, each.where) for each in read("s.toml", b"\xff").problems] == [("encoding", "s.toml")]


def test_pasted_cells_are_a_sheet_and_pasted_toml_is_toml() -> None:
    cells = "\n".join("\t".join(f'"{each}"' for each in row) for row in bakery().rows())
    assert read_pasted(cells).scheme == read("a.xlsx", bakery().book()).scheme
    assert read_pasted("# mine\n" + FLORISTRY.decode()).scheme == read("s.toml", FLORISTRY).scheme
    assert read_pasted('[[phases]]\nid = "p"\n').problems[0].where.startswith("scheme.toml")
    assert [each.code for each in read_pasted("hello").problems] == ["sheet-no-headings"]


def test_a_frame_keeps_what_the_sheet_does_not_state() -> None:
    frame = tomllib.loads(FLORISTRY.decode(), parse_float=str)
    form = Form((("A", "Paper", 8),), {"A": bakery().parts["A"]})
    draft = read("a.xlsx", form.book(), Setting(frame=frame))
    kept = [each["id"] for each in frame["modules"]]
    assert len(kept) == 3 and [each["id"] for each in draft.document["modules"]] == ["A", *kept]
    assert draft.document["phases"] == frame["phases"]
    codes = [each.code for each in draft.assumed]
    assert codes.count("module-kept") == 3 and "frame-kept" in codes and "one-phase" not in codes
    alone = read("a.xlsx", form.book())
    assert [each["id"] for each in alone.document["modules"]] == ["A"]


def test_days_after_the_contest_are_said_where_its_length_is_known() -> None:
    draft = read("a.xlsx", bakery().book(), Setting(days=1))
    assert [code for code, _ in said(draft)] == ["sheet-day-beyond", "sheet-day-beyond"]


WORDS = st.sampled_from(
    [
        *("", "", "", "A", "A1", "A2", "B1", "M", "J", "S", "D", "X", "0", "1", "2", "3", "0.5", "-1", "1/3", "９"),
        *("Crust", "Total Mark", "Any", "外皮\nCrust", "\u200b", "Section", "Criterion A", "deductions", "1e9"),
        *ENGLISH,
    ]
)


@settings(deadline=None)
@given(st.lists(st.lists(WORDS, max_size=12).map(tuple), max_size=25))
def test_whatever_stands_in_a_sheet_it_is_read_or_said(rows: list[tuple[str, ...]]) -> None:
    grid = Grid(
        "S", (ENGLISH, *rows), merged=((2, 3, 4, 5),), hidden_rows=frozenset({3}), unvalued=frozenset({(4, 10)})
    )
    found, problems = sheet([grid])
    made = shaped(found, days=4)
    scheme, refused = read_scheme(made.document)
    assert problems or made.problems or refused or scheme is not None
    assert all(each.where for each in problems)


@pytest.mark.parametrize("setting", [None, Setting(panel="tasters")])
def test_the_panel_of_the_form_marks_what_names_none(setting: Setting | None) -> None:
    scheme = read("a.xlsx", bakery().book(), setting).scheme
    assert scheme is not None
    assert {each.panel for _, _, each in scheme.aspect.values()} == {"" if setting is None else "tasters"}
