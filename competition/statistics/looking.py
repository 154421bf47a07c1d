"""Looking at a panel: its marks are taken out of the state at one line, then computed with beside everything else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

import anyio

from competition.desk import Desk
from competition.statistics.taking import Group, Taken, groups, take
from competition.store.ledger import Head

if TYPE_CHECKING:  # numpy, pandas and scipy are loaded when somebody looks first
    from competition.statistics.figures.report import Report

KEPT = 32
"""Reports that are kept."""

Key = tuple[str, str, str, str, int, str, frozenset[tuple[str, frozenset[str]]]]


class Where(NamedTuple):
    """What is asked for. phase, panel: "" for the first that fits. part: of a panel, "" for the first. node: what marks
    are narrowed down to, "" for everything that the panel marks."""

    trade: str
    phase: str = ""
    panel: str = ""
    part: str = ""
    node: str = ""

    def fits(self, group: Group) -> bool:
        """True where the group can answer."""
        if self.phase not in ("", group.phase) or self.panel not in ("", group.panel):
            return False
        return self.part in ("", str(group.part)) and bool(group.under(self.node))


class Look(NamedTuple):
    """groups: every panel of the trade that can be looked at. group: the one that is; None where there is none, or
    where none bears that name. report: None where no two judges have marked the same. as_of: time of the last line that
    changed what the chief judge sees. head: the line that it was taken at."""

    groups: tuple[Group, ...]
    group: Group | None
    report: Report | None
    as_of: str
    head: Head


class Statistics:
    """Reports of panels. One that was made serves until another line is recorded. desk: what it reads."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: dict[Key, tuple[int, Report | None]] = {}
        self._turn = anyio.CapacityLimiter(1)  # one report at a time, so that marks go before them

    async def look(
        self,
        event: str,
        where: Where,
        *,
        offices: Collection[str],
        connected: Mapping[str, frozenset[str]],
    ) -> Look:
        """How a panel marked. offices: judges who are seats of the office. connected: entrants by judge. Raises
        KeyError where there is no such trade, UnknownEvent or StoreFailed."""
        recorder = await self._desk.recorder(event)
        kept: tuple[int, Report | None] | None = None
        taken: Taken | None = None
        async with recorder.reading() as state:
            of, head = state.trades[where.trade], recorder.head
            found, as_of = tuple(groups(of, offices)), of.views["chief"].as_of
            group = next(filter(where.fits, found), None)
            if group is None:
                return Look(found, None, None, as_of, head)
            key = (event, where.trade, group.phase, group.panel, group.part, where.node, frozenset(connected.items()))
            kept = self._kept.get(key)
            if kept is None or kept[0] != head.seq:
                taken = take(of, group, group.under(where.node))
        if taken is None:
            assert kept is not None
            return Look(found, group, kept[1], as_of, head)
        made = await anyio.to_thread.run_sync(_reported, taken, connected, limiter=self._turn)
        self._kept.pop(key, None)
        self._kept[key] = head.seq, made
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)))
        return Look(found, group, made, as_of, head)


def _reported(taken: Taken, connected: Mapping[str, frozenset[str]]) -> Report | None:
    from competition.statistics.figures.report import report

    return report(taken, connected)
