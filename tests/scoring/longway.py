"""The long way round: what the engine and every audience's board must come to, worked out anew after every line from
what was accepted and what the oracle makes of it. No state, no cache, no key; versions and times included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scoring.facts import Cell, Finalised, Frozen, Revealed, Thawed, TradeOpened
from scoring.lines import canonical
from scoring.nodes import Phase
from scoring.oracle import Contest as Marked
from scoring.oracle import Result, placing, score_all
from scoring.oracle.marking import judges_of
from scoring.state import AUDIENCES, OVERVIEW
from scoring.steps import ResultReopened
from tests.scoring.field import Contest

PUBLIC = ("public", "hall")
OUT = ("dnf", "dns", "dsq")
"""In the order they are listed after everybody else."""

Shown = tuple[dict[str, Any], dict[str, dict[str, Any]]]


@dataclass
class Expected:
    """One view: what it shows, its version and when that last changed."""

    shows: Shown
    version: int
    as_of: str

    def text(self) -> str:
        return canonical({"head": self.shows[0], "rows": self.shows[1]})


@dataclass
class LongWay:
    """Follows a contest line by line. begun: (trade, phase). frozen: public tables as they were frozen; kept: with the
    places that were revealed since."""

    contest: Contest
    begun: set[tuple[str, str]] = field(default_factory=set)
    frozen: dict[str, Shown] = field(default_factory=dict)
    kept: dict[str, Shown] = field(default_factory=dict)
    final: set[str] = field(default_factory=set)
    trades: list[str] = field(default_factory=list)
    views: dict[tuple[str, str], Expected] = field(default_factory=dict)
    since: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for audience in AUDIENCES:
            self.views[OVERVIEW, audience] = Expected(({"trades": []}, {}), 0, "")

    def follow(self) -> None:
        """Take in the contest's last line."""
        line = self.contest.lines[-1]
        fact = line.fact
        if isinstance(fact, TradeOpened):
            self.trades.append(fact.trade)
        if isinstance(fact, Finalised):
            self.final.add(fact.trade)
        change = self.contest.effect(fact)
        if isinstance(change, ResultReopened):
            self.final.remove(change.trade)
        if isinstance(fact, Thawed):
            del self.kept[fact.trade]
        boards = {trade: Sheet(self, trade) for trade in self.trades}
        if isinstance(fact, Frozen):
            head, rows = boards[fact.trade].table()
            self.frozen[fact.trade] = self.kept[fact.trade] = (head | {"status": "frozen"}, rows)
        if isinstance(fact, Revealed):
            self.kept[fact.trade] = self._revealed(boards[fact.trade], fact.entrants)
        for audience in AUDIENCES:
            for trade, sheet in boards.items():
                self._see(trade, audience, self._trade(sheet, audience), line.at)
            overview = {trade: self._summary(sheet, audience, line.at) for trade, sheet in boards.items()}
            self._see(OVERVIEW, audience, ({"trades": list(self.trades)}, overview), line.at)

    def _revealed(self, sheet: Sheet, entrants: tuple[str, ...]) -> Shown:
        """The public table with these where they stand, all others in the places between, in the order that they had
        and without a rank."""
        head, rows = self.kept[sheet.trade]
        final, table = sheet.table()
        seats: list[str | None] = [None] * len(rows)
        for entrant, row in rows.items():
            if row.get("shown") or entrant in entrants:
                seats[int(table[entrant]["position"])] = entrant
        kept = iter(sorted((each for each in rows if each not in seats), key=lambda each: int(rows[each]["position"])))
        shown: dict[str, dict[str, Any]] = {}
        for position, seated in enumerate(seats):
            if seated is None:
                waiting = next(kept)
                shown[waiting] = rows[waiting] | {"position": position, "rank": None, "shared": False, "shown": False}
            else:
                shown[seated] = table[seated] | {"shown": True}
        return head | {key: final[key] for key in ("phase", "order")}, shown

    def _see(self, board: str, audience: str, shows: Shown, at: str) -> None:
        before = self.views.get((board, audience))
        if before is None:
            self.views[board, audience] = Expected(shows, 1, at)
        elif before.shows != shows:
            self.views[board, audience] = Expected(shows, before.version + 1, at)

    def _trade(self, sheet: Sheet, audience: str) -> Shown:
        if audience == "panel":
            return {"trade": sheet.trade}, sheet.counts()
        if audience in PUBLIC and sheet.trade in self.kept:
            return self.kept[sheet.trade]
        head, rows = sheet.table()
        if audience not in PUBLIC:
            given = sheet.counts()
            rows = {id: row | {each: given[id][each] for each in ("given", "asked")} for id, row in rows.items()}
            head = head | ({"status": "frozen"} if sheet.trade in self.kept else {})
        return head, rows

    def _summary(self, sheet: Sheet, audience: str, at: str) -> dict[str, Any]:
        """A trade's row of the overview; its time is that of the last line that changed the rest of it."""
        row: dict[str, Any]
        if audience == "panel":
            row = {"entrants": len(sheet.marked.roster)}
        else:
            hidden = audience in PUBLIC and sheet.trade in self.kept
            head, rows = self.frozen[sheet.trade] if hidden else self._trade(sheet, audience)
            row = {key: head[key] for key in ("status", "phase", "entrants", "owed", "due")}
            row["leaders"] = []
            for entrant, each in sorted(rows.items(), key=lambda pair: int(pair[1]["position"])):
                if each["rank"] is None or len(row["leaders"]) == 3:
                    break
                row["leaders"].append({"entrant": entrant, "rank": each["rank"], "total": each["total"]})
        text, since = self.since.get((sheet.trade, audience), ("", ""))
        if text != canonical(row):
            since = at
        self.since[sheet.trade, audience] = (canonical(row), since)
        return row | {"position": self.trades.index(sheet.trade), "as_of": since}


