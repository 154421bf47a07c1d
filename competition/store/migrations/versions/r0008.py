"""Persons: the paper that they are known by, and what else certificates and uploads name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns to `person`."""
    for name in ("identity_type", "identity", "gender", "education", "phone", "photo"):
        op.add_column("person", sa.Column(name, sa.Text(), nullable=False, server_default=""))
