"""`run.py policy` says every mistake of an award policy and what its text leaves open, and draws what it covers."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from click.testing import CliRunner, Result

from competition.commands import policy
from competition.words import terms
from tests.policies import OWN

SVG = "{http://www.w3.org/2000/svg}"

MIXED = """
policy = 1
name = { zh = "办法", en = "Rules" }
documents.D = { title = "通知" }
tiers = { city = { zh = "市级", en = "City" }, county = { zh = "县级", en = "County" } }
clauses = [
  { id = "first", tiers = ["city"], team = { least = 2, most = 3 }, places = { to = 3 }, title = "能手" },
  { id = "fifth", tiers = ["city"], places = { from = 5, to = 6 }, title = "能手" },
]
"""


def said(*arguments: str | Path) -> Result:
    return CliRunner().invoke(policy.command, [str(each) for each in arguments])


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_holes_of_a_published_text_are_said_with_their_clauses() -> None:
    result = said(OWN / "anhui-2023", "--lang", "en")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0] == (
        "grade, Class I, holding any grade or none: with 2, 4, 6–60 entrants (for example place 1 of 2): "
        "the text could not be read here."
    )
    assert lines[1].startswith("    grade-50: “") and lines[1].endswith("41%-50%")
    assert "Class II, holding any grade or none: from place 1 on: the text could not be read" in lines[2]
    assert "Class I · Staff: with 10 entrants (for example places 1–3 of 10): no row of the table" in lines[4]
    assert lines[-1].startswith("The text leaves 3 things open.")


def test_holes_are_said_in_chinese_with_the_grades_that_they_concern() -> None:
    result = said(OWN / "shijiazhuang-2010")
    assert "技能等级，所有人，现持无证书 – 学徒工、技师（二级） – 首席技师：第 11 名及以后：" in result.output
    assert "第 2–10 名：条文没有说持有该等级的人怎么办。" in result.output
    assert "条文有 2 处没有说清。" in result.output


def test_a_text_without_holes_says_so() -> None:
    result = said(OWN / "national-2023", "--lang", "en")
    assert result.exit_code == 0 and result.output.startswith("The text leaves nothing open.")


def test_a_place_that_is_passed_over_and_teams_of_one_size_are_said(tmp_path: Path) -> None:
    result = said(written(tmp_path, MIXED), "--lang", "en")
    assert result.output.splitlines()[0] == (
        "能手, City · members in the team: 2: place 4: gets nothing, though places before and behind it do."
    )


def test_every_mistake_is_said_with_its_place_and_nothing_is_drawn(tmp_path: Path) -> None:
    broken = written(tmp_path, MIXED.replace("to = 3", "to = 0").replace('tiers = ["city"]', 'tiers = ["town"]'))
    result = said(broken, "--lang", "en", "--picture", tmp_path / "none.svg")
    assert result.exit_code == 1 and not (tmp_path / "none.svg").exists()
    assert result.output.count("clauses[") >= 3 and "town" in result.output
    assert said(written(tmp_path, "policy = ")).exit_code == 1
    assert said(tmp_path / "missing").exit_code == 2


def test_the_picture_has_a_plot_for_everyone_of_whom_the_same_is_said(tmp_path: Path) -> None:
    picture = tmp_path / "coverage.svg"
    result = said(OWN / "anhui-2023", "--lang", "en", "--picture", picture)
    assert result.output.splitlines()[-1] == str(picture)
    drawn = ElementTree.parse(picture).getroot()
    words = [each.text or "" for each in drawn.iter(f"{SVG}text")]
    assert words.count("Class I") == 4 and words.count("Class II") == 1
    assert "1–12 technician (level 2)" in words and "13–24 senior worker (level 3)" in words
    assert words.count("25–30 not decided") == 4 and "1–60 not decided" in words
    looks = {each.get("class") for each in drawn.iter(f"{SVG}path")}
    assert looks == {"g1", "g2", "g3", "open", "due", "frame", "hatch"}
    label = drawn.get("aria-label") or ""
    assert label.startswith("What Anhui") and float(drawn.get("height") or 0) > 400


def test_who_gets_nothing_is_named_instead_of_drawn(tmp_path: Path) -> None:
    picture = tmp_path / "coverage.svg"
    said(OWN / "tianjin-2024", "--lang", "en", "--picture", picture)
    words = [each.text or "" for each in ElementTree.parse(picture).getroot().iter(f"{SVG}text")]
    assert any(each.startswith("Nothing: ") and "senior technician" in each for each in words)


def test_every_reason_for_which_something_is_open_has_words() -> None:
    opens = {
        *("place-shared", "no-band", "bands-overlap", "rounding-unset", "not-named", "level-not-named", "no-base"),
        *("not-known", "passed-open", "text-missing", "clause-open", "clauses-overlap", "passed-over"),
    }
    assert terms()["coverage-holes"].keys() == opens
