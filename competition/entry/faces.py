"""What a sheet asks of whom: to be typed, typed again where two differ, decided, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.access.visitors import Visitor
from competition.entry.comparing import AGREED, APART, DIFFERS, MOST, Compared, Draft, compared
from competition.entry.entering import Choice, choices, for_chief
from competition.entry.paper import Paper
from scoring.plan import Place
from scoring.procedure.seconds import same_person

TYPE, TYPED, AGAIN, WAITS, OTHERS, DECIDE, THIRD, RECORD = (
    *("type", "typed", "again", "waits", "others", "decide", "third", "record"),
)
"""type: she types it. typed: she did, another is to. again: she types again what differs. waits: she did, and another
has to. others: two others have to. decide: she decides. third: a third person has to. record: nothing is left but to
record it. look: she types nothing here."""
LOOK = "look"


@dataclass(frozen=True)
class Face:
    """kind: one of the words above. choices: what is to be decided. chief: by the chief judge alone. clears: she may
    have the sheet typed from the beginning."""

    kind: str
    found: Compared
    choices: Mapping[Place, Choice]
    chief: bool
    clears: bool


def is_hers(visitor: Visitor, event: str, draft: Draft) -> bool:
    """True where the visitor typed it, in whatever role."""
    return any(same_person(actor.id, draft.by) for actor in visitor.actors if actor.event in ("", event))


def face(visitor: Visitor, event: str, of: Paper, drafts: Sequence[Draft]) -> Face:
    """What the sheet asks of the visitor. Until she has typed it herself, nothing here depends on what another typed,
    nor on whether anybody did."""
    found = compared(drafts)
    own = any(is_hers(visitor, event, draft) for draft in drafts)
    chosen = choices(of, found) if found.state in (APART, AGREED) else {}
    chief = for_chief(chosen)
    return Face(_kind(visitor, event, drafts, found, own, chosen), found, chosen, chief, own != (len(drafts) >= MOST))


def _kind(
    visitor: Visitor,
    event: str,
    drafts: Sequence[Draft],
    found: Compared,
    own: bool,
    chosen: Mapping[Place, Choice],
) -> str:
    if len(drafts) < MOST:
        return TYPED if own else TYPE if visitor.may("enter-sheets", event) else LOOK
    if found.state == DIFFERS:
        owes = any(is_hers(visitor, event, draft) and draft.by in found.again for draft in drafts)
        return AGAIN if owes else WAITS if own else OTHERS
    if not chosen:
        return RECORD
    decides = visitor.may("settle", event) or (not for_chief(chosen) and visitor.may("enter-sheets", event))
    return DECIDE if decides and not own else THIRD
