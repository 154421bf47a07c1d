"""`run.py`'s commands, each in a process of its own. One process reads the whole product and compiles its templates,
once; those of the commands are forked from it, and begin where it stands instead of reading for a second.

serving = Command(folder, "serve", "--port", "0")
run(folder, "verify", "--database", "contest.db")
imported(folder, package)
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__, "tests.journeys.product"])

_IMPORTED: dict[str, bytes] = {}
"""Digest of a package and how it was taken in → the database's file."""

LASTS_S = 60
"""Seconds that a command may take that is run to its end."""


class Command:
    """A command under way in a folder, which is its directory. stdout: what it prints, errors too."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        mine, its = _FORKS.Pipe(duplex=False)
        self._process = _FORKS.Process(
            target=_command, args=(str(folder), arguments, dict(os.environ), its), daemon=True
        )
        self._process.start()
        its.close()
        self.stdout = os.fdopen(os.dup(mine.fileno()), encoding="utf-8")
        mine.close()

    def poll(self) -> int | None:
        """Its exit status, None while it runs; of a signal, its number below 0."""
        return self._process.exitcode

    def send_signal(self, how: int) -> None:
        """Nothing where it is over."""
        if self._process.pid is not None and self.poll() is None:
            os.kill(self._process.pid, how)

    def wait(self, timeout: float) -> int:
        """Its exit status. Raises TimeoutError where it still runs after so many seconds."""
        self._process.join(timeout)
        status = self.poll()
        if status is None:
            raise TimeoutError(f"it still runs after {timeout} s")
        return status


def run(folder: Path, *arguments: str) -> str:
    """What a command prints that is run to its end. Raises AssertionError where it fails."""
    command = Command(folder, *arguments)
    with command.stdout:
        said = command.stdout.read()
    assert command.wait(LASTS_S) == 0, said
    return said


def imported(folder: Path, package: Path, *options: str, database: str = "contest.db") -> None:
    """A database in the folder with the contest of a package, as `init` and `import` make it. The same package is
    taken in once, and the database copied from then on. options: of `import`."""
    taken = hashlib.sha256(repr(options).encode())
    for file in sorted(package.rglob("*")):
        if file.is_file():
            taken.update(repr((file.relative_to(package).as_posix(), file.read_bytes())).encode())
    held = _IMPORTED.get(taken.hexdigest())
    if held is None:
        run(folder, "init", "--database", database)
        run(folder, "import", str(package), *options, "--database", database)
        _IMPORTED[taken.hexdigest()] = (folder / database).read_bytes()
    else:
        (folder / database).write_bytes(held)


def _command(folder: str, arguments: tuple[str, ...], environment: Mapping[str, str], said: Connection) -> None:
    """In the new process."""
    os.dup2(said.fileno(), 1)
    os.dup2(said.fileno(), 2)
    said.close()
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", buffering=1)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", buffering=1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["run.py", *arguments]
    from run import main

    main()
