"""A certificate as an Open Badge 3.0: what it says in words that wallets and employers' software know.

Two linked credentials. An award says the place, the total and the honours. A grade says the level reached, and names
the award's credential as its evidence; both speak of the same subject. Model: openbadgeslib, with what that has no
field for. Source: 1EdTech Open Badges 3.0, `common_credentials`; W3C Verifiable Credentials Data Model 2.0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache
from typing import Any, Final
from urllib.parse import quote

from openbadgeslib.ob3 import (
    Achievement,
    Evidence,
    IdentityObject,
    Issuer,
    OpenBadgeCredential,
    Result,
    ResultDescription,
    status_entry,
)

from competition import words
from competition.certificates.certificate import GRADE, Certificate
from competition.credentials.did import did_web
from competition.credentials.places import place_of
from scoring.grades import LADDER
from scoring.nodes import Name

LEVELS: Final = tuple(each for each in LADDER if each.code.isdigit())
"""Grades that a certificate can name, 五级 first: the order of `allowedValue`, lowest first."""

RANK, HONOUR = "ext:Rank", "ext:Honour"
"""Types of results that the standard has no word for."""

_IDENTITIES: Final = {"id-card": "nationalIdentityNumber"}
"""Papers that the standard has a word for; of others the number is an `identifier`."""


@dataclass
class Badge(OpenBadgeCredential):
    """A credential of the library, and what its model has no field for. about: members of `credentialSubject`.
    achieved: members of its achievement. day: `validFrom` and `awardedDate`, with their zone."""

    about: dict[str, Any] = field(default_factory=dict)
    achieved: dict[str, Any] = field(default_factory=dict)
    day: str = ""

    def to_vc(self) -> dict[str, Any]:
        """The credential as JSON."""
        form = super().to_vc()
        form["validFrom"] = form["awardedDate"] = self.day
        form["credentialSubject"] |= self.about
        form["credentialSubject"]["achievement"] |= self.achieved
        return form


def address_of(address: str, number: str) -> str:
    """The id of a certificate's credential, and where it is."""
    return f"{address}/credentials/{quote(number, safe='')}"


def badge(certificate: Certificate, address: str, zone: tzinfo) -> Badge:
    """The certificate's badge: the same whenever it is asked for. address: of the installation. zone: in which its
    days begin. Raises AddressMissing where the address makes no DID, ValueError where the certificate states no
    date, index or grade."""
    here = address_of(address, certificate.number)
    award = address_of(address, certificate.award_number) if certificate.award_number else here
    issued = datetime.fromisoformat(certificate.issued).replace(tzinfo=zone)
    results = tuple(_grade(certificate) if certificate.kind == GRADE else _award(certificate))
    name = _name(certificate)
    return Badge(
        issuer=Issuer(did_web(address), _both(certificate.issuer), url=address),
        recipient_id=f"{award}#person",
        achievement=Achievement(
            f"{here}#achievement",
            name,
            f"{_both(certificate.contest)}: {_both(certificate.trade_name)}",
            criteria(certificate),
            achievement_type="Certification" if certificate.kind == GRADE else "Award",
            result_descriptions=[
                ResultDescription(f"{here}#{each.id}", each.name, each.type, **each.bounds) for each in results
            ],
        ),
        id=here,
        name=name,
        issuance_date=issued,
        evidence=list(_evidence(certificate, award)),
        credential_status=[_status(certificate, address)],
        identifiers=_identifiers(certificate),
        results=[Result(value=each.value, result_description=f"{here}#{each.id}") for each in results],
        about={
            "licenseNumber": certificate.number,
            **{
                member: datetime.fromisoformat(day).replace(tzinfo=zone).isoformat()
                for member, day in (("activityStartDate", certificate.starts), ("activityEndDate", certificate.ends))
                if day
            },
        },
        achieved={"humanCode": certificate.occupation} if certificate.occupation else {},
        day=issued.isoformat(),
    )