class Sheet:
    """One trade after the last line."""

    def __init__(self, way: LongWay, trade: str) -> None:
        self.way = way
        self.trade = trade
        self.marked: Marked = way.contest.marked(trade)
        self.result: Result = score_all(self.marked)
        for phase, _ in self.result.totals:
            way.begun.add((trade, phase))
        way.begun.update((trade, phase) for phase in self.marked.advanced)
        self.depth = {phase.id: depth for depth, phase in enumerate(self.marked.scheme.phases)}
        self._table: Shown | None = None

    def stands_in(self, entrant: str) -> Phase:
        """The deepest begun phase she is in, or the first."""
        return next(
            phase
            for phase in reversed(self.marked.scheme.phases)
            if not self.depth[phase.id]
            or ((self.trade, phase.id) in self.way.begun and (phase.id, entrant) in self.result.figures)
        )

    def status(self, entrant: str, phase: Phase) -> str:
        out = {
            fact.phase: fact.adjustment
            for fact in self.marked.adjusted
            if fact.entrant == entrant and fact.adjustment in OUT
        }
        places = ("", phase.id, *(carry.phase for carry in phase.carry))
        return next((out[each] for each in places if each in out), "")

    def asked(self, entrant: str, phase: Phase) -> list[int]:
        """How many marks each panel of the entrant owes her in the phase, over all attempts."""
        counts = []
        for criterion in (each for id in phase.modules for each in self.marked.scheme.module[id].criteria):
            stated = self.marked.items.get((phase.id, entrant), {})
            items = [id for id, item in stated.items() if item.criterion == criterion.id] if criterion.items else [""]
            for aspect in criterion.aspects:
                for item in items:
                    judges = judges_of(self.marked, phase, entrant, aspect, item)
                    counts.append(len(judges) * aspect.attempts.count)
        return counts

    def given(self, entrant: str, phase: Phase) -> int:
        return sum(
            (cell.entrant, cell.phase) == (entrant, phase.id) and self.counts_for(cell) for cell in self.marked.marks
        )

    def counts_for(self, cell: Cell) -> bool:
        """True where nobody has recused the judge of the mark since it was given."""
        phase, aspect = self.marked.scheme.phase[cell.phase], self.marked.scheme.aspect[cell.aspect][2]
        return cell.judge in judges_of(self.marked, phase, cell.entrant, aspect, cell.item)

    def counts(self) -> dict[str, dict[str, Any]]:
        rows = {}
        for position, entrant in enumerate(self.marked.roster):
            phase = self.stands_in(entrant)
            status = self.status(entrant, phase)
            rows[entrant] = {
                "position": position,
                "status": status,
                "given": self.given(entrant, phase),
                "asked": 0 if status else sum(self.asked(entrant, phase)),
            }
        return rows

    def table(self) -> Shown:
        if self._table is None:
            self._table = (self._head(), self._rows())
        return self._table

    def _head(self) -> dict[str, Any]:
        phases = [phase for phase in self.marked.scheme.phases if (self.trade, phase.id) in self.way.begun]
        counted = [
            (self.marked.scheme.phase[phase], entrant)
            for phase, entrant in self.result.figures
            if not self.status(entrant, self.marked.scheme.phase[phase])
        ]
        phase = (phases or self.marked.scheme.phases)[-1 if phases else 0]
        return {
            "order": phase.order,
            "trade": self.trade,
            "phase": phase.id,
            "status": "final" if self.trade in self.way.final else "open",
            "entrants": len(self.marked.roster),
            "owed": sum(self.result.owed[phase.id, entrant] for phase, entrant in counted),
            "due": sum(len(self.asked(entrant, phase)) for phase, entrant in counted),
        }

    def _rows(self) -> dict[str, dict[str, Any]]:
        """Section by section; deepest phase first, each block in its phase's order; who has no total after those who
        have, and who is out after everybody."""
        order: list[tuple[str, int | None]] = []
        for section in self.marked.sections(list(self.marked.roster)):
            order += self._section(section)
        positions = {entrant: position for position, (entrant, _) in enumerate(order)}
        return {
            entrant: {
                "position": positions[entrant],
                "rank": rank,
                "shared": rank is not None and self._shared(order, entrant, rank),
                **self._row(entrant, self.stands_in(entrant)),
            }
            for entrant, rank in order
        }

    def _section(self, section: list[str]) -> list[tuple[str, int | None]]:
        """(entrant, rank) of those who are ranked among themselves, best first."""
        found: list[tuple[str, int | None]] = []
        last = 0
        out = [each for each in section if self.status(each, self.stands_in(each))]
        for phase in reversed(self.marked.scheme.phases):
            here = [each for each in section if self.stands_in(each) is phase and each not in out]
            classes = placing.standing(self.marked, self.result, phase, here, len(found))
            ranks = placing.numbered(self.marked, self.result, phase, classes, len(found), last)
            last = max(ranks.values(), default=last)
            given = phase.ranks.places or last
            for members in classes:
                found += [(each, ranks[each] if ranks[each] <= given else None) for each in members]
            found += [(each, None) for each in self._later_last(phase, here) if each not in ranks]
        out.sort(key=self._behind)
        return found + [(each, None) for each in out]

    def _behind(self, entrant: str) -> tuple[int, int, bool]:
        """Order of those who are out, but for their running order."""
        phase = self.stands_in(entrant)
        status = OUT.index(self.status(entrant, phase))
        return -self.depth[phase.id], status, not self._went_on(phase, entrant)

    def _later_last(self, phase: Phase, entrants: list[str]) -> list[str]:
        return sorted(entrants, key=lambda each: not self._went_on(phase, each))

    def _went_on(self, phase: Phase, entrant: str) -> bool:
        return not phase.first or entrant in self.marked.advanced.get(phase.first, ())

    def _shared(self, order: list[tuple[str, int | None]], entrant: str, rank: int) -> bool:
        return any(
            self.marked.groups.get(other, "") == self.marked.groups.get(entrant, "")
            or self.marked.scheme.groups == "together"
            for other, its in order
            if other != entrant and its == rank
        )

    def _row(self, entrant: str, phase: Phase) -> dict[str, Any]:
        decimals = self.marked.scheme.decimals
        status = self.status(entrant, phase)
        figures: dict[str, str | None] = {}
        owed = self.result.owed[phase.id, entrant]
        for carry in phase.carry:
            own = self.result.own.get((carry.phase, entrant))
            figures[carry.phase] = None if own is None else shown(Fraction(carry.weight) * own, decimals)
            owed += self.result.owed.get((carry.phase, entrant), 0)
        for module in phase.modules:
            points = self.result.figures[phase.id, entrant].get((module, ""))
            figures[module] = None if points is None else shown(points, decimals)
        total = self.result.totals.get((phase.id, entrant))
        row: dict[str, Any] = {
            "phase": phase.id,
            "total": None if status or total is None else shown(total, decimals),
            "figures": figures,
            "owed": 0 if status else owed,
            "status": status,
        }
        if self.marked.scheme.groups == "apart":
            row["group"] = self.marked.groups.get(entrant, "")
        if self.marked.scheme.reveal == "each mark":
            settled = self.result.figures[phase.id, entrant]
            row["open"] = sorted(
                [cell.aspect, cell.item, str(cell.attempt), cell.judge, value]
                for cell, value in self.marked.marks.items()
                if (cell.entrant, cell.phase) == (entrant, phase.id)
                and (cell.aspect, cell.item) not in settled
                and self.counts_for(cell)
            )
        return row


