"""Terms that lead from a trade's result to its grades, pinned when the trade opens; the days of a notice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from scoring.clauses.cases import is_day
from scoring.documents import ID
from scoring.lines import canonical
from scoring.numbers import parse, text
from scoring.problems import BrokenPromiseError, Problem

AND = "+"
"""Between the figures of a paper that is several modules together, `B+C`."""

LAYERS = ("contest", "station", "work")
"""Layers of blind codes, in the order in which they are drawn: contest number, station, work number. They are opened
backwards, under supervision, once the marks are submitted and checked (technical file of a national contest, on result
marking); that file fixes neither the names of the layers nor that there are three."""

LONGEST_NOTICE = 60
"""Working days; a longer notice is a mistake."""

LONGEST = 200
"""Characters of a text."""


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """How many entrants' marks are looked through again. top: of the first ones, a count (`10`) or a share (`30%`).
    others: of the rest, a share. limit: share of wrong ones above which all are looked through."""

    top: str
    others: str
    limit: str


@dataclass(frozen=True, slots=True)
class Terms:
    """working_days: how long a notice stands, 0 to `LONGEST_NOTICE`. holidays: ISO days that are no working days.
    signatures: sheets and modules are signed before the result is final; countersigned: modules by the supervisor, too.
    review: None where there is none.
    filing, occupations: of the body, "" and none where it is not filed. occupation, level: of the paper, codes. tier:
    class of the contest as its policy names it. date: its last day, ISO. papers: (phase, figure) by paper; figure: the
    id of a module, ids joined by `AND`, or `total`. office: judges whose seats the office fills, by
    name: in a blind trade once it is unsealed. layers: of its blind codes, two or three of `LAYERS` in their order,
    none for one layer alone. facts: what a policy asks of the contest by name, word or number text each."""

    working_days: int = 0
    holidays: tuple[str, ...] = ()
    signatures: bool = False
    review: ReviewRule | None = None
    filing: str = ""
    occupations: tuple[str, ...] = ()
    occupation: str = ""
    level: str = ""
    tier: str = ""
    date: str = ""
    papers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    office: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    countersigned: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)


NO_TERMS = Terms()
"""Of a trade that was opened without terms. Stated ones name the contest's day and so never equal these."""

_TEXTS = ("filing", "occupation", "level", "tier")


def check_terms(terms: Terms) -> Iterator[Problem]:
    """What is wrong with terms; where: the attribute."""
    if not 0 <= terms.working_days <= LONGEST_NOTICE:
        facts = {"value": str(terms.working_days), "low": "0", "high": str(LONGEST_NOTICE)}
        yield Problem("out-of-range", "working_days", facts)
    for where, days in (("holidays", terms.holidays), ("date", (terms.date,))):
        for day in days:
            if not is_day(day):
                yield Problem("bad-date", where, {"value": day[:80]})
    for where in _TEXTS:
        value = getattr(terms, where)
        if len(value) > LONGEST:
            yield _too_long(where, value)
    for each in terms.occupations:
        if not each:
            yield Problem("empty-value", "occupations")
        elif len(each) > LONGEST:
            yield _too_long("occupations", each)
    for judge in terms.office:
        if ID.fullmatch(judge) is None:
            yield Problem("bad-id", "office", {"value": judge[:80]})
    for paper, (phase, figure) in terms.papers.items():
        for each in (paper, phase, *figure.split(AND)):
            if ID.fullmatch(each) is None:
                yield Problem("bad-id", "papers", {"value": each[:80]})
    for name, said in terms.facts.items():
        if ID.fullmatch(name) is None:
            yield Problem("bad-id", "facts", {"value": name[:80]})
        if not said:
            yield Problem("empty-value", "facts")
        elif len(said) > LONGEST:
            yield _too_long("facts", said)
    if terms.review is not None:
        yield from _check_rule(terms.review)
    if terms.countersigned and not terms.signatures:
        yield Problem("nothing-to-countersign", "countersigned")
    if terms.layers and not are_layers(terms.layers):
        yield Problem("bad-layers", "layers", {"value": ", ".join(terms.layers)[:80], "layers": ", ".join(LAYERS)})


