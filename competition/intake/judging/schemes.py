"""schemes/*.toml → schemes. A scheme with a single wrong value is mended for judging the rest of the package."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from competition.intake.files.toml import Toml
from competition.intake.problems import Findings
from scoring.nodes import Scheme
from scoring.panels import RULES
from scoring.problems import Problem
from scoring.scheme import read_scheme

_STEP = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")
_ROUNDS = 4
_NEEDED: Mapping[str, Any] = {"drop_high": "0", "drop_low": "0"}
"""Neutral values of keys that a scheme cannot do without."""

_SETTINGS = frozenset(setting for rule in RULES.values() for setting in rule.settings)

_HARMLESS: Mapping[str, Any] = {"kind": "linear", "base": "0", "point": "0", "slope": "1"}
"""A table that takes every reading."""


def read(toml: Toml, findings: Findings) -> Scheme | None:
    """The scheme; with every problem among the findings, what the rest can be judged against, or None.

    A scheme is linted only once it is well-formed: it is mended until it is, and what then is said of other nodes
    than the mended ones is a problem of the scheme as given.
    """
    scheme, problems = read_scheme(toml.document)
    document, mended = copy.deepcopy(toml.document), list(problems)
    toml.say([problem for problem in problems if not _of_unknown_rule(problem, problems)], findings)
    for _ in range(_ROUNDS):
        if scheme is not None:
            return scheme
        try:
            for problem in problems:
                _mend(document, problem)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            return None
        scheme, problems = read_scheme(document)
        toml.say([problem for problem in problems if not _from_mending(problem, mended)], findings)
        mended.extend(problems)
    return None


def _of_unknown_rule(problem: Problem, problems: list[Problem]) -> bool:
    """True for a setting that is unknown only because its rule is."""
    setting = problem.code == "unknown-key" and problem.where.rpartition(".")[2] in _SETTINGS
    return setting and any(
        each.code == "unknown-rule" and _node(each.where) == _node(problem.where) for each in problems
    )


def _from_mending(problem: Problem, mended: list[Problem]) -> bool:
    """True where a problem may come of mending others: it is about the same node, or about a sum over it."""
    node = _node(problem.where)
    above = problem.code == "does-not-add-up"
    return any(
        node == _node(other.where) or (above and (_node(other.where).startswith(node) or node.startswith("phases")))
        for other in mended
    )


def _node(where: str) -> str:
    """Path of the table in which a key stands."""
    return where if where.endswith("]") else where.rpartition(".")[0]


def _mend(document: Any, problem: Problem) -> None:
    """Undo what a problem names with as little as can be. Raises where the document is not as the problem says."""
    *above, (last, label) = _STEP.findall(problem.where)
    node = document
    for name, inner in above:
        node = _element(node[name], inner) if inner else node[name]
    if problem.where.startswith("tables."):
        name = problem.where.split(".")[1].split("[")[0]
        document["tables"][name] = dict(_HARMLESS)
    elif label:
        _mend_element(node[last], _element(node[last], label), problem.code)
    elif problem.code == "dangling-module":
        node[last].remove(problem.facts["module"])
    elif problem.code == "unknown-key":
        node.pop(last, None)
    elif last == "rule":
        node[last] = (get_close_matches(str(node.get(last)), RULES, 1) or ["mean"])[0]
    elif last == "from":
        node[last] = document["phases"][0]["id"]
    elif last in _NEEDED:
        node[last] = _NEEDED[last]
    else:
        del node[last]


def _mend_element(nodes: list[Any], node: Any, code: str) -> None:
    if code in ("duplicate-id", "reserved-id"):
        node["id"] += "-2"
    elif code == "judgement-is-0-to-3":
        for key in ("lowest", "highest", "step", "weight", "table"):
            node.pop(key, None)
    else:
        nodes.remove(node)


def _element(nodes: Any, label: str) -> Any:
    """The last table of a list that has the id, or the one at the position from 1."""
    named = [each for each in nodes if isinstance(each, dict) and each.get("id") == label]
    return named[-1] if named else nodes[int(label) - 1]
