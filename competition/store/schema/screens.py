"""Screens of the hall: what each is to show, and what it last said of itself."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

from competition.store.schema.base import metadata, of_event, place, text

screen = Table(
    "screen",
    metadata,
    of_event(),
    text("id", key=True),
    text("code"),
    text("name"),
    text("plan"),
    text("message"),
    place("full"),
    place("hidden"),
    place("identify"),
    place("reload"),
    text("made_at"),
    text("seen_at"),
    text("report"),
    UniqueConstraint("code"),
)
"""A browser in the hall that is told from the office what to show. code: the end of its address. plan: JSON, list of
[page, seconds]. message, full: words over what it shows, in a band or alone. hidden: it shows the event's name alone.
identify, reload: how often it was asked to say its name, to load itself anew. report: JSON, what it last said, at
seen_at; "" for nothing yet."""