def are_layers(layers: tuple[str, ...]) -> bool:
    """True for two or three of `LAYERS`, in their order."""
    return len(layers) > 1 and layers == tuple(each for each in LAYERS if each in layers)


def _too_long(where: str, value: str) -> Problem:
    return Problem("text-too-long", where, {"length": str(len(value)), "limit": str(LONGEST)})


def _check_rule(rule: ReviewRule) -> Iterator[Problem]:
    for key, value in asdict(rule).items():
        if share(value) is None and not (key == "top" and count(value) is not None):
            yield Problem("bad-share", f"review.{key}", {"value": value[:80]})


def share(value: str) -> Fraction | None:
    """The share that `15%` states, 0 to 1; None for any other text."""
    number = parse(value[:-1]) if value.endswith("%") else None
    return Fraction(number) / 100 if number is not None and 0 <= number <= 100 and _shortest(value[:-1]) else None


def count(value: str) -> int | None:
    """The count that `10` states; None for any other text."""
    number = parse(value) if value.isdecimal() else None
    return None if number is None else int(number)


def _shortest(number: str) -> bool:
    found = parse(number)
    return found is not None and text(found) == number


def terms_text(terms: Terms) -> str:
    """Canonical text: the content that `TradeOpened.terms` names. Every setting stated but layers and facts where there
    are none and countersigned where it is not asked for, numbers as text."""
    form = {
        key: getattr(terms, key)
        for key in (*_TEXTS, "date", "signatures", "holidays", "occupations", "papers", "office")
    }
    review = None if terms.review is None else asdict(terms.review)
    papers = {paper: list(place) for paper, place in terms.papers.items()}
    form |= {"layers": list(terms.layers)} if terms.layers else {}
    form |= {"countersigned": True} if terms.countersigned else {}
    form |= {"facts": dict(terms.facts)} if terms.facts else {}
    return canonical(
        {**form, "papers": papers, "review": review, "terms": "1", "working_days": str(terms.working_days)}
    )


def parse_terms(stored: str) -> Terms:
    """The terms that a canonical text states. Raises BrokenPromiseError where it is none, byte for byte."""
    try:
        terms = _read(json.loads(stored))
        problem = next(check_terms(terms), None)
        canonical_text = terms_text(terms)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenPromiseError("stored terms are no terms") from error
    if problem is not None:
        raise BrokenPromiseError(f"stored terms are not valid: {problem.code} at {problem.where}")
    if canonical_text != stored:
        raise BrokenPromiseError("stored terms are not canonical")
    return terms


def _read(form: Mapping[str, Any]) -> Terms:
    review = form["review"]
    return Terms(
        working_days=int(form["working_days"]),
        holidays=tuple(form["holidays"]),
        signatures=form["signatures"] is True,
        review=None if review is None else ReviewRule(review["top"], review["others"], review["limit"]),
        occupations=tuple(form["occupations"]),
        office=tuple(form["office"]),
        date=form["date"],
        papers={paper: (phase, figure) for paper, (phase, figure) in form["papers"].items()},
        layers=tuple(form.get("layers", ())),
        countersigned=form.get("countersigned") is True,
        facts=dict(form.get("facts", {})),
        **{key: form[key] for key in _TEXTS},
    )


def closes_on(posted_day: str, working_days: int, holidays: tuple[str, ...]) -> str:
    """First day on which a notice may close, ISO: the last of so many working days after the day it was posted; that
    day itself for none. Saturdays, Sundays and holidays are no working days. Raises ValueError for no day."""
    day, left = date.fromisoformat(posted_day), working_days
    while left:
        day += timedelta(days=1)
        left -= day.isoweekday() <= 5 and day.isoformat() not in holidays
    return day.isoformat()
