"""What somebody who checks a certificate is told: a value, the same for pages and programs. It holds nothing that may
not be shown: no birth date, no number of a paper, no picture, and a name only as far as strangers may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from competition.certificates.certificate import Certificate
from competition.verification.comparing import Difference
from competition.verification.typed import masked
from scoring.nodes import Name

VALID, REVOKED, UNKNOWN, ALTERED = "valid", "revoked", "unknown", "altered"
VERDICTS: Final = (VALID, REVOKED, UNKNOWN, ALTERED)
"""valid: issued here and in force. revoked: issued here, and holds no more. unknown: nothing of it was issued here, or
nobody can say. altered: names a certificate of ours and is not what was issued."""

NO_SUCH, ERASED, OTHER_ISSUER, KEY_WITHDRAWN, CONTENT, SIGNATURE = (
    *("no-such-number", "erased", "other-issuer", "key-withdrawn"),
    *("content", "signature"),
)
WHYS: Final = ("", NO_SUCH, ERASED, OTHER_ISSUER, KEY_WITHDRAWN, CONTENT, SIGNATURE)
"""Of unknown: no-such-number; other-issuer, its key is none of ours; key-withdrawn, somebody else may have had the key.
Of altered: content, what it says differs; signature, what it says is as issued, and nobody signed it so. Of valid or
revoked: erased, what it said is kept no more."""

MONEY: Final = "money"


@dataclass(frozen=True)
class Shown:
    """What is shown of a certificate. kind: award or grade. name: masked. grade: code, "1" to "5", "" for an award.
    occupation: code. place, entrants: texts of whole numbers. issued: ISO date."""

    kind: str
    number: str
    name: str
    grade: str
    occupation: str
    occupation_name: Name
    trade: Name
    contest: Name
    place: str
    entrants: str
    honours: tuple[Name, ...]
    issuer: Name
    issued: str

    def form(self) -> dict[str, Any]:
        """As a plain JSON value."""
        return {
            "kind": self.kind,
            "number": self.number,
            "name": self.name,
            "grade": self.grade,
            "occupation": {"code": self.occupation, **_both(self.occupation_name)},
            "trade": _both(self.trade),
            "contest": _both(self.contest),
            "place": self.place,
            "entrants": self.entrants,
            "honours": [_both(each) for each in self.honours],
            "issuer": _both(self.issuer),
            "issued": self.issued,
        }


@dataclass(frozen=True)
class Ended:
    """on: UTC text of the moment. reason: a code. replaced: another certificate stands for the same award."""

    on: str
    reason: str
    replaced: bool

    def form(self) -> dict[str, Any]:
        """As a plain JSON value."""
        return {"on": self.on, "reason": self.reason, "replaced": self.replaced}


@dataclass(frozen=True)
class Answer:
    """verdict: of `VERDICTS`. why: of `WHYS`. number: that was asked for or that the file states, "" where it is none.
    shows: None of what is unknown. name: in full, where a file that we signed holds it. fits: whether the name that was
    asked about is the one, None where none was. ended: of what is revoked. differs: of what is altered. file: a file
    was checked, no number."""

    verdict: str
    why: str = ""
    number: str = ""
    shows: Shown | None = None
    name: str = ""
    fits: bool | None = None
    ended: Ended | None = None
    differs: tuple[Difference, ...] = ()
    file: bool = False

    @property
    def missed(self) -> bool:
        """True of what somebody who guesses is told."""
        return self.verdict in (UNKNOWN, ALTERED) or self.fits is False

    def form(self) -> dict[str, Any]:
        """As a plain JSON value; keys are always the same."""
        return {
            "verdict": self.verdict,
            "why": self.why,
            "number": self.number,
            "certificate": self.shows.form() if self.shows else None,
            "name": self.name,
            "name_fits": self.fits,
            "revoked": self.ended.form() if self.ended else None,
            "differs": [each._asdict() for each in self.differs],
        }


def shown(certificate: Certificate) -> Shown:
    """What strangers see of a certificate."""
    return Shown(
        kind=certificate.kind,
        number=certificate.number,
        name=masked(certificate.name or certificate.name_en),
        grade=certificate.grade,
        occupation=certificate.occupation,
        occupation_name=certificate.occupation_name,
        trade=certificate.trade_name,
        contest=certificate.contest,
        place=certificate.place,
        entrants=certificate.entrants if certificate.place else "",
        honours=tuple(each.name for each in certificate.honours if each.kind != MONEY),
        issuer=certificate.issuer,
        issued=certificate.issued,
    )


def _both(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}
