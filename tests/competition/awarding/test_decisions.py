"""The pinned policy is asked about everybody, as the table stands."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given

from competition.awarding.cases import Candidate, candidates
from competition.awarding.decisions import decided, decisions, grade_of
from scoring.clauses.examples import said
from scoring.policy import read_policy
from tests.competition.awarding.bakery import CONTEST, FILED, POLICY, bakery, folded, package
from tests.scoring.rulebook import Document
from tests.scoring.rulebooks import documents


def come_to(folder: Path, **changed: str) -> dict[str, list[str]]:
    stated = package(bakery(folder, **changed))  # type: ignore[arg-type]
    found = decisions(folded(stated).trades["cakes"], stated)
    return {each.candidate.person: [said(outcome) for outcome in each.decision.outcomes] for each in found}


def test_everybody_gets_what_the_policy_says_and_a_gap_stays_one(tmp_path: Path) -> None:
    assert come_to(tmp_path) == {
        "P1": ["granted 2", "may-apply 云屏市技术能手"],
        "P2": ["refused below-least", "refused place-beyond"],
        "P3": ["granted 4", "refused other-group"],
        "P4": ["granted 3", "refused place-beyond"],
        "P5": ["refused already-promoted", "refused place-beyond"],
        "P6": ["gap rounding-unset", "refused other-group, place-beyond"],
        "P7": ["refused place-beyond", "refused other-group, place-beyond"],
        "P8": ["refused place-beyond", "refused place-beyond"],
    }


def test_coaches_are_asked_about_only_where_the_policy_speaks_of_them(tmp_path: Path) -> None:
    stated = package(bakery(tmp_path / "a", coaches={"C1": "K1"}))
    trade = folded(stated).trades["cakes"]
    assert "K1" not in {each.candidate.person for each in decisions(trade, stated)}
    coach = '[[clauses]]\nid = "coach"\nplaces = { to = 1 }\ncoach = "优秀教练"\n'
    stated = package(bakery(tmp_path / "b", coaches={"C1": "K1"}, policy=POLICY + coach))
    trade = folded(stated).trades["cakes"]
    found = {each.candidate.person: each.decision for each in decisions(trade, stated)}
    assert found["K1"].status("coach") == "granted"
    assert found["P1"].status("coach") == "refused"


def test_money_for_coaches_makes_coaches_people_of_the_roll(tmp_path: Path) -> None:
    coach = '[[clauses]]\nid = "coach"\nplaces = { to = 1 }\nmoney = 2000\nrole = "coach"\n'
    stated = package(bakery(tmp_path, coaches={"C1": "K1"}, policy=POLICY + coach))
    found = decisions(folded(stated).trades["cakes"], stated)
    paid = {each.candidate.person: each.decision.of("money")[0].value for each in found}
    assert paid["K1"] == "2000" and set(paid.values()) == {"2000", ""}


@lru_cache(1)
def teams() -> tuple[Candidate, ...]:
    """Everybody of a field with a team of two, a coach, and seven who stand alone."""
    rows = [("C1", "职工", "P1 P2", "3", "", "90", "95"), *FILED[2:]]
    with TemporaryDirectory() as folder:
        stated = package(bakery(Path(folder), rows, coaches={"C1": "K1"}))
        return tuple(candidates(folded(stated).trades["cakes"], stated))


@given(documents())
def test_under_any_policy_every_member_has_a_verdict_on_every_clause(made: Document) -> None:
    policy, _ = read_policy(made)
    assert policy is not None
    found = decided(policy, teams())
    coached = any(clause.role == "coach" for clause in policy.clauses)
    asked = {each.person for each in teams() if each.case.role == "member" or coached}
    assert {each.candidate.person for each in found} == asked >= {f"P{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8)}
    for each in found:
        assert [verdict.clause for verdict in each.decision.verdicts] == [clause.id for clause in policy.clauses]
    assert [each.decision.digest for each in decided(policy, teams())] == [each.decision.digest for each in found]


def test_a_trade_that_is_sealed_or_has_no_policy_comes_to_nothing(tmp_path: Path) -> None:
    stated = package(bakery(tmp_path))
    trade = folded(stated).trades["cakes"]
    trade.codes = {}
    assert decisions(trade, stated) == []
    stated = package(bakery(tmp_path, contest=CONTEST.replace("2026-05-0", "2025-05-0")))
    trade = folded(stated).trades["cakes"]
    assert decisions(trade, stated) == []


def test_a_gap_and_a_refusal_are_no_grade(tmp_path: Path) -> None:
    stated = package(bakery(tmp_path))
    found = {each.candidate.person: each.decision for each in decisions(folded(stated).trades["cakes"], stated)}
    assert [grade_of(found[person]) for person in ("P1", "P2", "P6")] == ["2", "", ""]
