"""One row a person, with the columns that a layout asks for: what the catalogue, the table, the awards and the register
of certificates say of her."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from competition.awarding.roll import Entry, Roll
from competition.awarding.stored import Standing
from competition.awarding.wording import Wording
from competition.certificates.certificate import AWARD, GRADE
from competition.certificates.due import granted
from competition.exports.register import NO_REGISTER, Issued, Register
from competition.exports.tables import Cell, Column, Table, figure
from competition.intake.contest import Contest
from competition.intake.contest import Trade as Stated
from competition.intake.layouts import AWARDS, EVERYBODY, FIELDS, GRADES, PAPER, PAPER_WIDTH, Layout
from competition.intake.package import Person
from competition.words import term
from scoring.clauses.cases import Case
from scoring.clauses.trace import Outcome
from scoring.nodes import Name
from scoring.register import Due

NOBODY: Mapping[str, object] = {}
NOT_ISSUED = Issued("", "")


@dataclass
class Row:
    """What is known of one person of a trade. known: her entrant's part of the roster. serial: from 1, in the whole
    table."""

    contest: Contest
    stated: Stated
    level: str
    roll: Roll
    entry: Entry
    person: Person | None
    known: Mapping[str, object]
    wording: Wording | None
    register: Register
    lang: str
    serial: int = 0

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What she is granted outright."""
        return granted(self.entry)

    @cached_property
    def grade(self) -> str:
        """Code of the grade that she is granted, "" for none."""
        return next((each.value for each in self.outcomes if each.kind == GRADE), "")

    @cached_property
    def case(self) -> Case | None:
        """Her case as it was decided upon, or as it is now."""
        entry = self.entry
        return entry.decision.case if entry.decision else entry.candidate.case if entry.candidate else None

    def due(self, kind: str) -> Issued:
        """Her certificate of a kind."""
        due = Due(self.contest.event, self.stated.id, self.entry.entrant, self.entry.person, kind)
        return self.register.certificates.get(due, NOT_ISSUED)

    def named(self, name: Name | None) -> str:
        """A name in the language."""
        return "" if name is None else name.zh if self.lang == "zh" else name.en

    def term(self, section: str, code: str) -> str:
        """A code in words, "" for none."""
        return term(section, code, self.lang) if code else ""


class People:
    """Everybody of some trades. rolls: of these trades."""

    def __init__(
        self, standing: Standing, trades: Sequence[str], rolls: Mapping[str, Roll], lang: str, register: Register
    ) -> None:
        self._standing, self._trades, self._rolls, self._lang = standing, trades, rolls, lang
        self._register = register

    def table(self, layout: Layout, trade: str = "") -> Table:
        """The table that a layout asks for, of one trade or of all."""
        columns = tuple(
            Column(_id(place, each.field), each.title or title(each.field, self._lang), each.width or width(each.field))
            for place, each in enumerate(layout.columns, 1)
        )
        name = layout.name.zh if self._lang == "zh" else layout.name.en
        return Table("upload", sheet_title(name), columns, self._cells(layout, trade))

    def rows(self, which: str, trade: str = "") -> Iterator[Row]:
        """Everybody who has a row, in the order of the rolls, trade after trade. which: one of `layouts.ROWS`."""
        serial = 0
        for id in self._trades:
            for row in self._of(id) if trade in ("", id) else ():
                if _WHO[which](row):
                    serial += 1
                    row.serial = serial
                    yield row

    def _cells(self, layout: Layout, trade: str) -> Iterator[tuple[Cell, ...]]:
        getters = [getter(each.field) if each.field else partial(_constant, each.constant) for each in layout.columns]
        for row in self.rows(layout.rows, trade):
            yield tuple([get(row) for get in getters])

    def _of(self, trade: str) -> Iterator[Row]:
        package, entrants = self._standing.package, self._standing.roster["entrants"]
        stated = next(each for each in package.contest.trades if each.id == trade)
        found, roll = self._standing.state.trades[trade], self._rolls[trade]
        persons = {each.person: each for each in package.persons}
        wording = Wording(roll.policy, self._lang) if roll.policy else None
        for entry in roll.entries:
            code = entry.candidate.code if entry.candidate else entry.entrant
            person = None if code in found.substitutes else persons.get(entry.person)
            yield Row(
                package.contest,
                stated,
                found.terms.level,
                roll,
                entry,
                person,
                entrants.get(code, NOBODY),
                wording,
                self._register,
                self._lang,
            )


def blanks(table: Table, rows: Sequence[tuple[Cell, ...]]) -> list[tuple[str, int]]:
    """(title, rows) of each column that is empty in some of the rows."""
    counts = [sum(not row[place] for row in rows) for place in range(len(table.columns))]
    return [(column.title, count) for column, count in zip(table.columns, counts, strict=True) if count]


def title(field: str, lang: str) -> str:
    """What a column is called that has no title of its own."""
    if field.startswith(PAPER):
        name = field.removeprefix(PAPER)
        known = term("layout-papers", name, lang)
        return known if known != name else term("layout-fields", "paper", lang, paper=name)
    return term("layout-fields", field, lang)


def width(field: str) -> int:
    """Its width in characters, where the layout says none."""
    return FIELDS.get(field, PAPER_WIDTH)


def getter(field: str) -> Callable[[Row], Cell]:
    """What reads a field of a row. Raises KeyError where there is none."""
    return partial(_paper, field.removeprefix(PAPER)) if field.startswith(PAPER) else _GETTERS[field]


