"""A PostgreSQL server of Debian's binaries, for as long as tests need it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, make_url


def installed() -> Path | None:
    """The folder of the newest server programs, None where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class Cluster:
    """A PostgreSQL cluster in a folder of its own, on a socket there: `with Cluster(programs) as url`."""

    def __init__(self, programs: Path, *, durable: bool = False) -> None:
        """durable: the server waits for the disk, as it does by default."""
        self._programs = programs
        self._fsync = "on" if durable else "off"
        self._folder = Path(tempfile.mkdtemp(prefix="saiping-pg-"))

    def __enter__(self) -> str:
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres", "postgres")
        data, socket = self._folder / "data", self._folder
        self._run("initdb", "--pgdata", data, "--auth=trust", "--username=saiping", "--encoding=UTF8", "--no-sync")
        settings = {"listen_addresses": "''", "unix_socket_directories": f"'{socket}'", "fsync": self._fsync}
        settings["autovacuum"] = "off"  # nothing is written but by tests
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        try:
            self._run("pg_ctl", "start", "--pgdata", data, "--wait", "--log", self._folder / "log", "-o", options)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return f"postgresql://saiping@/postgres?host={socket}"

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "stop", "--pgdata", self._folder / "data", "--mode=immediate", "--wait")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        """As the user `postgres` where we are root: the server refuses to run as root."""
        command = [str(self._programs / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
        done = subprocess.run(command, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


@contextmanager
def fresh(server: str) -> Iterator[str]:
    """URL of an empty database on the server, dropped at the end. server: URL of any database there."""
    name = f"test_{uuid4().hex}"
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()
