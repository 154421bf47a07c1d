"""Facts about who judges, third page: a panel confers, is opened again, and a judge who was recused sits again.

What was written in words is a document outside the ledger; a fact names it by its salted digest, "" for none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scoring.facts import Fact


@dataclass(frozen=True, slots=True)
class DeliberationRecorded(Fact):
    """A panel whose marks lie too far apart has conferred; its judges mark the aspect again."""

    kind: ClassVar[str] = "deliberation-recorded"
    entrant: str
    phase: str
    item: str
    aspect: str
    document: str
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class SheetReopened(Fact):
    """A signed sheet may be marked on, and is to be signed anew. Only as an approved change."""

    kind: ClassVar[str] = "sheet-reopened"
    judge: str
    entrant: str
    phase: str


@dataclass(frozen=True, slots=True)
class SpreadReopened(Fact):
    """A panel whose marks lie too far apart has conferred, and every sheet of its judges that is signed may be marked
    on. document: the deliberation. Only as an approved change."""

    kind: ClassVar[str] = "spread-reopened"
    entrant: str
    phase: str
    item: str
    aspect: str
    document: str
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class PanelReopened(Fact):
    """A closed panel marks on. Only as an approved change."""

    kind: ClassVar[str] = "panel-reopened"
    trade: str
    phase: str
    panel: str


@dataclass(frozen=True, slots=True)
class RecusalLifted(Fact):
    """A judge who was recused since the trade opened marks the entrant again: what she gave before counts again, what
    was given in her place counts nowhere. Only as an approved change."""

    kind: ClassVar[str] = "recusal-lifted"
    judge: str
    entrant: str
    panel: str


SITTINGS: tuple[type[Fact], ...] = (
    DeliberationRecorded,
    SheetReopened,
    SpreadReopened,
    PanelReopened,
    RecusalLifted,
)
"""Every fact of this page."""
