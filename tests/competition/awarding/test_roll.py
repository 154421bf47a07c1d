"""The roll says what was stated, and beside it whether that still follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from competition.awarding.decisions import decisions
from competition.awarding.recorded import body, case_of
from competition.awarding.roll import IN_FORCE, PREVIEW, STATED, digests, promoted, rolled
from competition.intake import Package
from scoring.state import State
from scoring.steps import Confirmed
from tests.competition.awarding.bakery import CONTEST, SCHEME, awarded, bakery, confirmed, folded, package, take

Documents = dict[str, Mapping[str, Any]]


def documents(state: State, stated: Package, trade: str = "cakes") -> tuple[Documents, list[tuple[str, str, str]]]:
    """What is kept of each person, and what `Awarded` says of it."""
    kept: Documents = {}
    awards = []
    for number, each in enumerate(decisions(state.trades[trade], stated)):
        digest = f"{number:064x}" if trade == "cakes" else f"{number + 100:064x}"
        kept[digest] = body(each.decision)
        awards.append((each.candidate.entrant, each.candidate.person, digest))
    return kept, awards


def stated_roll(folder: Path) -> tuple[State, Package, Documents]:
    stated = package(bakery(folder))
    state = confirmed(folded(stated))
    kept, awards = documents(state, stated)
    return awarded(state, awards), stated, kept


def test_before_awards_are_stated_the_roll_is_a_preview(tmp_path: Path) -> None:
    stated = package(bakery(tmp_path))
    roll = rolled(folded(stated), "cakes", stated, {})
    assert (roll.standing, roll.line, len(roll.entries)) == (PREVIEW, 0, 8)
    assert {(entry.document, entry.check) for entry in roll.entries} == {("", "")}


def test_what_was_stated_follows_from_table_and_catalogue(tmp_path: Path) -> None:
    state, stated, kept = stated_roll(tmp_path)
    roll = rolled(state, "cakes", stated, kept)
    assert (roll.standing, roll.line) == (STATED, state.seq)
    assert {entry.check for entry in roll.entries} == {"same"}
    take(state, Confirmed("cakes", "awards", state.seq))
    roll = rolled(state, "cakes", stated, kept)
    assert (roll.standing, roll.line) == (IN_FORCE, state.seq)


def test_a_document_that_is_erased_altered_or_overtaken_is_said(tmp_path: Path) -> None:
    state, stated, kept = stated_roll(tmp_path)
    first, second, third, *_ = kept
    del kept[first]
    kept[second] = {**kept[second], "case": {**kept[second]["case"], "level": "5"}}
    kept["f" * 64] = kept.pop(third)
    kept[third] = {"case": {"place": "first"}, "decision": {}}
    persons = tuple(each._replace(level="5") if each.person == "P4" else each for each in stated.persons)
    roll = rolled(state, "cakes", replace(stated, persons=persons), kept)
    checks = {entry.person: (entry.check, entry.decision is None) for entry in roll.entries}
    assert [checks[person] for person in ("P1", "P2", "P3", "P4", "P5")] == [
        ("erased", True),
        ("altered", True),
        ("altered", True),
        ("differs", False),
        ("same", False),
    ]


def test_who_is_no_longer_in_the_catalogue_is_still_on_the_roll(tmp_path: Path) -> None:
    state, stated, kept = stated_roll(tmp_path)
    members = tuple(each for each in stated.members if each.person != "P1")
    entries = {entry.person: entry for entry in rolled(state, "cakes", replace(stated, members=members), kept).entries}
    assert (entries["P1"].candidate, entries["P1"].check) == (None, "differs")
    assert "C1" not in entries


def test_a_case_is_read_back_as_it_was(tmp_path: Path) -> None:
    stated = package(bakery(tmp_path))
    for each in decisions(folded(stated).trades["cakes"], stated):
        assert case_of(each.candidate.case.form()).form() == each.candidate.case.form()


def test_a_promotion_in_one_trade_counts_in_the_next(tmp_path: Path) -> None:
    second = CONTEST.replace("[notice]", '[[trades]]\nid = "tarts"\nname = "挞"\noccupation = "4-03-02-02"\n[notice]')
    folder = bakery(tmp_path, contest=second)
    (folder / "schemes" / "tarts.toml").write_text(SCHEME, "utf-8")
    for file, rows in {
        "entrants.csv": ["tarts,T1,,x,,,,职工"],
        "members.csv": ["T1,P1,member"],
        "panels.csv": ["tarts,,jury,,J1"],
        "marks.csv": ["J1,T1,final,,score,,90", "J1,T1,final,,piping,,90"],
    }.items():
        with (folder / file).open("a", encoding="utf-8") as out:
            out.writelines(f"{row}\n" for row in rows)
    stated = package(folder)
    state = confirmed(folded(stated))
    kept, awards = documents(state, stated)
    assert promoted(state, "tarts", kept) == {}
    awarded(state, awards)
    assert promoted(state, "tarts", kept) == {"P1": 1, "P3": 1, "P4": 1}
    assert promoted(state, "cakes", kept) == {}
    assert digests(state) == list(kept)
