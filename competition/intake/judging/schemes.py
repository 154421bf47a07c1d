"""schemes/*.toml → schemes. A scheme with a single wrong value is mended for judging the rest of the package."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from competition.intake.files.toml import Toml
from competition.intake.problems import Findings
from scoring.nodes import Scheme
from scoring.problems import Problem
from scoring.scheme import read_scheme

_STEP = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")
_ROUNDS = 4
_NEUTRAL: Mapping[str, str] = {"rule": "mean", "drop_high": "0", "drop_low": "0"}
"""Values of keys that a scheme cannot do without."""


def read(toml: Toml, findings: Findings) -> Scheme | None:
    """The scheme; with every problem among the findings, what the rest can be judged against, or None."""
    scheme, problems = read_scheme(toml.document)
    toml.say(problems, findings)
    return _mended(toml.document, problems) if problems else scheme


def _mended(document: Any, problems: list[Problem]) -> Scheme | None:
    """The scheme without what is wrong in it, or None: never recorded, only judged against."""
    document = copy.deepcopy(document)
    for _ in range(_ROUNDS):
        for problem in problems:
            try:
                _mend(document, problem)
            except (KeyError, IndexError, TypeError, ValueError):
                return None
        scheme, problems = read_scheme(document)
        if scheme is not None:
            return scheme
    return None


def _mend(document: Any, problem: Problem) -> None:
    """Take the key that a problem names out of the document, or give it a neutral value. Raises LookupError, TypeError
    or ValueError where that is not to be done."""
    *above, (last, label) = _STEP.findall(problem.where)
    node = document
    for name, inner in above:
        node = _element(node[name], inner) if inner else node[name]
    if label:
        if not isinstance(node[last], list):
            raise TypeError(problem.where)
        node[last].remove(_element(node[last], label))
    elif last in _NEUTRAL:
        node[last] = _NEUTRAL[last]
    else:
        del node[last]


def _element(nodes: Any, label: str) -> Any:
    """The last table of a list that has the id, or the one at the position from 1."""
    named = [each for each in nodes if isinstance(each, dict) and each.get("id") == label]
    return named[-1] if named else nodes[int(label) - 1]
