"""What the lines of one stream add up to. Only `engine` changes it; everybody else reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from scoring.facts import Cell, MarkGiven, Recusal
from scoring.items import Item
from scoring.nodes import Criterion, Module, Phase
from scoring.numbers import Exact
from scoring.plan import Node as Node
from scoring.plan import Place as Place
from scoring.plan import Plan as Plan
from scoring.procedure.records import Awarding, Layer, Notice, Objection, Proposal, Review
from scoring.procedure.terms import NO_TERMS, Terms
from scoring.register import Register
from scoring.standings.history import History
from scoring.standings.prizes import Prize
from scoring.standings.ranking import PLAIN, Counting, Key, Order, plainly
from scoring.standings.tiebreaks import keyed
from scoring.standings.tied import resolved

AUDIENCES = ("public", "hall", "panel", "chief", "office")
PUBLIC = ("public", "hall")
"""Audiences that a freeze, a blind module and an unsettled aspect hide things from."""
INSIDE = ("chief", "office")
"""Audiences that see every standing as it is."""
FIGURES = "figures:"
"""Before a trade's id: all that is worked out from its exact figures, to the last digit, and not from what its table
shows of them."""
AS_IT_IS = "as it is"
"""Beside audiences, what counts every change of a trade's table, frozen or not."""
OVERVIEW = "overview"
"""The board of a whole event."""
STAGES = ("preparing", "marking", "review", "final", "notice", "noticed", "result-confirmed", "awarded", "confirmed")
"""How far a trade is, in order; noticed: its notice is closed."""


class Mark(NamedTuple):
    """What a cell holds. points: the mark after its table; None for an excused seat."""

    seq: int
    value: str
    points: Exact | None


class Panel:
    """Marks of one aspect for one entrant (item, attempt). seats: judges who owe one. why: what keeps it unsettled,
    `missing` while marks are owed, "" when settled. seqs, values, points: the parts of each mark, by judge; apart, they
    are plain values that Python's collector need not walk over, however many there are."""

    __slots__ = ("points", "seats", "seqs", "values", "why")

    def __init__(self, seats: tuple[str, ...]) -> None:
        self.seats = seats
        self.seqs: dict[str, int] = {}
        self.values: dict[str, str] = {}
        self.points: dict[str, Exact | None] = {}
        self.why = "missing"

    @property
    def marks(self) -> dict[str, Mark]:
        """Every mark, by judge, made for the asking."""
        return {judge: Mark(seq, self.values[judge], self.points[judge]) for judge, seq in self.seqs.items()}

    def mark(self, judge: str) -> Mark | None:
        """The judge's mark."""
        seq = self.seqs.get(judge)
        return None if seq is None else Mark(seq, self.values[judge], self.points[judge])


class Performance:
    """One entrant in one phase. figures: settled points by node. alone: what her panel came to, by aspect, where the
    figure is one among a field. due, settled: count of aspects; asked, given: of marks. own: the phase's own points;
    total: with what it carries."""

    __slots__ = ("adjusted", "alone", "asked", "due", "figures", "given", "own", "panels", "settled", "total")

    def __init__(self, due: int, asked: int) -> None:
        self.panels: dict[Place, Panel] = {}
        self.alone: dict[str, Exact] = {}
        self.figures: dict[Node, Exact] = {}
        self.adjusted: dict[Node, Exact] = {}
        self.due = due
        self.asked = asked
        self.settled = 0
        self.given = 0
        self.own: Exact | None = None
        self.total: Exact | None = None


class PhaseState:
    """A phase of an open trade. entered: roster indices of those in it. begun: anyone has a figure in it, or went on
    to it. since: when they were let in. keys: what each entrant is ranked by, by roster index. closed: panels that mark
    no more."""

    __slots__ = ("begun", "closed", "entered", "keys", "since")

    def __init__(self) -> None:
        self.entered: set[int] | None = None
        self.since = ""
        self.begun = False
        self.keys: dict[int, Key] = {}
        self.closed: set[str] = set()


class View:
    """Version and as-of time of one board for one audience."""

    __slots__ = ("as_of", "version")

    def __init__(self) -> None:
        self.version = 0
        self.as_of = ""


def _views() -> dict[str, View]:
    """A view each, shared by audiences that always see the same move."""
    seen, inside = View(), View()
    return {"panel": View()} | dict.fromkeys(PUBLIC, seen) | dict.fromkeys(INSIDE, inside)


class Leader(NamedTuple):
    """One of the first of a trade. total: as shown."""

    entrant: str
    rank: int
    total: str | None


class Summary(NamedTuple):
    """What the overview says of a trade."""

    phase: str
    status: str
    entrants: int
    owed: int
    due: int
    leaders: tuple[Leader, ...]


