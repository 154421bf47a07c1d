"""A contest of two trades on a server, and two judges who give marks there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.competition.venue import CLOCK, TRADE, Judge, Server, hold_contest, serving, tokens


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("live")
    hold_contest(made, trades=(TRADE, "sugar"))
    settings = 'rate = "10000/second"\norigins = ["https://friend.example"]\naddress = "https://own.example"\n'
    (made / "saiping.toml").write_text(settings, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def token(folder: Path) -> dict[str, str]:
    return tokens(folder)


@pytest.fixture(scope="module")
def server(folder: Path, token: dict[str, str]) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="module")
def clock(server: Server, token: dict[str, str]) -> Iterator[Judge]:
    judge = Judge(server, token[CLOCK])
    yield judge
    judge.close()


@pytest.fixture(scope="module")
def taster(server: Server, token: dict[str, str]) -> Iterator[Judge]:
    judge = Judge(server, token["J1"])
    yield judge
    judge.close()
