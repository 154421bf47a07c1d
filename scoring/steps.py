"""Facts that a line can state, second page: blind codes, what takes a second person, and the way from result to grade.
The third is `sittings`.

What was written in words, or is known about a person, is a document outside the ledger; a fact names it by its salted
digest, "" for none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from scoring.facts import RULES, SPARSE, Cell, Fact, Finalised
from scoring.facts import Recused as Recused
from scoring.sittings import SITTINGS
from scoring.sittings import DeliberationRecorded as DeliberationRecorded
from scoring.sittings import PanelReopened as PanelReopened
from scoring.sittings import RecusalLifted as RecusalLifted
from scoring.sittings import SheetReopened as SheetReopened
from scoring.sittings import SpreadReopened as SpreadReopened


@dataclass(frozen=True, slots=True)
class SeedCommitted(Fact):
    """Blind codes, before the trade opens: digest of a secret seed. layer: one of `terms.LAYERS`, "" where the trade
    has one layer alone."""

    kind: ClassVar[str] = "seed-committed"
    trade: str
    commitment: str
    layer: str = field(default="", metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class CodesDrawn(Fact):
    """A number was drawn in public; seed and number give every entrant of the trade a code, in a later layer every code
    of the layer before. codes: (code, commitment to whom it stands for), by code. See `seals`."""

    kind: ClassVar[str] = "codes-drawn"
    trade: str
    number: str
    codes: tuple[tuple[str, str], ...]
    layer: str = field(default="", metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class CodesRead(Fact):
    """Somebody looked at whose code is whose, in one layer. reason: a code."""

    kind: ClassVar[str] = "codes-read"
    trade: str
    reason: str
    layer: str = field(default="", metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class Unsealed(Fact):
    """Whose code is whose, to be checked against seed and commitments. entrants: (code, entrant), by code; of a later
    layer (code, code of the layer before). Layers are unsealed from the last one back; only the first layer's unsealing
    states seeds: its own, and seeds: (layer, seed) of the others. salts: (code, salt), by code, with which the others
    are checked until then."""

    kind: ClassVar[str] = "unsealed"
    trade: str
    seed: str
    entrants: tuple[tuple[str, str], ...]
    layer: str = field(default="", metadata=SPARSE)
    salts: tuple[tuple[str, str], ...] = field(default=(), metadata=SPARSE)
    seeds: tuple[tuple[str, str], ...] = field(default=(), metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class HeldSetAside(Fact):
    """A held mark will not count. line: of the mark. reason: a code."""

    kind: ClassVar[str] = "held-set-aside"
    line: int
    reason: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class TieDecided(Fact):
    """The chief judge's decision about a tie that no rule breaks: entrants in the order in which they stand from now on
    wherever they are tied. reason: a code."""

    kind: ClassVar[str] = "tie-decided"
    trade: str
    phase: str
    entrants: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SchemeAmended(Fact):
    """The trade's scheme is another from here on; marks given stay. scheme: digest of its canonical text."""

    kind: ClassVar[str] = "scheme-amended"
    trade: str
    scheme: str


@dataclass(frozen=True, slots=True)
class TimeGranted(Fact):
    """Extra time for a fault that was not the entrant's. seconds: > 0. reason: a code."""

    kind: ClassVar[str] = "time-granted"
    entrant: str
    phase: str
    seconds: int
    reason: str


@dataclass(frozen=True, slots=True)
class ModuleSigned(Fact):
    """The chief judge's signature under a module of a phase. digest: of its figures as she saw them (see `signing`)."""

    kind: ClassVar[str] = "module-signed"
    trade: str
    phase: str
    module: str
    digest: str


@dataclass(frozen=True, slots=True)
class ModuleCountersigned(Fact):
    """The supervisor's signature beneath the chief judge's. digest: of the figures as she saw them."""

    kind: ClassVar[str] = "module-countersigned"
    trade: str
    phase: str
    module: str
    digest: str


@dataclass(frozen=True, slots=True)
class Proposed(Fact):
    """A change that takes a second person. change: canonical text of the plain form of the fact that it will be, one of
    `SECOND`. reason: a code."""

    kind: ClassVar[str] = "proposed"
    change: str
    reason: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Approved(Fact):
    """The second person agrees: the change takes effect with this line. proposal: its line."""

    kind: ClassVar[str] = "approved"
    proposal: int


@dataclass(frozen=True, slots=True)
class Rejected(Fact):
    """The second person does not agree, or who proposed takes it back. proposal: its line."""

    kind: ClassVar[str] = "rejected"
    proposal: int
    document: str = ""


@dataclass(frozen=True, slots=True)
class MarkCorrected(Fact):
    """Another value for a cell of a signed sheet. supersedes: the cell's line. Only as an approved change."""

    kind: ClassVar[str] = "mark-corrected"
    cell: Cell
    value: str
    supersedes: int


@dataclass(frozen=True, slots=True)
class HeldAdmitted(Fact):
    """A held mark counts, in place of what its cell holds. line: of the mark. Only as an approved change."""

    kind: ClassVar[str] = "held-admitted"
    line: int


@dataclass(frozen=True, slots=True)
class EntrantSubstituted(Fact):
    """Somebody else competes as this entrant, before any mark. document: who. Only as an approved change."""

    kind: ClassVar[str] = "entrant-substituted"
    entrant: str
    document: str


