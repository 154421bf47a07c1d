"""Every benchmark runs, so small that nothing can be said of its figures; no time is asserted."""

from __future__ import annotations

import csv
import math
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from subprocess import CalledProcessError
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from benchmarks import chart, growth, large
from benchmarks.__main__ import BENCHMARKS, SHORT, main
from benchmarks.certainty import half_marked
from benchmarks.contest import EVENT, PHASE, numbered
from benchmarks.rounds import Goal, measure, read_goals
from benchmarks.viewers import Viewers, apply, compiled
from scoring.certainty.places import certainty
from scoring.engine import replay

UPGRADED = b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
SNAPSHOT = '{"type":"snapshot","version":1,"head":{},"rows":{}}'
PROMISED = {
    "recorder": {"recorder"},
    "one mark": {"one mark"},
    "door": {"door"},
    "engine": {"engine", "engine flat"},
    "replay": {"replay"},
    "large replay": {"large replay", "large replay memory"},
    "certainty": {"certainty"},
    "certificates": {"certificates"},
    "credentials": {"credentials"},
    "decide": {"decide"},
    "fan-out": {"fan-out", "viewer memory", "idle server"},
    "pages": {"slowest page"},
    "rolls": {"rolls"},
    "first sheet": {"first sheet"},
    "verification": {"verification"},
}
"""Figures with a goal, by benchmark."""


@pytest.fixture(scope="module")
def program() -> Iterator[Path]:
    """The C program, compiled once."""
    _needs_a_compiler()
    with compiled() as program:
        yield program


@pytest.mark.parametrize("name", PROMISED)
def test_a_benchmark_measures_each_figure_it_promises(name: str) -> None:
    if name == "fan-out":
        _needs_a_compiler()
    figures = measure(SHORT[name], rounds=1)
    assert PROMISED[name] <= set(figures.columns)
    assert all(math.isfinite(figure) for figure in figures.iloc[0])


def test_every_goal_is_measured_by_one_benchmark() -> None:
    assert set(BENCHMARKS) == set(SHORT) == set(PROMISED)
    assert sorted(read_goals()) == sorted(figure for figures in PROMISED.values() for figure in figures)


def test_a_goal_is_met_at_its_bound_and_not_beyond() -> None:
    assert Goal("x", least=0.5).met(0.5)
    assert not Goal("x", least=0.5).met(0.49)
    assert Goal("x", most=3).met(3)
    assert not Goal("x", most=3).met(3.01)
    assert not Goal("x", most=3).met(math.nan)


def test_a_line_a_figure_ends_the_run_and_one_that_falls_short_makes_it_fail(tmp_path: Path) -> None:
    goals = tmp_path / "goals.toml"
    goals.write_text('["engine"]\nunit = "x one insort"\nmost = 1e9\n["engine flat"]\nunit = "x"\nmost = 1e9\n')
    call = ["--only", "engine", "--rounds", "1", "--short", "--goals", str(goals)]
    ran = CliRunner().invoke(main, call)
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.splitlines()[-2].startswith("engine: ")
    assert ran.stdout.splitlines()[-2].endswith(" x one insort (<= 1e+09)")
    goals.write_text('["engine"]\nunit = "x one insort"\nmost = 0\n')
    ran = CliRunner().invoke(main, call)
    assert ran.exit_code == 1
    assert "short of its goal: engine" in ran.stderr


def test_what_takes_minutes_a_round_has_few_rounds() -> None:
    call = ["--only", "large replay", "--rounds", "9", "--short"]
    assert "large replay: 3 rounds" in CliRunner().invoke(main, call).stderr


def test_the_largest_contest_has_every_mark_of_every_panel_once() -> None:
    state = replay(EVENT, numbered(large.everything(3)), large.contents())
    assert state.seq == 2 + 3 * 50 * 5
    assert state.trades[large.TRADE].settled == state.trades[large.TRADE].due == 3 * 50


def test_certainty_is_measured_where_half_is_marked_in_each_another() -> None:
    trade = half_marked(20)
    settled = [frozenset(each.figures) for each in trade.performances.values()]
    assert len(set(settled)) == 20
    assert 0.4 < trade.settled / trade.due < 0.6
    assert {each.state for each in certainty(trade, PHASE).values()} == {"open"}


