"""Bugs planted in what compares, ties and counts places: the oracle sees each of them red."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from scoring import adjusting, comparing, measures, panels, placing, plan, relative, skating, state, totals
from scoring.standings import ranking, tied
from tests.scoring.field import Contest, Document, aspect, contest, criterion, document, module, phase
from tests.scoring.longway import differences

FOUR = {"P": ["J1", "J2", "J3", "J4"]}


def altered(function: Any, old: str, new: str) -> Any:
    """The function as it would be if one thing in its text were another."""
    text = textwrap.dedent(inspect.getsource(function))
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    names = dict(vars(sys.modules[function.__module__]))
    exec(compile(text.replace(old, new), inspect.getfile(function), "exec"), names)
    return names[function.__name__]


def marked(stated: Document, marks: Mapping[str, Mapping[str, Sequence[object]]], **settings: Any) -> Contest:
    """Marks of four judges, by aspect and entrant; attempts follow one another, an aspect named twice is revised."""
    entrants = sorted({entrant for by_entrant in marks.values() for entrant in by_entrant})
    made = contest(stated, entrants, FOUR, **settings)
    for id, by_entrant in marks.items():
        for entrant, given in by_entrant.items():
            for start in range(0, len(given), 4):
                made.panel("P").gives(*given[start : start + 4]).on(id.strip(), attempt=start // 4 + 1).to(entrant)
    return made


def one(rule: str, **settings: Any) -> Document:
    """One aspect `a`; what a phase is told stands under `phase`."""
    told: dict[str, Any] = {"order": "high"} | settings.pop("phase", {})
    tables = settings.pop("tables", {})
    groups = settings.pop("groups", "together")
    return document(
        module("M", criterion("C", aspect("a", rule, **settings))),
        phases=[phase("final", **told)],
        tables=tables,
        groups=groups,
    )


def a_best_mark_taken_out() -> Contest:
    made = marked(one("share-of-best", max="10"), {"a": {"A": [8] * 4, "B": [5] * 4, "C": [4] * 4}})
    made.disqualify("A")
    return made


def all_marks_of_one_withdrawn() -> Contest:
    made = marked(one("share-of-best", max="10"), {"a": {"A": [8] * 4, "B": [5] * 4}})
    made.panel("P").gives(*["lost"] * 4).on("a").to("B")
    return made


def a_mark_that_only_a_tie_sees() -> Contest:
    trimmed = one(
        "trimmed-mean", drop_high=1, drop_low=1, phase={"ties": [{"by": "count-back", "figure": "a"}]}, highest="10"
    )
    return marked(trimmed, {"a": {"A": [5, 7, 7, 10], "B": [6, 7, 7, 8]}, "a ": {"A": [5, 7, 7, "7.5"]}})


def dances(**told: Any) -> Document:
    """Waltz and tango, places by majority, least sum of places first."""
    placed = [aspect(id, "majority-placing", lowest="1", highest="4", step="1") for id in ("waltz", "tango")]
    return document(module("M", criterion("C", *placed)), phases=[phase("final", order="low", **told)])


def all_tied_for_the_first_place() -> Contest:
    """Places 1.5 + 3.5, 4 + 1, 3 + 2 and 1.5 + 3.5: B was first once; of the rest A and D were second or better with
    less than C. Compared for the first place alone, A, C and D would have nothing to compare."""
    return marked(
        dances(ties=[{"by": "skating-10"}, {"by": "skating-11"}]),
        {
            "waltz": {"A": [2, 2, 3, 1], "B": [4, 3, 4, 3], "C": [1, 4, 1, 4], "D": [3, 1, 2, 2]},
            "tango": {"A": [3, 4, 2, 4], "B": [1, 1, 3, 1], "C": [2, 3, 1, 2], "D": [4, 2, 4, 3]},
        },
    )


def two_of_four_judges() -> Contest:
    return marked(
        one("majority-placing", lowest="1", highest="4", step="1", phase={"order": "low"}),
        {"a": {"A": [1, 1, 4, 4], "B": [2, 2, 1, 2], "C": [3, 3, 2, 1], "D": [4, 4, 3, 3]}},
    )


def totals_that_nearly_touch(**ranks: Any) -> Contest:
    told = {"share": "within", "within": "0.5", **ranks}
    marks = {each: [total] * 4 for each, total in zip("ABCD", ("9", "8.5", "8", "7"), strict=True)}
    return marked(one("mean", phase={"ranks": told}), {"a": marks})


def a_tie_decided_twice() -> Contest:
    made = marked(one("mean", phase={"ties": [{"by": "decision"}]}), {"a": {"A": [7] * 4, "B": [7] * 4}})
    made.decide("A", "B")
    made.decide("B", "A")
    return made


def a_tie_behind_the_places_that_a_step_decides_about() -> Contest:
    told = {"ties": [{"by": "running-order", "upto": 1}]}
    return marked(one("mean", phase=told), {"a": {"A": [9] * 4, "B": [7] * 4, "C": [7] * 4}})


def more_judges_but_fewer_points() -> Contest:
    told = {"ties": [{"by": "head-to-head", "figure": "a"}]}
    return marked(one("sum", phase=told), {"a": {"A": [5, 5, 5, 9], "B": [6, 6, 6, 6]}})


def groups_apart() -> Contest:
    stated = one("mean", groups="apart")
    marks = {"A": [9] * 4, "B": [8] * 4, "C": [7] * 4}
    return marked(stated, {"a": marks}, groups={"A": "1", "B": "2", "C": "2"})


def judges_who_rank_alike() -> Contest:
    table = {"points": {"kind": "lookup", "rows": [["1", "12"], ["2", "10"], ["3", "8"]], "otherwise": "0"}}
    return marked(
        one("rank-points", places="points", tables=table),
        {"a": {"A": [9, 9, 9, 9], "B": [9, 8, 9, 8], "C": [7, 7, 7, 7]}},
    )


def the_better_two_of_three_attempts() -> Contest:
    stated = one("mean", attempts={"count": 3, "rule": "sum", "best": 2})
    return marked(stated, {"a": {"A": [5] * 4 + [9] * 4 + [7] * 4}})


Plant = Callable[[pytest.MonkeyPatch], None]

PLANTED: dict[str, tuple[Callable[[], Contest], Plant]] = {
    "who goes out is compared with the others as before": (
        a_best_mark_taken_out,
        lambda patch: patch.setattr(adjusting, "_field_changed", lambda *given: 0),
    ),
    "a field that waited for somebody once waits for her again": (
        all_marks_of_one_withdrawn,
        lambda patch: patch.setattr(
            placing,
            "compared",
            altered(comparing.compared, "trade.unmarked.pop((phase, section, aspect.id), None)", "pass"),
        ),
    ),
    "a mark that changes no figure moves nobody": (
        a_mark_that_only_a_tie_sees,
        lambda patch: patch.setattr(plan, "READ_MARKS", frozenset()),
    ),
    "half of the judges are a majority": (
        two_of_four_judges,
        lambda patch: patch.setattr(skating, "places", altered(skating.places, "> most", ">= most")),
    ),
    "who is left of a tie is not looked at again for the next place": (
        all_tied_for_the_first_place,
        lambda patch: patch.setattr(tied, "AGAIN", frozenset()),
    ),
    "those near are measured from the first of them": (
        totals_that_nearly_touch,
        lambda patch: patch.setattr(
            ranking.Order, "_placed", altered(ranking.Order._placed, '== "previous"', '== "first"')
        ),
    ),
    "those near are measured from the one before": (
        lambda: totals_that_nearly_touch(**{"from": "first"}),
        lambda patch: patch.setattr(ranking.Order, "_placed", altered(ranking.Order._placed, '== "previous"', '!= ""')),
    ),
    "those who share a place take up one": (
        totals_that_nearly_touch,
        lambda patch: patch.setattr(
            ranking.Order, "_placed", altered(ranking.Order._placed, '== "dense"', '== "skip"')
        ),
    ),
    "those who share a dense place take up as many": (
        lambda: totals_that_nearly_touch(numbering="dense"),
        lambda patch: patch.setattr(ranking.Order, "_placed", altered(ranking.Order._placed, '== "dense"', '== ""')),
    ),
    "places behind the last one are given": (
        lambda: totals_that_nearly_touch(places=1),
        lambda patch: patch.setattr(ranking, "_given", lambda ranks, number: number),
    ),
    "the first decision about a tie stands": (
        a_tie_decided_twice,
        lambda patch: patch.setattr(tied, "decision", altered(tied.decision, "reversed", "iter")),
    ),
    "a step decides about every place": (
        a_tie_behind_the_places_that_a_step_decides_about,
        lambda patch: patch.setattr(tied, "_splits", altered(tied._splits, "place > step.upto", "False")),
    ),
    "head to head the lower part wins": (
        more_judges_but_fewer_points,
        lambda patch: patch.setattr(tied, "_beats", altered(tied._beats, "more > less", "less > more")),
    ),
    "groups are ranked together": (
        groups_apart,
        lambda patch: patch.setattr(state, "_sections", altered(state._sections, '"together"', '"apart"')),
    ),
    "equal marks all get the points of their best place": (
        judges_who_rank_alike,
        lambda patch: patch.setitem(
            panels.RULES,
            "rank-points",
            replace(panels.RULES["rank-points"], compare=altered(relative.rank_points, '== "each"', '!= "each"')),
        ),
    ),
    "every attempt counts": (
        the_better_two_of_three_attempts,
        lambda patch: patch.setattr(totals, "combined", altered(measures.combined, "[: attempts.best]", "[:]")),
    ),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_seen_red(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made, plant = PLANTED[bug]
    assert differences(made()) == []
    plant(monkeypatch)
    assert differences(made()) != []
