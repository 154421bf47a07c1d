"""Rehearsals: events that are only tried out, and how far each of them is."""

from __future__ import annotations

from sqlalchemy import Table

from competition.store.schema.base import metadata, of_event, place, text

rehearsal = Table(
    "rehearsal",
    metadata,
    of_event(),
    text("source"),
    text("office"),
    text("seed"),
    text("speed"),
    text("state"),
    text("player"),
    text("reached"),
    text("length"),
    text("shortened"),
    place("played"),
    place("marks"),
    place("refused"),
    text("made_by"),
    text("made_at"),
    text("beat_at"),
)
"""A row each. source: the event whose marks are played, or for whose entrants marks are invented. office: the event in
whose office it was begun. seed: of invented marks, "" where those of the source are played. speed: a number, "0" for
no pauses. state: playing, paused, played or over. player: who plays it, "" for nobody yet. reached, length, shortened:
seconds of the event's own time. played: marks that were played, of `marks`. refused: what was not taken. beat_at: when
who plays it was last there, UTC text."""
