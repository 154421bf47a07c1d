"""Reading phases: who comes in, what they carry, how they are ranked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from scoring.nodes import PLAIN_RANKS, Phase, Ranks, TieStep
from tests.scoring.field import Document, aspect, criterion, document, module, phase, problems_of, scheme

DANCE = module("M", criterion("C", aspect("a", "majority-placing", lowest="1", step="1")))


def read(**settings: Any) -> Phase:
    return scheme(DANCE, phases=[phase("final", **settings)]).phase["final"]


def test_a_phase_counts_its_own_points_once_and_ranks_high_totals_first() -> None:
    plain = read()
    assert (plain.weight, plain.order, plain.ranks, plain.ties) == (Decimal(1), "high", PLAIN_RANKS, ())
    other = read(weight="0.7", order="low")
    assert (other.weight, other.order) == (Decimal("0.7"), "low")


@pytest.mark.parametrize(
    ("step", "read_as"),
    [
        ({"figure": "a"}, TieStep("a", "high", "final")),
        ({"figure": "a", "prefer": "low", "phase": "final"}, TieStep("a", "low", "final")),
        ({"by": "count-back", "figure": "total"}, TieStep("total", "high", "final", "count-back")),
        (
            {"by": "count", "figure": "M", "above": "2.5", "prefer": "low"},
            TieStep("M", "low", "final", "count", Decimal("2.5")),
        ),
        ({"by": "count", "figure": "M"}, TieStep("M", "high", "final", "count")),
        ({"by": "head-to-head", "figure": "a", "upto": "3"}, TieStep("a", "high", "final", "head-to-head", upto=3)),
        ({"by": "skating-10"}, TieStep("", "high", "final", "skating-10")),
        ({"by": "skating-11", "upto": 6}, TieStep("", "high", "final", "skating-11", upto=6)),
        ({"by": "running-order"}, TieStep("", "low", "final", "running-order")),
        ({"by": "running-order", "prefer": "high"}, TieStep("", "high", "final", "running-order")),
        ({"by": "decision"}, TieStep("", "high", "final", "decision")),
    ],
)
def test_a_step_of_a_tie_is_read(step: Document, read_as: TieStep) -> None:
    assert read(ties=[step]).ties == (read_as,)


@pytest.mark.parametrize(
    ("ranks", "read_as"),
    [
        ({}, PLAIN_RANKS),
        ({"share": "equal", "numbering": "skip"}, PLAIN_RANKS),
        ({"share": "never"}, Ranks("never")),
        ({"share": "within", "within": "0.03"}, Ranks("within", Decimal("0.03"))),
        ({"share": "within", "within": 2, "from": "first"}, Ranks("within", Decimal(2), "first")),
        ({"numbering": "dense", "places": "6"}, Ranks(numbering="dense", places=6)),
    ],
)
def test_how_places_are_shared_and_counted_is_read(ranks: Document, read_as: Ranks) -> None:
    assert read(ranks=ranks, ties=[{"by": "decision"}]).ranks == read_as


@pytest.mark.parametrize(
    ("settings", "code", "at"),
    [
        ({"order": "up"}, "unknown-choice", "order"),
        ({"weight": "most"}, "bad-number", "weight"),
        ({"ties": [{"by": "toss"}]}, "unknown-choice", "ties[1].by"),
        ({"ties": [{"by": "decision", "figure": "a"}]}, "unknown-key", "ties[1].figure"),
        ({"ties": [{"figure": "a", "above": "1"}]}, "unknown-key", "ties[1].above"),
        ({"ties": [{"figure": "a", "upto": 0}]}, "out-of-range", "ties[1].upto"),
        ({"ties": [{"by": "count", "figure": "a", "above": "x"}]}, "bad-number", "ties[1].above"),
        ({"ranks": {"share": "maybe"}}, "unknown-choice", "ranks.share"),
        ({"ranks": {"share": "within"}}, "missing-key", "ranks.within"),
        ({"ranks": {"within": "1"}}, "unknown-key", "ranks.within"),
        ({"ranks": {"from": "first"}}, "unknown-key", "ranks.from"),
        ({"ranks": {"share": "within", "within": "1", "from": "last"}}, "unknown-choice", "ranks.from"),
        ({"ranks": {"numbering": "odd"}}, "unknown-choice", "ranks.numbering"),
        ({"ranks": {"places": 0}}, "out-of-range", "ranks.places"),
        ({"ranks": "shared"}, "wrong-type", "ranks"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(settings: dict[str, Any], code: str, at: str) -> None:
    assert (code, f"phases[final].{at}") in problems_of(document(DANCE, phases=[phase("final", **settings)]))


def test_groups_are_ranked_together_unless_they_are_apart() -> None:
    assert (scheme(DANCE).groups, scheme(DANCE, groups="apart").groups) == ("together", "apart")
    assert ("unknown-choice", "groups") in problems_of(document(DANCE, groups="each"))
