"""A storm of tablets, small: what is given is in the ledger, and what would not be is seen."""

from __future__ import annotations

import subprocess
import sys

import pytest

from scoring.facts import Cell, MarkGiven
from scoring.lines import Line
from tests.competition.venue import ROOT
from tests.judges.storm.compared import differences
from tests.judges.storm.tablet import Given


def storm(*options: str) -> subprocess.CompletedProcess[str]:
    small = ("--tablets", "6", "--marks", "120", "--pages", "0", "--minutes", "0.05", "--scale", "0.03")
    command = [sys.executable, "-m", "tests.judges.storm", *small, *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170)


@pytest.mark.slow
def test_everything_given_in_a_storm_is_in_the_ledger_once(database_url: str) -> None:
    done = storm("--database", database_url, "--seed", "7")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "120 marks given" in done.stdout and "120 answered" in done.stdout
    assert "out of order: 0 (0)" in done.stdout


@pytest.mark.slow
def test_marks_that_are_sent_again_under_another_key_are_seen() -> None:
    done = storm("--plant", "--seed", "7")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "conflict" in done.stdout


# --- each kind of difference ----------------------------------------------------------------------------------------

GIVEN = [("E1", "a", "3", "k1"), ("E1", "b", "4", "k2"), ("E1", "a", "5", "k3")]


def given(*marks: tuple[str, str, str, str]) -> list[Given]:
    return [Given("J1", (entrant, aspect), value, key, f"t-{key}", 0.0) for entrant, aspect, value, key in marks]


def stored(*marks: tuple[str, str, str, str], **more: str) -> list[Line]:
    return [
        Line(
            seq, "", "judge.J1", key, MarkGiven(Cell("J1", entrant, "final", "", aspect), value, 0, f"t-{key}", **more)
        )
        for seq, (entrant, aspect, value, key) in enumerate(marks, 1)
    ]


def test_the_same_is_no_difference() -> None:
    assert differences(given(*GIVEN), stored(*GIVEN)) == []


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (GIVEN[:2], "J1 E1 a: given 3, 5; the ledger has 3"),
        ([*GIVEN, (*GIVEN[1][:3], "k9")], "J1 E1 b: given 4; the ledger has 4, 4"),
        ([*GIVEN[:2], ("E1", "a", "6", "k3")], "J1 E1 a: given 3, 5; the ledger has 3, 6"),
        ([GIVEN[2], GIVEN[1], GIVEN[0]], "J1 E1 a: given 3, 5; the ledger has 5, 3"),
        ([GIVEN[1], GIVEN[0], GIVEN[2]], "J1: E1 a was given first, and E1 b was stored before it"),
        ([*GIVEN, ("E2", "a", "3", "k9")], "J1 E2 a: given nothing; the ledger has 3"),
        ([GIVEN[0], GIVEN[1], ("E1", "a", "5", "k9")], "J1 E1 a = 5: 0 lines under its key"),
        ([*GIVEN, GIVEN[1]], "J1 E1 b = 4: 2 lines under its key"),
        ([GIVEN[0], (*GIVEN[1][:3], "k3"), (*GIVEN[2][:3], "k2")], "J1 E1 b = 4 at t-k2: the line says"),
    ],
)
def test_a_difference_is_named(lines: list[tuple[str, str, str, str]], says: str) -> None:
    found = differences(given(*GIVEN), stored(*lines))
    assert any(each.startswith(says) for each in found), found


def test_a_mark_that_counts_nowhere_yet_is_a_difference() -> None:
    assert differences(given(*GIVEN), stored(*GIVEN, held="device-revoked")) == [
        f"J1 E1 {aspect}: held" for aspect in ("a", "b", "a")
    ]
