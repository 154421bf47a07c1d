"""A file that was taken out can be made again, byte for byte, whatever was recorded since."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import anyio
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, insert

from competition.awarding.stored import standing
from competition.commands import export, import_
from competition.exports.contents import EXPORTS
from competition.exports.taking import made
from competition.recording.recorder import Recorder
from competition.store import schema
from competition.store.database import open_database
from competition.store.ledger import Ledger
from competition.store.ledger import heads as ended
from scoring.facts import Adjusted
from scoring.lines import line
from scoring.steps import Exported
from tests.competition.awarding.bakery import bakery
from tests.competition.verification.issued import Issuer

FILES = [(name, form) for name, forms in EXPORTS.items() for form in forms if name != "package"]


@pytest.fixture
def url(sqlite_url: str, tmp_path: Path) -> str:
    result = CliRunner().invoke(import_.command, [str(bakery(tmp_path / "bakery")), "--database", sqlite_url])
    assert result.exit_code == 0, result.output
    return sqlite_url


def taken(url: str, path: Path, *options: str) -> Result:
    return CliRunner().invoke(export.command, ["bakery", str(path), *options, "--database", url])


def moves(url: str, tmp_path: Path) -> None:
    """A penalty that changes the table, and certificates of another event in the house's stream."""

    with open_database(url) as database, database.connect() as connection:
        began = ended(connection).get("house")

    async def record() -> None:
        with open_database(url) as database:
            async with Recorder(Ledger(database, "bakery")) as recorder:
                fact = Adjusted("C1", "final", "total", "", "penalty", "30", "late")
                answer = await recorder.record(fact, actor="organiser.O", key=f"k{recorder.head.seq}")
                assert answer.status == "accepted", answer
            issuer = Issuer(database)
            issuer._keys = began.seq if began else 0
            await (issuer.revoke("JS-2026-000001") if began else issuer.issue())
            await issuer.close()

    anyio.run(record)


@pytest.mark.parametrize(("name", "form"), FILES)
def test_the_same_line_gives_the_same_bytes(url: str, tmp_path: Path, name: str, form: str) -> None:
    first = taken(url, tmp_path / f"first.{form}", "--what", name, "--lang", "en")
    assert first.exit_code == 0, first.output
    position = first.stdout.splitlines()[-1]
    moves(url, tmp_path)
    again = taken(url, tmp_path / f"again.{form}", "--again", "19")
    assert again.exit_code == 0, again.output
    assert (tmp_path / f"again.{form}").read_bytes() == (tmp_path / f"first.{form}").read_bytes()
    assert again.stdout.splitlines()[-1] == position
    late = taken(url, tmp_path / f"late.{form}", "--what", name, "--lang", "en")
    assert late.exit_code == 0, late.output
    assert (tmp_path / f"late.{form}").read_bytes() != (tmp_path / f"first.{form}").read_bytes()


def test_a_file_is_made_at_a_position_that_was_printed(url: str, tmp_path: Path) -> None:
    position = taken(url, tmp_path / "a.json", "--what", "results").stdout.splitlines()[-1]
    moves(url, tmp_path)
    assert taken(url, tmp_path / "b.json", "--what", "results", "--at", position).exit_code == 0
    assert taken(url, tmp_path / "c.json", "--what", "results").exit_code == 0
    a, b, c = ((tmp_path / f"{each}.json").read_bytes() for each in "abc")
    assert a == b != c
    with open_database(url) as database:
        rows = [line(row.seq, row.body).fact for row in Ledger(database, "bakery").lines()]
    facts = [each for each in rows if isinstance(each, Exported)]
    assert [(each.seq, each.lang, each.layout) for each in facts] == [(18, "zh", ""), (18, "zh", ""), (21, "zh", "")]


