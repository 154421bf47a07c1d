"""Heats as packages: recall rounds with computed cuts, finals of places, and what the data set leaves unsaid."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.contests import ballroom_skating, folders
from tests.contests.tables import changed, given, read, scheme, shared, wrong

EVENT = "nus14-1"
JUDGES = ("j1", "j2", "j3")


def votes(phase: str, **given: str) -> str:
    """A line for each judge's mark in the only dance: couple = "101"."""
    return "".join(
        f"{EVENT},{phase},{couple},D0,{judge},{mark}\n"
        for couple, marks in given.items()
        for judge, mark in zip(JUDGES, marks, strict=True)
    )


def heat(judgements: str, officials: str, dances: str = "1", finalists: str = "2") -> dict[str, str]:
    return {
        "events": f"event,heat,judges,dances,finalists\n{EVENT},Waltz (W),3,{dances},{finalists}\n",
        "judgements": f"event,phase,competitor,item,judge,mark\n{judgements}",
        "officials": f"event,phase,competitor,item,official_place,official_recalled\n{officials}",
    }


FINAL = votes("final", c1="112", c2="221")
PLACES = f"{EVENT},final,c1,D0,1,\n{EVENT},final,c2,D0,2,\n{EVENT},final,c1,ALL,1,\n{EVENT},final,c2,ALL,2,\n"
RECALL = votes("round-1", c1="111", c2="110", c3="001")
RECALLED = f"{EVENT},round-1,c1,ALL,,1\n{EVENT},round-1,c2,ALL,,1\n{EVENT},round-1,c3,ALL,3,0\n"


def test_as_many_go_on_as_were_recalled(source: Path, target: Path) -> None:
    (folder,) = ballroom_skating.convert(given(source, heat(FINAL + RECALL, PLACES + RECALLED)), target)
    first, final = scheme(folder, "heat")["phases"]
    assert (first["id"], first["modules"]) == ("round-1", ["recall"])
    assert final["entry"] == {"from": "round-1", "cut": 2}
    assert final["order"] == "low"
    assert not (folder / "advanced.csv").exists()
    assert read(folder, "expected") == [
        ("heat", "final", "c1", "", "", "D0", "1"),
        ("heat", "final", "c2", "", "", "D0", "2"),
        ("heat", "final", "c1", "", "", "list", "1"),
        ("heat", "final", "c2", "", "", "list", "2"),
        ("heat", "final", "c1", "", "", "advanced", "1"),
        ("heat", "final", "c2", "", "", "advanced", "1"),
        ("heat", "final", "c3", "", "", "advanced", "0"),
        ("heat", "round-1", "c3", "", "", "list", "3"),
    ]
    assert read(folder, "marks")[-1] == ("j3", "c2", "final", "", "D0", "", "1")
    assert read(folder, "marks")[0] == ("j1", "c1", "round-1", "", "recall-D0", "", "1")


def test_ties_of_one_dance_stand_and_those_of_several_go_by_rules_10_and_11(source: Path, target: Path) -> None:
    (one,) = ballroom_skating.convert(given(source, heat(FINAL, PLACES)), target / "one")
    assert "ties" not in scheme(one, "heat")["phases"][0]
    second = FINAL.replace("D0", "D1")
    several = given(source.with_name("several"), heat(FINAL + second, PLACES, dances="2"))
    (two,) = ballroom_skating.convert(several, target / "two")
    document = scheme(two, "heat")
    assert document["phases"][0]["ties"] == [{"by": "skating-10"}, {"by": "skating-11"}]
    assert [aspect["id"] for aspect in document["modules"][0]["criteria"][0]["aspects"]] == ["D0", "D1"]


def test_a_couple_that_was_recalled_and_did_not_dance_did_not_start(source: Path, target: Path) -> None:
    recall = RECALL + votes("round-1", c4="111")
    tables = heat(FINAL + recall, PLACES + RECALLED + f"{EVENT},round-1,c4,ALL,,1\n")
    (folder,) = ballroom_skating.convert(given(source, tables), target)
    assert scheme(folder, "heat")["phases"][1]["entry"] == {"from": "round-1", "cut": 3}
    assert read(folder, "adjustments") == [("heat", "final", "c4", "", "", "dns", "", "did-not-dance")]


