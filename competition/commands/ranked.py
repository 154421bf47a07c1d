"""A scored package as tables for a terminal: phases group by group, then teams, overall prizes and single figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from competition import scores, words
from competition.commands.columns import table
from competition.intake import Package
from competition.scores import Row
from competition.scores.honours import BEST, MEDAL, SCALE, TEAM_PLACE, TEAM_TOTAL, WORST
from competition.scores.why import told
from scoring.nodes import TOTAL, Name, Phase, Scheme
from scoring.numbers import parse
from scoring.state import State, Trade

NOTHING = "–"

BESIDE = {SCALE: "score", MEDAL: "medal"}
"""Figures beside the total that have a column where the scheme gives them."""


class Ranked:
    """What is printed of a package. figures: every single figure, too. lang: of reasons, `zh` or `en`."""

    def __init__(self, package: Package, state: State, figures: bool, lang: str) -> None:
        self._lang = lang
        self._state = state
        self._figures = figures
        self._names = {each.entrant: each.name for each in package.entrants}
        self._names |= {each.team: each.name for each in package.teams}
        self._titles: dict[str, Name] = {trade.id: trade.name for trade in package.contest.trades}
        self._groups = {each.entrant: each.group for each in package.entrants}

    def lines(self, only: str) -> Iterator[str]:
        """Every trade, or the one named."""
        for trade in self._state.trades.values():
            if only in ("", trade.id):
                yield from self._trade(trade)
        if not only:
            yield from self._prizes()

    def _trade(self, trade: Trade) -> Iterator[str]:
        """The deepest phase first, then teams, then single figures where they are asked for."""
        rows = list(scores.rows(self._state, trade.id, figures=self._figures))
        title = self._titles[trade.id]
        for phase in reversed(trade.plan.phases):
            if trade.phases[phase.id].entered is not None:
                yield f"{trade.id} · {phase.id}   {title.zh} {phase.name.zh}   {title.en}, {phase.name.en}"
                yield from self._phase(trade, phase, [row for row in rows if row.phase == phase.id])
                yield ""
        if trade.plan.scheme.teams is not None:
            yield f"{trade.id} · teams   {title.zh} 团队   {title.en}, teams"
            yield from self._places(rows, TEAM_PLACE, TEAM_TOTAL, "team", trade.plan.scheme)
            yield ""
        if self._figures:
            yield from table(
                ("phase", "entrant", "item", "judge", "figure", "value", "missing", "why"),
                list(self._single(rows)),
                {5, 6},
            )

    def _phase(self, trade: Trade, phase: Phase, rows: Sequence[Row]) -> Iterator[str]:
        """Those of each section that is ranked by itself in a table of their own."""
        points = {(row.entrant, row.figure): row.value or NOTHING for row in rows if not row.item and not row.judge}
        beside = [figure for figure in BESIDE if any(row.figure == figure for row in rows)]
        shown = [TOTAL, *beside, *phase.modules]
        heads = ("place", "entrant", "name", TOTAL, *(BESIDE[figure] for figure in beside), *phase.modules)
        apart = trade.plan.scheme.groups == "apart"
        placed = [row for row in rows if row.figure == scores.PLACE]
        for _, section in groupby(placed, key=lambda row: trade.sections[row.entrant]):
            listed = list(section)
            if apart:
                yield f"· {self._groups[listed[0].entrant] or NOTHING}"
            body = [
                (
                    *(row.value or NOTHING, row.entrant, self._names[row.entrant]),
                    *(points.get((row.entrant, figure), NOTHING) for figure in shown),
                    *(str(row.missing or ""), self._why(row, trade.plan.scheme)),
                )
                for row in listed
            ]
            numbers = {0, *range(3, 4 + len(shown))} - {3 + at for at, each in enumerate(shown) if each == MEDAL}
            yield from table((*heads, "missing", "why"), body, numbers)

    def _prizes(self) -> Iterator[str]:
        every = [row for row in scores.rows(self._state) if row.trade in self._state.prizes]
        for id, prize in self._state.prizes.items():
            yield f"{id}   {prize.name.zh}   {prize.name.en}"
            yield from self._places([row for row in every if row.trade == id], scores.PLACE, TOTAL, prize.of)
            yield ""

    def _places(
        self, rows: Sequence[Row], place: str, total: str, who: str, scheme: Scheme | None = None
    ) -> Iterator[str]:
        totals = {row.entrant: row.value or NOTHING for row in rows if row.figure == total}
        body = [
            (
                *(row.value or NOTHING, row.entrant, self._names.get(row.entrant, ""), totals[row.entrant]),
                self._why(row, scheme),
            )
            for row in rows
            if row.figure == place
        ]
        yield from table(("place", who, "name", "total", "why"), body, {0, 3})

    def _why(self, row: Row, scheme: Scheme | None = None) -> str:
        """Why an entrant stands where she stands, or what keeps a figure open."""
        if row.because is None:
            return words.term("unsettled", row.reason, self._lang)
        return told(row.because.unwritten(), self._lang, scheme)

    def _single(self, rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
        """Figures one by one; what a mark counted with only where it is another number than the mark, and the places
        still possible only where there are several."""
        marks = {(row.phase, row.entrant, row.item, row.judge, row.figure): row.value for row in rows if row.judge}
        possible: dict[tuple[str, str], set[str | None]] = {}
        for row in rows:
            if row.figure in (BEST, WORST):
                possible.setdefault((row.phase, row.entrant), set()).add(row.value)
        for row in rows:
            if row.figure in (scores.PLACE, scores.ADVANCED, scores.LIST, TEAM_PLACE, TEAM_TOTAL):
                continue
            if row.figure in (BEST, WORST) and len(possible[row.phase, row.entrant]) == 1:
                continue
            mark = marks.get(
                (row.phase, row.entrant, row.item, row.judge, row.figure.removeprefix(f"{scores.COUNTED}:"))
            )
            if row.figure.startswith(scores.COUNTED) and parse(mark or "") == parse(row.value or ""):
                continue
            yield (
                *(row.phase, row.entrant, row.item, row.judge, row.figure),
                *(row.value or NOTHING, str(row.missing or ""), self._why(row)),
            )
