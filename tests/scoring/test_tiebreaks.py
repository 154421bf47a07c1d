"""Ties: compared in order, and every place has its reason."""

from __future__ import annotations

from scoring.standings.reasons import neighbours
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase
from tests.scoring.longway import differences

STATED = document(
    module("theory", criterion("paper", aspect("score", "one", highest="100")), weight="0.3"),
    module("practice", criterion("weld", aspect("seam", "one", highest="100")), weight="0.7"),
    module("clock", criterion("assembly", aspect("minutes", "one", highest="600")), weight="0"),
    phases=[
        phase("final", ties=[{"figure": "minutes", "prefer": "low"}, {"figure": "practice"}, {"figure": "theory"}])
    ],
)


def marked(**entrants: tuple[int | None, int | None, int | None]) -> Contest:
    """Theory, practice and minutes of each entrant."""
    made = contest(STATED, sorted(entrants), {"P": ["J1"]})
    for entrant, values in entrants.items():
        for aspect_id, value in zip(("score", "seam", "minutes"), values, strict=True):
            if value is not None:
                made.judge("J1").gives(value).on(aspect_id).to(entrant)
    return made


def reasons(made: Contest, phase_id: str = "final") -> list[str]:
    return [reason.label for _, reason in neighbours(made.state.trades["T"], phase_id)]


def test_a_shorter_time_decides_before_practice_does() -> None:
    made = marked(A=(80, 85, 90), B=(87, 82, 80))  # 83.5 each
    assert made.total("A") == made.total("B")
    assert made.order() == [("B", 1), ("A", 2)]
    assert reasons(made) == ["first", "tie:minutes"]


def test_with_the_same_time_practice_decides_before_theory() -> None:
    made = marked(A=(80, 85, 90), B=(87, 82, 90))
    assert made.order() == [("A", 1), ("B", 2)]
    assert reasons(made) == ["first", "tie:practice"]


def test_those_alike_in_everything_share_the_rank_and_the_next_is_skipped() -> None:
    made = marked(A=(80, 85, 90), B=(80, 85, 90), C=(50, 50, 90), D=(90, 90, 99))
    assert made.order() == [("D", 1), ("A", 2), ("B", 2), ("C", 4)]
    assert reasons(made) == ["first", "total", "shared", "total"]


def test_a_figure_that_is_not_there_loses_the_tie_either_way() -> None:
    made = marked(A=(80, 85, None), B=(87, 82, 600))
    assert made.order() == [("B", 1), ("A", 2)]
    assert reasons(made) == ["first", "tie:minutes"]


def test_who_has_no_total_or_is_out_stands_last_and_that_is_the_reason() -> None:
    made = marked(A=(80, 85, 90), B=(None, None, None), C=(90, 90, 90), D=(None, None, None), E=(70, 70, 70))
    made.out("C", "dsq")
    made.out("D", "dns")
    made.out("E", "dnf")
    assert made.order() == [("A", 1), ("B", None), ("E", None), ("D", None), ("C", None)]
    assert reasons(made) == ["first", "no-total", "dnf", "dns", "dsq"]


def test_those_who_went_on_stand_first_and_an_earlier_total_can_break_a_tie() -> None:
    stated = document(
        module("A", criterion("C", aspect("a", "one"))),
        phases=[
            phase("heat", first="final"),
            phase("final", entry={"from": "heat", "cut": "stated"}, ties=[{"figure": "total", "phase": "heat"}]),
        ],
    )
    made = contest(stated, ["x", "y", "z"], {"P": ["J1"]})
    for entrant, value in zip("xyz", (5, 6, 9), strict=True):
        made.judge("J1").gives(value).on("a").to(entrant)
    made.advance("final", "x", "y")
    assert made.order("heat") == [("y", 1), ("x", 2), ("z", 3)]
    assert reasons(made, "heat") == ["first", "total", "went-on"]
    for entrant in "xy":
        made.judge("J1").gives(7).on("a", phase="final").to(entrant)
    assert made.order() == [("y", 1), ("x", 2), ("z", 3)]
    assert reasons(made, "final") == ["first", "tie:total"]


