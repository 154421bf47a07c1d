"""What a policy says of a person: verdicts, gaps, and what would have had to differ."""

from __future__ import annotations

from hypothesis import given

from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.clauses.trace import GAP, GAPS, GRANTED, MAY_APPLY, REASONS, REFUSED, Outcome, Verdict
from scoring.policy import parse_policy, read_policy
from tests.policies import OWN, folders, load
from tests.scoring.rulebook import TECHNICIAN, Document, clause, policy
from tests.scoring.rulebooks import cases, documents


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
