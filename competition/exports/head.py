"""What stands above every table: what it is, how far it is, and where it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from competition.awarding.roll import Roll
from competition.awarding.stored import Standing
from competition.awarding.wording import Wording
from competition.exports.people import blanks
from competition.exports.tables import Table
from competition.intake.layouts import Layout
from competition.words import pair, term
from scoring.lines import digest
from scoring.state import Trade

Line = tuple[str, str, str]
"""(id, title, text)."""


def of_event(standing: Standing, trades: Sequence[Trade], rolls: Mapping[str, Roll], lang: str) -> Iterator[Line]:
    """The event, each of the trades with its policy, notice and awards, and the place in the ledger."""
    contest, named = standing.package.contest, {each["id"]: each["name"] for each in standing.roster["trades"]}
    yield _line("event", f"{contest.event} {_pair(standing.roster['event']['name'], lang)}", lang)
    yield _line("organiser", _pair({"zh": contest.organiser.zh, "en": contest.organiser.en}, lang), lang)
    yield _line("filing", contest.filing, lang)
    for trade in trades:
        roll, terms = rolls[trade.id], trade.terms
        yield _line("trade", f"{trade.id} {_pair(named[trade.id], lang)}", lang, trade.id)
        yield _line("stage", term("stages", trade.stage, lang), lang, trade.id)
        if roll.policy is not None:
            name = Wording(roll.policy, lang).name(roll.policy.name)
            yield _line("policy", f"{name} {trade.policy_digest}", lang, trade.id)
        if roll.house:
            yield _line("house", roll.house, lang, trade.id)
        days = str(terms.working_days) if terms.date else term("export-words", "not-stated", lang)
        yield _line("notice", days, lang, trade.id)
        yield _line("standing", term("export-standing", roll.standing, lang, line=str(roll.line)), lang, trade.id)
    yield _line("position", standing.position, lang)


def of_layout(layout: Layout, registered: str, table: Table, lang: str) -> Iterator[Line]:
    """What only a table with a layout says: which one, where certificates were read, and what is empty."""
    rows, name = list(table.rows), layout.name.zh if lang == "zh" else layout.name.en
    yield _line("layout", f"{name} {digest(layout.text())}", lang)
    yield _line("register", registered, lang)
    yield _line("rows", str(len(rows)), lang)
    empty = [f"{title} {count}" for title, count in blanks(table, rows)]
    between = "；" if lang == "zh" else "; "
    yield _line("blanks", between.join(empty) or term("export-words", "nothing", lang), lang)


def _line(id: str, text: str, lang: str, trade: str = "") -> Line:
    return f"{id}-{trade}" if trade else id, term("export-head", id, lang), text


def _pair(names: Mapping[str, str], lang: str) -> str:
    both = pair(names, lang)
    return f"{both.lead} {both.follow}".strip()
