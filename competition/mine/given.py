"""The certificates that a competitor was given in this event, for her private page; each leads to its check."""

from __future__ import annotations

from typing import NamedTuple

from competition.certificates.certificate import Certificate
from competition.certificates.service import Certificates
from scoring.register import Entry


class Given(NamedTuple):
    """A certificate of a member of the entrant."""

    entry: Entry
    says: Certificate


async def given(certificates: Certificates, event: str, trade: str, entrant: str) -> list[Given]:
    """Those of an entrant's members that were issued, in the order of their numbers; not a coach's, and none of which
    nothing is kept any more. Raises StoreFailed."""
    entries = [each for each in await certificates.entries(event, trade) if each.issued and each.due.entrant == entrant]
    said = await certificates.said(entries)
    found = [Given(each, said[each.number]) for each in entries if each.number in said]
    return [each for each in found if each.says.role == "member"]
