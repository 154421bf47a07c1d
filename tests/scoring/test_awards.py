"""What a policy says of a person: verdicts, gaps, and what would have had to differ."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.clauses.trace import GAP, GAPS, GRANTED, MAY_APPLY, REASONS, REFUSED, Outcome, Verdict
from scoring.grades import grade
from scoring.lines import digest
from scoring.policy import parse_policy, read_policy
from tests.policies import OWN, folders, load
from tests.scoring.rulebook import Document, case, clause, policy
from tests.scoring.rulebooks import cases, documents

TECHNICIAN = {"to": "2", "same": "up"}


@given(documents(), cases())
def test_every_case_gets_a_verdict_of_every_clause_and_no_exception(made: Document, person: Case) -> None:
    read, _ = read_policy(made)
    assert read is not None
    decision = decide(read, person)
    assert [each.clause for each in decision.verdicts] == [each.id for each in read.clauses]
    came: list[Verdict | Outcome] = [*decision.verdicts, *decision.outcomes]
    for each in came:
        assert each.status in (GRANTED, MAY_APPLY, REFUSED, GAP)
        assert (each.status == GAP) == (each.gap in GAPS)
        assert bool(each.reasons) == (each.status in (REFUSED, GAP))
        assert {*each.reasons} <= {*REASONS, "why"}
    assert {(each.kind, each.award) for each in decision.outcomes} == {(each.kind, each.award) for each in read.clauses}
    again = decide(parse_policy(read.text), person)
    assert (again.text, again.digest) == (decision.text, decision.digest)


@given(documents(), cases())
def test_an_approval_changes_no_more_than_what_granting_is_called(made: Document, person: Case) -> None:
    plain = [{**each, "approval": False, "gates": []} for each in made["clauses"]]
    asked = [{**each, "approval": True} for each in plain]
    before, after = (read_policy({**made, "clauses": clauses})[0] for clauses in (plain, asked))
    assert before is not None and after is not None
    for one, other in zip(decide(before, person).outcomes, decide(after, person).outcomes, strict=True):
        assert other.status == (MAY_APPLY if one.status == GRANTED else one.status)
        assert (other.value, other.gap, other.reasons) == (one.value, one.gap, one.reasons)


def test_every_policy_of_the_product_can_be_read() -> None:
    names = [folder.name for folder in folders(OWN)]
    assert names == ["anhui-2023", "national-2023", "shijiazhuang-2010", "tianjin-2024"]
    assert [load(folder)[1] for folder in folders(OWN)] == [[]] * 4


def test_a_range_of_places_decides_and_says_how_many_are_missing() -> None:
    rules = policy(clause(places={"from": 3, "to": 10}))
    assert [rules.of(place=place) for place in (2, 3, 10, 12)] == [
        "refused place-before",
        "granted 技术能手",
        "granted 技术能手",
        "refused place-beyond",
    ]
    check = rules.check("place", place=12)
    assert (check.short, check.facts) == ("2", {"place": "12", "from": "3", "to": "10"})


def test_without_a_place_nothing_is_due_unless_the_clause_says_so() -> None:
    rules = policy(clause("a", title="甲"), clause("b", title="乙", unplaced=True))
    assert rules.of(place=None) == "refused no-place; granted 乙"
    assert rules.of(place=0) == "refused no-place; granted 乙"


def test_a_share_without_a_rounding_is_a_gap_only_where_it_matters() -> None:
    rules = policy(clause(places={"to": "30%", "of": "entrants"}))
    assert [rules.of(place=place, entrants=25) for place in (7, 8, 9)] == [
        "granted 技术能手",
        "gap rounding-unset",
        "refused place-beyond",
    ]
    assert rules.of(place=6, entrants=20) == "granted 技术能手"
    assert rules.counting("half-up").of(place=8, entrants=25) == "granted 技术能手"
    assert rules.counting("exact").of(place=8, entrants=25) == "refused place-beyond"
    check = rules.check("place", place=8, entrants=25)
    assert check.facts == {
        "place": "8",
        "of": "entrants",
        "count": "25",
        "share": "30%",
        "share-counted": "7.5",
        "round": "",
        "to": "7",
        "to-at-most": "8",
    }


def test_a_head_count_that_is_not_known_is_said_and_bounds_still_decide() -> None:
    rules = policy(clause(places={"to": "30%", "of": "teams", "fewest": 1, "most": 6}))
    assert [rules.of(place=place) for place in (1, 2, 7)] == [
        "granted 技术能手",
        "gap fact-missing",
        "refused place-beyond",
    ]
    assert rules.of(place=2, teams=-4) == "gap fact-missing"
    assert [rules.of(place=place, teams=10) for place in (3, 4)] == ["granted 技术能手", "refused place-beyond"]
    assert [rules.of(place=1, teams=2), rules.of(place=7, teams=100)] == ["granted 技术能手", "refused place-beyond"]


def test_a_share_of_few_may_be_nobody() -> None:
    rules = policy(clause(places={"to": "5%", "of": "entrants", "round": "floor"}))
    assert [rules.of(place=1, entrants=count) for count in (19, 20)] == ["refused place-beyond", "granted 技术能手"]


def test_prizes_follow_one_another_by_count_and_share() -> None:
    rules = policy(
        clause("first", prize="一等奖", places={"to": 1}),
        clause(
            "second", prize="二等奖", places={"after": "first", "next": "20%", "of": "entrants", "round": "half-up"}
        ),
        clause("third", prize="三等奖", places={"after": "second", "next": 3}),
    )
    given = [rules.of(place=place, entrants=13) for place in range(1, 9)]
    assert given == ["granted 一等奖"] + ["granted 二等奖"] * 3 + ["granted 三等奖"] * 3 + ["refused place-beyond"]


def test_a_doubt_about_one_range_is_handed_on_to_the_next() -> None:
    rules = policy(
        clause("first", prize="一等奖", places={"to": "10%", "of": "entrants"}),
        clause("second", prize="二等奖", places={"after": "first", "next": "20%", "of": "entrants"}),
    )
    given = [rules.of(place=place, entrants=15) for place in (1, 2, 3, 4, 5, 6)]
    doubt = "gap rounding-unset"
    assert given == ["granted 一等奖", doubt, "granted 二等奖", "granted 二等奖", doubt, "refused place-beyond"]
    assert rules.of(place=2) == "gap fact-missing"


def test_a_range_that_is_known_after_all_hands_on_no_doubt() -> None:
    rules = policy(
        clause("first", prize="一等奖", places={"to": "10%", "of": "entrants", "fewest": 2, "most": 2}),
        clause("second", prize="二等奖", places={"after": "first", "next": "20%", "of": "teams"}),
    )
    assert [rules.of(place=place, entrants=15) for place in (2, 3)] == ["granted 一等奖", "gap fact-missing"]
    verdict = rules.decide(place=3, entrants=15).verdicts[1]
    assert verdict.reasons == ("not-known",)


def test_a_share_range_starts_above_another() -> None:
    rules = policy(clause(places={"above": "20%", "to": "40%", "of": "entrants"}))
    assert [rules.of(place=place, entrants=10) for place in (2, 3, 4, 5)] == [
        "refused place-before",
        "granted 技术能手",
        "granted 技术能手",
        "refused place-beyond",
    ]
    assert [rules.of(place=place, entrants=12) for place in (2, 3, 4, 5)] == [
        "refused place-before",
        "gap rounding-unset",
        "granted 技术能手",
        "gap rounding-unset",
    ]
    check = rules.check("place", place=4, entrants=12)
    assert (check.facts["above"], check.facts["above-counted"]) == ("20%", "2.4")


def test_a_head_count_in_no_band_or_in_two_is_a_gap_where_the_bands_differ() -> None:
    bands = [{"most": 9, "to": 1}, {"least": 11, "most": 30, "to": 2}, {"least": 30, "to": 3}]
    rules = policy(clause(places={"bands": bands, "of": "finalists"}))
    assert [rules.of(place=1, finalists=count) for count in (9, 10, 11)] == [
        "granted 技术能手",
        "gap silent",
        "granted 技术能手",
    ]
    assert [rules.of(place=place, finalists=30) for place in (2, 3, 4)] == [
        "granted 技术能手",
        "gap overlapping",
        "refused place-beyond",
    ]
    assert [rules.of(place=4, finalists=10), rules.of(place=4)] == ["refused place-beyond"] * 2
    assert [rules.of(place=3, finalists=10), rules.of(place=3)] == ["gap silent", "gap fact-missing"]
    assert rules.of(place=1) == "gap fact-missing"
    assert rules.check("place", place=3, finalists=30).facts == {
        "place": "3",
        "of": "finalists",
        "count": "30",
        "to": "2",
        "to-at-most": "3",
    }


def test_what_a_shared_place_counts_as() -> None:
    by = {ties: policy(clause(places={"from": 2, "to": 10}), ties=ties) for ties in ("shared", "last", "never")}

    def given(place: int, sharing: int) -> list[str]:
        return [rules.of(place=place, sharing=sharing) for rules in by.values()]

    assert given(10, 1) == ["granted 技术能手"] * 3
    assert given(10, 2) == ["granted 技术能手", "refused place-beyond", "gap silent"]
    assert given(9, 2) == ["granted 技术能手"] * 3
    assert given(1, 2) == ["refused place-before", "granted 技术能手", "gap silent"]
    check = by["never"].check("place", place=10, sharing=2)
    assert (check.code, check.facts["sharing"], check.facts["ties"]) == ("place-shared", "2", "never")


def test_a_grade_follows_on_the_one_held() -> None:
    rules = policy(clause(grade=TECHNICIAN))
    assert [rules.of(level=level) for level in ("-", "5", "3", "2", "1", "special")] == [
        "granted 2",
        "granted 2",
        "granted 2",
        "granted 1",
        "refused no-change",
        "refused no-change",
    ]
    assert rules.check("level", level="3").facts == {"held": "3", "to": "2"}
    assert rules.of() == "gap fact-missing"


def test_above_the_highest_grade_there_is_none() -> None:
    rules = policy(clause(grade="chief"))
    assert [rules.of(level=level) for level in ("1", "special", "chief")] == ["granted chief"] * 2 + [
        "refused no-change"
    ]


def test_one_step_up_needs_something_above_and_a_base() -> None:
    rules = policy(clause(grade={"up": 1, "cap": "2"}))
    assert [rules.of(level=level) for level in ("apprentice", "4", "3", "2", "-")] == [
        "granted 5",
        "granted 3",
        "granted 2",
        "refused nothing-above",
        "gap silent",
    ]
    assert policy(clause(grade=[{"holds": ["none"], "up": 1}])).of(level="-") == "gap silent"


def test_a_grade_by_rows_leaves_open_what_it_does_not_name() -> None:
    rows = [
        {"holds": ["4", "5"], "to": "3"},
        {"holds": ["2"], "to": "3"},
        {"holds": ["1"], "stays": True},
        {"holds": ["special"], "missing": True},
    ]
    rules = policy(clause(grade=rows))
    assert [rules.of(level=level) for level in ("4", "3", "2", "1", "special")] == [
        "granted 3",
        "gap silent",
        "refused no-change",
        "refused no-change",
        "gap text-missing",
    ]


def test_an_outcome_or_a_condition_that_cannot_be_read_is_a_gap_for_those_it_would_concern() -> None:
    rules = policy(clause("a", missing="grade", places={"to": 3}))
    assert [rules.of(place=place) for place in (3, 4)] == ["gap text-missing", "refused place-beyond"]
    gated = policy(clause(gates=[{"look": "paper.theory", "missing": True}]))
    assert gated.of() == "gap text-missing"


def test_a_paper_must_be_passed_and_the_missing_points_are_said() -> None:
    rules = policy(clause(gates=[{"look": "paper.theory", "least": 60, "cites": "三", "document": "D"}]))
    assert rules.of(papers={"theory": "60"}) == "granted 技术能手"
    assert rules.of(papers={"theory": "absent"}) == "refused absent"
    assert rules.of(papers={"theory": "sixty"}) == rules.of() == "gap fact-missing"
    check = rules.check("paper.theory", papers={"theory": "59.5"})
    assert (check.code, check.short, check.facts) == ("below-least", "0.5", {"least": "60", "value": "59.5"})
    assert (check.document, check.cites) == ("D", "三")


@pytest.mark.parametrize(
    ("bound", "codes"),
    [
        ("least", ["below-least", "", ""]),
        ("most", ["", "", "above-most"]),
        ("above", ["not-above", "not-above", ""]),
        ("below", ["", "not-below", "not-below"]),
    ],
)
def test_the_four_bounds(bound: str, codes: list[str]) -> None:
    rules = policy(clause(gates=[{"look": "entrants", bound: 30}]))
    assert [rules.check("entrants", entrants=count).code for count in (29, 30, 31)] == codes


def test_words_of_a_gate_are_numbers_where_it_looks_at_numbers() -> None:
    rules = policy(clause(gates=[{"look": "paper.theory", "among": ["60.0"]}]))
    assert rules.of(papers={"theory": "60"}) == "granted 技术能手"
    assert rules.of(papers={"theory": "61"}) == "refused not-among"


def test_gates_on_the_level_held_and_on_the_paper() -> None:
    rules = policy(
        clause(
            grade=TECHNICIAN,
            gates=[{"look": "paper-level", "least": "grade"}, {"look": "level", "without": ["none"], "above": "5"}],
        )
    )
    assert rules.of(level="3", paper_level="2") == "granted 2"
    assert rules.of(level="2", paper_level="2") == "refused below-least"
    assert rules.check("paper-level", level="2", paper_level="3").short == "2"
    assert rules.of(level="3") == "gap fact-missing"
    assert rules.of(level="5", paper_level="2") == "refused not-above"
    assert rules.of(level="1", paper_level="1") == "refused no-change"


def test_age_is_counted_on_the_day_that_the_text_sets() -> None:
    def due(birth: str, on: str = "", date: str = "2025-05-01") -> str:
        return policy(clause(gates=[{"look": "age", "most": 35, "on": on}])).of(birth=birth, date=date)

    assert due("1989-05-02") == "granted 技术能手"
    assert due("1989-05-01") == "refused above-most"
    assert due("1989-05-02", "12-31") == "refused above-most"
    assert due("1989-05-02", "2025-01-01") == "granted 技术能手"
    assert due("1988-02-29", date="2024-02-28") == "granted 技术能手"
    assert due("", "") == due("1989-05-01", date="") == due("2030-01-01") == "gap fact-missing"
    unborn = policy(clause(gates=[{"look": "age", "most": 35}])).check("age", birth="2030-01-01", date="2025-05-01")
    assert (unborn.code, unborn.facts) == ("not-known", {"most": "35", "value": ""})


def test_gates_on_facts_titles_roles_and_groups() -> None:
    rules = policy(clause(gates=[{"look": "title", "without": ["技术能手"], "reason": "has-title"}]))
    assert [rules.of(), rules.of(titles=("标兵", "技术能手"))] == ["granted 技术能手", "refused has-title"]
    rules = policy(clause(gates=[{"look": "fact.filed", "is": "yes"}]))
    assert [rules.of(facts={"filed": word}) for word in ("yes", "no", "")] == [
        "granted 技术能手",
        "refused not-among",
        "gap fact-missing",
    ]
    rules = policy(clause(gates=[{"look": "fact.trades", "least": 2}]))
    assert [rules.of(facts={"trades": word}) for word in ("2", "1", "two")] == [
        "granted 技术能手",
        "refused below-least",
        "gap fact-missing",
    ]
    rules = policy(
        clause(gates=[{"look": look, "among": ["staff", "city", "member"]} for look in ("group", "tier", "role")])
    )
    assert [rules.of(group="职工", tier="City"), rules.of(group="student")] == ["granted 技术能手", "refused not-among"]
    checks = rules.decide().verdicts[0].checks
    assert [check.facts["among"] for check in checks if check.look == "group"][-1] == "staff, city, member"


def test_a_gate_on_an_earlier_clause_follows_what_that_came_to() -> None:
    rules = policy(
        clause("title", title="状元", gates=[{"look": "fact.x", "is": "yes"}]),
        clause("medal", nomination="奖章", gates=[{"look": "clause.title", "is": "granted"}]),
    )
    assert rules.of(facts={"x": "yes"}) == "granted 状元; granted 奖章"
    assert rules.of(facts={"x": "no"}) == "refused not-among; refused not-among"
    assert rules.of() == "gap fact-missing; gap fact-missing"


def test_a_gate_of_the_policy_is_asked_only_for_what_it_names() -> None:
    gate = {"look": "promotions", "most": 0, "kinds": ["grade"], "tiers": ["city"], "grades": ["2"], "reason": "once"}
    rules = policy(clause("g", grade=TECHNICIAN), clause("t"), gates=[gate])
    assert rules.of(level="3", promotions=1) == "refused once; granted 技术能手"
    assert rules.of(level="2", promotions=1) == "granted 1; granted 技术能手"
    assert rules.of(level="3", promotions=1, tier="county") == "granted 2; granted 技术能手"
    assert rules.of(level="3", promotions=1, tier="") == "gap fact-missing; granted 技术能手"
    assert rules.of(level="3", promotions=0, tier="") == "granted 2; granted 技术能手"
    assert rules.of(level="3", promotions=None) == "gap fact-missing; granted 技术能手"


def test_a_clause_speaks_of_its_tier_group_team_and_role() -> None:
    rules = policy(clause(tiers=["city"], groups=["staff"], team={"least": 2, "most": 3}, places={"to": 3}))
    fits = {"team_size": 2, "group": "Staff", "tier": "市级"}
    assert rules.of(**fits) == "granted 技术能手"
    assert rules.of(**fits | {"tier": "county"}) == "refused other-tier"
    assert rules.of(**fits | {"group": "学生"}) == "refused other-group"
    assert rules.of(**fits | {"team_size": 4}) == "refused other-team-size"
    assert rules.of(**fits | {"team_size": -1}) == "gap fact-missing"
    assert rules.of(**fits | {"role": "coach"}) == "refused other-role"
    assert rules.of(**fits | {"tier": ""}) == "gap fact-missing"
    assert rules.of(**fits | {"tier": "national"}) == "gap silent"
    assert rules.of(**fits | {"tier": "national", "place": 4}) == "refused place-beyond"


def test_of_tier_group_and_role_it_is_said_what_was_compared() -> None:
    rules = policy(clause(tiers=["city"], groups=["staff", "student"]))
    assert rules.check("tier").facts == {"value": "city", "among": "city"}
    assert rules.check("group", group="Staff").facts == {"value": "Staff", "among": "staff, student"}
    assert rules.check("role", role="coach").facts == {"value": "coach", "among": "member"}
    assert rules.check("tier", tier="national").facts == {"value": "national", "among": "city"}
    assert policy(clause()).check("tier", tier="national").facts == {"value": "national", "among": "city, county"}


def test_of_words_that_exclude_it_is_said_which_and_what_is_not_known_is_shown_empty() -> None:
    rules = policy(clause(gates=[{"look": "title", "without": ["状元", "能手"]}]))
    assert rules.check("title", titles=("能手", "工匠")).facts == {"without": "状元, 能手", "value": "能手, 工匠"}
    rules = policy(clause(gates=[{"look": "paper.theory", "least": 60}]))
    assert rules.check("paper.theory").facts == {"least": "60", "value": ""}


def test_a_tier_that_the_policy_does_not_name_is_a_gap_even_for_a_clause_about_all() -> None:
    assert policy(clause()).of(tier="national") == "gap silent"
    assert policy(clause(), tiers={}).of(tier="national") == "granted 技术能手"


def test_a_coach_gets_what_is_for_coaches() -> None:
    rules = policy(clause("c", coach="优秀教练", gates=[{"look": "member", "is": 1}], approval=True), clause("m"))
    assert rules.of(role="coach") == "refused other-role; may-apply 优秀教练"
    assert rules.of(role="coach", member=2) == "refused other-role; refused not-among"
    assert rules.of() == "granted 技术能手; refused other-role"


def test_money_is_shared_to_the_cent_or_the_text_must_say_how() -> None:
    shared = policy(clause(money={"amount": 20000, "shared": True}))
    assert [shared.of(team_size=size) for size in (1, 2, 3, 0)] == [
        "granted 20000",
        "granted 10000",
        "gap rounding-unset",
        "gap fact-missing",
    ]
    assert shared.check("money", team_size=3).code == "rounding-unset"
    rounded = policy(clause(money={"amount": 20000, "shared": True, "round": {"places": 0, "mode": "floor"}}))
    assert rounded.of(team_size=3) == "granted 6666"
    assert rounded.check("money", team_size=3).facts == {"amount": "20000", "team-size": "3", "part": "20000/3"}
    assert policy(clause(money="20000")).of(team_size=3) == "granted 20000"


def test_clauses_that_contradict_each_other_are_a_gap_unless_the_text_ranks_them() -> None:
    low, high = clause("low", grade="3"), clause("high", grade="2", places={"to": 3})
    assert policy(low, high).of(level="4") == "gap overlapping"
    assert policy(low, high, overlap="first").of(level="4") == "granted 3"
    assert policy(low, high, overlap="best").of(level="4") == "granted 2"
    assert policy(low, high).of(level="4", place=4) == "granted 3"
    assert policy(clause("a", prize="一"), clause("b", prize="二"), overlap="best").of() == "granted 一"


def test_clauses_that_agree_are_no_gap_and_granting_outweighs_applying() -> None:
    rules = policy(clause("a", approval=True), clause("b"))
    decision = rules.decide()
    assert rules.of() == "granted 技术能手"
    assert decision.outcomes[0].clauses == ("a", "b")


def test_a_doubt_counts_only_where_it_could_change_the_outcome() -> None:
    doubt = {"gates": [{"look": "fact.x", "is": "yes"}]}
    assert policy(clause("a", grade="3"), clause("b", grade="3", **doubt)).of(level="4") == "granted 3"
    assert policy(clause("a", grade="3"), clause("b", grade="2", **doubt)).of(level="4") == "gap fact-missing"
    assert policy(clause("a", approval=True), clause("b", **doubt)).of() == "gap fact-missing"
    assert policy(clause("a", grade="2"), clause("b", grade="3", **doubt), overlap="best").of(level="4") == "granted 2"
    assert (
        policy(clause("a", grade="3"), clause("b", missing="grade"), overlap="best").of(level="4") == "gap text-missing"
    )
    assert policy(clause("b", missing="grade"), overlap="best").of() == "gap text-missing"
    (outcome,) = (
        policy(clause("a", grade="3"), clause("b", grade="2", **doubt), overlap="best").decide(level="4").outcomes
    )
    assert (outcome.status, outcome.clauses) == (GAP, ("a", "b"))
    assert policy(clause("a", grade="2"), clause("b", grade="3", **doubt), overlap="first").of(level="4") == "granted 2"


def test_an_amount_that_is_not_known_is_none() -> None:
    third = policy(clause(money={"amount": "100", "shared": True}))
    assert [each.value for each in third.decide(team_size=3).verdicts] == [""]
    assert [each.value for each in third.decide(team_size=None).verdicts] == [""]
    assert [each.value for each in third.decide(team_size=4).verdicts] == ["25"]


def test_the_two_awards_of_one_kind_stand_side_by_side() -> None:
    rules = policy(
        clause("pass", grade="3"), clause("top", grade="2", award="exceptional", approval=True, places={"to": 3})
    )
    decision = rules.decide(level="4")
    assert [each.status for each in decision.of("grade")] == [GRANTED, MAY_APPLY]
    assert decision.status("grade") == GRANTED
    assert [each.award for each in rules.decide(level="4", place=5).of("grade")] == ["grade"]
    assert decision.status("money") == REFUSED
    assert decision.of("money") == ()
    doubtful = policy(
        clause("a", title="甲"), clause("b", title="乙", gates=[{"look": "fact.x", "is": "yes"}])
    ).decide()
    assert doubtful.status("title") == GAP


def test_a_refusal_speaks_of_the_clause_that_came_nearest() -> None:
    rules = policy(
        clause("students", grade="4", groups=["student"]),
        clause("top", grade="2", places={"to": 3}),
        clause("rest", grade="3", places={"from": 4}),
    )
    outcome = rules.decide(level="3", place=9).outcomes[0]
    assert (outcome.clauses, outcome.reasons) == (("rest",), ("no-change",))


def test_a_verdict_says_what_would_have_been_due() -> None:
    rules = policy(clause(grade=TECHNICIAN, cites="二", gates=[{"look": "promotions", "most": 0}]))
    (verdict,) = rules.decide(level="3", promotions=1).verdicts
    assert (verdict.status, verdict.due, verdict.value) == (REFUSED, GRANTED, "2")
    assert (verdict.document, verdict.cites, verdict.reasons) == ("D", "二", ("above-most",))


def test_the_trace_has_all_of_it_in_one_canonical_text() -> None:
    rules = policy(clause(cites="二", places={"to": 3}, gates=[{"look": "paper.theory", "least": 60}]))
    decision = rules.decide(place=5, papers={"theory": "59.5"}, entrants=20)
    assert json.loads(decision.text) == {
        "policy": rules.policy.digest,
        "case": {
            "tier": "city",
            "group": "staff",
            "place": "5",
            "sharing": "1",
            "counts": {"entrants": "20"},
            "team-size": "1",
            "member": "1",
            "role": "member",
            "papers": {"theory": "59.5"},
            "promotions": "0",
        },
        "verdicts": [
            {
                "clause": "one",
                "document": "D",
                "cites": "二",
                "kind": "title",
                "award": "技术能手",
                "due": "granted",
                "status": "refused",
                "value": "技术能手",
                "reasons": ["place-beyond", "below-least"],
                "checks": [
                    {
                        "look": "place",
                        "holds": "no",
                        "code": "place-beyond",
                        "facts": {"place": "5", "to": "3"},
                        "short": "2",
                    },
                    {
                        "look": "paper.theory",
                        "holds": "no",
                        "code": "below-least",
                        "facts": {"least": "60", "value": "59.5"},
                        "short": "0.5",
                    },
                ],
            }
        ],
        "outcomes": [
            {
                "kind": "title",
                "award": "技术能手",
                "status": "refused",
                "reasons": ["place-beyond", "below-least"],
                "clauses": ["one"],
            }
        ],
    }
    assert decision.looks(decision.outcomes[0]) == ("place", "paper.theory")
    assert decision.digest == digest(decision.text)


def test_every_reason_of_a_refusal_is_said() -> None:
    rules = policy(clause(places={"to": 3}, gates=[{"look": "paper.theory", "least": 60}]))
    assert rules.of(place=5, papers={"theory": "59"}) == "refused place-beyond, below-least"


def test_the_trace_repeats_all_that_is_known_of_a_person() -> None:
    person = Case(
        tier="city",
        group="staff",
        place=2,
        sharing=3,
        counts={"entrants": 20, "teams": 5},
        team_size=4,
        member=2,
        role="coach",
        level=grade("3"),
        paper_level=grade("2"),
        papers={"theory": "88"},
        titles=("能手", "工匠"),
        promotions=1,
        birth="1990-01-02",
        date="2026-05-01",
        facts={"filed": "yes"},
    )
    assert person.form() == {
        "tier": "city",
        "group": "staff",
        "place": "2",
        "sharing": "3",
        "counts": {"entrants": "20", "teams": "5"},
        "team-size": "4",
        "member": "2",
        "role": "coach",
        "level": "3",
        "paper-level": "2",
        "papers": {"theory": "88"},
        "titles": ["工匠", "能手"],
        "promotions": "1",
        "birth": "1990-01-02",
        "date": "2026-05-01",
        "facts": {"filed": "yes"},
    }


def test_the_order_in_which_facts_are_given_changes_no_byte() -> None:
    rules = policy(clause())
    one = case(papers={"a": "1", "b": "2"}, titles=("x", "y"), entrants=3, teams=1)
    other = case(titles=("y", "x"), papers={"b": "2", "a": "1"}, teams=1, entrants=3)
    assert decide(rules.policy, one).digest == decide(rules.policy, other).digest