class Trade:
    """A trade from TradeOpened on. index: roster index by entrant. out: dns, dnf or dsq by (entrant, phase), phase ""
    for the whole trade. deepest: (depth, phase) that an entrant stands in; phase: the deepest that has begun.
    order: the trade's standing; rows: what a board shows of each entrant but for her place; counts: what her panels see
    of her. hurried: more lines follow before anybody reads it; late: what it waits for, criteria (and item) by entrant
    and phase. kept: head and rows of a frozen trade's public table; kept_parts: rows of its other
    boards, by kind. fresh: settled places whose points this line made others: (entrant, phase, aspect, item); latest:
    the last that were, with the line's time, the newest last. summaries: by audience, the trade's overview row
    and when it last changed; leading: what that was made of. views: by audience, of its figures by `FIGURES`
    and audience. past: places over time; past_seen: those that public and hall saw, the same until a freeze. changes:
    which views a line moves, worked out once for each kind of change.

    held, held_at: marks that count nowhere and wait for the chief judge, by line, and since when. apart: full
    panels whose marks settle nothing, (entrant, phase, aspect, item, attempt), and since when. unmarked: somebody whose
    marks a field waits for, by (phase, section, aspect). modules_signed, modules_countersigned: digest and line of the
    chief judge's and the supervisor's signature by (phase, module). deliberations: line by place as in apart. granted:
    seconds of extra time by (entrant, phase). sections: what each entrant is ranked in by itself.
    ties_decided: entrants in the order that the chief judge decided, by phase; tie_lines: with which line.
    substitutes: document by entrant. recused: line of each recusal since the trade opened. aside: line and value of
    marks of judges who do not sit there, by cell. lapsed: digest of a signature that fell with its judge's seat, and of
    what her sheet asked and held then, by sheet. teams: team by entrant, in a blind trade, too. reopened: last line
    that opened the result again; amended: that put another scheme in place, 0 for none. codes: None where the trade is
    not blind, empty while it is sealed, entrant by code after. policy: canonical text of the pinned award policy, ""
    for none; policy_digest: the digest that names it. corrected: last line that put her marks right, by entrant. day:
    last that a step stated, ISO. objections: by line. confirmed, and returned with the reason: line by stage."""

    def __init__(self, id: str, plan: Plan, roster: tuple[tuple[str, str], ...]) -> None:
        self.id = id
        self.plan = plan
        self.roster = roster
        self.index = {entrant: index for index, (entrant, _) in enumerate(roster)}
        self.sections = _sections(plan, roster)
        self.phases = {phase.id: PhaseState() for phase in plan.phases}
        self.performances: dict[tuple[str, str], Performance] = {}
        self.out: dict[tuple[str, str], str] = {}
        self.signed: dict[tuple[str, str, str], str] = {}
        self.held: dict[int, MarkGiven] = {}
        self.held_at: dict[int, str] = {}
        self.apart: dict[tuple[str, str, str, str, int], str] = {}
        self.unmarked: dict[tuple[str, int, str], str] = {}
        self.phase = plan.phases[0].id
        self.order = Order(3)
        self.count_places()
        self.ties_decided: dict[str, list[tuple[str, ...]]] = {}
        self.tie_lines: dict[str, list[int]] = {}
        self.hurried = False
        self.late: dict[Node, dict[Node, tuple[Module, Criterion, Item | None]]] = {}
        self.deepest: dict[str, tuple[int, str]] = {}
        self.rows: dict[str, dict[str, Any]] = {}
        self.due = 0
        self.settled = 0
        self.final = False
        self.kept: tuple[dict[str, Any], dict[str, dict[str, Any]]] | None = None
        self.kept_parts: dict[str, dict[str, dict[str, Any]]] = {}
        self.fresh: dict[tuple[str, str, str, str], None] = {}
        self.latest: dict[tuple[str, str, str, str], str] = {}
        self.counts: dict[str, dict[str, Any]] = {}
        self.summaries: dict[str, tuple[Summary | None, str]] = dict.fromkeys(AUDIENCES, (None, ""))
        self.leading: tuple[list[Key], tuple[Leader, ...]] = ([], ())
        self.changes: dict[int, Any] = {}
        self.views = _views() | {f"{FIGURES}{audience}": view for audience, view in _views().items()}
        self.views[AS_IT_IS] = View()
        self.past = self.past_seen = History(len(roster))
        self.terms: Terms = NO_TERMS
        self.opened_at = ""
        self.modules_signed: dict[tuple[str, str], tuple[str, int]] = {}
        self.modules_countersigned: dict[tuple[str, str], tuple[str, int]] = {}
        self.deliberations: dict[tuple[str, str, str, str, int], int] = {}
        self.granted: dict[tuple[str, str], int] = {}
        self.substitutes: dict[str, str] = {}
        self.teams: dict[str, str] = {}
        self.recused: dict[Recusal, int] = {}
        self.aside: dict[Cell, tuple[int, str]] = {}
        self.lapsed: dict[tuple[str, str, str], tuple[str, str]] = {}
        self.reopened = 0
        self.amended = 0
        self.codes: dict[str, str] | None = None
        self.policy = ""
        self.policy_digest = ""
        self.corrected: dict[str, int] = {}
        self.day = ""
        self.review: Review | None = None
        self.notice: Notice | None = None
        self.objections: dict[int, Objection] = {}
        self.awarded: Awarding | None = None
        self.confirmed: dict[str, int] = {}
        self.returned: dict[str, tuple[int, str]] = {}

    @property
    def blind(self) -> bool:
        """True where the roster holds codes."""
        return self.codes is not None

    @property
    def sealed(self) -> bool:
        """True while nobody is told whose code is whose."""
        return self.codes is not None and not self.codes

    @property
    def stage(self) -> str:
        """How far the trade is, one of `STAGES`."""
        if "awards" in self.confirmed:
            return "confirmed"
        if self.awarded is not None:
            return "awarded"
        if "result" in self.confirmed:
            return "result-confirmed"
        if self.notice is not None:
            return "noticed" if self.notice.closed else "notice"
        if self.final:
            return "final"
        if self.review is not None or self._marked():
            return "review"
        return "marking" if any(each.given for each in self.performances.values()) else "preparing"

    def _marked(self) -> bool:
        """True where every phase is settled and, where terms ask for it, every module signed."""
        if self.settled < self.due or any(each.entered is None for each in self.phases.values()):
            return False
        signed = self.modules_countersigned if self.terms.countersigned else self.modules_signed
        return not self.terms.signatures or all(
            (phase.id, module) in signed for phase in self.plan.phases for module in phase.modules
        )

    def status_of(self, entrant: str, phase: str) -> str:
        """dns, dnf or dsq where the entrant has no place in the phase: there, in a phase it carries, or at all."""
        if not self.out:
            return ""
        whole = self.out.get((entrant, ""))
        if whole:
            return whole
        carried = (carry.phase for carry in self.plan.scheme.phase[phase].carry)
        return next((self.out[entrant, each] for each in (phase, *carried) if (entrant, each) in self.out), "")

    def standing(self, phase: str) -> Order:
        """Everyone in a phase, ranked there."""
        order = Order(1, lambda key: self.counting[phase])
        for key in self.phases[phase].keys.values():
            order.place(key)
        return order

    def count_places(self) -> None:
        """Count places as the scheme's phases say: this trade's marks are what ties are asked of."""
        self.counting = {phase.id: self._counting(phase) for phase in self.plan.phases}
        plain = all(each == PLAIN for each in self.counting.values())
        self.order.count_by(plainly if plain else self.counted)

    def counted(self, key: Key) -> Counting:
        """How places are counted where a key of the trade's order stands."""
        return self.counting[self.plan.phases[-key[2]].id]

    def _counting(self, phase: Phase) -> Counting:
        if len(keyed(phase)) == len(phase.ties):
            return Counting(phase.ranks)
        return Counting(phase.ranks, lambda tied, place: resolved(self, phase, tied, place))

    def takes_part(self, entrant: str, phase: str) -> bool:
        """True where the entrant is in the phase."""
        entered = self.phases[phase].entered
        return entered is not None and self.index[entrant] in entered


