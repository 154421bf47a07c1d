"""The values of an award policy: Policy › Clause › Places, Branches, Gates; and its one canonical text.

A clause says: who stands in these places, under these conditions, is due this outcome. Texts are texts of the policy;
numbers are exact; "" and None mean: not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from scoring.grades import Grade
from scoring.lines import canonical, digest
from scoring.nodes import Name
from scoring.numbers import Exact, Rounding, text

KINDS = ("grade", "title", "nomination", "prize", "money", "coach")
"""What a clause can be due. coach: an honour of the entrant's coach."""

BASES = ("registered", "entrants", "finalists", "teams")
"""Head counts that a share may be of."""

EXACT = "exact"
"""The way of counting a share that rounds nothing: place ÷ base is compared with the share itself."""

End = int | Fraction
"""Where a range of places starts or ends: a place, or a share of a head count (30 % = 3/10)."""


@dataclass(frozen=True)
class Document:
    """A published text that clauses cite. title as printed; number 文号; issuer; date ISO; address on the web."""

    title: str
    number: str = ""
    issuer: str = ""
    date: str = ""
    address: str = ""


@dataclass(frozen=True)
class Band:
    """One row of a table by head count: from `least` to `most` people (None: open), places 1 to `to`."""

    least: int | None
    most: int | None
    to: int


@dataclass(frozen=True)
class Places:
    """A range of places. `start`: the first place (int), or the share after which it begins (Fraction). `after`: id of
    the clause after whose last place it begins. `to`: the last place. `next`: how many places from the start.
    `bands`: the last place by head count. of: a key of `BASES`. round: how a share becomes a place: a mode, `EXACT`,
    or "" for the policy's. fewest, most: bounds of a share once it is a number of places. passes: a place whose holder
    is kept from the outcome by a condition goes to who comes next."""

    start: End | None = None
    after: str = ""
    to: End | None = None
    next: End | None = None
    bands: tuple[Band, ...] = ()
    of: str = ""
    round: str = ""
    fewest: int | None = None
    most: int | None = None
    passes: bool = False


@dataclass(frozen=True)
class Branch:
    """What becomes of who holds one of `holds`: grade `to`; or `up` so many steps but not past `cap`; or it stays;
    or, with `missing`, the text could not be read."""

    holds: tuple[Grade, ...]
    to: Grade | None = None
    up: int = 0
    cap: Grade = Grade.SENIOR_TECHNICIAN
    missing: bool = False


@dataclass(frozen=True)
class Money:
    """amount: for the entrant. shared: divided among the team's members. rounding: of one member's part."""

    amount: Exact
    shared: bool = False
    rounding: Rounding | None = None


@dataclass(frozen=True)
class Gate:
    """A condition. look: what is looked at. bounds: (least | most | above | below, text) pairs, all of which must hold.
    among: one of these; without: none of these. on: the day an age is counted on: "" the contest's, ISO, or MM-DD of
    the contest's year. missing: the text of the condition could not be read. reason: own code of its refusal.
    kinds, tiers, groups, grades: what it is asked for, each empty for all; grades: outcomes of grade alone."""

    look: str
    bounds: tuple[tuple[str, str], ...] = ()
    among: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    on: str = ""
    missing: bool = False
    reason: str = ""
    cites: str = ""
    document: str = ""
    kinds: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    grades: tuple[Grade, ...] = ()


@dataclass(frozen=True)
class Clause:
    """document, cites: where it stands. kind: of `KINDS`. award: clauses of one kind and award are alternatives, a
    person is due at most one of them. tiers, groups: whom it speaks of, empty for all. team: fewest and most members.
    places: None for everyone with a place; unplaced: also those without. missing: its outcome could not be read.
    grade, name, money: the outcome, as its kind has it. approval: who fulfils it may apply, an authority decides.
    role: whose outcome it is, a member's or a coach's."""

    id: str
    document: str
    cites: str
    kind: str
    award: str
    tiers: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    team: tuple[int | None, int | None] = (None, None)
    places: Places | None = None
    unplaced: bool = False
    gates: tuple[Gate, ...] = ()
    approval: bool = False
    missing: bool = False
    grade: tuple[Branch, ...] = ()
    name: Name | None = None
    money: Money | None = None
    role: str = "member"


