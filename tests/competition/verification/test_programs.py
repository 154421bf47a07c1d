"""`/api/certificates`: the same answers for programs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from competition.access.access import Actor
from competition.certificates.paper import Paper, press
from competition.door.openapi import document
from competition.verification.programs import Verdict
from tests.competition.credentials.diplomas import ADDRESS, PLACED
from tests.competition.verification.served import Served, served
from tests.competition.verification.test_pages import CANARIES

pytestmark = pytest.mark.anyio

EMPLOYER = Actor("relay", "employer", "spring")


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as made:
        made.client.headers.update(made.bearer(EMPLOYER))
        yield made


def verdict(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    told: dict[str, Any] = answer.json()
    Verdict.model_validate(told)
    return told


async def test_nobody_without_a_token_is_answered(tmp_path: Path) -> None:
    async with served(tmp_path) as hall:
        asked = (
            await hall.client.get(f"/api/certificates/{hall.award.number}"),
            await hall.client.post("/api/certificates/verify", content=b"x"),
            await hall.client.get(f"/api/certificates/{hall.award.number}", headers={"Authorization": "Bearer no"}),
        )
        assert [each.status_code for each in asked] == [401, 401, 401]


@pytest.mark.parametrize("role", ["judge", "organiser", "association", "competitor", "relay"])
async def test_any_account_of_the_house_may_check(hall: Served, role: str) -> None:
    headers = hall.bearer(Actor(role, "somebody", "spring"))
    told = verdict(await hall.client.get(f"/api/certificates/{hall.award.number}", headers=headers))
    assert told["verdict"] == "valid"


async def test_a_number_is_told_with_what_its_page_shows_and_no_more(hall: Served) -> None:
    answer = await hall.client.get(f"/api/certificates/{hall.grade.number.lower()}")
    told = verdict(answer)
    assert (told["verdict"], told["number"], told["name"]) == ("valid", hall.grade.number, "")
    said = told["certificate"]
    assert (said["kind"], said["grade"], said["name"], said["issued"]) == ("grade", "3", "欧＊＊＊", "2026-06-01")
    assert said["occupation"] == {"code": "6-18-02-04", "zh": "焊工", "en": "Welder"}
    plain = json.dumps(told, ensure_ascii=False)
    assert [canary for canary in CANARIES if canary in plain] == []


async def test_what_is_unknown_is_an_answer_and_not_a_failure(hall: Served) -> None:
    told = [verdict(await hall.client.get(f"/api/certificates/{each}")) for each in (hall.reserved, "NONE-1")]
    for each in told:
        assert (each.pop("verdict"), each.pop("why")) == ("unknown", "no-such-number")
        each.pop("number")
    assert told[0] == told[1]


async def test_a_credential_is_checked_however_it_is_sent(hall: Served) -> None:
    token = await hall.token_of(hall.grade)
    pdf = press().one(Paper(hall.grade, f"{ADDRESS}/verify/{hall.grade.number}", token.encode()))
    asked = json.dumps({"credential": token, "name": PLACED.name}).encode()
    for body in (token.encode(), pdf, asked, json.dumps({"credential": token}).encode()):
        told = verdict(await hall.client.post("/api/certificates/verify", content=body))
        assert (told["verdict"], told["name"]) == ("valid", "欧阳春晓 / Ouyang Chunxiao")
        assert told["name_fits"] is (True if body is asked else None)
    await hall.issuer.revoke(hall.grade.number)
    told = verdict(await hall.client.post("/api/certificates/verify", content=token.encode()))
    assert told["verdict"] == "revoked" and told["revoked"]["reason"] == "obtained-by-fraud"


async def test_a_number_and_a_name_are_compared(hall: Served) -> None:
    for name, fits in ((PLACED.name_en.upper(), True), ("张三", False)):
        body = {"number": hall.award.number, "name": name}
        told = verdict(await hall.client.post("/api/certificates/verify", json=body))
        assert told["name_fits"] is fits and told["certificate"]["name"] == "欧＊＊＊"


async def test_the_same_asked_many_times_at_once_is_answered_the_same(hall: Served) -> None:
    path = f"/api/certificates/{hall.award.number}"
    answers = await asyncio.gather(*(hall.client.get(path) for _ in range(12)))
    assert len({json.dumps(verdict(each)["certificate"]) for each in answers}) == 1


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        (b"", "file-empty", 400),
        (b"hello", "no-credential", 400),
        (b"{", "not-json", 400),
        (b"{}", "not-json", 400),
        (b'{"number": ""}', "nothing-to-check", 400),
        (b'{"number": 5}', "wrong-type", 400),
        (b'{"number": "A", "more": 1}', "unknown-key", 400),
        (b'{"a":' * 20_000, "not-json", 400),
        (b'{"proof": {"a": []}, "issuer": [[]], "credentialSubject": [1]}', "", 200),
        (b"%PDF-1.7", "pdf-unreadable", 400),
        (b"x" * (6 * 1024 * 1024), "file-too-large", 413),
    ],
)
async def test_what_is_no_question_is_refused(hall: Served, body: bytes, code: str, status: int) -> None:
    answer = await hall.client.post("/api/certificates/verify", content=body)
    assert answer.status_code == status, answer.text
    if code:
        assert [each["code"] for each in answer.json()["problems"]] == [code]


async def test_an_account_that_asks_too_often_waits_and_others_do_not(tmp_path: Path) -> None:
    async with served(tmp_path, lookups_by_token="2/hour") as hall:
        first, second = hall.bearer(EMPLOYER), hall.bearer(Actor("relay", "other", "spring"))
        path = f"/api/certificates/{hall.award.number}"
        asked = [await hall.client.get(path, headers=first) for _ in range(3)]
        assert [each.status_code for each in asked] == [200, 200, 429]
        assert int(asked[2].headers["retry-after"]) > 0
        assert (await hall.client.get(path, headers=second)).status_code == 200


def test_the_published_schema_has_both_operations() -> None:
    paths = document()["paths"]
    assert "get" in paths["/api/certificates/{number}"] and "post" in paths["/api/certificates/verify"]
    assert document()["components"]["schemas"]["Verdict"]["properties"]["verdict"]["enum"] == [
        *("valid", "revoked", "unknown", "altered"),
    ]
