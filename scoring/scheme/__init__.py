"""Schemes as data: a document in, a `Scheme` or every problem out; and its one canonical text.

The normal form is itself a document, so `parse_scheme(scheme_text(scheme)) == scheme`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scoring import lint
from scoring.documents import Document
from scoring.lines import canonical
from scoring.nodes import Scheme
from scoring.problems import BrokenPromiseError, Problem
from scoring.scheme.course import read_phase
from scoring.scheme.form import scheme_form
from scoring.scheme.honours import read_medals, read_scale, read_teams
from scoring.scheme.tree import read_module, read_table


def read_scheme(document: Mapping[str, Any]) -> tuple[Scheme | None, list[Problem]]:
    """The scheme that a document states (TOML read with `parse_float=str`), or None and every problem in it."""
    problems: list[Problem] = []
    top = Document(document, "", problems)
    top.whole("scheme", None, 1, 1)
    tables = {name: read_table(name, each) for name, each in top.named("tables")}
    modules = tuple(read_module(each) for each in top.tables("modules"))
    every = tuple(module.id for module in modules)
    phases = tuple(read_phase(each, every) for each in top.tables("phases"))
    scheme = Scheme(
        top.whole("decimals", 2, 0, 12),
        top.choice("reveal", ("settled", "each mark"), "settled"),
        phases,
        modules,
        tables,
        top.choice("groups", ("together", "apart"), "together"),
        read_teams(top, phases[-1].id if phases else ""),
        read_scale(top),
        read_medals(top),
    )
    top.finish()
    if not problems:
        problems.extend(lint.lint(scheme))
    return (None if problems else scheme), problems


def parse_scheme(stored: str) -> Scheme:
    """The scheme that a canonical text states. Raises BrokenPromiseError where it is none."""
    try:
        scheme, problems = read_scheme(json.loads(stored))
    except ValueError as error:
        raise BrokenPromiseError("a stored scheme is no JSON") from error
    if scheme is None:
        raise BrokenPromiseError(f"a stored scheme is not valid: {problems[0].code} at {problems[0].where}")
    return scheme


def scheme_text(scheme: Scheme) -> str:
    """Canonical text, numbers as text: the content that `TradeOpened.scheme` names."""
    return canonical(scheme_form(scheme))
