"""Changing a list of steps by hand: the order of what was not shown yet, pauses, notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from competition.ceremony.steps import PAUSE, PAUSES, Plan, Step, out_of_order, pause
from competition.intake.files.texts import UNSEEN, visible
from scoring.problems import Problem

LONGEST_TITLE: Final = 60
LONGEST_NOTES: Final = 2_000
MOST_STEPS: Final = 2_000

Form = Mapping[str, str]


def edited(plan: Plan, reached: int, form: Form) -> tuple[Plan, list[Problem]]:
    """The list as a form would have it: its notes, and one act on a step: `up:ID`, `down:ID`, `drop:ID`, or `pause:ID`
    for a pause behind it, `pause:` for one in front. reached: place of the last step that was shown."""
    problems: list[Problem] = []
    steps = [_noted(step, form, problems) for step in plan.steps]
    act, _, id = form.get("act", "").partition(":")
    if act:
        problems += _acted(steps, reached, act, id, form)
    problems += out_of_order(steps[reached + 1 :])
    return plan._replace(steps=tuple(steps)), problems


def _noted(step: Step, form: Form, problems: list[Problem]) -> Step:
    """The step with what the form says beside it."""
    said = step._replace(notes=_text(form, f"notes-{step.id}", step.notes, LONGEST_NOTES, problems))
    if step.kind != PAUSE:
        return said
    zh = _text(form, f"zh-{step.id}", step.zh, LONGEST_TITLE, problems)
    en = _text(form, f"en-{step.id}", step.en, LONGEST_TITLE, problems)
    what = form.get(f"pause-{step.id}", step.pause)
    return said._replace(pause=what if what in PAUSES else step.pause, zh=zh, en=en)


def _text(form: Form, name: str, before: str, most: int, problems: list[Problem]) -> str:
    text = form.get(name, before).replace("\r\n", "\n").strip()
    plain = text.replace("\n", " ")
    if len(text) > most:
        problems.append(Problem("text-too-long", name, {"length": str(len(text)), "limit": str(most)}))
    elif UNSEEN.search(plain):
        problems.append(Problem("control-character", name, {"value": visible(plain[:80])}))
    else:
        return text
    return before


def _acted(steps: list[Step], reached: int, act: str, id: str, form: Form) -> list[Problem]:
    """Do one act in place; what is wrong with it."""
    at = next((place for place, step in enumerate(steps) if step.id == id), -1)
    if act == "pause" and (at >= 0 or not id):
        if len(steps) >= MOST_STEPS:
            return [Problem("too-many-steps", "steps", {"most": str(MOST_STEPS)})]
        what = form.get("what", "")
        steps.insert(max(at, reached) + 1, pause(what if what in PAUSES else PAUSES[0], "", ""))
        return []
    if at < 0:
        return [Problem("unknown-step", "step", {"step": id[:80]})]
    if at <= reached:
        return [Problem("step-shown", "step", {})]
    done: dict[str, Callable[[], None]] = {
        "up": lambda: _swap(steps, at - 1, at) if at - 1 > reached else None,
        "down": lambda: _swap(steps, at, at + 1) if at + 1 < len(steps) else None,
        "drop": lambda: steps.remove(steps[at]) if steps[at].kind == PAUSE else None,
    }
    if act not in done:
        return [Problem("unknown-choice", "act", {"value": act[:80], "choices": ", ".join((*done, "pause"))})]
    done[act]()
    return []


def _swap(steps: list[Step], one: int, other: int) -> None:
    steps[one], steps[other] = steps[other], steps[one]
