"""What everybody on a roll is due, a row for each person and award, refused ones included."""

from __future__ import annotations

from collections.abc import Iterator

from competition.awarding.explaining import Told, told
from competition.awarding.roll import Entry, Roll
from competition.awarding.wording import Wording
from competition.exports.tables import Cell, figure
from competition.words import term
from scoring.clauses.trace import GRANTED, MAY_APPLY

COLUMNS = (
    *("trade", "standing", "group", "place", "entrant", "person", "name", "role", "held", "kind", "award"),
    *("outcome", "code", "value", "reasons", "clause", "decision", "document", "check"),
)


def rows(roll: Roll, entry: Entry, name: str, lang: str) -> Iterator[tuple[Cell, ...]]:
    """Rows of one person. name: hers."""
    standing = term("export-short", roll.standing, lang)
    check = term("export-checks", entry.check, lang) if entry.check else ""
    if entry.decision is None or roll.policy is None:
        blank = [""] * (len(COLUMNS) - 9)
        yield (roll.trade, standing, "", "", entry.entrant, entry.person, name, *blank, entry.document, check)
        return
    case, wording = entry.decision.case, Wording(roll.policy, lang)
    for each in told(roll.policy, entry.decision, lang, differ=False):
        yield (
            roll.trade,
            standing,
            wording.value("group", case.group),
            figure(str(case.place or "")),
            entry.entrant,
            entry.person,
            name,
            term("award-says", case.role, lang),
            wording.grade(case.level.code) if case.level else "",
            term("award-kinds", each.kind, lang),
            each.headline,
            each.word,
            each.status,
            _value(each),
            " ".join(each.short),
            each.quote,
            entry.decision.digest,
            entry.document,
            check,
        )


def _value(each: Told) -> Cell:
    """What is due, as its code, name or amount; "" where nothing is."""
    if each.status not in (GRANTED, MAY_APPLY):
        return ""
    return figure(each.value) if each.kind == "money" else each.value
