"""Layouts say which columns a roll has; what is wrong with one is said at once, and one goes out as it came in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from competition import words
from competition.commands import export, import_
from competition.exports import people
from competition.exports.layouts import again, chosen, of_package
from competition.exports.people import sheet_title
from competition.intake import read
from competition.intake.layouts import FIELDS, MOST, ROWS, WIDEST, Column, Layout, built_in, layout_of
from scoring.nodes import Name
from tests.competition.orchard import GOLDEN, Orchard

PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=20)
TITLES = PLAIN.map(str.strip).filter(bool)
FIELD = st.builds(
    Column,
    st.sampled_from([*FIELDS, "paper:theory"]),
    st.one_of(st.just(""), TITLES),
    st.just(""),
    st.integers(0, WIDEST),
)
CONSTANT = st.builds(Column, st.just(""), TITLES, TITLES, st.integers(0, WIDEST))
LAYOUTS = st.builds(
    Layout,
    st.builds(Name, TITLES, TITLES),
    st.sampled_from(ROWS),
    st.lists(st.one_of(FIELD, CONSTANT), min_size=1, max_size=8).map(tuple),
)


@given(LAYOUTS)
def test_what_is_written_reads_as_it_was(layout: Layout) -> None:
    assert layout_of(layout.text(), {"theory"}) == (layout, [])
    assert again(layout.text()) == layout


@pytest.mark.parametrize("name", built_in())
def test_what_is_built_in_is_a_layout(name: str) -> None:
    found, problems = layout_of(built_in()[name], {"theory", "practical", "review"})
    assert problems == [] and found is not None
    assert layout_of(found.text(), {"theory", "practical", "review"})[0] == found


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_field_can_be_read_and_has_a_title(lang: str) -> None:
    for field in FIELDS:
        assert people.title(field, lang) != field
        assert callable(people.getter(field))
    assert people.title("paper:theory", lang) in ("Theory", "理论成绩")
    assert people.title("paper:tasting", lang) == "tasting"


def test_everything_wrong_with_a_layout_is_said_at_once() -> None:
    text = """layout = 2
rows = "some"
colour = "red"
columns = [
  { field = "name", constant = "x" },
  { },
  { constant = "x" },
  { field = "shoe" },
  { field = "paper:therory" },
  { field = "name", width = 500 },
  { field = "name", shoe = 1 },
]
"""
    found, problems = layout_of(text, {"theory"})
    assert found is None
    assert {(each.where, each.code) for each in problems} == {
        ("layout", "unknown-version"),
        ("name", "missing-key"),
        ("rows", "unknown-choice"),
        ("colour", "unknown-key"),
        ("columns[1]", "field-or-constant"),
        ("columns[2]", "field-or-constant"),
        ("columns[3].title", "missing-key"),
        ("columns[4].field", "unknown-field"),
        ("columns[5].field", "unknown-paper"),
        ("columns[6].width", "out-of-range"),
        ("columns[7].shoe", "unknown-key"),
    }
    assert [each.code for each in layout_of("layout = ", {})[1]] == ["bad-toml"]
    many = Layout(Name("x", "x"), "grades", (Column("name"),) * (MOST + 1))
    assert [each.code for each in layout_of(many.text(), {})[1]] == ["too-many-columns"]


def test_a_package_brings_its_own_and_may_stand_in_for_one_that_is_built_in(tmp_path: Path) -> None:
    orchard = Orchard(tmp_path)
    own = Layout(Name("上报", "Upload"), "grades", (Column("name"),))
    orchard.write("layouts/national.toml", own.text())
    package, problems = read(orchard.path)
    assert package is not None, problems
    assert list(of_package(package).layouts) == ["national", "roll", "association"]
    assert chosen(of_package(package), "national") == (own, [])
    association, _ = chosen(of_package(package), "association")
    assert association is not None
    assert association.columns[1] == Column("", "发证单位", "果树协会", 20)
    assert [each.code for each in chosen(of_package(package), "other")[1]] == ["unknown-choice"]


def test_layouts_and_photos_go_out_and_in_again_byte_for_byte(sqlite_url: str, tmp_path: Path) -> None:
    assert CliRunner().invoke(import_.command, [str(GOLDEN), "--database", sqlite_url]).exit_code == 0
    out = tmp_path / "out"
    assert CliRunner().invoke(export.command, ["orchard", str(out), "--database", sqlite_url]).exit_code == 0
    for name in ("layouts/association.toml", "photos/P1.png", "photos/P3.jpg"):
        assert (out / name).read_bytes() == (GOLDEN / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "title"),
    [("协会存档", "协会存档"), ("a[b]:c*d?e/f\\g", "a b c d e f g"), ("'x'", "x"), ("长" * 40, "长" * 31), ("/", "-")],
)
def test_a_sheet_bears_as_much_of_a_name_as_a_sheet_may(name: str, title: str) -> None:
    assert sheet_title(name) == title


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_help_names_every_field_and_its_example_is_a_layout(lang: str) -> None:
    text = (words.TEMPLATES / "help" / f"exports.{lang}.html").read_text("utf-8")
    told = {each for cell in re.findall(r"<code>([a-z -]+)</code></td></tr>", text) for each in cell.split()}
    assert told == set(FIELDS)
    (example,) = re.findall(r"<pre>(.*?)</pre>", text, re.DOTALL)
    assert layout_of(example, {"theory"})[1] == []
    assert str(MOST) in text and str(WIDEST) in text
