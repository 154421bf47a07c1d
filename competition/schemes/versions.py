"""The schemes that a trade has had, one after the other, as its ledger tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from competition.schemes.changes import Difference, differences
from competition.schemes.standing import is_amendment
from competition.store.database import Database
from competition.store.ledger import Ledger
from scoring.facts import TradeOpened
from scoring.lines import Line
from scoring.procedure.seconds import read_change
from scoring.scheme import parse_scheme
from scoring.steps import Approved, Proposed, SchemeAmended


class Version(NamedTuple):
    """A scheme that was put in place. scheme: digest of its content. line: that put it there. proposal: that asked for
    it, None of the first."""

    scheme: str
    line: Line
    proposal: Line | None


def versions(lines: Iterable[Line], trade: str) -> list[Version]:
    """Every scheme that the trade has had, the first one first; none while it is not open."""
    proposed: dict[int, tuple[Line, SchemeAmended]] = {}
    found = []
    for line in lines:
        fact = line.fact
        if isinstance(fact, TradeOpened) and fact.trade == trade:
            found.append(Version(fact.scheme, line, None))
        elif isinstance(fact, Proposed):
            change = read_change(fact.change)
            if isinstance(change, SchemeAmended) and is_amendment(change, trade):
                proposed[line.seq] = (line, change)
        elif isinstance(fact, Approved) and fact.proposal in proposed:
            proposal, change = proposed[fact.proposal]
            found.append(Version(change.scheme, line, proposal))
    return found


def before(found: Iterable[Version], proposal: int) -> str:
    """Digest of the scheme that a proposed one takes the place of, or took."""
    last = ""
    for version in found:
        if version.proposal is not None and version.proposal.seq == proposal:
            break
        last = version.scheme
    return last


async def compared(database: Database, event: str, old: str, new: str) -> list[Difference]:
    """What one content changes of another. Raises what the database raises."""
    contents: Mapping[str, str] = await database.read(Ledger(database, event).contents, {old, new})
    return differences(parse_scheme(contents[old]), parse_scheme(contents[new]))
