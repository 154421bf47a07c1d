"""An honest draw checks out; one that was touched anywhere does not."""

from __future__ import annotations

from dataclasses import dataclass

from competition.supervision.verdicts import Draw, verdict
from scoring.procedure import seals

SEED, NUMBER, WHO = "seed", "280713", ("A", "B", "C", "D")


@dataclass
class Drawn:
    mapping = seals.codes("wood", SEED, NUMBER, WHO)
    draw = Draw(seals.commitment(SEED), NUMBER, dict(seals.commitments(SEED, mapping)), SEED, mapping)


def test_an_honest_draw_checks_out() -> None:
    found = verdict("wood", Drawn.draw)
    assert found is not None and found.holds


def test_a_sealed_draw_has_no_verdict_yet() -> None:
    assert verdict("wood", Drawn.draw._replace(seed="", entrants={})) is None


def test_another_seed_is_found() -> None:
    found = verdict("wood", Drawn.draw._replace(commitment=seals.commitment("other")))
    assert found is not None and not found.seed and not found.holds


def test_another_number_is_found() -> None:
    found = verdict("wood", Drawn.draw._replace(number="280714"))
    assert found is not None and not found.codes


def test_two_codes_that_were_swapped_are_found() -> None:
    (one, first), (two, second), *rest = Drawn.mapping.items()
    found = verdict("wood", Drawn.draw._replace(entrants={one: second, two: first, **dict(rest)}))
    assert found is not None and not found.codes and not found.entrants
