"""The judge's page as something to keep: version, worker, manifest, as a browser asks for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from competition.static import STATIC
from judges.shell import PAGE, version
from tests.competition.people import signed_in
from tests.competition.venue import Server, serving
from tests.journeys import welding

HERE = f"/judge/{welding.EVENT}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shell")
    welding.prepare(made, 1)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


@pytest.fixture
def judge(server: Server, folder: Path) -> Iterator[httpx.Client]:
    with signed_in(server, folder, "judge", event=welding.EVENT, judge="J1") as client:
        yield client


def test_the_page_says_its_version_to_the_worker_and_to_its_scripts(judge: httpx.Client) -> None:
    page = judge.get(HERE)
    assert page.headers[PAGE] == version()
    assert f'data-page="{version()}"' in page.text


def test_the_worker_keeps_every_file_that_the_page_names_and_no_answer(judge: httpx.Client) -> None:
    worker = judge.get("/judge/worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-cache"
    told = re.match(r"const SHELL = (\{.*\});\n", worker.text)
    assert told is not None
    shell = json.loads(told[1])
    assert shell["version"] == version()
    page = judge.get(HERE).text
    named = set(
        re.findall(r'"(/(?:static|i18n)/[^"]+\?v=[0-9a-f]+)"', page.partition("<script type=")[0] + page[-3000:])
    )
    assert named <= set(shell["files"])
    for file in shell["files"]:
        assert judge.get(file).status_code == 200
        assert "?v=" in file and not file.startswith("/api/")


def test_every_script_that_another_imports_is_kept(judge: httpx.Client) -> None:
    kept = {
        file.partition("?")[0].rpartition("/")[2]
        for file in json.loads(judge.get("/judge/worker.js").text[14:].partition(";\n")[0])["files"]
    }
    for file in sorted(kept):
        path = STATIC / file
        if path.suffix == ".js" and path.exists():
            imported = re.findall(
                r"""(?:from|import\() ?["'](?:\./|/static/)([\w.-]+\.js)["']""", path.read_text("utf-8")
            )
            assert set(imported) <= kept, file


def test_a_home_screen_begins_at_the_event_within_the_workers_scope(server: Server) -> None:
    answer = httpx.get(f"{server.api}{HERE}/app.webmanifest", headers={"Accept-Language": "en"}, trust_env=False)
    told = answer.json()
    assert answer.headers["content-type"] == "application/manifest+json"
    assert (told["start_url"], told["scope"], told["display"]) == (HERE, "/judge/", "standalone")
    assert "Linjiang Welding Skills Contest" in told["name"]
    for icon in told["icons"]:
        assert httpx.get(server.api + icon["src"], trust_env=False).status_code == 200
    assert httpx.get(f"{server.api}/judge/nowhere/app.webmanifest", trust_env=False).status_code == 404


def test_the_policy_lets_only_our_own_worker_and_manifest_in(judge: httpx.Client) -> None:
    policy = judge.get("/judge/worker.js").headers["content-security-policy"]
    assert "worker-src 'self'" in policy and "manifest-src 'self'" in policy
    assert "unsafe" not in policy


def test_marks_of_a_judge_are_refused_from_a_browser_that_is_anothers(judge: httpx.Client) -> None:
    body = {"event": welding.EVENT, "entries": []}
    for who, status in (("J1", 200), ("J2", 403)):
        answer = judge.post("/api/marks", json=body, headers={"Saiping-Judge": who})
        assert answer.status_code == status, answer.text
    assert answer.json()["problems"][0]["code"] == "other-judge"
