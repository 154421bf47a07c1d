"""Judges with an interest: refused at the door, marked by a reserve, and recused by two persons while it is marked."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from competition import words
from competition.access import sessions
from competition.commands.import_ import begin, finish
from competition.exports.packages import files, stored
from competition.intake import read
from competition.store.database import open_database
from scoring.facts import Recusal, TradeOpened
from scoring.steps import Approved, Proposed
from tests.competition.people import cookie
from tests.competition.rulings.bakery import EVENT, INTERESTED, OFFICE, Bakery, bakery

PINNED = (
    Recusal("J2", "E1", "tasters", "R2"),
    Recusal("R2", "E2", "tasters", ""),
    Recusal("J3", "E2", "tasters", "R1"),
)
TRADE = f"/office/{EVENT}/trades/baking"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Bakery]:
    with bakery(tmp_path, INTERESTED) as made:
        yield made


class Tablet:
    """A judge's page, as far as the door sees it."""

    def __init__(self, held: Bakery, judge: str) -> None:
        found = cookie(held.database, "judge", event=EVENT, judge=judge)
        self.client = TestClient(held.app, headers={"Cookie": f"{sessions.COOKIE}={found}", "Accept-Language": "en"})
        self.client.portal = held.nobody().client.portal

    def gives(self, value: str, entrant: str, aspect: str = "crust") -> dict[str, Any]:
        entry = {
            "type": "mark",
            "key": f"{entrant}-{aspect}-{value}",
            "entrant": entrant,
            "phase": "final",
            "aspect": aspect,
        }
        answer = self.client.post("/api/marks", json={"event": EVENT, "entries": [{**entry, "value": value}]})
        assert answer.status_code == 200, answer.text
        (result,) = answer.json()["results"]
        return dict(result)

    def sheets(self) -> dict[str, dict[str, Any]]:
        """What the judge's page is told, by entrant."""
        answer = self.client.get(f"/api/events/{EVENT}/sheets")
        assert answer.status_code == 200, answer.text
        return {each["entrant"]: each for each in answer.json()["sheets"]}


def test_a_judge_of_the_entrants_organisation_is_refused_and_told_what_to_do(held: Bakery) -> None:
    (opened,) = held.facts(TradeOpened)
    assert opened.recusals == PINNED
    result = Tablet(held, "J2").gives("2", "E1")
    assert result["status"] == "refused"
    (problem,) = result["problems"]
    assert problem["code"] == "interest-declared" and problem["where"] == "judge"
    what, remedy = words.problem(problem["code"], problem["facts"], "en")
    assert "J2" in what and "reserve gives this mark" in remedy
    assert Tablet(held, "J2").gives("2", "E2")["status"] == "accepted"


def test_the_reserve_marks_that_entrant_and_nobody_else_and_the_total_is_of_her_marks(held: Bakery) -> None:
    for judge, value in (("J1", "2"), ("J3", "2"), ("R2", "3")):
        for aspect in ("crust", "crumb"):
            assert Tablet(held, judge).gives(value, "E1", aspect)["status"] == "accepted"
    figures = held.look(lambda state: dict(state.trades["baking"].performances["E1", "final"].figures))
    assert figures["crust", ""] == Fraction(24 * 7, 9)
    assert Tablet(held, "R2").gives("3", "E3")["problems"][0]["code"] == "mark-without-seat"
    assert Tablet(held, "R2").gives("3", "E2")["problems"][0]["code"] == "interest-declared"


def test_the_judge_is_told_that_a_reserve_judges_and_the_reserve_has_that_sheet_alone(held: Bakery) -> None:
    mine, hers = Tablet(held, "J2").sheets(), Tablet(held, "R2").sheets()
    assert (mine["E1"]["recused"], mine["E1"]["cells"]) == ("reserve", [])
    assert mine["E2"]["recused"] == "" and mine["E2"]["cells"]
    assert list(hers) == ["E1"] and hers["E1"]["cells"] and hers["E1"]["recused"] == ""
    assert "R2" not in str(mine["E1"]) and "J2" not in str(hers)


def test_the_office_reads_who_does_not_judge_whom_and_why(held: Bakery) -> None:
    page = held.person("organiser").opens(TRADE)
    assert page.status == 200
    assert "R2 Su Bei" in page.words and "same organisation" in page.words and "declared for this entrant" in page.words
    assert "旧同事" in page.words and "Propose a recusal" in page.words


def test_chief_judge_and_office_see_the_reserve_at_work(held: Bakery) -> None:
    assert Tablet(held, "R2").gives("3", "E1")["status"] == "accepted"
    console = held.person("chief").opens(f"/chief/{EVENT}")
    assert console.status == 200 and "Su Bei 1 / 2" in console.words and "Tang Yingxue 0 / 10" in console.words
    for page in (f"/office/{EVENT}/progress", f"/office/{EVENT}/roster/E1", f"/office/{EVENT}"):
        assert held.person("organiser").opens(page).status == 200, page


