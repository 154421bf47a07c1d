"""Every fact has a sentence in both languages, with nothing left open in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields

import pytest

from competition import words
from competition.entry.keys import Typists
from competition.office.daybook import Entry, Paper
from competition.office.naming import Names, People
from competition.office.telling import sentence, told
from scoring.facts import Adjusted, Cell, Fact, MarkGiven
from scoring.lines import KINDS
from scoring.procedure.seconds import change_text
from scoring.steps import CodesDrawn, MarkCorrected, Proposed

ROSTER = {
    "trades": [
        {
            "id": "welding",
            "name": {"zh": "焊接", "en": "Welding"},
            "phases": [{"id": "final", "name": {"zh": "决赛", "en": "Final"}}],
            "modules": [{"id": "A", "name": {"zh": "理论", "en": "Theory"}}],
        }
    ],
    "entrants": {
        "W07": {"trade": "welding", "number": "07", "name": "周若晴", "name_en": "Zhou Ruoqing"},
        "K3": {"trade": "welding", "number": "", "name": "K3", "name_en": ""},
    },
}
PEOPLE = People({"J1": {"zh": "顾清和", "en": ""}}, {"shen": "沈玉梅"})
CELL = Cell("J1", "W07", "final", "", "A1")
VALUES = {
    "str": "x",
    "int": 3,
    "tuple[str, ...]": ("a", "b"),
    "Cell": CELL,
    "tuple[tuple[str, str], ...]": (("a", "b"),),
}


def names(lang: str) -> Names:
    return Names(ROSTER, PEOPLE, lang)


def made(kind: type[Fact]) -> Fact:
    return kind(*(VALUES.get(str(each.type), ()) for each in fields(kind)))


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fact_has_a_sentence(kind: str, lang: str) -> None:
    said = sentence(made(KINDS[kind]), "welding", names(lang))
    assert said != kind and "…" not in said and "{" not in said
    assert words.term("kinds", kind, lang) != kind


@pytest.mark.parametrize("kind", ["mark-given", "sheet-signed"])
def test_what_is_gathered_has_one_too(kind: str) -> None:
    entry = Entry(1, 9, "", "", "", kind, "welding", None, Counter({"judge.J1": 5, "judge.J2": 4}))
    assert "9" in told(entry, names("en")) and "2 judges" in told(entry, names("en"))
    assert "焊接" in told(entry, names("zh"))
    entry.actors = Counter({"judge.J1": 3})
    assert "3" in told(entry, names("en")) and "J1 顾清和" in told(entry, names("en"))
    entry.actors = Counter({"judge.J1": 1})
    assert re.search(r" gave a mark| signed a sheet", told(entry, names("en")))


def test_names_stand_for_ids() -> None:
    fact = MarkGiven(CELL, "2")
    assert sentence(fact, "welding", names("zh")) == "J1 顾清和 给 07 周若晴 的 A1 评 2"
    assert sentence(fact, "welding", names("en")) == "J1 顾清和 gave 2 for A1 of 07 Zhou Ruoqing"


def test_a_proposal_says_the_change() -> None:
    change = MarkCorrected(CELL, "3", 17)
    said = sentence(Proposed(change_text(change), "misread"), "welding", names("en"))
    assert said.startswith("Proposed: A1 of 07 Zhou Ruoqing, J1 顾清和: corrected to 3")


def test_codes_have_words() -> None:
    said = sentence(Adjusted("W07", "final", "total", "", "penalty", "2", "late"), "welding", names("en"))
    assert said.startswith("07 Zhou Ruoqing: penalty 2")


def test_a_layer_of_codes_is_named_where_there_are_several() -> None:
    drawn = CodesDrawn("welding", "4711", (), "station")
    assert sentence(drawn, "welding", names("en")) == "Welding, Stations: codes drawn with the number 4711"
    assert sentence(CodesDrawn("welding", "4711", ()), "welding", names("en")).startswith("Welding: codes drawn")


def test_a_sealed_entrant_is_called_by_the_code() -> None:
    assert names("en").entrant("K3") == "K3" and names("en").entrant("unknown") == "unknown"


def test_people_are_called_by_role_and_name() -> None:
    assert names("en").actor("organiser.shen") == "organiser 沈玉梅"
    assert names("en").actor("judge.J1") == "J1 顾清和" and names("en").actor("judge.J9") == "J9"
    assert names("en").actor("system") == "the server"


def test_parts_of_a_scheme_are_called_by_name_where_they_have_one() -> None:
    assert names("en").phase("welding", "final") == "Final" and names("en").module("welding", "A") == "Theory"
    assert names("en").phase("none", "final") == "final" and names("en").trade("none") == "none"
    assert names("zh").trades() == [("welding", "焊接")]


def test_a_paper_sheet_says_who_typed_it_and_who_decided() -> None:
    paper = Paper("J1", "W07", "final", Typists("0", "organiser.shen", "second.li"))
    given = Entry(1, 2, "", "", "", "sheet-entered", "welding", None, Counter({"second.li": 2}), paper)
    said = told(given, names("en"))
    assert said.startswith("Welding: paper sheet of J1 顾清和 for 07 Zhou Ruoqing, 2 marks, ")
    assert said.endswith("typed by organiser 沈玉梅 and by second person li")
    given.actors["chief.wu"] += 1
    assert told(given, names("en")).endswith("decided by chief judge wu")
    assert told(given, names("zh")).startswith("焊接：J1 顾清和 对 07 周若晴 的纸质评分表，3 个评分")
