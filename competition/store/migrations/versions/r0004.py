"""Tablets that are enrolled, calls for the chief judge, paper sheets that are typed twice, reserves and recusals, and
seeds by layer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables of devices, tickets, calls and drafts; let a trade have a seed for each layer of its codes."""
    op.create_table(
        "device",
        *_text("event", "id", "judge", "account", "label", "hash", "seal", "enrolled_at", "expires_at"),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        *_text("revoked_by", "seen_at"),
        sa.Column("unsent", sa.Integer(), nullable=False),
        *_text("page", "agent", "message", "message_at", "message_seen_at"),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_device_event")),
        sa.PrimaryKeyConstraint("event", "id", name=op.f("pk_device")),
        sa.UniqueConstraint("hash", name=op.f("uq_device_hash")),
    )
    op.create_table(
        "ticket",
        *_text("id", "event", "judge", "token", "code", "made_by", "made_at", "expires_at"),
        sa.Column("used_at", sa.Text(), nullable=True),
        *_text("device"),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("token", name=op.f("uq_ticket_token")),
        sa.UniqueConstraint("code", name=op.f("uq_ticket_code")),
    )
    op.create_table(
        "call",
        *_text("event", "id", "judge", "trade", "phase", "entrant", "made_at"),
        sa.Column("seen_at", sa.Text(), nullable=True),
        *_text("seen_by"),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_call_event")),
        sa.PrimaryKeyConstraint("event", "id", name=op.f("pk_call")),
    )
    op.create_table(
        "draft",
        *_text("event", "judge", "entrant", "phase", "by", "cells", "at"),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_draft_event")),
        sa.PrimaryKeyConstraint("event", "judge", "entrant", "phase", "by", name=op.f("pk_draft")),
    )
    op.add_column("seat", sa.Column("role", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "recusal",
        *_text("event", "trade", "panel", "judge", "entrant"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_text("reserve"),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_recusal_event")),
        sa.PrimaryKeyConstraint("event", "trade", "panel", "judge", "entrant", name=op.f("pk_recusal")),
    )
    seeds = op.get_bind().execute(sa.text("SELECT event, trade, seed FROM seal")).mappings().all()
    op.drop_table("seal")
    seal = op.create_table(
        "seal",
        *_text("event", "trade", "layer", "seed"),
        sa.PrimaryKeyConstraint("event", "trade", "layer", name=op.f("pk_seal")),
    )
    if seeds:
        op.bulk_insert(seal, [{**each, "layer": ""} for each in seeds])
