"""Facts about certificates, fourth page: numbers are kept for awards, issued, revoked, replaced. In the house stream.

What a certificate says, and words that explain an act, are documents outside the ledger, named by salted digest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from scoring.facts import SPARSE, Fact


@dataclass(frozen=True, slots=True)
class NumbersReserved(Fact):
    """Awards that the authority confirmed are given their numbers: each, in this order, the next of its series. An
    award has one number that stands, so that what is asked for twice is given once.

    event, trade: whose awards. line, digest: of the event's line by which they are confirmed. certificate: kind, award
    or grade. scheme, pattern: of the numbers (see `numbering`). year: in which they are issued. once: that of the
    contest, which a promotion counts for. awards: (entrant, person, holder, level, most) each. holder: who she is in
    all events, an opaque id, "" where nobody knows. level: code of the grade, "" for none. most: promotions of the same
    year that she may have before this one, "" for no limit. occupation: that the trade is filed under, its code, "" for
    none.
    """

    kind: ClassVar[str] = "numbers-reserved"
    event: str
    trade: str
    line: int
    digest: str
    certificate: str
    scheme: str
    pattern: str
    year: str
    once: str
    awards: tuple[tuple[str, str, str, str, str], ...]
    occupation: str = field(default="", metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class CertificatesIssued(Fact):
    """Certificates are in force. certificates: (number, document) each; the document holds all that it says."""

    kind: ClassVar[str] = "certificates-issued"
    event: str
    trade: str
    certificates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CertificateRevoked(Fact):
    """A certificate holds no more, and its number is never given again. reason: a code. document: words."""

    kind: ClassVar[str] = "certificate-revoked"
    number: str
    reason: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class CertificateReplaced(Fact):
    """A certificate holds no more, where it did, and the next number of its series is kept for the same award: the only
    way in which an award whose certificate was revoked gets another. As `CertificateRevoked`; scheme, pattern, year: of
    the new number."""

    kind: ClassVar[str] = "certificate-replaced"
    number: str
    reason: str
    scheme: str
    pattern: str
    year: str
    document: str = ""


CERTIFICATES: tuple[type[Fact], ...] = (NumbersReserved, CertificatesIssued, CertificateRevoked, CertificateReplaced)
"""Every fact of this page."""
