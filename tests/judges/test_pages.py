"""The judge's pages as a browser or a program asks for them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from judges.pages import CODES
from scoring import sheets
from tests.competition.people import signed_in
from tests.competition.venue import Server, mark, serving
from tests.journeys import welding

SHEETS = f"/api/events/{welding.EVENT}/sheets"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("welding")
    welding.prepare(made)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


@pytest.fixture
def judge(server: Server, folder: Path) -> Iterator[httpx.Client]:
    with signed_in(server, folder, "judge", event=welding.EVENT, judge="J1") as client:
        yield client


@pytest.fixture
def other(server: Server, folder: Path) -> Iterator[httpx.Client]:
    with signed_in(server, folder, "judge", event=welding.EVENT, judge="J2") as client:
        yield client


def given(client: httpx.Client, *entries: dict[str, Any]) -> list[dict[str, Any]]:
    answer = client.post("/api/marks", json={"event": welding.EVENT, "entries": entries})
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_a_judge_of_one_event_is_led_to_her_sheets(judge: httpx.Client) -> None:
    answer = judge.get("/judge")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/judge/{welding.EVENT}")
    page = judge.get(f"/judge/{welding.EVENT}")
    assert page.status_code == 200
    assert 'data-judge="J1"' in page.text


def test_a_judge_of_several_events_chooses(server: Server, folder: Path) -> None:
    login = {"login": "liu-han", "judge": "J1"}
    with (
        signed_in(server, folder, "judge", event=welding.EVENT, **login),
        signed_in(server, folder, "judge", event="elsewhere", **login) as client,
    ):
        page = client.get("/judge")
        assert page.status_code == 200
        assert f'href="/judge/{welding.EVENT}"' in page.text


def test_nobody_signed_in_is_led_to_sign_in(server: Server) -> None:
    page = httpx.get(f"{server.api}/judge/{welding.EVENT}")
    assert page.status_code == 303
    assert page.headers["location"].startswith("/sign-in?")
    assert httpx.get(f"{server.api}{SHEETS}").status_code == 401
    assert httpx.get(f"{server.api}/judge").status_code == 303


def test_who_is_no_judge_sees_no_sheet(server: Server, folder: Path) -> None:
    with signed_in(server, folder, "organiser", event=welding.EVENT) as client:
        assert client.get("/judge").headers["location"] == "/office"
        for address in (f"/judge/{welding.EVENT}", SHEETS):
            assert client.get(address).status_code == 403, address


def test_a_judge_of_another_event_sees_no_sheet(server: Server, folder: Path) -> None:
    with signed_in(server, folder, "judge", event="elsewhere", judge="J1") as client:
        assert client.get(SHEETS).status_code == 403


def test_the_page_explains_every_problem_that_its_judge_may_meet(judge: httpx.Client) -> None:
    page = judge.get(f"/judge/{welding.EVENT}").text
    for code in CODES:
        assert f"&#34;{code}&#34;: {{" in page, code
    assert "{lowest}" in page


def test_a_mark_is_told_with_its_line_and_time(judge: httpx.Client) -> None:
    (result,) = given(judge, welding_mark("W01", "A1.1", "2", key="p1"))
    found = judge.get(SHEETS).json()
    (cell,) = [each for each in found["sheets"][0]["cells"] if each["aspect"] == "A1.1"]
    assert (cell["seq"], cell["at"], cell["value"]) == (result["seq"], result["at"], "2")


def test_what_she_wrote_with_a_mark_is_told_to_her_and_to_no_other_judge(
    judge: httpx.Client, other: httpx.Client
) -> None:
    said = welding_mark("W02", "A1.1", "0", key="why-1") | {"comment": "no gloves"}
    given(judge, said)
    given(other, welding_mark("W02", "A1.1", "0", key="why-2"))
    (cell,) = [each for each in judge.get(SHEETS).json()["sheets"][1]["cells"] if each["aspect"] == "A1.1"]
    assert (cell["state"], cell["comment"]) == ("settled", "no gloves")
    assert "no gloves" not in other.get(SHEETS).text


def test_what_did_not_change_is_not_sent_again(judge: httpx.Client, other: httpx.Client) -> None:
    first = judge.get(SHEETS)
    assert first.headers["cache-control"] == "private, no-cache"
    tag = {"If-None-Match": first.headers["etag"]}
    given(other, welding_mark("W05", "A1.2", "3", key="t1"))
    tag = {"If-None-Match": judge.get(SHEETS).headers["etag"]}  # one of two has marked
    given(other, welding_mark("W05", "A1.2", "2", key="t3") | {"supersedes": line_of(other, "W05", "A1.2")})
    assert judge.get(SHEETS, headers=tag).status_code == 304
    given(judge, welding_mark("W05", "A1.2", "4", key="t2"))
    assert judge.get(SHEETS, headers=tag).status_code == 200


def test_a_signature_is_told_with_its_line_and_time(judge: httpx.Client) -> None:
    values = {"A1.1": "2", "A1.2": "4", "B1.1": "2", "B1.2": "0.4", "B1.3": "88.5"}
    marks = [welding_mark("W06", aspect, value, key=f"s-{aspect[:2]}{aspect[3]}") for aspect, value in values.items()]
    assert {result["status"] for result in given(judge, *marks)} == {"accepted"}
    pairs = sorted((["J1", "W06", "final", "", aspect, "1"], value) for aspect, value in values.items())
    digest = sheets.sheet_digest(pairs)
    entry = {"type": "signature", "key": "sign", "entrant": "W06", "phase": "final", "digest": digest}
    (result,) = given(judge, entry)
    assert result["status"] == "accepted"
    signed = judge.get(SHEETS).json()["sheets"][5]["signed"]
    assert signed == {"digest": digest, "line": result["seq"], "at": result["at"]}


def line_of(client: httpx.Client, entrant: str, aspect: str) -> int:
    """The line of a judge's own mark."""
    (sheet,) = [each for each in client.get(SHEETS).json()["sheets"] if each["entrant"] == entrant]
    return next(int(each["seq"]) for each in sheet["cells"] if each["aspect"] == aspect)


