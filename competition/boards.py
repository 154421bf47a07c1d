"""What a derived board is called, as far as the names of an event say: of one that nothing there is called, nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from competition import words

Names = Mapping[str, str]


def _said(msgid: str) -> Names:
    return {lang: words.say(msgid, lang) for lang in words.LANGUAGES}


BESIDE: Final[Mapping[str, Callable[[], Names]]] = {
    "history": lambda: _said("Places over time"),
    "forecast": lambda: _said("What can still change"),
    "versus": lambda: _said("Head to head"),
}
"""What pages beside a trade's board are called, by their kind."""


def named(roster: Mapping[str, Any], board: str) -> Names | None:
    """The board's name in both languages, None where the event has no such board."""
    if board == "organisations":
        has = any(each["organisation"] or each["organisation_en"] for each in roster["entrants"].values())
        return _said("Organisations") if has else None
    if board == "latest":
        return _said("Latest marks")
    kind, _, rest = board.partition(":")
    if kind == "prize":
        return next((each["name"] for each in roster["prizes"] if each["id"] == rest), None)
    id, _, part = rest.partition(":")
    trade = next((each for each in roster["trades"] if each["id"] == id), None)
    if trade is None:
        return None
    if kind == "module":
        module = next((each for each in trade["modules"] if each["id"] == part), None)
        return None if module is None else _short(part, module["name"])
    if kind == "team":
        return _said("Teams") if trade["teams"] and not part else None
    if kind == "history":
        return None if part else BESIDE[kind]()
    if trade.get("blind"):
        return None
    groups = {each["group"] for each in roster["entrants"].values() if each["trade"] == id}
    return {"zh": part, "en": part} if kind == "group" and part and part in groups else None


def _short(id: str, names: Names) -> Names:
    """The name, after an id that is short enough to be one."""
    full = {lang: names.get(lang) or next(filter(None, names.values()), id) for lang in words.LANGUAGES}
    return {lang: f"{id} {name}" if len(id) < 3 else name for lang, name in full.items()}
