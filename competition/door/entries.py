"""What a caller of the door may state, entry by entry: published schemas, strict reading, and the facts they become."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from competition.intake.files.texts import UNSEEN, visible
from competition.recording.explained import LONGEST as LONGEST_WORDS
from competition.recording.explained import one_line
from scoring import facts
from scoring.numbers import LONGEST
from scoring.problems import Problem

MOST_PROBLEMS: Final = 20
"""Problems of one entry that are said."""

_ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
Id = Annotated[str, Field(pattern=f"^{_ID}$")]
MaybeId = Annotated[str, Field(pattern=f"^({_ID})?$")]
Key = Annotated[
    str, Field(pattern="^[A-Za-z0-9_-]{1,64}$", description="the caller's own, never used for another fact")
]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Moment = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$")]


class Entry(BaseModel, ABC):
    """One thing stated. key: the same key with the same content is the same statement, sent again."""

    model_config = ConfigDict(strict=True, extra="forbid")
    key: Key

    @abstractmethod
    def fact(self, judge: str) -> facts.Fact:
        """The fact that the entry states. judge: who sends it, where that is a judge."""

    @property
    def words(self) -> str:
        """What explains it, which its fact names and does not say; "" for nothing."""
        return ""


class MarkEntry(Entry):
    """A judge's value for one cell; the judge is whoever sends it."""

    type: Literal["mark"]
    entrant: Id
    phase: Id
    item: MaybeId = ""
    aspect: Id
    attempt: int = Field(1, ge=1, le=99)
    value: str = Field(max_length=LONGEST, pattern=r"^(-?(0|[1-9][0-9]*)(\.[0-9]+)?|absent|abstained|lost)$")
    supersedes: int | None = Field(None, ge=0, le=2**53, description="seq of the line that held the value, if any")
    given_at: Moment | None = None
    comment: str = Field("", max_length=LONGEST_WORDS, description="why the mark is what it is, in words")

    @field_validator("comment")
    @classmethod
    def visible(cls, comment: str) -> str:
        """Refuse what hides or turns around what is seen."""
        if UNSEEN.search(comment):
            raise PydanticCustomError("unseen", "a character that cannot be seen")
        return comment

    @property
    def words(self) -> str:
        return one_line(self.comment)

    def fact(self, judge: str) -> facts.Fact:
        cell = facts.Cell(judge, self.entrant, self.phase, self.item, self.aspect, self.attempt)
        return facts.MarkGiven(cell, self.value, self.supersedes or 0, self.given_at or "")


class SignatureEntry(Entry):
    """A judge's signature under all her marks of an entrant in a phase."""

    type: Literal["signature"]
    entrant: Id
    phase: Id
    digest: Digest = Field(description="SHA-256 of the canonical JSON of the sorted [cell, value] pairs of the sheet")

    def fact(self, judge: str) -> facts.Fact:
        return facts.SheetSigned(judge, self.entrant, self.phase, self.digest)


class AdvancedEntry(Entry):
    """Who goes on to a phase."""

    type: Literal["entrants-advanced"]
    trade: Id
    phase: Id
    entrants: list[Id] = Field(min_length=1, max_length=10_000)

    def fact(self, judge: str) -> facts.Fact:
        return facts.EntrantsAdvanced(self.trade, self.phase, tuple(self.entrants))


class AdjustedEntry(Entry):
    """A penalty or bonus, or that an entrant did not start, did not finish or is disqualified."""

    type: Literal["adjusted"]
    entrant: Id
    phase: MaybeId = Field("", description="empty only for a dsq from the whole trade")
    figure: Id = "total"
    item: MaybeId = ""
    adjustment: Literal["penalty", "bonus", "dns", "dnf", "dsq"]
    value: str = Field("", max_length=LONGEST, pattern=r"^((0|[1-9][0-9]*)(\.[0-9]+)?)?$")
    reason: str = Field(pattern="^[a-z0-9][a-z0-9-]{0,63}$", description="a code")

    def fact(self, judge: str) -> facts.Fact:
        return facts.Adjusted(
            self.entrant, self.phase, self.figure, self.item, self.adjustment, self.value, self.reason
        )


class ClosedEntry(Entry):
    """A panel marks no more in a phase."""

    type: Literal["panel-closed"]
    trade: Id
    phase: Id
    panel: Id

    def fact(self, judge: str) -> facts.Fact:
        return facts.PanelClosed(self.trade, self.phase, self.panel)


