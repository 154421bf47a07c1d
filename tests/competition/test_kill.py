from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def kill(url: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.competition.kill", "--database", url, *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_what_was_acknowledged_outlives_a_kill(database_url: str) -> None:
    done = kill(database_url, "--n", "6")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "missing, doubled or unsound: 0 (0)" in done.stdout


def test_answers_that_go_out_before_the_commit_are_caught(database_url: str) -> None:
    done = kill(database_url, "--n", "6", "--plant")
    assert done.returncode == 1
    assert "was acknowledged as line" in done.stdout


@pytest.mark.parametrize("option", ["--n", "--seed"])
def test_numbers_are_checked(option: str) -> None:
    assert kill("sqlite:///none.db", option, "x").returncode == 2