def differences(contest: Contest, trade: str = "T") -> list[tuple[object, ...]]:
    """Every figure, total, rank and count in which the engine's state is not what the oracle says."""
    result = score_all(contest.marked(trade))
    state = contest.state.trades[trade]
    assert {(phase, entrant) for entrant, phase in state.performances} == set(result.figures)
    found: list[tuple[object, ...]] = []
    for (entrant, phase), performance in state.performances.items():
        place = (phase, entrant)
        for what, engine, oracle in (
            ("figures", performance.figures, result.figures[place]),
            ("own", performance.own, result.own.get(place)),
            ("total", performance.total, result.totals.get(place)),
            ("owed", performance.due - performance.settled, result.owed[place]),
        ):
            if engine != oracle:
                found.append((*place, what, engine, oracle))
    for phase in state.phases:
        for standing in state.standing(phase):
            place = (phase, state.roster[standing.entrant][0])
            if standing.rank != result.ranks[place]:
                found.append((*place, "rank", standing.rank, result.ranks[place]))
    return found


def unlike(contest: Contest, way: LongWay) -> list[tuple[object, ...]]:
    """Every view that shows something else than it must, or counted another version or time."""
    return [
        (*key, (board.version, board.as_of, board.text()), (expected.version, expected.as_of, expected.text()))
        for key, board in contest.views().items()
        if (expected := way.views[key]).text() != board.text()
        or (expected.version, expected.as_of) != (board.version, board.as_of)
    ]


def shown(points: Fraction, places: int) -> str:
    """Half-up at so many places, worked out in whole units of the last one."""
    units = (2 * abs(points) * 10**places + 1) // 2
    digits = str(units).rjust(places + 1, "0")
    plain = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{plain}" if points < 0 and units else plain
