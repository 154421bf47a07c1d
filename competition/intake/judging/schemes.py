"""schemes/*.toml → schemes. A scheme with a single wrong value is mended for judging the rest of the package."""

from __future__ import annotations

import copy
import re
from typing import Any

from competition.intake.files.toml import Toml
from competition.intake.problems import Findings
from scoring.nodes import Scheme
from scoring.problems import Problem
from scoring.scheme import read_scheme

_STEP = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")
_ROUNDS = 4
_NEUTRAL = {"unknown-rule": "mean"}


def read(toml: Toml, findings: Findings) -> Scheme | None:
    """The scheme; with every problem among the findings, what the rest can be judged against, or None."""
    scheme, problems = read_scheme(toml.document)
    toml.say(problems, findings)
    return _mended(toml.document, problems) if problems else scheme


def _mended(document: Any, problems: list[Problem]) -> Scheme | None:
    """The scheme without what is wrong in it, or None: never recorded, only judged against."""
    document = copy.deepcopy(document)
    for _ in range(_ROUNDS):
        if not all(_mend(document, problem) for problem in problems):
            return None
        scheme, problems = read_scheme(document)
        if scheme is not None:
            return scheme
    return None


def _mend(document: Any, problem: Problem) -> bool:
    """Take the key that a problem names out of the document, or give it a neutral value."""
    steps: list[str | int] = []
    node = document
    for name, label in _STEP.findall(problem.where):
        steps.append(name)
        node = node.get(name) if isinstance(node, dict) else None
        if label and isinstance(node, list):
            found = [index for index, each in enumerate(node) if isinstance(each, dict) and each.get("id") == label]
            if not found and not label.isdigit():
                return False
            steps.append(found[-1] if found else int(label) - 1)
            node = node[found[-1]] if found else (node[int(label) - 1 : int(label)] or [None])[0]
    if not steps or node is None:
        return False
    *above, last = steps
    for step in above:
        document = document[step]
    if problem.code in _NEUTRAL:
        document[last] = _NEUTRAL[problem.code]
    else:
        del document[last]
    return True
