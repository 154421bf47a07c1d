"""What a contest package says, names included; what a result depends on is in the ledger as well."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Integer, LargeBinary, Table, Text

from competition.store.schema.base import metadata, of_event, place, text

event = Table(
    "event",
    metadata,
    text("id", key=True),
    text("name_zh"),
    text("name_en"),
    text("starts"),
    text("ends"),
    text("place_zh"),
    text("place_en"),
    text("document"),
)
"""starts, ends: ISO dates. document: canonical JSON of all that contest.toml says."""

trade = Table(
    "trade",
    metadata,
    of_event(),
    text("id", key=True),
    place(),
    text("name_zh"),
    text("name_en"),
    text("document"),
)
"""document: canonical JSON of the trade's own part of contest.toml."""

entrant = Table(
    "entrant",
    metadata,
    of_event(),
    text("id", key=True),
    text("trade"),
    place(),
    text("number"),
    text("name"),
    text("name_en"),
    text("organisation"),
    text("organisation_en"),
    text("group"),
    Column("team", Text, nullable=False, server_default=""),
    ForeignKeyConstraint(["event", "trade"], ["trade.event", "trade.id"]),
)
"""position: running order within the trade. team: what the entrant counts for, "" for none."""

team = Table("team", metadata, of_event(), text("id", key=True), place(), text("name"), text("name_en"))
"""What entrants of any trade count for together; one may be named that has no row here."""

member = Table(
    "member",
    metadata,
    of_event(),
    text("entrant", key=True),
    text("person", key=True),
    text("role", key=True),
    place(),
    ForeignKeyConstraint(["event", "entrant"], ["entrant.event", "entrant.id"]),
)
"""role: member or coach."""

person = Table(
    "person",
    metadata,
    of_event(),
    text("id", key=True),
    place(),
    text("name"),
    text("name_en"),
    text("birth_date"),
    text("level"),
    text("titles"),
    text("group"),
    text("promotions"),
    *(
        Column(name, Text, nullable=False, server_default="")
        for name in ("identity_type", "identity", "gender", "education", "phone", "photo")
    ),
)
"""What awards and certificates need to know about a person. photo: path of a `package_file`."""

item = Table(
    "item",
    metadata,
    of_event(),
    text("trade", key=True),
    text("phase", key=True),
    text("entrant", key=True),
    text("item", key=True),
    text("criterion", key=True),
    place(),
    text("name"),
    text("difficulty"),
    text("base_value"),
    text("table"),
    text("factor"),
)
"""items.csv as given; numbers are texts, "" where neutral."""

judge = Table(
    "judge",
    metadata,
    of_event(),
    text("id", key=True),
    place(),
    text("name"),
    text("name_en"),
    text("organisation"),
    text("interests"),
    Column("kind", Text, nullable=False, server_default=""),
)
"""kind: "" for a person, `office` for a seat that the office fills."""

seat = Table(
    "seat",
    metadata,
    of_event(),
    text("trade", key=True),
    text("phase", key=True),
    text("panel", key=True),
    text("item", key=True),
    text("judge", key=True),
    place(),
    Column("role", Text, nullable=False, server_default=""),
)
"""A judge's place on a panel; phase and item "" for all. role: `reserve`, or "" for a place of her own."""

recusal = Table(
    "recusal",
    metadata,
    of_event(),
    text("trade", key=True),
    text("panel", key=True),
    text("judge", key=True),
    text("entrant", key=True),
    place(),
    text("reserve"),
)
"""Judges who do not judge an entrant, beside what they declared. reserve: who does, "" for nobody."""

expected = Table(
    "expected",
    metadata,
    of_event(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    text("trade"),
    text("phase"),
    text("entrant"),
    text("item"),
    text("judge"),
    text("figure"),
    text("value"),
)
"""Official figures, to compare with; never an input of any."""

package_file = Table(
    "package_file",
    metadata,
    of_event(),
    text("path", key=True),
    Column("body", LargeBinary, nullable=False),
)
"""Files of a package that are kept byte for byte. path: inside the package, with `/`."""
