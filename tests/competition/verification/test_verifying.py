"""A number or a file in, an answer out."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from competition.certificates.certificate import Certificate
from competition.credentials import keys as kept
from competition.credentials.keys import ED25519, ES256, Keys
from competition.credentials.proofs import proven
from competition.credentials.signing import sign
from competition.documents import Documents
from competition.store.database import open_database
from competition.verification.answer import Answer
from competition.verification.lookup import Lookup
from competition.verification.reading import Given
from competition.verification.verifying import Verifying
from scoring.problems import Problem
from tests.competition.credentials.diplomas import ADDRESS, PLACED, PROMOTED, ZONE
from tests.competition.verification.issued import Issuer

pytestmark = pytest.mark.anyio


class Desk:
    """Who issues, who checks, and the keys, over one database."""

    def __init__(self, issuer: Issuer, verifying: Verifying, keys: Keys) -> None:
        self.issuer, self.verifying, self.keys = issuer, verifying, keys

    async def signed(self, certificate: Certificate) -> str:
        return sign(certificate, await self.keys.current(ES256), ADDRESS, ZONE)

    async def token(self, token: str, name: str = "") -> Answer:
        answer = await self.verifying.file(Given(token), name)
        assert isinstance(answer, Answer), answer
        return answer


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    with open_database(database_url) as database:
        issuer, keys = Issuer(database), Keys(database)
        yield Desk(issuer, Verifying(Lookup(database, issuer.streams), keys, ADDRESS, ZONE), keys)
        await issuer.close()


def tampered(token: str, change: Any) -> str:
    """The token with another payload under the same signature."""
    header, payload, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(payload + "=="))
    change(said)
    text = base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()
    return f"{header}.{text}.{signature}"


# --- by number ------------------------------------------------------------------------------------------------------


async def test_a_number_that_was_issued_is_valid_and_shows_a_masked_name(desk: Desk) -> None:
    award, grade = await desk.issuer.issue()
    answer = await desk.verifying.number(grade.number)
    assert (answer.verdict, answer.why, answer.number) == ("valid", "", grade.number)
    assert answer.shows is not None
    assert (answer.shows.kind, answer.shows.grade, answer.shows.name) == ("grade", "3", "欧＊＊＊")
    assert answer.shows.issuer.zh == "某市技能协会" and answer.shows.issued == "2026-06-01"
    shown = (await desk.verifying.number(award.number)).shows
    assert shown is not None and shown.place == "2" and [each.zh for each in shown.honours] == ["二等奖", "技术能手"]


@pytest.mark.parametrize(
    "write", [str.lower, lambda n: f"  {n[:4]} {n[4:9]}　{n[9:]} ", lambda n: n.replace("0", "０")]
)
async def test_a_number_counts_however_it_is_typed(desk: Desk, write: Any) -> None:
    _, grade = await desk.issuer.issue()
    assert (await desk.verifying.number(write(grade.number))).verdict == "valid"


async def test_hyphens_are_left_out_only_where_the_number_has_none(desk: Desk) -> None:
    award, grade = await desk.issuer.issue()
    assert (await desk.verifying.number("-".join([grade.number[:4], grade.number[4:]]))).number == grade.number
    assert (await desk.verifying.number(award.number.replace("-", "–"))).number == award.number


async def test_numbers_that_were_kept_handedup_or_never_handedare_told_alike(desk: Desk) -> None:
    kept_only = await desk.issuer.reserve("award", "P1")
    handedup = await desk.issuer.reserve("award", "P2")
    await desk.issuer.revoke(handedup)
    for number in (kept_only, handedup, "JS-2026-000777"):
        answer = await desk.verifying.number(number, "欧阳春晓")
        assert replace(answer, number="") == Answer("unknown", "no-such-number")
    assert await desk.verifying.number("<b>') or 1=1") == Answer("unknown", "no-such-number")


async def test_the_database_is_asked_the_same_of_numbers_that_were_kept_and_of_any_other(desk: Desk) -> None:
    kept_only = await desk.issuer.reserve("award", "P1")
    asked: list[str] = []
    listened = desk.issuer.database.reader
    event.listen(listened, "before_cursor_execute", lambda *given: asked.append(str(given[2])))
    said = []
    for number in (kept_only, "JS-2026-000777"):
        asked.clear()
        await desk.verifying.number(number)
        said.append(list(asked))
    assert said[0] == said[1] and any("document" in each for each in said[0])


async def test_a_revoked_certificate_says_since_when_and_why_and_not_which_number_replaced_it(
    desk: Desk,
) -> None:
    award, _ = await desk.issuer.issue()
    successor = await desk.issuer.supersede(award.number)
    answer = await desk.verifying.number(award.number)
    assert answer.verdict == "revoked" and answer.ended is not None
    assert answer.ended.replaced and answer.ended.reason == "wrong-name"
    assert datetime.fromisoformat(answer.ended.on).tzinfo is not None
    assert successor not in json.dumps(answer.form())


async def test_a_name_that_is_asked_about_is_the_one_or_is_not(desk: Desk) -> None:
    award, _ = await desk.issuer.issue()
    for name, fits in (("欧阳 春晓", True), ("OUYANG chunxiao", True), ("欧阳春", False), ("欧＊＊＊", False)):
        answer = await desk.verifying.number(award.number, name)
        assert answer.fits is fits, name
        assert "春晓" not in json.dumps(answer.form(), ensure_ascii=False)
    assert (await desk.verifying.number(award.number, "  ")).fits is None


async def test_what_was_erased_is_still_valid_and_says_that_nothing_is_kept(desk: Desk) -> None:
    award, _ = await desk.issuer.issue()
    house = await desk.issuer.streams.house()
    async with house.reading() as state:
        document = state.register.entries[award.number].document
    await Documents(desk.issuer.database).erase(document)
    answer = await desk.verifying.number(award.number, "欧阳春晓")
    assert (answer.verdict, answer.why, answer.shows, answer.fits) == ("valid", "erased", None, None)


# --- by file --------------------------------------------------------------------------------------------------------


async def test_a_credential_is_valid_and_shows_the_name_that_it_holds(desk: Desk) -> None:
    _, grade = await desk.issuer.issue()
    answer = await desk.token(await desk.signed(grade), "欧阳春晓")
    assert (answer.verdict, answer.name, answer.fits, answer.file) == (
        *("valid", "欧阳春晓 / Ouyang Chunxiao"),
        *(True, True),
    )


async def test_a_credential_is_valid_under_a_retired_key_and_proves_nothing_under_one_that_leaked(desk: Desk) -> None:
    _, grade = await desk.issuer.issue()
    token, key = await desk.signed(grade), await desk.keys.current(ES256)
    with desk.issuer.database.transaction() as connection:
        kept.rotate(connection, "")
    assert (await desk.token(token)).verdict == "valid"
    with desk.issuer.database.transaction() as connection:
        kept.compromised(connection, key.id, "")
    later = Verifying(desk.verifying.lookup, desk.keys, ADDRESS, ZONE)
    answer = await later.file(Given(token))
    assert isinstance(answer, Answer)
    assert (answer.verdict, answer.why, answer.number) == ("unknown", "key-withdrawn", grade.number)
    assert answer.shows is None and answer.name == ""


async def test_a_credential_whose_certificate_was_revoked_is_revoked(desk: Desk) -> None:
    _, grade = await desk.issuer.issue()
    token = await desk.signed(grade)
    await desk.issuer.revoke(grade.number)
    answer = await desk.token(token)
    assert answer.verdict == "revoked" and answer.ended is not None and answer.ended.reason == "obtained-by-fraud"


async def test_a_credential_of_ours_whose_number_was_never_issued_is_unknown(desk: Desk) -> None:
    await desk.issuer.issue()
    number = await desk.issuer.reserve("grade", "P9", "3")
    answer = await desk.token(await desk.signed(replace(PROMOTED, number=number, index="2")))
    assert (answer.verdict, answer.why) == ("unknown", "no-such-number")


@pytest.mark.parametrize(
    ("change", "field", "stated"),
    [
        (lambda said: said["credentialSubject"]["achievement"].update(name="焊工: 技师"), "grade", "焊工: 技师"),
        (lambda said: said["credentialSubject"]["identifier"][0].update(identityHash="张三"), "name", ""),
        (lambda said: said["credentialSubject"]["achievement"].update(humanCode="9"), "occupation", "9"),
        (lambda said: said["issuer"].update(name="别的协会"), "issuer", "别的协会"),
        (lambda said: said.update(awardedDate="2020-01-01"), "issued", "2020-01-01"),
        (lambda said: said["credentialSubject"]["result"][0].update(value="一级"), "result", ""),
        (lambda said: said.update(validUntil="2020-01-01"), "other", ""),
    ],
)
async def test_an_altered_credential_names_the_field_that_differs(
    desk: Desk, change: Any, field: str, stated: str
) -> None:
    _, grade = await desk.issuer.issue()
    answer = await desk.token(tampered(await desk.signed(grade), change))
    assert (answer.verdict, answer.why, answer.number) == ("altered", "content", grade.number)
    assert [(each.field, each.stated) for each in answer.differs] == [(field, stated)]
    assert answer.name == "" and "春晓" not in json.dumps(answer.form(), ensure_ascii=False)


async def test_each_byte_of_a_credential_counts(desk: Desk) -> None:
    _, grade = await desk.issuer.issue()
    token = await desk.signed(grade)
    for at in (*range(0, len(token), 97), len(token) - 3):
        if token[at] == ".":
            continue
        other = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        answer = await desk.verifying.file(Given(other))
        assert isinstance(answer, Problem) or answer.verdict in ("altered", "unknown"), at
        assert isinstance(answer, Problem) or answer.name == ""
    assert (await desk.token(token[:-2] + ("AA" if not token.endswith("AA") else "BB"))).why == "signature"


async def test_a_credential_of_somebody_else_is_unknown(desk: Desk) -> None:
    await desk.issuer.issue()
    stranger = kept.make(ES256, "2026-01-01T00:00:00Z")
    answer = await desk.token(sign(PLACED, stranger, "https://elsewhere.example", ZONE))
    assert (answer.verdict, answer.why, answer.number, answer.shows) == ("unknown", "other-issuer", "", None)


async def test_a_credential_in_our_name_by_a_stranger_is_altered(desk: Desk) -> None:
    _, grade = await desk.issuer.issue()
    stranger = kept.make(ES256, "2026-01-01T00:00:00Z")
    answer = await desk.token(sign(grade, stranger, ADDRESS, ZONE))
    assert (answer.verdict, answer.why) == ("altered", "signature")


async def test_a_document_with_its_proof_inside_is_checked_too(desk: Desk) -> None:
    _, grade = await desk.issuer.issue()
    key = await desk.keys.current(ED25519)
    document = proven(grade, key, ADDRESS, ZONE, datetime(2026, 6, 1, tzinfo=UTC))
    answer = await desk.verifying.file(Given(document=document))
    assert isinstance(answer, Answer) and (answer.verdict, answer.name) == ("valid", "欧阳春晓 / Ouyang Chunxiao")
    forged = {**document, "proof": {**document["proof"], "proofValue": "z" + document["proof"]["proofValue"][:0:-1]}}
    answer = await desk.verifying.file(Given(document=forged))
    assert isinstance(answer, Answer) and (answer.verdict, answer.why) == ("altered", "signature")
    changed = {**document, "name": "技师"}
    answer = await desk.verifying.file(Given(document=changed))
    assert isinstance(answer, Answer) and [each.field for each in answer.differs] == ["grade"]
    nested = {**document, "issuer": ["did:web:contest.example"], "iss": {"a": []}}
    answer = await desk.verifying.file(Given(document=nested))
    assert isinstance(answer, Answer) and answer.why == "other-issuer"


# --- whatever is handed in ------------------------------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
MEMBERS = ("id", "iss", "issuer", "credentialSubject", "credentialStatus", "proof", "name", "@context")
CLAIMS = st.dictionaries(st.sampled_from(MEMBERS), ANYTHING, max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(claims=CLAIMS, path=st.sampled_from(["", "credentialSubject", "issuer"]), ours=st.booleans())
async def test_whatever_is_claimed_is_never_valid_and_never_fails(
    desk: Desk, claims: dict[str, Any], path: str, ours: bool
) -> None:
    numbers = desk.issuer.numbers or [each.number for each in await desk.issuer.issue()]
    stated = {**claims, "iss": "did:web:contest.example"} if ours else dict(claims)
    if path == "credentialSubject":
        stated[path] = {**claims, "licenseNumber": numbers[0]}
    elif path:
        stated[path] = {**claims, "id": "did:web:contest.example"}
    text = base64.urlsafe_b64encode(json.dumps(stated).encode()).rstrip(b"=").decode()
    for handed in (
        Given(f"eyJhIjoxfQ.{text}.AAAA"),
        Given(f"{text}.{text}.{text}"),
        Given(document={**stated, "proof": claims}),
    ):
        found = await desk.verifying.file(handed, "张三")
        assert isinstance(found, Problem) or found.verdict in ("unknown", "altered"), found
