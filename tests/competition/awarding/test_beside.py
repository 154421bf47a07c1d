"""Two policies on one result: which way each person's outcome turns, how many come to what, and how it is drawn."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.awarding.beside import GAINS, LOSES, OPEN, OTHERWISE, Beside, beside, tallies, turned
from competition.awarding.roll import Entry
from competition.awarding.turning import Turning, award_name
from competition.awarding.wording import Wording
from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.policy import read_policy
from tests.scoring.rulebook import Document, Rules, case, clause, policy
from tests.scoring.rulebooks import cases, documents


def compared(own: Rules, other: Rules, *people: Case) -> list[Beside]:
    """Everybody in the order of places, each an entrant of one person."""
    entries = [Entry(f"E{at}", f"P{at}", None, decide(own.policy, each), "", "") for at, each in enumerate(people, 1)]
    return list(beside(entries, other.policy))


def turn(own: Document, other: Document, **facts: Any) -> str:
    (only,) = compared(policy(own), policy(other), case(**facts))
    return only.turn


GRADE2, GRADE3 = clause(grade="2"), clause(grade="3")


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        (GRADE3, GRADE2, GAINS),
        (GRADE2, GRADE3, LOSES),
        (GRADE2, GRADE2, ""),
        (GRADE2, clause(grade="2", approval=True), LOSES),
        (GRADE2, clause(grade="2", places={"from": 2}), LOSES),
        (GRADE2, clause(grade="2", award="extra"), OTHERWISE),
        (GRADE2, clause(missing="grade"), OPEN),
        (clause(missing="grade"), GRADE2, OPEN),
        (clause(title="状元"), clause(title="状元", approval=True), LOSES),
        (clause(title="状元", places={"from": 2}), clause(title="状元"), GAINS),
        (clause(title="状元"), clause(title="标兵"), OTHERWISE),
        (clause(prize="一等奖"), clause(prize="二等奖"), OTHERWISE),
        (clause(missing="prize"), clause(prize="二等奖"), OPEN),
        (clause(money=100), clause(money=99), LOSES),
        (clause(money=9), clause(money=10), GAINS),
        (clause(money="0.5"), clause(money="0.50"), ""),
        (GRADE2, clause(title="状元"), OTHERWISE),
        (clause(title="状元"), clause(title="状元", gates=[{"look": "fact.x", "is": "yes"}]), OPEN),
    ],
)
def test_which_way_it_turns(own: Document, other: Document, said: str) -> None:
    assert turn(own, other, level="4") == said


def test_a_gain_beside_a_doubt_is_a_gain_and_beside_a_loss_neither() -> None:
    own = policy(clause("a", title="状元", places={"from": 2}), clause("b", grade="2"), clause("c", money=1))
    doubt = {"gates": [{"look": "fact.x", "is": "yes"}]}
    more = policy(clause("a", title="状元"), clause("b", grade="2", **doubt), clause("c", money=1))
    less = policy(clause("a", title="状元"), clause("b", grade="3"), clause("c", money=1))
    assert [compared(own, each, case(level="4"))[0].turn for each in (more, less)] == [GAINS, OTHERWISE]
    assert compared(own, less, case(level="4"))[0].kinds == ("grade", "title")


def test_money_of_several_awards_adds_up() -> None:
    own = policy(clause("a", money=100), clause("b", money=50, award="extra"))
    assert compared(own, policy(clause(money=149)), case())[0].turn == LOSES
    assert compared(own, policy(clause(money=151)), case())[0].turn == GAINS
    assert compared(own, policy(clause(money=150)), case())[0].turn == OTHERWISE


def test_how_many_come_to_what_the_highest_first() -> None:
    own = policy(
        clause("a", grade="2", places={"to": 1}),
        clause("b", grade="3", places={"from": 2, "to": 2}),
        clause("c", money=9, places={"to": 1}),
        clause("d", money=10, places={"from": 2, "to": 2}),
    )
    other = policy(clause("a", grade="3", places={"to": 2}), clause("b", title="状元", places={"to": 1}))
    people = [case(place=place, level="4") for place in (1, 2, 3)]
    found = compared(own, other, *people)
    assert [tuple(each) for each in tallies(found)] == [
        ("grade", "granted", "2", 1, 0),
        ("grade", "granted", "3", 1, 2),
        ("title", "granted", "状元", 0, 1),
        ("money", "granted", "10", 1, 0),
        ("money", "granted", "9", 1, 0),
        ("", "refused", "", 1, 1),
    ]
    assert turned(found) == {OTHERWISE: 1, LOSES: 1, "": 1}


def test_places_are_passed_down_under_each_policy_for_itself() -> None:
    gate = {"look": "title", "without": ["状元"]}
    plain = policy(clause(title="状元", places={"to": 1}, gates=[gate]))
    passing = policy(clause(title="状元", places={"to": 1, "passes": True}, gates=[gate]))
    people = [case(place=1, titles=("状元",)), case(place=2)]
    assert [each.turn for each in compared(plain, passing, *people)] == ["", GAINS]
    entries = [each.entry for each in compared(passing, passing, *people)]
    assert [each.turn for each in beside(entries, passing.policy, plain.policy)] == ["", GAINS]
    assert [each.turn for each in beside(entries, plain.policy, passing.policy)] == ["", LOSES]


def test_who_has_no_decision_is_left_out() -> None:
    gone = Entry("E", "P", None, None, "digest", "erased")
    assert list(beside([gone], policy(GRADE2).policy)) == []
    assert tallies([]) == []


def drawn(own: Rules, other: Rules, *people: Case, lang: str = "en") -> str:
    wordings = Wording(own.policy, lang), Wording(other.policy, lang)
    return str(Turning(*wordings).picture(compared(own, other, *people)))


def test_a_picture_shows_steps_signs_and_doubts() -> None:
    own = policy(clause("a", grade="3", places={"to": 2}), clause("b", title="状元", places={"to": 1}))
    doubt = {"gates": [{"look": "fact.x", "is": "yes"}]}
    other = policy(
        clause("a", grade="2", places={"to": 1}),
        clause("b", title="状元", places={"to": 1}),
        clause("c", prize="奖", places={"from": 2, "to": 2}),
        clause("d", title="标兵", places={"from": 3, "to": 3}, **doubt),
        clause("e", money=5, places={"from": 3, "to": 3}),
    )
    picture = drawn(own, other, *(case(place=place, level="4") for place in (1, 2, 3)))
    assert [picture.count(f'rect class="{look}"') for look in ("gain", "loss", "open")] == [1, 1, 0]
    signs = [picture.count(f'class="{look}"') for look in ("same", "doubt")]
    assert signs == [1, 1]
    assert picture.count('path class="gain"') == 2
    for said in ("technician (level 2)", "junior worker (level 5)", "no grade", "状元", "prize money 5", "3 places"):
        assert f">{said}<" in picture
    assert "senior technician" not in picture, "no step that nobody reaches"


def test_a_picture_without_grades_has_no_steps_and_one_without_places_no_plot() -> None:
    titles = policy(clause())
    assert 'class="was"' not in drawn(titles, titles, case())
    assert drawn(titles, titles, case(place=None)).count("<path") == 0
    assert 'class="loss"' in drawn(titles, policy(GRADE2), case(level="2"))


def test_a_grade_that_is_open_is_a_doubt_over_all_steps() -> None:
    picture = drawn(policy(clause(missing="grade")), policy(clause(missing="grade")), case(level="4"))
    assert picture.count('rect class="open"') == 1


def test_many_places_keep_their_width_and_are_numbered_now_and_then() -> None:
    rules = policy(GRADE2)
    picture = drawn(rules, rules, *(case(place=place, level="4") for place in range(1, 401)))
    assert 'width="3036"' in picture
    assert ">400<" in picture and ">399<" not in picture


def test_a_long_name_is_cut_and_an_award_is_called_as_either_policy_calls_it() -> None:
    long = policy(clause(title="广东省职业技能竞赛技术能手荣誉称号"))
    assert ">广东省职业技能竞赛技术能手…<" in drawn(long, policy(clause()), case(), lang="zh")
    both = (
        Wording(policy(clause(title="甲")).policy, "en"),
        Wording(policy(clause(title={"zh": "乙", "en": "Second"})).policy, "en"),
    )
    assert [award_name(both, "title", name) for name in ("甲", "乙", "丙")] == ["甲", "Second", "title 丙"]


@settings(max_examples=60)
@given(documents(), documents(), st.lists(cases(), max_size=4))
def test_any_two_policies_can_be_laid_side_by_side(one: Document, two: Document, people: list[Case]) -> None:
    own, other = (read_policy(each)[0] for each in (one, two))
    assert own is not None and other is not None
    found = compared(Rules(own), Rules(other), *people)
    back = compared(Rules(other), Rules(own), *people)
    opposite = {GAINS: LOSES, LOSES: GAINS}
    assert [each.turn for each in back] == [opposite.get(each.turn, each.turn) for each in found]
    assert all(bool(each.turn) == bool(each.kinds) for each in found)
    assert sum(turned(found).values()) == len(people)
    assert drawn(Rules(own), Rules(other), *people).endswith("</svg>")
