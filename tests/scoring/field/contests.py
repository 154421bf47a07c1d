"""A contest of the core, told in the field's own words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Any

from scoring import lines, sheets
from scoring.boards.board import Board, table_digest, view
from scoring.changes import NO_CHANGE, Change
from scoring.checks import Verdict, check
from scoring.engine import apply
from scoring.facts import (
    Adjusted,
    Cell,
    EntrantsAdvanced,
    Fact,
    Finalised,
    Frozen,
    MarkGiven,
    PanelClosed,
    PrizeOpened,
    Recusal,
    Seat,
    SheetSigned,
    StreamOpened,
    Thawed,
    TradeOpened,
)
from scoring.items import ItemRow, items_text, parse_items
from scoring.lines import Line
from scoring.nodes import TOTAL, Scheme
from scoring.oracle import Contest as Marked
from scoring.procedure.seconds import change_text
from scoring.procedure.signing import module_digest, unsigned_sheets
from scoring.procedure.terms import Terms, terms_text
from scoring.scheme import parse_scheme, read_scheme, scheme_text
from scoring.standings.prizes import Prize, prize_text, read_prize
from scoring.standings.ranking import Standing
from scoring.state import AUDIENCES, FIGURES, OVERVIEW, State, Trade
from scoring.steps import (
    SECOND,
    Approved,
    HeldAdmitted,
    MarkCorrected,
    ModuleCountersigned,
    ModuleSigned,
    Proposed,
    RecusalLifted,
    Recused,
    SchemeAmended,
    TieDecided,
)
from tests.scoring.field.documents import Document
from tests.scoring.field.judges import Judges

ORGANISER = "organiser.main"
SECOND_PERSON = "second.zhao"

Views = dict[tuple[str, str], Board]
"""Every board as every audience sees it."""


@dataclass
class Opened:
    """A trade as it was opened: what the long way works from."""

    scheme: Scheme
    roster: tuple[str, ...]
    seats: tuple[Seat, ...]
    items: tuple[ItemRow, ...]
    groups: Mapping[str, str]
    recusals: tuple[Recusal, ...] = ()


@dataclass
class Contest:
    """One event: its state, every line that led there, and what was accepted rather than held."""

    stream: str = "event"
    state: State = field(init=False)
    lines: list[Line] = field(default_factory=list)
    accepted: list[Fact] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)
    opened: dict[str, Opened] = field(default_factory=dict)
    change: Change = NO_CHANGE
    ticks: int = 0

    def __post_init__(self) -> None:
        self.state = State(self.stream)
        self.take(StreamOpened(self.stream, "event"))

    # --- what goes in -------------------------------------------------------------------------------------------

    def record(self, fact: Fact, *, tick: int = 1, actor: str = "") -> Verdict:
        """Check; where the fact may stand, make it the next line and apply it. actor: where nobody is named, the
        organiser, or whoever approves what she proposed."""
        actor = actor or (SECOND_PERSON if isinstance(fact, Approved) else ORGANISER)
        self.state.contents = self.contents
        verdict = check(self.state, fact, actor)
        assert all(_part_of(fact, problem.where) for problem in verdict.problems), verdict
        if verdict.status in ("accepted", "held"):
            self.ticks += tick
            at = f"2026-05-01T08:{self.ticks // 60:02}:{self.ticks % 60:02}.000000Z"
            seq = self.state.seq + 1
            line = lines.line(seq, lines.body(fact, at=at, actor=actor, key=f"k{seq}"))
            assert line.fact == fact
            self.change = apply(self.state, line, self.contents)
            assert isinstance(self.change, Change)
            self.lines.append(line)
            if verdict.status == "accepted":
                self.accepted.append(fact)
                change = self.effect(fact)
                if isinstance(change, SchemeAmended):
                    scheme = parse_scheme(self.contents[change.scheme])
                    self.opened[change.trade] = replace(self.opened[change.trade], scheme=scheme)
        return verdict

    def take(self, fact: Fact, *, actor: str = "") -> None:
        """Record what must be accepted."""
        verdict = self.record(fact, actor=actor)
        assert verdict.status == "accepted", verdict

    def open(
        self,
        stated: Document,
        entrants: Sequence[str],
        panels: Mapping[str, Sequence[str]] | Sequence[Seat],
        *,
        items: Sequence[ItemRow] = (),
        trade: str = "T",
        terms: Terms | None = None,
        policy: str = "",
        groups: Mapping[str, str] | None = None,
        teams: Mapping[str, str] | None = None,
        reserves: Sequence[Seat] = (),
        recusals: Sequence[Recusal] = (),
    ) -> Contest:
        """Open a trade. panels: judges by panel, or seats. policy: canonical text. groups, teams: by entrant."""
        made, problems = read_scheme(stated)
        assert made is not None, problems
        seats = (
            tuple(Seat("", panel, "", judge) for panel, judges in panels.items() for judge in judges)
            if isinstance(panels, Mapping)
            else tuple(panels)
        )
        texts = [scheme_text(made), items_text(items), policy, "" if terms is None else terms_text(terms)]
        self.contents.update({lines.digest(text): text for text in texts})
        digests = [lines.digest(text) if text else "" for text in texts]
        groups = groups or {}
        self.opened[trade] = Opened(made, tuple(entrants), seats, tuple(items), groups, tuple(recusals))
        roster = tuple((entrant, groups.get(entrant, "")) for entrant in entrants)
        counted = tuple((teams or {}).items())
        pinned = (counted, tuple(reserves), tuple(recusals))
        self.take(TradeOpened(trade, digests[0], digests[1], roster, seats, digests[2], digests[3], *pinned))
        return self

    def prize(self, id: str, **stated: Any) -> Prize:
        """Open an overall prize, by default over every trade that is open."""
        prize, problems = read_prize({"id": id, **stated}, every=tuple(self.state.trades))
        assert prize is not None, problems
        text = prize_text(prize)
        self.contents[lines.digest(text)] = text
        self.take(PrizeOpened(id, lines.digest(text), prize.trades))
        return prize

    def panel(self, id: str) -> Judges:
        """Everyone who sits on a panel, in the order of the seats."""
        seats = (seat for each in self.opened.values() for seat in each.seats if seat.panel == id)
        return Judges(self, tuple(dict.fromkeys(seat.judge for seat in seats)))

    def judge(self, id: str) -> Judges:
        return Judges(self, (id,))

    def advance(self, to: str, *entrants: str, trade: str = "T") -> None:
        self.take(EntrantsAdvanced(trade, to, entrants))

    def penalty(self, entrant: str, value: str, *, phase: str = "", figure: str = TOTAL, item: str = "") -> None:
        self._adjust(entrant, phase, figure, item, "penalty", value)

    def bonus(self, entrant: str, value: str, *, phase: str = "", figure: str = TOTAL, item: str = "") -> None:
        self._adjust(entrant, phase, figure, item, "bonus", value)

    def out(self, entrant: str, status: str, *, phase: str = "") -> None:
        """dns, dnf or dsq in a phase (the first where none is named)."""
        self._adjust(entrant, phase, TOTAL, "", status, "")

    def disqualify(self, entrant: str) -> None:
        """From the whole trade."""
        self.take(Adjusted(entrant, "", TOTAL, "", "dsq", "", "fraud"))

    def _adjust(self, entrant: str, phase: str, figure: str, item: str, adjustment: str, value: str) -> None:
        self.take(Adjusted(entrant, phase or self.first(entrant), figure, item, adjustment, value, "rule-7"))

    def sign(self, judge: str, entrant: str, *, phase: str = "") -> None:
        phase = phase or self.first(entrant)
        pairs = sheets.sheet(self.state, judge, entrant, phase)
        self.take(SheetSigned(judge, entrant, phase, sheets.sheet_digest(pairs)))

    def close(self, panel: str, *, phase: str = "", trade: str = "T") -> None:
        self.take(PanelClosed(trade, phase or self.opened[trade].scheme.phases[0].id, panel))

    def freeze(self, trade: str = "T") -> None:
        self.take(Frozen(trade, table_digest(self.state.trades[trade])))

    def thaw(self, trade: str = "T") -> None:
        self.take(Thawed(trade))

    def finalise(self, trade: str = "T") -> None:
        self.take(Finalised(trade, table_digest(self.state.trades[trade])))

    def decide(self, *entrants: str, phase: str = "", trade: str = "T") -> None:
        """The chief judge decides a tie."""
        phase = phase or self.opened[trade].scheme.phases[0].id
        self.take(TieDecided(trade, phase, entrants, "seen-again"), actor="chief.lin")

    def propose(self, change: Fact, *, actor: str = "") -> int:
        """Propose what may be proposed; the proposal's line."""
        self.take(Proposed(change_text(change), "rule-7"), actor=actor)
        return self.state.seq

    def agree(self, change: Fact) -> None:
        """One proposes, another approves."""
        self.take(Approved(self.propose(change)))

    def sign_all(self, phase: str = "", trade: str = "T") -> None:
        """Every judge signs every sheet of the phase."""
        phase = phase or self.opened[trade].scheme.phases[0].id
        for judge, entrant in unsigned_sheets(self.state.trades[trade], phase):
            self.sign(judge, entrant, phase=phase)

    def sign_module(self, module: str, phase: str = "", trade: str = "T") -> None:
        phase = phase or self.opened[trade].scheme.phases[0].id
        digest = module_digest(self.state.trades[trade], phase, module)
        self.take(ModuleSigned(trade, phase, module, digest), actor="chief.lin")

    def countersign(self, module: str, phase: str = "", trade: str = "T") -> None:
        phase = phase or self.opened[trade].scheme.phases[0].id
        digest = module_digest(self.state.trades[trade], phase, module)
        self.take(ModuleCountersigned(trade, phase, module, digest), actor="supervisor.wang")

    # --- what comes out -----------------------------------------------------------------------------------------

    def trade(self, entrant: str) -> Trade:
        return self.state.trade_of[entrant]

    def first(self, entrant: str) -> str:
        """The first phase of the entrant's trade."""
        return self.trade(entrant).plan.phases[0].id

    def figure(self, id: str, entrant: str, *, phase: str = "", item: str = "") -> Fraction | None:
        """Exact points of a node, None while nothing in it is settled."""
        performance = self.trade(entrant).performances[entrant, phase or self.first(entrant)]
        points = performance.figures.get((id, item))
        return None if points is None else Fraction(points)

    def total(self, entrant: str, *, phase: str = "") -> Fraction | None:
        points = self.trade(entrant).performances[entrant, phase or self.first(entrant)].total
        return None if points is None else Fraction(points)

    def order(self, phase: str = "", trade: str = "T") -> list[tuple[str, int | None]]:
        """(entrant, rank), best first: in one phase, or in the trade."""
        opened = self.state.trades[trade]
        standings: Iterable[Standing] = opened.standing(phase) if phase else opened.order
        return [(opened.roster[each.entrant][0], each.rank) for each in standings]

    def board(self, audience: str = "public", board: str = "T") -> Board:
        return view(self.state, board, audience)

    def row(self, entrant: str, audience: str = "public") -> dict[str, Any]:
        return view(self.state, self.trade(entrant).id, audience).rows[entrant]

    @property
    def moved(self) -> set[tuple[str, str]]:
        """Views that the last line moved, but for exact figures, which no board shows by themselves."""
        return {each for each in self.change.views if not each[0].startswith(FIGURES)}

    def views(self) -> Views:
        boards = (*self.state.trades, OVERVIEW)
        return {(board, audience): view(self.state, board, audience) for board in boards for audience in AUDIENCES}

    def seq(self, judge: str, entrant: str, aspect: str, *, phase: str = "", item: str = "", attempt: int = 1) -> int:
        """The line that holds a cell's value, 0 for none."""
        performance = self.trade(entrant).performances.get((entrant, phase or self.first(entrant)))
        panel = None if performance is None else performance.panels.get((aspect, item, attempt))
        return panel.marks[judge].seq if panel is not None and judge in panel.marks else 0

    def proposed(self, fact: Proposed) -> Fact:
        """The change that a proposal states."""
        stated = json.loads(fact.change)
        return lines.fact(stated.pop("fact"), stated)

    def effect(self, fact: Fact) -> Fact:
        """What a fact comes to: for an approval the change that was proposed, for a corrected or admitted mark that
        mark."""
        if isinstance(fact, Approved):
            proposed = self.lines[fact.proposal - 1].fact
            assert isinstance(proposed, Proposed)
            fact = self.proposed(proposed)
        if isinstance(fact, HeldAdmitted):
            return self.lines[fact.line - 1].fact
        if isinstance(fact, MarkCorrected):
            return MarkGiven(fact.cell, fact.value, fact.supersedes)
        return fact

    def marked(self, trade: str = "T") -> Marked:
        """The trade as the oracle takes it, put together from what was accepted and from nothing else."""
        opened = self.opened[trade]
        marks: dict[Cell, str] = {}
        advanced: dict[str, frozenset[str]] = {}
        adjusted: list[Adjusted] = []
        decided: list[tuple[str, tuple[str, ...]]] = []
        recusals = list(opened.recusals)
        for fact in map(self.effect, self.accepted):
            if isinstance(fact, MarkGiven) and fact.cell.entrant in opened.roster:
                marks[fact.cell] = fact.value
            elif isinstance(fact, EntrantsAdvanced) and fact.trade == trade:
                advanced[fact.phase] = frozenset(fact.entrants)
            elif isinstance(fact, Adjusted) and fact.entrant in opened.roster:
                adjusted.append(fact)
            elif isinstance(fact, TieDecided) and fact.trade == trade:
                decided.append((fact.phase, fact.entrants))
            elif isinstance(fact, Recused) and fact.entrant in opened.roster:
                recusals.append(Recusal(fact.judge, fact.entrant, fact.panel, fact.reserve))
            elif isinstance(fact, RecusalLifted):
                recusals = [each for each in recusals if each[:3] != (fact.judge, fact.entrant, fact.panel)]
        items = parse_items(items_text(opened.items))
        return Marked(
            opened.scheme,
            opened.roster,
            opened.seats,
            items,
            marks,
            advanced,
            tuple(adjusted),
            opened.groups,
            tuple(decided),
            tuple(recusals),
        )


def contest(
    stated: Document,
    entrants: Sequence[str],
    panels: Mapping[str, Sequence[str]] | Sequence[Seat],
    *,
    items: Sequence[ItemRow] = (),
    terms: Terms | None = None,
    groups: Mapping[str, str] | None = None,
) -> Contest:
    """An event of one trade `T`."""
    return Contest().open(stated, entrants, panels, items=items, terms=terms, groups=groups)


def _part_of(fact: Fact, where: str) -> bool:
    """Where a problem is must be a part of what is refused, or of the change that is proposed or approved."""
    kinds = [type(fact), *(SECOND if isinstance(fact, (Proposed, Approved)) else ()), Adjusted]
    parts = {each.name for kind in kinds for each in fields(kind)}
    return where.partition(".")[0] in {"", *Cell._fields, *parts}
