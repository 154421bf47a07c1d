"""`run.py follow` says what happens at a real server, and why where it may not."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from competition.commands.follow import MOST_ROWS, TOKEN, command
from tests.competition.venue import CLOCK, EVENT, ROOT, TRADE, Judge, Server, board_at, hold_contest, serving, tokens


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("follow")
    hold_contest(made)
    return made


@pytest.fixture(scope="module")
def token(folder: Path) -> dict[str, str]:
    return tokens(folder)


@pytest.fixture(scope="module")
def server(folder: Path, token: dict[str, str]) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="module")
def clock(server: Server, token: dict[str, str]) -> Iterator[Judge]:
    judge = Judge(server, token[CLOCK])
    yield judge
    judge.close()


@contextmanager
def following(server: Server, *options: str, token: str = "") -> Iterator[Iterator[str]]:
    """The lines that the command prints; it stops by Ctrl+C, with status 0."""
    called = [sys.executable, str(ROOT / "run.py"), "follow", server.api, EVENT, *options]
    environment = os.environ | {TOKEN: token, "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(called, stdout=subprocess.PIPE, env=environment, encoding="utf-8")
    assert process.stdout is not None
    try:
        yield (line.rstrip("\n") for line in process.stdout)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        process.stdout.close()


def test_a_board_is_told_as_ndjson_and_in_both_languages(server: Server, clock: Judge) -> None:
    with (
        following(server, TRADE, "--json") as plain,
        following(server, TRADE, "--lang", "en") as english,
        following(server, TRADE) as chinese,
    ):
        first = json.loads(next(plain))
        assert first == board_at(server).json()
        assert next(english).endswith(f" version {first['version']} the whole board, rows: 12")
        assert next(chinese).endswith(f" 版本 {first['version']} 完整看板，共 12 行")
        clock.gives("11", "E001")
        assert json.loads(next(plain))["rows"]["E001"]["total"] == "11.00"
        place = r"[0-9T:-]{19}Z version \d+ (.+ · )?E001 11\.00, place 1( · .+)?"
        assert re.fullmatch(place, next(english))
        assert "E001 11.00，第 1 名" in next(chinese)


def test_no_more_rows_are_named_than_fit_a_line(server: Server, clock: Judge) -> None:
    for each in range(1, 9):
        clock.gives(str(20 + each), f"E{each:03}")
    with following(server, TRADE, "--lang", "en") as told:
        next(told)
        clock.gives("99", "E001")  # everybody before her moves
        said = next(told)
    assert said.count(" · ") == MOST_ROWS and re.search(r"and more: \d+$", said)


def test_the_ledger_is_told_from_a_position_on(server: Server, clock: Judge, token: dict[str, str]) -> None:
    with following(server, "--lines", "--json", token=token["organiser"]) as plain:
        opened, second = (json.loads(next(plain)) for _ in range(2))
    assert json.loads(opened["line"])["fact"] == "stream-opened"
    since = f"{EVENT}:1:{opened['digest']}"
    with following(server, "--lines", "--since", since, "--lang", "en", token=token["organiser"]) as english:
        assert re.fullmatch(rf"[0-9T:-]{{19}}Z 2 Trade opened system {second['digest'][:12]}", next(english))


def test_who_may_not_is_told_what_to_do(server: Server, token: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, token["J1"])
    for options, code in ((["--lines"], "not-allowed"), (["nothing"], "unknown-board")):
        done = CliRunner().invoke(command, [server.api, EVENT, *options, "--lang", "en"])
        assert (done.exit_code, code in done.stderr) == (1, True), done.output


@pytest.mark.parametrize("options", [["--since", "x"], ["--lines", "--since", "x"], [TRADE, "--lines"]])
def test_a_call_that_means_nothing_is_refused(server: Server, options: list[str]) -> None:
    assert CliRunner().invoke(command, [server.api, EVENT, *options]).exit_code == 2
    assert CliRunner().invoke(command, ["contest.example", EVENT]).exit_code == 2
