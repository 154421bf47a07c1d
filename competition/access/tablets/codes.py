"""A short code that was typed, and what it counts for: a ticket or an invitation.

A code that has ended and one that nobody has are one to whoever tries them: both are looked for in the same places, get
the same answer, and count as a wrong try. Only who used a code herself is still led on by it: a second click, or the
browser that the ticket enrolled.
"""

from __future__ import annotations

from sqlalchemy import Connection

from competition.access import invitations
from competition.access.invitations import Invitation
from competition.access.tablets import tickets
from competition.access.tablets.tickets import Ticket

Counting = Ticket | Invitation


def counting(
    connection: Connection, code: str, *, device: str = "", showing: str = "", login: str = ""
) -> Counting | None:
    """What the code counts for, None for nothing. device: id of the one that the browser is; showing: as `tickets.use`
    takes it; login: the name that is chosen in a form."""
    ticket, invitation = tickets.by_code(connection, code), invitations.find(connection, code)
    shown_to = tickets.device_of(connection, "" if ticket is None else ticket.id, showing)
    if ticket is not None:
        own = ticket.device and ticket.device in (device, shown_to)
        return ticket if own or ticket.state == "open" else None
    return invitation if invitation is not None and _counts(invitation, login) else None


def invitation(connection: Connection, code: str, login: str = "") -> Invitation | None:
    """The same, of invitations alone."""
    found = invitations.find(connection, code)
    return found if found is not None and _counts(found, login) else None


def _counts(invitation: Invitation, login: str) -> bool:
    return invitation.state == "open" or bool(login and invitation.used_by == f"{invitation.role}.{login}")
