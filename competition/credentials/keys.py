"""Keys that sign credentials: made on first use, changed by `run.py keys rotate`, kept for ever.

A private key lies in the database as PKCS #8, encrypted where the setting `key_passphrase` is given; who reads the
database or a copy of it and knows the passphrase, or where there is none, can sign as this installation. Of a key that
signs no more only the public half stays. Two nodes that make a first key at once make two: either signs, both verify.

KeyUnusable   a private key cannot be read with this passphrase; problem `key-unusable`
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from sqlalchemy import Connection, insert, select, update

from competition.access.tokens import now
from competition.store import schema
from competition.store.database import Database

ES256: Final = "ES256"
ED25519: Final = "Ed25519"
"""ES256 signs JWTs, Ed25519 proofs within a document. Names: RFC 7518, RFC 9864."""

ALGORITHMS: Final = (ES256, ED25519)

PublicKey: TypeAlias = EllipticCurvePublicKey | Ed25519PublicKey
PrivateKey: TypeAlias = EllipticCurvePrivateKey | Ed25519PrivateKey


class KeyUnusable(Exception):
    """A private key cannot be read with the passphrase that is set, or that is not."""

    code = "key-unusable"

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the signing key {key} cannot be read: the passphrase (SAIPING_KEY_PASSPHRASE) is another")


class UnknownKey(Exception):
    """There is no key of that id."""


@dataclass(frozen=True)
class Key:
    """A key, its public half always, its private half where it was asked for. id: `key-` and 16 hex digits of the
    public key's thumbprint (RFC 7638). jwk: the public half. Times are UTC text, "" for not yet. retired_at: signs no
    more, and what it signed counts. compromised_at: somebody else may have it, and nothing that it signed counts."""

    id: str
    algorithm: str
    jwk: Mapping[str, str]
    made_at: str
    retired_at: str = ""
    compromised_at: str = ""
    private: PrivateKey | None = field(default=None, repr=False, compare=False)

    @property
    def counts(self) -> bool:
        """True where what it signed is to be believed."""
        return not self.compromised_at

    @cached_property
    def public(self) -> PublicKey:
        """The public half, to verify with."""
        from jwt.algorithms import ECAlgorithm, OKPAlgorithm

        read: Any = OKPAlgorithm if self.algorithm == ED25519 else ECAlgorithm
        key: PublicKey = read.from_jwk(dict(self.jwk))
        return key

    @cached_property
    def multikey(self) -> str:
        """The public half as `publicKeyMultibase`."""
        from openbadgeslib.ob3 import multikey_from_pem

        return multikey_from_pem(self.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


class Keys:
    """The keys of an installation. passphrase: "" where private keys are not encrypted."""

    def __init__(self, database: Database, passphrase: str = "") -> None:
        self._database = database
        self._passphrase = passphrase
        self._read: dict[str, PrivateKey] = {}

    async def listed(self) -> list[Key]:
        """Every key, newest first, without its private half. Raises SQLAlchemyError."""
        return await self._database.read(self._listed)

    async def current(self, algorithm: str) -> Key:
        """The key that signs by this algorithm now, with its private half; made where there is none. Raises
        KeyUnusable, StoreFailed."""
        found = await self._database.read(self._current, algorithm)
        if found is None:
            found = await self._database.write(lambda connection: current(connection, algorithm, self._passphrase))
        return self._opened(*found)

    def _opened(self, key: Key, text: str) -> Key:
        """Deriving a key from a passphrase takes long on purpose, so that what was opened stays open."""
        if key.id not in self._read:
            self._read[key.id] = _private(key.id, text, self._passphrase)
        return replace(key, private=self._read[key.id])

    def _listed(self) -> list[Key]:
        with self._database.connect() as connection:
            return listed(connection)

    def _current(self, algorithm: str) -> tuple[Key, str] | None:
        with self._database.connect() as connection:
            return _newest(connection, algorithm)


def listed(connection: Connection) -> list[Key]:
    """`Keys.listed` in the caller's transaction."""
    row = schema.signing_key.c
    chosen = select(schema.signing_key).order_by(row.made_at.desc(), row.id)
    return [_key(each) for each in connection.execute(chosen)]


