"""What can be taken out of an event: results, panel marks and the award roll, of a trade or of all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType

from competition import scores
from competition.awarding.roll import Entry, Roll
from competition.awarding.stored import Standing
from competition.exports import awards, head, signatures
from competition.exports.people import People
from competition.exports.register import NO_REGISTER, Register
from competition.exports.tables import Cell, Column, Table, Taken, figure
from competition.intake.contest import Contest
from competition.intake.layouts import Layout
from competition.scores.why import told as told_why
from competition.statistics import sums
from competition.statistics.summing import basis, summed
from competition.words import term
from scoring.lines import Line
from scoring.nodes import TOTAL, Name
from scoring.state import Place, Trade

EXPORTS: Mapping[str, tuple[str, ...]] = {
    "results": ("xlsx", "csv", "json"),
    "marks": ("xlsx", "csv", "json"),
    "signatures": ("xlsx", "csv", "json"),
    "roll": ("xlsx", "csv", "json", "pdf"),
    "statistics": ("xlsx", "csv", "json"),
    "upload": ("xlsx", "csv", "json", "pdf", "zip"),
    "package": ("zip",),
}
"""What can be taken out, and its forms. results: with panel marks and signatures, in a workbook and in JSON. roll: with
results, panel marks and sums, there, too; on paper with a layout's columns. upload: a layout's columns alone, as a zip
with the photos that it names."""

LAID_OUT: Mapping[str, str] = {"upload": "national", "roll": "roll"}
"""Exports that have columns of a layout, with the one that they have unless another is asked for."""

_TABLES: Mapping[str, tuple[str, ...]] = {
    "results": ("marks", "signatures", "results"),
    "marks": ("marks",),
    "signatures": ("signatures",),
    "roll": ("results", "marks", "statistics", "awards"),
    "statistics": ("statistics",),
    "upload": ("upload",),
}
"""Tables of each; the last is its own."""


class Export:
    """One export of an event at a line. trade: "" for every trade. lang: `zh` or `en`. signed: lines that state
    signatures. people: names by login. words: that explain marks, by line. layout: of what has one. register: of
    certificates. at: when the line was written."""

    def __init__(
        self,
        standing: Standing,
        trade: str,
        lang: str,
        signed: Collection[Line] = (),
        people: Mapping[str, str] = MappingProxyType({}),
        words: Mapping[int, str] = MappingProxyType({}),
        *,
        layout: Layout | None = None,
        register: Register = NO_REGISTER,
        at: str = "",
    ) -> None:
        self.lang, self.layout, self.at, self._register = lang, layout, at, register
        self._words = words
        self._standing, self._signed, self._people = standing, signed, people
        self._trades: list[Trade] = [each for id, each in standing.state.trades.items() if trade in ("", id)]
        self._rolls = {each.id: standing.roll(each.id) for each in self._trades}
        self._judges = {each.judge: each.name for each in standing.package.judges}
        self._persons = {each.person: each for each in standing.package.persons}
        self._named = {each["id"]: each["name"] for each in standing.roster["trades"]}

    def taken(self, name: str) -> Taken:
        """The export of this name, one of `EXPORTS` but for the package."""
        makers: Mapping[str, Callable[[], Table]] = {
            "results": self._results,
            "marks": self._marks,
            "signatures": self._signatures,
            "awards": self._awards,
            "upload": self._upload,
            "statistics": self._statistics,
        }
        tables = tuple(makers[each]() for each in _TABLES[name])
        above = list(head.of_event(self._standing, self._trades, self._rolls, self.lang))
        if name == "upload":
            above += head.of_layout(self.laid_out, self.registered, tables[-1], self.lang)
        return Taken(tuple(above), tables, self._standing.position, self.at)

    @property
    def contest(self) -> Contest:
        """What the package states of the event."""
        return self._standing.package.contest

    @property
    def position(self) -> str:
        """`stream:seq:digest` of the line that it is made at."""
        return self._standing.position

    @property
    def rolls(self) -> tuple[Roll, ...]:
        """The roll of each of its trades."""
        return tuple(self._rolls[each.id] for each in self._trades)

    @property
    def laid_out(self) -> Layout:
        """Its layout."""
        assert self.layout is not None, "asked of what has no layout"
        return self.layout

    @property
    def registered(self) -> str:
        """Where certificates were read, as `stream:seq:digest` of the house."""
        return self._register.position or term("export-words", "no-register", self.lang)

    def name(self, name: Name) -> str:
        """A name in the language of the export."""
        return name.zh if self.lang == "zh" else name.en

    @cached_property
    def people(self) -> People:
        """Everybody of its trades."""
        trades = [each.id for each in self._trades]
        return People(self._standing, trades, self._rolls, self.lang, self._register)

    def _statistics(self) -> Table:
        who = self._standing.roster["entrants"]
        found = [basis(each, who, None if each.sealed else self._rolls[each.id]) for each in self._trades]
        names = {each.id: self._named[each.id][self.lang] for each in self._trades}
        return sums.table(summed(found), names, self.lang)

    def _upload(self) -> Table:
        table = self.people.table(self.laid_out)
        return replace(table, rows=list(table.rows))

    def _results(self) -> Table:
        modules = self._modules()
        who = ("trade", "place", "entrant", "number", "name", "organisation", "group", "team")
        shared = (*who, "phase", "total", "reason")
        ids = [f"{phase}.{module}" for phase, module, _ in modules]
        columns = [
            Column(id if ids.count(id) == 1 else f"{next(iter(trades))}.{id}", title, 14)
            for id, ((_, _, title), trades) in zip(ids, modules.items(), strict=True)
        ]
        return Table(
            "results",
            self._title("results"),
            (*map(self._column, shared), *columns),
            self._result_rows(list(modules.items())),
        )

    def _modules(self) -> dict[tuple[str, str, str], dict[str, None]]:
        """(phase, module, title) of every module, with the trades that have it so."""
        found: dict[tuple[str, str, str], dict[str, None]] = {}
        for trade in self._trades:
            scheme = trade.plan.scheme
            for phase in scheme.phases:
                for module in (scheme.module[each] for each in phase.modules):
                    names = (phase.name.zh, module.name.zh) if self.lang == "zh" else (phase.name.en, module.name.en)
                    found.setdefault((phase.id, module.id, " · ".join(names)), {})[trade.id] = None
        return found

    def _result_rows(self, modules: list[tuple[tuple[str, str, str], dict[str, None]]]) -> Iterator[tuple[Cell, ...]]:
        for trade in self._trades:
            points: dict[tuple[str, str, str], str | None] = {}
            places = []
            for row in scores.rows(self._standing.state, trade.id):
                if row.phase:
                    points[row.entrant, row.phase, row.figure] = row.value
                elif row.figure == scores.PLACE:
                    places.append(row)
            for row in places:
                known, deepest = self._entrant(row.entrant), trade.deepest[row.entrant][1]
                yield (
                    trade.id,
                    figure(row.value),
                    row.entrant,
                    *(str(known.get(key, "")) for key in ("number", "name", "organisation", "group", "team")),
                    self._phase(trade, deepest),
                    figure(points.get((row.entrant, deepest, TOTAL))),
                    told_why(row.because, self.lang, trade.plan.scheme) if row.because else "",
                    *(
                        figure(points.get((row.entrant, phase, module))) if trade.id in trades else ""
                        for (phase, module, _), trades in modules
                    ),
                )

    def _marks(self) -> Table:
        where = ("trade", "phase", "entrant", "name", "item", "aspect", "aspect-name", "attempt")
        columns = (*where, "judge", "judge-name", "mark", *(["comment"] if self._words else []))
        return Table("marks", self._title("marks"), tuple(map(self._column, columns)), self._mark_rows())

    def _mark_rows(self) -> Iterator[tuple[Cell, ...]]:
        for trade in self._trades:
            for row in scores.rows(self._standing.state, trade.id, figures=True):
                if row.judge and not row.figure.startswith(scores.COUNTED):
                    id, attempt = scores.aspect_of(row.figure)
                    aspect = trade.plan.scheme.aspect[id][2]
                    yield (
                        trade.id,
                        self._phase(trade, row.phase),
                        row.entrant,
                        str(self._entrant(row.entrant).get("name", "")),
                        row.item,
                        id,
                        aspect.name.zh if self.lang == "zh" else aspect.name.en,
                        figure(attempt),
                        row.judge,
                        self._judges.get(row.judge, ""),
                        figure(row.value) if row.value is not None else term("export-words", "owed", self.lang),
                        *([self._said(trade, row, (id, row.item, int(attempt or 1)))] if self._words else []),
                    )

    def _said(self, trade: Trade, row: scores.Row, place: Place) -> str:
        """What the judge wrote with her mark."""
        panel = trade.performances[row.entrant, row.phase].panels.get(place)
        return "" if panel is None else self._words.get(panel.seqs.get(row.judge, 0), "")

    def _signatures(self) -> Table:
        what = ("trade", "phase", "module", "entrant", "name", "signed-as", "signed-by", "signed-at")
        columns = (*what, "signature", "line", "digest")
        return Table("signatures", self._title("signatures"), tuple(map(self._column, columns)), self._signed_rows())

    def _signed_rows(self) -> Iterator[tuple[Cell, ...]]:
        for trade in self._trades:
            for each in signatures.standing(trade, self._signed):
                name = trade.plan.scheme.module[each.module].name if each.module else Name("", "")
                yield (
                    trade.id,
                    self._phase(trade, each.phase),
                    f"{each.module} {name.zh if self.lang == 'zh' else name.en}".strip(),
                    each.entrant,
                    str(self._entrant(each.entrant).get("name", "")) if each.entrant else "",
                    term("export-signed", each.who, self.lang),
                    self._signer(each.line.actor),
                    each.line.at,
                    term("export-signed", "moved" if each.moved else "stands", self.lang),
                    figure(str(each.line.seq)),
                    each.digest,
                )

    def _signer(self, actor: str) -> str:
        """Who signed: her id, and what she is called."""
        role, _, id = actor.partition(".")
        called = self._judges.get(id, "") if role == "judge" else self._people.get(id, "")
        return " ".join(dict.fromkeys(filter(None, (id, called))))

    def _awards(self) -> Table:
        return Table("awards", self._title("awards"), tuple(map(self._column, awards.COLUMNS)), self._award_rows())

    def _award_rows(self) -> Iterator[tuple[Cell, ...]]:
        for trade in self._trades:
            roll = self._rolls[trade.id]
            for entry in roll.entries:
                yield from awards.rows(roll, entry, self._person(entry), self.lang)

    def _person(self, entry: Entry) -> str:
        person = self._persons.get(entry.person)
        if person is not None:
            return person.name
        return str(self._entrant(entry.candidate.code if entry.candidate else entry.entrant).get("name", ""))

    def _entrant(self, id: str) -> Mapping[str, object]:
        found: Mapping[str, object] = self._standing.roster["entrants"].get(id, {})
        return found

    def _phase(self, trade: Trade, phase: str) -> str:
        name = trade.plan.scheme.phase[phase].name
        return name.zh if self.lang == "zh" else name.en

    def _title(self, id: str) -> str:
        return term("export-tables", id, self.lang)

    def _column(self, id: str) -> Column:
        return Column(id, term("export-columns", id, self.lang), _WIDTHS.get(id, 14))


_WIDTHS = {
    "name": 18,
    "organisation": 24,
    "reasons": 70,
    "clause": 60,
    "award": 26,
    "outcome": 26,
    "reason": 60,
    "comment": 60,
    "signed-by": 22,
    "signed-at": 28,
    "digest": 66,
}
