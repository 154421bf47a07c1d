"""Layers of blind codes: each drawn by itself, opened backwards, and no one of them leads from a work to a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring.engine import replay
from scoring.facts import Fact, TradeOpened
from scoring.lines import digest
from scoring.procedure import seals
from scoring.procedure.records import Layer
from scoring.procedure.terms import LAYERS, terms_text
from scoring.steps import CodesDrawn, CodesRead, SeedCommitted, Unsealed
from tests.scoring.field import single
from tests.scoring.layers import (
    BEHIND,
    FOUR,
    NUMBERS,
    SEEDS,
    TERMS,
    WHO,
    committed,
    committing,
    drawing,
    drawn,
    opened,
    unsealing,
)
from tests.scoring.procedures import JUDGES, POLICY, Way, opening, way, with_terms


def test_each_layer_gives_codes_to_the_codes_of_the_one_before_and_marks_name_the_last() -> None:
    held = drawn()
    assert list(held.state.layers["T"]) == list(LAYERS)
    assert [next(iter(each.codes)) for each in held.state.layers["T"].values()] == ["CT01", "ST01", "WT01"]
    assert held.state.drawn["T"] == (NUMBERS["work"], dict(drawing("work").codes))
    held = opened("")
    assert (held.T.blind, held.T.sealed, sorted(held.T.index)) == (True, True, sorted(BEHIND["work"]))


def test_layers_are_committed_to_in_any_order_and_drawn_in_theirs() -> None:
    held = Way()
    for layer in reversed(LAYERS):
        held.take(committing(layer))
    assert list(held.state.layers["T"]) == list(LAYERS)
    assert held.refused(drawing("work")) == ["layer-before"]
    held.take(drawing("contest"))
    assert held.refused(drawing("work")) == ["layer-before"]
    assert "T" not in held.state.drawn
    assert held.refused(stated(held, FOUR, LAYERS)) == ["codes-not-drawn"]


def test_layers_are_unsealed_backwards_and_only_with_the_first_is_anybody_told_who_it_was() -> None:
    held = opened()
    assert held.refused(unsealing("contest")) == held.refused(unsealing("station")) == ["layer-after"]
    before = held.views()
    for layer in ("work", "station"):
        held.take(unsealing(layer), actor=f"draw.{layer}")
        assert (held.T.sealed, held.T.codes, held.change.views) == (True, {}, frozenset())
        assert held.views() == before
        assert held.refused(unsealing(layer)) == ["already-unsealed"]
        assert held.refused(CodesRead("T", "check-in", layer)) == ["already-unsealed"]
        assert held.refused(held.final())[0] == "still-sealed"
    held.take(unsealing("contest"))
    assert (held.T.sealed, held.T.codes) == (False, WHO)
    assert held.refused(unsealing("contest")) == ["already-unsealed"]
    again = replay("event", held.lines, held.contents)
    assert (again.trades["T"].codes, again.layers) == (WHO, held.state.layers)


def test_no_seed_is_stated_before_the_last_unsealing_and_then_all_are() -> None:
    held = opened()
    for layer in ("work", "station"):
        assert held.refused(replace(unsealing(layer), seed=SEEDS[layer])) == ["seed-too-early"]
        assert held.refused(replace(unsealing(layer), seeds=(("contest", SEEDS["contest"]),))) == ["seed-too-early"]
        held.take(unsealing(layer))
    last = unsealing("contest")
    for seeds in ((), last.seeds[:1], (last.seeds[0], ("work", "another"))):
        assert held.refused(replace(last, seeds=seeds)) == ["other-seed"]
    assert held.refused(replace(last, seed="another")) == ["other-seed"]
    held.take(last)


def test_nothing_is_unsealed_while_anything_is_left_to_sign() -> None:
    held = opened("marking")
    assert held.refused(unsealing("work")) == [*["sheet-unsigned"] * 2, "module-unsigned"]


def swapped(fact: Unsealed) -> Unsealed:
    (one, first), (two, second), *rest = fact.entrants
    return replace(fact, entrants=((one, second), (two, first), *rest))


def test_a_layer_is_what_was_committed_to_code_by_code() -> None:
    held = opened()
    right = unsealing("work")
    assert set(held.refused(swapped(right))) == {"other-entrant"}
    for wrong in (
        replace(right, entrants=right.entrants[1:]),
        replace(right, salts=right.salts[1:]),
        replace(right, salts=tuple(reversed(right.salts))),
        replace(right, entrants=tuple((code, "ST01") for code, _ in right.entrants)),
        replace(right, entrants=tuple((code, entrant) for code, entrant in zip(BEHIND["work"], FOUR, strict=True))),
    ):
        assert held.refused(wrong) == ["other-mapping"]


def test_a_layer_that_does_not_come_from_its_seed_is_found_out_with_the_last_unsealing() -> None:
    held = committed()
    held.take(drawing("contest"))
    held.take(drawing("station"))
    chosen = dict(zip(BEHIND["work"], BEHIND["station"], strict=True))
    assert chosen != BEHIND["work"]
    held.take(CodesDrawn("T", NUMBERS["work"], seals.commitments(SEEDS["work"], chosen), "work"))
    held.open(single(), list(chosen), JUDGES, terms=TERMS, policy=POLICY)
    held.come_to("review")
    held.take(replace(unsealing("work"), entrants=tuple(chosen.items())))
    held.take(unsealing("station"))
    assert held.refused(unsealing("contest")) == ["other-mapping"]


def test_who_looked_behind_one_layer_is_refused_every_other() -> None:
    held = drawn()
    for layer in LAYERS:
        held.take(CodesRead("T", "print-slips", layer), actor=f"draw.{layer}")
        held.take(CodesRead("T", "lost-slip", layer), actor=f"draw.{layer}")
    assert held.state.layers["T"]["work"].readers == {"draw.work"}
    for own in LAYERS:
        for layer in set(LAYERS) - {own}:
            verdict = held.record(CodesRead("T", "print-slips", layer), actor=f"draw.{own}")
            assert [each.code for each in verdict.problems] == ["layer-of-another"]
            assert verdict.problems[0].facts["layer"] == own
    held.take(CodesRead("T", "lost-slip", "work"), actor="draw.other")


def plain() -> Way:
    held = Way()
    held.take(SeedCommitted("T", seals.commitment(SEEDS["work"])))
    return held


def two() -> Way:
    """Two layers of which the terms know nothing, and three that they ask for."""
    held = Way()
    for layer in ("contest", "work"):
        held.take(committing(layer))
    held.take(drawing("contest"))
    behind = seals.codes("T", SEEDS["work"], NUMBERS["work"], list(BEHIND["contest"]), "WT")
    held.take(CodesDrawn("T", NUMBERS["work"], seals.commitments(SEEDS["work"], behind), "work"))
    return held


WORKS = tuple(BEHIND["work"])
REFUSED: list[tuple[object, Fact, list[str]]] = [
    (Way, SeedCommitted("T", seals.commitment("x"), "place"), ["unknown-choice"]),
    (plain, committing("work"), ["other-layers"]),
    (committed, SeedCommitted("T", seals.commitment("x")), ["other-layers"]),
    (drawn, committing("work"), ["codes-drawn"]),
    (committed, replace(drawing("contest"), layer=""), ["seed-missing"]),
    (drawn, drawing("work"), ["codes-drawn"]),
    (committed, CodesRead("T", "check-in", "work"), ["codes-not-drawn"]),
    (drawn, CodesRead("T", "check-in"), ["codes-not-drawn"]),
    (drawn, CodesRead("T", "Just looking", "work"), ["bad-reason"]),
]


@pytest.mark.parametrize(("made", "fact", "problems"), REFUSED)
def test_each_reason_to_refuse(made: type[Way], fact: Fact, problems: list[str]) -> None:
    assert made().refused(fact) == problems


def test_a_layer_has_a_code_for_every_code_of_the_one_before() -> None:
    held = committed()
    held.take(drawing("contest"))
    fewer = drawing("station")
    assert held.refused(replace(fewer, codes=fewer.codes[1:])) == ["other-codes"]
    assert held.refused(replace(fewer, codes=drawing("contest").codes)) == ["duplicate-id"] * 4


@pytest.mark.parametrize(
    ("made", "roster", "layers", "problems"),
    [
        (two, WORKS, LAYERS, ["other-layers"]),
        (two, WORKS, (), ["other-layers"]),
        (drawn, WORKS, ("contest", "work"), ["other-layers"]),
        (Way, FOUR, LAYERS, ["codes-not-drawn"]),
        (committed, FOUR, LAYERS, ["codes-not-drawn"]),
        (two, WORKS, ("contest", "work"), []),
    ],
)
def test_a_trade_is_opened_with_the_layers_that_its_terms_ask_for(
    made: type[Way], roster: tuple[str, ...], layers: tuple[str, ...], problems: list[str]
) -> None:
    held = made()
    fact = stated(held, roster, layers)
    if problems:
        assert held.refused(fact) == problems
    else:
        held.take(fact)


def stated(held: Way, roster: tuple[str, ...], layers: tuple[str, ...]) -> TradeOpened:
    """The opening of a trade whose terms ask for these layers."""
    text = terms_text(with_terms(layers=layers))
    held.contents.update(way().contents | {digest(text): text})
    return replace(opening(roster), terms=digest(text))


def test_nobody_is_behind_a_code_while_any_layer_is_sealed() -> None:
    layers = {name: Layer("", "1", dict.fromkeys(BEHIND[name], ""), BEHIND[name]) for name in LAYERS}
    assert seals.behind(layers) == WHO
    for name in LAYERS:
        assert seals.behind(layers | {name: layers[name]._replace(behind={})}) == {}
