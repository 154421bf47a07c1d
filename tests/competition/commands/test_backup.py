"""`backup` and `restore` as somebody types them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.competition.venue import CLOCK, ROOT, Judge, hold_contest, serving, tokens


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / "run.py"), *words], cwd=folder, capture_output=True, text=True)


def test_a_copy_made_beside_a_running_server_is_restored_and_verified(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    (tmp_path / "stick").mkdir()
    with serving(tmp_path, "--backup-every", "0") as server:
        judge = Judge(server, tokens(tmp_path)[CLOCK])
        seq = judge.gives("70", "E001")["seq"]
        made = typed(tmp_path, "backup", "--to", "stick/copies", "--database", "contest.db")
        judge.close()
        copy, *heads = made.stdout.splitlines()
        refused = typed(tmp_path, "restore", copy, "--database", "contest.db", "--force")
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "served" in refused.stderr and server.api in refused.stderr
    assert made.returncode == 0 and "same disk" in made.stderr
    assert heads[0].startswith(f"spring:{seq}:")
    assert not (tmp_path / "contest.db.backups").exists()
    done = typed(tmp_path, "restore", copy, "--database", "new.db")
    first, *ends = done.stdout.splitlines()
    assert (done.returncode, ends) == (0, heads)
    assert "new.db" in first and copy in first
    assert typed(tmp_path, "verify", "--database", "new.db").stdout.splitlines() == heads


def test_force_says_what_the_old_database_is_called_now(tmp_path: Path) -> None:
    assert typed(tmp_path, "init").returncode == 0
    copy, *heads = typed(tmp_path, "backup").stdout.splitlines()
    assert Path(copy).parent == tmp_path / "saiping.db.backups"
    there = typed(tmp_path, "restore", copy)
    assert (there.returncode, there.stdout) == (1, "")
    assert there.stderr.startswith("Error: database-there: ")
    done = typed(tmp_path, "restore", copy, "--force")
    _, kept, *ends = done.stdout.splitlines()
    assert (done.returncode, ends) == (0, heads)
    assert Path(kept.split(": ")[0]).is_file()


def test_what_cannot_be_copied_or_restored_ends_with_one_line(tmp_path: Path) -> None:
    for words, code in (
        (["backup"], "no file"),
        (["restore", "none.db"], "copy-missing"),
        (["restore", "none.db", "--database", "mysql://here/x"], "copy-missing"),
    ):
        done = typed(tmp_path, *words)
        assert done.returncode == 1 and code in done.stderr and len(done.stderr.splitlines()) == 1, done
    assert typed(tmp_path, "init").returncode == 0
    astray = typed(tmp_path, "backup", "--to", "stick/copies")
    assert astray.returncode == 1 and "backup-folder-unusable" in astray.stderr
    assert typed(tmp_path, "restore").returncode == 2
    assert typed(tmp_path, "backup", "--from", "x").returncode == 2
