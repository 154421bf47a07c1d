"""schemes/*.toml → schemes. A scheme with a single wrong value is mended for judging the rest of the package."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from competition.intake.files.toml import Toml, texts
from competition.intake.problems import Findings
from scoring.nodes import Scheme
from scoring.panels import RULES
from scoring.problems import Problem
from scoring.scheme import read_scheme

_STEP = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")
_ROUNDS = 4
_NEEDED: Mapping[str, Any] = {
    "drop_high": "0",
    "drop_low": "0",
    "limit": "1",
    "each": "1",
    "factor": "1",
    "within": "0",
}
"""Neutral values of keys that a scheme cannot do without."""

_MISSING: Mapping[str, Any] = {"max": "1", "lowest": "-999999999", "highest": "999999999"}
"""The same of keys that are said to be missing."""

_SETTINGS = frozenset(setting for rule in RULES.values() for setting in rule.settings) | {
    *("match", "rows", "otherwise", "base", "point", "slope", "round")
}
"""Keys that stand only with some rule, or some kind of table."""

_HARMLESS: Mapping[str, Any] = {"kind": "linear", "base": "0", "point": "0", "slope": "1"}
"""A table that takes every reading."""

_OF_TABLES = frozenset({"measure-needs-table", "places-need-otherwise"})
"""Problems that a table has which is not what it was."""

_OF_RULES = frozenset({"field-with-items", "field-with-attempts", "places-need-otherwise", "share-of-nothing"})
"""Problems of an aspect that go with its rule."""

_NAMES = frozenset({"name", "zh", "en"})
"""Keys of what people read."""


def read(toml: Toml, findings: Findings) -> Scheme | None:
    """The scheme; with every problem among the findings, what the rest can be judged against, or None.

    A scheme is linted only once it is well-formed: it is mended until it is, and what then is said of other nodes
    than the mended ones is a problem of the scheme as given.
    """
    document = copy.deepcopy(toml.document)
    early = [each for each in texts(document) if each.where.rpartition(".")[2] in _NAMES]
    early += list(_unreadable(document, ""))
    toml.say(early, findings)
    scheme, problems = read_scheme(document)
    toml.say([problem for problem in problems if not _of_unknown_rule(problem, problems)], findings)
    mended = [*early, *problems]
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


def _unreadable(value: Any, where: str) -> Iterator[Problem]:
    """Take out what only looks like a scheme: benchmarks that are no table or mean nothing (said), and empty names
    (said as texts)."""
    if isinstance(value, list):
        for position, each in enumerate(value, 1):
            named = each.get("id") if isinstance(each, dict) else None
            yield from _unreadable(each, f"{where}[{named if isinstance(named, str) and named else position}]")
    elif isinstance(value, dict):
        if value.get("name") == "":
            del value["name"]
        if not isinstance(value.get("benchmarks", {}), dict):
            del value["benchmarks"]
            yield Problem("wrong-type", f"{where}.benchmarks", {"expected": "table"})
        for mark in [mark for mark, meaning in value.get("benchmarks", {}).items() if meaning == ""]:
            del value["benchmarks"][mark]
            yield Problem("empty-value", f"{where}.benchmarks.{mark}")
        for key, each in value.items():
            yield from _unreadable(each, f"{where}.{key}".strip("."))


def _of_unknown_rule(problem: Problem, problems: list[Problem]) -> bool:
    """True for a setting that is unknown only because the rule, or the kind of table, that takes it is."""
    setting = problem.code == "unknown-key" and problem.where.rpartition(".")[2] in _SETTINGS
    chooses = (f"{_node(problem.where)}.rule", f"{_node(problem.where)}.kind")
    return setting and any(each.where in chooses for each in problems)


def _from_mending(problem: Problem, mended: list[Problem]) -> bool:
    """True where a problem may come of mending others: it is about the same node, or about a sum over it."""
    node = _node(problem.where)
    above = problem.code == "does-not-add-up"
    if problem.code in _OF_TABLES and any(other.where.startswith("tables.") for other in mended):
        return True
    if problem.where == "phases" and any(other.where.startswith("phases[") for other in mended):
        return True
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
    elif problem.code in _OF_RULES:
        _plain_rule(_element(node[last], label) if label else node)
    elif label:
        _mend_element(node[last], _element(node[last], label), problem.code)
    elif problem.code == "dangling-module":
        node[last].remove(problem.facts["module"])
    elif problem.code == "unknown-key":
        node.pop(last, None)
    elif last == "rule":
        node[last] = _rule(node)
    elif last == "from":
        node[last] = document["phases"][0]["id"]
    elif problem.code == "missing-key" and last in _MISSING:
        node[last] = _MISSING[last]
    elif last in _NEEDED:
        node[last] = _NEEDED[last]
    else:
        del node[last]


def _rule(aspect: Any) -> str:
    """The rule that an aspect most likely means."""
    named = aspect.get("rule")
    meant = get_close_matches(named, RULES, 1) if isinstance(named, str) else []
    return meant[0] if meant else "trimmed-mean" if "drop_high" in aspect else "mean"


def _mend_element(nodes: list[Any], node: Any, code: str) -> None:
    if code in ("duplicate-id", "reserved-id"):
        node["id"] += "-2"
    elif code in _WITHOUT:
        for key in _WITHOUT[code]:
            node.pop(key, None)
    elif code == "places-from-one":
        _plain_rule(node)
    else:
        nodes.remove(node)


_WITHOUT: Mapping[str, tuple[str, ...]] = {
    "judgement-is-0-to-3": ("lowest", "highest", "step", "weight", "table"),
    "measure-counts": ("measure", "each"),
}
"""Keys without which a node has the problem no more."""


def _plain_rule(aspect: Any) -> None:
    """Make an aspect's rule one that asks for nothing."""
    for setting in RULES[aspect["rule"]].settings:
        aspect.pop(setting, None)
    aspect["rule"] = "mean"


def _element(nodes: Any, label: str) -> Any:
    """The last table of a list that has the id, or the one at the position from 1."""
    named = [each for each in nodes if isinstance(each, dict) and each.get("id") == label]
    return named[-1] if named else nodes[int(label) - 1]
