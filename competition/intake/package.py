"""A contest package as one frozen value: all that its files state, checked, in the order that it is recorded in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from competition.intake.contest import Contest
from competition.intake.interests import RESERVE, Declared, Interested, Sent, interested, recusals
from competition.intake.judging.policies import pinned
from competition.intake.judging.terms import pinned_terms
from scoring.clauses.values import Policy
from scoring.facts import Cell, Recusal, Seat
from scoring.items import ItemRow, items_text
from scoring.nodes import Scheme
from scoring.procedure.terms import Terms
from scoring.scheme import scheme_text


class Entrant(NamedTuple):
    """A person or team of one trade. group: counted apart in awards, and ranked apart where the scheme says so; "" for
    none. team: the one it counts for, "" for none."""

    trade: str
    entrant: str
    number: str
    name: str
    name_en: str
    organisation: str
    organisation_en: str
    group: str
    team: str = ""


class Team(NamedTuple):
    """What entrants, of any trade, count for together."""

    team: str
    name: str
    name_en: str


class Member(NamedTuple):
    """A person behind an entrant. role: member or coach."""

    entrant: str
    person: str
    role: str


class Person(NamedTuple):
    """What awards need to know. birth_date: ISO date or "". level: grade held as given (see `grades.grade`), "" not
    known. promotions: `2024:4` each, "" for none. identity_type: one of `identity.PAPERS`. identity: number of
    that paper, as given. gender: `f` or `m`. photo: path in the package. Each is "" where it is not known."""

    person: str
    name: str
    name_en: str
    birth_date: str
    level: str
    titles: str
    group: str
    promotions: str
    identity_type: str = ""
    identity: str = ""
    gender: str = ""
    education: str = ""
    phone: str = ""
    photo: str = ""


class Item(NamedTuple):
    """What an entrant shows in a criterion with items. Numbers are texts, "" where neutral."""

    trade: str
    phase: str
    entrant: str
    item: str
    criterion: str
    name: str
    difficulty: str
    base_value: str
    table: str
    factor: str


class Judge(NamedTuple):
    """interests: what the judge declared (see `interests`). kind: `office` where the office fills the seat, else ""."""

    judge: str
    name: str
    name_en: str
    organisation: str
    interests: str
    kind: str = ""


class PanelSeat(NamedTuple):
    """A judge's place on a panel; phase and item "" for all. role: `reserve` for a place that is taken only where a
    judge is recused, else ""."""

    trade: str
    phase: str
    panel: str
    item: str
    judge: str
    role: str = ""


class RecusalRow(NamedTuple):
    """A judge who does not judge an entrant, whatever she declared. reserve: who does, "" for nobody."""

    trade: str
    panel: str
    judge: str
    entrant: str
    reserve: str


class Advanced(NamedTuple):
    """An entrant who went on to a phase."""

    trade: str
    phase: str
    entrant: str


class Mark(NamedTuple):
    """One judge's value for one cell. attempt: from 1. value: number text, or absent, abstained, lost. comment: words
    that explain it, "" for none."""

    judge: str
    entrant: str
    phase: str
    item: str
    aspect: str
    attempt: int
    value: str
    comment: str = ""


class Adjustment(NamedTuple):
    """What is not a mark. figure: id of a scheme node, or total. value: "" for dns, dnf, dsq."""

    trade: str
    phase: str
    entrant: str
    item: str
    figure: str
    adjustment: str
    value: str
    reason: str


class Decision(NamedTuple):
    """A tie that the chief judge decided. entrants: ids joined by spaces, in the order in which they stand."""

    trade: str
    phase: str
    entrants: str
    reason: str


class Expected(NamedTuple):
    """An official figure to compare with: a scheme node's id, total, place, list or advanced."""

    trade: str
    phase: str
    entrant: str
    item: str
    judge: str
    figure: str
    value: str


