"""Every table, in SQLAlchemy Core. Numbers to compute with are text; an Integer is an order or a line's place.

`line` and `content` are the ledger: the database refuses to change or delete their rows (see `guards`). The catalogue
tables hold what a contest package says, names included; what a result depends on is in the ledger as well.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

REVISION = "r0003"
"""The newest migration: a database that says this needs none."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=False)


def _place(name: str = "position") -> Column[int]:
    return Column(name, Integer, nullable=False)


def _of_event(*, key: bool = True) -> Column[str]:
    return Column("event", Text, ForeignKey("event.id"), primary_key=key, nullable=False)


stream = Table("stream", metadata, _text("name", key=True), _text("purpose"))
"""One row a stream. purpose: `event` or `house`. On PostgreSQL a writer locks this row."""

line = Table(
    "line",
    metadata,
    Column("stream", Text, ForeignKey("stream.name"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _text("body"),
    _text("digest"),
    _text("actor"),
    _text("key"),
    UniqueConstraint("stream", "actor", "key"),
    sqlite_with_rowid=False,
)
"""body: the canonical text as it was hashed. digest: `lines.digest(body, digest of the line before)`. actor and key
repeat what body says, for the index that keeps a key unique per (stream, actor)."""

content = Table("content", metadata, _text("digest", key=True), _text("body"))
"""What lines name by digest: canonical schemes and items. digest: `lines.digest(body)`."""

event = Table(
    "event",
    metadata,
    _text("id", key=True),
    _text("name_zh"),
    _text("name_en"),
    _text("starts"),
    _text("ends"),
    _text("place_zh"),
    _text("place_en"),
    _text("document"),
)
"""starts, ends: ISO dates. document: canonical JSON of all that contest.toml says."""

trade = Table(
    "trade",
    metadata,
    _of_event(),
    _text("id", key=True),
    _place(),
    _text("name_zh"),
    _text("name_en"),
    _text("document"),
)
"""document: canonical JSON of the trade's own part of contest.toml."""

entrant = Table(
    "entrant",
    metadata,
    _of_event(),
    _text("id", key=True),
    _text("trade"),
    _place(),
    _text("number"),
    _text("name"),
    _text("name_en"),
    _text("organisation"),
    _text("organisation_en"),
    _text("group"),
    Column("team", Text, nullable=False, server_default=""),
    ForeignKeyConstraint(["event", "trade"], ["trade.event", "trade.id"]),
)
"""position: running order within the trade. team: what the entrant counts for, "" for none."""

team = Table("team", metadata, _of_event(), _text("id", key=True), _place(), _text("name"), _text("name_en"))
"""What entrants of any trade count for together; one may be named that has no row here."""

member = Table(
    "member",
    metadata,
    _of_event(),
    _text("entrant", key=True),
    _text("person", key=True),
    _text("role", key=True),
    _place(),
    ForeignKeyConstraint(["event", "entrant"], ["entrant.event", "entrant.id"]),
)
"""role: member or coach."""

person = Table(
    "person",
    metadata,
    _of_event(),
    _text("id", key=True),
    _place(),
    _text("name"),
    _text("name_en"),
    _text("birth_date"),
    _text("level"),
    _text("titles"),
    _text("group"),
    _text("promotions"),
)

item = Table(
    "item",
    metadata,
    _of_event(),
    _text("trade", key=True),
    _text("phase", key=True),
    _text("entrant", key=True),
    _text("item", key=True),
    _text("criterion", key=True),
    _place(),
    _text("name"),
    _text("difficulty"),
    _text("base_value"),
    _text("table"),
    _text("factor"),
)
"""items.csv as given; numbers are texts, "" where neutral."""

judge = Table(
    "judge",
    metadata,
    _of_event(),
    _text("id", key=True),
    _place(),
    _text("name"),
    _text("name_en"),
    _text("organisation"),
    _text("interests"),
    Column("kind", Text, nullable=False, server_default=""),
)
"""kind: "" for a person, `office` for a seat that the office fills."""

seat = Table(
    "seat",
    metadata,
    _of_event(),
    _text("trade", key=True),
    _text("phase", key=True),
    _text("panel", key=True),
    _text("item", key=True),
    _text("judge", key=True),
    _place(),
)
"""A judge's place on a panel; phase and item "" for all."""

expected = Table(
    "expected",
    metadata,
    _of_event(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("trade"),
    _text("phase"),
    _text("entrant"),
    _text("item"),
    _text("judge"),
    _text("figure"),
    _text("value"),
)
"""Official figures, to compare with; never an input of any."""

package_file = Table(
    "package_file",
    metadata,
    _of_event(),
    _text("path", key=True),
    Column("body", LargeBinary, nullable=False),
)
"""Files of a package that are kept byte for byte. path: inside the package, with `/`."""

login = Table(
    "login",
    metadata,
    _text("name", key=True),
    _text("shown"),
    _text("password"),
    _text("created_at"),
    Column("disabled_at", Text, nullable=True),
)
"""A person who signs in with a password. shown: her name as pages show it. password: its Argon2 hash."""

account = Table(
    "account",
    metadata,
    _text("event", key=True),
    _text("id", key=True),
    _text("role"),
    _text("judge"),
    Column("login", Text, nullable=False, server_default=""),
    _text("created_at"),
    Column("disabled_at", Text, nullable=True),
)
"""Who may act. event: an event's id or `house`. judge: a judge's id, "" for other roles. login: whose account it is, ""
for one that only tokens and personal codes lead to. Times are UTC text."""

token = Table(
    "token",
    metadata,
    _text("hash", key=True),
    _text("event"),
    _text("account"),
    _text("created_at"),
    Column("expires_at", Text, nullable=True),
    Column("revoked_at", Text, nullable=True),
    ForeignKeyConstraint(["event", "account"], ["account.event", "account.id"]),
)
"""hash: SHA-256 of the bearer token, lower-case hex; the token itself is kept nowhere."""

session = Table(
    "session",
    metadata,
    _text("hash", key=True),
    _text("id"),
    _text("login"),
    _text("event"),
    _text("account"),
    _text("agent"),
    _text("created_at"),
    _text("seen_at"),
    Column("revoked_at", Text, nullable=True),
    UniqueConstraint("id"),
)
"""hash: SHA-256 of what the cookie holds. id: what pages call it. login: whose, with every account of hers; "" where a
personal code led to one account, which event and account name then. agent: what the browser calls itself."""

invitation = Table(
    "invitation",
    metadata,
    _text("id", key=True),
    _text("event"),
    _text("role"),
    _text("judge"),
    _text("whom"),
    _text("token"),
    Column("code", Text, nullable=True),
    _text("made_by"),
    _text("made_at"),
    _text("expires_at"),
    Column("used_at", Text, nullable=True),
    _text("used_by"),
    Column("revoked_at", Text, nullable=True),
    UniqueConstraint("token"),
    UniqueConstraint("code"),
)
"""A role offered in an event (or `house`). judge: the judge whose place it is, "" for nobody's. whom: a note of who is
meant. token, code: SHA-256 of what the link and the short code say; no code for the owner's. used_by: account id."""

document = Table(
    "document",
    metadata,
    _text("digest", key=True),
    _text("event"),
    Column("salt", Text, nullable=True),
    Column("body", Text, nullable=True),
    Column("erased_at", Text, nullable=True),
)
"""What lines name by salted digest and what may be erased: salt and body are NULL then."""

upload = Table(
    "upload",
    metadata,
    _text("id", key=True),
    _text("event"),
    _text("made_by"),
    _text("at"),
    Column("body", LargeBinary, nullable=False),
)
"""A file that is looked at before it is taken in. event: "" where it is to become one."""

seal = Table("seal", metadata, _text("event", key=True), _text("trade", key=True), _text("seed"))
"""Secret seeds of blind codes, until they are published."""

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
