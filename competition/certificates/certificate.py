"""What a certificate says: a value, kept as a document that the house stream names; all else is made of it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple

from scoring.nodes import Name

AWARD, GRADE = "award", "grade"
"""Kinds of certificates. award: what a place in a contest brought, honours included. grade: a skill grade."""


class Honour(NamedTuple):
    """kind: prize, title, nomination, money or coach. name: as the policy has it; of money the amount, in both."""

    kind: str
    name: Name


class Clause(NamedTuple):
    """Where it stands that this is due. document: title, issuer and date of the text. cites: the article's words."""

    id: str
    document: str
    cites: str


@dataclass(frozen=True)
class Certificate:
    """Every text is "" where nothing is known.

    kind: `AWARD` or `GRADE`. number: its own, award_number: of the award that a grade rests on, "" for an award.
    index: in the status list, text of a whole number. role: member or coach. identity_type, identity: of her paper, as
    given. gender: `f`, `m`. photo: path in the package. organisation: whom she competed for. starts, ends, issued: ISO
    dates. occupation: code and name of the trade as it is filed. place, entrants: of her group, texts of whole
    numbers. total: as the board shows it. papers: result by paper of the policy. grade: code, "1" to "5". level: of
    the paper, a grade's code. policy: its digest. award: digest of the document that holds her case and the
    decision. position: `stream:seq:digest` of the line by which the authority confirmed the awards.
    """

    kind: str
    number: str
    award_number: str
    index: str
    event: str
    trade: str
    entrant: str
    person: str
    role: str
    name: str
    name_en: str
    identity_type: str
    identity: str
    gender: str
    birth_date: str
    photo: str
    organisation: Name
    contest: Name
    starts: str
    ends: str
    venue: Name
    trade_name: Name
    occupation: str
    occupation_name: Name
    group: Name
    place: str
    entrants: str
    total: str
    papers: Mapping[str, str]
    grade: str
    level: str
    honours: tuple[Honour, ...]
    issuer: Name
    filing: str
    issued: str
    policy: str
    policy_name: Name
    clauses: tuple[Clause, ...]
    award: str
    position: str

    def form(self) -> dict[str, Any]:
        """As a plain JSON value; names are objects with `zh` and `en`."""
        form = asdict(self)
        for each in _NAMES:
            form[each] = _both(getattr(self, each))
        form["honours"] = [{"kind": each.kind, "name": _both(each.name)} for each in self.honours]
        form["clauses"] = [each._asdict() for each in self.clauses]
        form["papers"] = dict(self.papers)
        return form


def certificate(form: Mapping[str, Any]) -> Certificate:
    """The certificate that a plain form states. Raises KeyError, TypeError or ValueError where it is none."""
    made: dict[str, Any] = {each.name: form[each.name] for each in fields(Certificate)}
    for each in _NAMES:
        made[each] = _name(form[each])
    made["honours"] = tuple(Honour(each["kind"], _name(each["name"])) for each in form["honours"])
    made["clauses"] = tuple(Clause(**each) for each in form["clauses"])
    return Certificate(**made)


_NAMES = (
    "organisation",
    "contest",
    "venue",
    "trade_name",
    "occupation_name",
    "group",
    "issuer",
    "policy_name",
)


def _both(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}


def _name(form: Mapping[str, str]) -> Name:
    return Name(form["zh"], form["en"])
