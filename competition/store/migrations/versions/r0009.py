"""Keys that sign credentials."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0009"
down_revision = "r0008"
branch_labels = None
depends_on = None

_TEXTS = ("algorithm", "public_key", "private_key", "made_at", "retired_at", "compromised_at")


def upgrade() -> None:
    """Make the table of signing keys."""
    op.create_table(
        "signing_key",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", *_TEXTS)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
    )
