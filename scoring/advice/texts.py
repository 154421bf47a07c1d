"""What a mark means, in words: benchmarks that are missing, stand at no mark, or say the same twice."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.advice.places import aspects
from scoring.nodes import Aspect, Scheme
from scoring.numbers import on_step, parse
from scoring.panels import RULES
from scoring.problems import Problem

LEVELS = ("0", "1", "2", "3")
"""Marks of a judgement, each of which is to have a text of its own (EuroSkills 2016, `DOMAIN.md` 4.1 W7)."""


def advise(scheme: Scheme) -> Iterator[Problem]:
    """Advice on the benchmarks of every aspect."""
    for where, _, _, aspect in aspects(scheme):
        if RULES[aspect.rule].judgement:
            missing = [level for level in LEVELS if level not in aspect.benchmarks]
            if missing:
                yield Problem("advice-benchmark-missing", f"{where}.benchmarks", {"marks": ", ".join(missing)})
        for mark in aspect.benchmarks:
            if not _can_be_given(aspect, mark):
                yield Problem("advice-benchmark-outside", f"{where}.benchmarks.{mark}", {"mark": mark[:80]})
        yield from _twice(aspect, where)


def _can_be_given(aspect: Aspect, mark: str) -> bool:
    number = parse(mark)
    low, high, step = aspect.lowest, aspect.highest, aspect.step
    assert low is not None and high is not None
    return number is not None and low <= number <= high and (step is None or on_step(number, low, step))


def _twice(aspect: Aspect, where: str) -> Iterator[Problem]:
    said: dict[tuple[str, str], str] = {}
    for mark, name in aspect.benchmarks.items():
        other = said.setdefault((name.zh, name.en), mark)
        if other != mark:
            yield Problem("advice-benchmark-twice", f"{where}.benchmarks.{mark}", {"mark": mark, "other": other})
