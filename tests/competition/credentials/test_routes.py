"""What software that verifies asks the server for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import jwt
from openbadgeslib.ob3 import decode_encoded_list, set_indices
from openbadgeslib.ob3.did import pem_for_kid
from pydantic import SecretStr
from starlette.applications import Starlette

import run
from competition.credentials import keys
from competition.credentials.checking import check
from competition.credentials.did import kid
from competition.credentials.keys import ED25519, ES256, Keys
from competition.credentials.places import BITS
from competition.credentials.routes import Published
from competition.credentials.signing import sign
from competition.settings import Settings
from competition.store.database import Database, open_database
from tests.competition.credentials.diplomas import ADDRESS, PROMOTED, ZONE

DID = "did:web:contest.example"


class Register:
    """How many numbers were given, and what of them was revoked."""

    def __init__(self) -> None:
        self.count, self.indices = 1, frozenset[int]()

    async def revoked(self) -> tuple[int, frozenset[int]]:
        return self.count, self.indices


class Server:
    """The routes over a database. now: the time there."""

    def __init__(self, database: Database, address: str = ADDRESS, passphrase: str = "") -> None:
        self.now, self.register = datetime(2026, 6, 2, 9, 30, tzinfo=UTC), Register()
        self.keys = Keys(database, passphrase)
        app = Starlette(routes=Published(self.keys, address, lambda: self.now).routes())
        app.state.certificates = self.register
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://contest.example")

    async def get(self, path: str) -> httpx.Response:
        return await self._client.get(path)


@asynccontextmanager
async def serving(url: str, address: str = ADDRESS) -> AsyncIterator[tuple[Server, Database]]:
    with open_database(url) as database:
        yield Server(database, address), database


async def test_the_first_who_asks_gets_keys_and_every_other_the_same(sqlite_url: str) -> None:
    async with serving(sqlite_url) as (server, _):
        answer = await server.get("/.well-known/did.json")
        assert answer.headers["content-type"] == "application/did+json"
        assert answer.headers["access-control-allow-origin"] == "*"
        methods = answer.json()["verificationMethod"]
        assert {each["type"] for each in methods} == {"JsonWebKey", "Multikey"}
        assert answer.json() == (await server.get("/.well-known/did.json")).json()
        named = {each["kid"] for each in (await server.get("/credentials/keys.json")).json()["keys"]}
        assert named == {each["id"] for each in methods}
        assert b"PRIVATE" not in answer.content and '"d"' not in answer.text


async def test_a_credential_verifies_by_the_document_before_and_after_its_key_was_changed(sqlite_url: str) -> None:
    async with serving(sqlite_url) as (server, database):
        text = sign(PROMOTED, await server.keys.current(ES256), ADDRESS, ZONE)
        before = (await server.get("/.well-known/did.json")).json()
        with database.transaction() as connection:
            keys.rotate(connection, "")
        after = (await server.get("/.well-known/did.json")).json()
        named = jwt.get_unverified_header(text)["kid"]
        assert named not in [each["id"] for each in after["verificationMethod"][:2]], "it signs no more"
        for form in (before, after):
            assert named in form["assertionMethod"]
            assert jwt.decode(text, pem_for_kid(form, DID, named), algorithms=["ES256"])["iss"] == DID
        assert check(text, await server.keys.listed(), ()).outcome == "valid"
        new = await server.keys.current(ES256)
        assert kid(DID, new) in after["assertionMethod"] and new.id not in named


async def test_what_is_revoked_is_in_the_list_at_once_and_by_the_key_of_now(sqlite_url: str) -> None:
    async with serving(sqlite_url) as (server, database):
        first = await server.get("/credentials/status/0")
        assert first.headers["content-type"] == "application/vc+jwt"
        assert first.text == (await server.get("/credentials/status/0")).text, "signed once"
        server.register.indices = frozenset({0})
        second = await server.get("/credentials/status/0")
        assert [set_indices(await bits(server, each.text)) for each in (first, second)] == [set(), {0}]
        server.now += timedelta(days=1)
        third = await server.get("/credentials/status/0")
        with database.transaction() as connection:
            keys.rotate(connection, "")
        fourth = await server.get("/credentials/status/0")
        assert len({each.text for each in (first, second, third, fourth)}) == 4
        assert jwt.get_unverified_header(fourth.text)["kid"] == kid(DID, await server.keys.current(ES256))


async def test_further_lists_are_there_once_they_are_needed(sqlite_url: str) -> None:
    async with serving(sqlite_url) as (server, _):
        answer = await server.get("/credentials/status/1")
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (404, "unknown-status-list")
        server.register.count, server.register.indices = BITS + 1, frozenset({3, BITS})
        for number, set_bits in ((0, {3}), (1, {0})):
            text = (await server.get(f"/credentials/status/{number}")).text
            assert set_indices(await bits(server, text)) == set_bits
        assert (await server.get("/credentials/status/99999999999999999999")).status_code == 404


async def test_without_an_address_there_is_nothing_and_it_says_why(sqlite_url: str) -> None:
    for address in ("", "http://10.0.0.5:8000"):
        async with serving(sqlite_url, address) as (server, _):
            for path in ("/.well-known/did.json", "/credentials/keys.json", "/credentials/status/0"):
                answer = await server.get(path)
                assert (answer.status_code, answer.json()["problems"][0]["code"]) == (404, "address-missing")
            assert await server.keys.listed() == []


async def test_a_wrong_passphrase_is_said_and_not_shown(sqlite_url: str) -> None:
    with open_database(sqlite_url) as database:
        made = await Keys(database, "right").current(ED25519)
        answer = await Server(database, passphrase="wrong").get("/.well-known/did.json")
    assert answer.status_code == 503
    assert answer.json()["problems"] == [{"code": "key-unusable", "where": "", "facts": {"key": made.id}}]


async def test_the_address_of_a_credential_leads_to_where_it_is_looked_up(sqlite_url: str) -> None:
    async with serving(sqlite_url) as (server, _):
        answer = await server.get(f"/credentials/{PROMOTED.number}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/verify/{PROMOTED.number}")
        strange = await server.get("/credentials/..%20%22%3Cb%3E")
        assert strange.headers["location"] == "/verify/..%20%22%3Cb%3E"


async def test_the_product_serves_them_to_anybody(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    app = run.build(Settings(database=url, address=ADDRESS, key_passphrase=SecretStr("word")))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS) as client:
        assert (await client.get("/.well-known/did.json")).json()["id"] == DID
        assert len((await client.get("/credentials/keys.json")).json()["keys"]) == 2
    app.state.database.close()


async def bits(server: Server, text: str) -> bytes:
    """The bits of a list whose signature is good by the keys that the server publishes."""
    listed = (await server.get("/.well-known/did.json")).json()
    pem = pem_for_kid(listed, DID, jwt.get_unverified_header(text)["kid"])
    form = jwt.decode(text, pem, algorithms=["ES256"], options={"verify_exp": False, "verify_nbf": False})
    return decode_encoded_list(form["credentialSubject"]["encodedList"])