class FrozenEntry(Entry):
    """Public and hall keep the trade's table as it stands."""

    type: Literal["frozen"]
    trade: Id
    board: Digest | None = Field(None, description="digest of the table; without it, of the table as it stands")

    def fact(self, judge: str) -> facts.Fact:
        return facts.Frozen(self.trade, self.board or "")


class RevealedEntry(Entry):
    """A step of a ceremony: public and hall see where these entrants of a frozen trade stand."""

    type: Literal["revealed"]
    trade: Id
    entrants: list[Id] = Field(min_length=1, max_length=10_000)
    board: Digest = Field(description="digest of the table that the step was made from")

    def fact(self, judge: str) -> facts.Fact:
        return facts.Revealed(self.trade, tuple(self.entrants), self.board)


class ThawedEntry(Entry):
    """Public and hall follow the trade again."""

    type: Literal["thawed"]
    trade: Id

    def fact(self, judge: str) -> facts.Fact:
        return facts.Thawed(self.trade)


class FinalisedEntry(Entry):
    """The trade's result is final."""

    type: Literal["finalised"]
    trade: Id
    board: Digest | None = Field(None, description="digest of the table; without it, of the table as it stands")

    def fact(self, judge: str) -> facts.Fact:
        return facts.Finalised(self.trade, self.board or "")


JudgesEntry = Annotated[MarkEntry | SignatureEntry, Field(discriminator="type")]
OrganisersEntry = Annotated[
    AdvancedEntry | AdjustedEntry | ClosedEntry | FrozenEntry | RevealedEntry | ThawedEntry | FinalisedEntry,
    Field(discriminator="type"),
]
JUDGES: Final[TypeAdapter[Any]] = TypeAdapter(JudgesEntry)

_CODES: Final = {
    "value": "bad-number",
    "key": "bad-key",
    "given_at": "bad-time",
    "digest": "bad-digest",
    "board": "bad-digest",
    "reason": "bad-reason",
}
_TYPES: Final = {"string": "text", "int": "whole number", "list": "list", "model": "table", "dict": "table"}


def read(kinds: TypeAdapter[Any], given: object) -> Entry | list[Problem]:
    """The entry that was given, or everything that is wrong with it."""
    try:
        entry: Entry = kinds.validate_python(given)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return [_problem(each, given) for each in found[:MOST_PROBLEMS]]
    return entry


def _problem(error: Mapping[str, Any], given: object) -> Problem:
    kind: str = error["type"]
    path = list(error["loc"][1:])
    where = ".".join(str(step)[:80] for step in path)
    context = {name: str(value)[:80] for name, value in error.get("ctx", {}).items()}
    if kind.startswith("union_tag"):
        missing = kind.endswith("not_found")
        facts = {} if missing else {"value": context["tag"], "choices": _listed(context["expected_tags"])}
        return Problem("missing-key" if missing else "unknown-choice", "type", facts)
    if kind == "missing":
        return Problem("missing-key", where)
    if kind == "extra_forbidden":
        return Problem("unknown-key", where)
    if kind == "unseen":
        return Problem("control-character", where, {"value": visible(_said(given, path))})
    if kind == "string_too_long" and path == ["comment"]:
        return Problem("comment-too-long", where, {"most": str(LONGEST_WORDS)})
    if kind in ("string_pattern_mismatch", "string_too_long"):
        return Problem(_CODES.get(str(path[0]), "bad-id"), where, {"value": _said(given, path)})
    if kind == "literal_error":
        return Problem("unknown-choice", where, {"value": _said(given, path), "choices": _listed(context["expected"])})
    if kind in ("greater_than_equal", "less_than_equal"):
        low, high = ("1", "99") if where == "attempt" else ("0", str(2**53))
        return Problem("out-of-range", where, {"value": _said(given, path), "low": low, "high": high})
    if kind in ("too_short", "too_long"):
        return Problem("empty-value" if kind == "too_short" else "too-long", where)
    return Problem("wrong-type", where, {"expected": _TYPES.get(kind.partition("_")[0], kind)})


def _listed(choices: str) -> str:
    return choices.replace("'", "").replace(" or ", ", ")


def _said(given: Any, path: list[str | int]) -> str:
    for step in path:
        given = given[step]
    return str(given)[:80]
