"""`make policies`: every worked case holds, and what falls short is seen."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scoring.awards import decide
from scoring.clauses.examples import read_example
from scoring.lines import canonical, digest
from scoring.policy import counted
from tests.policies import OWN, cases, folders, load, main, try_policy

PUBLISHED = Path(__file__).parent / "golden" / "policies"
"""Rules of published policies, one folder each, with cases that were worked by hand."""

POLICY = """
policy = 1
name = "办法"
documents.D.title = "通知"
clauses = [
  { id = "grade", grade = "3", places = { to = 3 } },
  { id = "title", title = "能手", approval = true, places = { to = 5 } },
  { id = "star", title = "状元", places = { to = 1 } },
]
"""


def tried(path: Path | str, **environment: str) -> Result:
    arguments = ["--policies", str(path)] if path else []
    return CliRunner().invoke(main, arguments, env={"POLICIES": None, **environment})


def folder(path: Path, cases: str | None, policy: str = POLICY) -> Path:
    path.mkdir(parents=True)
    (path / "policy.toml").write_text(policy, "utf-8")
    if cases is not None:
        (path / "cases.csv").write_text(cases, "utf-8")
    return path


def test_the_policies_of_the_product_hold_in_every_worked_case() -> None:
    result = tried("")
    assert result.exit_code == 0, result.output
    assert "tianjin-2024: 12 (of 12 stated)" in result.output
    assert "shijiazhuang-2010: 8 (of 8 stated)" in result.output
    assert tried(OWN / "tianjin-2024").output.splitlines()[-1] == "worked cases: 12 (of 12 stated)"


@pytest.mark.parametrize("place", folders(PUBLISHED), ids=lambda place: place.name)
def test_what_published_policies_state_in_numbers_can_be_written(place: Path) -> None:
    """Written from the help page alone: a tier, a share, a head count, a condition or an outcome of the field that the
    language cannot say shows here."""
    holds, stated, wrong = try_policy(place)
    assert wrong == []
    assert holds == stated >= 5


def test_any_folder_of_policies_can_be_tried(tmp_path: Path) -> None:
    folder(
        tmp_path / "a" / "city",
        "\ufeffcase,place,level,grade,title\r\na,1,4,granted L3,granted 状元；may-apply 能手\r\n",
    )
    folder(
        tmp_path / "b",
        "case,place,level,grade,title\nb,9,-,refused,refused place-beyond\nc,4,3,refused,may-apply 能手\n",
    )
    for result in (tried(tmp_path), tried("", POLICIES=str(tmp_path))):
        assert result.exit_code == 0, result.output
        assert result.output.splitlines() == [
            "city: 1 (of 1 stated)",
            "b: 2 (of 2 stated)",
            "worked cases: 3 (of 3 stated)",
        ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"grade": "granted 2"}, "grade should be “granted 2”, came to “granted 3”"),
        ({"grade": "gap"}, "grade should be “gap”, came to “granted 3”"),
        (
            {"place": "9", "grade": "refused no-change"},
            "grade should be “refused no-change”, came to “refused place-beyond”",
        ),
        ({"title": "granted 状元"}, "title should be “granted 状元”, came to “may-apply 能手; granted 状元”"),
        (
            {"title": "granted 状元;granted 能手"},
            "title should be “granted 状元;granted 能手”, came to “may-apply 能手; granted 状元”",
        ),
        ({"level": "", "grade": "gap silent"}, "grade should be “gap silent”, came to “gap fact-missing”"),
        ({"money": "granted 100"}, "money should be “granted 100”, came to “refused”"),
        ({}, "missing-expectation"),
        ({"grade": "3"}, "bad-cell at grade"),
        ({"grade": "granted"}, "bad-cell at grade"),
        ({"grade": ";"}, "bad-cell at grade"),
        ({"grade": "gap unknown"}, "bad-cell at grade"),
        ({"place": "first", "grade": "refused"}, "bad-cell at place"),
        ({"place": "²", "grade": "refused"}, "bad-cell at place"),
        ({"place": "1000000000", "grade": "refused"}, "bad-cell at place"),
        ({"level": "9", "grade": "refused"}, "bad-cell at level"),
        ({"paper-level": "9", "grade": "refused"}, "bad-cell at paper-level"),
        ({"birth": "1990", "grade": "refused"}, "bad-cell at birth"),
        ({"round": "near", "grade": "refused"}, "bad-cell at round"),
        ({"role": "judge", "grade": "refused"}, "bad-cell at role"),
        ({"medal": "gold", "grade": "granted 3"}, "unknown-column at medal"),
    ],
)
def test_what_falls_short_is_named_and_fails(tmp_path: Path, row: Mapping[str, str], said: str) -> None:
    cells = {"case": "why", "place": "1", "level": "4", **row}
    folder(tmp_path / "city", f"{','.join(cells)}\n{','.join(cells.values())}\n")
    result = tried(tmp_path)
    assert result.exit_code == 1
    assert "city: cases.csv:2 why" in result.output
    assert said in result.output
    assert "city: 0 (of 1 stated)" in result.output


def test_a_whole_number_has_up_to_nine_digits() -> None:
    example, problems = read_example({"place": "123456789", "grade": "refused"})
    assert (problems, example.case.place) == ([], 123456789)


def test_cells_without_a_column_are_seen(tmp_path: Path) -> None:
    result = tried(folder(tmp_path / "city", "place,level,grade\n1,4,granted 3,more\n"))
    assert (result.exit_code, "beyond the last column" in result.output) == (1, True)


def test_a_policy_without_cases_and_cases_without_a_policy_fail(tmp_path: Path) -> None:
    for given in (None, "", "case,grade\n"):
        result = tried(folder(tmp_path / f"city{given}".strip(), given))
        assert (result.exit_code, result.output.splitlines()[-1]) == (1, "worked cases: 0 (of 0 stated)")
    bare = tmp_path / "bare"
    bare.mkdir()
    assert tried(bare).exit_code == 1
    (bare / "cases.csv").write_text("place,grade\n1,refused\n", "utf-8")
    result = tried(bare)
    assert (result.exit_code, "policy.toml" in result.output) == (1, True)
    assert "bare: 0 (of 1 stated)" in result.output


def test_a_policy_that_cannot_be_read_fails_with_its_problems(tmp_path: Path) -> None:
    cases = "place,level,grade\n1,4,granted 3\n"
    for text, said in (("policy = ", "policy.toml: Invalid"), (POLICY + 'page = "1"', "unknown-key at page (")):
        result = tried(folder(tmp_path / str(len(text)), cases, text))
        assert (result.exit_code, said in result.output) == (1, True), result.output


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert tried(tmp_path / "nowhere").exit_code == 2


TRACES = Path(__file__).parent / "golden" / "traces.csv"
"""Policy, worked case, and the digest of all that deciding it left behind, but for the policy's own digest."""


def traced() -> Iterator[tuple[str, str, str]]:
    for place in folders(OWN):
        rules, _ = load(place)
        assert rules is not None
        for where, row in cases(place):
            example, _ = read_example(row)
            trace = json.loads(decide(counted(rules, example.round), example.case).text)
            del trace["policy"]
            yield place.name, f"{where} {example.label}", digest(canonical(trace))


def test_what_a_decision_leaves_behind_is_the_same_after_an_upgrade() -> None:
    """Awards that were recorded are compared with this text. Where a change of it is meant, the file says which cases
    it touches; every one of them is then to be looked at."""
    with TRACES.open(encoding="utf-8", newline="") as file:
        kept = [tuple(row) for row in csv.reader(file)]
    assert kept == list(traced())
