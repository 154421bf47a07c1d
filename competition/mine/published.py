"""What a private link shows: her result where it is on notice, and what was corrected in it since."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from competition.desk import Desk
from competition.mine.sheet import Moved, Own, moved, own
from competition.store.database import Database
from competition.store.ledger import Ledger
from competition.store.verify import replay
from competition.supervision.cases import Notice
from competition.supervision.chronicle import Chronicle
from competition.supervision.noticing import posted
from scoring.facts import Adjusted
from scoring.lines import Line
from scoring.steps import Approved, NoticePosted

MOST = 4
"""Results as they were published that are remembered."""

ALTERING = (Approved, Adjusted)
"""Facts by which a result may become another after it was published; marks need one of them before."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands behind a link. result, notice: None while nothing is published. reopened: it was, and the result is
    open again. moved: what is another than when it was first published."""

    result: Own | None
    notice: Notice | None
    reopened: bool
    moved: Sequence[Moved] = ()


class Published:
    """Reads results for those whose they are. Use one a process: what was published is folded once, if it is asked."""

    def __init__(self, database: Database, desk: Desk, chronicle: Chronicle) -> None:
        self._database = database
        self._desk = desk
        self._chronicle = chronicle
        self._kept: OrderedDict[tuple[str, str, int], dict[str, Own]] = OrderedDict()

    async def of(self, event: str, trade: str, entrant: str) -> Shown:
        """What the entrant is shown. Raises UnknownEvent, StoreFailed and what the database raises."""
        lines = await self._chronicle.lines(event)
        reopened = False
        async with self._desk.reading(event) as state:
            here = state.trades.get(trade)
            hangs = posted(here, self._desk.today(event))
            result = None if here is None or hangs is None else own(here, entrant)
            if here is not None and here.notice is None and here.kept is None:
                reopened = _first(lines, trade) > 0
        if hangs is None or result is None:
            return Shown(None, None, reopened)
        first = _first(lines, trade) or hangs.notice.line
        if not any(line.seq > first and isinstance(line.fact, ALTERING) for line in lines):
            return Shown(result, hangs.notice, False)
        before = (await self._before(event, trade, first)).get(entrant)
        return Shown(result, hangs.notice, False, () if before is None else moved(before, result))

    async def _before(self, event: str, trade: str, line: int) -> dict[str, Own]:
        """Everybody's result as of a line, by entrant as the catalogue knows her."""
        key = (event, trade, line)
        if key not in self._kept:
            self._kept[key] = await self._database.read(self._folded, event, trade, line)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _folded(self, event: str, id: str, line: int) -> dict[str, Own]:
        trade = replay(Ledger(self._database, event), line).state.trades[id]
        names = trade.index if trade.codes is None else trade.codes.values()
        return {entrant: found for entrant in names if (found := own(trade, entrant)) is not None}


def _first(lines: Sequence[Line], trade: str) -> int:
    """The line by which the trade's result was first published, 0 for none."""
    return next((line.seq for line in lines if isinstance(line.fact, NoticePosted) and line.fact.trade == trade), 0)
