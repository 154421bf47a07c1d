"""Schemes as their files state them, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scoring.nodes import Scheme
from scoring.problems import Problem
from scoring.scheme import read_scheme

Document = dict[str, Any]
"""A scheme, or a part of one, as its file states it."""


def aspect(id: str, rule: str = "mean", **settings: Any) -> Document:
    """What judges mark: 0 to 10 unless said otherwise; judgement needs no bounds."""
    bounds = {} if rule == "judgement" else {"lowest": "0", "highest": "10"}
    return {"id": id, "rule": rule, **bounds, **settings}


def criterion(id: str, *aspects: Document, **settings: Any) -> Document:
    return {"id": id, "aspects": list(aspects), **settings}


def module(id: str, *criteria: Document, **settings: Any) -> Document:
    return {"id": id, "criteria": list(criteria), **settings}


def phase(id: str, **settings: Any) -> Document:
    return {"id": id, **settings}


def document(*modules: Document, phases: Sequence[Document] = (), **settings: Any) -> Document:
    """A scheme; one phase `final` of all modules where none is named."""
    return {"scheme": 1, "modules": list(modules), "phases": list(phases) or [phase("final")], **settings}


def scheme(*modules: Document, phases: Sequence[Document] = (), **settings: Any) -> Scheme:
    """The scheme that `document` of the same states; it must have no problem."""
    made, problems = read_scheme(document(*modules, phases=phases, **settings))
    assert made is not None, problems
    return made


def single(rule: str = "mean", **settings: Any) -> Document:
    """One aspect `A1` in criterion `C` of module `A`."""
    return document(module("A", criterion("C", aspect("A1", rule, **settings))))


def problems_of(stated: Document) -> list[tuple[str, str]]:
    """Code and place of every problem that a document has."""
    return [(problem.code, problem.where) for problem in read_scheme(stated)[1]]


def codes(problems: Iterable[Problem]) -> list[str]:
    return [problem.code for problem in problems]
