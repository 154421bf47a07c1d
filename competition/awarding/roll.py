"""The roll of a trade's awards: everybody with what she is due, as it was stated, or as a preview of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from competition.awarding.cases import Candidate, candidates, policy_of
from competition.awarding.decisions import decided, grade_of
from competition.awarding.house import UNREAD, House
from competition.awarding.recorded import ALTERED, ERASED, compared, decision_of
from competition.intake.package import Package
from scoring.clauses.trace import Decision
from scoring.clauses.values import Policy
from scoring.procedure.records import Awarding
from scoring.state import State

PREVIEW, STATED, IN_FORCE = "preview", "stated", "in-force"
"""How far awards are: not stated yet; stated with a line; confirmed by the authority with another."""

Documents = Mapping[str, Mapping[str, Any]]
"""Bodies of documents by digest; those that were erased are not among them."""


class Entry(NamedTuple):
    """A person on the roll. candidate: as the table and the catalogue have her now, None for one who no longer is in
    the trade. decision: None where the document is gone or altered. document: its digest, "" in a preview. check: of
    `recorded`, "" in a preview."""

    entrant: str
    person: str
    candidate: Candidate | None
    decision: Decision | None
    document: str
    check: str


@dataclass(frozen=True)
class Roll:
    """standing: how far it is. line: of `Awarded` or, in force, of what confirmed it; 0 in a preview. policy: None
    where none is pinned. entries: in the order of the table. house: where the house was read for what other events
    gave, `stream:seq:digest`, "" for nowhere."""

    trade: str
    standing: str
    line: int
    policy: Policy | None
    entries: tuple[Entry, ...]
    house: str = ""


class Basis(NamedTuple):
    """What a roll is made of, taken out of a state that stands still. policy: canonical text, "" for none. confirmed:
    line by which the awards are, 0 for none. house: as in `Roll`."""

    trade: str
    policy: str
    awarded: Awarding | None
    confirmed: int
    candidates: tuple[Candidate, ...]
    house: str


def basis(state: State, trade: str, package: Package, documents: Documents, house: House = UNREAD) -> Basis:
    """What the roll of a trade is made of. documents: of the whole event. house: as it stood where `asked` says."""
    found = state.trades[trade]
    asked = found.policy and not found.sealed
    people = tuple(candidates(found, package, promoted(state, trade, documents), house)) if asked else ()
    return Basis(trade, found.policy, found.awarded, found.confirmed.get("awards", 0), people, house.position)


def roll(basis: Basis, documents: Documents) -> Roll:
    """The roll: everybody decided upon, and where awards are stated, compared with them. documents: those that the
    trade's awards name."""
    policy = policy_of(basis.policy)
    if policy is None:
        return Roll(basis.trade, PREVIEW, 0, None, ())
    now = {(each.candidate.entrant, each.candidate.person): each for each in decided(policy, basis.candidates)}
    if basis.awarded is None:
        entries = [Entry(*key, each.candidate, each.decision, "", "") for key, each in now.items()]
        return Roll(basis.trade, PREVIEW, 0, policy, tuple(entries), basis.house)
    stated = []
    for entrant, person, digest in basis.awarded.fact.awards:
        found, document = now.get((entrant, person)), documents.get(digest)
        check = compared(policy, document, found.decision if found else None)
        decision = decision_of(policy, document) if document is not None and check not in (ALTERED, ERASED) else None
        stated.append(Entry(entrant, person, found.candidate if found else None, decision, digest, check))
    standing = IN_FORCE if basis.confirmed else STATED
    line = basis.confirmed or basis.awarded.line
    return Roll(basis.trade, standing, line, policy, tuple(stated), basis.house)


def rolled(state: State, trade: str, package: Package, documents: Documents, house: House = UNREAD) -> Roll:
    """The roll of one trade of a state that stands still. documents: of the whole event. house: as in `basis`."""
    return roll(basis(state, trade, package, documents, house), documents)


def promoted(state: State, trade: str, documents: Documents) -> dict[str, int]:
    """Promotions by person that the other trades of the event gave before this one's awards were stated."""
    own = state.trades[trade].awarded
    counts: dict[str, int] = {}
    for other in state.trades.values():
        if other.id == trade or other.awarded is None or (own is not None and other.awarded.line > own.line):
            continue
        policy = policy_of(other.policy)
        for _, person, digest in other.awarded.fact.awards:
            body = documents.get(digest)
            decision = decision_of(policy, body) if policy is not None and body is not None else None
            if decision is not None and grade_of(decision):
                counts[person] = counts.get(person, 0) + 1
    return counts


def digests(state: State) -> list[str]:
    """Every document that awards of the event name."""
    return [
        digest
        for trade in state.trades.values()
        if trade.awarded is not None
        for _, _, digest in trade.awarded.fact.awards
    ]
