"""Certificates in the browser's terms: issued once, printed, revoked, replaced; who may, and what is recorded."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from sqlalchemy import select

from competition.commands import verify
from competition.credentials import keys
from competition.documents import texts
from competition.store import schema
from competition.store.database import open_database
from scoring import lines
from scoring.certificates import CertificateReplaced, CertificateRevoked, CertificatesIssued, NumbersReserved
from scoring.facts import Fact
from scoring.steps import Exported
from tests.competition.awarding.bakery import CONTEST
from tests.competition.certificates.contest import EVENT, PAGE, imported, in_force
from tests.competition.people import signed_in
from tests.competition.venue import Server, serving, url_of

TOML = 'address = "https://contest.example"\n'


@dataclass
class Hall:
    """A server over the bakery, and clients of people in it."""

    server: Server
    store: Path
    stack: ExitStack
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    def client(self, role: str) -> httpx.Client:
        if role not in self.clients:
            self.clients[role] = self.stack.enter_context(signed_in(self.server, self.store, role, event=EVENT))
        return self.clients[role]

    def get(self, path: str = PAGE, role: str = "association", lang: str = "en") -> httpx.Response:
        return self.client(role).get(path, params={"lang": lang})

    def post(self, path: str = PAGE, role: str = "association", **data: str) -> httpx.Response:
        return self.client(role).post(path, params={"lang": "en"}, data=data, headers={"Origin": self.server.api})

    def waits(self, what: str) -> None:
        """Until work of this kind is over."""
        until = time.monotonic() + 30
        while not self.get(f"{PAGE}/works").json().get(what, {"over": True})["over"]:
            assert time.monotonic() < until
            time.sleep(0.05)

    def issued(self) -> list[str]:
        """Issue, and say every number in force."""
        assert self.post(key="issue").status_code == 303
        self.waits("issue")
        return [number for fact in self.lines(CertificatesIssued) for number, _ in fact.certificates]

    def lines(self, kind: type[Fact], stream: str = "house") -> list[Any]:
        with open_database(url_of(self.store)) as database, database.connect() as connection:
            table = schema.line.c
            rows = connection.execute(select(table.seq, table.body).where(table.stream == stream).order_by(table.seq))
            return [fact for seq, body in rows if isinstance(fact := lines.line(seq, body).fact, kind)]

    def documents(self) -> int:
        with open_database(url_of(self.store)) as database, database.connect() as connection:
            return len(connection.execute(select(schema.document).where(schema.document.c.body.is_not(None))).all())


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    yield from _hall(tmp_path)


def _hall(tmp_path: Path, toml: str = TOML, **contest: str) -> Iterator[Hall]:
    store = tmp_path / "store"
    store.mkdir()
    (store / "saiping.toml").write_text(toml, "utf-8")
    imported(store, tmp_path / "bakery", **contest)
    with open_database(url_of(store)) as database:
        anyio.run(in_force, database)
    with ExitStack() as stack:
        yield Hall(stack.enter_context(serving(store)), store, stack)


def test_what_is_granted_is_issued_once_however_often_it_is_asked(hall: Hall) -> None:
    assert "Issue 7 certificates" not in hall.get(role="authority").text
    page = hall.get()
    asked = re.search(r"Issue (\d+) certificates", page.text)
    assert asked is not None
    count = int(asked[1])
    numbers = hall.issued()
    assert len(numbers) == count == len(set(numbers))
    assert {each[:13] for each in numbers if each.startswith("S")} == {"S000099000001"}
    awards = count - sum(each.startswith("S") for each in numbers)
    assert [each for each in numbers if each.startswith("BK")] == [
        f"BK{time.strftime('%Y')}-{place + 1:03}" for place in range(awards)
    ]
    documents = hall.documents()
    for key in ("issue", "again"):
        assert hall.post(key=key).status_code == 303
        hall.waits("issue")
    assert len(hall.lines(CertificatesIssued)) == 1
    assert len(hall.lines(NumbersReserved)) == 2
    assert hall.documents() == documents
    page = hall.get()
    assert "Everything that is due has been issued." in page.text
    assert all(each in page.text for each in numbers)
    assert "应发的已全部签发" in hall.get(lang="zh").text


def test_one_certificate_says_what_was_granted_and_prints_with_its_credential(hall: Hall) -> None:
    number = next(each for each in hall.issued() if each.startswith("S"))
    page = hall.get(f"{PAGE}/{number}")
    assert page.status_code == 200
    assert "烘焙协会" in page.text
    assert "第五条" in page.text
    paper = hall.get(f"{PAGE}/{number}.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert hall.get(f"{PAGE}/{number}.pdf").content == paper.content
    reader = PdfReader(io.BytesIO(paper.content))
    assert number in reader.pages[0].extract_text().replace(" ", "").replace("\n", "")
    attached = reader.attachments["credential.jwt"][0]
    assert attached.decode() == hall.get(f"{PAGE}/{number}.jwt").text
    with_proof = hall.get(f"{PAGE}/{number}.json").json()
    assert with_proof["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert with_proof["credentialSubject"]["licenseNumber"] == number
    assert hall.get(f"{PAGE}/{number}x").status_code == 404
    assert hall.get(f"{PAGE}/{number}x.pdf").status_code == 404


def test_what_an_altered_document_says_is_shown_to_nobody_and_verify_names_the_line(
    hall: Hall,
) -> None:
    number = next(each for each in hall.issued() if each.startswith("S"))
    (fact,) = hall.lines(CertificatesIssued)
    digest = dict(fact.certificates)[number]
    assert CliRunner().invoke(verify.command, ["--database", url_of(hall.store)]).exit_code == 0
    assert "裱花" in hall.get(f"/verify/{number}").text
    with open_database(url_of(hall.store)) as database, database.transaction() as connection:
        row = schema.document.c
        body = connection.scalar(select(row.body).where(row.digest == digest))
        assert body is not None
        changed = body.replace("Person", "Parson")
        connection.execute(schema.document.update().where(row.digest == digest).values(body=changed))
    page = hall.get(f"{PAGE}/{number}")
    assert "erased or altered" in page.text
    assert "Parson" not in page.text
    assert hall.get(f"{PAGE}/{number}.pdf").status_code == 404
    public = hall.get(f"/verify/{number}").text
    assert "was changed where it was kept" in public
    assert "裱花" not in public
    said = CliRunner().invoke(verify.command, ["--database", url_of(hall.store)])
    assert said.exit_code == 1
    assert f"house:4: document-altered: The document {digest}" in said.output


@pytest.mark.parametrize("form", ["zip", "pdf", "sheet-a4", "sheet-a3"])
def test_all_that_are_in_force_are_printed_and_the_taking_is_recorded(hall: Hall, form: str) -> None:
    numbers = hall.issued()
    assert hall.get(f"{PAGE}/papers").status_code == 404
    assert hall.post(f"{PAGE}/papers", form=form).status_code == 303
    hall.waits("print")
    made = hall.get(f"{PAGE}/papers")
    assert made.status_code == 200
    if form == "zip":
        names = zipfile.ZipFile(io.BytesIO(made.content)).namelist()
        assert {name.partition("-")[2] for name in names} == {f"{each}.pdf" for each in numbers}
    else:
        pages = {"pdf": len(numbers), "sheet-a4": -(-len(numbers) // 2), "sheet-a3": -(-len(numbers) // 4)}[form]
        assert len(PdfReader(io.BytesIO(made.content)).pages) == pages
    taken = hall.lines(Exported, EVENT)
    assert [(each.export, each.form) for each in taken] == [("certificates", "zip" if form == "zip" else "pdf")]
    assert hall.post(f"{PAGE}/papers", form="scroll").status_code == 400


def test_a_wrong_one_is_replaced_by_another_number_and_a_revoked_one_by_nothing(hall: Hall) -> None:
    first, second = [each for each in hall.issued() if each.startswith("S")][:2]
    refused = hall.post(f"{PAGE}/{first}", act="replace", reason="because", text="")
    assert refused.status_code == 422
    assert "No reason is chosen." in refused.text
    assert hall.lines(CertificateReplaced) == []
    for _ in range(2):
        said = {"act": "replace", "reason": "wrong-name", "text": "王写成了玉", "key": "once"}
        assert hall.post(f"{PAGE}/{first}", **said).status_code == 303
        hall.waits("issue")
    (ended,) = hall.lines(CertificateReplaced)
    with open_database(url_of(hall.store)) as database:
        assert texts(database, [ended.document]) == {ended.document: "王写成了玉"}
    (successor,) = hall.lines(CertificatesIssued)[-1].certificates
    page = hall.get(f"{PAGE}/{first}").text
    assert successor[0] in page
    assert "王写成了玉" in page
    assert hall.get(f"{PAGE}/{first}.pdf").status_code == 404
    assert hall.get(f"{PAGE}/{successor[0]}.pdf").status_code == 200
    assert hall.post(f"{PAGE}/{second}", act="revoke", reason="ordered", text="据来函").status_code == 303
    assert [each.number for each in hall.lines(CertificateRevoked)] == [second]
    assert hall.post(key="once more").status_code == 303
    hall.waits("issue")
    assert len(hall.lines(CertificatesIssued)) == 2, "what was revoked is not issued again by itself"
    assert hall.post(f"{PAGE}/{second}", act="revoke", reason="ordered", text="再来").status_code == 422


@pytest.mark.parametrize("role", ["authority", "organiser"])
def test_who_may_only_look_sees_no_act_and_is_refused(hall: Hall, role: str) -> None:
    page = hall.get(role=role)
    assert page.status_code == 200
    assert "The association issues the certificates." in page.text
    assert hall.post(role=role).status_code == 403
    assert hall.lines(NumbersReserved) == []
    assert hall.get(role="judge").status_code in (303, 403)


def test_without_an_address_numbers_are_given_and_nothing_is_signed(tmp_path: Path) -> None:
    for hall in _hall(tmp_path, toml=""):
        number = hall.issued()[0]
        assert "no address" in hall.get().text
        assert hall.get(f"{PAGE}/{number}.pdf").status_code == 422
        assert hall.post(f"{PAGE}/papers", form="zip").status_code == 422
        assert hall.lines(Exported, EVENT) == []


def test_a_key_that_cannot_be_read_is_told_and_nothing_breaks(tmp_path: Path) -> None:
    for hall in _hall(tmp_path):
        number = hall.issued()[0]
        with open_database(url_of(hall.store)) as database, database.transaction() as connection:
            keys.current(connection, keys.ES256, "another passphrase")
            keys.current(connection, keys.ED25519, "another passphrase")
        for suffix in ("pdf", "jwt", "json"):
            answer = hall.get(f"{PAGE}/{number}.{suffix}")
            assert answer.status_code == 422
            assert "its passphrase is another" in answer.text
        assert hall.post(f"{PAGE}/papers", form="pdf").status_code == 303
        hall.waits("print")
        assert "its passphrase is another" in hall.get().text


def test_without_numbers_in_the_package_it_says_what_to_do(tmp_path: Path) -> None:
    for hall in _hall(tmp_path, contest=CONTEST):
        assert hall.issued() == []
        assert "[numbers]" in hall.get().text
        assert hall.lines(NumbersReserved) == []
