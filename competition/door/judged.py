"""What one judge states, however it reached the server: by her page, from a revoked device, in a file from a tablet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from competition.access.access import Actor, Scope, authorize
from competition.access.statements import action_of
from competition.door import entries
from competition.recording import explained
from competition.recording.explained import Explained
from competition.recording.recorder import Answer, Entry, Recorder
from scoring.facts import MarkGiven
from scoring.problems import Problem


def stated(given: Any, actor: Actor, held: str = "") -> Explained | list[Problem]:
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
    stating = replace(fact, held=held) if isinstance(fact, MarkGiven) else fact
    return Explained(Entry(stating, actor.id, read.key), read.words)


async def recorded(recorder: Recorder, stated: Sequence[Explained | list[Problem]]) -> list[Answer]:
    """An answer an entry: those that are sound go to the recorder, in order and together. Raises StoreFailed."""
    sound = [each for each in stated if isinstance(each, Explained)]
    answers = iter(await explained.record_all(recorder, sound) if sound else [])
    return [
        next(answers) if isinstance(each, Explained) else Answer("refused", problems=tuple(each)) for each in stated
    ]
