"""Facts that a line can state, first page: a contest is opened, marked, frozen and finalised. The second is `steps`.

Ids and codes only: no name, no free text, nothing about a person. Every number in a line is text. `Fact.kind` is the
word on the wire. What a line adds to its fact (place, time, actor) stands in `lines`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

RULES = "1"
"""Version of the rule set: raised when the same lines would lead to another board."""

EXCUSES = ("absent", "abstained", "lost")
"""Values of a mark that are no number: the seat owes nothing more and its mark enters no rule."""


class Cell(NamedTuple):
    """Where a mark belongs. item: "" where the criterion has no items. attempt: 1 for the first."""

    judge: str
    entrant: str
    phase: str
    item: str
    aspect: str
    attempt: int = 1

    def key(self) -> list[str]:
        """The cell as the list of texts that sheets sort and sign."""
        return [self.judge, self.entrant, self.phase, self.item, self.aspect, str(self.attempt)]


class Seat(NamedTuple):
    """A judge's place on a panel. phase and item: "" for every phase or item of the trade."""

    phase: str
    panel: str
    item: str
    judge: str


class Recusal(NamedTuple):
    """A judge of a panel who does not mark one entrant. reserve: who sits in her place, "" where nobody is left and the
    seat owes nothing ("实行执裁回避": 住建部办公厅 2015 on contests; "遇有本队参赛项目应回避")."""

    judge: str
    entrant: str
    panel: str
    reserve: str


SPARSE = {"sparse": True}
"""Metadata of an attribute that a line states only where it is not empty."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a line states."""

    kind: ClassVar[str]


@dataclass(frozen=True, slots=True)
class StreamOpened(Fact):
    """Line 1 of every stream: its name and what it is for, `event`, `rehearsal` (an event that is only tried out) or
    `house`."""

    kind: ClassVar[str] = "stream-opened"
    stream: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ClockJumped(Fact):
    """The server's clock was moved. clock: what it says now, UTC text; `at` of this line never goes back."""

    kind: ClassVar[str] = "clock-jumped"
    clock: str


@dataclass(frozen=True, slots=True)
class TradeOpened(Fact):
    """Marking may begin; from here on catalogue edits to what is stated are refused.

    scheme, items: digests of contents (canonical scheme; items of all entrants). roster: (entrant, group) in
    running order, in a blind trade (code, group). seats: every judge's place. policy: digest of the award policy (its
    canonical text a content), "" where none is. terms: digest of the terms that lead from result to grade (see
    `terms`), "" where none are stated. teams: (entrant, team) of those who count for one; entrants, in a blind trade,
    too. reserves: places that somebody takes only where a judge is recused. recusals: of judges with an interest; in a
    blind trade none, as a code with its judge would tell whose it is.
    """

    kind: ClassVar[str] = "trade-opened"
    trade: str
    scheme: str
    items: str
    roster: tuple[tuple[str, str], ...]
    seats: tuple[Seat, ...]
    policy: str = ""
    terms: str = ""
    teams: tuple[tuple[str, str], ...] = ()
    reserves: tuple[Seat, ...] = field(default=(), metadata=SPARSE)
    recusals: tuple[Recusal, ...] = field(default=(), metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class Recused(Fact):
    """A judge of a panel does not mark an entrant any more; what she gave counts nowhere. reserve: who owes the marks
    in her place, "" for nobody. Only as an approved change."""

    kind: ClassVar[str] = "recused"
    judge: str
    entrant: str
    panel: str
    reserve: str


@dataclass(frozen=True, slots=True)
class PrizeOpened(Fact):
    """An overall prize, over several trades that are open. rule: digest of its contents (canonical prize). trades:
    whose results count."""

    kind: ClassVar[str] = "prize-opened"
    prize: str
    rule: str
    trades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntrantsAdvanced(Fact):
    """Who goes on to a phase, in no order. Where the scheme computes the cut, it must be exactly the computed ones."""

    kind: ClassVar[str] = "entrants-advanced"
    trade: str
    phase: str
    entrants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkGiven(Fact):
    """One judge's value for one cell. value: plain number text or one of `EXCUSES`. supersedes: seq of the line that
    held the cell's value as the judge knew it, 0 for none. given_at: the tablet's claim, UTC text or ""; no rule
    reads it. held: why the server let it in without letting it count, a code (`device-revoked`), "" for none.
    comment: digest of the document that says in words why the mark is what it is, "" for none."""

    kind: ClassVar[str] = "mark-given"
    cell: Cell
    value: str
    supersedes: int = 0
    given_at: str = ""
    held: str = field(default="", metadata=SPARSE)
    comment: str = field(default="", metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class SheetSigned(Fact):
    """A judge's signature under all her marks of one entrant in one phase. digest: of the sheet as she saw it."""

    kind: ClassVar[str] = "sheet-signed"
    judge: str
    entrant: str
    phase: str
    digest: str


@dataclass(frozen=True, slots=True)
class Adjusted(Fact):
    """What is not a mark. adjustment: penalty, bonus (value > 0), dns, dnf, dsq (value "").
    phase: "" only for a dsq from the whole trade. figure: id of the scheme node it acts on, "total" for the phase.
    item: for a criterion with items, else "". reason: a code."""

    kind: ClassVar[str] = "adjusted"
    entrant: str
    phase: str
    figure: str
    item: str
    adjustment: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class PanelClosed(Fact):
    """A panel marks no more in a phase; what still arrives is held."""

    kind: ClassVar[str] = "panel-closed"
    trade: str
    phase: str
    panel: str


@dataclass(frozen=True, slots=True)
class Frozen(Fact):
    """Public and hall keep the trade's table as it stands. board: digest of that table. rules: rule-set version."""

    kind: ClassVar[str] = "frozen"
    trade: str
    board: str
    rules: str = RULES


@dataclass(frozen=True, slots=True)
class Revealed(Fact):
    """A step of a ceremony: public and hall see where these entrants of a frozen trade stand; of all others they keep
    what they had. entrants: not revealed before. board: digest of the table that the step was made from, which must be
    the table as it is. rules: rule-set version."""

    kind: ClassVar[str] = "revealed"
    trade: str
    entrants: tuple[str, ...]
    board: str
    rules: str = RULES


@dataclass(frozen=True, slots=True)
class Thawed(Fact):
    """Public and hall follow the trade again."""

    kind: ClassVar[str] = "thawed"
    trade: str


@dataclass(frozen=True, slots=True)
class Finalised(Fact):
    """The trade's result is final. board: digest of the final table. rules: rule-set version."""

    kind: ClassVar[str] = "finalised"
    trade: str
    board: str
    rules: str = RULES


MARKING: tuple[type[Fact], ...] = (
    StreamOpened,
    ClockJumped,
    TradeOpened,
    Recused,
    PrizeOpened,
    EntrantsAdvanced,
    MarkGiven,
    SheetSigned,
    Adjusted,
    PanelClosed,
    Frozen,
    Revealed,
    Thawed,
    Finalised,
)
"""Every fact of this page."""
