"""What is kept beside the ledger: documents that lines name, files that are looked at, secrets, sheets being typed."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table, Text

from competition.store.schema.base import metadata, of_event, text

document = Table(
    "document",
    metadata,
    text("digest", key=True),
    text("event"),
    Column("salt", Text, nullable=True),
    Column("body", Text, nullable=True),
    Column("erased_at", Text, nullable=True),
)
"""What lines name by salted digest and what may be erased: salt and body are NULL then."""

upload = Table(
    "upload",
    metadata,
    text("id", key=True),
    text("event"),
    text("made_by"),
    text("at"),
    Column("body", LargeBinary, nullable=False),
)
"""A file that is looked at before it is taken in. event: "" where it is to become one."""

seal = Table("seal", metadata, text("event", key=True), text("trade", key=True), text("layer", key=True), text("seed"))
"""Secret seeds of blind codes, until they are published. layer: "" where a trade has one layer alone."""

draft = Table(
    "draft",
    metadata,
    of_event(),
    text("judge", key=True),
    text("entrant", key=True),
    text("phase", key=True),
    text("by", key=True),
    text("cells"),
    text("at"),
)
"""A paper sheet as one person typed it, hidden until a second person has typed it, too. by: account. cells: canonical
JSON of [item, aspect, attempt, value], what was typed again where two persons differ, and words that explain a mark."""
