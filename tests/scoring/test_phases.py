"""Phases: what one shows, which others read it, and who goes on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.nodes import Entry
from scoring.phases import Column, aspects_of, columns, dependents, going_on
from tests.scoring.field import aspect, criterion, module, phase, scheme

PAPERS = (
    module("theory", criterion("T", aspect("t1", highest="30", max="30")), max="30"),
    module("practice", criterion("P", aspect("p1"), aspect("p2")), name={"zh": "实操", "en": "Practice"}),
)
ROUNDS = [
    phase("prelim", modules=["theory"], max="30"),
    phase("semi", modules=["practice"], carry=[{"phase": "prelim"}]),
    phase("final", carry=[{"phase": "semi"}], ties=[{"figure": "theory", "phase": "prelim"}]),
    phase("play-off", modules=["practice"], ties=[{"figure": "total", "phase": "semi"}]),
]


def ranked(*ranks: int) -> list[tuple[str, int]]:
    return [(f"{number:02}", rank) for number, rank in enumerate(ranks, 1)]


def test_a_table_shows_carried_phases_then_modules_with_their_names_and_maxima() -> None:
    made = scheme(*PAPERS, phases=ROUNDS)
    semi = columns(made, "semi")
    assert [each.id for each in semi] == ["prelim", "practice"]
    assert semi[0] == Column("prelim", made.phase["prelim"].name, made.phase["prelim"].max)
    assert (semi[1].name.zh, semi[1].max) == ("实操", None)
    assert [each.id for each in columns(made, "final")] == ["semi", "theory", "practice"]


def test_the_aspects_of_a_phase_are_those_of_its_modules_in_order() -> None:
    made = scheme(*PAPERS, phases=ROUNDS)
    assert [each[2].id for each in aspects_of(made, made.phase["final"])] == ["t1", "p1", "p2"]
    assert [each[2].id for each in aspects_of(made, made.phase["semi"])] == ["p1", "p2"]


@pytest.mark.parametrize(
    ("source", "read_by"),
    [
        ("prelim", ("prelim", "semi", "final", "play-off")),  # the play-off compares totals that carry it
        ("semi", ("semi", "final", "play-off")),
        ("final", ("final",)),
        ("play-off", ("play-off",)),
    ],
)
def test_a_phase_is_read_by_those_that_carry_it_or_compare_it(source: str, read_by: tuple[str, ...]) -> None:
    assert dependents(scheme(*PAPERS, phases=ROUNDS), source) == read_by


@pytest.mark.parametrize(
    ("cut", "ties", "ranks", "through"),
    [
        (2, "all", (1, 2, 3), 2),
        (2, "all", (1, 2, 2, 4), 3),
        (2, "none", (1, 2, 2, 4), 1),
        (2, "none", (1, 2, 3), 2),
        (1, "none", (1, 1, 3), 0),
        (3, "none", (1, 1, 3, 4), 3),
        (5, "none", (1, 2, 2), 3),
        (3, "all", (1, 1, 1), 3),
        (3, "all", (), 0),
        (30, "all", (*range(1, 30), 30, 30, 30, 33), 32),
        (30, "none", (*range(1, 30), 30, 30, 30, 33), 29),
    ],
)
def test_who_goes_on(cut: int, ties: str, ranks: tuple[int, ...], through: int) -> None:
    standing = ranked(*ranks)
    assert going_on(Entry("prelim", cut, ties), standing) == {entrant for entrant, _ in standing[:through]}


@given(st.lists(st.integers(0, 5), max_size=12), st.integers(1, 12), st.sampled_from(["all", "none"]))
def test_nobody_goes_on_without_all_who_are_better_or_alike_and_places_are_filled_as_the_scheme_says(
    totals: list[int], cut: int, ties: str
) -> None:
    totals.sort(reverse=True)
    standing = ranked(*(totals.index(total) + 1 for total in totals))
    through = going_on(Entry("prelim", cut, ties), standing)
    ranks = dict(standing)
    last = max((ranks[entrant] for entrant in through), default=0)
    assert through == {entrant for entrant, rank in standing if rank <= last}
    if ties == "none":
        assert len(through) <= cut
    else:
        assert len(through) >= min(cut, len(standing))
        assert last <= cut
