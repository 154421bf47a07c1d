"""A policy that is in use is never edited: what an opened trade rests on stays, whatever is imported after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from competition.awarding.stored import standing
from competition.commands import import_
from competition.store import schema
from competition.store.database import open_database
from tests.competition.awarding.bakery import POLICY, bakery
from tests.competition.venue import url_of


def imported(store: Path, folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(import_.command, [str(folder), "--database", url_of(store), *arguments])


def pinned(store: Path) -> tuple[str, list[str], bytes]:
    """Digest of the policy that the trade rests on, every line, and the policy's file as the catalogue has it."""
    with open_database(url_of(store)) as database:
        found = standing(database, "bakery")
        assert found is not None
        with database.connect() as connection:
            lines = list(connection.scalars(select(schema.line.c.body).order_by(schema.line.c.seq)))
            file = schema.package_file.c
            body = connection.scalar(select(file.body).where(file.path == "policies/city/policy.toml"))
        return found.state.trades["cakes"].policy_digest, lines, bytes(body or b"")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    made = tmp_path / "store"
    made.mkdir()
    assert imported(made, bakery(tmp_path / "first")).exit_code == 0
    return made


@pytest.mark.parametrize(
    "edited",
    [
        POLICY.replace("places = { to = 2 }", "places = { to = 3 }"),
        POLICY.replace("云屏市竞赛奖励办法", "云屏市竞赛奖励办法(改)"),
        POLICY.replace('from = "2026-01-01"', 'from = "2027-01-01"'),
    ],
    ids=["a place more", "another name", "not in force any more"],
)
def test_an_edited_policy_is_refused_for_a_trade_that_is_open(store: Path, tmp_path: Path, edited: str) -> None:
    before = pinned(store)
    result = imported(store, bakery(tmp_path / "edited", policy=edited), "--json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["code"], problem["column"]) == ("policy-in-use", "event.id")
    assert problem["facts"]["policy"] == before[0][:16] != problem["facts"]["other"]
    assert pinned(store) == before


def test_the_problem_says_what_to_do_instead(store: Path, tmp_path: Path) -> None:
    edited = POLICY.replace("places = { to = 2 }", "places = { to = 3 }")
    result = imported(store, bakery(tmp_path / "edited", policy=edited))
    assert result.exit_code == 1
    assert "policy-in-use" in result.output


def test_the_same_policy_in_another_spelling_is_the_same(store: Path, tmp_path: Path) -> None:
    spelled = POLICY.replace('grade = "4"', 'grade = "中级工"').replace("policy = 1", "# the same\npolicy = 1")
    before = pinned(store)
    result = imported(store, bakery(tmp_path / "spelled", policy=spelled), "--json")
    assert [each["code"] for each in json.loads(result.stdout)["problems"]] == ["event-exists"]
    assert pinned(store) == before
