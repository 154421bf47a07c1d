"""Places that are passed down: who is kept from an honour by a condition leaves her place to who comes next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.awards import decide, passed_down
from scoring.clauses.cases import Case, skipped
from scoring.clauses.examples import differences, read_example
from tests.scoring.rulebook import Rules, clause, document, policy, problems

HELD = {"look": "title", "without": ["技术能手"], "reason": "has-title"}
ONCE = clause(places={"to": 3, "passes": True}, gates=[HELD])


def entrant(place: int | None, *titles: str, **facts: Any) -> list[Case]:
    """One person."""
    return [replace(Case(tier="city", group="staff", place=place, titles=titles), **facts)]


def due(rules: Rules, *entrants: list[Case]) -> list[str]:
    """Who gets it, entrant by entrant: yes, no, or gap."""
    words = {"granted": "yes", "refused": "no", "gap": "gap"}
    found = passed_down(rules.policy, entrants)
    return [" ".join(words[decide(rules.policy, case).outcomes[0].status] for case in cases) for cases in found]


def test_who_has_the_title_already_leaves_her_place_to_the_next() -> None:
    field = [entrant(1), entrant(2, "技术能手"), entrant(3), entrant(4), entrant(5)]
    assert due(policy(ONCE), *field) == ["yes", "no", "yes", "yes", "no"]
    kept = policy(clause(places={"to": 3}, gates=[HELD]))
    assert due(kept, *field) == ["yes", "no", "yes", "no", "no"]


def test_two_who_are_skipped_leave_two_places() -> None:
    field = [entrant(1, "技术能手"), entrant(2, "技术能手"), entrant(3), entrant(4), entrant(5), entrant(6)]
    assert due(policy(ONCE), *field) == ["no", "no", "yes", "yes", "yes", "no"]
    check = policy(ONCE).check("place", place=5, passed={"one": (2, 2)})
    assert check.facts == {"place": "5", "passed": "2", "to": "3"} and check.holds == "yes"


def test_nobody_is_skipped_in_places_that_are_not_the_clauses() -> None:
    behind = clause(places={"from": 3, "to": 4, "passes": True}, gates=[HELD])
    field = [entrant(1, "技术能手"), entrant(2), entrant(3, "技术能手"), entrant(4), entrant(5), entrant(6)]
    assert due(policy(behind), *field) == ["no", "no", "no", "yes", "yes", "no"]


def test_a_shared_place_is_skipped_for_those_behind_it() -> None:
    shared = {"sharing": 2}
    field = [entrant(1), entrant(2, "技术能手", **shared), entrant(2, **shared), entrant(4), entrant(5)]
    assert due(policy(ONCE), *field) == ["yes", "no", "yes", "yes", "no"]


def test_a_team_is_skipped_where_the_condition_keeps_all_its_members() -> None:
    def team(place: int, *members: tuple[str, ...]) -> list[Case]:
        return [entrant(place, *titles)[0] for titles in members]

    all_hold, one_holds = team(1, ("技术能手",), ("技术能手",)), team(1, ("技术能手",), ())
    rest = [entrant(place) for place in (2, 3, 4)]
    assert due(policy(ONCE), all_hold, *rest) == ["no no", "yes", "yes", "yes"]
    assert due(policy(ONCE), one_holds, *rest) == ["no yes", "yes", "yes", "no"]


def test_whether_somebody_is_skipped_may_be_open_and_then_the_last_place_is() -> None:
    rules = policy(clause(places={"to": 2, "passes": True}, gates=[{"look": "paper.theory", "least": 60}]))

    def with_paper(place: int, paper: str) -> list[Case]:
        return entrant(place, papers={"theory": paper} if paper else {})

    field = [with_paper(1, ""), with_paper(2, "80"), with_paper(3, "80"), with_paper(4, "80"), entrant(None)]
    assert due(rules, *field) == ["gap", "yes", "gap", "no", "no"]
    third = list(passed_down(rules.policy, field))[2][0]
    assert third.passed == {"one": (0, 1)}
    (outcome,) = decide(rules.policy, third).outcomes
    assert (outcome.reasons, outcome.gap) == (("passed-open",), "fact-missing")


def test_where_it_is_open_whether_a_place_is_the_clauses_it_is_open_who_is_skipped() -> None:
    rules = policy(clause(places={"to": "50%", "of": "entrants", "passes": True}, gates=[HELD]))
    field = [entrant(place, *(["技术能手"] if place == 2 else []), counts={"entrants": 3}) for place in (1, 2, 3)]
    assert due(rules, *field) == ["yes", "no", "gap"]


def test_a_policy_that_passes_nothing_down_says_nothing_of_it() -> None:
    ((plain,),) = passed_down(policy(clause()).policy, [entrant(1)])
    assert plain.passed == {} and "passed" not in plain.form()


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(1, 5))
def test_as_many_are_honoured_as_there_are_places_and_people_for_them(held: list[bool], places: int) -> None:
    rules = policy(clause(places={"to": places, "passes": True}, gates=[HELD]))
    field = [entrant(place, *(["技术能手"] if has else [])) for place, has in enumerate(held, 1)]
    found = due(rules, *field)
    free = [at for at, has in enumerate(held) if not has]
    assert [at for at, each in enumerate(found) if each == "yes"] == free[:places]


@pytest.mark.parametrize(
    ("text", "ends"),
    [("2", (2, 2)), ("0-3", (0, 3)), ("3-1", None), ("", None), ("-1", None), ("two", None), ("1-", None)],
)
def test_how_many_were_skipped_is_read_from_its_text(text: str, ends: tuple[int, int] | None) -> None:
    assert skipped(text) == ends


def test_a_worked_case_says_how_many_were_skipped() -> None:
    row = {"case": "a", "tier": "city", "place": "4", "passed.one": "1", "title": "granted 技术能手"}
    example, found = read_example(row)
    assert found == [] and example.case.passed == {"one": (1, 1)}
    assert list(differences(decide(policy(ONCE).policy, example.case), example.expected)) == []
    _, wrong = read_example(row | {"passed.one": "some"})
    assert [(each.code, each.where) for each in wrong] == [("bad-cell", "passed.one")]


def test_it_is_part_of_the_text_of_a_policy() -> None:
    made = policy(ONCE)
    assert '"passes":true' in made.policy.text.replace(" ", "")
    assert problems(document(clause(places={"to": 3, "passes": "yes"}))) == [
        ("wrong-type", "clauses[one].places.passes")
    ]
