"""What is known of a person when it comes to awards comes from table, catalogue and terms; nothing is made up."""

from __future__ import annotations

from pathlib import Path

from competition.awarding.cases import Candidate, candidates
from scoring.grades import Grade
from scoring.steps import EntrantSubstituted
from tests.competition.awarding.bakery import CONTEST, FILED, POLICY, bakery, folded, package


def found(folder: Path, **changed: object) -> dict[str, Candidate]:
    stated = package(bakery(folder, **changed))  # type: ignore[arg-type]
    return {each.person: each for each in candidates(folded(stated).trades["cakes"], stated)}


def test_places_and_head_counts_are_of_the_group(tmp_path: Path) -> None:
    people = found(tmp_path)
    assert [(each.entrant, each.rank, each.case.group, each.case.place) for each in people.values()] == [
        ("C1", 1, "职工", 1),
        ("C2", 2, "职工", 2),
        ("C3", 3, "学生", 1),
        ("C4", 4, "职工", 3),
        ("C5", 5, "职工", 4),
        ("C6", 6, "学生", 2),
        ("C7", 7, "学生", 3),
        ("C8", 8, "职工", 5),
    ]
    assert people["P1"].case.counts == {"registered": 5, "entrants": 5, "finalists": 5, "teams": 0}
    assert people["P3"].case.counts["entrants"] == 3


def test_papers_are_counted_out_of_a_hundred(tmp_path: Path) -> None:
    people = found(tmp_path)
    assert people["P2"].case.papers == {"theory": "59.5", "practical": "96"}
    assert people["P1"].total == "94.00"


def test_who_shares_a_place_shares_it_within_the_group(tmp_path: Path) -> None:
    rows = [(*row[:5], "80", "80") for row in FILED]
    people = found(tmp_path, rows=rows)
    assert {(each.case.group, each.case.place, each.case.sharing) for each in people.values()} == {
        ("职工", 1, 5),
        ("学生", 1, 3),
    }


def test_who_did_not_start_is_registered_and_no_entrant(tmp_path: Path) -> None:
    rows = [row if row[0] != "C8" else (*row[:5], "", "") for row in FILED]
    people = found(tmp_path, rows=rows, adjustments=["cakes,final,C8,,,dns,,absent"])
    case = people["P8"].case
    assert (case.place, case.papers) == (None, {"theory": "absent", "practical": "absent"})
    assert case.counts == {"registered": 5, "entrants": 4, "finalists": 4, "teams": 0}


def test_who_is_disqualified_came_and_has_no_place(tmp_path: Path) -> None:
    case = found(tmp_path, adjustments=["cakes,final,C8,,,dsq,,rules"])["P8"].case
    assert (case.place, case.counts["entrants"], case.papers["theory"]) == (None, 5, "70")


def test_persons_of_a_team_have_their_place_in_it_and_coaches_their_role(tmp_path: Path) -> None:
    rows = [("C1", "职工", "P1 P2", "3", "", "90", "95"), *FILED[2:]]
    people = found(tmp_path, rows=rows, coaches={"C1": "K1"})
    assert [(people[each].case.role, people[each].case.member) for each in ("P1", "P2", "K1")] == [
        ("member", 1),
        ("member", 2),
        ("coach", 1),
    ]
    assert {people[each].case.team_size for each in ("P1", "P2", "K1")} == {2}
    assert people["P1"].case.counts["teams"] == 1


def test_what_persons_csv_says_is_in_the_case_and_what_it_leaves_out_is_unknown(tmp_path: Path) -> None:
    people = found(tmp_path)
    assert people["P3"].case.level is Grade.NONE
    assert people["P6"].case.level is None
    assert (people["P4"].case.promotions, people["P5"].case.promotions) == (0, 1)
    case = people["P1"].case
    assert (case.tier, case.paper_level, case.date) == ("city", Grade.SENIOR, "2026-05-02")
    assert case.facts == {"body-filed": "yes", "trade-filed": "yes", "trade-accepted": "yes"}


