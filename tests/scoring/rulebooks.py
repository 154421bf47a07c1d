"""Policies and cases by the thousand, sensible and not."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from scoring.clauses.cases import ROLES, Case
from scoring.clauses.terms import ROUNDS
from scoring.clauses.values import BASES, KINDS
from scoring.grades import LADDER
from tests.scoring.rulebook import Document, document

_small = st.integers(0, 40)
_texts = st.sampled_from(["city", "市级", "staff", "Students", "技术能手", "yes", "absent", "60", "59.5", "", "…"])
_held = st.sampled_from([each.code for each in LADDER])
_codes = st.sampled_from([each.code for each in LADDER[1:]])
_ends = st.one_of(st.integers(1, 40), st.sampled_from(["30%", "7.5%", "1/3", "1/512", "100%"]))


def _some(optional: dict[str, st.SearchStrategy[Any]], **needed: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries(needed, optional=optional)


_bands = st.lists(_some({"least": st.integers(0, 15), "most": st.integers(15, 40)}, to=_small), min_size=1, max_size=3)
_round = st.sampled_from(ROUNDS)


@st.composite
def _places(draw: st.DrawFn, ids: list[str]) -> Document:
    starts: list[Document] = [{}, {"from": draw(st.integers(1, 9))}, {"above": "20%"}]
    starts += [{"after": id} for id in ids]
    ends = [
        {},
        {"to": draw(st.sampled_from([9, 12, "30%", "1/3", "1/2"]))},
        {"next": draw(_ends)},
        {"bands": draw(_bands)},
    ]
    made = {"of": draw(st.sampled_from(BASES)), **draw(st.sampled_from(starts)), **draw(st.sampled_from(ends))}
    if isinstance(made.get("to"), str) and draw(st.booleans()):
        made |= {"fewest": 1, "most": 6}
    return made | draw(_some({"round": _round, "passes": st.booleans()}))


@st.composite
def _gates(draw: st.DrawFn, ids: list[str]) -> Document:
    number = st.sampled_from(
        ["place", "entrants", "team-size", "member", "promotions", "age", "paper.theory", "fact.x"]
    )
    gate: Document = {"look": draw(number), draw(st.sampled_from(["least", "most", "above", "below"])): draw(_small)}
    kind = draw(st.integers(0, 5))
    if kind == 1:
        gate = {
            "look": draw(st.sampled_from(["level", "paper-level"])),
            "least": draw(st.one_of(_codes, st.just("grade"))),
        }
    elif kind == 2:
        look = draw(st.sampled_from(["tier", "group", "role", "title", "fact.x"]))
        gate = {
            "look": look,
            draw(st.sampled_from(["among", "without"])): draw(st.lists(_texts.filter(bool), min_size=1)),
        }
    elif kind == 3 and ids:
        gate = {"look": f"clause.{draw(st.sampled_from(ids))}", "is": draw(st.sampled_from(["granted", "gap"]))}
    elif kind == 4:
        gate = {"look": draw(number), "missing": True}
    scope = {"kinds": st.just(["grade"]), "tiers": st.just(["city"]), "groups": st.just(["staff"])}
    return gate | draw(_some(scope | {"grades": st.lists(_codes, max_size=2), "reason": st.just("why")}))


_rows: st.SearchStrategy[Document] = st.sampled_from(
    [{"to": "3"}, {"up": 2}, {"up": 1, "cap": "4"}, {"stays": True}, {"missing": True}]
)
_grades = st.one_of(
    _codes,
    _some({"same": st.sampled_from(["up", "stays"]), "cap": _codes}, to=_codes),
    _some({"cap": _codes}, up=st.integers(1, 7)),
    st.dictionaries(_held, _rows, min_size=1).map(lambda rows: [{"holds": [held]} | rows[held] for held in rows]),
)
_money = _some(
    {"shared": st.booleans(), "round": _some({"mode": st.just("floor")}, places=st.integers(0, 2))},
    amount=st.sampled_from(["100", 20000, "0.01"]),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A policy without problems: any clause shapes, referring to one another."""
    clauses: list[Document] = []
    for position in range(draw(st.integers(1, 5))):
        ids = [each["id"] for each in clauses]
        ending = [each["id"] for each in clauses if {"to", "next", "bands"} & each.get("places", {}).keys()]
        kind = draw(st.sampled_from((*KINDS, "missing")))
        outcome = {"grade": _grades, "money": _money, "missing": st.sampled_from(KINDS)}.get(kind, st.just("技术能手"))
        optional = {
            "tiers": st.just(["city"]),
            "groups": st.just(["staff"]),
            "team": st.sampled_from([1, {"least": 2}, {"most": 3}]),
            "places": _places(ending),
            "unplaced": st.booleans(),
            "approval": st.booleans(),
            "role": st.sampled_from(ROLES),
            "gates": st.lists(_gates(ids), max_size=3),
            "award": st.sampled_from(["one", "two"]),
        }
        if kind in ("coach", "missing"):
            del optional["role"]
        clauses.append(draw(_some(optional, id=st.just(f"c{position}"), **{kind: outcome})))
    settings = {
        "ties": st.sampled_from(["shared", "last", "never"]),
        "overlap": st.sampled_from(["gap", "first", "best"]),
        "round": _round,
        "gates": st.lists(_gates([]), max_size=2),
        "valid": st.just({"from": "2024-10-25", "until": date(2025, 10, 24)}),
    }
    return document(*clauses) | draw(_some(settings))


_whole = st.one_of(_small, st.integers(-3, 3), st.integers(), st.just(10**5000))
_maybe = st.one_of(st.none(), _whole)
_grade = st.one_of(st.none(), st.sampled_from(LADDER))
_named = st.dictionaries(st.sampled_from(["theory", "x", "practical"]), st.one_of(_texts, st.text()))
_days = st.one_of(st.sampled_from(["2000-02-29", "2025-05-01", "2026-02-30", "", "x"]), st.dates().map(str))


def cases() -> st.SearchStrategy[Case]:
    """Any case, sensible or not."""
    return st.builds(
        Case,
        tier=_texts,
        group=_texts,
        place=_maybe,
        sharing=_whole,
        counts=st.dictionaries(st.sampled_from(BASES), _whole),
        team_size=_whole,
        member=_whole,
        role=st.one_of(st.sampled_from(["member", "coach"]), st.text()),
        level=_grade,
        paper_level=_grade,
        papers=_named,
        titles=st.lists(_texts, max_size=2).map(tuple),
        passed=st.dictionaries(st.sampled_from(["c0", "c1"]), st.tuples(_whole, _whole)),
        promotions=_maybe,
        birth=_days,
        date=_days,
        facts=_named,
    )


junk: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 5),
        st.dates(),
        st.floats(),
        _texts,
        _codes,
        st.sampled_from(["30%", "x.y"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)
"""What nobody means to write."""


@st.composite
def damaged(draw: st.DrawFn) -> Document:
    """A policy in which something, anywhere, is junk."""
    made = draw(documents())
    inner: Any = made
    while True:
        keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        key = draw(st.sampled_from(keys))
        if isinstance(inner[key], (dict, list)) and inner[key] and draw(st.integers(0, 3)):
            inner = inner[key]
            continue
        inner[key] = draw(junk)
        return made
