"""The terms of a clause, read from its document: its team, its places, its gates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from scoring.clauses.cases import GRADES, NUMBERS, WORDS, is_day
from scoring.clauses.values import BASES, EXACT, KINDS, Band, Clause, Document, End, Gate, Places
from scoring.documents import ID
from scoring.documents import Document as Table
from scoring.grades import LADDER, grade
from scoring.nodes import Name
from scoring.numbers import MODES, parse
from scoring.problems import Problem

MOST = 1_000_000
"""Largest place and head count that a policy may name."""

ROUNDS = (EXACT, *MODES)
"""Ways for a share of a head count to become a place."""

BOUNDS = ("least", "most", "above", "below")

OUTCOME = "grade"
"""A bound of a look at a grade that stands for the grade this very clause would give."""

_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,24}))?%")
_PART = re.compile(r"([0-9]{1,6})/([1-9][0-9]{0,5})")
_CODES = tuple(each.code for each in LADDER)


class Terms:
    """What the terms of one clause may refer to. earlier: the clauses before it, by id."""

    def __init__(
        self,
        tiers: Mapping[str, Name],
        groups: Mapping[str, Name],
        documents: Mapping[str, Document],
        earlier: Mapping[str, Clause],
    ) -> None:
        self.tiers, self.groups, self.documents, self.earlier = tiers, groups, documents, earlier

    def places(self, clause: Table) -> Places | None:
        """The range of places, None where the clause sets none."""
        value = clause.get("places")
        if value is None or value == {}:
            return None
        each = clause.inner("places", value)
        places = Places(
            _start(each),
            each.text("after", ""),
            _end(each, "to"),
            _end(each, "next"),
            tuple(_bands(each)),
            each.choice("of", BASES, ""),
            rounds(each),
            whole(each, "fewest"),
            whole(each, "most"),
            each.flag("passes"),
        )
        each.get("from")
        each.finish()
        each.problems.extend(_places_problems(each, places, self.earlier))
        return None if places == Places() else places

    def gate(self, each: Table) -> Gate:
        """A condition."""
        look = each.text("look")
        gate = Gate(
            look,
            tuple((bound, _word(each, bound)) for bound in BOUNDS if each.get(bound) is not None),
            words(each, "among") + ((_word(each, "is"),) if each.get("is") is not None else ()),
            words(each, "without"),
            each.text("on", ""),
            each.flag("missing"),
            each.id("reason") if each.get("reason") is not None else "",
            each.text("cites", ""),
            each.choice("document", self.documents, ""),
            among(each, "kinds", KINDS),
            among(each, "tiers", self.tiers),
            among(each, "groups", self.groups),
            tuple(found for found in map(grade, among(each, "grades", _CODES)) if found),
        )
        each.finish()
        each.problems.extend(_gate_problems(each, gate, self.earlier))
        return gate


def team(each: Table) -> tuple[int | None, int | None]:
    """Fewest and most members: one number for both, or {least, most}."""
    value = each.get("team")
    if value is None or not isinstance(value, Mapping):
        size = whole(each, "team", 1)
        return size, size
    sizes = each.inner("team", value)
    bounds = whole(sizes, "least"), whole(sizes, "most")
    sizes.finish()
    least, most = bounds
    if most is not None and most < (least or 0):
        sizes.problem("bad-bounds", "most", low=str(least), high=str(most))
    return bounds


def rounds(each: Table) -> str:
    """How a share becomes a place; "" where not set."""
    return each.choice("round", ROUNDS, None) if each.get("round") is not None else ""


def whole(each: Table, key: str, low: int = 0) -> int | None:
    """A whole number, None where absent."""
    return each.whole(key, None, low, MOST) if each.get(key) is not None else None


def among(each: Table, key: str, choices: Iterable[str]) -> tuple[str, ...]:
    """A list of known words; empty where absent."""
    choices, values = tuple(choices), words(each, key)
    for value in values:
        if value not in choices:
            each.problem("unknown-choice", key, value=value[:80], choices=", ".join(choices))
    return values


def named(each: Table, key: str) -> Name:
    """A name that must be there, in one or both languages."""
    if each.get(key) is None:
        each.problem("missing-key", key)
    return each.name(key)


def check_id(each: Table, key: str, id: str) -> None:
    """Note a key that is no id."""
    if ID.fullmatch(id) is None:
        each.problem("bad-id", key, value=id[:80])


def words(each: Table, key: str) -> tuple[str, ...]:
    """A list of texts or whole numbers, all as text."""
    return tuple(_text(each, key, value) for value in each.list(key))


def _word(each: Table, key: str) -> str:
    return _text(each, key, each.get(key))


def _text(each: Table, key: str, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value:
        return value
    each.problem("wrong-type", key, expected="text")
    return ""


def _end(each: Table, key: str) -> End | None:
    """A place, or a share written `30%` or `1/2`."""
    value = each.get(key)
    if not isinstance(value, str) or value.isdigit():
        return whole(each, key, 1)
    share = None
    if found := _PERCENT.fullmatch(value):
        share = Fraction(f"{found[1]}.{found[2] or 0}") / 100
    elif found := _PART.fullmatch(value):
        share = Fraction(int(found[1]), int(found[2]))
    if share is None or not 0 < share <= 1:
        each.problem("bad-share", key, value=value[:80])
        return None
    return share


def _start(each: Table) -> End | None:
    above = _end(each, "above")
    if isinstance(above, int):
        each.problem("bad-share", "above", value=str(above))
    return whole(each, "from", 1) if above is None else above


def _bands(each: Table) -> Iterator[Band]:
    for band in each.tables("bands"):
        to = band.whole("to", None, 0, MOST)
        yield Band(whole(band, "least"), whole(band, "most"), to)
        band.finish()


def _places_problems(each: Table, places: Places, earlier: Mapping[str, Clause]) -> Iterator[Problem]:
    """What the parts of a range must keep between them."""
    for keys in (("from", "above", "after"), ("to", "next", "bands")):
        stated = [key for key in keys if each.values.get(key) is not None]
        if len(stated) > 1:
            yield Problem("one-of-these", each.where, {"stated": ", ".join(stated), "choices": ", ".join(keys)})
    bounded = any(isinstance(end, Fraction) for end in (places.to, places.next))
    if (bounded or isinstance(places.start, Fraction) or places.bands) and not places.of:
        yield Problem("missing-key", f"{each.where}.of")
    if not bounded and (places.fewest, places.most) != (None, None):
        yield Problem("share-needed", each.where)
    pairs = [(places.fewest, places.most, "most"), *((band.least, band.most, "bands") for band in places.bands)]
    if isinstance(places.to, int) and not isinstance(places.start, Fraction):
        pairs.append((places.start, places.to, "to"))
    for low, high, key in pairs:
        if high is not None and high < (low or 0):
            yield Problem("bad-bounds", f"{each.where}.{key}", {"low": str(low), "high": str(high)})
    ending = [id for id, clause in earlier.items() if clause.places and _has_end(clause.places)]
    if places.after and places.after not in ending:
        facts = {"value": places.after[:80], "choices": ", ".join(ending)}
        yield Problem("unknown-choice", f"{each.where}.after", facts)


def _has_end(places: Places) -> bool:
    return bool(places.bands) or places.to is not None or places.next is not None


def _gate_problems(each: Table, gate: Gate, earlier: Mapping[str, Clause]) -> Iterator[Problem]:
    """What a gate must keep for the kind of thing that it looks at."""
    where = each.where
    family, _, name = gate.look.partition(".")
    numeric = gate.look in NUMBERS or (family == "paper" and name)
    if not (numeric or gate.look in (*GRADES, *WORDS) or (family == "fact" and name) or family == "clause"):
        looks = ", ".join((*NUMBERS, *GRADES, *WORDS, "paper.…", "fact.…", "clause.…"))
        yield Problem("unknown-choice", f"{where}.look", {"value": gate.look[:80], "choices": looks})
    if family == "clause" and name not in earlier:
        yield Problem("unknown-choice", f"{where}.look", {"value": name[:80], "choices": ", ".join(earlier)})
    if not (gate.bounds or gate.among or gate.without or gate.missing):
        yield Problem("missing-key", f"{where}.least")
    for bound, text in gate.bounds:
        if gate.look in GRADES:
            fits = text == OUTCOME or grade(text) is not None
        else:
            fits = (numeric or family == "fact") and parse(text) is not None
        if not fits:
            yield Problem("bad-bound", f"{where}.{bound}", {"value": text[:80], "look": gate.look[:80]})
    for text in (*gate.among, *gate.without):
        if (numeric and parse(text) is None) or (gate.look in GRADES and grade(text) is None):
            yield Problem("bad-bound", f"{where}.among", {"value": text[:80], "look": gate.look[:80]})
    if gate.on and (gate.look != "age" or not (is_day(gate.on) or is_day(f"2001-{gate.on}"))):
        yield Problem("bad-date", f"{where}.on", {"value": gate.on[:80]})