def test_a_recusal_while_it_is_marked_shows_its_effect_and_takes_two_persons(held: Bakery) -> None:
    for judge in ("J1", "J2", "J3"):
        for aspect in ("crust", "crumb"):
            assert Tablet(held, judge).gives("2" if judge == "J1" else "3", "E4", aspect)["status"] == "accepted"
    chief, second = held.person("chief"), held.person("second")
    form = {"seat": "J1|tasters", "reserve": "R1", "reason": "family", "text": "表亲"}
    page = chief.opens(f"{OFFICE}/adjust?entrant=E4&act=recuse")
    assert "J1 顾清和 · tasters" in page.words or "J1 Gu Qinghe · tasters" in page.words
    shown = page.sends(step="show", **form)
    assert "2 marks of the judge count nowhere from then on" in shown.words
    done = shown.sends(step="state", **form)
    assert done.to == f"{OFFICE}/proposals/{held.last().seq}" and len(held.facts(Proposed)) == 1
    proposal = done.follows()
    assert "表亲" in proposal.words and "family" in proposal.words
    assert Tablet(held, "J1").gives("2", "E5")["status"] == "accepted"
    approving = second.opens(proposal.path)
    assert approving.sends(step="approve").status == 303 and len(held.facts(Approved)) == 1
    assert Tablet(held, "J1").gives("1", "E4")["problems"][0]["code"] == "interest-declared"
    assert Tablet(held, "R1").gives("3", "E4")["status"] == "accepted"
    assert "decided by two persons" in held.person("organiser").opens(TRADE).words
    wrong = chief.opens(f"{OFFICE}/adjust?entrant=E4&act=recuse").sends(
        step="show", seat="", reserve="", reason="coach"
    )
    assert wrong.status == 422


def test_what_was_decided_goes_out_with_the_package_and_comes_in_again(held: Bakery, tmp_path: Path) -> None:
    for judge in ("J1", "J2", "J3"):
        Tablet(held, judge).gives("2", "E4")
    chief, second = held.person("chief"), held.person("second")
    form = {"seat": "J1|tasters", "reserve": "R1", "reason": "family"}
    shown = chief.opens(f"{OFFICE}/adjust?entrant=E4&act=recuse").sends(step="show", **form)
    second.opens(shown.sends(step="state", **form).to).sends(step="approve")
    Tablet(held, "R1").gives("3", "E4")
    first = _out(held.database, tmp_path / "first")
    assert "baking,tasters,J1,E4,R1" in (tmp_path / "first" / "recusals.csv").read_text("utf-8")
    package, problems = read(tmp_path / "first")
    assert package is not None, problems
    with open_database(f"sqlite:///{tmp_path}/other.db") as other:
        assert begin(other, package, marks=True) is None
        finish(other, package, marks=True)
        assert _out(other, tmp_path / "second") == first


def test_a_recusal_is_taken_back_by_two_persons_who_saw_what_it_does(held: Bakery, tmp_path: Path) -> None:
    for judge in ("J1", "J2", "J3"):
        for aspect in ("crust", "crumb"):
            Tablet(held, judge).gives("2" if judge == "J1" else "3", "E4", aspect)
    before = _out(held.database, tmp_path / "before")
    chief, second = held.person("chief"), held.person("second")
    recusing = {"seat": "J1|tasters", "reserve": "R1", "reason": "family"}
    shown = chief.opens(f"{OFFICE}/adjust?entrant=E4&act=recuse").sends(step="show", **recusing)
    second.opens(shown.sends(step="state", **recusing).to).sends(step="approve")
    Tablet(held, "R1").gives("1", "E4")
    assert f'href="{OFFICE}/adjust?entrant=E4&amp;act=lift"' in held.person("organiser").opens(TRADE).text
    lifting = {"recusal": "J1|tasters", "reason": "no-interest"}
    page = chief.opens(f"{OFFICE}/adjust?entrant=E4&act=lift")
    assert page.sends(step="show", recusal="", reason="no-interest").status == 422
    effect = page.sends(step="show", **lifting)
    assert "2 marks that were set aside before count again" in effect.words
    assert "1 marks that were given in her place count nowhere from then on" in effect.words
    proposal = effect.sends(step="state", **lifting).follows()
    assert "There is no such interest" in proposal.words
    chief.opens(proposal.path).sends(step="approve")
    assert len(held.facts(Approved)) == 1
    assert second.opens(proposal.path).sends(step="approve").status == 303
    assert _out(held.database, tmp_path / "after") == before
    assert Tablet(held, "R1").gives("3", "E4")["problems"][0]["code"] == "mark-without-seat"
    assert Tablet(held, "J1").sheets()["E4"]["recused"] == ""
    nobody = chief.opens(f"{OFFICE}/adjust?entrant=E4&act=lift")
    assert "Nobody was recused from this entrant since the trade was opened" in nobody.words
    pinned = chief.opens(f"{OFFICE}/adjust?entrant=E1&act=lift").sends(
        step="show", recusal="J2|tasters", reason="no-interest"
    )
    assert pinned.status == 422 and "was recused from entrant E1 when the trade was opened" in pinned.words
    assert "judges 04" in held.person("organiser").opens(f"/office/{EVENT}/timeline").words


def _out(database: Any, folder: Path) -> dict[str, bytes]:
    with database.connect() as connection:
        package = stored(connection, EVENT)
    assert package is not None
    written = files(package)
    for name, content in written.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return written
