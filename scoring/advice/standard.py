"""The occupational standard that a scheme marks against: its sections, and which aspect belongs to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.numbers import Exact


@dataclass(frozen=True)
class Section:
    """A section of the standard. marks: of all marks, how many it is to bear, None where that is not stated."""

    id: str
    name: str
    marks: Exact | None


@dataclass(frozen=True)
class Standard:
    """sections: in their order. aspects: section by aspect."""

    sections: tuple[Section, ...]
    aspects: Mapping[str, str]
