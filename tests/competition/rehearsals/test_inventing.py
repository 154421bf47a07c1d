"""Invented marks: what a judge could have given, panels that come to something, and corrections on the way."""

from __future__ import annotations

from collections import Counter

import pytest

from competition.rehearsals.inventing import invented
from competition.rehearsals.values import allowed
from scoring.facts import Finalised, MarkGiven
from scoring.marks import check_value
from scoring.steps import Approved
from tests.competition.rehearsals.stands import GOLDEN, package

NAMES = sorted(path.name for path in GOLDEN.iterdir() if (path / "contest.toml").is_file())


@pytest.mark.parametrize("name", NAMES)
def test_every_value_that_is_offered_may_be_given(name: str) -> None:
    for scheme in package(name).schemes.values():
        for _, _, aspect in scheme.aspect.values():
            values = allowed(scheme, aspect, None)
            assert values and not [value for value in values if list(check_value(scheme, aspect, None, value))]


@pytest.mark.parametrize("name", ["yunping", "pool", "wall", "coffee"])
def test_every_entrant_is_marked_whole_so_that_the_result_can_be_final(name: str) -> None:
    made = invented(package(name), "hall")
    assert any(isinstance(cue.fact, Finalised) for cue in made.cues)
    assert made.marks == sum(isinstance(cue.fact, MarkGiven) for cue in made.cues) > 20
    assert [cue.at_s for cue in made.cues] == sorted(cue.at_s for cue in made.cues)


def test_seeds_tell_rehearsals_apart_and_bring_corrections() -> None:
    held = package("yunping")
    scripts = {seed: invented(held, seed) for seed in "abcdef"}
    assert invented(held, "a") == scripts["a"]
    assert len({str(script.cues) for script in scripts.values()}) == 6
    found = Counter(cue.fact.__class__ for script in scripts.values() for cue in script.cues)
    assert found[Approved] > 0
    marks = [cue.fact for script in scripts.values() for cue in script.cues if isinstance(cue.fact, MarkGiven)]
    revised = [fact for fact in marks if fact.supersedes]
    assert 0 < len(revised) < len(marks) / 10
    assert len({fact.value for fact in marks}) > 20
