"""Rulings, as a caller of the door may state them: changes for two persons, held marks, extra time, modules signed.
What was written in words is stated on the pages only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from competition.door.entries import Digest, Entry, Id
from scoring import facts, steps
from scoring.lines import canonical

Line = Annotated[int, Field(ge=1, le=2**53, description="seq of a line")]
Reason = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,63}$", description="a code")]


class ProposedEntry(Entry):
    """A change that takes a second person."""

    type: Literal["proposed"]
    change: dict[str, str] = Field(
        max_length=12, description="the fact that it will be: its kind under `fact`, and its attributes as texts"
    )
    reason: Reason

    def fact(self, judge: str) -> facts.Fact:
        return steps.Proposed(canonical(self.change), self.reason)


class ApprovedEntry(Entry):
    """The second person agrees, and the change takes effect."""

    type: Literal["approved"]
    proposal: Line

    def fact(self, judge: str) -> facts.Fact:
        return steps.Approved(self.proposal)


class RejectedEntry(Entry):
    """The second person does not agree, or who proposed takes it back."""

    type: Literal["rejected"]
    proposal: Line

    def fact(self, judge: str) -> facts.Fact:
        return steps.Rejected(self.proposal)


class SetAsideEntry(Entry):
    """A held mark will not count."""

    type: Literal["held-set-aside"]
    line: Line
    reason: Reason

    def fact(self, judge: str) -> facts.Fact:
        return steps.HeldSetAside(self.line, self.reason)


class TieEntry(Entry):
    """The chief judge decides in which order those stand whom no rule tells apart."""

    type: Literal["tie-decided"]
    trade: Id
    phase: Id
    entrants: list[Id] = Field(min_length=1, max_length=1000, description="all who are tied, the best first")
    reason: Reason

    def fact(self, judge: str) -> facts.Fact:
        return steps.TieDecided(self.trade, self.phase, tuple(self.entrants), self.reason)


class TimeEntry(Entry):
    """Extra time for a fault that was not the entrant's."""

    type: Literal["time-granted"]
    entrant: Id
    phase: Id
    seconds: int = Field(ge=1, le=8 * 3600)
    reason: Reason

    def fact(self, judge: str) -> facts.Fact:
        return steps.TimeGranted(self.entrant, self.phase, self.seconds, self.reason)


class ModuleEntry(Entry):
    """The chief judge signs a module's figures as seen."""

    type: Literal["module-signed"]
    trade: Id
    phase: Id
    module: Id
    digest: Digest = Field(description="SHA-256 of the canonical JSON of [entrant, figure, status] in running order")

    def fact(self, judge: str) -> facts.Fact:
        return steps.ModuleSigned(self.trade, self.phase, self.module, self.digest)


class CountersignedEntry(Entry):
    """The supervisor signs the figures of a module that the chief judge has signed."""

    type: Literal["module-countersigned"]
    trade: Id
    phase: Id
    module: Id
    digest: Digest = Field(description="as of module-signed")

    def fact(self, judge: str) -> facts.Fact:
        return steps.ModuleCountersigned(self.trade, self.phase, self.module, self.digest)


RulingEntry = Annotated[
    ProposedEntry
    | ApprovedEntry
    | RejectedEntry
    | SetAsideEntry
    | TieEntry
    | TimeEntry
    | ModuleEntry
    | CountersignedEntry,
    Field(discriminator="type"),
]
