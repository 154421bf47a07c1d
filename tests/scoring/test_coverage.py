"""What the text of a policy covers, and the holes in it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.clauses.coverage import PASSED_OVER, Coverage, Hole, Scope
from scoring.clauses.examples import said
from scoring.clauses.trace import GAP
from scoring.clauses.values import BASES
from scoring.grades import LADDER, Grade
from scoring.policy import read_policy
from tests.policies import OWN, folders, load
from tests.scoring.rulebook import TECHNICIAN, Document, clause, policy
from tests.scoring.rulebooks import documents

CITY = Scope("city", "staff", 1, "member")


def of(name: str) -> Coverage:
    """A policy of the product."""
    (folder,) = (each for each in folders(OWN) if each.name == name)
    read, _ = load(folder)
    assert read is not None
    return Coverage(read)


def looked(*clauses: Document, **settings: Any) -> Coverage:
    return Coverage(policy(*clauses, **settings).policy)


def row(coverage: Coverage, count: int, held: Grade = Grade.NONE, scope: Scope = CITY) -> list[tuple[int, int, str]]:
    """Each run as it is said."""
    ((kind, award),) = coverage.awards
    return [(run.first, run.last, said(run.outcome)) for run in coverage.runs(kind, award, scope, count, held)]


def holes(coverage: Coverage, counts: range = range(1, 21)) -> list[tuple[str, tuple[str, ...], tuple[int, int]]]:
    return [(each.code, each.clauses, each.places) for each in coverage.holes(counts)]


@given(documents(), st.sampled_from(LADDER), st.integers(1, 20), st.integers(1, 4), st.sampled_from(["staff", ""]))
def test_runs_are_what_is_decided_place_by_place(
    made: Document, held: Grade, count: int, size: int, group: str
) -> None:
    read, _ = read_policy(made)
    assert read is not None
    coverage = Coverage(read)
    for kind, award in coverage.awards:
        for role in ("member", "coach"):
            runs = coverage.runs(kind, award, Scope("city", group, size, role), count, held)
            assert [run.first for run in runs] == [1, *(run.last + 1 for run in runs[:-1])] and runs[-1].last == count
            for place in range(1, count + 1):
                case = Case("city", group, place, 1, dict.fromkeys(BASES, count), size, 1, role, held)
                outcomes = decide(coverage.policy, case).outcomes
                (outcome,) = (each for each in outcomes if (each.kind, each.award) == (kind, award))
                (run,) = (each for each in runs if each.first <= place <= each.last)
                found = run.outcome
                assert (outcome.status, outcome.gap, outcome.value) == (found.status, found.gap, found.value)
                assert outcome.status != GAP or (outcome.reasons, outcome.clauses) == (found.reasons, found.clauses)


def test_what_is_asked_of_a_person_counts_as_fulfilled() -> None:
    asks = [
        {"look": "paper.theory", "least": 60},
        {"look": "age", "least": 21},
        {"look": "title", "without": ["技术能手"]},
        {"look": "promotions", "most": 0},
        {"look": "fact.filed", "is": "yes"},
    ]
    coverage = looked(clause(places={"to": 3}, gates=asks), gates=[{"look": "paper-level", "least": "3"}])
    assert row(coverage, 5) == [(1, 3, "granted 技术能手"), (4, 5, "refused place-beyond")]
    assert coverage.policy.gates == () and holes(coverage) == []


def test_a_condition_that_could_not_be_read_stays_open() -> None:
    coverage = looked(clause(places={"to": 3}, gates=[{"look": "age", "missing": True}]))
    assert holes(coverage) == [("text-missing", ("one",), (1, 3))]


def test_a_condition_on_the_place_itself_parts_the_places() -> None:
    coverage = looked(clause(gates=[{"look": "place", "most": 4, "without": [2]}]))
    assert row(coverage, 6) == [
        (1, 1, "granted 技术能手"),
        (2, 2, "refused excluded"),
        (3, 4, "granted 技术能手"),
        (5, 6, "refused above-most"),
    ]
    assert row(looked(clause(gates=[{"look": "place", "among": [1, 3]}])), 3)[1] == (2, 2, "refused not-among")


def test_places_that_two_ranges_leave_between_them_are_passed_over() -> None:
    coverage = looked(clause("a", places={"to": 3}), clause("b", places={"from": 5, "to": 6}))
    assert holes(coverage) == [(PASSED_OVER, (), (4, 4))]
    assert holes(looked(clause("a", places={"to": 3}), clause("b", places={"from": 4, "to": 6}))) == []
    elsewhere = looked(clause("a", places={"to": 3}, tiers=["city"]), clause("b", places={"from": 5}, tiers=["county"]))
    assert holes(elsewhere) == []


def test_alternatives_that_contradict_each_other_are_found_with_both() -> None:
    one, two = clause("a", places={"to": 6}, grade="3"), clause("b", places={"from": 5, "to": 9}, grade="4")
    assert ("clauses-overlap", ("a", "b"), (5, 6)) in holes(looked(one, two))
    assert holes(looked(one, two, overlap="first")) == []


def test_only_those_are_looked_at_of_whom_the_award_speaks() -> None:
    coverage = looked(
        clause("a", tiers=["city"], team={"least": 2, "most": 3}),
        clause("b", groups=["student"], coach="教练"),
    )
    assert [(each.tier, each.group, each.team_size) for each in coverage.scopes("title", "技术能手")] == [
        ("city", group, size) for group in ("staff", "student") for size in (1, 2, 4)
    ]
    assert coverage.scopes("coach", "教练") == (
        Scope("city", "student", 1, "coach"),
        Scope("county", "student", 1, "coach"),
    )
    bare = looked(clause(places={"to": 1}), tiers={}, groups={})
    assert bare.scopes("title", "技术能手") == (Scope("", "", 1, "member"),)


def test_what_is_for_coaches_is_looked_at_for_coaches() -> None:
    rules = policy(clause("all", money=100), clause("coach", money=200, role="coach", places={"to": 1}))
    covered = Coverage(rules.policy)
    scopes = covered.scopes("money", "money")
    assert [each.role for each in scopes if (each.tier, each.group) == ("city", "staff")] == ["member", "coach"]
    assert [
        [(run.first, run.outcome.value) for run in covered.runs("money", "money", each, 3, Grade.NONE)]
        for each in scopes
        if (each.tier, each.group) == ("city", "staff")
    ] == [[(1, "100")], [(1, "200"), (2, "")]]


def test_head_counts_and_grades_are_tried_where_they_make_a_difference() -> None:
    share = looked(
        clause("a", tiers=["city"], places={"to": "30%", "of": "entrants"}),
        clause("b", tiers=["county"], places={"to": 3}),
        clause("c", gates=[{"look": "entrants", "least": 5}], prize="奖"),
        clause("d", gates=[{"look": "level", "least": "3"}], nomination="提名"),
        clause("e", grade=TECHNICIAN),
    )
    county = CITY._replace(tier="county")
    assert [share.counted("title", "技术能手", each) for each in (CITY, county)] == [True, False]
    assert share.counted("prize", "prize", CITY) and not share.counted("grade", "grade", CITY)
    assert [share.graded(*each) for each in share.awards] == [False, False, True, True]
    (hole,) = share.holes(range(1, 21))
    assert hole.code == "rounding-unset" and hole.scopes[0] == CITY
    assert hole.counts == tuple(each for each in range(1, 21) if each % 10) and hole.cells == 36


def test_a_policy_without_conditions_on_head_counts_is_looked_at_once() -> None:
    (hole,) = looked(clause(missing="grade")).holes(range(1, 21))
    assert (hole.counts, hole.held, hole.places) == ((20,), LADDER, (1, 20))


def test_the_holes_of_published_policies_are_those_that_their_texts_have() -> None:
    found = {name: [(each.code, each.clauses) for each in of(name).holes()] for name in ("anhui-2023", "tianjin-2024")}
    assert found["anhui-2023"] == [
        ("text-missing", ("grade-50",)),
        ("text-missing", ("grade-class-2",)),
        ("no-band", ("title-class-1",)),
    ]
    assert found["tianjin-2024"] == [
        ("rounding-unset", ("enterprise-staff",)),
        ("rounding-unset", ("enterprise-student",)),
    ]
    (band,) = (each for each in of("anhui-2023").holes() if each.code == "no-band")
    assert (band.counts, band.places) == ((10,), (1, 3)), "ten finalists are neither under ten nor eleven"


def test_the_oldest_policy_does_not_name_who_holds_the_grade_already() -> None:
    def of_code(each: Hole) -> tuple[str, list[str]]:
        return each.clauses[0], [grade.code for grade in each.held]

    assert list(map(of_code, of("shijiazhuang-2010").holes())) == [
        ("other-grade", ["none", "apprentice", "2", "1", "special", "chief"]),
        ("second-grade", ["2", "1", "special", "chief"]),
    ]
