"""No answer leaves before the sync that covers its line, as the kernel saw it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ANSWERS = 25

RECORDING = """
import asyncio, os, sys
from tests.competition.ledgers import ENTRANTS, JUDGES, mark, recording

async def main(url, answers, synchronous):
    async with recording(url, poll_s=60) as recorder:
        recorder._database.driver().execute(f"PRAGMA synchronous = {synchronous}")
        cells = [(judge, entrant) for entrant in ENTRANTS for judge in JUDGES]
        seqs = []
        for cell in cells:
            (answer,) = await recorder.record_all([mark(*cell, "8")])
            os.write(answers, b"answered")
            seqs.append(answer.seq)
        revised = [mark(*cell, "7", key=f"r{seq}", supersedes=seq) for cell, seq in zip(cells, seqs)]
        await asyncio.gather(*(recorder.record_all([each]) for each in revised))
        os.write(answers, b"answered")

asyncio.run(main(sys.argv[1], os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT), sys.argv[3]))
"""

CALL = re.compile(
    r"^(?P<pid>\d+) +(?:<\.\.\. (?P<resumed>\w+) resumed>|(?P<call>\w+)\((?P<file>\d+<[^>]*>)?)(?P<rest>.*)$"
)


def early_answers(trace: Iterable[str], log: str, answers: str) -> tuple[list[str], int]:
    """Answers that went out while their lines were not yet on the disk, and how many answers there were.

    trace: what `strace -f -y` wrote. An answer is covered where the write-ahead log was written since the last
    answer, and a sync of it that began after its last write has ended.
    """
    early: list[str] = []
    count = 0
    written = synced = False
    syncing: dict[str, bool] = {}
    for text in trace:
        found = CALL.match(text)
        if found is None:
            continue
        call, file, pid = found["call"] or found["resumed"], found["file"] or "", found["pid"]
        if call in ("pwrite64", "write") and file.endswith(f"{log}>"):
            written, synced = True, False
            syncing = dict.fromkeys(syncing, False)
        elif call in ("fsync", "fdatasync"):
            if found["call"] and file.endswith(f"{log}>"):
                syncing[pid] = True
            if "<unfinished" not in text and syncing.pop(pid, False):
                synced = written
        elif call == "write" and file.endswith(f"{answers}>"):
            count += 1
            if not synced:
                early.append(text)
            written = synced = False
    return early, count


def traced(folder: Path, synchronous: str) -> tuple[list[str], int]:
    """Record under strace; see `early_answers`."""
    out, answers = folder / "trace", folder / "answers"
    calls = "trace=write,pwrite64,fsync,fdatasync"
    command = ["strace", "-f", "-y", "-s", "32", "-e", calls, "-e", "signal=none", "-o", str(out)]
    recorder = [sys.executable, "-c", RECORDING, f"sqlite:///{folder / 'store.db'}", str(answers), synchronous]
    done = subprocess.run([*command, *recorder], cwd=ROOT, capture_output=True, text=True, timeout=120)
    if done.returncode and "ptrace" in done.stderr and not os.environ.get("CI"):
        pytest.skip(f"strace may not trace here: {done.stderr.strip()[:200]}")
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8", errors="replace") as trace:
        return early_answers(trace, "store.db-wal", str(answers))


@pytest.fixture(autouse=True)
def strace() -> None:
    if shutil.which("strace") is None:
        if os.environ.get("CI"):
            pytest.fail("CI is set and there is no strace: install Debian's package strace")
        pytest.skip("no strace on this machine")


def test_no_answer_goes_out_before_the_sync_that_covers_its_line(tmp_path: Path) -> None:
    early, count = traced(tmp_path, "FULL")
    assert count == ANSWERS
    assert early == []


def test_a_database_that_does_not_sync_is_seen(tmp_path: Path) -> None:
    early, count = traced(tmp_path, "OFF")
    assert count == ANSWERS
    assert len(early) == ANSWERS


SYNC = ["7 pwrite64(5</d/store.db-wal>, ..., 4096, 0) = 4096", "7 fdatasync(5</d/store.db-wal>) = 0"]
ANSWER = ["7 write(9</d/answers>, ..., 8) = 8"]


@pytest.mark.parametrize(
    ("trace", "early"),
    [
        (SYNC + ANSWER, 0),
        (SYNC + ANSWER + ANSWER, 1),
        (SYNC + SYNC[:1] + ANSWER, 1),
        (SYNC[:1] + ANSWER + SYNC[1:], 1),
        (SYNC[1:] + ANSWER, 1),
        ([SYNC[0], "7 fdatasync(5</d/store.db-wal> <unfinished ...>", *ANSWER, "7 <... fdatasync resumed>) = 0"], 1),
        ([SYNC[0], "7 fdatasync(5</d/store.db-wal> <unfinished ...>", "7 <... fdatasync resumed>) = 0", *ANSWER], 0),
        ([SYNC[0], "8 fsync(5</d/store.db-wal> <unfinished ...>", SYNC[0], "8 <... fsync resumed>) = 0", *ANSWER], 1),
        ([SYNC[0], "7 fdatasync(4</d/store.db>) = 0", *ANSWER], 1),
    ],
)
def test_the_reader_of_traces_can_see(trace: list[str], early: int) -> None:
    assert len(early_answers(trace, "store.db-wal", "/d/answers")[0]) == early
