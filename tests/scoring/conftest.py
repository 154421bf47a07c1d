"""A law of all these tests: whatever problem the core finds in them, its sentences can be said."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from scoring.problems import Problem

SENTENCES = tomllib.loads((Path(__file__).parents[2] / "templates" / "problems.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", autouse=True)
def _problems_can_be_said() -> Iterator[None]:
    """Each problem that is made has the facts that its sentences are filled with."""
    made: Any = Problem.__init__

    def watched(problem: Problem, code: str, where: str = "", facts: Mapping[str, str] = {}) -> None:
        made(problem, code, where, facts)
        said = "".join(SENTENCES.get(code, {}).values())
        asked = {name for _, name, _, _ in string.Formatter().parse(said) if name}
        assert asked <= set(facts), f"{code} is told without {asked - set(facts)}"

    Problem.__init__ = watched  # type: ignore[method-assign, assignment]
    yield
    Problem.__init__ = made  # type: ignore[method-assign]
