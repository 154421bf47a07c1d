"""`run.py score` ranks a package without a database, for eyes and for programs."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from competition.commands import columns, score
from tests.competition.venue import ROOT
from tests.competition.venue import YUNPING as CONTEST

GOLDEN = ROOT / "tests" / "golden"

COLUMNS = ["trade", "phase", "entrant", "item", "judge", "figure", "value", "rank", "missing", "reason"]


def scored(*arguments: str | Path) -> Result:
    return CliRunner().invoke(score.command, [str(each) for each in arguments])


@pytest.fixture
def flawed(tmp_path: Path) -> Path:
    """The demo contest with a mark above the highest and a judge that nobody knows."""
    folder = tmp_path / "flawed"
    shutil.copytree(CONTEST, folder)
    marks = (folder / "marks.csv").read_text(encoding="utf-8")
    marks = marks.replace("J10,F01,prelim,,paper-score,,87", "J10,F01,prelim,,paper-score,,187")
    (folder / "marks.csv").write_text(marks.replace("J10,F02,", "J77,F02,"), encoding="utf-8")
    return folder


def test_the_table_shows_places_names_totals_and_reasons_of_each_phase() -> None:
    result = scored(CONTEST)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "floristry · final   花艺 决赛   Floristry, Final"
    assert lines[1].split() == ["place", "entrant", "name", "total", "installation", "missing", "why"]
    assert lines[3].split() == ["2", "F10", "阿依古丽·买买提", "90.73", "64.59", "总分", "90.73，前一名", "90.93。"]
    assert lines[4].startswith("    3  F01      苏婉清") and lines[4].endswith(
        "总分相同；“空间花艺” 64.05，前一名 64.59。"
    )
    assert "floristry · prelim   花艺 初赛   Floristry, Preliminary" in lines


def test_reasons_are_told_in_the_language_that_is_asked_for() -> None:
    lines = scored(CONTEST, "--lang", "en").output.splitlines()
    assert lines[3].endswith("Total 90.73 against 90.93.")
    assert lines[4].endswith("Equal totals; Room installation 64.05 against 64.59.")


def test_columns_stand_below_each_other_whatever_the_script() -> None:
    lines = scored(CONTEST).output.splitlines()
    assert {columns.width(line[: line.index("90.73")]) for line in lines if "  90.73  " in line} == {
        columns.width(lines[1][: lines[1].index("total")])
    }


def test_json_is_a_list_of_rows_with_every_figure() -> None:
    result = scored(CONTEST, "--json")
    assert result.exit_code == 0
    rows = json.loads(result.output)
    assert all(list(row) == COLUMNS for row in rows)
    assert list(rows[0].values()) == ["floristry", "", "F03", "", "", "place", "1", 1, 0, "first"]
    marks = [row for row in rows if row["judge"] and not row["figure"].startswith("counted:")]
    assert len(marks) == 318
    assert [row["entrant"] for row in marks if row["value"] == "lost"] == ["F05"]


def test_csv_states_the_same_rows() -> None:
    rows = list(csv.DictReader(io.StringIO(scored(CONTEST, "--csv").output)))
    assert list(rows[0]) == COLUMNS
    assert [(row["entrant"], row["figure"], row["value"] or None) for row in rows] == [
        (row["entrant"], row["figure"], row["value"]) for row in json.loads(scored(CONTEST, "--json").output)
    ]


def test_figures_show_every_mark_below_the_tables() -> None:
    output = scored(CONTEST, "--figures").output
    assert any(line.split() == ["prelim", "F05", "J4", "form", "lost"] for line in output.splitlines())


def test_groups_ranked_apart_have_a_table_each_with_scores_and_medals() -> None:
    lines = [line.split() for line in scored(GOLDEN / "bloom", "--lang", "en").output.splitlines()]
    first, second = lines.index(["·", "职工组"]), lines.index(["·", "学生组"])
    assert lines[first + 1][:7] == ["place", "entrant", "name", "total", "score", "medal", "work"]
    assert lines[first + 3][:7] == ["2", "B", "白露", "88.00", "720", "gold", "88.00"]
    assert lines[second + 3][:7] == ["1", "Q", "秦月", "95.00", "700", "gold", "95.00"]


def test_teams_and_overall_prizes_have_tables_of_their_own_below() -> None:
    lines = [" ".join(line.split()) for line in scored(GOLDEN / "bloom", "--lang", "en").output.splitlines()]
    teams, prize = lines.index("bouquet · teams 花束 团队 Bouquet, teams"), lines.index("mums 菊花杯 Chrysanthemum cup")
    assert lines[teams + 2] == "1 lily 百合队 183.00 Nobody stands higher."
    assert lines[teams + 4] == "– iris 鸢尾队 – No total yet."
    assert lines[prize + 3] == "2 rose 玫瑰队 7 Total 7 against 10."


def test_figures_beside_the_standing_are_rows_too() -> None:
    rows = json.loads(scored(GOLDEN / "bloom", "--json").output)
    found = {(row["trade"], row["phase"], row["entrant"], row["figure"]): row["value"] for row in rows}
    assert found["bouquet", "final", "A", "total:scale"] == "730"
    assert found["bouquet", "final", "A", "place:medal"] == "gold"
    assert found["bouquet", "final", "E", "place:medal"] is None
    assert (found["bouquet", "", "lily", "team:place"], found["mums", "", "rose", "total"]) == ("1", "7")
    assert (found["bouquet", "final", "B", "place:best"], found["bouquet", "final", "B", "place:worst"]) == ("2", "2")


def test_the_last_line_says_how_many_stated_figures_hold() -> None:
    assert scored(GOLDEN / "seam").output.splitlines()[-1] == "expected.csv: 31 of 31 figures hold."
    assert "expected.csv" not in scored(GOLDEN / "village").output


@pytest.fixture
def misstated(tmp_path: Path) -> Path:
    """The diving meet with another total of A in the final than it comes to, and a place that nobody has."""
    folder = tmp_path / "pool"
    shutil.copytree(GOLDEN / "pool", folder)
    stated = (folder / "expected.csv").read_text(encoding="utf-8").replace(",A,,,total,73.5", ",A,,,total,73.51")
    (folder / "expected.csv").write_text(f"{stated}springboard,final,D,,,place,4\n", encoding="utf-8")
    return folder


def test_a_check_names_each_figure_that_differs_and_ends_with_1(misstated: Path) -> None:
    result = scored(misstated, "--check")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "springboard final A total: computed 73.50, stated 73.51",
        "springboard final D place: computed nothing, stated 4",
        "expected.csv: 31 of 33 figures hold.",
    ]
    plain = scored(misstated)
    assert (plain.exit_code, plain.output.splitlines()[-1]) == (0, "expected.csv: 31 of 33 figures hold.")


def test_a_check_of_one_trade_leaves_the_others_out(misstated: Path) -> None:
    result = scored(misstated, "--check", "--trade", "synchro")
    assert (result.exit_code, result.output) == (0, "expected.csv: 4 of 4 figures hold.\n")


def test_a_check_of_nothing_is_red() -> None:
    result = scored(GOLDEN / "village", "--check")
    assert (result.exit_code, result.output) == (1, "expected.csv: 0 of 0 figures hold.\n")


def test_every_problem_of_a_package_is_said_and_ends_with_1(flawed: Path) -> None:
    result = scored(flawed)
    assert result.exit_code == 1
    assert "marks.csv:2:value above-highest: 187 is above 100" in result.output
    assert "marks.csv:3:judge dangling-judge: " in result.output
    assert result.output.endswith("2 problems.\n")


def test_problems_are_json_where_json_is_asked_for(flawed: Path) -> None:
    result = scored(flawed, "--json")
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)["problems"]
    assert (first["file"], first["line"], first["column"], first["code"]) == ("marks.csv", 2, "value", "above-highest")
    assert second["code"] == "dangling-judge"


def test_a_trade_that_is_not_there_or_no_package_is_a_wrong_call(tmp_path: Path) -> None:
    assert scored(CONTEST, "--trade", "welding").exit_code == 2
    assert scored(tmp_path / "none").exit_code == 2
    assert scored(CONTEST, "--trade", "floristry").output == scored(CONTEST).output
