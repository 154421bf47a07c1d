"""What the keys of a console do. A step is named by what presses the key: sent twice, or from two consoles, it is shown
once. On the stage its fact is recorded before it is shown; a rehearsal records nothing.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from starlette.requests import Request

from competition.ceremony import store
from competition.ceremony.results import is_done, moved
from competition.ceremony.stages import Stages
from competition.ceremony.steps import PAUSE, WHOLE, Plan, Step
from competition.ceremony.store import STAGE, Ceremony, Stage, on_stage
from competition.desk import Desk
from competition.office.room import unwritten
from scoring.facts import Fact, Revealed, Thawed
from scoring.lines import canonical, digest
from scoring.problems import Problem

ACTS: Final = ("show", "hold", "release", "end", "again")
"""show: a step that was shown before, or the next. hold, release: a card in place of it. end: the podiums. again: a
rehearsal begins anew."""

TRIES: Final = 5
"""How often a stage is looked at again where another console changed it meanwhile."""


class Console:
    """The keys of one event's consoles."""

    def __init__(self, desk: Desk, stages: Stages) -> None:
        self._desk = desk
        self._stages = stages

    async def press(self, request: Request, event: str, name: str, act: str, step: str, seen: str) -> list[Problem]:
        """Do what a key asks for on a stage; what keeps it from being done. step: id of the step to be shown. seen: of
        the one that the console saw on the stage, "" for none. Raises what `Desk.state` does."""
        for _ in range(TRIES):
            ceremony = await self._stages.read(event)
            stage, plan = ceremony.of(name), ceremony.plan
            if plan is None:
                return [Problem("no-ceremony", "", {"event": event})]
            wanted = self._wanted(ceremony, name, act, step, seen)
            if isinstance(wanted, Problem):
                return [wanted]
            if wanted == stage:
                return []
            if name == STAGE and wanted.reached > stage.reached:
                problems = await self._state(request, event, ceremony, plan, wanted.reached)
                if problems:
                    return problems
            if await self._stages.change(
                event, partial(store.move, event=event, name=name, after=wanted, seen=ceremony)
            ):
                return []
        return [Problem("stage-elsewhere", "step", {})]

    def _wanted(self, ceremony: Ceremony, name: str, act: str, step: str, seen: str) -> Stage | Problem:
        """The stage as the key would have it, or why not."""
        stage, plan = ceremony.of(name), ceremony.plan
        assert plan is not None
        match act:
            case "hold" | "release":
                return stage._replace(held=act == "hold") if stage.at >= 0 else stage
            case "again" if name != STAGE:
                return Stage(moves=stage.moves, moved_at=stage.moved_at)
            case "end" if stage.reached == len(plan.steps) - 1:
                return stage._replace(over=True, held=False)
            case "show":
                return _shown(plan, stage, step, seen)
        return Problem("unknown-choice", "act", {"value": act[:80], "choices": ", ".join(ACTS)})

    async def _state(self, request: Request, event: str, ceremony: Ceremony, plan: Plan, at: int) -> list[Problem]:
        """Record what the step says, unless the ledger says it already."""
        step = plan.steps[at]
        if step.kind == PAUSE:
            return []
        async with self._desk.reading(event) as state:
            done, changed = is_done(state, step), step.trade in moved(state, plan, at - 1)
        if done:
            return []
        if changed:
            return [Problem("table-moved", "step", {"trade": step.trade})]
        answer = await self._desk.state(request, event, _fact(plan, step), key=_key(ceremony.revision, step))
        problems = unwritten(answer)
        if problems:  # another console may have stated it a moment before
            async with self._desk.reading(event) as state:
                done = is_done(state, step)
        return [] if done else problems


def _shown(plan: Plan, stage: Stage, id: str, seen: str) -> Stage | Problem:
    """The stage with a step that was shown before, or the next one, on it. A key that was pressed in sight of another
    step than what is on it does nothing, unless what it asks for is there."""
    at = next((place for place, each in enumerate(plan.steps) if each.id == id), None)
    if at is None:
        return Problem("unknown-step", "step", {"step": id[:80]})
    if at == stage.at and id != seen:
        return stage
    here = on_stage(plan, stage)
    if seen != ("" if here is None else here.id):
        return Problem("stage-elsewhere", "step", {})
    if at > stage.reached + 1 or (at > stage.reached and stage.at != stage.reached):
        return Problem("step-not-next", "step", {})
    return stage._replace(at=at, reached=max(at, stage.reached), held=False, over=False)


def _fact(plan: Plan, step: Step) -> Fact:
    if step.kind == WHOLE:
        return Thawed(step.trade)
    return Revealed(step.trade, step.entrants, plan.boards[step.trade])


def _key(revision: int, step: Step) -> str:
    """The same for the same step of the same list, whoever presses."""
    return f"ceremony-{digest(canonical([str(revision), step.id]))[:40]}"
