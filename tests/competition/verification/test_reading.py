"""What somebody hands in, told apart by what it holds."""

from __future__ import annotations

import json
import zlib
from io import BytesIO

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.certificates.paper import Paper, press
from competition.verification import attachments
from competition.verification.attachments import Attachments, Unreadable
from competition.verification.reading import LARGEST, Given, read
from scoring.problems import Problem
from tests.competition.credentials.diplomas import ADDRESS, PLACED, PROMOTED

pytestmark = pytest.mark.anyio

TOKEN = "eyJh.eyJi.c2ln"


async def code(body: bytes) -> str:
    found = await read(body, Attachments())
    assert isinstance(found, Problem), found
    return found.code


def printed(*tokens: str) -> bytes:
    papers = [Paper(each, f"{ADDRESS}/verify/{each.number}") for each in (PLACED, PROMOTED)]
    given = [paper._replace(credential=token.encode()) for paper, token in zip(papers, tokens, strict=False)]
    return press().one(given[0]) if len(given) == 1 else press().many(given)


def with_attachment(content: bytes) -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("credential.jwt", content)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def bomb() -> bytes:
    """A PDF whose one attachment unpacks to half a gigabyte."""
    packed = zlib.compress(bytes(512 * 1024**2), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(credential.jwt)4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/Filespec/F(credential.jwt)/EF<</F 5 0 R>>>>",
        b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed),
    ]
    made, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"xref\n0 6\n0000000000 65535 f \n%btrailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return made + trailer % (table, len(made))


async def test_the_credential_is_taken_out_of_a_certificate_as_it_is_printed() -> None:
    assert await read(printed(TOKEN), Attachments()) == Given(TOKEN)


async def test_of_several_certificates_in_one_file_none_is_picked() -> None:
    assert await code(printed(TOKEN, "eyJx.eyJy.eg")) == "several-credentials"


async def test_a_pdf_without_a_credential_says_so() -> None:
    assert await code(printed("")) == "pdf-without-credential"
    assert await code(with_attachment(b"hello")) == "pdf-without-credential"
    assert await read(with_attachment(TOKEN.encode()), Attachments()) == Given(TOKEN)


@pytest.mark.parametrize("body", [b"%PDF-1.7\n", b"%PDF-1.7 garbage" * 99, b"junk %PDF-1.4 \xff\xfe"])
async def test_a_pdf_that_is_none_says_so(body: bytes) -> None:
    assert await code(body) == "pdf-unreadable"


async def test_an_attachment_that_unpacks_to_more_than_a_credential_is_left_alone() -> None:
    body = bomb()
    assert len(body) < LARGEST
    assert await code(body) == "pdf-without-credential"


async def test_a_parser_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "WAIT_S", 0)
    with pytest.raises(Unreadable):
        await Attachments().read(printed(TOKEN))


async def test_a_token_and_json_are_told_apart_by_what_they_hold() -> None:
    assert await read(b"\xef\xbb\xbf " + TOKEN.encode() + b"\r\n", Attachments()) == Given(TOKEN)
    assert await read(json.dumps({"credential": TOKEN}).encode(), Attachments()) == Given(TOKEN)
    assert await read(b'{"proof": {}, "id": 1}', Attachments()) == Given(document={"proof": {}, "id": 1})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "file-empty"),
        (b" \n", "file-empty"),
        (b"x" * (LARGEST + 1), "file-too-large"),
        (b"hello", "no-credential"),
        (b"\xff\xd8\xff\xe0 a picture", "no-credential"),
        (b"{}", "no-credential"),
        (b'{"credential": "{}"}', "no-credential"),
        (b"[" * 100_000, "no-credential"),
        (b'{"a":' * 20_000, "no-credential"),
        (b"a.b." + b"c" * 70_000, "no-credential"),
        ("证.书.号".encode(), "no-credential"),
    ],
)
async def test_what_is_no_credential_says_so(body: bytes, said: str) -> None:
    assert await code(body) == said


@given(st.binary(max_size=300) | st.text().map(str.encode) | st.from_regex(r"[\w-]*\.[\w-]*\.[\w-]*").map(str.encode))
async def test_whatever_comes_is_a_credential_or_a_problem(body: bytes) -> None:
    assert isinstance(await read(body, Attachments()), Given | Problem)


@settings(max_examples=8)
@given(st.data())
async def test_a_certificate_that_was_damaged_anywhere_is_a_credential_or_a_problem(data: st.DataObject) -> None:
    body = bytearray(printed(TOKEN))
    for at in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=40)):
        body[at] ^= data.draw(st.integers(1, 255))
    assert isinstance(await read(bytes(body), Attachments()), Given | Problem)
