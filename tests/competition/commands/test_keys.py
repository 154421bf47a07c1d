"""`keys` as somebody types it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.competition.venue import ROOT

WORD = "correct horse battery"


def typed(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "run.py"), "keys", *words]
    return subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True, text=True)


def lines(done: subprocess.CompletedProcess[str]) -> list[list[str]]:
    assert done.returncode == 0, done.stderr
    return [line.split(maxsplit=3) for line in done.stdout.splitlines() if line.startswith("key-")]


def test_keys_are_listed_changed_and_marked(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "run.py"), "init"], cwd=tmp_path, check=True, capture_output=True)
    none = typed(tmp_path)
    assert "No key was made yet" in none.stdout and "address" in none.stderr
    first = lines(typed(tmp_path, "rotate"))
    assert [(each[1], each[3]) for each in first] == [("Ed25519", "signs now"), ("ES256", "signs now")]
    done = typed(tmp_path, "rotate", SAIPING_ADDRESS="https://contest.example", SAIPING_KEY_PASSPHRASE=WORD)
    second = lines(done)
    assert done.stdout.startswith("did:web:contest.example\n") and not done.stderr
    assert [each[0] for each in second[2:]] == [each[0] for each in first]
    assert all("stays good" in each[3] for each in second[2:])
    third = lines(typed(tmp_path, "compromised", second[0][0], SAIPING_KEY_PASSPHRASE=WORD))
    states = {each[0]: each[3] for each in third}
    assert len(third) == 5 and "counts no more" in states[second[0][0]]
    assert sum(state == "signs now" for state in states.values()) == 2
    assert "泄露" in typed(tmp_path, "list", "--lang", "zh").stdout
    database = b"".join(path.read_bytes() for path in tmp_path.glob("saiping.db*"))
    assert WORD.encode() not in database


def test_wrong_calls_say_so(tmp_path: Path) -> None:
    assert typed(tmp_path).returncode == 1, "there is no database"
    subprocess.run([sys.executable, str(ROOT / "run.py"), "init"], cwd=tmp_path, check=True, capture_output=True)
    unknown = typed(tmp_path, "compromised", "key-0")
    assert unknown.returncode == 1 and "key-0" in unknown.stderr
    assert [typed(tmp_path, *words).returncode for words in (("compromised",), ("rotate", "key-0"), ("burn",))] == [
        2
    ] * 3
