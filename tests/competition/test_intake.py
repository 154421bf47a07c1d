"""A package is read whole, or every problem in it is said at once, where it stands."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from pathlib import Path
from typing import Any

import pytest

from competition import words
from competition.intake import CODES, facts, read, recording
from competition.intake.problems import Findings
from scoring.facts import Adjusted, EntrantsAdvanced, MarkGiven, TradeOpened
from tests.competition.orchard import GOLDEN, Orchard
from tests.competition.planted import PLANTED

ELSEWHERE = {"unreadable-file", "event-exists", "policy-in-use", "import-unfinished", "blind-with-marks"}
"""Kinds that need more than a damaged package."""


def test_a_sound_package_is_read_whole() -> None:
    package, problems = read(GOLDEN)
    assert problems == []
    assert package is not None
    assert package.contest.event == "orchard"
    assert package.contest.name.zh == "果园技能竞赛"
    assert [(trade.id, trade.level, trade.scheme) for trade in package.contest.trades] == [
        ("grafting", "3", "grafting"),
        ("pruning", "", "trees"),
    ]
    assert package.contest.holidays == ("2026-05-04",)
    assert package.persons[1].titles == "市技术能手\n省五一劳动奖章"
    assert package.judges[0].interests == "A1 的同事\n共事三年"
    assert package.entrants[1].organisation == "一号, 果园"
    assert package.policies["policies/city/seal.bin"] == b"\x00\x01binary"
    assert package.marks[2].value == "60.0", "marks keep their text"
    assert package.marks[0].attempt == 1
    assert package.adjustments[0].figure == "total"


@pytest.mark.parametrize("code", sorted(PLANTED))
def test_one_planted_mistake_is_one_problem(orchard: Orchard, code: str) -> None:
    path = PLANTED[code](orchard) or orchard.path
    package, problems = read(path)
    assert package is None
    assert [problem.code for problem in problems] == [code], problems


def test_every_kind_of_problem_has_been_planted() -> None:
    assert set(PLANTED) == CODES - ELSEWHERE


@pytest.mark.parametrize("code", sorted(PLANTED))
def test_every_problem_fills_its_sentences_in_both_languages(orchard: Orchard, code: str) -> None:
    _, problems = read(PLANTED[code](orchard) or orchard.path)
    for sentence in words.problems()[code].values():
        assert set(re.findall(r"{(\w+)}", sentence)) <= problems[0].facts.keys()
        assert words.say(sentence, "zh", **problems[0].facts) != words.say(sentence, "en", **problems[0].facts)


def test_twelve_mistakes_over_four_files_are_twelve_problems_each_where_it_stands(orchard: Orchard) -> None:
    orchard.edit("contest.toml", 'ends = "2026-05-03"', 'ends = "2026-04-31"')
    orchard.edit("contest.toml", "level = 3", "level = 9")
    sum_line = orchard.edit("schemes/grafting.toml", "max = 40", "max = 41")
    rule_line = orchard.edit("schemes/grafting.toml", 'rule = "trimmed-mean"', 'rule = "trimmed-meen"')
    orchard.cell("entrants.csv", 4, "name", "")
    orchard.append("entrants.csv", "pruning,A1,9,双胞胎,Twin,,,")
    orchard.append("entrants.csv", "felling,C1,1,伐木,Feller,,,")
    line = orchard.append("marks.csv", "G7,A1,prelim,,union,,3")
    orchard.append("marks.csv", "G4,A4,prelim,,score,,100.5")
    orchard.append("marks.csv", "G4,A4,prelim,,essay,,50")
    orchard.cell("marks.csv", 3, "value", "9O")
    orchard.cell("marks.csv", 25, "value", "84.5")
    problems = orchard.problems()
    assert [(each.file, each.line, each.column, each.code) for each in problems] == [
        ("contest.toml", 9, "event.ends", "bad-date"),
        ("contest.toml", 24, "trades[grafting].level", "bad-level"),
        ("schemes/grafting.toml", sum_line, "modules[theory].max", "does-not-add-up"),
        ("schemes/grafting.toml", rule_line, "modules[graft].criteria[work].aspects[vigour].rule", "unknown-rule"),
        ("entrants.csv", 4, "name", "empty-value"),
        ("entrants.csv", 9, "entrant", "duplicate-id"),
        ("entrants.csv", 10, "trade", "dangling-trade"),
        ("marks.csv", 3, "value", "bad-number"),
        ("marks.csv", 25, "value", "off-step"),
        ("marks.csv", line, "judge", "dangling-judge"),
        ("marks.csv", line + 1, "value", "above-highest"),
        ("marks.csv", line + 2, "aspect", "dangling-aspect"),
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1e1", "bad-number"),
        ("NaN", "bad-number"),
        ("Infinity", "bad-number"),
        ("+8", "bad-number"),
        ("08", "bad-number"),
        ("-0", "bad-number"),
        ("8,5", "bad-number"),
        ("８", "bad-number"),
        ("8.", "bad-number"),
        ("Absent", "bad-number"),
        ("1" * 30, "bad-number"),
        ("-0.5", "below-lowest"),
        ("100.5", "above-highest"),
        ("8.25", "off-step"),
        ("8\u200b", "control-character"),
        ("8\x00", "control-character"),
        (" 8", "stray-space"),
        ("", "empty-value"),
    ],
)
def test_a_mark_is_a_plain_number_within_its_bounds_or_excused(orchard: Orchard, value: str, code: str) -> None:
    orchard.cell("marks.csv", 2, "value", value)
    (problem,) = orchard.problems()
    assert (problem.file, problem.line, problem.column, problem.code) == ("marks.csv", 2, "value", code)


@pytest.mark.parametrize("value", ["absent", "abstained", "lost", "0", "100", "99.50"])
def test_excuses_and_numbers_on_a_step_are_marks(orchard: Orchard, value: str) -> None:
    orchard.cell("marks.csv", 2, "value", value)
    assert orchard.problems() == []


@pytest.mark.parametrize(
    ("figure", "codes"),
    [
        ("counted:score", []),
        ("attempt:2:score", []),
        ("counted:attempt:2:score", []),
        ("counted:total", ["dangling-figure"]),
        ("weighed:score", ["dangling-figure"]),
        ("attempt:second:score", ["dangling-figure"]),
        ("counted:", ["bad-id"]),
    ],
)
def test_a_figure_of_an_aspect_may_be_told_by_judge_and_by_attempt(
    orchard: Orchard, figure: str, codes: list[str]
) -> None:
    orchard.append("expected.csv", f"grafting,prelim,A1,,G4,{figure},87.5")
    assert [problem.code for problem in orchard.problems()] == codes


def test_what_many_lines_name_and_nobody_knows_is_one_problem_with_its_lines(orchard: Orchard) -> None:
    orchard.edit("judges.csv", "G3,明察", "G5,明察")
    assert [(each.file, each.code, each.facts["lines"]) for each in orchard.problems()] == [
        ("panels.csv", "dangling-judge", "5"),
        ("marks.csv", "dangling-judge", "7, 10, 13, 26, 29"),
    ]


def test_lines_are_counted_where_values_hold_line_breaks(orchard: Orchard) -> None:
    orchard.edit("persons.csv", "2006-11-30", "2006-11-31")
    (problem,) = orchard.problems()
    assert problem.line == 5, "the person before stands on two lines"


def test_keys_of_scheme_files_are_found_on_their_lines(orchard: Orchard) -> None:
    line = orchard.edit("schemes/trees.toml", 'slope = "-0.05"', 'slope = "-0,05"')
    (problem,) = orchard.problems()
    assert (problem.line, problem.column, problem.code) == (line, "tables.pace.slope", "bad-number")


def test_a_misspelt_column_is_named_with_what_it_should_be_and_read_as_it(orchard: Orchard) -> None:
    orchard.edit("judges.csv", "judge,name,", "judge,nmae,")
    orchard.edit("judges.csv", "方正,Fang", ",Fang")
    assert [(each.code, each.line) for each in orchard.problems()] == [("unknown-column", 1), ("empty-value", 4)]


def test_columns_may_stand_in_any_order(orchard: Orchard) -> None:
    rows = [line.split(",") for line in orchard.text("members.csv").splitlines()]
    orchard.write("members.csv", "\n".join(",".join(reversed(row)) for row in rows))
    assert read(orchard.path)[0] == read(GOLDEN)[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_tables_in_other_encodings_are_the_same_package(orchard: Orchard, encoding: str) -> None:
    orchard.recoded(encoding)
    package, problems = read(orchard.path)
    assert problems == []
    assert package == read(GOLDEN)[0]


def test_windows_line_ends_and_empty_lines_change_nothing(orchard: Orchard) -> None:
    for file in orchard.path.glob("*.csv"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n") + b"\r\n\r\n")
    for file in orchard.path.rglob("*.toml"):
        if "policies" not in file.parts:
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert read(orchard.path)[0] == read(GOLDEN)[0]


def test_recording_goes_phase_by_phase_and_reaches_the_computed_cut() -> None:
    package, _ = read(GOLDEN)
    assert package is not None
    entries = list(facts(package))
    assert [entry.fact.trade for entry in entries if isinstance(entry.fact, TradeOpened)] == ["grafting", "pruning"]
    advanced = [entry.fact for entry in entries if isinstance(entry.fact, EntrantsAdvanced)]
    assert [(fact.trade, fact.phase, fact.entrants) for fact in advanced] == [
        ("grafting", "final", ("A1", "A2")),
        ("pruning", "last", ("B1", "B2")),
    ]
    last_heat = max(
        i for i, each in enumerate(entries) if isinstance(each.fact, MarkGiven) and each.fact.cell.phase == "heat"
    )
    disqualified = next(
        i for i, each in enumerate(entries) if isinstance(each.fact, Adjusted) and each.fact.adjustment == "dsq"
    )
    assert last_heat < disqualified < entries.index(next(e for e in entries if e.fact is advanced[1]))
    assert {entry.actor for entry in entries if isinstance(entry.fact, MarkGiven)} == {
        f"judge.{judge}" for judge in ("G1", "G2", "G3", "G4", "P1", "P2", "P3")
    }
    assert len({(entry.actor, entry.key) for entry in entries}) == len(entries)


def test_the_same_package_is_the_same_facts_under_the_same_keys(orchard: Orchard) -> None:
    again, _ = read(orchard.zipped())
    package, _ = read(GOLDEN)
    assert package is not None and again is not None
    plain = [(each.fact, each.actor, each.key) for each in facts(package)]
    assert plain == [(each.fact, each.actor, each.key) for each in facts(again)]


def test_no_name_of_a_person_is_in_any_fact() -> None:
    package, _ = read(GOLDEN)
    assert package is not None
    said = repr([entry.fact for entry in facts(package)]) + repr(list(package.contents()))
    people: list[Any] = [*package.entrants, *package.persons, *package.judges]
    names = [name for each in people for name in (each.name, each.name_en)]
    assert not [name for name in names if name and name in said]


def test_a_scheme_of_which_nothing_is_left_once_it_is_mended_is_not_said_to_lack_phases(tmp_path: Path) -> None:
    lanes = Orchard(tmp_path, "lanes")
    lanes.edit("schemes/sprint.toml", "[[modules.criteria.aspects]]", "[[modules.aspects]]")
    said = [(each.code, each.column) for each in lanes.problems() if each.file == "schemes/sprint.toml"]
    assert {("unknown-key", "modules[run].aspects"), ("empty-node", "modules[run].criteria[race]")} <= set(said)
    assert ("missing-key", "phases") not in said


def test_marks_of_a_phase_that_nobody_could_reach_are_said_once(orchard: Orchard) -> None:
    orchard.edit("marks.csv", "P3,B3,heat,,seconds,,500\n", "")
    orchard.edit("adjustments.csv", "pruning,,B3,,,dsq,,rules\n", "")
    assert [(each.code, each.facts) for each in orchard.problems()] == [
        ("phase-not-complete", {"phase": "heat", "entrants": "B3"})
    ]


def test_a_rehearsal_of_a_sound_package_finds_nothing() -> None:
    package, _ = read(GOLDEN)
    assert package is not None
    findings = Findings()
    state = recording.rehearse(package, findings)
    assert not findings.any()
    assert state.seq == 1 + len(list(facts(package)))


def test_packages_that_state_the_same_are_equal_wherever_their_lines_stand() -> None:
    package, _ = read(GOLDEN)
    assert package is not None
    assert dataclasses.replace(package, lines={}) == package


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (
            'benchmarks = { "0" = { zh = "未接合", en = "Not joined" }, "3" = { zh = "完美", en = "Perfect" } }',
            "benchmarks = 5",
            "wrong-type",
        ),
        ('{ zh = "未接合", en = "Not joined" }', '""', "empty-value"),
        ('name = { zh = "接口", en = "Union" }', 'name = ""', "empty-value"),
        ('name = { zh = "接口", en = "Union" }', 'name = { zh = "接口 " }', "stray-space"),
    ],
)
def test_what_people_read_in_a_scheme_is_a_text(orchard: Orchard, old: str, new: str, code: str) -> None:
    orchard.edit("schemes/grafting.toml", old, new)
    assert [each.code for each in orchard.problems()] == [code]


@pytest.mark.parametrize(
    ("file", "column", "code"),
    [
        ("panels.csv", "judge", "missing-column"),
        ("items.csv", "item", "missing-column"),
        ("marks.csv", "aspect", "missing-column"),
    ],
)
def test_a_missing_column_is_one_problem(orchard: Orchard, file: str, column: str, code: str) -> None:
    rows = list(csv.reader(io.StringIO(orchard.text(file))))
    at = rows[0].index(column)
    orchard.write(file, "\n".join(",".join(row[:at] + row[at + 1 :]) for row in rows))
    assert [(each.file, each.line, each.column, each.code) for each in orchard.problems()] == [(file, 1, column, code)]


def test_a_broken_list_of_trades_is_one_problem(orchard: Orchard) -> None:
    orchard.edit("contest.toml", 'id = "pruning"', "id = 5")
    assert [each.code for each in orchard.problems()] == ["wrong-type"]