def test_where_somebody_danced_who_was_not_recalled_the_recall_is_a_list_of_its_own(source: Path, target: Path) -> None:
    recalled = RECALLED.replace("c2,ALL,,1", "c2,ALL,2,0")
    (folder,) = ballroom_skating.convert(given(source, heat(FINAL + RECALL, PLACES + recalled)), target)
    _, listed, final = scheme(folder, "heat")["phases"]
    assert (listed["id"], listed["entry"]) == ("recalled-round-1", {"from": "round-1", "cut": 1})
    assert final["entry"] == {"from": "round-1", "cut": "stated"}
    assert read(folder, "advanced") == [("heat", "final", "c1"), ("heat", "final", "c2")]
    expected = read(folder, "expected")
    assert ("heat", "recalled-round-1", "c2", "", "", "advanced", "0") in expected
    assert ("heat", "round-1", "c2", "", "", "list", "2") not in expected


def test_a_couple_that_comes_in_later_did_not_start_before(source: Path, target: Path) -> None:
    tables = heat(FINAL.replace("c2", "c9") + RECALL, PLACES.replace("c2", "c9") + RECALLED)
    (folder,) = ballroom_skating.convert(given(source, tables), target)
    assert read(folder, "adjustments") == [("heat", "round-1", "c9", "", "", "dns", "", "did-not-dance")]
    assert read(folder, "advanced") == [("heat", "final", "c1"), ("heat", "final", "c9")]


def test_where_no_recall_is_known_those_who_danced_went_on(source: Path, target: Path) -> None:
    nobody = RECALLED.replace(",,1", ",2,0")
    (folder,) = ballroom_skating.convert(given(source, heat(FINAL + RECALL, PLACES + nobody)), target)
    _, final = scheme(folder, "heat")["phases"]
    assert final["entry"] == {"from": "round-1", "cut": "stated"}
    assert {row[1] for row in read(folder, "expected")} == {"final"}


def test_a_second_couple_with_the_same_number_is_an_entrant_of_its_own(source: Path, target: Path) -> None:
    twice = RECALL + votes("round-1", c1="000")
    (folder,) = ballroom_skating.convert(given(source, heat(FINAL + twice, PLACES + RECALLED)), target)
    assert [row[1] for row in read(folder, "entrants")] == ["c1", "c2", "c3", "c1.2"]
    assert ("j1", "c1.2", "round-1", "", "recall-D0", "", "0") in read(folder, "marks")


def test_every_place_of_a_real_final_and_every_known_recall_is_copied_once(real_contests: Path, target: Path) -> None:
    source = real_contests / "ballroom_skating"
    written = ballroom_skating.convert(source, target)
    expected = [(folder.name, *row) for folder in written for row in read(folder, "expected")]
    officials = folders.rows(source, "officials")
    places = Counter(
        (row["event"], row["competitor"], "list" if row["item"] == "ALL" else row["item"], row["official_place"])
        for row in officials
        if row["phase"] == "final"
    )
    finals = (row for row in expected if row[2] == "final" and row[6] != "advanced")
    assert Counter((row[0], row[3], row[6], row[7]) for row in finals) == places
    known = {(row["event"], row["phase"]) for row in officials if row["official_recalled"] == "1"}
    recalled = Counter(
        (row["event"], row["competitor"], row["official_recalled"])
        for row in officials
        if (row["event"], row["phase"]) in known
    )
    assert Counter((row[0], row[3], row[7]) for row in expected if row[6] == "advanced") == recalled


HEAT = "sma09-40443010"
"""Rule 10 and rule 11 each tell couples apart that the other does not."""


@pytest.mark.parametrize(
    ("event", "rule", "planted", "figures"),
    [
        (HEAT, "", "", set()),
        (HEAT, '{ by = "skating-10" }, ', "", {"list"}),
        (HEAT, 'order = "low"', 'order = "high"', {"list"}),
        ("bi307-402D2848", "cut = 7", "cut = 8", {"advanced"}),
    ],
)
def test_a_real_heat_holds_by_its_rule_and_not_by_another(
    event: str, rule: str, planted: str, figures: set[str], real_contests: Path, target: Path
) -> None:
    ballroom_skating.convert(real_contests / "ballroom_skating", target)
    assert wrong(changed(target / event, rule, planted)) == figures


def test_without_rule_11_couples_of_a_real_heat_share_a_place(real_contests: Path, target: Path) -> None:
    ballroom_skating.convert(real_contests / "ballroom_skating", target)
    assert not shared(target / HEAT)
    assert shared(changed(target / HEAT, ', { by = "skating-11" }', ""))