def test_a_position_that_the_stream_does_not_have_is_refused(url: str, tmp_path: Path) -> None:
    for at, said in (
        (f"bakery:18:{'0' * 64}", "no line of bakery"),
        (f"other:18:{'0' * 64}", "no line of bakery"),
        ("bakery:18", "no stream:seq:digest"),
    ):
        result = taken(url, tmp_path / "x.json", "--what", "results", "--at", at)
        assert result.exit_code != 0 and said in result.output, result.output
    for options, said in (
        (("--again", "3"), "states no file"),
        (("--what", "results", "--form", "pdf"), "no results as pdf"),
        (("--what", "results", "--layout", "roll"), "only an upload"),
        (("--what", "upload", "--layout", "nothing"), "is no layout"),
    ):
        result = taken(url, tmp_path / "x.json", *options)
        assert result.exit_code != 0 and said in result.output, result.output
    with open_database(url) as database:
        assert Ledger(database, "bakery").head().seq == 18, "nothing that failed was recorded"


def test_a_package_of_an_old_line_is_the_package_of_that_line(url: str, tmp_path: Path) -> None:
    with open_database(url) as database:
        found = standing(database, "bakery")
        assert found is not None
        before = made(database, "bakery", "package", "zip", trade="", to=None, lang="en")
        moves(url, tmp_path)
        assert made(database, "bakery", "package", "zip", trade="", to=18, lang="en") == before
    assert taken(url, tmp_path / "old.zip", "--at", found.position).exit_code == 0
    assert (tmp_path / "old.zip").read_bytes() == before


def test_the_columns_that_a_file_had_are_kept_when_its_layout_is_changed(url: str, tmp_path: Path) -> None:
    def lay_out(title: str) -> None:
        table = schema.package_file
        body = f'layout = 1\nname = "x"\nrows = "everybody"\ncolumns = [{{ field = "name", title = "{title}" }}]\n'
        with open_database(url) as database, database.transaction() as connection:
            connection.execute(delete(table).where(table.c.path == "layouts/own.toml"))
            connection.execute(insert(table).values(event="bakery", path="layouts/own.toml", body=body.encode()))

    def told(path: str) -> Any:
        return json.loads((tmp_path / path).read_bytes())["about"]["layout"]

    lay_out("one")
    assert taken(url, tmp_path / "a.csv", "--what", "upload", "--layout", "own").exit_code == 0
    lay_out("two")
    assert taken(url, tmp_path / "b.csv", "--again", "19").exit_code == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert "one" in (tmp_path / "b.csv").read_text("utf-8-sig")
    own = tmp_path / "own.toml"
    own.write_text('layout = 1\nname = "x"\nrows = "grades"\ncolumns = [{ field = "grade-code" }]\n', "utf-8")
    assert taken(url, tmp_path / "c.json", "--what", "upload", "--layout", str(own)).exit_code == 0
    assert json.loads((tmp_path / "c.json").read_bytes())["upload"] == [
        {"01-grade-code": each} for each in ("2", "4", "3")
    ]
    kept = told("c.json").split()[-1]
    with open_database(url) as database:
        text = Ledger(database, "bakery").contents((kept,))[kept]
    assert hashlib.sha256(text.encode()).hexdigest() == kept
    own.write_text('layout = 1\nname = "x"\nrows = "grades"\ncolumns = [{ field = "shoe" }]\n', "utf-8")
    result = taken(url, tmp_path / "d.json", "--what", "upload", "--layout", str(own))
    assert result.exit_code == 1 and "unknown-field" in result.output


def test_what_other_events_gave_is_read_as_it_was_when_the_line_was_written_or_as_of_its_own(
    url: str, tmp_path: Path
) -> None:
    def houses(path: str) -> Any:
        return json.loads((tmp_path / path).read_bytes())["about"]["register"]

    before = taken(url, tmp_path / "a.json", "--what", "upload").stdout.splitlines()[-1]
    moves(url, tmp_path)
    late = taken(url, tmp_path / "b.json", "--what", "upload").stdout.splitlines()
    assert late[1].startswith("house:") and houses("b.json") == late[1]
    moves(url, tmp_path)
    assert taken(url, tmp_path / "c.json", "--what", "upload", "--at", before).exit_code == 0
    assert (tmp_path / "c.json").read_bytes() == (tmp_path / "a.json").read_bytes()
    asked = ("--what", "upload", "--at", late[-1], "--house", late[1])
    assert taken(url, tmp_path / "d.json", *asked).exit_code == 0
    assert (tmp_path / "d.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    wrong = taken(url, tmp_path / "e.json", "--what", "upload", "--house", f"house:1:{'0' * 64}")
    assert wrong.exit_code == 1 and "no line of house" in wrong.output
