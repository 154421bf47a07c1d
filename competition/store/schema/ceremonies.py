"""Ceremonies: the list of steps, and what stands on the stages that show it."""

from __future__ import annotations

from sqlalchemy import Table

from competition.store.schema.base import metadata, of_event, place, text

ceremony = Table(
    "ceremony",
    metadata,
    of_event(),
    text("plan"),
    place("revision"),
    text("made_at"),
    text("made_by"),
)
"""The list of steps of an event. plan: JSON, see `competition.ceremony.steps`. revision: how often it was changed.
made_by: account that made it last."""

stage = Table(
    "stage",
    metadata,
    of_event(),
    text("name", key=True),
    place("at"),
    place("reached"),
    place("held"),
    place("over"),
    place("moves"),
    text("moved_at"),
)
"""What a stage shows of the list. name: `stage` for everybody, `rehearsal` for the office alone. at: place of the step
that is on it, -1 for none; reached: of the last that was. held: 1 while it shows a card in place of the step. over: 1
once it shows the podiums. moves: how often it was changed."""