@dataclass(frozen=True)
class Package:
    """A checked package. Two are equal where all that they state is.

    schemes: by trade id. scheme_texts: as given, by name without `.toml`. policies, pictures, photos, layouts: as
    given, by path.
    cuts: who went on by a computed cut that the package does not state, by (trade, phase), worked out from the marks.
    lines: where each row stands, by file.
    """

    contest: Contest
    schemes: Mapping[str, Scheme]
    scheme_texts: Mapping[str, str]
    entrants: tuple[Entrant, ...]
    teams: tuple[Team, ...]
    members: tuple[Member, ...]
    persons: tuple[Person, ...]
    items: tuple[Item, ...]
    judges: tuple[Judge, ...]
    panels: tuple[PanelSeat, ...]
    recused: tuple[RecusalRow, ...]
    advanced: tuple[Advanced, ...]
    marks: tuple[Mark, ...]
    adjustments: tuple[Adjustment, ...]
    decisions: tuple[Decision, ...]
    expected: tuple[Expected, ...]
    policies: Mapping[str, bytes]
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    photos: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    layouts: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    cuts: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, compare=False)
    lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)

    def roster(self, trade: str) -> tuple[tuple[str, str], ...]:
        """(entrant, group) in running order."""
        return tuple((each.entrant, each.group) for each in self.entrants if each.trade == trade)

    def team_of(self, trade: str) -> tuple[tuple[str, str], ...]:
        """(entrant, team) of those who count for one, in running order."""
        return tuple((each.entrant, each.team) for each in self.entrants if each.trade == trade and each.team)

    def seats(self, trade: str) -> tuple[Seat, ...]:
        """Every judge's own place on the trade's panels."""
        return self._places(trade, "")

    def reserves(self, trade: str) -> tuple[Seat, ...]:
        """Every place in reserve on the trade's panels, in order."""
        return self._places(trade, RESERVE)

    def _places(self, trade: str, role: str) -> tuple[Seat, ...]:
        rows = (each for each in self.panels if (each.trade, each.role) == (trade, role))
        return tuple(Seat(each.phase, each.panel, each.item, each.judge) for each in rows)

    def interested(self, trade: str) -> dict[str, dict[str, tuple[str, ...]]]:
        """Why judges have an interest in entrants of the trade: kinds by judge, by entrant."""
        people: dict[str, frozenset[str]] = {}
        for member in self.members:
            people[member.entrant] = people.get(member.entrant, frozenset()) | {member.person}
        procedure = self.contest.procedure
        return interested(
            [Declared(each.judge, each.organisation, each.interests, each.kind) for each in self.judges],
            [
                Sent(each.entrant, frozenset({each.organisation, each.organisation_en}))
                for each in self.entrants
                if each.trade == trade
            ],
            people,
            own=procedure is not None and procedure.own_organisation,
        )

    def recusals(self, trade: str) -> list[Interested]:
        """Who does not judge whom in a trade; nobody in a blind one, where a code and its judge would tell whose it
        is. What recusals.csv states comes last."""
        if any(each.blind for each in self.contest.trades if each.id == trade):
            return []
        seats = self.seats(trade)
        found = recusals(seats, self.reserves(trade), self.interested(trade))
        known = {each.recusal[:3] for each in found}
        own = {(seat.judge, seat.panel) for seat in seats}
        for of, panel, judge, entrant, reserve in self.recused:
            if of == trade and (judge, entrant, panel) not in known:
                found.append(Interested(Recusal(judge, entrant, panel, reserve), (), (judge, panel) in own))
        return found

    def item_rows(self, trade: str) -> list[ItemRow]:
        """The trade's items as the core reads them."""
        return [
            (phase, entrant, item, criterion, difficulty, base_value, table, factor)
            for of, phase, entrant, item, criterion, _, difficulty, base_value, table, factor in self.items
            if of == trade
        ]

    def contents(self) -> Iterator[tuple[str, str, str]]:
        """(trade, canonical scheme, canonical items) of each trade: what its opening line names by digest."""
        for trade in self.contest.trades:
            yield trade.id, scheme_text(self.schemes[trade.id]), items_text(self.item_rows(trade.id))

    @cached_property
    def comments(self) -> Mapping[Cell, str]:
        """Words that explain marks, of those that are explained."""
        return {Cell(*mark[:6]): mark.comment for mark in self.marks if mark.comment}

    @cached_property
    def policy(self) -> Policy | None:
        """The award policy in force on the contest's last day, None where there is none."""
        return pinned(self.policies, self.contest.ends)

    def terms(self, trade: str) -> Terms | None:
        """What leads from the trade's result to its grades; None where the package states no length of the notice."""
        office = {each.judge for each in self.judges if each.kind == "office"}
        return pinned_terms(self.contest, trade, self.schemes[trade], office)

    def trade_of(self) -> Mapping[str, str]:
        """Trade of each entrant."""
        return {each.entrant: each.trade for each in self.entrants}