_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def sheet_title(name: str) -> str:
    """A name as a sheet may bear it: at most 31 characters, none of `[]:*?/\\`, no apostrophe at its ends."""
    return " ".join(name.translate(_FORBIDDEN).split())[:31].strip("' ") or "-"


def _id(place: int, field: str) -> str:
    """Key in JSON: a layout may name a field twice."""
    return f"{place:02}-{field or 'constant'}"


def _constant(text: str, row: Row) -> Cell:
    return text


def _paper(name: str, row: Row) -> Cell:
    found = row.case.papers.get(name, "") if row.case else ""
    return term("excuses", found, row.lang) if found in ("absent", "abstained", "lost") else figure(found)


def _known(row: Row, key: str) -> str:
    return str(row.known.get(key, "") or "")


def _person(row: Row, key: str) -> str:
    return str(getattr(row.person, key)) if row.person else ""


def _name(row: Row) -> Cell:
    return _person(row, "name") or _known(row, "name")


def _name_en(row: Row) -> Cell:
    return _person(row, "name_en") if row.person else _known(row, "name_en")


def _organisation(row: Row) -> Cell:
    own, other = ("organisation", "organisation_en") if row.lang == "zh" else ("organisation_en", "organisation")
    return _known(row, own) or _known(row, other)


def _group(row: Row) -> Cell:
    if row.case is None or row.wording is None:
        return _known(row, "group")
    return row.wording.value("group", row.case.group)


def _place(row: Row) -> Cell:
    return figure(str(row.case.place or "")) if row.case else ""


def _honours(row: Row) -> Cell:
    if row.wording is None:
        return ""
    between = "；" if row.lang == "zh" else "; "
    return between.join(row.wording.award(each) for each in row.outcomes if each.kind != GRADE)


def _clause(row: Row) -> Cell:
    if row.wording is None:
        return ""
    clauses = {clause.id: clause for clause in row.wording.policy.clauses}
    ids = dict.fromkeys(id for each in row.outcomes for id in each.clauses)
    between = "；" if row.lang == "zh" else "; "
    return between.join(dict.fromkeys(clauses[id].cites or row.wording.clause(clauses[id]) for id in ids))


def _remark(row: Row) -> Cell:
    place = row.case.place if row.case else None
    code = "remark" if place else "remark-without-place"
    return term("layout-says", code, row.lang, contest=row.named(row.contest.name), place=place)


def _standing(row: Row) -> Cell:
    return row.term("export-short", row.roll.standing)


_GETTERS: Mapping[str, Callable[[Row], Cell]] = {
    "serial": lambda row: figure(str(row.serial)),
    "name": _name,
    "name-en": _name_en,
    "gender": lambda row: row.term("genders", _person(row, "gender")),
    "birth-date": lambda row: _person(row, "birth_date"),
    "identity-type": lambda row: row.term("identity-papers", _person(row, "identity_type")),
    "identity": lambda row: _person(row, "identity"),
    "education": lambda row: _person(row, "education"),
    "phone": lambda row: _person(row, "phone"),
    "photo": lambda row: _person(row, "photo").removeprefix("photos/"),
    "person": lambda row: row.entry.person,
    "role": lambda row: row.term("award-says", row.case.role) if row.case else "",
    "entrant": lambda row: row.entry.entrant,
    "number": lambda row: _known(row, "number"),
    "organisation": _organisation,
    "group": _group,
    "team": lambda row: _known(row, "team"),
    "held": lambda row: row.term("grades", row.case.level.code) if row.case and row.case.level else "",
    "place": _place,
    "total": lambda row: figure(row.entry.candidate.total if row.entry.candidate else ""),
    "grade": lambda row: row.term("grades", row.grade),
    "grade-code": lambda row: row.grade,
    "honours": _honours,
    "clause": _clause,
    "standing": _standing,
    "certificate": lambda row: row.due(GRADE).number,
    "issued": lambda row: row.due(GRADE).issued or row.due(AWARD).issued,
    "award-certificate": lambda row: row.due(AWARD).number,
    "trade": lambda row: row.stated.id,
    "trade-name": lambda row: row.named(row.stated.name),
    "occupation": lambda row: row.stated.occupation,
    "occupation-name": lambda row: row.named(row.stated.occupation_name or row.stated.name),
    "level": lambda row: row.term("grades", row.level),
    "event": lambda row: row.contest.event,
    "event-name": lambda row: row.named(row.contest.name),
    "event-place": lambda row: row.named(row.contest.place),
    "starts": lambda row: row.contest.starts,
    "ends": lambda row: row.contest.ends,
    "organiser": lambda row: row.named(row.contest.organiser),
    "organiser-code": lambda row: row.contest.organiser_code,
    "filing": lambda row: row.contest.filing,
    "policy": lambda row: row.wording.name(row.wording.policy.name) if row.wording else "",
    "remark": _remark,
}
"""How each field of `layouts.FIELDS` is read."""

_WHO: Mapping[str, Callable[[Row], bool]] = {
    GRADES: lambda row: bool(row.grade),
    AWARDS: lambda row: bool(row.outcomes),
    EVERYBODY: lambda row: True,
}

__all__ = ["NO_REGISTER", "People", "Row", "blanks", "getter", "sheet_title", "title", "width"]