def welding_mark(entrant: str, aspect: str, value: str, *, key: str) -> dict[str, Any]:
    return mark(entrant, value, key=key, aspect=aspect)


NAMES = ("张三", "Zhang San", "职业学校", "School No.", "刘焊", "Liu Han", "孙工", "Sun Gong")


def test_no_name_and_no_organisation_is_in_anything_that_a_judge_is_sent(judge: httpx.Client) -> None:
    for address in (f"/judge/{welding.EVENT}", SHEETS, f"{SHEETS}?from=7"):
        text = judge.get(address).text
        assert not [name for name in NAMES if name in text], address
        assert not [name for name in NAMES if json.dumps(name)[1:-1] in text], address


def test_the_sheets_of_a_judge_say_nothing_of_what_others_gave(judge: httpx.Client, other: httpx.Client) -> None:
    before = uncounted(judge)
    given(other, *[welding_mark("W03", aspect, value, key=f"o{at}") for at, (aspect, value) in enumerate(OTHERS)])
    assert uncounted(judge) == before
    once = judge.get(SHEETS).content
    changed = [
        welding_mark("W03", aspect, "0", key=f"c{at}") | {"supersedes": line_of(other, "W03", aspect)}
        for at, (aspect, _) in enumerate(OTHERS)
    ]
    given(other, *changed)
    assert judge.get(SHEETS).content == once


def uncounted(client: httpx.Client) -> Any:
    """A judge's sheets but for how many of her panel have marked."""
    found = client.get(SHEETS).json()
    for sheet in found["sheets"]:
        for cell in sheet["cells"]:
            cell.pop("panel", None)
    return found


OTHERS = [("A1.1", "0"), ("A1.2", "5"), ("B1.1", "3"), ("B1.2", "0.9"), ("B1.3", "17.5")]


@pytest.mark.parametrize("start", ["-1", "x", "99999999999", "٣", ""])
def test_a_place_that_is_none_is_where_she_goes_on(judge: httpx.Client, start: str) -> None:
    assert judge.get(SHEETS, params={"from": start}).json()["from"] == 0


def test_sheets_of_five_thousand_entrants_come_in_three_hundred_milliseconds(tmp_path: Path) -> None:
    welding.prepare(tmp_path, 5_000)
    with serving(tmp_path) as server, signed_in(server, tmp_path, "judge", event=welding.EVENT, judge="J1") as client:
        took = []
        for place in (0, 30, 60, 2_400, 4_999):
            began = time.monotonic()
            answer = client.get(SHEETS, params={"from": place})
            took.append(time.monotonic() - began)
            assert answer.json()["all"]["sheets"] == 5_000
            assert len(answer.json()["sheets"]) <= 60
        assert sorted(took)[2] < 0.3, took
