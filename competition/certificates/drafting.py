"""What a certificate is to say: put together of result, catalogue and decision, at one line of the event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from competition.awarding.stored import Standing
from competition.awarding.wording import Wording
from competition.certificates.certificate import AWARD, GRADE, Certificate, Clause, Honour
from competition.certificates.due import Wanted, granted
from competition.intake.package import Person
from scoring.clauses.trace import Outcome
from scoring.clauses.values import Policy
from scoring.nodes import Name

NOTHING = Name("", "")


class Drafts:
    """Certificates of one trade. position: `stream:seq:digest` of the line that put its awards into force. day: on
    which they are issued, ISO."""

    def __init__(self, standing: Standing, trade: str, position: str, day: str) -> None:
        self._standing, self._position, self._day = standing, position, day
        self._trade = standing.state.trades[trade]
        package = standing.package
        self._stated = next(each for each in package.contest.trades if each.id == trade)
        self._contest = package.contest
        self._roll = standing.roll(trade)
        self._persons = {each.person: each for each in package.persons}

    def draft(self, wanted: Wanted, number: str, index: int, award_number: str) -> Certificate:
        """One certificate. award_number: of the award that a grade rests on. Raises LookupError where the roll has no
        decision for her any more."""
        entry, policy = wanted.entry, self._roll.policy
        if entry.decision is None or entry.candidate is None or policy is None:
            raise LookupError(f"{entry.entrant}/{entry.person} has no decision")
        case, known = entry.decision.case, self._standing.roster["entrants"].get(entry.candidate.code, {})
        person = self._persons.get(entry.person)
        outcomes = [each for each in granted(entry) if (each.kind == GRADE) == (wanted.due.kind == GRADE)]
        contest, stated = self._contest, self._stated
        return Certificate(
            kind=wanted.due.kind,
            number=number,
            award_number=award_number if wanted.due.kind == GRADE else "",
            index=str(index),
            event=contest.event,
            trade=stated.id,
            entrant=entry.entrant,
            person=entry.person,
            role=case.role,
            **_who(person, known),
            organisation=Name(str(known.get("organisation", "")), str(known.get("organisation_en", ""))),
            contest=contest.name,
            starts=contest.starts,
            ends=contest.ends,
            venue=contest.place or NOTHING,
            trade_name=stated.name,
            occupation=stated.occupation,
            occupation_name=stated.occupation_name or stated.name,
            group=_group(policy, case.group),
            place=str(case.place or ""),
            entrants=str(case.counts.get("entrants", "")),
            total=entry.candidate.total,
            papers=dict(case.papers),
            grade=wanted.level,
            level=self._trade.terms.level,
            honours=tuple(_honours(policy, outcomes)) if wanted.due.kind == AWARD else (),
            issuer=contest.organiser,
            filing=self._trade.terms.filing,
            issued=self._day,
            policy=policy.digest,
            policy_name=policy.name,
            clauses=tuple(_clauses(policy, outcomes)),
            award=entry.document,
            position=self._position,
        )


def _who(person: Person | None, known: Mapping[str, Any]) -> dict[str, str]:
    """What is known of the person, or of the entrant who stands for herself."""
    if person is None:
        who = {"name": str(known.get("name", "")), "name_en": str(known.get("name_en", ""))}
        return who | dict.fromkeys(("identity_type", "identity", "gender", "birth_date", "photo"), "")
    return {
        "name": person.name,
        "name_en": person.name_en,
        "identity_type": person.identity_type,
        "identity": person.identity,
        "gender": person.gender,
        "birth_date": person.birth_date,
        "photo": person.photo,
    }


def _group(policy: Policy, group: str) -> Name:
    return policy.groups.get(group, Name(group, group)) if group else NOTHING


def _honours(policy: Policy, outcomes: list[Outcome]) -> Iterator[Honour]:
    """Honours in both languages, the amount of money in figures."""
    chinese, english = Wording(policy, "zh"), Wording(policy, "en")
    for each in outcomes:
        yield Honour(each.kind, Name(chinese.award(each), english.award(each)))


def _clauses(policy: Policy, outcomes: list[Outcome]) -> Iterator[Clause]:
    """Where it stands, once each."""
    by_id = {clause.id: clause for clause in policy.clauses}
    for id in dict.fromkeys(clause for outcome in outcomes for clause in outcome.clauses):
        clause = by_id[id]
        document = policy.documents.get(clause.document)
        yield Clause(id, " ".join(filter(None, _text(document))), clause.cites)


def _text(document: Any) -> tuple[str, ...]:
    return () if document is None else (f"《{document.title}》", document.number, document.issuer, document.date)
