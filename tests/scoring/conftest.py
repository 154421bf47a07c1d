"""How hard the laws are tried: a bounded, repeatable search in a test run, a long one with HYPOTHESIS_PROFILE=long.

And a law of all these tests: whatever problem the core finds in them, its sentences can be said.
"""

from __future__ import annotations

import os
import string
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from scoring.problems import Problem

settings.register_profile(
    "short",
    max_examples=60,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("once", settings.get_profile("short"), max_examples=1)
settings.register_profile(
    "mutants",
    settings.get_profile("short"),
    max_examples=25,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    report_multiple_bugs=False,
)
"""For `make mutants`: a fault need only be found, not made small, and who survives has tried every test."""
settings.register_profile("long", settings.get_profile("short"), max_examples=2000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))

SENTENCES = tomllib.loads((Path(__file__).parents[2] / "templates" / "problems.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session", autouse=True)
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
