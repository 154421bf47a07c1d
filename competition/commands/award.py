"""`award`: what the pinned policy comes to, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from competition.commands import options
from competition.commands.columns import table
from competition.commands.policy import stated

if TYPE_CHECKING:
    from competition.awarding.roll import Entry, Roll
    from competition.awarding.stored import Standing
    from competition.awarding.wording import Wording
    from competition.certainty.explaining import Explaining
    from scoring.clauses.trace import Outcome
    from scoring.clauses.values import Policy
    from scoring.state import Trade

NOTHING = "–"


@click.command("award")
@click.argument("event")
@click.option("--explain", metavar="ENTRANT", help="Say why this entrant's persons get what they get.")
@click.option(
    "--beside", type=click.Path(exists=True, path_type=Path), metavar="POLICY", help="Under this policy, too."
)
@click.option("--trade", default="", help="Only this trade.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language  [default: zh]")
@options.database
def command(event: str, explain: str | None, beside: Path | None, trade: str, lang: str, database: str | None) -> None:
    """What everybody in EVENT is due under the award policy that was pinned when the trade opened.

    Before the awards are stated this is a preview, and says so. Afterwards it is read from what was recorded, and
    compared with what the policy comes to now. An explanation also says which places and grades are still possible and
    what they ask while marks are owed, and afterwards what hangs on one mark or one judge.

    With another POLICY, a file or a folder with policy.toml, the same cases are decided under it, too: who comes to
    something else, and to what. Nothing is recorded.

    Exit codes: 0 shown, 1 no such event, trade or entrant, or a recorded award is not what follows, 2 wrong call.
    """
    from competition.awarding.stored import standing
    from competition.settings import given
    from competition.store.database import existing

    settings, other = given(database=database), None if beside is None else stated(beside, lang)
    with options.said(), existing(settings.database) as store:
        found = standing(store, event)
    if found is None:
        raise click.ClickException(f"there is no event {event}")
    if trade and trade not in found.state.trades:
        raise click.ClickException(f"{event} has no open trade {trade}")
    rolls = [found.roll(id) for id in found.state.trades if trade in ("", id)]
    if explain is not None:
        rolls = [roll for roll in rolls if any(entry.entrant == explain for entry in roll.entries)]
        if not rolls:
            raise click.ClickException(f"{event} has no entrant {explain} that a policy is applied to")
    sound = True
    for roll in rolls:
        for line in _head(found, roll, lang):
            click.echo(line)
        entries = [entry for entry in roll.entries if explain in (None, entry.entrant)]
        for line in _table(found, roll, entries, lang) if explain is None else _explained(found, roll, entries, lang):
            click.echo(line)
        if other is not None and roll.policy is not None:
            for line in _beside(roll, roll.policy, other, entries, lang):
                click.echo(line)
        sound = sound and all(entry.check in ("", "same") for entry in entries)
    sys.exit(0 if sound else 1)


def _head(found: Standing, roll: Roll, lang: str) -> Iterator[str]:
    from competition.awarding.wording import Wording
    from competition.words import term

    name = next(each.name for each in found.package.contest.trades if each.id == roll.trade)
    title = name.zh if lang == "zh" else name.en
    if roll.policy is None:
        yield f"{roll.trade} {title}"
        yield term("award-says", "no-policy", lang)
        return
    stage = term("stages", found.state.trades[roll.trade].stage, lang)
    policy = Wording(roll.policy, lang).name(roll.policy.name)
    said = term("award-says", "trade", lang, trade=title, stage=stage, name=policy, policy=roll.policy.digest[:16])
    yield f"{roll.trade} {said}"
    yield term("award-says", roll.standing, lang, line=str(roll.line))
    if found.state.trades[roll.trade].sealed:
        yield term("award-says", "sealed", lang)


def _table(found: Standing, roll: Roll, entries: list[Entry], lang: str) -> Iterator[str]:
    """A person a line: place, entrant, person, role, and each kind of award that the policy has."""
    from competition.awarding.wording import Wording
    from competition.words import term

    if roll.policy is None:
        return
    wording = Wording(roll.policy, lang)
    kinds = list(dict.fromkeys(clause.kind for clause in roll.policy.clauses))
    body = []
    for entry in entries:
        place = entry.candidate.case.place if entry.candidate else None
        cells = [str(place or NOTHING), entry.entrant, entry.person]
        for kind in kinds:
            cells.append(_due(wording, entry.decision.of(kind) if entry.decision else ()))
        body.append([*cells, "" if entry.check in ("", "same") else entry.check])
    yield from table(("place", "entrant", "person", *kinds, "check"), body, right={0})
    words = {kind: term("award-kinds", kind, lang) for kind in kinds}
    yield ", ".join(f"{kind}: {word}" for kind, word in words.items() if kind != word)
    yield ""


def _beside(roll: Roll, policy: Policy, other: Policy, entries: list[Entry], lang: str) -> Iterator[str]:
    """Who comes to something else under the other policy: what under the own, and what under that."""
    from competition.awarding.beside import beside
    from competition.awarding.wording import Wording
    from competition.words import term

    wordings = Wording(policy, lang), Wording(other, lang)
    name, digest = wordings[1].name(other.name), other.digest[:16]
    yield term("award-says", "beside", lang, name=name, policy=digest)
    found = [each for each in beside(roll.entries, other) if each.entry in entries]
    moved = [each for each in found if each.kinds]
    body = []
    for each in moved:
        for kind in each.kinds:
            said = [_due(wording, of.of(kind)) for wording, of in zip(wordings, (each.own, each.other), strict=True)]
            case = each.own.case
            kind_said = term("award-kinds", kind, lang)
            body.append([str(case.place or NOTHING), each.entry.entrant, each.entry.person, kind_said, *said])
    yield from table(("place", "entrant", "person", "kind", "own", "other"), body, right={0})
    yield term("award-says", "moved", lang, moved=str(len(moved)), count=str(len(found)))


def _due(wording: Wording, due: Sequence[Outcome]) -> str:
    said = [f"{wording.status(each)} {wording.award(each) if each.value else ''}".strip() for each in due]
    return "; ".join(said) or NOTHING


def _explained(found: Standing, roll: Roll, entries: list[Entry], lang: str) -> Iterator[str]:
    from competition.awarding.explaining import lines, told
    from competition.words import term

    names = {each.person: each.name if lang == "zh" else each.name_en or each.name for each in found.package.persons}
    names |= {each.entrant: each.name if lang == "zh" else each.name_en or each.name for each in found.package.entrants}
    trade = found.state.trades[roll.trade]
    places, certainty = _places(trade, lang), _certainty(found, roll, lang)
    for entry in entries:
        yield ""
        yield from _who(entry, names.get(entry.person, entry.person), lang)
        code = entry.candidate.code if entry.candidate else entry.entrant
        if code in places:
            yield term("award-says", "place-why", lang, sentence=places[code])
        if entry.candidate is not None:
            yield from certainty.lines(code, entry.person)
        if entry.decision is None or roll.policy is None:
            yield term("award-says", entry.check, lang)
            continue
        for each in told(roll.policy, entry.decision, lang):
            yield from lines(each, lang)
        for look, numbers in entry.decision.case.certificates.items():
            yield "  " + term("award-says", f"by-{look}", lang, numbers=numbers)
        if entry.check:
            yield term("award-says", entry.check, lang)
        yield term("award-says", "same-input", lang, digest=entry.decision.digest[:16], position=found.position)


def _certainty(found: Standing, roll: Roll, lang: str) -> Explaining:
    """What says of everybody of the trade what can still change, or what hangs on one mark."""
    from competition.awarding.cases import groups
    from competition.certainty.explaining import Explaining
    from competition.certainty.people import People
    from competition.certainty.saying import named
    from competition.words import pair

    def lead(name: str, name_en: str) -> str:
        return pair({"zh": name, "en": name_en}, lang).lead

    trade, package = found.state.trades[roll.trade], found.package
    judges = {each.judge: lead(each.name, each.name_en) or each.judge for each in package.judges}
    entrants = {each.entrant: f"{lead(each.name, each.name_en)} {each.entrant}".strip() for each in package.entrants}
    codes = trade.codes or {}
    candidates = [entry.candidate for entry in roll.entries if entry.candidate is not None]
    return Explaining(
        trade,
        People(roll.policy, candidates, groups(trade, package)),
        named(
            trade.plan.scheme,
            lang,
            lambda code: entrants.get(codes.get(code, code), code),
            lambda judge: judges.get(judge, judge),
        ),
    )


def _places(trade: Trade, lang: str) -> dict[str, str]:
    """Why each entrant of the trade's standing has the place that she has, in words."""
    from competition.scores.why import told as why
    from scoring.standings.reasons import neighbours

    scheme = trade.plan.scheme
    return {trade.roster[standing.entrant][0]: why(reason, lang, scheme) for standing, reason in neighbours(trade)}


def _who(entry: Entry, name: str, lang: str) -> Iterator[str]:
    from competition.words import term

    if entry.decision is None:
        yield name
        return
    case = entry.decision.case
    facts = {
        "name": f"{name} {entry.entrant}",
        "role": term("award-says", case.role, lang),
        "place": str(case.place or NOTHING),
        "count": str(case.counts.get("entrants", NOTHING)),
        "group": case.group,
        "total": (entry.candidate.total if entry.candidate else "") or NOTHING,
    }
    yield term("award-says", "person" if case.group else "person-ungrouped", lang, **facts)
