"""What it costs a program to have a credential checked, against an empty request and a bare signature check."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from benchmarks.contest import EVENT, Contest
from benchmarks.rounds import Round
from benchmarks.server import Line, post, serving
from competition.access import tokens
from competition.access.access import Actor
from competition.credentials.keys import ES256, Key, Keys
from competition.credentials.signing import sign
from competition.store.database import open_database
from tests.competition.credentials.diplomas import ADDRESS, PROMOTED, ZONE
from tests.competition.verification.issued import Issuer

PATH = "/api/certificates/verify"


@contextmanager
def verification(checks: int = 200, certificates: int = 300) -> Iterator[Round]:
    """Medians of a round in which an empty POST, a signature and a credential follow one another, `checks` times.
    certificates: issued before."""
    settings = f'address = "{ADDRESS}"\nlookups_by_token = "9999999/second"\n'
    with serving(Contest(1, 1), settings=settings) as server:
        path = server.folder / "saiping.db"
        credential, key, bearer = asyncio.run(_issued(f"sqlite:///{path}", certificates))
        line = Line(server.port)
        empty = post(PATH, b"")
        asked = post(PATH, credential.encode(), f"Authorization: Bearer {bearer}\r\n")
        while (answer := line.send(asked))[0] != 200 or b'"valid"' not in answer[1]:
            time.sleep(0.1)  # until the server has followed the lines

        def one_round() -> Mapping[str, float]:
            nothing, bare, ours = [], [], []
            for _ in range(checks):
                nothing.append(_took_s(_answered, line, empty, 401))
                bare.append(_took_s(_signed, credential, key))
                ours.append(_took_s(_answered, line, asked, 200))
            least = median(nothing) + median(bare)
            return {
                "verification": median(ours) / least,
                "verification, ms": median(ours) * 1e3,
                "verification, empty POST ms": median(nothing) * 1e3,
                "verification, bare signature ms": median(bare) * 1e3,
            }

        yield one_round
        line.close()


async def _issued(url: str, count: int) -> tuple[str, Key, str]:
    """A credential of an installation that has issued so many, the key that signed it, and a token to ask with."""
    with open_database(url) as database:
        issuer = Issuer(database)
        certificate = (await issuer.issue([PROMOTED] * count))[0]
        key = await Keys(database).current(ES256)
        with database.transaction() as connection:
            bearer = tokens.issue(connection, Actor("relay", "employer", EVENT))
        await issuer.close()
        return sign(certificate, key, ADDRESS, ZONE), key, bearer


def _signed(credential: str, key: Key) -> None:
    """Only the signature: nothing is read of what it signs."""
    assert isinstance(key.public, EllipticCurvePublicKey)
    signed, _, signature = credential.rpartition(".")
    plain = base64.urlsafe_b64decode(signature + "==")
    numbers = (int.from_bytes(plain[:32], "big"), int.from_bytes(plain[32:], "big"))
    key.public.verify(encode_dss_signature(*numbers), signed.encode(), ECDSA(SHA256()))


def _answered(line: Line, request: bytes, status: int) -> None:
    found, _ = line.send(request)
    assert found == status, f"the server answered {found}"


def _took_s(act: Callable[..., None], *arguments: Any) -> float:
    began = time.perf_counter()
    act(*arguments)
    return time.perf_counter() - began
