"""Seeds of blind draws. They stay in a table of their own, outside the ledger, until the last unsealing publishes them;
whose code is whose is worked out from seed, number and entrants, and is kept nowhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from string import digits

from sqlalchemy import Connection, insert, select

from competition.catalogue import Catalogue
from competition.store import schema
from competition.store.database import Database
from scoring.procedure import seals
from scoring.procedure.records import Layer
from scoring.steps import Unsealed

SEED_BYTES = 32


class NoSeed(Exception):
    """Nothing was committed to for this trade, or its seed is not in this database."""


class Seals:
    """Makes and keeps seeds, one for each layer of a trade's codes; layer: "" where it has one alone. Whoever shows
    what `draw` and `behind` return has recorded it first."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    async def commitment(self, event: str, trade: str, layer: str = "") -> str:
        """The digest of a seed, which is made when it is first asked for and then stays. Raises StoreFailed."""

        def seed(connection: Connection) -> str:
            found = _seed(connection, event, trade, layer)
            if found is None:
                found = secrets.token_hex(SEED_BYTES)
                connection.execute(insert(schema.seal).values(event=event, trade=trade, layer=layer, seed=found))
            return found

        return seals.commitment(await self._database.write(seed))

    async def seed(self, event: str, trade: str, layer: str = "") -> str:
        """The seed itself. Raises NoSeed."""
        found = await self._database.read(self._read, event, trade, layer)
        if found is None:
            raise NoSeed(f"{event}: no seed of {trade} {layer}".rstrip())
        return found

    async def draw(
        self,
        event: str,
        trade: str,
        number: str,
        letter: str,
        layer: str = "",
        coded: Mapping[str, object] | None = None,
    ) -> dict[str, str]:
        """Who gets which code: by code, codes ascending. number: the one that was drawn in public. letter: what the
        codes begin with. coded: the codes of the layer before, None for the trade's entrants. Raises NoSeed."""
        seed = await self.seed(event, trade, layer)
        own = await self._entrants(event, trade) if coded is None else list(coded)
        return seals.codes(trade, seed, number, own, letter)

    async def behind(self, event: str, trade: str, layers: Mapping[str, Layer], layer: str) -> dict[str, str]:
        """Whom each code of a layer that is drawn stands for, codes ascending. Raises NoSeed."""
        before = seals.before_of(layers, layer)
        drawn, letter = layers[layer], next(iter(layers[layer].codes)).rstrip(digits)
        return await self.draw(event, trade, drawn.number, letter, layer, layers[before].codes if before else None)

    async def unsealing(self, event: str, trade: str, layers: Mapping[str, Layer], layer: str) -> Unsealed:
        """What unseals a layer that is drawn: with the first one all seeds, with another its salts. Raises NoSeed."""
        entrants = tuple((await self.behind(event, trade, layers, layer)).items())
        seed = await self.seed(event, trade, layer)
        if layer == next(iter(layers)):
            others = [each for each in layers if each != layer]
            seeds = tuple([(each, await self.seed(event, trade, each)) for each in others])
            return Unsealed(trade, seed, entrants, layer, seeds=seeds)
        salts = tuple((code, seals.salt(seed, code)) for code, _ in entrants)
        return Unsealed(trade, "", entrants, layer, salts=salts)

    async def _entrants(self, event: str, trade: str) -> list[str]:
        roster = await self._catalogue.roster(event)
        return [] if roster is None else [id for id, row in roster["entrants"].items() if row["trade"] == trade]

    def _read(self, event: str, trade: str, layer: str) -> str | None:
        with self._database.connect() as connection:
            return _seed(connection, event, trade, layer)


def _seed(connection: Connection, event: str, trade: str, layer: str) -> str | None:
    table = schema.seal
    own = (table.c.event == event, table.c.trade == trade, table.c.layer == layer)
    return connection.scalar(select(table.c.seed).where(*own))
