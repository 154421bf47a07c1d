"""`run.py play` sends a package's marks through the door of a real server, as its judges would."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from competition.access.access import Actor
from competition.access.tokens import issue
from competition.commands import account, import_, play
from competition.intake import read
from competition.scores import fold
from competition.store.database import open_database
from scoring.boards.board import view
from scoring.lines import canonical
from tests.competition.venue import YUNPING as CONTEST
from tests.competition.venue import Server, serving, shown, url_of

EVENT = "yunping-2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose database holds the demo contest without its marks."""
    taken_in = ["--without-marks", "--database", url_of(tmp_path), str(CONTEST)]
    assert CliRunner().invoke(import_.command, taken_in).exit_code == 0
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


def played(server: Server | str, *options: str | Path, package: Path = CONTEST) -> Result:
    url = server if isinstance(server, str) else server.api
    arguments = ["--speed", "0", "--json", "--url", url, *(str(each) for each in options), str(package)]
    return CliRunner().invoke(play.command, arguments)


def said(result: Result) -> dict[str, object]:
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_playing_leads_to_the_board_that_scoring_leads_to(server: Server, folder: Path) -> None:
    result = played(server, "--database", url_of(folder))
    assert result.exit_code == 0, result.output
    assert said(result)["answers"] == {"accepted": 495}
    served = httpx.get(f"{server.api}/api/events/{EVENT}/boards/floristry").json()
    package, _ = read(CONTEST)
    assert package is not None
    board = view(fold(package), "floristry", "public")
    assert shown(served) == canonical({"head": board.head | {"status": "final"}, "rows": board.rows})


def test_playing_again_adds_nothing(server: Server, folder: Path) -> None:
    played(server, "--database", url_of(folder))
    again = played(server, "--database", url_of(folder))
    assert again.exit_code == 0
    assert said(again)["answers"] == {"known": 495}


def test_phases_are_played_one_after_the_other(server: Server, folder: Path) -> None:
    first = played(server, "--database", url_of(folder), "--phase", "prelim")
    second = played(server, "--database", url_of(folder), "--phase", "final")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert httpx.get(f"{server.api}/api/events/{EVENT}/boards/floristry").json()["head"]["status"] == "open"
    rest = played(server, "--database", url_of(folder))
    assert said(rest)["answers"] == {"accepted": 1, "known": 494}


def test_tokens_come_from_a_file_as_account_writes_it(server: Server, folder: Path, tmp_path: Path) -> None:
    tokens = tmp_path / "tokens.csv"
    made = [EVENT, "--judges", "--role", "organiser", "--out", str(tokens), "--database", url_of(folder)]
    assert CliRunner().invoke(account.command, made).exit_code == 0
    result = played(server, "--tokens", tokens)
    assert result.exit_code == 0, result.output
    assert said(result)["answers"] == {"accepted": 495}


def test_without_an_organisers_token_the_rest_is_left_to_her(server: Server, folder: Path, tmp_path: Path) -> None:
    tokens = tmp_path / "tokens.csv"
    made = [EVENT, "--judges", "--out", str(tokens), "--database", url_of(folder)]
    assert CliRunner().invoke(account.command, made).exit_code == 0
    result = played(server, "--tokens", tokens, "--phase", "prelim")
    assert result.exit_code == 0
    assert "No organiser's token" in result.stderr


def test_a_file_that_holds_no_tokens_is_said(server: Server, tmp_path: Path) -> None:
    wrong = tmp_path / "tokens.csv"
    wrong.write_text("name,secret\nJ1,x\n", encoding="utf-8")
    result = played(server, "--tokens", wrong)
    assert (result.exit_code, "the columns of a file of tokens are judge,token" in result.stderr) == (1, True)


def test_a_mark_that_somebody_gave_otherwise_is_a_conflict_and_ends_with_1(server: Server, folder: Path) -> None:
    with open_database(url_of(folder)) as store, store.transaction() as connection:
        token = issue(connection, Actor("judge", "J10", EVENT, "J10"))
    mark = {"type": "mark", "key": "own", "entrant": "F01", "phase": "prelim", "aspect": "paper-score", "value": "88"}
    body = {"event": EVENT, "entries": [mark]}
    answer = httpx.post(f"{server.api}/api/marks", json=body, headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["results"][0]["status"] == "accepted"
    result = played(server, "--database", url_of(folder), "--phase", "prelim")
    assert result.exit_code == 1
    conflict, signature = said(result)["trouble"]  # type: ignore[misc]
    assert conflict["result"]["status"] == "conflict"  # type: ignore[has-type]
    assert conflict["result"]["current"]["value"] == "88"  # type: ignore[has-type]
    assert signature["result"]["problems"][0]["code"] == "sheet-differs"  # type: ignore[has-type]


def test_trouble_is_said_in_words(server: Server, folder: Path) -> None:
    assert played(server, "--database", url_of(folder)).exit_code == 0
    changed = folder / "changed"
    shutil.copytree(CONTEST, changed)
    marks = (changed / "marks.csv").read_text(encoding="utf-8")
    (changed / "marks.csv").write_text(marks.replace("paper-score,,87\n", "paper-score,,86\n", 1), encoding="utf-8")
    options = ["--speed", "0", "--url", server.api, "--phase", "prelim", "--database", url_of(folder)]
    result = CliRunner().invoke(play.command, [*options, str(changed)])
    assert result.exit_code == 1
    assert "held: mark prelim F01 paper-score" in result.stderr
    assert "refused: signature prelim F01: already-signed: " in result.stderr


def test_play_waits_for_a_server_that_is_not_there_yet(folder: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    results: list[Result] = []
    options = ("--database", url_of(folder))
    playing = threading.Thread(target=lambda: results.append(played(f"http://127.0.0.1:{port}", *options)))
    playing.start()
    time.sleep(1)
    with serving(folder, "--port", str(port)):
        playing.join()
    assert results[0].exit_code == 0, results[0].output
    assert said(results[0])["retries"] != 0


def test_what_cannot_be_played_is_said(folder: Path, tmp_path: Path) -> None:
    nowhere = played("http://127.0.0.1:9", "--database", str(tmp_path / "none.db"))
    assert (nowhere.exit_code, "none.db is not there" in nowhere.stderr) == (1, True)
    assert not (tmp_path / "none.db").exists()
    other = tmp_path / "other.db"
    with open_database(f"sqlite:///{other}"):
        pass
    unknown = played("http://127.0.0.1:9", "--database", str(other))
    assert (unknown.exit_code, f"there is no event {EVENT}" in unknown.stderr) == (1, True)
    assert played("http://127.0.0.1:9", "--trade", "welding").exit_code == 2
    assert played("http://127.0.0.1:9", "--phase", "semi").exit_code == 2
    assert played("http://127.0.0.1:9", "--tokens", CONTEST / "marks.csv", "--database", "x.db").exit_code == 2
