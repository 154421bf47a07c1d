"""Steps from result to grade, as a caller of the door may state them. What the server sets (the day, the lot, the seed)
is in none of them; what was written in words is stated on the pages only."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter

from competition.door.entries import Digest, Entry, Id, MaybeId, OrganisersEntry
from competition.door.rulings import RulingEntry
from scoring import facts, steps

MOST_LISTED: Final = 10_000
Line = Annotated[int, Field(ge=1, le=2**53, description="seq of a line")]


class UnsealedEntry(Entry):
    """Whose code is whose; the server adds the seeds, or the salts of a layer before the last to be unsealed."""

    type: Literal["unsealed"]
    trade: Id
    layer: Literal["", "contest", "station", "work"] = Field("", description="empty where codes have one layer")

    def fact(self, judge: str) -> facts.Fact:
        return steps.Unsealed(self.trade, "", (), self.layer)


class ReviewDrawnEntry(Entry):
    """Whose marks are looked through again; the server draws them."""

    type: Literal["review-drawn"]
    trade: Id

    def fact(self, judge: str) -> facts.Fact:
        return steps.ReviewDrawn(self.trade, ())


class ReviewRecordedEntry(Entry):
    """Whose marks the review found wrong."""

    type: Literal["review-recorded"]
    trade: Id
    wrong: list[Id] = Field(default=[], max_length=MOST_LISTED)

    def fact(self, judge: str) -> facts.Fact:
        return steps.ReviewRecorded(self.trade, tuple(self.wrong))


class NoticePostedEntry(Entry):
    """The final result is on public notice from today."""

    type: Literal["notice-posted"]
    trade: Id

    def fact(self, judge: str) -> facts.Fact:
        return steps.NoticePosted(self.trade, "", "")


class NoticeClosedEntry(Entry):
    """The notice has stood for its working days."""

    type: Literal["notice-closed"]
    trade: Id

    def fact(self, judge: str) -> facts.Fact:
        return steps.NoticeClosed(self.trade, "")


class ObjectionFiledEntry(Entry):
    """An objection to a result on notice."""

    type: Literal["objection-filed"]
    trade: Id
    entrant: MaybeId = Field("", description="empty for the whole trade")

    def fact(self, judge: str) -> facts.Fact:
        return steps.ObjectionFiled(self.trade, self.entrant, "", "")


class ObjectionRuledEntry(Entry):
    """A ruling on an objection."""

    type: Literal["objection-ruled"]
    objection: Line
    ruling: Literal["upheld", "dismissed"]
    consequence: Literal["none", "reopen"] = "none"

    def fact(self, judge: str) -> facts.Fact:
        return steps.ObjectionRuled(self.objection, self.ruling, self.consequence, "")


class AwardedEntry(Entry):
    """What the pinned policy comes to, person by person."""

    type: Literal["awarded"]
    trade: Id
    policy: Digest
    awards: list[Annotated[list[str], Field(min_length=3, max_length=3)]] = Field(
        max_length=MOST_LISTED, description="entrant, person, digest of the document that holds case and decision"
    )

    def fact(self, judge: str) -> facts.Fact:
        awards = tuple((entrant, person, document) for entrant, person, document in self.awards)
        return steps.Awarded(self.trade, self.policy, "", awards)


class ConfirmedEntry(Entry):
    """The authority confirms a stage."""

    type: Literal["confirmed"]
    trade: Id
    stage: Literal["result", "awards"]
    line: Line

    def fact(self, judge: str) -> facts.Fact:
        return steps.Confirmed(self.trade, self.stage, self.line)


class ReturnedEntry(Entry):
    """The authority returns a stage, which is then to be done again."""

    type: Literal["returned"]
    trade: Id
    stage: Literal["result", "awards"]
    line: Line
    reason: str = Field(pattern="^[a-z0-9][a-z0-9-]{0,63}$", description="a code")

    def fact(self, judge: str) -> facts.Fact:
        return steps.Returned(self.trade, self.stage, self.line, self.reason)


StepEntry = Annotated[
    UnsealedEntry
    | ReviewDrawnEntry
    | ReviewRecordedEntry
    | NoticePostedEntry
    | NoticeClosedEntry
    | ObjectionFiledEntry
    | ObjectionRuledEntry
    | AwardedEntry
    | ConfirmedEntry
    | ReturnedEntry,
    Field(discriminator="type"),
]
StatedEntry = Annotated[OrganisersEntry | StepEntry | RulingEntry, Field(discriminator="type")]
FACTS: Final[TypeAdapter[Any]] = TypeAdapter(StatedEntry)
"""Everything that `POST /api/facts` takes."""
