"""A decision told as a person would tell it: what is due, where that stands, what was compared, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from competition.awarding.probing import Probe, Segment, nearest, probes, segments
from competition.awarding.wording import Wording
from competition.words import term
from scoring.clauses.trace import NO, REFUSED, YES, Check, Decision, Outcome, Verdict
from scoring.clauses.values import Policy
from scoring.numbers import minus, parse, text

FAMILIES = ("place", "level", "age", "promotions", "team-size", "paper-level")
"""Looks whose value is worth a row of its own, beside papers and facts."""


class Row(NamedTuple):
    """One condition. asked, seen, margin: in words, "" where there is nothing to say. holds: yes, no or open. said: the
    sentence that says why not, "" for yes. quote: where the condition stands, "" for where its clause does."""

    look: str
    asked: str
    seen: str
    margin: str
    holds: str
    said: str
    quote: str


class Told(NamedTuple):
    """One outcome. status, kind, value: its codes. headline: what is due, or would be. quote: document and article it
    rests on, or the nearest one. rows: what was compared. short: why it is not due, a sentence each. differ: what would
    have had to differ, (if, then) each. places: of the scale, with what each stretch gives; empty where no place
    matters."""

    kind: str
    award: str
    status: str
    value: str
    headline: str
    word: str
    quote: str
    rows: tuple[Row, ...]
    short: tuple[str, ...]
    differ: tuple[tuple[str, str], ...]
    places: tuple[Segment, ...]


def told(policy: Policy, decision: Decision, lang: str, most: int = 0, *, differ: bool = True) -> list[Told]:
    """Every outcome that is for one of her role, in the order of the decision. most: last place of the scale, 0 for no
    scale. differ: say what would have had to differ, for which the policy is asked many times."""
    wording = Wording(policy, lang)
    own = {(clause.kind, clause.award) for clause in policy.clauses if clause.role == decision.case.role}
    hers = (each for each in decision.outcomes if (each.kind, each.award) in own)
    return [_told(wording, decision, each, most, differ) for each in hers]


def lines(each: Told, lang: str) -> Iterator[str]:
    """An outcome as lines of plain text."""

    def say(code: str, **facts: str) -> str:
        return term("award-says", code, lang, **facts)

    yield say("headline", what=each.headline, status=each.word)
    if each.quote:
        yield "  " + say("clause", quote=each.quote)
    for row in each.rows:
        mark = {YES: "✓", NO: "✗"}.get(row.holds, "?")
        parts = [say("compared" if row.asked else "seen", look=row.look, seen=row.seen or "–", asked=row.asked)]
        parts += [row.margin] if row.margin else []
        yield f"  {mark} " + say("between").join(parts)
    for sentence in each.short:
        yield "  " + say("why", sentence=sentence)
    for what, then in each.differ:
        yield "  " + say("differ", what=what, then=then)


def _told(wording: Wording, decision: Decision, outcome: Outcome, most: int, differ: bool) -> Told:
    resting = _resting(decision, outcome)
    verdict = resting[0] if resting else None
    value = outcome.value or (verdict.value if verdict else "")
    changes = tuple(
        (
            _changed(wording, each),
            f"{wording.award(each.outcome) if each.outcome.value else ''} {wording.status(each.outcome)}".strip(),
        )
        for each in (probes(wording.policy, decision, outcome) if differ else ())
    )
    places: tuple[Segment, ...] = ()
    if most and decision.case.place:
        places = tuple(segments(wording.policy, decision, outcome, max(most, decision.case.place)))
    return Told(
        outcome.kind,
        outcome.award,
        outcome.status,
        value,
        wording.given(outcome.kind, outcome.award, value),
        wording.status(outcome),
        wording.quote(verdict.document, verdict.cites) if verdict else "",
        tuple(_row(wording, check) for check in _rows(verdict)) if verdict else (),
        tuple(dict.fromkeys(_short(wording, check) for each in resting for check in each.against)),
        changes,
        places if len(places) > 1 else (),
    )


def _resting(decision: Decision, outcome: Outcome) -> list[Verdict]:
    """The verdicts that an outcome rests on; for a refusal the one that came nearest, places counted."""
    if outcome.status != REFUSED:
        return [each for each in decision.verdicts if each.clause in outcome.clauses]
    return [nearest(decision, outcome)]


def _changed(wording: Wording, probe: Probe) -> str:
    """What would be another: one thing, or several that all would have to be."""
    lang = wording.lang
    said = [
        term("award-says", "if", lang, look=wording.look(look), value=wording.value(look, value))
        for look, value in probe.changes
    ]
    return term("award-says", "and", lang).join(said)


def _rows(verdict: Verdict) -> Iterator[Check]:
    """The checks that compare something."""
    for check in verdict.checks:
        compares = check.look in FAMILIES or "." in check.look or check.holds != YES
        if compares and (check.facts or check.holds != YES):
            yield check


def _row(wording: Wording, check: Check) -> Row:
    return Row(
        wording.look(check.look),
        wording.asked(check),
        wording.seen(check),
        _margin(wording, check),
        check.holds,
        "" if check.holds == YES else wording.reason(check),
        wording.quote(check.document, check.cites) if check.cites else "",
    )


def _margin(wording: Wording, check: Check) -> str:
    """How much is in hand, or short."""
    if check.holds != YES:
        return term("award-says", "short", wording.lang, count=wording.short(check)) if check.short else ""
    if check.look == "level" and "to" in check.facts:
        return term("award-says", "leads-to", wording.lang, grade=wording.grade(check.facts["to"]))
    if check.look == "place":
        value, limit, code = check.facts.get("place", ""), check.facts.get("to", ""), "places-in-hand"
        left = _difference(limit, value)
    else:
        left, code = _difference(check.facts.get("value", ""), check.facts.get("least", "")), "in-hand"
    code += "-1" if left == "1" and code == "places-in-hand" else ""
    return term("award-says", code, wording.lang, count=wording.value("", left)) if left else ""


def _difference(a: str, b: str) -> str:
    """a - b as number text, "" where they are no numbers."""
    first, second = parse(a), parse(b)
    return "" if first is None or second is None else text(minus(first, second))


def _short(wording: Wording, check: Check) -> str:
    sentence = wording.reason(check)
    if not check.cites:
        return sentence
    return term(
        "award-says", "cited", wording.lang, sentence=sentence, quote=wording.quote(check.document, check.cites)
    )
