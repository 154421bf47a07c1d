"""What a marking-scheme sheet states beside the scheme: the sections of the occupational standard, which aspect belongs
to which, and the day on which each criterion is marked. No result depends on it; it is kept next to the scheme."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.advice.standard import Section, Standard
from scoring.lines import canonical
from scoring.numbers import parse, text


@dataclass(frozen=True)
class Annex:
    """standard: None where the sheet states none. days: by criterion, as the sheet says them."""

    standard: Standard | None = None
    days: Mapping[str, str] = field(default_factory=dict)


def annex_text(annex: Annex) -> str:
    """The one text by which an annex is kept; "" for an empty one."""
    if annex == Annex():
        return ""
    standard = annex.standard
    sections = () if standard is None else standard.sections
    return canonical(
        {
            "sections": [[each.id, each.name, "" if each.marks is None else text(each.marks)] for each in sections],
            "aspects": {} if standard is None else dict(standard.aspects),
            "days": dict(annex.days),
        }
    )


def read_annex(stored: str) -> Annex:
    """The annex that such a text states."""
    if not stored:
        return Annex()
    said = json.loads(stored)
    sections = tuple(Section(id, name, parse(marks) if marks else None) for id, name, marks in said["sections"])
    standard = Standard(sections, said["aspects"]) if sections or said["aspects"] else None
    return Annex(standard, said["days"])