def current(connection: Connection, algorithm: str, passphrase: str) -> tuple[Key, str]:
    """(the key that signs now, its private half as text), made where there is none, in the caller's transaction."""
    return _newest(connection, algorithm) or _make(connection, algorithm, passphrase)


def rotate(connection: Connection, passphrase: str) -> list[Key]:
    """Retire what signs now and make a new key for each algorithm, in the caller's transaction."""
    row = schema.signing_key
    connection.execute(update(row).where(row.c.retired_at == "").values(retired_at=now(), private_key=""))
    return [_make(connection, algorithm, passphrase)[0] for algorithm in ALGORITHMS]


def compromised(connection: Connection, id: str, passphrase: str) -> Key:
    """Say that somebody else may have the key: nothing that it signed counts any more, and another signs in its place.
    In the caller's transaction. Raises UnknownKey."""
    row = schema.signing_key
    found = next((each for each in listed(connection) if each.id == id), None)
    if found is None:
        raise UnknownKey(id)
    if found.compromised_at:
        return found
    at = now()
    marked = replace(found, retired_at=found.retired_at or at, compromised_at=at)
    values = {"retired_at": marked.retired_at, "compromised_at": at, "private_key": ""}
    connection.execute(update(row).where(row.c.id == id).values(**values))
    current(connection, found.algorithm, passphrase)
    return marked


def make(algorithm: str, made_at: str) -> Key:
    """A new key that is kept nowhere yet."""
    private: PrivateKey = Ed25519PrivateKey.generate() if algorithm == ED25519 else generate_private_key(SECP256R1())
    jwk = _jwk(private.public_key())
    return Key(f"key-{_thumbprint(jwk)[:16]}", algorithm, jwk, made_at, private=private)


def _make(connection: Connection, algorithm: str, passphrase: str) -> tuple[Key, str]:
    key = make(algorithm, now())
    assert key.private is not None
    sealed: KeySerializationEncryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    text = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed).decode()
    values = {"id": key.id, "algorithm": algorithm, "public_key": json.dumps(key.jwk, sort_keys=True)}
    values |= {"private_key": text, "made_at": key.made_at, "retired_at": "", "compromised_at": ""}
    connection.execute(insert(schema.signing_key).values(**values))
    return key, text


def _newest(connection: Connection, algorithm: str) -> tuple[Key, str] | None:
    row = schema.signing_key.c
    chosen = select(schema.signing_key).where(row.algorithm == algorithm, row.retired_at == "")
    found = connection.execute(chosen.order_by(row.made_at.desc(), row.id)).first()
    return None if found is None else (_key(found), str(found.private_key))


def _key(row: Any) -> Key:
    return Key(row.id, row.algorithm, json.loads(row.public_key), row.made_at, row.retired_at, row.compromised_at)


def _private(id: str, text: str, passphrase: str) -> PrivateKey:
    """Whatever is said of a failure names the key, never what it is or by which word it was to be opened."""
    sealed = "ENCRYPTED" in text.partition("\n")[0]
    try:
        read = load_pem_private_key(text.encode(), passphrase.encode() if sealed and passphrase else None)
    except (ValueError, TypeError):
        raise KeyUnusable(id) from None
    assert isinstance(read, EllipticCurvePrivateKey | Ed25519PrivateKey)
    return read


def _jwk(public: PublicKey) -> dict[str, str]:
    from jwt.algorithms import ECAlgorithm, OKPAlgorithm

    if isinstance(public, Ed25519PublicKey):
        return dict(OKPAlgorithm.to_jwk(public, as_dict=True))
    return dict(ECAlgorithm.to_jwk(public, as_dict=True))


def _thumbprint(jwk: Mapping[str, str]) -> str:
    """SHA-256, hex, of the members that make the key, in the form of RFC 7638."""
    needed = {name: jwk[name] for name in ("crv", "kty", "x", "y") if name in jwk}
    return hashlib.sha256(json.dumps(needed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
