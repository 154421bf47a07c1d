"""Keys that sign credentials."""

from __future__ import annotations

from sqlalchemy import Table

from competition.store.schema.base import metadata, text

signing_key = Table(
    "signing_key",
    metadata,
    text("id", key=True),
    text("algorithm"),
    text("public_key"),
    text("private_key"),
    text("made_at"),
    text("retired_at"),
    text("compromised_at"),
)
"""algorithm: ES256 or Ed25519. public_key: a JSON Web Key. private_key: PKCS #8 in PEM, encrypted where a passphrase
was set, "" once it signs no more. Times are UTC text, "" for not yet: since when it signs no more, since when somebody
else may have it."""
