"""`make mutants` sees red: faults that no test runs, tests that were weakened; it plants none that nobody could see."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutants.__main__ import argument, difference
from tests.mutants.operators import Mutant, mutants

HOUSE = Path(__file__).parent.parent
MODULE = '''"""Doubles, and what is above a limit."""

LIMIT = 10


def double(number: int) -> int:
    """Twice the number."""
    return number * 2


def above(number: int) -> bool:
    """Is it above the limit?"""
    return double(number) > LIMIT


def rest(number: int) -> int:
    """What is left below the limit."""
    while number >= LIMIT:
        number -= LIMIT
    return number
'''
TESTS = """from sums.adding import above, double, rest


def test_double():
    assert double(3) == 6


def test_above():
    assert not above(5)
    assert above(6)


def test_rest():
    assert rest(9) == 9
    assert rest(10) == 0
    assert rest(21) == 1
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A house with one room and its tests."""
    root = tmp_path / "house"
    for path, text in {"sums/__init__.py": "", "sums/adding.py": MODULE, "tests/test_adding.py": TESTS}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def tried(tree: Path, *options: str, workers: int = 2) -> subprocess.CompletedProcess[str]:
    """`python -m tests.mutants` in that house; a mutant that goes on for ever is given some seconds."""
    call = ["--tree", str(tree), "--package", "sums", "--tests", "tests", "--workers", str(workers), *options]
    said = f"from tests.mutants import __main__, workshop; workshop.GRACE_S = 4; __main__.main({call!r})"
    return subprocess.run([sys.executable, "-c", said], cwd=HOUSE, capture_output=True, text=True, timeout=300)


def survivors(ran: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in ran.stdout.splitlines() if line.startswith("sums/")]


def last(ran: subprocess.CompletedProcess[str]) -> str:
    return ran.stdout.splitlines()[-1]


def test_good_tests_kill_every_mutant_those_that_never_end_included_and_the_house_is_as_it_was(tree: Path) -> None:
    before = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    ran = tried(tree, "--least", "100")
    assert (ran.returncode, survivors(ran)) == (0, []), ran.stdout + ran.stderr
    assert last(ran).startswith("mutants: 100.0 % killed (>= 100): ")
    assert ", 0 of them too slow" not in last(ran)
    assert {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()} == before


def test_weaker_tests_kill_fewer_and_who_survives_is_shown(tree: Path) -> None:
    tests = tree / "tests" / "test_adding.py"
    tests.write_text(
        TESTS.replace("    assert not above(5)\n", "").replace("    assert double(3) == 6", "    double(3)")
    )
    ran = tried(tree, "--least", "100")
    assert ran.returncode == 1
    assert "sums/adding.py:13: comparison, survived" in survivors(ran)
    assert "-     return double(number) > LIMIT\n+     return (double(number) >= LIMIT)\n" in ran.stdout
    assert "nobody has argued this one" in ran.stdout


def test_a_mutant_that_no_test_runs_is_a_survivor(tree: Path) -> None:
    (tree / "sums" / "lonely.py").write_text("def alone(number: int) -> bool:\n    return number < 3\n")
    tests = tree / "tests" / "test_adding.py"
    tests.write_text(f"import sums.lonely\n{TESTS}")
    ran = tried(tree, "--only", "lonely")
    assert ran.returncode == 1
    assert last(ran).startswith("mutants: 0.0 % killed")
    assert survivors(ran) and all(line.endswith("run by no test") for line in survivors(ran))


def test_what_runs_at_import_or_behind_a_cache_is_tried_on_all_tests_of_its_module(tree: Path) -> None:
    (tree / "sums" / "kept.py").write_text(
        "from functools import cache\n\nSTEP = 3\n\n\n@cache\ndef next_to(number):\n    return number + STEP\n"
    )
    (tree / "tests" / "test_kept.py").write_text(
        "from sums.kept import next_to\n\n\ndef test_warm():\n    next_to(1)\n\n\n"
        "def test_next():\n    assert next_to(1) == 4\n"
    )
    ran = tried(tree, "--only", "kept", "--least", "100")
    assert ran.returncode == 0, ran.stdout


def test_tests_that_fail_without_a_mutant_end_the_run(tree: Path) -> None:
    (tree / "tests" / "test_adding.py").write_text(f"{TESTS}\n\ndef test_wrong():\n    assert double(2) == 5\n")
    ran = tried(tree)
    assert ran.returncode == 2
    assert "assert 4 == 5" in ran.stderr


def test_a_seed_draws_the_same_sample_again_and_is_printed(tree: Path) -> None:
    (tree / "tests" / "test_adding.py").write_text("import sums.adding\n\n\ndef test_nothing():\n    pass\n")
    one, again, other = (tried(tree, "--sample", "6", "--seed", seed, workers=1) for seed in ("7", "7", "8"))
    assert survivors(one) == survivors(again) != survivors(other)
    assert len(survivors(one)) == 6
    assert "seed 7; " in last(one)
    made_up = last(tried(tree, "--sample", "1")).partition("seed ")[2].partition(";")[0]
    assert made_up.isdigit()


def test_an_argument_is_found_by_what_was_and_what_is() -> None:
    source = "def f(x):\n    return (\n        x > 1\n    )\n"
    mutant = next(each for each in mutants("a.py", source) if each.kind == "comparison")
    changed = difference(mutant, source)
    said = {"path": "a.py", "was": "x > 1", "is": "(x >= 1)", "why": "x is never 1"}
    assert argument(changed, "a.py", [said]) == "x is never 1"
    assert argument(changed, "b.py", [said]) == ""
    assert argument(changed, "a.py", [{**said, "was": "x > 2"}]) == ""


def test_an_argument_is_printed_and_one_about_what_is_gone_is_named(tree: Path, tmp_path: Path) -> None:
    (tree / "tests" / "test_adding.py").write_text(TESTS.replace("    assert double(3) == 6", "    double(3)"))
    argued = tmp_path / "argued.toml"
    argued.write_text(
        "[[mutants]]\npath = 'sums/adding.py'\nwas = 'return double(number) > LIMIT'\n"
        "is = 'return (double(number) >= LIMIT)'\nwhy = 'nobody minds'\n"
        "[[mutants]]\npath = 'sums/adding.py'\nwas = 'return 1'\nis = 'return 2'\nwhy = 'gone'\n"
    )
    tests = tree / "tests" / "test_adding.py"
    tests.write_text(tests.read_text().replace("    assert not above(5)\n", ""))
    ran = tried(tree, "--argued", str(argued))
    assert "+     return (double(number) >= LIMIT)\n  argued: nobody minds\n" in ran.stdout
    assert "argues about a line that is not there: sums/adding.py: return 1\n" in ran.stdout


def changes(source: str) -> Iterator[str]:
    """Each mutant's one line in a function of one line."""
    for mutant in mutants("a.py", f"def f():\n    {source}\n"):
        yield mutant.applied(f"def f():\n    {source}\n").splitlines()[1].strip()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("return a <= b", {"return (a < b)", "return None"}),
        ("return a < b == c", {"return (a <= b == c)", "return (a < b != c)", "return None"}),
        ("return a + b * c", {"return (a - b * c)", "return a + (b + c)", "return None"}),
        ("a |= b", {"a &= b", "pass"}),
        ("a and b and c", {"(a or b or c)", "(b and c)", "(a and c)", "(a and b)", "pass"}),
        ("f(not a)", {"f((a))", "pass"}),
        ("f(1 if a else b)", {"f(2 if a else b)", "f(1 if True else b)", "f(1 if False else b)", "pass"}),
        ("f([a for a in b if c])", {"f([a for a in b])", "pass"}),
        ('f("low", True)', {'f("high", True)', 'f("low", False)', "pass"}),
        ("f(min(a), rounded(b, c))", {"f(max(a), rounded(b, c))", "f(min(a), (b))", "pass"}),
        ("a.startswith(b)", {"a.endswith(b)", "pass"}),
        ("f(a, key=b)", {"f(a)", "pass"}),
        ("f(zip(a, b, strict=True))", {"pass"}),
        ("self.a = b", {"pass"}),
        ("a = b", set()),
        ("return", {"pass"}),
        ("raise F('words', a + b)", {"pass", "raise F('words', (a - b))"}),
    ],
)
def test_a_fault_stands_where_it_would_hurt(source: str, expected: set[str]) -> None:
    assert set(changes(source)) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""A text."""',
        "class A:\n    '''A text.'''\n\n    __slots__ = ('a', 'b')",
        "def f(a: Literal['x'] | None) -> Literal['y']: ...",
        "Number = Decimal | Fraction",
        "@cache(4)\ndef f(): ...",
        "def f():\n    raise F('words')",
        "def f(a):\n    assert a is not None",
        "a: Literal[3]",
        "f(f'{a + 1} of them')",
    ],
)
def test_where_no_test_could_see_it_there_is_no_fault(source: str) -> None:
    assert [each for each in mutants("a.py", source) if each.kind != "statement left out"] == []


def test_a_condition_is_forced_where_it_stands_alone_and_a_loop_only_never_begun() -> None:
    source = "def f(a):\n    if a:\n        g()\n    while a:\n        g()\n"
    forced = [(each.line, each.text) for each in mutants("a.py", source) if each.kind == "condition forced"]
    assert forced == [(2, "False"), (2, "True"), (4, "False")]


def test_mutants_of_chinese_text_stand_where_they_should() -> None:
    source = 'NAMES = ("焊接", "花艺")\n'
    applied = {each.applied(source) for each in mutants("a.py", source)}
    assert applied == {'NAMES = ("XX焊接", "花艺")\n', 'NAMES = ("焊接", "XX花艺")\n'}


def test_every_mutant_of_the_core_can_be_read() -> None:
    for path in sorted((HOUSE / "scoring").rglob("*.py"))[::5]:
        source = path.read_text(encoding="utf-8")
        found = mutants(path.name, source)
        assert len({each.applied(source) for each in found}) >= 0.98 * len(found)
        for each in found[:: max(1, len(found) // 20)]:
            compile(each.applied(source), path.name, "exec")


def test_a_mutant_knows_its_statement() -> None:
    source = "def f(a):\n    return g(\n        a,\n        1,\n    )\n"
    number: Mutant = next(each for each in mutants("a.py", source) if each.kind == "constant")
    assert (number.line, number.lines, number.everywhere) == (4, (2, 5), False)
