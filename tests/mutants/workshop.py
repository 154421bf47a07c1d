"""Where mutants are tried: a copy of the tree, and for each a process that imports the faulty module from memory.

The tests of a mutant are those that ran its line when all were well; where code runs once for many (at import, behind a
cache), all that ran anything of its module, and those named like it. A mutant is killed by the first test that fails,
by a module that cannot be imported, or by taking several times as long as its tests did.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import resource
import shutil
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import coverage
import hypothesis
import pytest

from tests.mutants.operators import Mutant, mutants

COPIED = ("scoring", "competition", "judges", "templates", "tests", "benchmarks", "run.py", "pyproject.toml")
"""Parts of the tree that tests may ask for."""
PROFILE = "mutants"
"""How Hypothesis searches: see tests/conftest.py."""
PATIENCE, GRACE_S = 6, 20
"""A mutant may take so many times the seconds that its tests took, and so many more."""
MEMORY = 4 << 30
"""Bytes that a mutant may hold."""
BROKEN = 99
"""Exit code of a process that did not come to run its tests."""
KILLED, SLOW, SURVIVED, UNTESTED = "killed", "too slow", "survived", "run by no test"

assert hypothesis.__version__, "imported here once for all mutants"


class Broken(Exception):
    """Tests fail without any mutant, or cannot be run."""


@dataclass(frozen=True)
class Suite:
    """What the tests do when all is well. seconds: by test. ran: tests by line by module's path; "" is an import."""

    seconds: Mapping[str, float]
    ran: Mapping[str, Mapping[int, frozenset[str]]]

    def chosen(self, mutant: Mutant) -> list[str]:
        """The tests that may kill the mutant, in the order of their promise: those of the module itself first."""
        lines = self.ran.get(mutant.path, {})
        first, last = mutant.lines
        tests = frozenset[str]().union(*(lines.get(line, ()) for line in range(first, last + 1)))
        own = re.compile(rf"/test_{Path(mutant.path).stem}(_[a-z_]+)?\.py::")
        if mutant.everywhere or "" in tests:
            module = frozenset[str]().union(*lines.values()) - {""}
            tests = module.union(test for test in self.seconds if own.search(test)) or frozenset(self.seconds)
        return sorted(tests, key=lambda test: (own.search(test) is None, self.seconds[test], test))


class Watch:
    """A pytest plugin that notes what each test took, and tells coverage which one is running."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.measured = measured
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        began = time.perf_counter()
        self.measured.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            self.measured.switch_context("")
            self.seconds[item.nodeid] = time.perf_counter() - began


class Chosen:
    """A pytest plugin that runs these tests alone, in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.rank = {test: rank for rank, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.rank), key=lambda item: self.rank[item.nodeid])


class Planted(MetaPathFinder, Loader):
    """Gives one module from memory; no compiled copy of it is kept."""

    def __init__(self, tree: Path, path: str, source: str) -> None:
        parts = Path(path).with_suffix("").parts
        self.package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.package else parts)
        self.path = tree / path
        self.source = source

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        folders = [str(self.path.parent)] if self.package else None
        return spec_from_file_location(fullname, self.path, loader=self, submodule_search_locations=folders)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, self.path, "exec"), module.__dict__)