@dataclass(frozen=True, slots=True)
class ResultReopened(Fact):
    """A final result is open again; notice and awards that rest on it are void. Only as an approved change."""

    kind: ClassVar[str] = "result-reopened"
    trade: str


@dataclass(frozen=True, slots=True)
class ReviewDrawn(Fact):
    """Whose marks are looked through again before the result is final. entrants: in running order, in a blind trade the
    codes."""

    kind: ClassVar[str] = "review-drawn"
    trade: str
    entrants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewRecorded(Fact):
    """What the review found. wrong: those of its entrants whose marks were found wrong, in running order."""

    kind: ClassVar[str] = "review-recorded"
    trade: str
    wrong: tuple[str, ...]
    document: str = ""


@dataclass(frozen=True, slots=True)
class NoticePosted(Fact):
    """The final result is on public notice. board: digest of the final table. day: local ISO date."""

    kind: ClassVar[str] = "notice-posted"
    trade: str
    board: str
    day: str


@dataclass(frozen=True, slots=True)
class ObjectionFiled(Fact):
    """An objection to a result on notice. entrant: whom it concerns (in a blind trade who was behind the code), "" for
    the trade. day: local ISO date."""

    kind: ClassVar[str] = "objection-filed"
    trade: str
    entrant: str
    day: str
    document: str


@dataclass(frozen=True, slots=True)
class ObjectionRuled(Fact):
    """objection: its line. ruling: upheld or dismissed. consequence: "none", or "reopen": the result must be opened
    again before the notice can close. Only upheld ones have one."""

    kind: ClassVar[str] = "objection-ruled"
    objection: int
    ruling: str
    consequence: str
    document: str


@dataclass(frozen=True, slots=True)
class NoticeClosed(Fact):
    """The notice has stood for its working days and every objection is ruled. day: local ISO date."""

    kind: ClassVar[str] = "notice-closed"
    trade: str
    day: str


@dataclass(frozen=True, slots=True)
class Awarded(Fact):
    """What the pinned policy comes to. board: digest of the final table. awards: (entrant, person, document) for every
    person, in a blind trade by who was behind the code; the document holds her case and the decision with its trace.
    house: `stream:seq:digest` of the house's own stream as it was read for what other events gave, "" where there is
    none."""

    kind: ClassVar[str] = "awarded"
    trade: str
    policy: str
    board: str
    awards: tuple[tuple[str, str, str], ...]
    rules: str = RULES
    house: str = field(default="", metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class Confirmed(Fact):
    """The authority confirms a stage: `result` (line: of NoticeClosed) or `awards` (line: of Awarded)."""

    kind: ClassVar[str] = "confirmed"
    trade: str
    stage: str
    line: int


@dataclass(frozen=True, slots=True)
class Returned(Fact):
    """The authority returns a stage, which is then to be done again. As `Confirmed`; reason: a code."""

    kind: ClassVar[str] = "returned"
    trade: str
    stage: str
    line: int
    reason: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class StepRefused(Fact):
    """A step from result to grade was tried out of order. step: kind of the fact. codes: of its problems, sorted."""

    kind: ClassVar[str] = "step-refused"
    trade: str
    step: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exported(Fact):
    """A file was taken out. export: what. form: xlsx, csv, json, pdf or zip. seq, digest: the line it was made at.
    trade: "" for the whole event. lang: its language. layout: digest of the content that says which columns it has, ""
    for none. house: line of the house's stream up to which it was read, 0 for none."""

    kind: ClassVar[str] = "exported"
    trade: str
    export: str
    form: str
    seq: int
    digest: str
    lang: str = field(default="", metadata=SPARSE)
    layout: str = field(default="", metadata=SPARSE)
    house: int = field(default=0, metadata=SPARSE)


SECOND: frozenset[type[Fact]] = frozenset(
    {MarkCorrected, SheetReopened, SpreadReopened, PanelReopened, HeldAdmitted, EntrantSubstituted, Recused}
    | {RecusalLifted, ResultReopened, SchemeAmended}
)
"""Facts that are never stated alone: only proposed by one person and approved by another. A disqualification may be."""

STEPS: frozenset[type[Fact]] = frozenset(
    {ReviewDrawn, ReviewRecorded, Finalised, NoticePosted, ObjectionFiled, ObjectionRuled, NoticeClosed}
    | {Awarded, Confirmed, Returned, Unsealed}
)
"""Steps from result to grade: what is tried out of order leaves a `StepRefused`."""

PROCEDURE: tuple[type[Fact], ...] = (
    *SITTINGS,
    SeedCommitted,
    CodesDrawn,
    CodesRead,
    Unsealed,
    HeldSetAside,
    TieDecided,
    SchemeAmended,
    TimeGranted,
    ModuleSigned,
    ModuleCountersigned,
    Proposed,
    Approved,
    Rejected,
    MarkCorrected,
    HeldAdmitted,
    EntrantSubstituted,
    ResultReopened,
    ReviewDrawn,
    ReviewRecorded,
    NoticePosted,
    ObjectionFiled,
    ObjectionRuled,
    NoticeClosed,
    Awarded,
    Confirmed,
    Returned,
    StepRefused,
    Exported,
)
"""Every fact of this page and the third."""
