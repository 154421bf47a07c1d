"""Names of everything that a board shows, as far as they may be known: codes in place of entrants while a trade is
sealed, the entrant behind each code afterwards, who competes in somebody's place, and the parts of an amended scheme.

One roster for everybody. Who may look behind a code does so at the draw (`supervision`), and leaves a line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from competition.answers import Resource
from competition.catalogue import Catalogue, shape
from competition.documents import Documents
from competition.recording.streams import Streams
from scoring.nodes import Scheme
from scoring.state import State

NAMELESS = {"number": "", "name_en": "", "organisation": "", "organisation_en": "", "group": "", "team": ""}
"""What the roster says of a code that is sealed, but for its trade and the code itself."""

Entrants = Mapping[str, Mapping[str, Any]]

NONE: Mapping[str, Scheme] = {}
"""No scheme was amended."""


class Sign(NamedTuple):
    """What a stream says of the names of one trade. codes: None where none are drawn; in order, each with its entrant,
    "" while it is sealed. substituted: documents that say who competes, by entrant or code. amended: line that put the
    scheme in place, 0 where it is the catalogue's."""

    trade: str
    codes: tuple[tuple[str, str], ...] | None
    substituted: tuple[tuple[str, str], ...]
    amended: int = 0

    @property
    def sealed(self) -> bool:
        """True while nobody is told whose code is whose."""
        return self.codes is not None and not all(entrant for _, entrant in self.codes)


class _Kept(NamedTuple):
    base: Mapping[str, Any]
    signs: tuple[Sign, ...]
    roster: dict[str, Any]
    resource: Resource


class Rosters:
    """Reads rosters for pages and the API. One that was made serves until the catalogue or a sign changes."""

    def __init__(self, catalogue: Catalogue, streams: Streams, documents: Documents) -> None:
        self._catalogue = catalogue
        self._streams = streams
        self._documents = documents
        self._kept: dict[str, _Kept] = {}

    async def roster(self, event: str) -> dict[str, Any] | None:
        """The event's roster, None where there is no such event. Raises StoreFailed: where it cannot be read what is
        sealed, no name is given."""
        kept = await self._current(event)
        return None if kept is None else kept.roster

    async def resource(self, event: str) -> Resource | None:
        """The same as JSON with its tag."""
        kept = await self._current(event)
        return None if kept is None else kept.resource

    async def _current(self, event: str) -> _Kept | None:
        base = await self._catalogue.roster(event)
        if base is None:
            self._kept.pop(event, None)
            return None
        recorder = await self._streams.recorder(event)
        found: tuple[Sign, ...] = ()
        schemes: dict[str, Scheme] = {}
        if recorder is not None:
            async with recorder.reading() as state:
                found = signs(state)
                schemes = {sign.trade: state.trades[sign.trade].plan.scheme for sign in found if sign.amended}
        kept = self._kept.get(event)
        if kept is not None and kept.signs == found and (kept.base is base or kept.base == base):
            return kept
        roster = overlaid(base, found, await self._substitutes(found), schemes)
        text = json.dumps(roster, ensure_ascii=False, separators=(",", ":")).encode()
        resource = Resource(text, f'"{hashlib.sha256(text).hexdigest()[:16]}"')
        self._kept[event] = _Kept(base, found, roster, resource)
        return self._kept[event]

    async def _substitutes(self, found: tuple[Sign, ...]) -> dict[str, Mapping[str, Any]]:
        """What the documents say, by digest; nothing of one that was erased."""
        wanted = {document for sign in found for _, document in sign.substituted}
        return {digest: body for digest in wanted if (body := await self._documents.read(digest)) is not None}


def signs(state: State) -> tuple[Sign, ...]:
    """What the stream says of the names of its trades; nothing of those whose names stand as in the catalogue."""
    found = []
    for id in dict.fromkeys((*state.drawn, *state.trades)):
        trade, drawn = state.trades.get(id), state.drawn.get(id)
        codes = None
        if drawn is not None:
            known = {} if trade is None or trade.codes is None else trade.codes
            codes = tuple((code, known.get(code, "")) for code in sorted(drawn[1]))
        substituted = () if trade is None else tuple(sorted(trade.substitutes.items()))
        amended = 0 if trade is None else trade.amended
        if codes is not None or substituted or amended:
            found.append(Sign(id, codes, substituted, amended))
    return tuple(found)


def overlaid(
    base: Mapping[str, Any],
    found: tuple[Sign, ...],
    documents: Mapping[str, Mapping[str, Any]],
    schemes: Mapping[str, Scheme] = NONE,
) -> dict[str, Any]:
    """The catalogue's roster as the signs let it be known. Codes stand in their own order, behind all whose names are
    open: where a code stands says nothing of who it is. schemes: those that were amended, by trade."""
    blind = {sign.trade: sign for sign in found if sign.codes is not None}
    who: Entrants = base["entrants"]
    entrants = {id: row for id, row in who.items() if row["trade"] not in blind}
    for sign in found:
        for code, entrant in sign.codes or ():
            entrants[code] = who[entrant] if entrant else {"trade": sign.trade, "name": code, **NAMELESS}
        for id, document in () if sign.sealed else sign.substituted:
            entrants[id] = {**entrants[id], **_named(documents.get(document) or None)}
    trades = []
    for each in base["trades"]:
        own = {} if (scheme := schemes.get(each["id"])) is None else shape(scheme)
        codes = {"blind": "sealed" if blind[each["id"]].sealed else "unsealed"} if each["id"] in blind else {}
        trades.append(each | own | codes)
    return {**base, "trades": trades, "entrants": entrants}


def _named(document: Mapping[str, Any] | None) -> dict[str, str]:
    """Who competes instead, of a document; of one that was erased, nobody."""
    names = ("name", "name_en", "organisation", "organisation_en")
    if document is None:
        return {"name": "…", "name_en": ""}
    return {"name_en": ""} | {key: str(document[key]) for key in names if key in document}
