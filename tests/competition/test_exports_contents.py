"""What is taken out says what `score` and `award` say, cell by cell; LibreOffice reads it so."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from competition import scores
from competition.awarding.explaining import told
from competition.awarding.stored import Standing, standing
from competition.commands import export, import_
from competition.exports.contents import EXPORTS, Export
from competition.exports.layouts import Known, chosen
from competition.exports.taking import file_name, made
from competition.intake import read
from competition.intake.layouts import built_in
from competition.store.database import open_database
from scoring.clauses.examples import said
from scoring.facts import Cell, MarkGiven
from scoring.numbers import parse
from scoring.procedure.seconds import change_text
from scoring.steps import Approved, MarkCorrected, ModuleCountersigned, ModuleSigned, Proposed
from tests.competition.awarding.bakery import CONTEST, SCHEME, bakery, package
from tests.competition.orchard import GOLDEN
from tests.competition.rulings import bakery as rulings


@pytest.fixture
def url(sqlite_url: str, tmp_path: Path) -> str:
    result = CliRunner().invoke(import_.command, [str(bakery(tmp_path / "bakery")), "--database", sqlite_url])
    assert result.exit_code == 0, result.output
    return sqlite_url


def stood(url: str, event: str = "bakery") -> Standing:
    with open_database(url) as database:
        found = standing(database, event)
    assert found is not None
    return found


def told_as_json(url: str, name: str, trade: str = "", lang: str = "en", event: str = "bakery") -> Any:
    with open_database(url) as database:
        return json.loads(made(database, event, name, "json", trade=trade, to=None, lang=lang))


def rolled(url: str, path: Path, *options: str) -> Result:
    return CliRunner().invoke(export.command, ["bakery", str(path), "--roll", *options, "--database", url])


def test_results_are_those_of_score(url: str) -> None:
    found = stood(url)
    scored = {(row.entrant, row.figure): row.value for row in scores.rows(found.state, "cakes") if row.phase}
    rows = Export(found, "", "en").taken("results").tables[-1].rows
    for trade, place, entrant, *_, total, why, theory, cake in rows:
        assert (trade, why != "") == ("cakes", True)
        assert (place, total) == (scored[entrant, "place"], scored[entrant, "total"])
        assert (theory, cake) == (scored[entrant, "theory"], scored[entrant, "cake"])


def test_signatures_say_who_signed_what_when_and_what_she_saw(tmp_path: Path) -> None:
    with rulings.bakery(tmp_path) as hall:
        for entrant in rulings.ENTRANTS:
            hall.marks(entrant, ("2", "2", "3"), paper="80")
            hall.signs(entrant, "J1", "J2", "J3", "OFFICE")
        module = f"{rulings.CHIEF}/modules/{rulings.TRADE}/final/B"
        hall.person("chief").opens(module).sends()
        hall.person("supervisor").opens(module).sends()
        (signed, below) = (hall.facts(each)[0].digest for each in (ModuleSigned, ModuleCountersigned))
        tables = {
            lang: json.loads(made(hall.database, rulings.EVENT, "signatures", "json", trade="", to=None, lang=lang))
            for lang in ("en", "zh")
        }
        rows = tables["en"]["signatures"]
        assert [each["signed-as"] for each in rows[:2]] == ["Chief judge", "Supervisor"]
        assert [(each["module"], each["signature"], each["digest"]) for each in rows[:2]] == [
            ("B Shaping", "stands", signed),
            ("B Shaping", "stands", below),
        ]
        assert [each["signed-by"] for each in rows[:2]] == ["chief-1", "supervisor-1"]
        assert [each["signed-as"] for each in tables["zh"]["signatures"][:3]] == ["裁判长", "监督员", "裁判"]
        sheets = [each for each in rows if each["signed-as"] == "Judge"]
        assert len(sheets) == 4 * len(rulings.ENTRANTS) and {each["entrant"] for each in sheets} == set(
            rulings.ENTRANTS
        )
        lines = {str(line.seq): (line.at, getattr(line.fact, "digest", "")) for line in hall.lines()}
        assert [lines[each["line"]] for each in rows] == [(each["signed-at"], each["digest"]) for each in rows]
        book = made(hall.database, rulings.EVENT, "results", "xlsx", trade="", to=None, lang="zh")
        assert CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names[1:] == ["裁判评分", "签字", "成绩"]
        csv_ = made(hall.database, rulings.EVENT, "signatures", "csv", trade="", to=None, lang="zh").decode("utf-8-sig")
        assert "签字人" in csv_ and signed in csv_
        cell = Cell("J1", "E1", "final", "", "crust")
        given = next(line.seq for line in hall.lines() if isinstance(line.fact, MarkGiven) and line.fact.cell == cell)
        change = MarkCorrected(cell, "3", given)
        (proposed,) = hall.states(("organiser.organiser-1", Proposed(change_text(change), "misread")))
        hall.states(("second.second-1", Approved(proposed.seq or 0)))
        moved = json.loads(made(hall.database, rulings.EVENT, "signatures", "json", trade="", to=None, lang="en"))
        assert [each["signature"] for each in moved["signatures"][:2]] == ["figures moved since"] * 2


def test_the_roll_is_that_of_award(url: str) -> None:
    found, told_ = stood(url), told_as_json(url, "roll")
    rows = {(row["person"], row["kind"]): row for row in told_["awards"]}
    for entry in found.roll("cakes").entries:
        assert entry.decision is not None and found.roll("cakes").policy is not None
        for outcome in entry.decision.outcomes:
            row = rows[entry.person, outcome.kind]
            assert row["code"] == outcome.status, said(outcome)
            assert row["value"] == outcome.value
            assert row["decision"] == entry.decision.digest
        for each in told(found.roll("cakes").policy, entry.decision, "en"):  # type: ignore[arg-type]
            assert rows[entry.person, each.kind]["reasons"] == " ".join(each.short)
    assert rows["P2", "grade"]["reasons"] == "theory: 59.5, at least 60 is asked; 0.5 short. [第八条]"
    assert {row["standing"] for row in told_["awards"]} == {"provisional"}


def test_every_mark_of_every_judge_is_there_and_what_is_owed_is_said(sqlite_url: str, tmp_path: Path) -> None:
    CliRunner().invoke(import_.command, [str(GOLDEN), "--database", sqlite_url])
    golden, _ = read(GOLDEN)
    assert golden is not None
    rows = told_as_json(sqlite_url, "marks", event="orchard")["marks"]
    given = {(*(row[key] for key in ("judge", "entrant", "phase", "item", "aspect")),): row["mark"] for row in rows}
    trade_of = golden.trade_of()
    for mark in golden.marks:
        phase = golden.schemes[trade_of[mark.entrant]].phase[mark.phase].name.en
        assert given.pop((mark.judge, mark.entrant, phase, mark.item, mark.aspect)) == mark.value
    assert set(given.values()) <= {"owed"}


def test_the_head_says_what_it_is_and_where_it_was_made(url: str) -> None:
    about = told_as_json(url, "roll")["about"]
    found = stood(url)
    assert about["position"] == found.position
    assert about["event"] == "bakery 烘焙赛"
    assert about["policy-cakes"] == f"Yunping awards {found.state.trades['cakes'].policy_digest}"
    assert about["notice-cakes"] == "0", "no day of notice is printed, too"
    assert about["standing-cakes"].startswith("Provisional")
    assert "暂定" in told_as_json(url, "roll", lang="zh")["about"]["standing-cakes"]


def test_a_notice_whose_length_is_not_stated_is_not_printed_as_none(sqlite_url: str, tmp_path: Path) -> None:
    contest = CONTEST.replace("[notice]\nworking_days = 0\n", "")
    folder = bakery(tmp_path / "bakery", contest=contest)
    CliRunner().invoke(import_.command, [str(folder), "--database", sqlite_url])
    assert told_as_json(sqlite_url, "results")["about"]["notice-cakes"] == "not stated"


def test_an_export_is_made_at_exactly_the_line_asked_for(url: str) -> None:
    with open_database(url) as database:
        early = json.loads(made(database, "bakery", "results", "json", trade="", to=2, lang="en"))
    assert early["about"]["position"].startswith("bakery:2:")
    assert {row["total"] for row in early["results"]} == {""}


def test_modules_of_two_trades_that_share_ids_have_columns_of_their_own(sqlite_url: str, tmp_path: Path) -> None:
    contest = CONTEST.replace("[notice]", '[[trades]]\nid = "tarts"\nname = "挞"\n[notice]')
    folder = bakery(tmp_path / "bakery", contest=contest)
    named = SCHEME.replace('id = "theory"', 'id = "theory"\nname = "笔试"')
    (folder / "schemes" / "tarts.toml").write_text(named, "utf-8")
    for file, row in {"entrants.csv": "tarts,T1,,x,,,,职工", "panels.csv": "tarts,,jury,,J1"}.items():
        with (folder / file).open("a", encoding="utf-8") as out:
            out.write(f"{row}\n")
    with (folder / "marks.csv").open("a", encoding="utf-8") as out:
        out.write("J1,T1,final,,score,,50\n")
    assert CliRunner().invoke(import_.command, [str(folder), "--database", sqlite_url]).exit_code == 0
    rows = {row["entrant"]: row for row in told_as_json(sqlite_url, "results", lang="zh")["results"]}
    assert (rows["T1"]["tarts.final.theory"], rows["T1"]["cakes.final.theory"]) == ("10.00", "")
    assert rows["C1"]["cakes.final.theory"] == "18.00"
    assert [row["entrant"] for row in told_as_json(sqlite_url, "results", trade="tarts")["results"]] == ["T1"]


def test_the_command_writes_the_roll_and_records_it_first(url: str, tmp_path: Path) -> None:
    before = stood(url).position
    for form in EXPORTS["roll"]:
        result = rolled(url, tmp_path / f"roll.{form}", form)
        assert result.exit_code == 0, result.output
        assert (tmp_path / f"roll.{form}").stat().st_size > 500
        assert result.stdout.splitlines()[-1].startswith("bakery:")
    assert json.loads((tmp_path / "roll.json").read_bytes())["about"]["position"] != before
    assert stood(url).state.seq == 18 + len(EXPORTS["roll"]), "a roll, a line"
    for path, option, said_ in (
        (tmp_path / "roll.csv", "csv", "is there"),
        (tmp_path / "b.csv", "csv", "unknown-trade"),
    ):
        result = rolled(url, path, option, "--trade", "pies")
        assert (result.exit_code, said_ in result.output) == (1, True)
    result = CliRunner().invoke(export.command, ["x", str(tmp_path / "x"), "--roll", "csv", "--database", url])
    assert (result.exit_code, "no event x" in result.output) == (1, True)


def test_files_are_named_for_what_they_hold() -> None:
    assert file_name("spring", "roll", "xlsx", trade="cakes", seq=7) == "spring-cakes-roll-7.xlsx"
    assert file_name("spring", "package", "zip", trade="", seq=7) == "spring-package-7.zip"


def test_a_package_taken_out_is_one_that_can_be_taken_in(url: str, tmp_path: Path) -> None:
    with open_database(url) as database:
        (tmp_path / "out.zip").write_bytes(made(database, "bakery", "package", "zip", trade="", to=None, lang="en"))
        with pytest.raises(KeyError):
            made(database, "elsewhere", "package", "zip", trade="", to=1, lang="en")
        with pytest.raises(KeyError):
            made(database, "elsewhere", "roll", "csv", trade="", to=1, lang="en")
        with pytest.raises(KeyError):
            made(database, "bakery", "roll", "zip", trade="", to=1, lang="en")
    assert package(tmp_path / "out.zip") == package(tmp_path / "bakery")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["roll", "upload", "statistics", "results"])
def test_libreoffice_reads_every_value_as_score_and_award_say_it(url: str, tmp_path: Path, name: str) -> None:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not installed: apt-get install libreoffice-calc-nogui")
        pytest.skip("LibreOffice is not installed")
    layout = chosen(Known(built_in(), frozenset(), frozenset()), "national")[0]
    with open_database(url) as database:
        (tmp_path / f"{name}.xlsx").write_bytes(
            made(database, "bakery", name, "xlsx", trade="", to=None, lang="zh", layout=layout)
        )
    filters = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    source, out = str(tmp_path / f"{name}.xlsx"), str(tmp_path)
    command = [soffice, home, "--headless", "--convert-to", filters, "--outdir", out, source]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    taken = Export(stood(url), "", "zh", layout=layout).taken(name)
    for table in taken.tables:
        (path,) = tmp_path.glob(f"{name}-{table.title}.csv")
        head, *rows = csv.reader(io.StringIO(path.read_text("utf-8"), newline=""))
        assert head == [column.title for column in table.columns]
        expected = [list(map(str, row)) for row in table.rows]
        assert rows == expected and (rows or table.id == "signatures")
    (about,) = tmp_path.glob(f"{name}-说明 About.csv")
    assert "公示工作日数,0" in about.read_text("utf-8")
    if name == "roll":
        book = CalamineWorkbook.from_path(source).get_sheet_by_name("成绩").to_python()
        assert all(parse(str(row[9]).removesuffix(".0")) is not None for row in book[1:])
