"""What the fold keeps of a procedure: frozen values that `state` holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from scoring.facts import Fact
from scoring.steps import Awarded


class Layer(NamedTuple):
    """One layer of blind codes. commitment: of its seed. number: drawn in public, "" before. codes: commitment by code.
    behind: whom each code stands for (an entrant, or a code of the layer before), none while it is sealed. readers:
    accounts that looked behind it."""

    commitment: str
    number: str = ""
    codes: Mapping[str, str] = {}
    behind: Mapping[str, str] = {}
    readers: frozenset[str] = frozenset()


class Proposal(NamedTuple):
    """A change that waits for its second person. line, actor, at: of the line that proposed it. trade: that it is
    about. target: what it would change; no two wait for the same."""

    line: int
    change: Fact
    actor: str
    at: str
    reason: str
    document: str
    trade: str
    target: tuple[object, ...]


class Review(NamedTuple):
    """entrants: whose marks are looked through again. wrong: those found wrong, None until it is recorded. full_needed:
    too many were wrong, all are to be looked through. line, at: of the last line about it. seen: everybody who was ever
    looked through; found: line that last found an entrant wrong, by entrant."""

    entrants: tuple[str, ...] = ()
    wrong: tuple[str, ...] | None = None
    full_needed: bool = False
    line: int = 0
    at: str = ""
    seen: frozenset[str] = frozenset()
    found: Mapping[str, int] = {}


class Notice(NamedTuple):
    """A result on public notice. line, day: posted; closed, closed_day: closed, 0 and "" while it stands."""

    line: int
    day: str
    closed: int = 0
    closed_day: str = ""


class Objection(NamedTuple):
    """at: day it was filed. ruling: upheld or dismissed, "" while open. consequence: none or reopen. ruled_line: 0
    while open."""

    entrant: str
    at: str
    document: str
    ruling: str = ""
    consequence: str = ""
    ruled_line: int = 0


class Awarding(NamedTuple):
    """What the policy came to, and the line that says so."""

    line: int
    fact: Awarded