def test_what_the_trade_states_of_the_contest_is_in_every_case_and_filings_are_not_for_it_to_say(
    tmp_path: Path,
) -> None:
    stated = CONTEST.replace("level = 3", 'level = 3\nfacts = { national-standard = "yes", body-filed = "no" }')
    people = found(tmp_path, contest=stated)
    filed = {"body-filed": "yes", "trade-filed": "yes", "trade-accepted": "yes"}
    assert all(each.case.facts == {"national-standard": "yes", **filed} for each in people.values())


def test_her_sex_is_in_the_case_of_a_policy_that_asks_for_it_and_in_no_other(tmp_path: Path) -> None:
    def told(folder: Path, policy: str) -> list[str]:
        made = bakery(folder, policy=policy)
        head, *rows = (made / "persons.csv").read_text("utf-8").splitlines()
        gendered = [f"{head},gender", *(f"{row},{gender}" for row, gender in zip(rows, "fm" + " " * 6, strict=True))]
        (made / "persons.csv").write_text("".join(f"{each.rstrip()}\n" for each in gendered), "utf-8")
        stated = package(made)
        people = {each.person: each for each in candidates(folded(stated).trades["cakes"], stated)}
        return [people[each].case.facts.get("sex", "") for each in ("P1", "P2", "P3")]

    gate = '\ngates = [{ look = "fact.sex", is = "female" }]\n'
    assert told(tmp_path / "asked", POLICY + gate) == ["female", "male", ""]
    assert told(tmp_path / "not", POLICY) == ["", "", ""]


def test_an_entrant_without_members_is_one_person_of_whom_nothing_is_known(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    (folder / "members.csv").write_text("entrant,person,role\nC2,P2,member\n", "utf-8")
    stated = package(folder)
    first = next(candidates(folded(stated).trades["cakes"], stated))
    assert (first.entrant, first.person) == ("C1", "C1")
    assert (first.case.level, first.case.promotions, first.case.group) == (None, None, "职工")


def test_somebody_who_competes_for_another_is_not_taken_for_her(tmp_path: Path) -> None:
    stated = package(bakery(tmp_path))
    trade = folded(stated).trades["cakes"]
    trade.substitutes["C1"] = EntrantSubstituted("C1", "0" * 64).document
    first = next(candidates(trade, stated))
    assert (first.person, first.case.level, first.case.promotions) == ("C1", None, None)


def test_behind_codes_are_entrants_with_their_groups(tmp_path: Path) -> None:
    stated = package(bakery(tmp_path))
    trade = folded(stated).trades["cakes"]
    trade.codes = {f"C{number}": f"C{9 - number}" for number in range(1, 9)}
    first = next(candidates(trade, stated))
    assert (first.entrant, first.code, first.person, first.case.group) == ("C8", "C1", "P8", "职工")


def test_promotions_in_other_trades_of_the_event_are_counted(tmp_path: Path) -> None:
    stated = package(bakery(tmp_path))
    people = {each.person: each.case for each in candidates(folded(stated).trades["cakes"], stated, {"P1": 1})}
    assert (people["P1"].promotions, people["P2"].promotions) == (1, 0)


def test_a_figure_without_end_is_cut_and_never_rounded_up(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    scheme = (folder / "schemes" / "cakes.toml").read_text("utf-8").replace("max = 100", "max = 107")
    ninety = scheme.replace('weight = "0.2"\nmax = 20', 'weight = "0.3"\nmax = 27').replace(
        "highest = 100", "highest = 90", 1
    )
    (folder / "schemes" / "cakes.toml").write_text(ninety, "utf-8")
    stated = package(folder)
    people = {each.person: each.case for each in candidates(folded(stated).trades["cakes"], stated)}
    assert people["P2"].papers["theory"] == "66.111111111111"
    assert people["P1"].papers["theory"] == "100"