class Workshop:
    """tree: a copy, thrown away by whoever made its folder. package: what is mutated; tests: files and folders of what
    must kill; both as paths in the tree."""

    def __init__(self, root: Path, folder: Path, package: str, tests: Sequence[str]) -> None:
        self.root = root
        self.tree = folder / "tree"
        self.package = package
        self.tests = tests
        self.tree.mkdir()
        for name in {*COPIED, package}:
            if (root / name).is_dir():
                shutil.copytree(root / name, self.tree / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif (root / name).exists():
                shutil.copy(root / name, self.tree)

    def source(self, path: str) -> str:
        """Text of a module."""
        return (self.tree / path).read_text(encoding="utf-8")

    def mutants(self) -> list[Mutant]:
        """Every mutant of the package."""
        paths = sorted(path.relative_to(self.tree).as_posix() for path in (self.tree / self.package).rglob("*.py"))
        return [mutant for path in paths for mutant in mutants(path, self.source(path))]

    def suite(self) -> Suite:
        """Run all tests without a mutant. Raises Broken where one fails."""
        noted = self.tree.parent / "suite.json"
        pid = self._forked(self._measure, noted)
        _, status = os.waitpid(pid, 0)
        if os.waitstatus_to_exitcode(status) or not noted.exists():
            raise Broken(self._output(pid).read_text(encoding="utf-8", errors="replace"))
        seconds, ran = json.loads(noted.read_text(encoding="utf-8"))
        return Suite(
            seconds,
            {path: {int(line): frozenset(tests) for line, tests in lines.items()} for path, lines in ran.items()},
        )

    def tried(self, sample: Iterable[Mutant], suite: Suite, workers: int) -> Iterator[tuple[Mutant, str]]:
        """Each mutant and what became of it, as they end."""
        waiting, running = deque(sample), dict[int, tuple[Mutant, float]]()
        gc.freeze()  # what is here is shared with every process that is started
        while waiting or running:
            while waiting and len(running) < workers:
                mutant = waiting.popleft()
                tests = suite.chosen(mutant)
                if not tests:
                    yield mutant, UNTESTED
                    continue
                pid = self._forked(self._try, mutant, tests)
                limit_s = GRACE_S + PATIENCE * sum(suite.seconds[test] for test in tests)
                running[pid] = mutant, time.monotonic() + limit_s
            for pid, (mutant, deadline) in list(running.items()):
                ended, status = os.waitpid(pid, os.WNOHANG)
                late = not ended and time.monotonic() > deadline
                if late:
                    _, status = _end(pid)
                if ended or late:
                    del running[pid]
                    yield mutant, SLOW if late else self._outcome(pid, os.waitstatus_to_exitcode(status))
            time.sleep(0.01)

    def _outcome(self, pid: int, code: int) -> str:
        output = self._output(pid)
        if code == BROKEN:
            raise Broken(output.read_text(encoding="utf-8", errors="replace"))
        output.unlink(missing_ok=True)
        return SURVIVED if code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) else KILLED

    def _output(self, pid: int) -> Path:
        return self.tree.parent / f"{pid}.txt"

    def _forked(self, work: Callable[..., int], *arguments: Any) -> int:
        """Start a process that does the work in the copy and ends with its exit code."""
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            return pid
        code = BROKEN
        try:
            os.setsid()
            output = os.open(self._output(os.getpid()), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            for stream in (1, 2):
                os.dup2(output, stream)
            os.chdir(self.tree)
            os.environ["HYPOTHESIS_PROFILE"] = PROFILE
            sys.path[:] = [str(self.tree), *(each for each in sys.path if Path(each or ".").resolve() != self.root)]
            for name in [each for each in sys.modules if each.partition(".")[0] in ("tests", self.package)]:
                del sys.modules[name]
            code = work(*arguments)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _measure(self, noted: Path) -> int:
        measured = coverage.Coverage(data_file=None, source=[self.package], config_file=False, branch=False)
        watch = Watch(measured)
        measured.start()
        code = self._pytest(self.tests, watch)
        measured.stop()
        data = measured.get_data()
        ran = {
            Path(path).relative_to(self.tree.resolve()).as_posix(): data.contexts_by_lineno(path)
            for path in data.measured_files()
        }
        noted.write_text(json.dumps([watch.seconds, ran]), encoding="utf-8")
        return code

    def _try(self, mutant: Mutant, tests: Sequence[str]) -> int:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        sys.meta_path.insert(0, Planted(self.tree, mutant.path, mutant.applied(self.source(mutant.path))))
        files = dict.fromkeys(test.partition("::")[0] for test in tests)
        return self._pytest(list(files), Chosen(tests))

    def _pytest(self, paths: Sequence[str], plugin: object) -> int:
        options = ["-x", "-p", "no:cacheprovider", "--rootdir", str(self.tree)]
        options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # Hypothesis is here already
        return pytest.main([*options, *paths], plugins=[plugin])


def _end(pid: int) -> tuple[int, int]:
    """Kill the process with all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)
