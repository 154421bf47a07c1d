"""Teams: what entrants count for together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of teams, and add a column to `entrant`."""
    op.add_column("entrant", sa.Column("team", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "team",
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_team_event")),
        sa.PrimaryKeyConstraint("event", "id", name=op.f("pk_team")),
    )
