"""What a benchmark of boards in the air found, to keep: its table with the versions of all that was measured, and a
picture of what it costs to tell one viewer."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from html import escape
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from benchmarks.chart import STYLE
from benchmarks.rounds import Goal

WIDTH, LEFT, RIGHT = 1080, 250, 960
ROW, BAR, TOP = 40, 22, 150
OWN = "saiping"
SERVERS = {
    OWN: "Saiping",
    "saiping and its marks": "with the marks",
    "nginx+nchan": "nginx with nchan",
    "node ws": "node with ws",
    "C loop": "C loop of send()",
}
"""By the name in figures, what the picture calls it."""
CROWDS = ("2,000", "10,000")
BLUE = "var(--c0)"
TITLE = "What it costs to tell one viewer"
WORDS = "CPU of the server for each delivered message, in CPU of a bare C loop of send() with the same messages."
SPREAD = "Median of alternating rounds; the thin line runs from the lowest to the highest."
MOST = "2,000 viewers: saiping, x the C loop"
"""The goal that the line is drawn for."""


def versions(modules: str | None = None) -> dict[str, str]:
    """Of everything that is measured, by name; what is not there is left out. modules: where node finds ws."""
    found = {name: version(name) for name in ("saiping", "uvicorn", "starlette", "websockets", "uvloop")}
    found["Python"] = platform.python_version()
    asked = {
        "nginx": ["nginx", "-v"],
        "nchan": ["dpkg-query", "-W", "-f", "${Version}", "libnginx-mod-nchan"],
        "node": ["node", "--version"],
        "ws": ["node", "-p", f"require('{modules or '/usr/share/nodejs'}/ws/package.json').version"],
    }
    for name, command in asked.items():
        if shutil.which(command[0]):
            said = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
            if number := re.search(r"\d+(?:\.\d+)+", said.stdout + said.stderr):
                found[name] = number[0]
    return found


def write(folder: Path, table: pd.DataFrame, goals: dict[str, Goal], found: dict[str, str]) -> list[Path]:
    """The table, and the picture where fan-outs are in it; the folder is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = folder / "live.csv"
    kept = table.assign(goal=[str(goals.get(name, "")) for name in table.index])
    said = "# " + ", ".join(f"{name} {number}" for name, number in found.items())
    numbers.write_text(f"{said}\n{kept.to_csv(index_label='figure', float_format='%.3f')}", encoding="utf-8")
    crowds = [crowd for crowd in CROWDS if _named(crowd, OWN) in table.index]
    if not crowds:
        return [numbers]
    picture = folder / "fan-out.svg"
    picture.write_text("\n".join(_parts(table, crowds, goals[MOST].most or 0.0, said[2:])) + "\n", encoding="utf-8")
    return [numbers, picture]


def _named(crowd: str, server: str) -> str:
    return f"{crowd} viewers: {server}, x the C loop"


def _parts(table: pd.DataFrame, crowds: Sequence[str], most: float, said: str) -> Iterator[str]:
    rows = [(crowd, server) for crowd in crowds for server in SERVERS]
    figures = table.loc[[_named(*row) for row in rows], ["median", "min", "max"]].to_numpy(float)
    spreads: dict[tuple[str, str], list[float]] = dict(zip(rows, figures.tolist(), strict=True))
    longest = max(most, *(high for _, _, high in spreads.values())) * 1.04
    bottom = TOP + ROW * len(rows) + 24 * len(crowds)

    def x(ratio: float) -> float:
        return LEFT + ratio / longest * (RIGHT - LEFT)

    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 90}" role="img" aria-label="{TITLE}">'
        f"<style>{STYLE}</style>"
    )
    yield f'<rect class="ground" width="{WIDTH}" height="{bottom + 90}"/>'
    yield f'<text class="title" x="40" y="52">{TITLE}</text>'
    for line, words in ((82, WORDS), (106, f"{SPREAD} Dashed: the goal, {most:g}.")):
        yield f'<text class="quiet" x="40" y="{line}">{words}</text>'
    y = float(TOP)
    for crowd in crowds:
        yield f'<text class="quiet" x="40" y="{y + 2}">{crowd} viewers</text>'
        y += 14
        for server, called in SERVERS.items():
            middle, low, high = spreads[crowd, server]
            own = server == OWN
            named = f'class="end name" style="--own: {BLUE}"' if own else 'class="end"'
            yield f'<text {named} x="{LEFT - 14}" y="{y + 17}">{escape(called)}</text>'
            fill = BLUE if own else "var(--guide)"
            yield f'<rect fill="{fill}" x="{LEFT}" y="{y}" width="{x(middle) - LEFT:.1f}" height="{BAR}"/>'
            yield f'<path stroke="var(--ink)" d="M{x(low):.1f} {y + BAR / 2}H{x(high):.1f}"/>'
            yield f'<text class="end" x="{WIDTH - 40}" y="{y + 17}">{middle:.2f}</text>'
            y += ROW
        y += 10
    yield f'<path class="guide" style="stroke: var(--quiet)" d="M{x(most):.1f} {TOP}V{bottom}"/>'
    yield f'<text class="quiet small" x="40" y="{bottom + 40}">{escape(said)}</text></svg>'
