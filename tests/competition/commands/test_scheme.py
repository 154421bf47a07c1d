"""`run.py scheme` says what a marking scheme comes to, every mistake in it, and writes it as TOML or as a workbook."""

from __future__ import annotations

import tomllib
from pathlib import Path

from click.testing import CliRunner, Result

from competition.commands import scheme
from competition.schemes.reading import read
from scoring.scheme import read_scheme
from tests.competition.schemes.forms import SHEET, bakery, module_a
from tests.competition.venue import YUNPING


def said(*arguments: str | Path) -> Result:
    return CliRunner().invoke(scheme.command, [str(each) for each in arguments])


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "scheme.xlsx"
    path.write_bytes(content)
    return path


def test_a_sheet_in_order_is_a_tree_with_its_sums(tmp_path: Path) -> None:
    result = said(kept(tmp_path, bakery().book()))
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0].split() == ["id", "what", "is", "marked", "how", "standard", "day", "at", "most"]
    assert lines[1].split() == ["A", "Work", "organisation", "8"] and lines[3].split()[:2] == ["A1.1", "Bench"]
    assert "In all: 20" in lines and lines[-1] == "In order."
    assert "assumed E15, E16, E23, E24, E28: 5 aspects are measured" in result.output
    assert "advice modules: 11 aspects" in result.output


def test_every_mistake_is_said_with_its_cell_in_either_language(tmp_path: Path) -> None:
    path = kept(tmp_path, module_a().book())
    result = said(path, "--lang", "zh")
    assert result.exit_code == 1
    assert f"{SHEET}!K12 sheet-sum-differs: 标准 A 写的是 17 分，评分点相加是 16.75 分。" in result.output
    assert result.output.splitlines()[-1] == "2 处待改。"
    assert "stated with 17, its aspects add up to 16.75" in said(path).output


def test_the_scheme_is_written_as_toml_and_as_a_workbook(tmp_path: Path) -> None:
    toml, book = tmp_path / "a.toml", tmp_path / "a.xlsx"
    result = said(kept(tmp_path, bakery().book()), "--toml", toml, "--xlsx", book, "--panel", "tasters")
    assert result.exit_code == 0
    stated, problems = read_scheme(tomllib.loads(toml.read_text("utf-8"), parse_float=str))
    assert problems == [] and stated is not None and stated.aspect["A1.1"][2].panel == "tasters"
    assert read("a.xlsx", book.read_bytes()).scheme == stated


def test_nothing_is_written_of_a_sheet_with_mistakes(tmp_path: Path) -> None:
    assert said(kept(tmp_path, module_a().book()), "--toml", tmp_path / "a.toml").exit_code == 1
    assert not (tmp_path / "a.toml").exists()


def test_a_scheme_as_toml_is_looked_at_as_well() -> None:
    result = said(YUNPING / "schemes" / "floristry.toml")
    assert result.exit_code == 0 and "mean without the extremes" in result.output


def test_days_after_the_contest_are_mistakes(tmp_path: Path) -> None:
    assert "sheet-day-beyond" in said(kept(tmp_path, bakery().book()), "--days", "1").output


def test_a_file_that_says_nothing_is_no_tree(tmp_path: Path) -> None:
    result = said(kept(tmp_path, b"nothing"))
    assert result.exit_code == 1 and result.output.startswith("scheme.xlsx sheet-unreadable")
