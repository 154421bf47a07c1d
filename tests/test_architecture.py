"""The house: imports run downstairs only, the core is pure and exact, names at the top stay few, modules stay short.

Every guard is a function over a source tree; each has a test that plants a fault in a copy and sees it red.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent

STAIRS = ("run", "judges", "competition", "scoring")
"""From the top down: a room may import itself and what stands after it."""

OUTSIDE = ("tests", "benchmarks")
"""These import what they like, and nothing of the product imports them."""

TOP = frozenset(
    {"run.py", "scoring", "competition", "judges", "templates", "tests", "benchmarks", ".ci", "CHANGELOG.md", "LICENSE"}
    | {"Makefile", "README.md", "pyproject.toml", ".gitignore"}
)

IMPURE = frozenset(
    {"os", "sys", "io", "pathlib", "glob", "shutil", "tempfile", "fileinput", "subprocess", "multiprocessing", "signal"}
    | {"time", "sched", "random", "secrets", "uuid", "socket", "ssl", "select", "selectors", "http", "urllib", "locale"}
    | {"threading", "_thread", "asyncio", "concurrent", "queue", "contextvars", "logging", "warnings", "importlib"}
    | {"builtins", "ctypes", "gc", "inspect", "pickle", "shelve", "dbm", "sqlite3", "platform", "getpass"}
    | {"math", "cmath", "statistics"}
)
"""What reaches outside, tells the time, draws lots, keeps state between callers, or computes with binary floats."""

REACHES_OUT = frozenset({"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint", "hash", "id"})
TELLS_THE_TIME = frozenset({"now", "today", "utcnow", "time", "monotonic", "perf_counter"})
ROUNDS = frozenset({"quantize", "normalize", "to_integral_value", "__round__"})
INEXACT = frozenset({"Numeric", "NUMERIC", "DECIMAL", "Float", "FLOAT", "REAL", "Double", "DOUBLE", "DOUBLE_PRECISION"})

ASKED, MOST = 300, 400
"""Lines of a module: above the first it is asked what second thing it does, above the second, of a test too, it must
go."""

Guard = Callable[[Path], list[str]]


def room_of(root: Path, path: Path) -> str:
    return path.relative_to(root).parts[0].removesuffix(".py")


def modules(root: Path, *rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file of the rooms, with its tree."""
    for room in rooms:
        single = root / f"{room}.py"
        for path in [single] if single.exists() else sorted((root / room).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(root: Path, path: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of every import, wherever in the file it stands; a relative one is of its own room."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, room_of(root, path) if node.level else node.module or ""


def names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every name, attribute and imported name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names)


def called(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of every plain call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.lineno, node.func.id


def said(root: Path, path: Path, line: int, what: str) -> str:
    return f"{path.relative_to(root).as_posix()}:{line}: {what}"


# --- the guards -----------------------------------------------------------------------------------------------------


def downstairs(root: Path) -> list[str]:
    found = []
    for path, tree in modules(root, *STAIRS):
        here = STAIRS.index(room_of(root, path))
        for line, name in imports(root, path, tree):
            there = name.partition(".")[0]
            if there in OUTSIDE or (there in STAIRS and STAIRS.index(there) < here):
                found.append(said(root, path, line, f"{STAIRS[here]} imports {name}"))
    return found


def pure(root: Path) -> list[str]:
    """The core imports nothing but itself and the standard library, and of this nothing that reaches outside."""
    found = []
    for path, tree in modules(root, "scoring"):
        for line, name in imports(root, path, tree):
            top = name.partition(".")[0]
            if top != "scoring" and (top not in sys.stdlib_module_names or top in IMPURE):
                found.append(said(root, path, line, f"scoring imports {name}"))
        for line, name in called(tree):
            if name in REACHES_OUT:
                found.append(said(root, path, line, f"scoring calls {name}"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in TELLS_THE_TIME:
                found.append(said(root, path, node.lineno, f"scoring asks for {node.attr}"))
    return found


def exact(root: Path) -> list[str]:
    """The core has no float: no name, no literal, no quotient of whole numbers; and only `numbers` rounds."""
    found = []
    for path, tree in modules(root, "scoring"):
        for node in (each for each in ast.walk(tree) if isinstance(each, (ast.expr, ast.stmt))):
            what = ""
            if isinstance(node, ast.Name) and node.id in ("float", "complex"):
                what = node.id
            elif isinstance(node, ast.Constant) and isinstance(node.value, (float, complex)):
                what = f"literal {node.value}"
            elif isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Div):
                what = "" if isinstance(node, ast.BinOp) and _of_fractions(node) else "a quotient that may be a float"
            elif isinstance(node, ast.Attribute) and node.attr in ROUNDS and path.name != "numbers.py":
                what = f"{node.attr} outside numbers"
            if what:
                found.append(said(root, path, node.lineno, what))
        found += [said(root, path, line, "round()") for line, name in called(tree) if name == "round"]
    return found


def _of_fractions(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.Call) and isinstance(side.func, ast.Name) and side.func.id == "Fraction"
        for side in (node.left, node.right)
    )


def exact_tables(root: Path) -> list[str]:
    """No column rounds: numbers to compute with are text, in the schema and in every migration."""
    found = []
    store = root / "competition" / "store"
    for path in (path for part in ("schema", "migrations") for path in sorted((store / part).rglob("*.py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        found += [said(root, path, line, name) for line, name in names(tree) if name in INEXACT]
    return found


def lengths(root: Path, limit: int, rooms: tuple[str, ...] = STAIRS) -> list[str]:
    counted = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path, _ in modules(root, *rooms))
    return [said(root, path, count, "lines") for path, count in counted if count > limit]


def short(root: Path) -> list[str]:
    return lengths(root, MOST, (*STAIRS, *OUTSIDE))


def few_names(root: Path) -> list[str]:
    """What stands at the top of the tree; of a checkout, what is kept in it."""
    if (root / ".git").exists():
        kept = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True).stdout
        top = {path.partition("/")[0] for path in kept.split("\0") if path}
    else:
        top = {path.name for path in root.iterdir()}
    return sorted(top - TOP)


GUARDS: tuple[Guard, ...] = (downstairs, pure, exact, exact_tables, short, few_names)


@pytest.mark.parametrize("guard", GUARDS)
def test_the_house_is_in_order(guard: Guard) -> None:
    assert guard(HOUSE) == []


def test_long_modules_are_asked_what_second_thing_they_do(capsys: pytest.CaptureFixture[str]) -> None:
    asked = lengths(HOUSE, ASKED)
    with capsys.disabled():
        for each in asked:
            print(f"\nlong module: {each}", end="")
    assert len(asked) <= 6


# --- each guard seen red --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's Python files, as they are."""
    root = tmp_path_factory.mktemp("house")
    shutil.copy(HOUSE / "run.py", root)
    for room in STAIRS[1:]:
        shutil.copytree(HOUSE / room, root / room, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def test_the_copy_is_in_order_and_has_all_rooms(copy: Path) -> None:
    assert [finding for guard in GUARDS for finding in guard(copy)] == []
    assert {room_of(copy, path) for path, _ in modules(copy, *STAIRS)} >= {"run", "competition", "scoring"}


PLANTED: list[tuple[Guard, str, str]] = [
    (downstairs, "scoring/totals.py", "import competition.store.ledger"),
    (downstairs, "scoring/panels.py", "def late():\n    from competition import ledger"),
    (downstairs, "scoring/panels.py", "from judges import sheets"),
    (downstairs, "competition/live/hub.py", "import judges.sheets"),
    (downstairs, "competition/live/hub.py", "from run import main"),
    (downstairs, "competition/intake/planted.py", "from benchmarks import contest"),
    (downstairs, "judges/__init__.py", "import run"),
    (downstairs, "run.py", "from tests.scoring import field"),
    (pure, "scoring/totals.py", "import numpy"),
    (pure, "scoring/totals.py", "import os.path"),
    (pure, "scoring/totals.py", "from pathlib import Path"),
    (pure, "scoring/boards/board.py", "def stamp():\n    import time"),
    (pure, "scoring/boards/board.py", "from random import choice"),
    (pure, "scoring/boards/board.py", "import threading"),
    (pure, "scoring/boards/board.py", "import logging"),
    (pure, "scoring/boards/board.py", "from math import sqrt"),
    (pure, "scoring/boards/board.py", "from datetime import datetime\nAT = datetime.now()"),
    (pure, "scoring/clauses/values.py", "from datetime import date\nAT = date.today()"),
    (pure, "scoring/engine.py", "open('marks.csv')"),
    (pure, "scoring/engine.py", "print('here')"),
    (pure, "scoring/engine.py", "os = __import__('os')"),
    (exact, "scoring/totals.py", "HALF = 0.5"),
    (exact, "scoring/totals.py", "HALF = float('0.5')"),
    (exact, "scoring/totals.py", "def weight(number: float) -> None: ..."),
    (exact, "scoring/totals.py", "HALF = 1 / 2"),
    (exact, "scoring/totals.py", "HALF = 1\nHALF /= 2"),
    (exact, "scoring/totals.py", "SHOWN = round(ONE, 2)"),
    (exact, "scoring/boards/board.py", "SHOWN = ONE.quantize(ONE)"),
    (exact_tables, "competition/store/schema/catalogue.py", "from sqlalchemy import Numeric"),
    (exact_tables, "competition/store/schema/ledger.py", "import sqlalchemy as sa\nsa.Float()"),
    (exact_tables, "competition/store/migrations/versions/r0001.py", "import sqlalchemy as sa\nsa.DOUBLE_PRECISION()"),
    (short, "scoring/grades.py", "\n" * MOST),
    (short, "tests/planted.py", "\n" * MOST),
    (few_names, "utils/helpers.py", ""),
    (few_names, "TODO.md", ""),
]


@pytest.mark.parametrize(("guard", "file", "fault"), PLANTED)
def test_a_planted_fault_is_seen_red(guard: Guard, file: str, fault: str, copy: Path) -> None:
    path = copy / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    new_folder = not path.parent.exists()
    path.parent.mkdir(exist_ok=True)
    try:
        path.write_text(f"{before or ''}\n{fault}\n", encoding="utf-8")
        findings = guard(copy)
        assert len(findings) == 1
        assert findings[0].startswith(file.partition("/")[0])
    finally:
        if before is None:
            path.unlink()
            if new_folder:
                path.parent.rmdir()
        else:
            path.write_text(before, encoding="utf-8")


def test_a_quotient_of_fractions_is_exact(tmp_path: Path) -> None:
    (tmp_path / "scoring").mkdir()
    (tmp_path / "scoring" / "share.py").write_text("from fractions import Fraction\nHALF = Fraction(1) / 2\n")
    assert exact(tmp_path) == []


def test_what_a_checkout_does_not_keep_is_no_name_of_the_house(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "scratch").mkdir()
    (tmp_path / "run.py").write_text("")
    assert few_names(tmp_path) == []
    (tmp_path / "helpers.py").write_text("")
    subprocess.run(["git", "add", "helpers.py"], cwd=tmp_path, check=True)
    assert few_names(tmp_path) == ["helpers.py"]