def _sections(plan: Plan, roster: tuple[tuple[str, str], ...]) -> dict[str, int]:
    """What each entrant is ranked in, by itself: her group where groups are apart, in the order in which they come."""
    if plan.scheme.groups == "together":
        return dict.fromkeys((entrant for entrant, _ in roster), 0)
    groups = {group: at for at, group in enumerate(dict.fromkeys(group for _, group in roster))}
    return {entrant: groups[group] for entrant, group in roster}


class State:
    """The fold of one stream. seq, at: of its last line. hurried: more lines follow before anybody reads it.

    proposals: what waits for a second person, by line. decided: ("approved" or "rejected", line) by line of the
    proposal. contents: texts by digest that the fact named which is judged or applied now. amendments: schemes
    that were proposed, by digest. layers: of blind codes by trade, in order, "" for one layer alone. drawn: number, and
    commitment by code, of the layer that marks name, by trade, once every layer is drawn. prizes: over several trades,
    by id. register: of certificates, in the house stream."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.purpose = ""
        self.seq = 0
        self.at = ""
        self.hurried = False
        self.trades: dict[str, Trade] = {}
        self.trade_of: dict[str, Trade] = {}
        self.overview = _views()
        self.proposals: dict[int, Proposal] = {}
        self.decided: dict[int, tuple[str, int]] = {}
        self.contents: Mapping[str, str] = {}
        self.amendments: dict[str, str] = {}
        self.layers: dict[str, dict[str, Layer]] = {}
        self.drawn: dict[str, tuple[str, dict[str, str]]] = {}
        self.prizes: dict[str, Prize] = {}
        self.register = Register()
