"""What judges declare, and whom they therefore do not judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from competition.intake import Package, facts, read
from competition.intake.interests import (
    Declared,
    Interest,
    Sent,
    are_interests,
    interested,
    interests,
    recusals,
    remarks,
)
from scoring.facts import Recusal, Seat, TradeOpened
from tests.competition.orchard import Orchard

SENT = [Sent("07", frozenset({"一厂", "Works 1"})), Sent("08", frozenset({"二厂", ""}))]
PEOPLE = {"07": frozenset({"P7", "C7"}), "08": frozenset({"P8"})}


def why(organisation: str = "", declared: str = "", kind: str = "", *, own: bool = False) -> dict[str, tuple[str, ...]]:
    """Kinds of interest of one judge, by entrant."""
    found = interested([Declared("J1", organisation, declared, kind)], SENT, PEOPLE, own=own)
    return {entrant: judges["J1"] for entrant, judges in found.items()}


def test_interests_stand_between_semicolons_and_on_lines_of_their_own() -> None:
    said = "organisation:一厂；family: P7\ncoach：C7 ;; entrant:08"
    assert list(interests(said)) == [
        Interest("organisation", "一厂"),
        Interest("family", "P7"),
        Interest("coach", "C7"),
        Interest("entrant", "08"),
    ]
    assert are_interests(said) and remarks(said) == []


def test_what_names_nobody_is_a_remark_and_a_word_that_is_not_known_a_mistake() -> None:
    assert remarks("A1 的同事\n共事三年; entrant:07") == ["A1 的同事", "共事三年"]
    assert are_interests("A1 的同事\n共事三年") and are_interests("")
    assert not are_interests("famly:P7") and not are_interests("entrant:07; family: ")


def test_a_judge_does_not_judge_her_own_organisation_in_either_language() -> None:
    assert why("一厂") == why("Works 1") == {"07": ("organisation",)}
    assert why("") == why("三厂") == {}


def test_where_the_contest_allows_it_she_does_unless_she_declares_it() -> None:
    assert why("一厂", own=True) == {}
    assert why("一厂", "organisation:一厂", own=True) == {"07": ("organisation",)}


def test_family_and_coaches_are_looked_for_behind_every_entrant() -> None:
    assert why(declared="family:C7; coach:C7; entrant:08") == {"07": ("family", "coach"), "08": ("entrant",)}
    assert why(declared="family:P9; organisation:九厂") == {}


def test_a_seat_of_the_office_has_no_interests() -> None:
    assert why("一厂", "entrant:08", kind="office") == {}


def test_reserves_take_the_places_in_order_and_one_with_an_interest_is_pinned_as_not_to_be_asked() -> None:
    seats = (Seat("", "P", "", "J1"), Seat("", "P", "", "J2"))
    reserves = tuple(Seat("", "P", "", judge) for judge in ("R1", "R2"))
    found = recusals(seats, reserves, {"07": {"J1": ("family",), "J2": ("coach",), "R1": ("organisation",)}})
    assert [(each.recusal, each.reasons, each.seated) for each in found] == [
        (Recusal("R1", "07", "P", ""), ("organisation",), False),
        (Recusal("J1", "07", "P", "R2"), ("family",), True),
        (Recusal("J2", "07", "P", ""), ("coach",), True),
    ]


# --- in a package ---------------------------------------------------------------------------------------------------


@pytest.fixture
def orchard(tmp_path: Path) -> Orchard:
    """G3 coached A4, whom P3 judges in her place; A4 has no mark of the panel."""
    made = Orchard(tmp_path)
    lines = made.text("panels.csv").splitlines()
    panels = "".join(f"{line},{'' if number else 'role'}\n" for number, line in enumerate(lines))
    made.write("panels.csv", f"{panels}grafting,,craft,,P3,reserve\n")
    made.edit("judges.csv", "Ming Cha,,", "Ming Cha,,entrant:A4")
    return made


def sound(orchard: Orchard) -> Package:
    package, problems = read(orchard.path)
    assert package is not None, problems
    return package


def opened(package: Package, trade: str = "grafting") -> TradeOpened:
    every = (entry.fact for entry in facts(package))
    return next(fact for fact in every if isinstance(fact, TradeOpened) and fact.trade == trade)


def test_reserves_and_recusals_are_pinned_when_the_trade_opens(orchard: Orchard) -> None:
    fact = opened(sound(orchard))
    assert fact.reserves == (Seat("", "craft", "", "P3"),) and fact.recusals == (Recusal("G3", "A4", "craft", "P3"),)
    assert "P3" not in {seat.judge for seat in fact.seats}
    assert opened(sound(orchard), "pruning").recusals == ()


def test_what_recusals_csv_states_comes_behind_what_was_declared_and_never_twice(orchard: Orchard) -> None:
    rows = "grafting,craft,G3,A4,\ngrafting,craft,P3,A3,\n"
    orchard.write("recusals.csv", f"trade,panel,judge,entrant,reserve\n{rows}")
    package = sound(orchard)
    pinned = (Recusal("G3", "A4", "craft", "P3"), Recusal("P3", "A3", "craft", ""))
    assert opened(package).recusals == pinned
    assert [(each.reasons, each.seated) for each in package.recusals("grafting")] == [(("entrant",), True), ((), False)]


def test_in_a_blind_trade_nobody_is_recused_beforehand(orchard: Orchard) -> None:
    assert sound(orchard).recusals("grafting")
    orchard.edit("contest.toml", 'id = "grafting"', 'id = "grafting"\nblind = true')
    package, problems = read(orchard.path)
    assert package is None or package.recusals("grafting") == [], problems


def test_an_interest_names_people_and_entrants_that_there_are(orchard: Orchard) -> None:
    orchard.edit("judges.csv", "entrant:A4", "entrant:A9;family:P9")
    assert [(each.code, each.facts["value"]) for each in orchard.problems()] == [
        ("dangling-entrant", "A9"),
        ("dangling-person", "P9"),
    ]
