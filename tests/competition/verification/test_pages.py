"""`/verify`: what an employer sees, and what nobody sees."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from competition.certificates.certificate import Certificate
from competition.certificates.paper import Paper, press
from tests.competition.credentials.diplomas import ADDRESS, PLACED
from tests.competition.verification.served import Served, served
from tests.competition.verification.test_verifying import tampered

pytestmark = pytest.mark.anyio

CANARIES = (
    *(PLACED.name, PLACED.name_en, "春晓", "Chunxiao", PLACED.identity, PLACED.birth_date, PLACED.policy),
    *(PLACED.award, PLACED.position, PLACED.organisation.zh, PLACED.entrant + "-", "status/0"),
)
"""What stands on a certificate and in no answer to a stranger."""


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as made:
        yield made


async def test_a_number_leads_to_its_page_which_says_valid(hall: Served) -> None:
    typed = f" {hall.grade.number[:6].lower()} {hall.grade.number[6:]} "
    sent = await hall.client.post("/verify", data={"number": typed})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/verify/{hall.grade.number}")
    page = await hall.client.get(sent.headers["location"])
    assert page.status_code == 200
    for text in ("Valid", "senior worker (level 3)", "Welder", "Spring Skills Contest", "City Skills", "欧＊＊＊"):
        assert text in page.text, text


async def test_every_page_is_kept_and_listed_by_nobody(hall: Served) -> None:
    for path in ("/verify", f"/verify/{hall.award.number}", "/verify/NONE-1", "/verify/offline.html"):
        page = await hall.client.get(path)
        assert page.headers["cache-control"] == "no-store", path
        assert page.headers["x-robots-tag"] == "noindex, nofollow", path


async def test_a_number_that_is_only_kept_looks_like_one_that_was_never_given(hall: Served) -> None:
    never = "JS-2026-000777"
    plain = {"Accept-Encoding": "identity"}
    pages = [await hall.client.get(f"/verify/{number}", headers=plain) for number in (hall.reserved, never)]
    assert [page.status_code for page in pages] == [404, 404]
    texts = [page.text.replace(number, "N") for page, number in zip(pages, (hall.reserved, never), strict=True)]
    assert texts[0] == texts[1]
    kept = [{name: value for name, value in page.headers.items() if name != "date"} for page in pages]
    assert kept[0] == kept[1]


@pytest.mark.parametrize(
    "number", ["%3Cscript%3E", "x" * 500, "%F0%9F%92%A9", "%00", "a%2Fb", "'%20or%201=1", "%ED%A0%80"]
)
async def test_whatever_is_asked_as_a_number_is_unknown_and_is_not_said_back(hall: Served, number: str) -> None:
    page = await hall.client.get(f"/verify/{number}")
    assert page.status_code == 404 and "<script>" not in page.text and "1=1" not in page.text


async def test_revoked_while_the_page_is_open_says_so_when_it_is_loaded_again(hall: Served) -> None:
    path = f"/verify/{hall.award.number}"
    assert "Valid" in (await hall.client.get(path)).text
    successor = await hall.issuer.supersede(hall.award.number)
    page = (await hall.client.get(path)).text
    assert "Revoked" in page and "replaced by a newer certificate" in page and "a name was wrong" in page
    assert successor not in page


async def test_a_name_that_is_asked_about_is_or_is_not_the_one(hall: Served) -> None:
    path = f"/verify/{hall.award.number}"
    right = await hall.client.post(path, data={"name": "ouyang chunxiao"})
    wrong = await hall.client.post(path, data={"name": "张三"})
    assert "is the one on the certificate" in right.text and "is not the one on the certificate" in wrong.text
    assert "春晓" not in wrong.text
    again = await hall.client.post(path, data={"name": "张三"})
    assert re.sub(r"Checked at [^<]*", "", again.text) == re.sub(r"Checked at [^<]*", "", wrong.text)


async def test_no_answer_without_the_file_holds_more_than_it_needs(hall: Served) -> None:
    await hall.issuer.revoke(hall.grade.number)
    paths = ("/verify", f"/verify/{hall.award.number}", f"/verify/{hall.grade.number}", "/verify/NONE-1")
    asked = [await hall.client.get(path, headers={"Accept-Language": lang}) for path in paths for lang in ("zh", "en")]
    asked += [await hall.client.post(f"/verify/{hall.award.number}", data={"name": "李四"})]
    token = tampered(await hall.token_of(hall.award), lambda said: said.update(name="x"))
    asked += [await hall.sent(token.encode())]
    asked += [await hall.client.get("/verify/offline.html")]
    for page in asked:
        held = [canary for canary in CANARIES if canary in page.text + str(page.headers)]
        assert held == [], (page.request.url, held)


async def printed(hall: Served, certificate: Certificate) -> bytes:
    token = (await hall.token_of(certificate)).encode()
    return press().one(Paper(certificate, f"{ADDRESS}/verify/{certificate.number}", token))


async def test_a_file_says_valid_altered_or_revoked(hall: Served) -> None:
    pdf, token = await printed(hall, hall.grade), await hall.token_of(hall.grade)
    page = await hall.sent(pdf)
    assert page.status_code == 200, page.text
    assert "Valid" in page.text and "欧阳春晓" in page.text
    change = tampered(token, lambda said: said["credentialSubject"]["achievement"].update(name="技师 <b>"))
    page = await hall.sent(change.encode(), "c.jwt")
    assert "Altered" in page.text and "技师 &lt;b&gt;" in page.text and "What differs" in page.text
    await hall.issuer.revoke(hall.grade.number)
    assert "it was obtained by fraud" in (await hall.sent(pdf)).text


@pytest.mark.parametrize(
    ("content", "said", "status"),
    [
        (b"", "nothing to check", 422),
        (b"hello", "no credential in this file", 422),
        (b"%PDF-1.7 junk", "This PDF cannot be read", 422),
        (b"x" * (6 * 1024 * 1024), "larger than 5 MB", 413),
    ],
)
async def test_what_cannot_be_checked_says_why(hall: Served, content: bytes, said: str, status: int) -> None:
    page = await hall.sent(content)
    assert page.status_code == status and said in page.text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"junk", "multipart/form-data"),
        (b"junk", "multipart/form-data; boundary="),
        (b"\xff" * 99, "application/x-www-form-urlencoded"),
        (b"number=%ff", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
    ],
)
async def test_a_form_that_is_none_is_refused(hall: Served, content: bytes, kind: str) -> None:
    page = await hall.client.post("/verify", content=content, headers={"Content-Type": kind})
    assert 400 <= page.status_code < 500


async def test_who_asks_too_often_is_told_how_long_to_wait_and_others_are_not(tmp_path: Path) -> None:
    async with served(tmp_path, guesses="2/hour") as hall:
        for number in ("NONE-1", "NONE-2"):
            assert (await hall.client.get(f"/verify/{number}")).status_code == 404
        for path in (f"/verify/{hall.award.number}", "/verify/NONE-3"):
            page = await hall.client.get(path)
            assert page.status_code == 429 and int(page.headers["retry-after"]) > 60
            assert "Ask again in" in page.text and page.headers["cache-control"] == "no-store"
        assert (await hall.client.get("/verify")).status_code == 200


async def test_the_file_for_checks_without_network_states_keys_list_and_position(hall: Served) -> None:
    await hall.issuer.revoke(hall.award.number)
    await hall.token_of(hall.award)
    page = await hall.client.get("/verify/offline.html")
    assert page.headers["content-disposition"].startswith("attachment")
    assert '"revoked":[0]' in page.text and '"count":3' in page.text and '"crv":"P-256"' in page.text
    assert await hall.app.state.certificates.position() in page.text
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page.text) and "url(" not in page.text