@dataclass(frozen=True)
class Policy:
    """valid_from, valid_until: ISO days, the last included, "" for open. tiers, groups: what the text names, by id;
    empty: it makes no difference. ties: what a shared place counts as: `shared` (that place), `last` (the last of the
    places shared) or `never` (the text knows no shared place). overlap: what several fulfilled alternatives mean:
    `gap`, the `first`, or the `best` grade. round: how shares become places where the clause is silent; "" not set.
    gates: asked for every clause that they name, after the clause's own."""

    name: Name
    valid_from: str
    valid_until: str
    documents: Mapping[str, Document]
    tiers: Mapping[str, Name]
    groups: Mapping[str, Name]
    ties: str
    overlap: str
    round: str
    gates: tuple[Gate, ...]
    clauses: tuple[Clause, ...]

    @cached_property
    def text(self) -> str:
        """Canonical text: itself a document of the language, every shorthand written out."""
        return canonical(
            _stated(
                policy="1",
                name=_name(self.name),
                valid=_stated(**{"from": self.valid_from, "until": self.valid_until}),
                documents={id: _stated(**vars(each)) for id, each in self.documents.items()},
                tiers={id: _name(each) for id, each in self.tiers.items()},
                groups={id: _name(each) for id, each in self.groups.items()},
                ties=self.ties,
                overlap=self.overlap,
                round=self.round,
                gates=[_gate(each) for each in self.gates],
                clauses=[_clause(each) for each in self.clauses],
            )
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical text: what a trade's line and a trace name the policy by."""
        return digest(self.text)


def own_role(kind: str) -> str:
    """Whose an outcome of this kind is where the clause does not say."""
    return "coach" if kind == "coach" else "member"


def end_text(end: End) -> str:
    """A place as its digits, a share as `30%` or, where that does not terminate, `1/3`."""
    if isinstance(end, int):
        return str(end)
    percent = text(end * 100)
    return f"{end.numerator}/{end.denominator}" if "/" in percent else f"{percent}%"


def _stated(**parts: Any) -> dict[str, Any]:
    """The parts that are set."""
    return {key: value for key, value in parts.items() if value not in (None, "", (), [], {}, False)}


def _name(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}


def _codes(grades: tuple[Grade, ...]) -> list[str]:
    return [each.code for each in grades]


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _gate(gate: Gate) -> dict[str, Any]:
    return _stated(
        look=gate.look,
        **dict(gate.bounds),
        among=list(gate.among),
        without=list(gate.without),
        on=gate.on,
        missing=gate.missing,
        reason=gate.reason,
        cites=gate.cites,
        document=gate.document,
        kinds=list(gate.kinds),
        tiers=list(gate.tiers),
        groups=list(gate.groups),
        grades=_codes(gate.grades),
    )


def _places(places: Places) -> dict[str, Any]:
    start = "" if places.start is None else end_text(places.start)
    return _stated(
        **{"above" if isinstance(places.start, Fraction) else "from": start},
        after=places.after,
        to="" if places.to is None else end_text(places.to),
        next="" if places.next is None else end_text(places.next),
        bands=[
            _stated(least=_number(each.least), most=_number(each.most), to=_number(each.to)) for each in places.bands
        ],
        of=places.of,
        round=places.round,
        fewest=_number(places.fewest),
        most=_number(places.most),
        passes=places.passes,
    )


def _branch(branch: Branch) -> dict[str, Any]:
    outcome: dict[str, Any] = {"stays": True}
    if branch.missing:
        outcome = {"missing": True}
    elif branch.to is not None:
        outcome = {"to": branch.to.code}
    elif branch.up:
        outcome = {"up": str(branch.up), "cap": branch.cap.code}
    return {"holds": _codes(branch.holds), **outcome}


def _money(money: Money) -> dict[str, Any]:
    rounding = money.rounding and {"places": str(money.rounding.places), "mode": money.rounding.mode}
    return _stated(amount=text(money.amount), shared=money.shared, round=rounding)


def _clause(clause: Clause) -> dict[str, Any]:
    outcome: dict[str, Any] = {"missing": clause.kind}
    if clause.grade:
        outcome = {"grade": [_branch(each) for each in clause.grade]}
    elif clause.money is not None:
        outcome = {"money": _money(clause.money)}
    elif clause.name is not None:
        outcome = {clause.kind: _name(clause.name)}
    least, most = clause.team
    return outcome | _stated(
        id=clause.id,
        document=clause.document,
        cites=clause.cites,
        award=clause.award,
        tiers=list(clause.tiers),
        groups=list(clause.groups),
        team=_stated(least=_number(least), most=_number(most)),
        places=clause.places and _places(clause.places),
        unplaced=clause.unplaced,
        gates=[_gate(each) for each in clause.gates],
        approval=clause.approval,
        role=clause.role if clause.role != own_role(clause.kind) else "",
    )
