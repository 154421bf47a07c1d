"""Leafing through the ledger: acts one by one, marks gathered, and only new lines read again."""

from __future__ import annotations

from scoring.facts import Adjusted, Cell, Frozen
from tests.competition.office.house import TRADE, House


def test_marks_that_follow_each_other_are_one_entry(opened: House) -> None:
    for entrant in ("F01", "F02", "F03"):
        opened.gives("J10", entrant, "paper-score", "80")
    opened.states(("organiser.a", Frozen(TRADE, "")))
    opened.gives("J9", "F01", "diameter", "6")
    entries = opened.book().entries
    assert [(entry.kind, entry.count) for entry in entries[2:]] == [("mark-given", 3), ("frozen", 1), ("mark-given", 1)]
    assert entries[2].first == 3 and entries[2].last == 5 and entries[2].actors == {"judge.J10": 3}
    assert all(entry.trade == TRADE for entry in entries[1:])


def test_the_book_goes_on_where_it_stopped(opened: House) -> None:
    book = opened.book()
    before = len(book.entries)
    opened.gives("J10", "F01", "paper-score", "80")
    assert opened.book() is book and len(book.entries) == before + 1
    assert book.last_marks()[TRADE]["prelim", "paper-score"] == book.at


def test_marks_of_a_paper_sheet_are_an_entry_of_their_own_that_names_who_typed_it(opened: House) -> None:
    opened.gives("J10", "F01", "paper-score", "80")
    key = "paper:0123456789abcdef:000{}:organiser.a:second.b"
    cell = Cell("J9", "F01", "prelim", "", "diameter")
    first = opened.enters("second.b", key.format(0), cell, "6")
    opened.enters("organiser.c", key.format(1), cell, "5", first.seq or 0)
    opened.gives("J10", "F02", "paper-score", "81")
    book = opened.book()
    kinds = [(entry.kind, entry.count) for entry in book.entries[2:]]
    assert kinds == [("mark-given", 1), ("sheet-entered", 2), ("mark-given", 1)]
    entry = book.papers["J9", "F01", "prelim"]
    assert entry.paper is not None and entry.paper.typists == ("0123456789abcdef", "organiser.a", "second.b")
    assert entry.actors == {"second.b": 1, "organiser.c": 1} and book.chosen(actor="organiser.c") == [entry]


def test_what_was_ruled_about_an_entrant_is_found(opened: House) -> None:
    opened.states(("organiser.a", Adjusted("F02", "prelim", "total", "", "penalty", "1", "late")))
    assert [entry.kind for entry in opened.book().about("F02")] == ["adjusted"]
    assert opened.book().about("F01") == []


def test_entries_are_chosen_by_kind_actor_and_trade(marked: House) -> None:
    book = marked.book()
    assert {entry.kind for entry in book.chosen(kind="mark-given")} == {"mark-given"}
    assert all("judge.J10" in entry.actors for entry in book.chosen(actor="judge.J10"))
    assert book.chosen(trade="none") == []
    assert book.chosen()[0].last == book.seq
