"""Lists of results in the browser: what everybody sees, and what a freeze keeps for the office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

import run
from competition.access import sessions
from competition.commands import import_
from competition.results import pages
from competition.settings import Settings
from tests.competition.people import cookie

GOLDEN = Path(__file__).parents[2] / "golden"
RESULTS = "/events/bloom/trades/bouquet/results"
PRIZES = "/events/bloom/prizes"
TAGS = re.compile(r"<[^>]+>")


class Served:
    """A golden contest in this process; `get` answers in English."""

    def __init__(self, client: TestClient, url: str, event: str) -> None:
        self.client = client
        self._cookies = {role: cookie(url, role, event=event) for role in ("organiser", "association")}

    def _headers(self, role: str) -> dict[str, str]:
        held = {"cookie": f"{sessions.COOKIE}={self._cookies[role]}"} if role else {}
        return {"accept-language": "en", **held}

    def get(self, path: str, role: str = "") -> Any:
        return self.client.get(path, headers=self._headers(role))

    def words(self, path: str, role: str = "") -> str:
        """The page's words, one space between them."""
        answer = self.get(path, role)
        assert answer.status_code == 200, answer.text
        return " ".join(TAGS.sub(" ", answer.text.partition("<main")[2]).split())

    def post(self, path: str, role: str, **form: str) -> Any:
        return self.client.post(
            path, data={"key": f"once-{'-'.join(form)}", **form}, headers=self._headers(role), follow_redirects=False
        )


@contextmanager
def serving(folder: Path, package: Path) -> Iterator[Served]:
    url = f"sqlite:///{folder / 'contest.db'}"
    imported = CliRunner().invoke(import_.command, [str(package), "--database", url])
    assert imported.exit_code == 0, imported.output
    with TestClient(run.build(Settings(database=url, backup_every=0))) as client:
        yield Served(client, url, package.name)


@pytest.fixture
def bloom(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, GOLDEN / "bloom") as served:
        yield served


def test_everybody_sees_groups_with_their_places_scores_medals_and_reasons(bloom: Served) -> None:
    said = bloom.words(RESULTS)
    first, second = said.partition("学生组")[::2]
    assert "职工组" in first
    assert "1 An Ran 安然 90.00 730 Gold Nobody stands higher." in first
    assert "2 Bai Lu 白露 88.00 720 Gold Total 88.00 against 90.00." in first
    assert "=1 Peng Pai 彭湃 95.00 700 Gold First of the group." in second


def test_teams_stand_below_with_the_members_that_count(bloom: Served) -> None:
    said = bloom.words(RESULTS).partition("Team standing")[2]
    assert "1 Lily 百合队 183.00 Peng Pai 95.00 Bai Lu 88.00 Cui Can 84.00 does not count Nobody stands higher." in said


def test_overall_prizes_name_the_results_that_count(bloom: Served) -> None:
    said = bloom.words(PRIZES)
    assert "Chrysanthemum cup" in said
    assert "1 Lily 百合队 10 Bouquet Peng Pai 4 Bouquet Bai Lu 4 Bouquet Cui Can 2 Nobody stands higher." in said


def test_pages_speak_chinese(bloom: Served) -> None:
    answer = bloom.client.get(f"{RESULTS}?lang=zh")
    assert "名次缘由" in answer.text
    assert "总分 88.00，前一名 90.00。" in answer.text


def test_a_freeze_keeps_results_and_prizes_for_the_office(bloom: Served) -> None:
    assert bloom.post("/office/bloom/trades/bouquet", "organiser", act="freeze").status_code == 303
    public, prizes = bloom.words(RESULTS), bloom.words(PRIZES)
    assert "The board is frozen" in public
    assert (
        "Kept back until the results of these trades are public: 以下赛项的成绩公布之前，暂不公布： Bouquet" in prizes
    )
    assert "90.00" not in public + prizes
    assert "An Ran 安然 90.00 730 Gold" in bloom.words("/office/bloom/trades/bouquet/results", "organiser")
    assert "1 Lily 百合队 10" in bloom.words("/office/bloom/prizes", "organiser")


def test_the_office_pages_are_for_those_who_read_the_office(bloom: Served) -> None:
    for path in ("/office/bloom/trades/bouquet/results", "/office/bloom/prizes"):
        assert bloom.client.get(path, follow_redirects=False).status_code in (303, 401, 403), path
        assert bloom.get(path, "association").status_code == 200, path


def test_what_is_not_there_is_said_with_what_is(bloom: Served) -> None:
    for path in ("/events/none/trades/bouquet/results", "/events/bloom/trades/none/results", "/events/none/prizes"):
        answer = bloom.get(path)
        assert answer.status_code == 404, path
        assert "There is no such event." in answer.text or "This event has no such trade." in answer.text
    assert bloom.get("/office/bloom/trades/none/results", "organiser").status_code == 404


def test_a_long_list_comes_in_pages(bloom: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ROWS", 5)
    first, second = bloom.words(RESULTS), bloom.words(f"{RESULTS}?page=2")
    assert "学生组" not in first and "Page 1 of 2, 8 in all" in first
    assert "职工组" not in second and "Peng Pai" in second


def test_a_trade_that_is_not_open_and_prizes_that_are_not_say_so(tmp_path: Path) -> None:
    with serving(tmp_path, GOLDEN / "orchard") as served:
        assert "This event has no overall prizes" in served.words("/events/orchard/prizes")


def test_the_final_result_hangs_group_by_group_with_its_medals(tmp_path: Path) -> None:
    package = tmp_path / "bloom"
    package.mkdir()
    for file in (GOLDEN / "bloom").rglob("*"):
        if file.is_file():
            (package / file.relative_to(GOLDEN / "bloom")).parent.mkdir(exist_ok=True)
            (package / file.relative_to(GOLDEN / "bloom")).write_bytes(file.read_bytes())
    contest = package / "contest.toml"
    contest.write_text(contest.read_text("utf-8") + "\n[notice]\nworking_days = 0\n", "utf-8")
    trade = "/office/bloom/trades/bouquet"
    with serving(tmp_path, package) as served:
        board = re.search(r'name="board" value="([^"]+)"', served.get(trade, "organiser").text)
        assert board is not None
        assert served.post(trade, "organiser", act="finalise", board=board[1]).status_code == 303
        assert "The result is final." in served.words(RESULTS)
        posted = served.post("/supervision/bloom/trades/bouquet", "association", step="notice-posted")
        assert posted.status_code == 303, posted.text
        said = served.words("/events/bloom/notice/bouquet")
    assert "职工组 1 An Ran 安然 90.00 90.00 Gold" in said
    assert "学生组 =1 Peng Pai 彭湃 95.00 95.00 Gold" in said
