"""What an entry of the daybook says, in a sentence. The sentences stand with the words, section `facts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from competition import words
from competition.office.daybook import Entry
from competition.office.naming import Names
from scoring.facts import Fact
from scoring.procedure.seconds import read_change

_TERMED: Mapping[str, str] = {
    "adjustment": "adjustments",
    "reason": "reasons",
    "ruling": "rulings",
    "consequence": "consequences",
    "stage": "confirming",
    "step": "steps",
    "export": "exports",
    "form": "forms",
    "layer": "layers",
}
"""Attributes of facts whose values are codes, and the section in which they have a word."""


def told(entry: Entry, names: Names) -> str:
    """The sentence in the reader's language."""
    if entry.paper is not None:
        judge, entrant, _, (_, first, second) = entry.paper
        said: dict[str, object] = {"judge": names.judge(judge), "entrant": names.entrant(entrant), "count": entry.count}
        said |= {"first": names.actor(first), "second": names.actor(second), "trade": names.trade(entry.trade)}
        third = next((actor for actor in entry.actors if actor not in (first, second)), "")
        code = f"{entry.kind}-decided" if third else entry.kind
        return words.term("facts", code, names.lang, **said, third=names.actor(third) if third else "")
    if entry.fact is None:
        facts = {"count": entry.count, "trade": names.trade(entry.trade), "people": len(entry.actors)}
        many = "gathered" if len(entry.actors) > 1 else "by-one" if entry.count > 1 else "alone"
        who = names.actor(next(iter(entry.actors)))
        return words.term("facts", f"{entry.kind}-{many}", names.lang, **facts, who=who)
    return sentence(entry.fact, entry.trade, names)


def sentence(fact: Fact, trade: str, names: Names) -> str:
    """What one fact says."""
    lang = names.lang
    said: dict[str, object] = {"trade": names.trade(trade)}
    for each in (part for part in fields(fact) if part.name != "lang"):
        said |= _value(each.name, getattr(fact, each.name), trade, names)
    return words.term("facts", f"{fact.kind}-layer" if said.get("layer") else fact.kind, lang, **said)


def _value(name: str, value: Any, trade: str, names: Names) -> dict[str, object]:
    if name == "cell":
        return {"aspect": value.aspect, "judge": names.judge(value.judge), "entrant": names.entrant(value.entrant)}
    if name == "change":
        change = read_change(value)
        return {"change": value if change is None else sentence(change, trade, names)}
    if name in _TERMED and value:
        return {name: words.term(_TERMED[name], value, names.lang)}
    if isinstance(value, tuple):
        return {name: len(value)}
    if name == "trade":
        return {}
    finder = {"entrant": names.entrant, "judge": names.judge}.get(name)
    if finder is not None:
        return {name: finder(value) if value else ""}
    if name in ("phase", "module"):
        return {name: (names.phase if name == "phase" else names.module)(trade, value) if value else ""}
    if name == "figure":
        return {name: words.term("figures", value, names.lang) if value == "total" else names.module(trade, value)}
    return {name: value}