def criteria(certificate: Certificate) -> str:
    """By which policy and clauses it is due, as Markdown in both languages."""
    lines = [f"{_both(certificate.policy_name)} (SHA-256 {certificate.policy})"]
    lines += [f"- {each.document} · {each.id}: {each.cites}" for each in certificate.clauses]
    return "\n".join(lines)


def identity_hash(identity: str, salt: str) -> str:
    """The text under `identityHash` of whose paper has this number: how an employer finds out that the person before
    him is the subject. SHA-256 over the number, without spaces and in capitals, followed by the salt."""
    return f"sha256${hashlib.sha256((_plain(identity) + salt).encode()).hexdigest()}"


@dataclass(frozen=True)
class _Said:
    """A result and what describes it. bounds: what the description says of possible values."""

    id: str
    name: str
    type: str
    value: str
    bounds: dict[str, Any] = field(default_factory=dict)


def _award(certificate: Certificate) -> Iterator[_Said]:
    if certificate.total:
        yield _Said("total", _words("total"), "RawScore", certificate.total)
    if certificate.place:
        bounds = {"value_min": "1", **({"value_max": certificate.entrants} if certificate.entrants else {})}
        yield _Said("place", _words("place"), RANK, certificate.place, bounds)
    for number, honour in enumerate(certificate.honours, start=1):
        yield _Said(f"honour-{number}", _words("honour"), HONOUR, _both(honour.name))


def _grade(certificate: Certificate) -> Iterator[_Said]:
    reached = next((each for each in LEVELS if each.code == certificate.grade), None)
    if reached is None:
        raise ValueError(f"{certificate.number}: {certificate.grade!r} is no grade of a certificate")
    allowed = {"allowed_values": [each.value[2] for each in LEVELS]}
    yield _Said("level", _words("level"), "PerformanceLevel", reached.value[2], allowed)


def _name(certificate: Certificate) -> str:
    if certificate.kind != GRADE:
        return f"{_both(certificate.contest)}: {_both(certificate.trade_name)}"
    of = certificate.occupation_name if certificate.occupation_name.zh else certificate.trade_name
    return f"{_both(of)}: {_both(_in_both('grades', certificate.grade))}"


def _evidence(certificate: Certificate, award: str) -> Iterator[Evidence]:
    """Of a grade the award first; then what the ledger and its documents are named by."""
    if certificate.kind == GRADE and certificate.award_number:
        yield Evidence(award, certificate.award_number, _words("award"), genre="Credential")
    for genre, text in (
        ("ledger", certificate.position),
        ("decision", certificate.award),
        ("policy", certificate.policy),
    ):
        if text:
            narrative = text if genre == "ledger" else f"SHA-256 {text}"
            yield Evidence(narrative=narrative, name=_words(genre), genre=genre.capitalize())


def _status(certificate: Certificate, address: str) -> dict[str, Any]:
    number, bit = place_of(int(certificate.index))
    return status_entry(f"{address}/credentials/status/{number}", "revocation", bit)


def _identifiers(certificate: Certificate) -> list[IdentityObject]:
    """Her name in clear, the number of her paper hashed. The salt is that of this certificate, always the same, and
    unknown to who has not got it: it comes from the digest of a document that is salted itself."""
    found = [IdentityObject(_both(Name(certificate.name, certificate.name_en)), "name", hashed=False)]
    if certificate.identity:
        salt = hashlib.sha256(f"{certificate.award}:{certificate.number}".encode()).hexdigest()[:32]
        kind = _IDENTITIES.get(certificate.identity_type, "identifier")
        found.append(IdentityObject(identity_hash(certificate.identity, salt), kind, hashed=True, salt=salt))
    return found


def _plain(identity: str) -> str:
    return "".join(identity.split()).upper()


def _both(name: Name) -> str:
    """`中文 / English`, or the one there is."""
    return " / ".join(dict.fromkeys(each for each in (name.zh, name.en) if each))


@cache
def _words(code: str) -> str:
    return _both(_in_both("credential-words", code))


@cache
def _in_both(section: str, code: str) -> Name:
    return Name(words.term(section, code, "zh"), words.term(section, code, "en"))
