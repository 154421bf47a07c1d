"""What tables have in common."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Text

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def text(name: str, *, key: bool = False) -> Column[str]:
    """A text that is always there, "" for none."""
    return Column(name, Text, primary_key=key, nullable=False)


def place(name: str = "position") -> Column[int]:
    """An order, or a line's place."""
    return Column(name, Integer, nullable=False)


def of_event(*, key: bool = True) -> Column[str]:
    """The event that a row belongs to."""
    return Column("event", Text, ForeignKey("event.id"), primary_key=key, nullable=False)
