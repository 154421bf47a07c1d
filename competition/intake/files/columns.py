"""The files of a package and their columns, on one page: what is read, what is written, and in which order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from competition.intake.identity import GENDERS, PAPERS
from competition.intake.interests import RESERVE, are_interests
from scoring.checks import REASON
from scoring.documents import ID
from scoring.grades import Grade, grade
from scoring.numbers import parse

LEVELS = ("1", "2", "3", "4", "5")
"""Grades by the digit of their certificate: 1 一级 … 5 五级."""

ROLES = ("member", "coach")
SEATS = ("", "office")
"""Who fills a judge's sheets: the judge, or the office (theory results, measured readings)."""

ADJUSTMENTS = ("penalty", "bonus", "dns", "dnf", "dsq")
STATUSES = frozenset({"dns", "dnf", "dsq"})
ATTEMPT = "attempt"
"""Column that is 1 where it is empty."""

PHOTO = re.compile(rf"photos/(?:{ID.pattern})\.(?:png|jpg|jpeg|webp)")
"""Where the photo of a person lies in the package."""

_ATTEMPT = re.compile(r"[1-9][0-9]?")
_PROMOTION = re.compile(r"[12][0-9]{3}:.+")
EARLIEST, LATEST = "1900-01-01", "2199-12-31"


def is_id(value: str) -> bool:
    """True for what may be an id."""
    return ID.fullmatch(value) is not None


def is_figure(value: str) -> bool:
    """True for the id of a figure, also of one that is told by judge or attempt: `counted:A1`, `attempt:2:A1`."""
    return all(is_id(part) for part in value.split(":"))


def is_number(value: str) -> bool:
    """True for a plain exact number."""
    return parse(value) is not None


def is_date(value: str) -> bool:
    """True for a day of the calendar written `2026-05-01`."""
    try:
        return date.fromisoformat(value).isoformat() == value and EARLIEST <= value <= LATEST
    except ValueError:
        return False


def is_attempt(value: str) -> bool:
    """True for the number of an attempt, from 1."""
    return _ATTEMPT.fullmatch(value) is not None


def is_reason(value: str) -> bool:
    """True for a code that may stand as a reason: free text never does."""
    return REASON.fullmatch(value) is not None


def is_grade(value: str) -> bool:
    """True for a grade that a person can hold, by its code, level or name; `none`, `-` and 无 are a person without."""
    return grade(value) is not None


def is_promotions(value: str) -> bool:
    """True for promotions `2024:4`, year and grade reached, each on a line of its own or after a semicolon."""
    return all(_PROMOTION.fullmatch(each) and grade(each[5:]) not in (None, Grade.NONE) for each in promotions(value))


def promotions(value: str) -> list[str]:
    """The promotions that a value states."""
    return [each for each in re.split(r"[;；\s]+", value) if each]


def is_place(value: str) -> bool:
    """True for a judge's own place on a panel, "", and one in reserve."""
    return value in ("", RESERVE)


def is_photo(value: str) -> bool:
    """True for the path of a photo in the package."""
    return PHOTO.fullmatch(value) is not None


