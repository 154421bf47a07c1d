"""What hangs on one mark, line by line, where not everything could be tried or the phase gives no grades."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from competition.awarding.cases import Candidate, candidates, groups, policy_of
from competition.certainty import saying
from competition.certainty.explaining import Explaining
from competition.certainty.hanging import hanging
from competition.certainty.people import People
from scoring.certainty import margins
from scoring.certainty.pauses import drained
from scoring.grades import grade
from scoring.state import Trade
from tests.competition.awarding.bakery import folded, package
from tests.competition.certainty.cakes import cakes
from tests.scoring.certainty.test_places import marked, two_papers

NOBODY = People(None, (), {})


def explaining(trade: Trade, people: People = NOBODY) -> Explaining:
    return Explaining(trade, people, saying.named(trade.plan.scheme, "en", str, str))


def test_marks_and_judges_that_were_too_many_to_try_are_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated = package(cakes(tmp_path))
    trade = folded(stated).trades["cakes"]
    people = People(policy_of(trade.policy), candidates(trade, stated), groups(trade, stated))
    monkeypatch.setattr(margins, "MOST", 4)
    monkeypatch.setattr(margins, "JUDGED", 4)
    lines = list(explaining(trade, people).lines("C2", "P2"))
    assert "There are 24 marks: only those were moved whose entrants are nearest to a neighbour." in lines
    assert "There are too many marks to leave out judges." in lines
    assert any(line.startswith("The place hangs on: ") for line in lines)


def test_of_who_never_gets_a_total_nothing_is_said() -> None:
    held = two_papers("1", "2")
    held.out("2", "dnf")
    trade = held.state.trades["T"]
    assert list(explaining(trade).lines("2", "2")) == []
    assert list(explaining(trade).lines("1", "1")) == ["Places still possible: place 1, certain"]


def test_a_place_that_no_step_changes_is_firm() -> None:
    trade = marked(marked(two_papers("1", "2"), "t", 9, 2), "p", 9, 2).state.trades["T"]
    known = explaining(trade)
    said = [list(known.lines(entrant, entrant)) for entrant in ("1", "2")]
    assert said == [["No single step of a mark changes the place."]] * 2


def test_a_policy_that_asks_for_no_paper_gives_grades_by_place_alone(tmp_path: Path) -> None:
    folder = cakes(tmp_path)
    policy = folder / "policies" / "city" / "policy.toml"
    text = policy.read_text("utf-8")
    policy.write_text(text.replace(text[text.index("[[gates]]") : text.rindex("[[gates]]")], ""), "utf-8")
    stated = package(folder)
    trade = folded(stated).trades["cakes"]
    people = People(policy_of(trade.policy), candidates(trade, stated), groups(trade, stated))
    assert not people.looked_at
    told = [line for line in explaining(trade, people).lines("C4", "P4") if line.startswith("The grade")]
    assert told[-1] == "The grade hangs on: without J4: technician (level 2) instead of senior worker (level 3)"


def test_a_phase_before_the_last_gives_no_grades(tmp_path: Path) -> None:
    stated = package(Path(__file__).parents[2] / "golden" / "yunping")
    trade = folded(stated).trades["floristry"]
    policy = policy_of(folded(package(cakes(tmp_path))).trades["cakes"].policy)
    people = People(policy, [_held(each) for each in candidates(trade, stated)], groups(trade, stated))
    first, last = (drained(hanging(trade, each.id, people)) for each in trade.plan.phases)
    assert first is not None and last is not None
    assert not first.turns and last.turns


def _held(candidate: Candidate) -> Candidate:
    """The same, of the staff, of whom all is known that the bakery's policy asks."""
    case = replace(candidate.case, group="staff", level=grade("3"), promotions=0, papers={"theory": "80"})
    return candidate._replace(case=case)
