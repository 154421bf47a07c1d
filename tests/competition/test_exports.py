"""Import, export, import: what comes out is what went in, byte for byte from the first export on."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anyio
import pytest
from click.testing import CliRunner, Result

from competition import catalogue
from competition.commands import export, import_
from competition.exports import packages
from competition.exports.taking import made
from competition.intake import Package, read
from competition.recording import recorder
from competition.recording.explained import record_all
from competition.recording.recorder import Entry, Recorder
from competition.store import schema
from competition.store.database import Database, open_database
from competition.store.ledger import Ledger
from scoring.facts import Cell, MarkGiven, TradeOpened
from scoring.procedure.terms import LAYERS, terms_text
from tests.competition.orchard import GOLDEN, Orchard, explained


def golden() -> Package:
    package, problems = read(GOLDEN)
    assert package is not None, problems
    return package


def imported(url: str, path: Path, *options: str) -> Result:
    return CliRunner().invoke(import_.command, [str(path), "--database", url, *options])


def exported(url: str, path: Path, event: str = "orchard") -> Result:
    return CliRunner().invoke(export.command, [event, str(path), "--database", url])


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def told(result: Result) -> Any:
    return json.loads(result.stdout)


def counted(url: str) -> Mapping[str, int]:
    """Rows of every table that has any."""
    with open_database(url) as database, database.connect() as connection:
        rows = {table.name: len(connection.execute(table.select()).all()) for table in schema.metadata.sorted_tables}
    return {name: count for name, count in rows.items() if count}


def test_import_export_import_is_identity(database_url: str, sqlite_url: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    other = sqlite_url.replace("store.db", "other.db")
    assert imported(database_url, GOLDEN).exit_code == 0
    assert exported(database_url, first).exit_code == 0
    assert imported(other, first).exit_code == 0
    assert exported(other, second).exit_code == 0
    assert contents(first) == contents(second)
    assert read(first)[0] == golden() == read(second)[0]


@pytest.mark.parametrize("name", sorted(path.parent.name for path in GOLDEN.parent.glob("*/marks.csv")))
def test_every_golden_package_goes_out_as_it_came_in(name: str, sqlite_url: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    other = sqlite_url.replace("store.db", "other.db")
    golden, problems = read(GOLDEN.parent / name)
    assert golden is not None, problems
    assert imported(sqlite_url, GOLDEN.parent / name).exit_code == 0
    assert exported(sqlite_url, first, golden.contest.event).exit_code == 0
    assert imported(other, first).exit_code == 0
    assert exported(other, second, golden.contest.event).exit_code == 0
    assert contents(first) == contents(second)
    assert read(first)[0] == golden == read(second)[0]


def test_words_that_explain_marks_go_out_and_in_again(sqlite_url: str, tmp_path: Path) -> None:
    orchard = Orchard(tmp_path)
    explained(orchard, "漏答  两页, see “sheet 2”")
    first, second = tmp_path / "first", tmp_path / "second"
    other = sqlite_url.replace("store.db", "other.db")
    for url, source, target in ((sqlite_url, orchard.path, first), (other, first, second)):
        assert imported(url, source).exit_code == 0
        assert exported(url, target).exit_code == 0
    assert contents(first) == contents(second)
    package, _ = read(orchard.path)
    assert package is not None
    assert read(first)[0] == package == read(second)[0]
    assert [mark.comment for mark in package.marks if mark.comment] == ["漏答  两页, see “sheet 2”"]
    with open_database(sqlite_url) as database:
        assert not any("漏答" in row.body for row in Ledger(database, "orchard").lines())


def test_a_list_of_marks_has_a_column_for_words_where_there_are_any(sqlite_url: str, tmp_path: Path) -> None:
    orchard = Orchard(tmp_path)
    explained(orchard, "漏答两页")
    assert imported(sqlite_url, orchard.path).exit_code == 0
    assert imported(sqlite_url.replace("store.db", "other.db"), GOLDEN).exit_code == 0
    with open_database(sqlite_url) as database:
        text = made(database, "orchard", "marks", "csv", trade="grafting", to=None, lang="en").decode()
    rows = text.splitlines()
    head = next(at for at, row in enumerate(rows) if row.endswith(",Judge's words"))
    said = [row["Judge's words"] for row in csv.DictReader(rows[head:])]
    assert [each for each in said if each] == ["漏答两页"] and len(said) > 10
    with open_database(sqlite_url.replace("store.db", "other.db")) as database:
        plain = made(database, "orchard", "marks", "csv", trade="", to=None, lang="en").decode()
    assert "Judge's words" not in plain


def test_a_mark_without_the_words_that_the_scheme_wants_is_said_with_its_line(tmp_path: Path) -> None:
    orchard = Orchard(tmp_path)
    explained(orchard, "")
    (problem,) = orchard.problems()
    assert (problem.file, problem.line, problem.column, problem.code) == ("marks.csv", 4, "comment", "comment-missing")
    assert problem.facts == {"value": "60.0", "aspect": "score"}


def test_teams_attempts_and_decided_ties_go_out(sqlite_url: str, tmp_path: Path) -> None:
    for name, event in (("track", "track"), ("seam", "seam"), ("bloom", "bloom")):
        assert imported(sqlite_url, GOLDEN.parent / name).exit_code == 0
        assert exported(sqlite_url, tmp_path / name, event).exit_code == 0
        for file in ("entrants.csv", "teams.csv", "marks.csv", "decisions.csv"):
            if (GOLDEN.parent / name / file).exists():
                assert (tmp_path / name / file).read_bytes() == (GOLDEN.parent / name / file).read_bytes(), file


def test_a_decision_about_a_tie_that_is_none_any_more_is_not_exported(sqlite_url: str, tmp_path: Path) -> None:
    imported(sqlite_url, GOLDEN.parent / "seam")
    with open_database(sqlite_url) as database:
        anyio.run(better_bead, database)
    assert exported(sqlite_url, tmp_path / "out", "seam").exit_code == 0
    package, problems = read(tmp_path / "out")
    assert package is not None, problems
    assert package.decisions == ()


async def better_bead(database: Database) -> None:
    """W3, who was tied with W4, has a mark more."""
    async with Recorder(Ledger(database, "seam")) as writing:
        async with writing.reading() as state:
            seq = state.trades["seams"].performances["W3", "final"].panels["B1.2", "", 1].seqs["J1"]
        (answer,) = await writing.record_all(
            [Entry(MarkGiven(Cell("J1", "W3", "final", "", "B1.2"), "2", seq), "judge.J1", "again")]
        )
    assert answer.status == "accepted"


def test_the_first_export_states_the_rows_of_the_package(sqlite_url: str, tmp_path: Path) -> None:
    imported(sqlite_url, GOLDEN)
    exported(sqlite_url, tmp_path / "out")
    written = contents(tmp_path / "out")
    for file in ("entrants", "members", "persons", "items", "judges", "panels", "advanced"):
        assert written[f"{file}.csv"] == (GOLDEN / f"{file}.csv").read_bytes(), file
    for file in ("schemes/trees.toml", "policies/city/seal.bin", "policies/city/policy.toml"):
        assert written[file] == (GOLDEN / file).read_bytes(), file
    assert written.keys() == contents(GOLDEN).keys()


def test_a_zip_holds_the_same_files_and_is_the_same_bytes_every_time(sqlite_url: str, tmp_path: Path) -> None:
    imported(sqlite_url, GOLDEN)
    for path in ("out", "one.zip", "two.zip"):
        assert exported(sqlite_url, tmp_path / path).exit_code == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == contents(tmp_path / "out")
    assert not list(tmp_path.glob("*.part"))


def test_an_export_overwrites_nothing(sqlite_url: str, tmp_path: Path) -> None:
    imported(sqlite_url, GOLDEN)
    (tmp_path / "out").mkdir()
    assert exported(sqlite_url, tmp_path / "out").exit_code == 0, "an empty folder may be filled"
    before = contents(tmp_path / "out")
    (tmp_path / "out.zip").write_bytes(b"mine")
    for path in ("out", "out.zip"):
        result = exported(sqlite_url, tmp_path / path)
        assert result.exit_code == 1
        assert "not empty" in result.stderr
    assert contents(tmp_path / "out") == before
    assert (tmp_path / "out.zip").read_bytes() == b"mine"
    assert exported(sqlite_url, tmp_path / "none", "elsewhere").exit_code == 1


def test_export_prints_where_the_stream_stands_as_import_did(sqlite_url: str, tmp_path: Path) -> None:
    position = imported(sqlite_url, GOLDEN).stdout.splitlines()[-1]
    assert position.startswith("orchard:")
    assert exported(sqlite_url, tmp_path / "out").stdout.splitlines()[-1] == position


def test_an_import_says_what_it_took(sqlite_url: str) -> None:
    result = told(imported(sqlite_url, GOLDEN, "--json"))
    assert (result["event"], result["trades"], result["entrants"], result["judges"]) == ("orchard", 2, 7, 7)
    assert result["marks"] == 36
    stream, seq, digest = result["position"].split(":")
    assert (stream, int(seq), len(digest)) == ("orchard", 1 + 2 + 2 + 36 + 5, 64)


def test_one_problem_and_nothing_is_saved(tmp_path: Path, sqlite_url: str) -> None:
    orchard = Orchard(tmp_path)
    orchard.edit("marks.csv", "score,,87.5", "score,,101")
    result = imported(sqlite_url, orchard.path)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == (
        "marks.csv:2:value above-highest: 101 is above 100, the highest mark of this aspect. — "
        "Give a mark of at most 100."
    )
    assert not (tmp_path / "store.db").exists()


def test_problems_as_json_have_place_code_facts_and_words(tmp_path: Path, sqlite_url: str) -> None:
    orchard = Orchard(tmp_path)
    orchard.edit("marks.csv", "score,,87.5", "score,,101")
    result = imported(sqlite_url, orchard.path, "--json")
    assert result.exit_code == 1
    (problem,) = told(result)["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == ("marks.csv", 2, "value")
    assert problem["code"] == "above-highest"
    assert problem["facts"] == {"value": "101", "highest": "100"}
    assert problem["what"] and problem["do"]


def test_an_event_is_imported_once(sqlite_url: str, tmp_path: Path) -> None:
    imported(sqlite_url, GOLDEN)
    before = counted(sqlite_url)
    orchard = Orchard(tmp_path)
    orchard.edit("judges.csv", "Yan Ge", "Yan")
    for path in (GOLDEN, orchard.path):
        result = imported(sqlite_url, path, "--json")
        assert result.exit_code == 1
        assert [each["code"] for each in told(result)["problems"]] == ["event-exists"]
    assert counted(sqlite_url) == before


def test_without_marks_only_the_trades_are_opened(sqlite_url: str, tmp_path: Path) -> None:
    assert told(imported(sqlite_url, GOLDEN, "--without-marks", "--json"))["position"].startswith("orchard:3:")
    exported(sqlite_url, tmp_path / "out")
    package, problems = read(tmp_path / "out")
    assert package is not None, problems
    assert (package.marks, package.advanced, package.adjustments) == ((), (), ())
    assert package.entrants == golden().entrants


@pytest.mark.parametrize("answered", [0, 1, 20, 40])
def test_an_import_that_was_cut_off_is_finished_by_the_same_package(
    database_url: str, sqlite_url: str, tmp_path: Path, answered: int
) -> None:
    package = golden()
    with open_database(database_url) as database:
        assert import_.begin(database, package, marks=True) is None
        anyio.run(record_some, database, package, answered)
    other = Orchard(tmp_path)
    other.edit("judges.csv", "Yan Ge", "Yan")
    for path, options in ((other.path, ()), (GOLDEN, ("--without-marks",))):
        result = imported(database_url, path, "--json", *options)
        assert [each["code"] for each in told(result)["problems"]] == ["import-unfinished"]
    assert imported(database_url, GOLDEN).exit_code == 0
    assert told(imported(database_url, GOLDEN, "--json"))["problems"][0]["code"] == "event-exists"
    exported(database_url, tmp_path / "out")
    assert read(tmp_path / "out")[0] == package


async def record_some(database: Database, package: Package, count: int) -> None:
    """The beginning of what an import records."""
    async with Recorder(Ledger(database, "orchard")) as writing:
        for answer in await record_all(writing, list(import_.entries(package, marks=True))[:count]):
            assert answer.status == "accepted"


def test_the_current_value_of_a_cell_is_exported_and_a_held_one_is_not(sqlite_url: str, tmp_path: Path) -> None:
    imported(sqlite_url, GOLDEN)
    with open_database(sqlite_url) as database:
        anyio.run(revise_and_be_late, database)
    exported(sqlite_url, tmp_path / "out")
    package, problems = read(tmp_path / "out")
    assert package is not None, problems
    marks = {(mark.judge, mark.entrant, mark.phase, mark.item, mark.aspect): mark.value for mark in package.marks}
    assert marks["G4", "A1", "prelim", "", "score"] == "88"
    assert marks["G4", "A2", "prelim", "", "score"] == "90"
    assert len(marks) == 36


async def revise_and_be_late(database: Database) -> None:
    """One mark is revised, then the panel is closed, then another mark comes."""
    from scoring.facts import PanelClosed

    async with Recorder(Ledger(database, "orchard")) as writing:
        async with writing.reading() as state:
            panels = state.trades["grafting"].performances["A1", "prelim"].panels
            seq = panels["score", "", 1].marks["G4"].seq
        cell = Cell("G4", "A1", "prelim", "", "score")
        late = Cell("G4", "A2", "prelim", "", "score")
        answers = await writing.record_all(
            [
                Entry(MarkGiven(cell, "88", seq), "judge.G4", "again"),
                Entry(PanelClosed("grafting", "prelim", "papers"), "organiser.main", "close"),
                Entry(MarkGiven(late, "20", 1), "judge.G4", "late"),
            ]
        )
    assert [answer.status for answer in answers] == ["accepted", "accepted", "held"]


def test_a_stream_of_that_name_is_an_event_that_exists(sqlite_url: str) -> None:
    with open_database(sqlite_url) as database, database.transaction() as connection:
        recorder.create_stream(connection, "orchard", "event")
    assert told(imported(sqlite_url, GOLDEN, "--json"))["problems"][0]["code"] == "event-exists"
    assert counted(sqlite_url)["stream"] == 1


def test_names_are_in_the_catalogue_and_never_in_a_line(sqlite_url: str) -> None:
    imported(sqlite_url, GOLDEN)
    with open_database(sqlite_url) as database, database.connect() as connection:
        lines = "".join(connection.scalars(schema.line.select().with_only_columns(schema.line.c.body)))
        lines += "".join(connection.scalars(schema.content.select().with_only_columns(schema.content.c.body)))
        assert catalogue.load(connection, "orchard") is not None
    package = golden()
    for name in [*(each.name for each in package.entrants), *(each.name for each in package.judges), "青禾", "共事"]:
        assert name not in lines


def test_what_an_opening_line_names_is_what_the_package_states(sqlite_url: str) -> None:
    imported(sqlite_url, GOLDEN)
    package = golden()
    facts = [each.entry.fact for each in import_.entries(package, marks=False)]
    assert [fact.trade for fact in facts if isinstance(fact, TradeOpened)] == ["grafting", "pruning"]
    with open_database(sqlite_url) as database, database.connect() as connection:
        stored = connection.execute(schema.content.select()).all()
    assert package.policy is not None
    texts = {text for _, *texts in package.contents() for text in texts} | {package.policy.text}
    texts |= {
        terms_text(terms) for fact in facts if isinstance(fact, TradeOpened) if (terms := package.terms(fact.trade))
    }
    assert {row.body for row in stored} == texts


def test_written_files_are_plain_text_with_line_feeds() -> None:
    written = packages.files(golden())
    for path, content in written.items():
        if path.endswith(".csv"):
            assert not content.startswith(b"\xef\xbb\xbf")
            assert b"\r" not in content
    assert written["contest.toml"].decode().startswith("package = 1\n")


def test_what_leads_to_grades_goes_out_and_in_again(sqlite_url: str, tmp_path: Path) -> None:
    orchard = Orchard(tmp_path)
    procedure = "[procedure]\nsignatures = true\ncountersigned = true\n"
    review = procedure + 'review = { top = 10, others = "15%", limit = "5%" }\n'
    orchard.edit("contest.toml", "[notice]\nworking_days = 5", f"{review}\n[notice]\nworking_days = 0")
    orchard.edit("contest.toml", 'scheme = "trees"', 'scheme = "trees"\nblind = false')
    judges = orchard.text("judges.csv").replace("A1 的同事\n共事三年", "同事").splitlines()
    orchard.write("judges.csv", "".join(f"{line},{'office' if n else 'kind'}\n" for n, line in enumerate(judges)))
    assert imported(sqlite_url, orchard.path).exit_code == 0
    assert exported(sqlite_url, tmp_path / "out").exit_code == 0
    assert read(tmp_path / "out")[0] == read(orchard.path)[0]
    text = (tmp_path / "out" / "contest.toml").read_text("utf-8")
    for line in ("working_days = 0", "signatures = true", 'tier = "city"', 'occupations = ["5-01-02-01"]'):
        assert line in text
    assert "blind" not in text


def test_a_blind_trade_is_not_opened_by_an_import_and_its_marks_are_not_taken(sqlite_url: str, tmp_path: Path) -> None:
    orchard = Orchard(tmp_path)
    orchard.edit("contest.toml", "level = 3\n", 'level = 3\nblind = true\nlayers = ["contest", "station", "work"]\n')
    result = imported(sqlite_url, orchard.path, "--json")
    assert [(each["code"], each["column"]) for each in told(result)["problems"]] == [
        ("blind-with-marks", "trades[grafting].blind")
    ]
    assert told(imported(sqlite_url, orchard.path, "--without-marks", "--json"))["position"].startswith("orchard:2:")
    assert exported(sqlite_url, tmp_path / "out").exit_code == 0
    package, problems = read(tmp_path / "out")
    assert package is not None, problems
    assert [(trade.blind, trade.layers) for trade in package.contest.trades] == [(True, LAYERS), (False, ())]
