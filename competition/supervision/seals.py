"""Seeds of blind draws. They stay in a table of their own, outside the ledger, until the last unsealing publishes them;
whose code is whose is worked out from seed, number and entrants, and is kept nowhere.
"""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, insert, select

from competition.catalogue import Catalogue
from competition.store import schema
from competition.store.database import Database
from scoring.procedure import seals

SEED_BYTES = 32


class NoSeed(Exception):
    """Nothing was committed to for this trade, or its seed is not in this database."""


class Seals:
    """Makes and keeps seeds. Whoever shows what `draw` returns has recorded it first."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    async def commitment(self, event: str, trade: str) -> str:
        """The digest of the trade's seed, which is made when it is first asked for and then stays. Raises
        StoreFailed."""

        def seed(connection: Connection) -> str:
            found = _seed(connection, event, trade)
            if found is None:
                found = secrets.token_hex(SEED_BYTES)
                connection.execute(insert(schema.seal).values(event=event, trade=trade, seed=found))
            return found

        return seals.commitment(await self._database.write(seed))

    async def seed(self, event: str, trade: str) -> str:
        """The seed itself. Raises NoSeed."""
        found = await self._database.read(self._read, event, trade)
        if found is None:
            raise NoSeed(f"{event}: no seed of {trade}")
        return found

    async def draw(self, event: str, trade: str, number: str, letter: str) -> dict[str, str]:
        """Entrant by code, codes ascending. number: the one that was drawn in public. letter: what the codes begin
        with. Raises NoSeed."""
        seed = await self.seed(event, trade)
        roster = await self._catalogue.roster(event)
        own = [] if roster is None else [id for id, row in roster["entrants"].items() if row["trade"] == trade]
        return seals.codes(trade, seed, number, own, letter)

    def _read(self, event: str, trade: str) -> str | None:
        with self._database.connect() as connection:
            return _seed(connection, event, trade)


def _seed(connection: Connection, event: str, trade: str) -> str | None:
    table = schema.seal
    return connection.scalar(select(table.c.seed).where(table.c.event == event, table.c.trade == trade))
