"""The ledger: the database refuses to change or delete these rows."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from competition.store.schema.base import metadata, text

stream = Table("stream", metadata, text("name", key=True), text("purpose"))
"""One row a stream. purpose: `event`, `rehearsal` or `house`. On PostgreSQL a writer locks this row."""

line = Table(
    "line",
    metadata,
    Column("stream", Text, ForeignKey("stream.name"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    text("body"),
    text("digest"),
    text("actor"),
    text("key"),
    UniqueConstraint("stream", "actor", "key"),
    sqlite_with_rowid=False,
)
"""body: the canonical text as it was hashed. digest: `lines.digest(body, digest of the line before)`. actor and key
repeat what body says, for the index that keeps a key unique per (stream, actor)."""

content = Table("content", metadata, text("digest", key=True), text("body"))
"""What lines name by digest: canonical schemes and items. digest: `lines.digest(body)`."""

GUARDED = ("line", "content")
"""Tables whose rows stay as they were written."""


def guards(dialect: str) -> list[str]:
    """The statements that make the database itself refuse UPDATE and DELETE (on PostgreSQL TRUNCATE as well).

    SQLite's INSERT OR REPLACE deletes without a word to the DELETE trigger: the INSERT triggers are for that one.
    """
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'rows of {} are never changed'); END"
        return [
            *(
                f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} {refuse.format(table)}"
                for table in GUARDED
                for verb in ("UPDATE", "DELETE")
            ),
            "CREATE TRIGGER line_insert BEFORE INSERT ON line "
            "WHEN EXISTS (SELECT 1 FROM line WHERE stream = NEW.stream AND seq = NEW.seq) "
            "OR EXISTS (SELECT 1 FROM line WHERE stream = NEW.stream AND actor = NEW.actor AND key = NEW.key) "
            + refuse.format("line"),
            "CREATE TRIGGER content_insert BEFORE INSERT ON content WHEN EXISTS "
            "(SELECT 1 FROM content WHERE digest = NEW.digest AND body <> NEW.body) " + refuse.format("content"),
        ]
    function = (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            for table in GUARDED
        ),
    ]
