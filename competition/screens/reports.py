"""What a screen says of itself every few seconds, read strictly: a page of ours says it so, and nobody else need."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from competition.screens.choices import LONGEST
from competition.screens.store import MOST as _MOST_PAGES
from scoring.problems import Problem

EVERY_S: Final = 3
"""How often a screen reports."""

LARGEST: Final = 4096
"""Bytes of a report."""

RATE: Final = "90/minute"
"""Reports of one screen, whatever browsers they come from."""

_Page = Annotated[str, Field(max_length=LONGEST)]


def _moment(text: str) -> str:
    """The same, where it is "" or a time that was or will be. Raises ValueError."""
    if text:
        datetime.fromisoformat(text)
    return text


_Moment = Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}Z)?$"), AfterValidator(_moment)]


class Report(BaseModel):
    """A report. key: of this loading of the page. shows: what is on the glass. page, version, as_of, board: the plan's
    page that is loaded (null for none), its board's version and time, and how that is linked. place: in the plan;
    left_s: until it turns, 0 where it does not. build: version of the screen's page. failed: pages of the plan that
    could not be loaded. awake: the machine was asked not to sleep, and agreed."""

    model_config = ConfigDict(extra="forbid", strict=True)
    key: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    shows: Literal["nothing", "page", "message", "hidden", "name"]
    page: _Page | None
    place: int = Field(ge=0, lt=100)
    left_s: int = Field(ge=0, le=3600)
    version: int | None = Field(ge=0, le=10**15)
    as_of: _Moment
    board: Literal["", "connecting", "live", "stale", "missing", "closed"]
    width: int = Field(ge=0, le=100_000)
    height: int = Field(ge=0, le=100_000)
    build: str = Field(pattern=r"^[0-9a-f]{0,40}$")
    visible: bool
    link: Literal["socket", "poll"]
    failed: list[_Page] = Field(max_length=_MOST_PAGES)
    awake: bool


def read(given: Any) -> Report | list[Problem]:
    """The report, or everything that is wrong with it."""
    try:
        return Report.model_validate(given)
    except ValidationError as wrong:
        found = wrong.errors(include_url=False, include_context=False, include_input=False)
        return [Problem("bad-report", _where(each["loc"]), {}) for each in found]


def _where(place: tuple[int | str, ...]) -> str:
    """Path inside the report; of a name that it should not have only that there is one."""
    named = [str(each) for each in place]
    return ".".join(named) if named and named[0] in Report.model_fields else ""
