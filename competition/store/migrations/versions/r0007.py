"""Ceremonies: lists of steps, and the stages that show them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables of ceremonies and their stages."""
    op.create_table(
        "ceremony",
        *_text("event", "plan"),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_text("made_at", "made_by"),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_ceremony_event")),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_ceremony")),
    )
    op.create_table(
        "stage",
        *_text("event", "name"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("at", "reached", "held", "over", "moves")),
        *_text("moved_at"),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_stage_event")),
        sa.PrimaryKeyConstraint("event", "name", name=op.f("pk_stage")),
    )
