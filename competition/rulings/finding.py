"""Finding an entrant by what people say of her: her id, her code, or her number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Who(NamedTuple):
    """An entrant as a page names her. plate: what stands on her plate, a code or a number. name: {"zh", "en"}."""

    entrant: str
    trade: str
    plate: str
    name: Mapping[str, str]


def who(roster: Mapping[str, Any], entrant: str) -> Who:
    """The entrant as the roster names her; one that it does not know bears her id."""
    row = roster["entrants"].get(entrant)
    if row is None:
        return Who(entrant, "", entrant, {"zh": "", "en": ""})
    name = row["name"] if row["name"] != entrant else ""
    names = {"zh": name, "en": row["name_en"] or name}
    return Who(entrant, row["trade"], row["number"] or entrant, names)


def find(roster: Mapping[str, Any], said: str, trade: str = "") -> list[Who]:
    """Everybody whom `said` may mean, in the order of the roster; trade: "" for all. An id is her own; a number may
    belong to one entrant in each trade. Zeros before a number do not count where nothing else fits."""
    text = said.strip()
    entrants = roster["entrants"]
    if text in entrants and trade in ("", entrants[text]["trade"]):
        return [who(roster, text)]
    return [who(roster, entrant) for entrant in _alike(entrants, text, trade)]


def _alike(entrants: Mapping[str, Any], text: str, trade: str) -> list[str]:
    for form in (str, str.casefold, _bare):
        found = [entrant for entrant, words in _said(entrants, trade) if form(text) in map(form, words)]
        if found or not text:
            return found if text else []
    return []


def _said(entrants: Mapping[str, Any], trade: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entrant, row in entrants.items():
        if trade in ("", row["trade"]):
            yield entrant, (row["number"], entrant) if row["number"] else (entrant,)


def _bare(text: str) -> str:
    return text.casefold().lstrip("0") or text.casefold()
