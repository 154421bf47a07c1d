"""Checking: a number or a file in, an answer out. What the register has decides; a signature says whose the file is."""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any, Final

from competition.certificates.certificate import Certificate
from competition.credentials import checking
from competition.credentials.badges import Badge, badge
from competition.credentials.did import AddressMissing, did_web
from competition.credentials.keys import Key, Keys
from competition.verification.answer import (
    ALTERED,
    CONTENT,
    ERASED,
    KEY_WITHDRAWN,
    NO_SUCH,
    OTHER_ISSUER,
    REVOKED,
    SIGNATURE,
    UNKNOWN,
    VALID,
    Answer,
    Ended,
    shown,
)
from competition.verification.comparing import Difference, differences, name_in, number_in
from competition.verification.lookup import Looked, Lookup
from competition.verification.proof import checkable, holds
from competition.verification.reading import Given, parsed
from competition.verification.typed import numbers, same
from scoring.problems import Problem

KEYS_S: Final = 0.8
"""How long the keys are remembered: that one was compromised takes hold within it."""

_ENVELOPE: Final = frozenset({"proof", "@context"})


class Verifying:
    """Checks certificates of this installation. address: of the installation, without a slash at the end; zone: in
    which its days begin: both as credentials are signed with."""

    def __init__(self, lookup: Lookup, keys: Keys, address: str, zone: tzinfo) -> None:
        self.lookup = lookup
        self._keys, self._address, self._zone = keys, address.rstrip("/"), zone
        self._known: tuple[float, Sequence[Key]] = (-KEYS_S, ())

    async def number(self, typed: str, name: str = "") -> Answer:
        """What is to be said of a number. name: that is asked about, "" for none. Raises StoreFailed."""
        meant = numbers(typed)
        found = [await self.lookup.find(each) for each in meant or ("",)]
        looked = next((each for each in found if each is not None), None)
        if looked is None:
            return Answer(UNKNOWN, NO_SUCH, meant[0] if meant else "")
        return _named(_told(looked), looked, name)

    async def file(self, given: Given, name: str = "") -> Answer | Problem:
        """What is to be said of a credential, or why it is none. Raises StoreFailed."""
        if given.document:
            answer = await self._document(given.document, name)
        else:
            answer = await self._token(given.token, name)
        return replace(answer, file=True) if isinstance(answer, Answer) else answer

    async def keys(self) -> Sequence[Key]:
        """Every key of ours, retired ones too. Raises StoreFailed."""
        at, found = self._known
        if time.monotonic() > at + KEYS_S:
            found = await self._keys.listed()
            self._known = (time.monotonic(), found)
        return found

    @property
    def issuer(self) -> str:
        """Our DID, "" where there is no address that it could be made of."""
        try:
            return did_web(self._address)
        except AddressMissing:
            return ""

    async def _token(self, token: str, name: str) -> Answer | Problem:
        verdict = checking.check(token, await self.keys(), frozenset())
        if verdict.outcome in (checking.VALID, checking.KEY_COMPROMISED):
            number = number_in(verdict.payload)
            looked = await self.lookup.find(number)
            if verdict.outcome == checking.KEY_COMPROMISED:
                return Answer(UNKNOWN, KEY_WITHDRAWN, _plain(number))
            if looked is None:
                return Answer(UNKNOWN, NO_SUCH, _plain(number))
            return _named(replace(_told(looked), name=name_in(verdict.payload)), looked, name)
        payload = _unsigned(token)
        looked = await self._ours(payload)
        if looked is not None:
            return self._altered(payload, looked)
        if verdict.outcome == checking.ALTERED:
            return Answer(ALTERED, SIGNATURE)
        if verdict.outcome == checking.UNKNOWN_ISSUER or payload:
            return Answer(UNKNOWN, OTHER_ISSUER)
        return Problem("no-credential", "file")

    async def _document(self, document: Mapping[str, Any], name: str) -> Answer | Problem:
        """A credential with its proof inside. It is compared first: so whatever is canonicalised is our own text."""
        looked = await self._ours(document)
        if looked is None:
            return Answer(UNKNOWN, OTHER_ISSUER)
        if looked.says is None:
            return Answer(UNKNOWN, ERASED, looked.entry.number)
        if differences(_bare(document), _bare(self._issued(looked.says).to_vc())):
            return self._altered(document, looked)
        key = _key(document, await self.keys())
        if key is not None and not key.counts:
            return Answer(UNKNOWN, KEY_WITHDRAWN, looked.entry.number)
        if not checkable():
            return Problem("proof-uncheckable", "file")
        if key is None or not await asyncio.to_thread(holds, document, key):
            return Answer(ALTERED, SIGNATURE, looked.entry.number, _told(looked).shows)
        return _named(replace(_told(looked), name=name_in(document)), looked, name)

    async def _ours(self, payload: Mapping[str, Any]) -> Looked | None:
        """The certificate that a credential says that it is, where it says that it is of ours."""
        issuer = payload.get("issuer")
        named = (payload.get("iss"), issuer.get("id") if isinstance(issuer, Mapping) else issuer)
        looked = await self.lookup.find(number_in(payload))
        return looked if self.issuer and self.issuer in named else None

    def _altered(self, stated: Mapping[str, Any], looked: Looked) -> Answer:
        found: tuple[Difference, ...] = ()
        if looked.says is not None:
            made = self._issued(looked.says)
            issued = made.to_vc() if "proof" in stated else made.to_jwt_payload()
            found = differences(_bare(stated), _bare(issued))
        return Answer(ALTERED, CONTENT if found else SIGNATURE, looked.entry.number, _told(looked).shows, differs=found)

    def _issued(self, certificate: Certificate) -> Badge:
        return badge(certificate, self._address, self._zone)


def _bare(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a credential says, without what it is wrapped in."""
    return {member: value for member, value in document.items() if member not in _ENVELOPE}


def _told(looked: Looked) -> Answer:
    entry, says = looked.entry, looked.says
    ended = Ended(looked.since, entry.reason, bool(entry.successor)) if entry.revoked else None
    return Answer(
        REVOKED if ended else VALID,
        "" if says else ERASED,
        entry.number,
        shown(says) if says else None,
        ended=ended,
    )


def _named(answer: Answer, looked: Looked, name: str) -> Answer:
    """The answer with what is to be said of a name that was asked about."""
    if not name.strip() or looked.says is None:
        return answer
    return replace(answer, fits=same(name, looked.says.name, looked.says.name_en))


def _plain(number: str) -> str:
    meant = numbers(number)
    return meant[0] if meant else ""


def _unsigned(token: str) -> Mapping[str, Any]:
    """What a token says, whoever signed it; empty where that cannot be read."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > checking.LONGEST:
        return {}
    try:
        return parsed(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return {}


def _key(document: Mapping[str, Any], keys: Sequence[Key]) -> Key | None:
    proof = document.get("proof")
    method = proof.get("verificationMethod") if isinstance(proof, Mapping) else None
    fragment = method.rpartition("#")[2] if isinstance(method, str) else ""
    return next((each for each in keys if each.id == fragment), None)
