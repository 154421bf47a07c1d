"""Rehearsals, and links that lead competitors to their own marks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables of rehearsals and of private links."""
    op.create_table(
        "rehearsal",
        *_text("event", "source", "office", "seed", "speed", "state", "player", "reached", "length", "shortened"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("played", "marks", "refused")),
        *_text("made_by", "made_at", "beat_at"),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_rehearsal_event")),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_rehearsal")),
    )
    op.create_table(
        "private_link",
        *_text("event", "entrant", "id", "token", "made_by", "made_at"),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_private_link_event")),
        sa.PrimaryKeyConstraint("event", "entrant", "id", name=op.f("pk_private_link")),
        sa.UniqueConstraint("token", name=op.f("uq_private_link_token")),
    )
