"""For whom a clause is and what it asks first: papers, levels, age, facts, earlier clauses, tier, group, team and
role."""

from __future__ import annotations

import pytest

from tests.scoring.rulebook import TECHNICIAN, clause, policy


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


def test_money_can_be_the_coachs_and_then_is_no_members() -> None:
    rules = policy(clause("first", money=300), clause("coach", money=200, role="coach"), clause("honour", coach="名师"))
    assert rules.of() == "granted 300; refused other-role"
    assert rules.of(role="coach") == "granted 200; granted 名师"
    assert policy(clause(money=200, role="coach")).check("role").facts == {"value": "member", "among": "coach"}
    assert [each.role for each in rules.policy.clauses] == ["member", "coach", "coach"]


def test_a_coach_gets_what_is_for_coaches() -> None:
    rules = policy(clause("c", coach="优秀教练", gates=[{"look": "member", "is": 1}], approval=True), clause("m"))
    assert rules.of(role="coach") == "refused other-role; may-apply 优秀教练"
    assert rules.of(role="coach", member=2) == "refused other-role; refused not-among"
    assert rules.of() == "granted 技术能手; refused other-role"
