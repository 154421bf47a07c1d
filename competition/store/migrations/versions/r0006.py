"""Screens of the hall."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    """Make the table of screens."""
    op.create_table(
        "screen",
        *_text("event", "id", "code", "name", "plan", "message"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("full", "hidden", "identify", "reload")),
        *_text("made_at", "seen_at", "report"),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_screen_event")),
        sa.PrimaryKeyConstraint("event", "id", name=op.f("pk_screen")),
        sa.UniqueConstraint("code", name=op.f("uq_screen_code")),
    )
