"""Certificates as they were signed."""

from __future__ import annotations

from sqlalchemy import Table

from competition.store.schema.base import metadata, text

credential = Table("credential", metadata, text("number", key=True), text("key"), text("jwt"))
"""What was signed once stays as it is. number: of the certificate. key: that signed it."""
