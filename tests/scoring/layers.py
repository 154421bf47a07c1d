"""A trade whose codes come in three layers: what is committed, drawn and unsealed, each as it has to be."""

from __future__ import annotations

from scoring.procedure import seals
from scoring.procedure.terms import LAYERS
from scoring.steps import CodesDrawn, SeedCommitted, Unsealed
from tests.scoring.field import single
from tests.scoring.procedures import JUDGES, NUMBER, POLICY, Way, with_terms

FOUR = ("1", "2", "3", "4")
SEEDS = {layer: f"a seed for {layer} that nobody guesses" for layer in LAYERS}
NUMBERS = {"contest": NUMBER, "station": "4711", "work": "900142"}
TERMS = with_terms(layers=LAYERS)


def mappings(layers: tuple[str, ...] = LAYERS) -> dict[str, dict[str, str]]:
    """What stands behind each code, by layer."""
    found: dict[str, dict[str, str]] = {}
    coded: tuple[str, ...] = FOUR
    for layer in layers:
        letter = seals.letter_for(Way().state, "T", layer)
        found[layer] = seals.codes("T", SEEDS[layer], NUMBERS[layer], coded, letter)
        coded = tuple(found[layer])
    return found


BEHIND = mappings()
WHO = {
    work: BEHIND["contest"][BEHIND["station"][station]] for work, station in BEHIND["work"].items()
}  # the long way round, once


def committing(layer: str) -> SeedCommitted:
    return SeedCommitted("T", seals.commitment(SEEDS[layer]), layer)


def drawing(layer: str) -> CodesDrawn:
    return CodesDrawn("T", NUMBERS[layer], seals.commitments(SEEDS[layer], BEHIND[layer]), layer)


def committed() -> Way:
    held = Way()
    for layer in LAYERS:
        held.take(committing(layer))
    return held


def drawn() -> Way:
    held = committed()
    for layer in LAYERS:
        held.take(drawing(layer))
    return held


def opened(stage: str = "review") -> Way:
    held = drawn()
    held.open(single(), list(BEHIND["work"]), JUDGES, terms=TERMS, policy=POLICY)
    return held.come_to(stage) if stage else held


def unsealing(layer: str) -> Unsealed:
    entrants = tuple(sorted(BEHIND[layer].items()))
    if layer == "contest":
        seeds = tuple((each, SEEDS[each]) for each in LAYERS[1:])
        return Unsealed("T", SEEDS[layer], entrants, layer, seeds=seeds)
    salts = tuple((code, seals.salt(SEEDS[layer], code)) for code, _ in entrants)
    return Unsealed("T", "", entrants, layer, salts=salts)
