"""Medals: the two-point rule in both readings, few entrants, excellence, and what is never so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.nodes import Medals
from scoring.standings.medals import Contender, medals
from scoring.standings.medals import given as medals_of
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase, problems_of

LEAST = {"gold": 1, "silver": 1, "bronze": 1}


def rules(within: str = "2", reach: str = "last", **least: int) -> Medals:
    return Medals("total", Decimal(within), reach, None, LEAST | least)


def won(scores: list[int], ruled: Medals, *, entrants: int = 0) -> str:
    """First letters of the medals of those with these scores, `-` for none; equal scores share the place."""
    contenders = [Contender(scores.index(score) + 1, Decimal(score)) for score in scores]
    return "".join(each[:1] or "-" for each in medals_of(ruled, contenders, entrants or len(scores)))


@pytest.mark.parametrize(
    ("scores", "medals"),
    [
        ([540, 539, 530, 529, 520], "ggbb-"),  # two golds: no silver, one or more bronze
        ([540, 530, 529, 520], "gss-"),  # two silvers: no bronze
        ([540, 538, 536, 530], "ggg-"),  # no more than two points behind the one before
        ([540, 538, 536, 534, 500], "gggg-"),
        ([540, 530, 520, 518, 516, 500], "gsbbb-"),
        ([540, 530, 520], "gsb"),
        ([540, 530], "gs"),
        ([540], "g"),
        ([540, 540, 540, 537], "ggg-"),
        ([], ""),
    ],
)
def test_who_is_no_more_than_two_points_behind_the_last_winner_has_the_same_medal(
    scores: list[int], medals: str
) -> None:
    assert won(scores, rules()) == medals


@pytest.mark.parametrize(
    ("scores", "medals"),
    [
        ([540, 538, 536, 530], "ggb-"),  # the third is four points behind the first
        ([540, 539, 538, 537, 536, 535], "gggbbb"),  # three golds, and the next within two points of the last of them
        ([540, 539, 538, 535], "ggg-"),
        ([540, 530, 529, 528, 527, 525], "gsssbb"),  # several silvers, and the next within two points of the last
        ([540, 530, 529, 520], "gss-"),
    ],
)
def test_or_than_the_first_winner_where_it_is_read_so(scores: list[int], medals: str) -> None:
    assert won(scores, rules(reach="first")) == medals


@pytest.mark.parametrize(
    ("scores", "medals"),
    [([540, 539, 538, 537], "gsb-"), ([540, 540, 538, 538, 537], "ggbb-"), ([540, 530, 530, 1], "gss-")],
)
def test_by_place_alone_only_a_shared_place_is_a_shared_medal(scores: list[int], medals: str) -> None:
    assert won(scores, rules("0")) == medals


def test_a_shared_place_is_a_shared_medal_however_far_the_first_winner_is() -> None:
    contenders = [Contender(1, Decimal(540)), Contender(2, Decimal(538)), Contender(2, Decimal("537.9"))]
    assert medals_of(rules(reach="first"), contenders, 3) == ["gold"] * 3


def test_those_who_went_on_are_never_close_to_those_who_did_not() -> None:
    contenders = [Contender(1, Decimal(540), 0), Contender(2, Decimal(540), 1)]
    assert medals_of(rules(), contenders, 2) == ["gold", "silver"]


def test_a_medal_that_asks_for_more_entrants_is_not_given_nor_those_below_it() -> None:
    scores = [540, 530, 520, 510]
    assert won(scores, rules("0", bronze=5)) == "gs--"
    assert won(scores, rules("0", bronze=5), entrants=5) == "gsb-"
    assert won(scores, rules("0", silver=5)) == "g---"
    assert won(scores, rules("0", gold=5)) == "----"


@given(
    st.lists(st.integers(480, 520), max_size=12).map(lambda scores: sorted(scores, reverse=True)),
    st.sampled_from(["0", "1", "2", "5"]),
    st.sampled_from(["last", "first"]),
    st.integers(1, 6),
)
def test_never_has_a_lower_score_a_better_medal_nor_an_equal_one_another(
    scores: list[int], within: str, reach: str, least: int
) -> None:
    medals = won(scores, rules(within, reach, silver=least))
    assert medals == "".join(sorted(medals, key="gsb-".index))
    assert len({*zip(scores, medals, strict=True)}) == len(set(scores))
    assert ("g" in medals) == bool(scores)
    assert medals.count("g") < 2 or "s" not in medals


def judged(values: dict[str, int], *, ranked: dict[str, Any] | None = None, **stated: Any) -> Contest:
    final = phase("final", **ranked or {})
    made = contest(
        document(module("M", criterion("C", aspect("seam", "one", highest="1000"))), phases=[final], **stated),
        list(values),
        {"P": ["J1"]},
    )
    for entrant, value in values.items():
        made.judge("J1").gives(value).on("seam").to(entrant)
    return made


def of(made: Contest) -> dict[str, str]:
    return medals(made.state.trades["T"])


def test_medals_of_a_trade_go_by_totals() -> None:
    made = judged({"A": 500, "B": 540, "C": 539, "D": 510, "E": 400}, medals={"within": "2", "excellence": "450"})
    assert of(made) == {"B": "gold", "C": "gold", "D": "bronze", "A": "excellence"}


def test_the_lowest_total_wins_where_low_totals_stand_first() -> None:
    made = judged(
        {"A": 50, "B": 61, "C": 62, "D": 70, "E": 90}, ranked={"order": "low"}, medals={"within": 1, "excellence": 80}
    )
    assert of(made) == {"A": "gold", "B": "silver", "C": "silver", "D": "excellence"}


def test_by_the_scale_its_rounded_scores_are_compared_and_places_keep_their_order() -> None:
    values = {"A": 600, "B": 599, "C": 450, "D": 400, "E": 350, "F": 300, "G": 290}
    made = judged(values, scale={}, medals={"by": "scale", "within": "1", "excellence": "700"})
    assert of(made) == {"A": "gold", "B": "gold", "C": "bronze", "D": "excellence"}


def test_excellence_counts_on_the_scale_wherever_there_is_one() -> None:
    values = {"A": 600, "B": 500, "C": 450, "D": 400, "E": 350, "F": 300}
    made = judged(values, scale={}, medals={"excellence": "690"})
    assert of(made) == {"A": "gold", "B": "silver", "C": "bronze", "D": "excellence"}


def test_who_has_no_place_has_no_medal() -> None:
    made = judged({"A": 600, "B": 500, "C": 400}, ranked={"ranks": {"places": 2}}, medals={"least": {"bronze": 3}})
    made.out("A", "dsq")
    assert of(made) == {"B": "gold", "C": "silver"}


def test_where_no_medals_are_given_nobody_has_one() -> None:
    assert of(judged({"A": 600})) == {}


def test_a_scale_on_which_more_is_worse_is_no_scale() -> None:
    stated = document(
        module("M", criterion("C", aspect("seam"))),
        phases=[phase("final", order="low")],
        scale={},
        medals={"by": "scale"},
    )
    assert problems_of(stated) == [("scale-needs-high", "scale")]