def jury(*steps: dict[str, object], **marks: list[int]) -> Contest:
    """Entrants with the marks of judges J1, J2 … in aspect `a`, which are added up, and the steps that break ties."""
    stated = document(module("M", criterion("C", aspect("a", "sum"))), phases=[phase("final", ties=list(steps))])
    made = contest(stated, sorted(marks), {"P": [f"J{n}" for n in range(1, len(next(iter(marks.values()))) + 1)]})
    for entrant, given in marks.items():
        made.panel("P").gives(*given).on("a").to(entrant)
    assert differences(made) == []
    return made


def test_counted_back_who_has_more_of_the_best_marks_stands_first() -> None:
    """A song contest's way: of those with as many points who has most twelves, then tens …"""
    step: dict[str, object] = {"by": "count-back", "figure": "a"}
    assert jury(step, A=[10, 1, 1], B=[8, 4, 0], C=[10, 2, 0]).order() == [("C", 1), ("A", 2), ("B", 3)]
    assert jury(step, A=[4, 4, 4], B=[4, 4, 4]).order() == [("A", 1), ("B", 1)]
    low = {**step, "prefer": "low"}
    assert jury(low, A=[10, 1, 1], B=[8, 4, 0], C=[10, 2, 0]).order() == [("C", 1), ("B", 2), ("A", 3)]


def test_counted_back_a_mark_more_is_more() -> None:
    made = jury({"by": "count-back", "figure": "a"}, A=[6, 6, 0], B=[6, 6, 0])
    made.judge("J3").gives("absent").on("a").to("A")
    assert made.order() == [("B", 1), ("A", 2)]
    assert differences(made) == []


def test_how_many_judges_gave_anything_may_be_counted() -> None:
    """Of those with as many points who has points of more juries."""
    step: dict[str, object] = {"by": "count", "figure": "a"}
    assert jury(step, A=[10, 0, 0], B=[8, 2, 0]).order() == [("B", 1), ("A", 2)]
    assert jury({**step, "above": "2"}, A=[10, 0, 0], B=[8, 2, 0]).order() == [("A", 1), ("B", 1)]
    assert jury({**step, "prefer": "low"}, A=[10, 0, 0], B=[8, 2, 0]).order() == [("A", 1), ("B", 2)]


def test_the_running_order_leaves_no_tie() -> None:
    step: dict[str, object] = {"by": "running-order"}
    assert jury(step, A=[5], B=[5], C=[5]).order() == [("A", 1), ("B", 2), ("C", 3)]
    assert jury({**step, "prefer": "high"}, A=[5], B=[5], C=[5]).order() == [("C", 1), ("B", 2), ("A", 3)]


def test_a_mark_that_leaves_its_figure_alone_still_counts_back() -> None:
    made = jury({"by": "count-back", "figure": "a"}, A=[6, 4], B=[7, 3])
    assert made.order() == [("B", 1), ("A", 2)]
    made.judge("J1").gives(9).on("a").to("A")
    made.judge("J2").gives(1).on("a").to("A")
    assert made.order() == [("A", 1), ("B", 2)]
    assert differences(made) == []


def test_parts_may_be_items_criteria_or_modules() -> None:
    items = [("final", each, item, "D", "", "", "", "") for each in "AB" for item in ("1", "2")]
    stated = document(
        module("M", criterion("D", aspect("dive"), items=True), criterion("C", aspect("c"))),
        module("N", criterion("E", aspect("e"))),
        phases=[
            phase("final", ties=[{"by": "count-back", "figure": figure} for figure in ("total", "M", "D", "dive", "C")])
        ],
    )
    made = contest(stated, ["A", "B"], {"P": ["J1"]}, items=items)
    for entrant, (one, two, c, e) in {"A": (4, 6, 5, 5), "B": (3, 7, 5, 5)}.items():
        made.judge("J1").gives(one).on("dive", item="1").to(entrant)
        made.judge("J1").gives(two).on("dive", item="2").to(entrant)
        made.judge("J1").gives(c).on("c").to(entrant)
        made.judge("J1").gives(e).on("e").to(entrant)
    assert made.total("A") == made.total("B") == 20
    assert reasons(made) == ["first", "tie:count-back:D"]
    assert made.order() == [("B", 1), ("A", 2)]
    assert differences(made) == []