def _anything(value: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value of a column may be. code: the problem where `holds` is false."""

    holds: Callable[[str], bool]
    code: str = ""
    prose: bool = False


KINDS: Mapping[str, Kind] = {
    "id": Kind(is_id, "bad-id"),
    "figure": Kind(is_figure, "bad-id"),
    "text": Kind(_anything),
    "prose": Kind(_anything, prose=True),
    "number": Kind(is_number, "bad-number"),
    "attempt": Kind(is_attempt, "unknown-attempt"),
    "date": Kind(is_date, "bad-date"),
    "level": Kind(LEVELS.__contains__, "bad-level"),
    "held": Kind(is_grade, "bad-grade"),
    "promotions": Kind(is_promotions, "bad-promotions", prose=True),
    "seat": Kind(SEATS.__contains__, "bad-seat-kind"),
    "interests": Kind(are_interests, "bad-interest", prose=True),
    "place": Kind(is_place, "bad-place"),
    "role": Kind(ROLES.__contains__, "bad-role"),
    "adjustment": Kind(ADJUSTMENTS.__contains__, "bad-adjustment"),
    "reason": Kind(is_reason, "bad-reason"),
    "paper": Kind(PAPERS.__contains__, "bad-identity-type"),
    "gender": Kind(GENDERS.__contains__, "bad-gender"),
    "photo": Kind(is_photo, "bad-photo-path"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """needed: the value may not be empty. kind: a key of `KINDS`. optional: a file may do without the column, which is
    empty then."""

    name: str
    kind: str
    needed: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class File:
    """One CSV file. needed: a package without it is none. key: columns that together stand once, and the problem's
    code where they do not."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    twice: str
    needed: bool = False

    @property
    def header(self) -> tuple[str, ...]:
        """Column names in the order that they are written in."""
        return tuple(column.name for column in self.columns)


def _columns(text: str) -> tuple[Column, ...]:
    """`name:kind` joined by spaces; a `!` marks a value that is needed, a `?` a column that a file may do without."""
    parsed = (each.partition(":") for each in text.split())
    return tuple(Column(name, kind.rstrip("!?"), kind.endswith("!"), kind.endswith("?")) for name, _, kind in parsed)


_ALL = (
    File(
        "entrants.csv",
        _columns("trade:id! entrant:id! number:text name:text! name_en:text organisation:text organisation_en:text")
        + _columns("group:text team:id?"),
        ("entrant",),
        "duplicate-id",
        needed=True,
    ),
    File("teams.csv", _columns("team:id! name:text! name_en:text"), ("team",), "duplicate-id"),
    File("members.csv", _columns("entrant:id! person:id! role:role!"), ("entrant", "person", "role"), "duplicate-row"),
    File(
        "persons.csv",
        _columns("person:id! name:text! name_en:text birth_date:date level:held titles:prose group:text")
        + _columns("promotions:promotions identity_type:paper? identity:text? gender:gender? education:text?")
        + _columns("phone:text? photo:photo?"),
        ("person",),
        "duplicate-id",
    ),
    File(
        "items.csv",
        _columns("trade:id! phase:id! entrant:id! item:id! criterion:id! name:text difficulty:number")
        + _columns("base_value:number table:id factor:number"),
        ("phase", "entrant", "item"),
        "duplicate-row",
    ),
    File(
        "judges.csv",
        _columns("judge:id! name:text! name_en:text organisation:text interests:interests kind:seat?"),
        ("judge",),
        "duplicate-id",
        needed=True,
    ),
    File(
        "panels.csv",
        _columns("trade:id! phase:id panel:id! item:id judge:id! role:place?"),
        ("trade", "phase", "panel", "item", "judge"),
        "duplicate-row",
        needed=True,
    ),
    File(
        "recusals.csv",
        _columns("trade:id! panel:id! judge:id! entrant:id! reserve:id"),
        ("trade", "panel", "judge", "entrant"),
        "duplicate-row",
    ),
    File("advanced.csv", _columns("trade:id! phase:id! entrant:id!"), ("trade", "phase", "entrant"), "duplicate-row"),
    File(
        "marks.csv",
        _columns("judge:id! entrant:id! phase:id! item:id aspect:id! attempt:attempt value:text!")
        + _columns("comment:text?"),
        ("judge", "entrant", "phase", "item", "aspect", "attempt"),
        "duplicate-mark",
    ),
    File(
        "adjustments.csv",
        _columns("trade:id! phase:id entrant:id! item:id figure:id adjustment:adjustment! value:number reason:reason!"),
        ("trade", "phase", "entrant", "item", "figure", "adjustment", "value", "reason"),
        "duplicate-row",
    ),
    File(
        "decisions.csv",
        _columns("trade:id! phase:id! entrants:text! reason:reason!"),
        ("trade", "phase", "entrants"),
        "duplicate-row",
    ),
    File(
        "expected.csv",
        _columns("trade:id! phase:id entrant:id! item:id judge:id figure:figure! value:text"),
        ("trade", "phase", "entrant", "item", "judge", "figure"),
        "duplicate-row",
    ),
)

FILES: Mapping[str, File] = {file.name: file for file in _ALL}
"""The CSV files of a package by name, in the order that they are read and written in."""

CONTEST = "contest.toml"
SCHEMES = "schemes/"
POLICIES = "policies/"
