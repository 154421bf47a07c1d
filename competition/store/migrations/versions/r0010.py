"""Certificates as they were signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0010"
down_revision = "r0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of credentials."""
    op.create_table(
        "credential",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("number", "key", "jwt")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_credential")),
    )
