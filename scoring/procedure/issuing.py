"""Confirmed awards get their numbers and become certificates, which can be revoked and replaced, never changed.

One promotion a year is asked about here once more, over all events: two contests may have decided side by side
("同一年内参加竞赛只能晋升一次", Tianjin 2024).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scoring import certificates
from scoring.changes import NO_CHANGE, Change
from scoring.documents import ID
from scoring.grades import grade
from scoring.lines import Line
from scoring.numbering import Numbers, Series, read_numbers
from scoring.problems import Problem
from scoring.procedure.order import digest_problems, reason_problems
from scoring.register import ISSUED, RESERVED, REVOKED, Due, Entry
from scoring.state import State

KINDS = ("award", "grade")
"""Of certificates."""

HOUSE = "house"
"""Purpose of the stream that these facts belong to."""

Ended = certificates.CertificateRevoked | certificates.CertificateReplaced

_YEAR = re.compile(r"[12][0-9]{3}")
_HOLDER = re.compile(r"[0-9a-f]{32}")
_COUNT = re.compile(r"0|[1-9][0-9]?")


def _here(state: State) -> Iterator[Problem]:
    if state.purpose != HOUSE:
        yield Problem("house-only", "", {"stream": state.stream})


def _numbers(fact: certificates.NumbersReserved | certificates.CertificateReplaced) -> Numbers | list[Problem]:
    found = read_numbers(fact.scheme, fact.pattern)
    if _YEAR.fullmatch(fact.year) is not None:
        return found
    wrong = Problem("bad-year", "year", {"value": fact.year[:80]})
    return [wrong, *(found if isinstance(found, list) else [])]


def _reserve(state: State, fact: certificates.NumbersReserved) -> Iterator[Problem]:
    yield from _here(state)
    numbers = _numbers(fact)
    if isinstance(numbers, list):
        yield from numbers
    for where in ("event", "trade"):
        if ID.fullmatch(getattr(fact, where)) is None:
            yield Problem("bad-id", where, {"value": getattr(fact, where)[:80]})
    if fact.certificate not in KINDS:
        yield Problem("unknown-choice", "certificate", {"value": fact.certificate[:80], "choices": ", ".join(KINDS)})
    if fact.line < 1:
        yield Problem("out-of-range", "line", {"value": str(fact.line), "low": "1", "high": "…"})
    yield from digest_problems("digest", fact.digest, needed=True)
    if _YEAR.fullmatch(fact.once) is None:
        yield Problem("bad-year", "once", {"value": fact.once[:80]})
    if not fact.awards:
        yield Problem("empty-value", "awards")
    yield from _each(state, fact)
    if isinstance(numbers, Numbers):
        wanted = Counter(numbers.series(fact.year, level) for _, _, _, level, _ in fact.awards)
        for series, count in wanted.items():
            yield from _left(state, series, count)


def _each(state: State, fact: certificates.NumbersReserved) -> Iterator[Problem]:
    """Every award of the fact on its own: known, once, and within what a year allows."""
    seen: set[tuple[str, str]] = set()
    promoted: Counter[str] = Counter()
    for entrant, person, holder, level, most in fact.awards:
        if ID.fullmatch(entrant) is None or ID.fullmatch(person) is None:
            yield Problem("bad-id", "awards", {"value": f"{entrant[:40]} {person[:40]}"})
        if (entrant, person) in seen:
            yield Problem("duplicate-id", "awards", {"id": person[:80]})
        seen.add((entrant, person))
        due = Due(fact.event, fact.trade, entrant, person, fact.certificate)
        if due in state.register.standing:
            facts = {"person": person[:80], "number": state.register.standing[due]}
            yield Problem("number-given", "awards", facts)
        elif due in state.register.ended:
            facts = {"person": person[:80], "number": state.register.ended[due]}
            yield Problem("award-ended", "awards", facts)
        if holder and _HOLDER.fullmatch(holder) is None:
            yield Problem("bad-holder", "awards", {"person": person[:80]})
        if (fact.certificate == "grade") != bool(level) or (level and grade(level) is None):
            yield Problem("bad-level", "awards", {"value": level[:80]})
        if most and _COUNT.fullmatch(most) is None:
            yield Problem("bad-number", "awards", {"value": most[:80]})
            continue
        before = len(state.register.promoted.get((holder, fact.once), ())) + promoted[holder] if holder else 0
        if level and most and before > int(most):
            who = {"entrant": entrant[:80], "person": person[:80]}
            facts = who | {"year": fact.once, "count": str(before), "most": most}
            yield Problem("already-promoted", "awards", facts)
        promoted[holder] += bool(level)


def _left(state: State, series: Series, count: int) -> Iterator[Problem]:
    given, all_of = state.register.given.get(series, 0), 10**series.width - 1
    if given + count > all_of:
        facts = {"series": f"{series.before}…{series.after}", "left": str(all_of - given), "wanted": str(count)}
        yield Problem("numbers-spent", "awards", facts)
        return
    for running in range(given + 1, given + count + 1):
        if (number := series.number(running)) in state.register.entries:
            yield Problem("number-taken", "awards", {"number": number})


def _issue(state: State, fact: certificates.CertificatesIssued) -> Iterator[Problem]:
    yield from _here(state)
    if not fact.certificates:
        yield Problem("empty-value", "certificates")
    seen: set[str] = set()
    for number, document in fact.certificates:
        yield from digest_problems("certificates", document, needed=True)
        entry = state.register.entries.get(number)
        if entry is None or (entry.due.event, entry.due.trade) != (fact.event, fact.trade):
            yield Problem("unknown-certificate", "certificates", {"number": number[:80]})
        elif entry.standing != RESERVED:
            yield _standing(entry, "certificates")
        if number in seen:
            yield Problem("duplicate-id", "certificates", {"id": number[:80]})
        seen.add(number)


def _standing(entry: Entry, where: str) -> Problem:
    codes = {ISSUED: "certificate-issued", REVOKED: "certificate-revoked", RESERVED: "certificate-not-issued"}
    return Problem(codes[entry.standing], where, {"number": entry.number})


def _ended(state: State, fact: Ended) -> Iterator[Problem]:
    yield from _here(state)
    yield from reason_problems(fact.reason)
    yield from digest_problems("document", fact.document)
    if fact.number not in state.register.entries:
        yield Problem("unknown-certificate", "number", {"number": fact.number[:80]})


def _revoke(state: State, fact: certificates.CertificateRevoked) -> Iterator[Problem]:
    yield from _ended(state, fact)
    entry = state.register.entries.get(fact.number)
    if entry is not None and entry.revoked:
        yield _standing(entry, "number")


def _replace(state: State, fact: certificates.CertificateReplaced) -> Iterator[Problem]:
    yield from _ended(state, fact)
    numbers, entry = _numbers(fact), state.register.entries.get(fact.number)
    if isinstance(numbers, list):
        yield from numbers
    if entry is None:
        return
    if entry.standing == RESERVED or (entry.revoked and state.register.ended.get(entry.due) != entry.number):
        yield _standing(entry, "number")
    elif entry.revoked and entry.due in state.register.standing:
        yield Problem(
            "number-given", "number", {"person": entry.due.person, "number": state.register.standing[entry.due]}
        )
    elif entry.revoked and entry.most:
        yield from _within(state, entry)
    if isinstance(numbers, Numbers):
        yield from _left(state, numbers.series(fact.year, entry.level), 1)


def _within(state: State, entry: Entry) -> Iterator[Problem]:
    """A promotion that is given back still has to be within what its year allows."""
    before = len(state.register.promoted.get((entry.holder, entry.once), ())) if entry.holder else 0
    if before > int(entry.most):
        facts = {"person": entry.due.person, "year": entry.once, "count": str(before), "most": entry.most}
        yield Problem("already-promoted", "number", facts)


def _apply_reserve(state: State, line: Line, fact: certificates.NumbersReserved) -> Change:
    numbers = Numbers(fact.scheme, fact.pattern)
    for entrant, person, holder, level, most in fact.awards:
        due = Due(fact.event, fact.trade, entrant, person, fact.certificate)
        series = numbers.series(fact.year, level)
        kept = {"holder": holder, "level": level, "once": fact.once, "most": most, "occupation": fact.occupation}
        state.register.reserve(due, series, line.seq, **kept)
    return NO_CHANGE


def _apply_issue(state: State, line: Line, fact: certificates.CertificatesIssued) -> Change:
    for number, document in fact.certificates:
        entry = state.register.entries[number]
        entry.issued, entry.document = line.seq, document
    return NO_CHANGE


def _apply_revoke(state: State, line: Line, fact: certificates.CertificateRevoked) -> Change:
    state.register.revoke(state.register.entries[fact.number], line.seq, fact.reason)
    return NO_CHANGE


def _apply_replace(state: State, line: Line, fact: certificates.CertificateReplaced) -> Change:
    old, register = state.register.entries[fact.number], state.register
    if not old.revoked:
        register.revoke(old, line.seq, fact.reason)
    series = Numbers(fact.scheme, fact.pattern).series(fact.year, old.level)
    kept = {each: getattr(old, each) for each in ("holder", "level", "once", "most", "occupation")}
    new = register.reserve(old.due, series, line.seq, **kept)
    old.successor = new.number
    return NO_CHANGE


CHECKS: Mapping[str, Callable[[State, Any], Iterator[Problem]]] = {
    certificates.NumbersReserved.kind: _reserve,
    certificates.CertificatesIssued.kind: _issue,
    certificates.CertificateRevoked.kind: _revoke,
    certificates.CertificateReplaced.kind: _replace,
}
APPLY: Mapping[str, Callable[[State, Line, Any], Change]] = {
    certificates.NumbersReserved.kind: _apply_reserve,
    certificates.CertificatesIssued.kind: _apply_issue,
    certificates.CertificateRevoked.kind: _apply_revoke,
    certificates.CertificateReplaced.kind: _apply_replace,
}
