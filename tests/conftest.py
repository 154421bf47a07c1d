"""What tests of every room share: a database of either kind, fresh for each test; and how hard laws are tried: a
bounded, repeatable search in a test run, a long one with HYPOTHESIS_PROFILE=long."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.postgres import Cluster, fresh, installed

settings.register_profile(
    "short",
    max_examples=60,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("once", settings.get_profile("short"), max_examples=1)
settings.register_profile(
    "mutants",
    settings.get_profile("short"),
    max_examples=25,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    report_multiple_bugs=False,
)
"""For `make mutants`: a fault need only be found, not made small, and who survives has tried every test."""
settings.register_profile("long", settings.get_profile("short"), max_examples=2000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


def pytest_xdist_auto_num_workers() -> int:
    """Three for two processors: browsers and servers leave those of a test idle for much of its time."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a PostgreSQL server's maintenance database: the one that SAIPING_TEST_POSTGRES names, or a cluster of
    Debian's binaries that lives as long as the tests."""
    named = os.environ.get("SAIPING_TEST_POSTGRES")
    if named:
        yield named
        return
    programs = installed()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("CI is set and there is no PostgreSQL: install Debian's package postgresql")
        pytest.skip("no PostgreSQL: neither SAIPING_TEST_POSTGRES nor /usr/lib/postgresql/*/bin")
    with Cluster(programs) as url:
        yield url


@pytest.fixture
def postgresql_url(postgres_server: str) -> Iterator[str]:
    """URL of an empty database on the server."""
    with fresh(postgres_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """URL of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of an empty database: every test that takes it runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
