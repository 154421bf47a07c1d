"""Places passed down across a whole roll: recorded with each case, and counted anew under another policy."""

from __future__ import annotations

import tomllib
from pathlib import Path

from competition.awarding.beside import beside
from competition.awarding.decisions import Award, decisions
from competition.awarding.recorded import body, decision_of
from competition.awarding.roll import Entry
from competition.awarding.wording import Wording
from scoring.clauses.examples import said
from scoring.clauses.values import Policy
from scoring.policy import read_policy
from tests.competition.awarding.bakery import POLICY, bakery, folded, package

PASSES = POLICY.replace(
    'places = { to = 1 }\ntitle = { zh = "云屏市技术能手"',
    "places = { to = 1, passes = true }\n"
    'gates = [{ look = "title", without = ["云屏市技术能手"], reason = "has-title" }]\n'
    'title = { zh = "云屏市技术能手"',
)


def policy(text: str) -> Policy:
    made, problems = read_policy(tomllib.loads(text, parse_float=str))
    assert made is not None, problems
    return made


def awards(folder: Path, text: str) -> dict[str, Award]:
    """By person, where P1, the first of the staff, has the title already."""
    bakery(folder, policy=text)
    persons = folder / "persons.csv"
    rows = [line.split(",") for line in persons.read_text("utf-8").splitlines()]
    for row in rows:
        row[5] = "云屏市技术能手" if row[0] == "P1" else row[5]
    persons.write_text("".join(",".join(row) + "\n" for row in rows), "utf-8")
    stated = package(folder)
    return {each.candidate.person: each for each in decisions(folded(stated).trades["cakes"], stated)}


def titles(found: dict[str, Award]) -> dict[str, str]:
    return {person: said(award.decision.of("title")[0]) for person, award in found.items()}


def test_the_honour_goes_to_the_next_of_her_group_and_the_case_says_so(tmp_path: Path) -> None:
    found = awards(tmp_path, PASSES)
    assert titles(found) | {"P1": "refused has-title", "P2": "may-apply 云屏市技术能手"} == titles(found)
    assert [person for person, word in titles(found).items() if word.startswith("may-apply")] == ["P2"]
    second = found["P2"].decision
    assert second.case.form()["passed"] == {"title": "1"}
    document = body(second)
    again = decision_of(policy(PASSES), document)
    assert again is not None and again.digest == second.digest
    assert decision_of(policy(PASSES), {**document, "case": {**document["case"], "passed": {"title": "0"}}}) is None


def test_what_it_says_of_those_behind_names_who_was_skipped(tmp_path: Path) -> None:
    decision = awards(tmp_path, PASSES)["P4"].decision
    (check,) = (each for each in decision.verdicts[-1].checks if each.look == "place")
    reason = {lang: Wording(policy(PASSES), lang).reason(check) for lang in ("en", "zh")}
    assert reason["en"] == "With 1 skipped before: Place 3 comes after place 1, the last one; one place short."
    assert reason["zh"].startswith("前面已跳过 1 人。")


def test_under_another_policy_it_is_counted_by_that_policy(tmp_path: Path) -> None:
    for pinned, other, moved in (
        (PASSES, POLICY, {"P1", "P2"}),
        (POLICY, PASSES, {"P1", "P2"}),
        (PASSES, PASSES, set()),
    ):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        found = awards(folder, pinned).values()
        entries = [
            Entry(each.candidate.entrant, each.candidate.person, each.candidate, each.decision, "", "")
            for each in found
        ]
        assert {each.entry.person for each in beside(entries, policy(other)) if "title" in each.kinds} == moved