def test_growth_is_a_picture_with_both_scales_named_and_a_table(tmp_path: Path) -> None:
    ran = CliRunner().invoke(growth.main, ["--folder", str(tmp_path / "made"), "--size", "4", "--size", "2"])
    assert ran.exit_code == 0, ran.output
    assert [line.partition(":")[0] for line in ran.stdout.splitlines()[:2]] == ["2 entrants", "4 entrants"]
    picture = ElementTree.parse(tmp_path / "made" / "growth.svg").getroot()
    said = {text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert {"entrants in one trade", "time of one processor core", *growth.ABOUT, *growth.ABOUT.values()} <= said
    with (tmp_path / "made" / "growth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["entrants"] for row in rows] == ["2", "4"]
    assert all(float(row[f"{name}, seconds"]) > 0 for row in rows for name in growth.ABOUT)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.00000042, "0.4 µs"), (0.0000412, "41 µs"), (0.000994, "994 µs"), (0.00344, "3.4 ms"), (1.24, "1.2 s")],
)
def test_a_time_is_said_in_the_unit_that_fits(seconds: float, said: str) -> None:
    assert chart.duration(seconds) == said


def test_a_line_that_grows_along_the_dashes_is_drawn_along_them_and_labels_stand_apart() -> None:
    series = [chart.Series(name, "", [(100, 1e-3), (10_000, 1e-1)]) for name in ("one", "other")]
    drawn = chart.chart("Growth", ["Words."], "entrants", "time", series)
    paths = {
        kind: [line.partition(' d="')[2] for line in drawn.splitlines() if f'class="{kind}"' in line]
        for kind in ("guide", "line")
    }
    assert {round(_slope(each), 2) for each in paths["line"]} == {round(_slope(each), 2) for each in paths["guide"]}
    names = [line for line in drawn.splitlines() if 'class="name"' in line]
    heights = [float(each.partition(' y="')[2].partition('"')[0]) for each in names]
    assert abs(heights[0] - heights[1]) >= chart.APART


def _slope(path: str) -> float:
    """Of `M96 10L786 20…`."""
    (x, y), (across, down) = (map(float, each.split()) for each in path.partition('"')[0][1:].split("L"))
    return (down - y) / (across - x)


def test_a_line_that_was_changed_is_no_part_of_a_measurement(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    assert large.write(2, file) == 2 + 2 * 50 * 5
    file.write_text(file.read_text().replace('"value":"', '"value":"1', 1))
    with pytest.raises(CalledProcessError):
        large.measured("replay", file)


def test_a_delta_that_starts_elsewhere_is_seen() -> None:
    board = {"version": 3, "head": {}, "rows": {}}
    with pytest.raises(RuntimeError, match="a delta from version 4 at version 3"):
        apply(board, {"type": "delta", "from": 4, "to": 5, "head": {}, "rows": {}})


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ([['{"type":"delta","from":1,"to":2,"head":{"from":7}}']], 0),
        ([['{"type":"delta","from":2,"to":3}']], 1),
        ([['{"type":"delta","from":1,"to":1}']], 1),
        ([['{"type":"delta","head":{"from":1,"to":2}}']], 3),
        ([['{"type":"novelty"}']], 1),
        ([['{"type":"delta","from":1,"to":2}'], ['{"type":"delta","from":1,"to":2,"head":{}}']], 1),
    ],
    ids=["sound", "a gap", "no step", "no ends", "no such message", "two viewers told differently"],
)
def test_viewers_count_what_is_wrong_with_a_frame(
    said: list[list[str]], faults: int, program: Path, tmp_path: Path
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        serving = threading.Thread(target=_serve, args=(listener, said))
        serving.start()
        with Viewers(program, listener.getsockname()[1], tmp_path, len(said)) as viewers:
            seen, until = viewers.report(), time.monotonic() + 10
            while (seen["errors"], seen["lowest"]) < (faults, 0 if faults else 2) and time.monotonic() < until:
                seen = viewers.report()
            assert seen["errors"] == faults
            assert seen["open"] == len(said)
        serving.join()


def _serve(listener: socket.socket, said: list[list[str]]) -> None:
    """Upgrade a viewer for each list, tell each of them a snapshot and its list, and wait until all have hung up."""
    viewers = []
    for _ in said:
        viewer, _ = listener.accept()
        viewer.recv(4096)
        viewer.sendall(UPGRADED)
        viewers.append(viewer)
    for viewer, texts in zip(viewers, said, strict=True):
        viewer.sendall(b"".join(bytes([0x81, len(text)]) + text.encode() for text in [SNAPSHOT, *texts]))
    for viewer in viewers:
        with closing(viewer), suppress(ConnectionError):
            while viewer.recv(4096):
                pass


def _needs_a_compiler() -> None:
    if not (shutil.which("cc") or shutil.which("gcc")):
        pytest.skip("the viewers are a C program: a compiler is needed")
