"""The composition root: quick help, imports that touch nothing, guarded routes, one server a file, a graceful end."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from starlette.routing import Route

import run
from competition.access import access
from competition.commands.serve import _url
from competition.settings import Settings, given
from tests.competition.venue import CLOCK, ROOT, Judge, board_at, hold_contest, serving, tokens, url_of

HELP_S = 0.25


def test_help_is_fast() -> None:
    took = []
    for _ in range(5):
        began = os.times()
        done = subprocess.run([sys.executable, str(ROOT / "run.py"), "--help"], capture_output=True, check=True)
        ended = os.times()
        took.append(ended.children_user + ended.children_system - began.children_user - began.children_system)
    assert all(name.encode() in done.stdout for name in run.COMMANDS)
    assert min(took) < HELP_S, "processor time: what else the machine does is not its fault"


def test_help_imports_no_command_and_no_library_but_click() -> None:
    code = "import sys, run\ntry: run.main(['--help'])\nfinally: print(*sorted(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout
    loaded = set(said.splitlines()[-1].split())
    assert "click" in loaded
    assert not loaded & {"starlette", "sqlalchemy", "pydantic", "pandas", "uvicorn", "jinja2", "scoring"}
    ours = {"competition", "competition.commands", "competition.commands.group"}
    assert {each for each in loaded if each.startswith("competition")} == ours


@pytest.mark.parametrize("name", run.COMMANDS)
def test_every_command_is_there_and_says_what_it_does(name: str) -> None:
    module, about = run.COMMANDS[name]
    command = importlib.import_module(f"competition.commands.{module}").command
    assert isinstance(command, click.Command)
    done = CliRunner().invoke(run.main, [name, "--help"])
    assert done.exit_code == 0, done.output
    assert about.endswith(".") and command.help


def test_an_unknown_command_is_a_wrong_call() -> None:
    assert CliRunner().invoke(run.main, ["destroy"]).exit_code == 2


def test_importing_any_module_connects_to_nothing(tmp_path: Path) -> None:
    code = """
import importlib, pathlib, pkgutil, socket, sqlite3, subprocess, threading
def refuse(*_, **__): raise AssertionError("an import reached out")
socket.socket.connect = socket.socket.bind = refuse
sqlite3.connect = sqlite3.dbapi2.connect = subprocess.Popen = threading.Thread.start = refuse
import competition, judges, scoring, run
for package in (scoring, competition, judges):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.startswith("competition.store.migrations."):  # scripts that alembic runs
            importlib.import_module(module.name)
"""
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_route_declares_what_it_asks_for(tmp_path: Path) -> None:
    app = run.build(Settings(database=url_of(tmp_path)))
    access.guard(app.routes)
    declared = {getattr(route, "path", ""): access.actions(route) for route in app.routes}
    assert declared["/api/marks"] == ("give-marks",)
    assert {"run-event", "adjust"} <= set(declared["/api/facts"])
    assert "watch-office" in declared["/api/events/{event}/boards/{board}/live"]
    app.state.database.close()


def test_a_route_without_a_rule_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def forgotten(request: object) -> None: ...

    monkeypatch.setattr("competition.pages.routes", lambda: [Route("/forgotten", forgotten)])
    with pytest.raises(access.UnguardedRouteError, match="/forgotten"):
        run.build(Settings(database=url_of(tmp_path)))


def test_a_second_server_on_one_file_is_refused_by_name(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    with serving(tmp_path) as server:
        command = [sys.executable, str(ROOT / "run.py"), "serve", "--port", "0", "--database", url_of(tmp_path)]
        second = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert second.returncode == 1
        assert server.process is not None
        for named in ("contest.db", f"pid {server.process.pid}", server.api):
            assert named in second.stderr
        assert board_at(server).status_code == 200
    with serving(tmp_path) as server:
        assert board_at(server).status_code == 200


def test_servers_may_share_a_database_server_and_show_the_same(database_url: str) -> None:
    hold_contest(database_url)
    token = tokens(database_url)
    others = 1 if database_url.startswith("postgresql") else 0
    with serving(database_url) as server, ExitStack() as stack:
        judge = Judge(server, token[CLOCK])
        judge.gives("50", "E001")
        version = board_at(server).json()["version"]
        for other in [stack.enter_context(serving(database_url)) for _ in range(others)]:
            assert board_at(other).json() == board_at(server).json()
            judge.gives("60", "E001")
            until = time.monotonic() + 30
            while board_at(other).json()["version"] == version:
                assert time.monotonic() < until
            assert board_at(other).json() == board_at(server).json()
        judge.close()


def test_an_address_that_is_taken_is_named(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        port = server.api.rsplit(":", 1)[1]
        command = [sys.executable, str(ROOT / "run.py"), "serve", "--port", port, "--database", "other.db"]
        second = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert second.returncode == 1
        assert port in second.stderr and "Traceback" not in second.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_ends_well(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path) as server:
        assert server.process is not None
        server.process.send_signal(number)
        assert server.process.wait(10) == 0


def test_an_address_is_said_as_a_browser_needs_it() -> None:
    class Listener:
        def getsockname(self) -> tuple[str, int]:
            return "", 80

    said = {host: _url(host, Listener()) for host in ("127.0.0.1", "0.0.0.0", "::", "::1", "hall.local")}  # type: ignore[arg-type]
    assert said["0.0.0.0"] == "http://127.0.0.1:80"
    assert said["::"] == said["::1"] == "http://[::1]:80"
    assert said["hall.local"] == "http://hall.local:80"


def test_options_come_before_the_environment_and_that_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("saiping.toml").write_text('port = 1\nhost = "file"\ntick_ms = 7\n', encoding="utf-8")
    monkeypatch.setenv("SAIPING_PORT", "2")
    monkeypatch.setenv("SAIPING_HOST", "environment")
    settings = given(port=3, host=None)
    assert (settings.port, settings.host, settings.tick_ms) == (3, "environment", 7)


def test_a_database_may_be_named_by_its_path(tmp_path: Path) -> None:
    assert given(database="here.db").database == "sqlite:///here.db"
    assert given(database="postgresql://hall/contest").database == "postgresql://hall/contest"
