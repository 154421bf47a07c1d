"""What one judge states, however it reached the server: by her page, from a revoked device, in a file from a tablet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from competition.access.access import Actor, Scope, authorize
from competition.access.statements import action_of
from competition.door import entries
from competition.recording.recorder import Answer, Entry, Recorder
from scoring.facts import MarkGiven
from scoring.problems import Problem


def stated(given: Any, actor: Actor, held: str = "") -> Entry | list[Problem]:
    """What an entry of `POST /api/marks` states as this judge's, or what is wrong with it. held: why her marks are let
    in without counting, which is then why nothing else is let in."""
    read = entries.read(entries.JUDGES, given)
    if isinstance(read, list):
        return read
    fact = read.fact(actor.judge)
    if not authorize(actor, action_of(fact), Scope(actor.event, actor.judge)):
        return [Problem("not-allowed")]
    if held and not isinstance(fact, MarkGiven):
        return [Problem(held)]
    return Entry(replace(fact, held=held) if isinstance(fact, MarkGiven) else fact, actor.id, read.key)


async def recorded(recorder: Recorder, stated: Sequence[Entry | list[Problem]]) -> list[Answer]:
    """An answer an entry: those that are sound go to the recorder, in order and together. Raises StoreFailed."""
    sound = [each for each in stated if isinstance(each, Entry)]
    answers = iter(await recorder.record_all(sound) if sound else [])
    return [next(answers) if isinstance(each, Entry) else Answer("refused", problems=tuple(each)) for each in stated]
