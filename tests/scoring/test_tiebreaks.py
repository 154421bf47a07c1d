"""Ties: compared in order, and every place has its reason."""

from __future__ import annotations

from scoring.standings.reasons import neighbours
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase

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
