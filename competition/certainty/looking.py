"""How a trade stands to those who see every mark: what entrants may still want, or what hangs on one mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from competition.awarding.cases import Candidate, groups
from competition.awarding.service import Awards
from competition.certainty.hanging import Hanging, hanging
from competition.certainty.people import People
from competition.certainty.slices import MovedOn, Work, sliced
from competition.certainty.wants import Stand, stands
from competition.intake.package import Package
from competition.recording.streams import Streams
from scoring.certainty.places import certainty_in_slices
from scoring.clauses.values import Policy
from scoring.state import Trade

KEPT: Final = 32
"""Margins that are kept."""


class Look(NamedTuple):
    """A phase. phases: those that somebody has entered, in order. rows: of the page asked for, of so many in all.
    hanging: None while marks are owed; moved: or because the trade moved again and again. as_of: time of the last line
    that changed what the chief judge sees."""

    phase: str
    phases: tuple[str, ...]
    final: bool
    rows: tuple[Stand, ...]
    total: int
    hanging: Hanging | None
    moved: bool
    as_of: str


class Basis(NamedTuple):
    """Whom grades are asked for. candidates: none where no grades are looked at."""

    policy: Policy | None
    candidates: Sequence[Candidate]
    package: Package | None

    def people(self, trade: Trade) -> People:
        """Everybody of the trade; nobody while codes are sealed."""
        if self.policy is None or self.package is None or trade.sealed:
            return People(None, (), {})
        return People(self.policy, self.candidates, groups(trade, self.package))


class Looking:
    """Looks at trades. What hangs on one mark is kept until the trade moves. awards: where grades are asked for."""

    def __init__(self, streams: Streams, awards: Awards) -> None:
        self._streams = streams
        self._awards = awards
        self._kept: dict[tuple[str, str, str], tuple[int, object, Hanging | None]] = {}

    async def look(self, event: str, trade: str, phase: str, rows: slice) -> Look | None:
        """The trade in a phase, by default the one that it stands in; None where there is no such trade or nobody is in
        such a phase. rows: which to show, in the order of places. Raises UnknownEvent or StoreFailed."""
        ready = await self._awards.ready(event, trade)
        if ready is None:
            return None
        found = [each.candidate for each in ready.roll.entries if each.candidate is not None]
        basis = Basis(ready.roll.policy, found, await self._awards.package(event))

        def begin(of: Trade) -> Work[Look | None]:
            return _looked(of, phase or of.phase, rows, basis)

        look = await sliced(self._streams, event, trade, begin, version=_version)
        if look is None or any(each.outlook is not None and each.outlook.state == "open" for each in look.rows):
            return look
        try:
            return look._replace(hanging=await self._hanging(event, trade, look.phase, basis, ready.roll))
        except MovedOn:
            return look._replace(moved=True)

    async def _hanging(self, event: str, trade: str, phase: str, basis: Basis, of: object) -> Hanging | None:
        key = (event, trade, phase)

        def begin(found: Trade) -> Work[tuple[int, Hanging | None]]:
            kept = self._kept.get(key)
            if kept is not None and kept[:2] == (_version(found), of):
                return _known(kept[0], kept[2])
            return _hung(found, phase, basis)

        made = await sliced(self._streams, event, trade, begin, version=_version, patient=True)
        if made is None:
            return None
        self._kept.pop(key, None)
        self._kept[key] = (made[0], of, made[1])
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)))
        return made[1]


def _version(trade: Trade) -> int:
    return trade.views["chief"].version


def _looked(trade: Trade, phase: str, rows: slice, basis: Basis) -> Work[Look | None]:
    phases = tuple(each for each, state in trade.phases.items() if state.entered is not None)
    if phase not in phases:
        return None
    outlooks = yield from certainty_in_slices(trade, phase, inside=True)
    order = [trade.roster[each.entrant][0] for each in trade.standing(phase)]
    entrants = [each for each in order if not trade.status_of(each, phase)]
    found = yield from stands(trade, phase, entrants[rows], basis.people(trade), outlooks)
    return Look(phase, phases, trade.final, found, len(entrants), None, False, trade.views["chief"].as_of)


def _hung(trade: Trade, phase: str, basis: Basis) -> Work[tuple[int, Hanging | None]]:
    made = yield from hanging(trade, phase, basis.people(trade))
    return _version(trade), made


def _known(version: int, known: Hanging | None) -> Work[tuple[int, Hanging | None]]:
    yield
    return version, known
