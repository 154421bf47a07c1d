"""Blind codes: how they come about, that they can be worked out again, and when they are drawn, read and unsealed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.boards.board import diff
from scoring.engine import apply, replay
from scoring.facts import Fact
from scoring.lines import digest
from scoring.problems import BrokenPromiseError
from scoring.procedure.order import DIGEST
from scoring.procedure.records import Layer
from scoring.procedure.seals import codes, commitment, commitments, entrant_commitment, letter_for, salt
from scoring.procedure.terms import LAYERS
from scoring.state import State
from scoring.steps import CodesDrawn, CodesRead, SeedCommitted, Unsealed
from tests.scoring.field import ORGANISER, aspect, criterion, document, module
from tests.scoring.procedures import NUMBER, SEED, Way, opening, sealed_way, way, with_terms

FOUR = ("1", "2", "3", "4")
DRAWN = commitments(SEED, codes("T", SEED, NUMBER, FOUR))


def committed() -> Way:
    held = Way()
    held.take(SeedCommitted("T", commitment(SEED)))
    return held


def drawn() -> Way:
    held = committed()
    held.take(CodesDrawn("T", NUMBER, DRAWN))
    return held


@given(st.text(min_size=1, max_size=9), st.sets(st.text(min_size=1, max_size=5), min_size=1, max_size=120))
def test_every_entrant_has_one_code_and_seed_number_and_entrants_say_which(seed: str, entrants: set[str]) -> None:
    mapping = codes("welding", seed, NUMBER, sorted(entrants))
    assert codes("welding", seed, NUMBER, sorted(entrants, reverse=True)) == mapping
    assert sorted(mapping.values()) == sorted(entrants)
    width = 2 if len(entrants) < 100 else 3
    assert list(mapping) == [f"W{number:0{width}}" for number in range(1, len(entrants) + 1)]


def test_another_number_or_another_seed_shuffles_anew() -> None:
    everybody = [f"e{number}" for number in range(40)]
    orders = [
        list(codes("T", seed, number, everybody).values())
        for seed, number in ((SEED, "0001"), (SEED, "0002"), ("other", "0001"))
    ]
    assert all(one != other for one, other in pairwise([*orders, sorted(everybody)]))


def test_two_trades_never_share_a_letter() -> None:
    state = State("event")
    found = []
    for number in range(30):
        letter = letter_for(state, f"web-{number}")
        state.layers[f"web-{number}"] = {"": Layer("", NUMBER, {f"{letter}01": ""})}
        found.append(letter)
    assert found[:3] == ["W", "A", "B"]
    assert found[26:] == ["AA", "AB", "AC", "AD"]
    assert len(set(found)) == 30
    assert (letter_for(state, "web-0"), letter_for(State("event"), "7")) == ("W", "A")
    assert [letter_for(state, "web-0", layer) for layer in LAYERS] == ["CW", "SW", "WW"]
    assert letter_for(State("event"), "7", "work") == "WA"


def test_commitments_differ_by_seed_code_and_entrant_and_hide_all_three() -> None:
    stated = [
        commitment(SEED),
        commitment("other"),
        salt(SEED, "T01"),
        salt(SEED, "T02"),
        entrant_commitment(SEED, "T01", "1"),
        entrant_commitment(SEED, "T01", "2"),
        entrant_commitment(SEED, "T02", "1"),
        entrant_commitment("other", "T01", "1"),
    ]
    assert len(set(stated)) == len(stated)
    assert all(DIGEST.fullmatch(each) for each in stated)


def test_what_a_seed_and_a_number_came_to_once_they_come_to_for_ever() -> None:
    """Worked out with sha256 over the JSON that help names; who checks a draw of years ago finds it so."""
    assert codes("welding", "seed", "0427", ["05", "06", "07"]) == {"W01": "05", "W02": "06", "W03": "07"}
    assert commitment("seed") == "98c7dec604987e232571bfe9aebb6fe84bd594d0370fcaf0fa73637572f96290"
    assert salt("seed", "W01") == hashlib.sha256(b'["salt","seed","W01"]').hexdigest()
    published = "aa30269cc90d052f13880c3652f20a181d9a0f016ed3b19207db730a5e1a70df"
    assert commitments("seed", {"W01": "07"}) == (("W01", published),)


def test_a_blind_trade_goes_from_the_committed_seed_to_the_published_mapping() -> None:
    held = committed()
    assert held.state.layers == {"T": {"": Layer(commitment(SEED))}}
    held.take(SeedCommitted("T", commitment("first thought")))
    held.take(SeedCommitted("T", commitment(SEED)))
    held.take(CodesDrawn("T", NUMBER, DRAWN))
    assert held.state.drawn == {"T": (NUMBER, dict(DRAWN))}
    held.take(CodesRead("T", "check-in"))
    assert held.state.layers == {"T": {"": Layer(commitment(SEED), NUMBER, dict(DRAWN), {}, frozenset({ORGANISER}))}}
    held = sealed_way(FOUR)
    assert (held.T.blind, held.T.sealed, held.T.codes) == (True, True, {})
    assert sorted(held.T.index) == ["T01", "T02", "T03", "T04"]
    held.take(CodesRead("T", "station-plan"))
    held.come_to("review")
    held.take(held.unsealing(FOUR))
    assert (held.T.blind, held.T.sealed, held.T.codes) == (True, False, codes("T", SEED, NUMBER, FOUR))
    assert replay("event", held.lines, held.contents).trades["T"].codes == held.T.codes


def test_boards_say_that_a_trade_is_blind_and_only_those_of_blind_trades() -> None:
    held = sealed_way(FOUR).come_to("review")
    before = held.views()
    assert held.board().head["blind"] is True
    held.take(held.unsealing(FOUR))
    after = held.views()
    changed = {key for key in after if after[key].text() != before[key].text()}
    assert changed == {("T", audience) for audience in ("public", "hall", "chief", "office")}
    assert set(held.change.views) == changed | {(f"figures:{trade}", audience) for trade, audience in changed}
    assert diff(before["T", "public"], after["T", "public"]) == {"head": {"blind": False}}
    assert {key for key in after if after[key].version != before[key].version} == changed
    assert "blind" not in way().board().head


def test_a_frozen_public_does_not_see_the_unsealing() -> None:
    held = sealed_way(FOUR).come_to("review")
    held.freeze()
    before = held.views()
    held.take(held.unsealing(FOUR))
    assert set(held.change.views) == {(of, seen) for of in ("T", "figures:T") for seen in ("chief", "office")}
    assert held.views()["T", "public"] == before["T", "public"]


COMMITTED = commitment(SEED)
STRAY = digest("stray")
REFUSED: list[tuple[object, Fact, list[str]]] = [
    (way, SeedCommitted("T", COMMITTED), ["trade-open"]),
    (drawn, SeedCommitted("T", COMMITTED), ["codes-drawn"]),
    (Way, SeedCommitted("a trade", "secret"), ["bad-id", "bad-digest"]),
    (Way, CodesDrawn("T", NUMBER, DRAWN), ["seed-missing"]),
    (drawn, CodesDrawn("T", NUMBER, DRAWN), ["codes-drawn"]),
    (way, CodesDrawn("T", NUMBER, DRAWN), ["trade-open"]),
    (committed, CodesDrawn("T", "123", ()), ["bad-draw", "empty-value"]),
    (committed, CodesDrawn("T", "1234567890123", DRAWN), ["bad-draw"]),
    (committed, CodesDrawn("T", "12a4", (("t1", "x"),)), ["bad-draw", "bad-code", "bad-digest"]),
    (committed, CodesDrawn("T", NUMBER, (DRAWN[1], DRAWN[0])), ["duplicate-id"]),
    (committed, CodesDrawn("T", NUMBER, (DRAWN[0], DRAWN[0])), ["duplicate-id"]),
    (committed, opening(FOUR), ["codes-not-drawn"]),
    (drawn, opening(FOUR), ["other-codes"]),
    (drawn, opening(("T01", "T02", "T03")), ["other-codes"]),
    (Way, CodesRead("T", "check-in"), ["codes-not-drawn"]),
    (drawn, CodesRead("T", "Just looking"), ["bad-reason"]),
    (Way, Unsealed("T", SEED, ()), ["unknown-trade"]),
    (way, Unsealed("T", SEED, ()), ["not-blind"]),
]


@pytest.mark.parametrize(("made", "fact", "problems"), REFUSED)
def test_each_reason_to_refuse(made: type[Way], fact: Fact, problems: list[str]) -> None:
    assert made().refused(fact) == problems


def test_a_code_of_another_trade_is_not_drawn_again() -> None:
    held = way(entrants=("U01", "U02"))
    held.take(SeedCommitted("U", COMMITTED))
    mapping = codes("U", SEED, NUMBER, FOUR)
    assert held.refused(CodesDrawn("U", NUMBER, commitments(SEED, mapping))) == ["duplicate-id"] * 2


def test_nothing_is_unsealed_while_anything_is_left_to_mark_or_to_sign() -> None:
    held = sealed_way(FOUR)
    assert held.refused(held.unsealing(FOUR)) == [*["aspects-owed"] * 4, *["sheet-unsigned"] * 2, "module-unsigned"]
    held.come_to("marking")
    assert held.refused(held.unsealing(FOUR)) == [*["sheet-unsigned"] * 2, "module-unsigned"]
    held.come_to("review")
    assert held.refused(held.final()) == ["still-sealed", "review-missing"]
    held.take(held.unsealing(FOUR))
    assert held.refused(held.unsealing(FOUR)) == ["already-unsealed"]
    assert held.refused(CodesRead("T", "check-in")) == ["already-unsealed"]


def test_what_the_office_gives_by_name_follows_the_unsealing() -> None:
    """Papers bear names, so their marks cannot come before names are known; all that judges see under codes must."""
    stated = document(
        module(
            "A",
            criterion("paper", aspect("A1", "one", panel="papers")),
            criterion("talk", aspect("A2", "one", panel="P")),
        ),
        module("B", criterion("work", aspect("B1", "one", panel="P"))),
        module("C", criterion("theory", aspect("C1", "one", panel="papers"))),
    )
    held = sealed_way(("1", "2"), with_terms(office=("T1",), review=None), stated, {"P": ["J1"], "papers": ["T1"]})
    assert held.refused(held.unsealing(("1", "2"))) == [*["aspects-owed"] * 2, "sheet-unsigned", "module-unsigned"]
    for code in list(held.T.index):
        held.judge("J1").gives(5).on("A2").to(code)
        held.judge("J1").gives(5).on("B1").to(code)
        held.sign("J1", code)
    assert held.refused(held.unsealing(("1", "2"))) == ["module-unsigned"]
    held.sign_module("B")
    held.take(held.unsealing(("1", "2")))
    owed = ["aspects-owed"] * 2
    assert held.refused(held.final()) == [*owed, "sheet-unsigned", *["module-unsigned"] * 2]


def test_only_the_committed_seed_and_the_mapping_that_it_gives_unseal() -> None:
    held = sealed_way(FOUR).come_to("review")
    right = held.unsealing(FOUR)
    assert held.refused(replace(right, seed="another")) == ["other-seed"]
    first, second, *rest = right.entrants
    swapped = ((first[0], second[1]), (second[0], first[1]), *rest)
    assert held.refused(replace(right, entrants=swapped)) == ["other-mapping"]
    assert held.refused(replace(right, entrants=right.entrants[1:])) == ["other-mapping"]
    assert held.refused(replace(right, entrants=tuple(reversed(right.entrants)))) == ["other-mapping"]
    others = Unsealed("T", SEED, tuple(codes("T", SEED, NUMBER, ("1", "2", "3", "stranger")).items()))
    assert set(held.refused(others)) == {"other-entrant"}


def test_codes_that_do_not_come_from_the_committed_seed_are_found_out_when_they_are_unsealed() -> None:
    held = committed()
    mapping = dict(zip(codes("T", SEED, NUMBER, FOUR), FOUR, strict=True))
    assert mapping != codes("T", SEED, NUMBER, FOUR)
    held.take(CodesDrawn("T", NUMBER, commitments(SEED, mapping)))
    fact = opening(mapping)
    held.contents.update(sealed_way(FOUR).contents)
    held.take(fact)
    held.opened.update(sealed_way(FOUR).opened)
    held.come_to("review")
    assert held.refused(Unsealed("T", SEED, tuple(mapping.items()))) == ["other-mapping"]
    assert "other-entrant" in held.refused(held.unsealing(FOUR))


def test_an_unknown_trade_cannot_be_unsealed_by_a_line() -> None:
    held = Way()
    line = held.lines[-1]._replace(seq=2, fact=Unsealed("T", SEED, ()))
    with pytest.raises(BrokenPromiseError):
        apply(held.state, line, {})
