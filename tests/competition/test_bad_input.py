"""Bad input, one list: whatever comes in by an import, by `run.py score` or by the door is a problem with code and
place, and leaves nothing behind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from competition.commands import import_, score
from tests.competition.orchard import Orchard
from tests.competition.venue import EVENT, TRADE, Server, hold_contest, mark, serving, tokens

NUMBERS = {
    "NaN": "bad-number",
    "nan": "bad-number",
    "inf": "bad-number",
    "-Infinity": "bad-number",
    "1e500000": "bad-number",
    "1E5": "bad-number",
    "-0": "bad-number",
    "-0.0": "bad-number",
    "８７": "bad-number",
    "٨": "bad-number",
    "+8": "bad-number",
    "08": "bad-number",
    "8,5": "bad-number",
    "0x10": "bad-number",
    "1_000": "bad-number",
    "9" * 25: "bad-number",
    "1/3": "bad-number",
    "": "empty-value",
}
"""What is no number of any contest, and what is said of it."""

Plant = Callable[[Orchard], object]


def cell(file: str, line: int, column: str, value: str) -> Plant:
    return lambda orchard: orchard.cell(file, line, column, value)


def edit(file: str, old: str, new: str) -> Plant:
    return lambda orchard: orchard.edit(file, old, new)


def append(file: str, line: str) -> Plant:
    return lambda orchard: orchard.append(file, line)


def scheme(aspect: str, top: str = "") -> Plant:
    """An aspect in a module of its own, in the final; top: keys of the whole scheme."""

    def plant(orchard: Orchard) -> None:
        first = '[[modules]]\nid = "graft"'
        node = "[[modules]]\nid = 'm'\n[[modules.criteria]]\nid = 'c'\n[[modules.criteria.aspects]]\nid = 'a'\n"
        orchard.edit("schemes/grafting.toml", 'modules = ["graft"]', 'modules = ["graft", "m"]')
        orchard.edit("schemes/grafting.toml", first, f"{node}panel = 'craft'\n{aspect}\n{first}")
        orchard.edit("schemes/grafting.toml", "decimals = 2", f"decimals = 2\n{top}")

    return plant


def other_team(orchard: Orchard) -> None:
    """Everybody counts for a team that the file of teams does not know."""
    orchard.write("teams.csv", "team,name,name_en\nT1,一队,One\n")
    orchard.edit("entrants.csv", "en,group", "en,group,team")
    orchard.write("entrants.csv", re.sub(r"(?m)^(?!trade)(.+)$", r"\1,T2", orchard.text("entrants.csv")))


IN = "modules[m].criteria[c].aspects[a]"
BOUNDS = "lowest = 0\nhighest = 9"

PAPER = "modules[theory].criteria[paper].aspects[score]"

FILES: dict[str, tuple[Plant, str, int | str, str, str]] = {
    **{
        f"mark {value[:12]!r}": (cell("marks.csv", 2, "value", value), "marks.csv", 2, "value", code)
        for value, code in NUMBERS.items()
    },
    **{
        f"penalty {value!r}": (cell("adjustments.csv", 2, "value", value), "adjustments.csv", 2, "value", code)
        for value, code in {"NaN": "bad-number", "-0": "bad-number", "0": "not-positive", "": "empty-value"}.items()
    },
    "difficulty 1e9": (cell("items.csv", 2, "difficulty", "1e9"), "items.csv", 2, "difficulty", "bad-number"),
    "attempt 0": (cell("marks.csv", 4, "attempt", "0"), "marks.csv", 4, "attempt", "unknown-attempt"),
    "attempt 2 of 1": (cell("marks.csv", 4, "attempt", "2"), "marks.csv", 4, "attempt", "unknown-attempt"),
    "attempt １": (cell("marks.csv", 4, "attempt", "１"), "marks.csv", 4, "attempt", "unknown-attempt"),
    "a mark twice, attempt 1 and none": (
        append("marks.csv", "G4,A1,prelim,,score,1,88"),
        *("marks.csv", 38, "judge", "duplicate-mark"),
    ),
    "a mark for who did not start": (
        edit("adjustments.csv", "grafting,prelim,A4,,,dnf,,injury", "grafting,prelim,A4,,,dns,,injury"),
        *("marks.csv", 14, "entrant", "entrant-out"),
    ),
    "a mark for who did not go on": (
        append("marks.csv", "G1,A3,final,,vigour,,50"),
        *("marks.csv", 38, "phase", "mark-for-other-phase"),
    ),
    "an aspect of another trade": (
        append("marks.csv", "P3,A1,prelim,,seconds,,50"),
        *("marks.csv", 38, "aspect", "dangling-aspect"),
    ),
    "a judge of another panel": (
        append("marks.csv", "P3,A3,prelim,,score,,50"),
        *("marks.csv", 38, "judge", "mark-without-seat"),
    ),
    "a judge twice on a panel": (
        append("panels.csv", "grafting,,craft,,G1"),
        *("panels.csv", 11, "trade", "duplicate-row"),
    ),
    "a judge twice on a panel, once for a phase": (
        append("panels.csv", "grafting,final,craft,,G1"),
        *("panels.csv", 11, "judge", "seat-twice"),
    ),
    "a team that is none": (
        other_team,
        *("entrants.csv", 2, "team", "dangling-team"),
    ),
    **{
        f"highest = {value[:12]}": (
            edit("schemes/grafting.toml", "highest = 100\nstep = 0.5", f"highest = {value}\nstep = 0.5"),
            *("schemes/grafting.toml", f"highest = {value}", f"{PAPER}.highest", code),
        )
        for value, code in {
            "nan": "bad-number",
            "-inf": "bad-number",
            "1e500000": "bad-number",
            "-0.0": "bad-number",
            '"８"': "bad-number",
            '""': "bad-number",
            "true": "wrong-type",
            "9" * 30: "bad-number",
        }.items()
    },
    "a table without slope": (
        edit("schemes/trees.toml", '"-0.05"', "0"),
        *("schemes/trees.toml", "slope = 0", "tables.pace.slope", "zero-slope"),
    ),
    "steps of 0": (
        edit("schemes/trees.toml", 'step = "0.1"', "step = 0"),
        *("schemes/trees.toml", "step = 0", "modules[clock].criteria[pace].aspects[seconds].step", "bad-step"),
    ),
    "a share of the best of 0": (
        scheme("rule = 'share-of-best'\nprefer = 'low'\nmax = 9\nlowest = 0 # least\nhighest = 9"),
        *("schemes/grafting.toml", "# least", f"{IN}.lowest", "share-of-nothing"),
    ),
    "a share of the best of negative marks": (
        scheme("rule = 'share-of-best'\nmax = 9\nlowest = -1\nhighest = 9"),
        *("schemes/grafting.toml", "lowest = -1", f"{IN}.lowest", "share-of-nothing"),
    ),
    "no attempts": (
        scheme(f"rule = 'mean'\n{BOUNDS}\nattempts = {{ count = 0, rule = 'mean' }}"),
        *("schemes/grafting.toml", "attempts = ", f"{IN}.attempts.count", "out-of-range"),
    ),
    "the best none of attempts": (
        scheme(f"rule = 'mean'\n{BOUNDS}\nattempts = {{ count = 2, rule = 'mean', best = 0 }}"),
        *("schemes/grafting.toml", "attempts = ", f"{IN}.attempts.best", "out-of-range"),
    ),
    "a limit of 0": (
        scheme(f"rule = 'corrected-mean'\nlimit = 0\n{BOUNDS}"),
        *("schemes/grafting.toml", "limit = 0", f"{IN}.limit", "bad-limit"),
    ),
    "all marks dropped": (
        scheme(f"rule = 'trimmed-mean'\ndrop_high = 2\ndrop_low = 1\n{BOUNDS}"),
        *("panels.csv", 1, "panel", "too-few-seats"),
    ),
    "a scale with factor 0": (
        scheme(f"rule = 'mean'\n{BOUNDS}", "scale = { factor = 0 }"),
        *("schemes/grafting.toml", "scale = ", "scale.factor", "bad-limit"),
    ),
    "the best none of a team": (
        scheme(f"rule = 'mean'\n{BOUNDS}", "teams = { rule = 'mean', best = 0 }"),
        *("schemes/grafting.toml", "teams = ", "teams.best", "out-of-range"),
    ),
    "the best none of a prize": (
        edit("contest.toml", "[notice]", '[[overall]]\nid = "cup"\npoints = "total"\nresults = 0\n\n[notice]'),
        *("contest.toml", "results = 0", "overall[cup].results", "out-of-range"),
    ),
}
"""By name: what is planted, and file, line (or a text on it), column and code of the one problem that is said of it."""


def line_of(orchard: Orchard, file: str, line: int | str) -> int:
    if isinstance(line, int):
        return line
    (found,) = [number for number, text in enumerate(orchard.text(file).splitlines(), 1) if line in text]
    return found


@pytest.mark.parametrize("name", FILES)
def test_an_import_says_it_with_code_and_place_and_saves_nothing(name: str, tmp_path: Path) -> None:
    plant, file, line, column, code = FILES[name]
    orchard = Orchard(tmp_path)
    plant(orchard)
    said = [file, line_of(orchard, file, line), column, code]
    url = f"sqlite:///{tmp_path / 'store.db'}"
    result = CliRunner().invoke(import_.command, [str(orchard.path), "--database", url, "--json"])
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)["problems"]
    assert [problem[key] for key in ("file", "line", "column", "code")] == said
    assert problem["what"] and problem["do"]
    assert not (tmp_path / "store.db").exists()


@pytest.mark.parametrize("name", FILES)
def test_scoring_says_the_same(name: str, tmp_path: Path) -> None:
    plant, file, line, column, code = FILES[name]
    orchard = Orchard(tmp_path)
    plant(orchard)
    result = CliRunner().invoke(score.command, [str(orchard.path)])
    assert result.exit_code == 1
    assert f"{file}:{line_of(orchard, file, line)}:{column} {code}: " in result.stderr
    assert result.stderr.endswith("1 problem.\n")


# ---- the door ----


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, str]]]:
    """A server with two trades; E003 did not start."""
    folder = tmp_path_factory.mktemp("door")
    hold_contest(folder, count=5, trades=(TRADE, "cakes"))
    given = tokens(folder)
    with serving(folder) as server:
        out = {"type": "adjusted", "key": "out", "entrant": "E003", "phase": "final", "figure": "total"}
        answer = asked(server, given["organiser"], out | {"adjustment": "dns", "reason": "ill"}, path="/api/facts")
        assert answer.json()["results"][0]["status"] == "accepted", answer.text
        yield server, given


def asked(server: Server, token: str, entry: Any, path: str = "/api/marks") -> httpx.Response:
    body = entry if isinstance(entry, bytes) else json.dumps({"event": EVENT, "entries": [entry]}).encode()
    return httpx.post(server.api + path, content=body, headers={"Authorization": f"Bearer {token}"}, timeout=20)


DOOR: dict[str, tuple[dict[str, Any], str, str]] = {
    **{f"mark {value[:12]!r}": ({"value": value}, "value", "bad-number") for value in (*NUMBERS, " 5", "5 ", "Absent")},
    "a number that is no text": ({"value": 8}, "value", "wrong-type"),
    "no value": ({"value": None}, "value", "wrong-type"),
    "above the highest": ({"value": "10.5"}, "value", "above-highest"),
    "between two steps": ({"value": "7.25"}, "value", "off-step"),
    "an entrant that is none": ({"entrant": "E999"}, "entrant", "unknown-entrant"),
    "an entrant who did not start": ({"entrant": "E003"}, "entrant", "entrant-out"),
    "a phase that is none": ({"phase": "semi"}, "phase", "unknown-phase"),
    "an aspect that is none": ({"aspect": "union"}, "aspect", "unknown-aspect"),
    "an aspect of another panel": ({"aspect": "speed", "value": "50"}, "aspect", "mark-without-seat"),
    "an item where there is none": ({"item": "T1"}, "item", "unknown-item"),
    "attempt 0": ({"attempt": 0}, "attempt", "out-of-range"),
    "attempt 2 of 1": ({"attempt": 2}, "attempt", "unknown-attempt"),
    "attempt 1.5": ({"attempt": 1.5}, "attempt", "wrong-type"),
    "a key too many": ({"judge": "J2"}, "judge", "unknown-key"),
}
"""By name: what is wrong with a mark of J1 for E001, and where and how the door says it."""


@pytest.mark.parametrize("name", DOOR)
def test_the_door_refuses_it_with_code_and_place_and_takes_its_neighbours(
    name: str, hall: tuple[Server, dict[str, str]]
) -> None:
    server, given = hall
    wrong, where, code = DOOR[name]
    good = mark("E002", "7", aspect="taste", key="good")
    bad = mark("E001", "7", aspect="taste", key="bad") | wrong
    body = json.dumps({"event": EVENT, "entries": [bad, good]}).encode()
    first, second = asked(server, given["J1"], body).json()["results"]
    assert (first["status"], second["status"] in ("accepted", "known")) == ("refused", True)
    assert (where, code) in [(problem["where"], problem["code"]) for problem in first["problems"]]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e500000", "-0", "９", "", "[" * 100_000])
def test_the_door_takes_no_text_that_is_no_json(value: str, hall: tuple[Server, dict[str, str]]) -> None:
    server, given = hall
    entry = '{"type":"mark","key":"raw","entrant":"E001","phase":"final","aspect":"taste","value":' + value + "}"
    answer = asked(server, given["J1"], f'{{"event":"{EVENT}","entries":[{entry}]}}'.encode())
    if answer.status_code == 200:
        (result,) = answer.json()["results"]
        assert result["status"] == "refused" and result["problems"]
    else:
        assert answer.status_code == 400 and answer.json()["problems"][0]["code"]
