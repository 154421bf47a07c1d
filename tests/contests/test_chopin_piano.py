"""The piano competition as a package: abstaining jurors, weighed stages, and stages of which only scores are known."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.contests import chopin_piano, folders
from tests.contests.tables import changed, given, read, scheme, wrong

FIRST = {
    "competitors": "competitor,name\nK01,Ziye Tao\nK02,Chun Lam U\nK03,Nobody Here\n",
    "judges": "judge,name\nJ01,Garrick Ohlsson\nJ02,John Allison\n",
    "judgements": "event,phase,competitor,item,judge,mark\n"
    "chopin19-stage1,stage1,K02,programme,J01,14\nchopin19-stage1,stage1,K02,programme,J02,\n"
    "chopin19-stage1,stage1,K01,programme,J01,24\nchopin19-stage1,stage1,K01,programme,J02,17\n"
    "chopin19-stage2,stage2,K01,programme,J01,20\nchopin19-stage2,stage2,K01,programme,J02,20\n",
    "corrected_marks": "event,competitor,judge,official_corrected_mark\n"
    "chopin19-stage1,K02,J01,14.00\nchopin19-stage1,K02,J02,\nchopin19-stage1,K01,J01,23.50\n"
    "chopin19-stage2,K01,J02,20.00\n",
    "officials": "event,phase,competitor,official_s1,official_s2,official_s3,official_s4,official_total,"
    "official_list_pos,official_rank,official_advanced\n"
    "chopin19-stage1,stage1,K01,20.50,,,,20.50,1,,1\nchopin19-stage1,stage1,K02,14.00,,,,14.00,2,,0\n"
    "chopin19-stage2,stage2,K01,20.50,20.00,,,20.15,1,,1\n",
}
LAST = FIRST | {
    "judgements": "event,phase,competitor,item,judge,mark\n"
    "chopin19-final,final,K01,concerto,J01,24\nchopin19-final,final,K01,concerto,J02,22\n",
    "corrected_marks": "event,competitor,judge,official_corrected_mark\nchopin19-final,K01,J01,24.00\n",
    "officials": "event,phase,competitor,official_s1,official_s2,official_s3,official_s4,official_total,"
    "official_list_pos,official_rank,official_advanced\n"
    "chopin19-final,final,K01,20.50,20.00,21.00,23.00,21.45,1,1,\n"
    "chopin19-final,final,K02,20.00,20.00,20.00,20.00,20.00,2,,\n",
}


def test_a_juror_without_a_mark_abstains(source: Path, target: Path) -> None:
    (folder,) = chopin_piano.convert(given(source, FIRST), target)
    assert folder == target / "chopin19"
    assert read(folder, "marks")[:3] == [
        ("J01", "K02", "stage1", "", "opening-mark", "", "14"),
        ("J02", "K02", "stage1", "", "opening-mark", "", "abstained"),
        ("J01", "K01", "stage1", "", "opening-mark", "", "24"),
    ]
    assert [row[1] for row in read(folder, "entrants")] == ["K01", "K02"]


def test_the_score_of_a_stage_and_the_result_after_it_are_figures_of_their_own(source: Path, target: Path) -> None:
    (folder,) = chopin_piano.convert(given(source, FIRST), target)
    assert read(folder, "expected") == [
        ("piano", "stage1", "K01", "", "", "opening-mark", "20.50"),
        ("piano", "stage1", "K01", "", "", "total", "20.50"),
        ("piano", "stage1", "K01", "", "", "list", "1"),
        ("piano", "stage2", "K01", "", "", "advanced", "1"),
        ("piano", "stage1", "K02", "", "", "opening-mark", "14.00"),
        ("piano", "stage1", "K02", "", "", "total", "14.00"),
        ("piano", "stage1", "K02", "", "", "list", "2"),
        ("piano", "stage2", "K02", "", "", "advanced", "0"),
        ("piano", "stage2", "K01", "", "", "recital-mark", "20.00"),
        ("piano", "stage2", "K01", "", "", "total", "20.15"),
        ("piano", "stage2", "K01", "", "", "list", "1"),
        ("piano", "stage3", "K01", "", "", "advanced", "1"),
        ("piano", "stage1", "K02", "", "J01", "counted:opening-mark", "14.00"),
        ("piano", "stage1", "K01", "", "J01", "counted:opening-mark", "23.50"),
        ("piano", "stage2", "K01", "", "J02", "counted:recital-mark", "20.00"),
    ]


def test_each_stage_weighs_the_scores_before_it(source: Path, target: Path) -> None:
    (folder,) = chopin_piano.convert(given(source, FIRST), target)
    _, second, _, final = scheme(folder, "piano")["phases"]
    assert second["weight"] == "0.7"
    assert second["carry"] == [{"phase": "stage1", "weight": "0.3"}]
    assert second["entry"] == {"from": "stage1", "cut": 40}
    assert [each["weight"] for each in final["carry"]] == ["0.1", "0.2", "0.35"]
    assert final["ranks"]["within"] == "0.02"


def test_stages_without_marks_enter_by_their_published_scores(source: Path, target: Path) -> None:
    (folder,) = chopin_piano.convert(given(source, LAST), target)
    assert [row for row in read(folder, "marks") if row[1] == "K01"] == [
        ("SEC", "K01", "stage1", "", "published-mark", "", "20.50"),
        ("SEC", "K01", "stage2", "", "published-mark", "", "20.00"),
        ("SEC", "K01", "stage3", "", "published-mark", "", "21.00"),
        ("J01", "K01", "final", "", "recital-mark", "", "24"),
        ("J02", "K01", "final", "", "recital-mark", "", "22"),
    ]
    assert [phase["modules"] for phase in scheme(folder, "piano")["phases"]] == [*[["published"]] * 3, ["recital"]]


def test_a_pianist_behind_the_last_place_that_is_given_has_none(source: Path, target: Path) -> None:
    (folder,) = chopin_piano.convert(given(source, LAST), target)
    places = [(row[2], row[6]) for row in read(folder, "expected") if row[5] == "place"]
    assert places == [("K01", "1"), ("K02", "")]


FINALISTS = (
    ("20.00", "25", "21.75", "1"),
    ("20.00", "24", "21.40", "2"),
    ("19.95", "24", "21.38", "2"),
    ("20.00", "23", "21.05", "3"),
    ("20.00", "22", "20.70", "4"),
    ("20.00", "21", "20.35", "5"),
    ("20.00", "20", "20.00", "6"),
    ("20.00", "19", "19.65", ""),
)
"""Score of the third stage, mark of the only juror in the final, result and place; 20.00 in the first two stages."""


def test_places_of_a_final_are_shared_within_two_hundredths_and_six_are_given(source: Path, target: Path) -> None:
    names = [f"K{number}" for number in range(1, 9)]
    finalists = list(zip(names, FINALISTS, strict=True))
    officials = (
        f"chopin19-final,final,{name},20.00,20.00,{third},{mark}.00,{result},{position},{place},"
        for position, (name, (third, mark, result, place)) in enumerate(finalists, 1)
    )
    tables = LAST | {
        "competitors": "\n".join(("competitor,name", *(f"{name},{name}" for name in names))),
        "judges": "judge,name\nJ01,Garrick Ohlsson\n",
        "judgements": "event,phase,competitor,item,judge,mark\n"
        + "".join(f"chopin19-final,final,{name},concerto,J01,{mark}\n" for name, (_, mark, *_) in finalists),
        "officials": "\n".join((LAST["officials"].partition("\n")[0], *officials)),
        "corrected_marks": "event,competitor,judge,official_corrected_mark\n",
    }
    (folder,) = chopin_piano.convert(given(source, tables), target)
    assert wrong(folder) == set()
    assert wrong(changed(folder, '"0.02"', '"0.01"')) == {"place"}
    assert wrong(changed(folder, ", places = 6", "")) == {"place"}


def test_every_figure_of_the_real_competition_is_copied_once(real_contests: Path, target: Path) -> None:
    source = real_contests / "chopin_piano"
    (folder,) = chopin_piano.convert(source, target)
    copied = Counter(row[5] for row in read(folder, "expected"))
    officials = folders.rows(source, "officials")
    stages = Counter(row["phase"] for row in officials)
    assert copied["opening-mark"] == stages["stage1"]
    assert copied["opening-mark"] + copied["recital-mark"] == copied["total"] == copied["list"] == len(officials)
    assert copied["advanced"] + copied["place"] == len(officials)
    corrected = [row for row in folders.rows(source, "corrected_marks") if row["official_corrected_mark"]]
    assert copied["counted:opening-mark"] + copied["counted:recital-mark"] == len(corrected)


@pytest.mark.parametrize(
    ("rule", "planted", "figures"),
    [
        ("", "", set()),
        ('limit = "3"', 'limit = "4"', {"counted:opening-mark", "opening-mark", "total"}),
        ("mean_round = 2", "mean_round = 0", {"counted:opening-mark", "counted:recital-mark"}),
        ('weight = "0.7"', 'weight = "0.6"', {"total"}),
        ("cut = 20", "cut = 18", {"advanced"}),
    ],
)
def test_the_real_competition_holds_by_its_rule_and_not_by_another(
    rule: str, planted: str, figures: set[str], real_contests: Path, target: Path
) -> None:
    (folder,) = chopin_piano.convert(real_contests / "chopin_piano", target)
    assert wrong(changed(folder, rule, planted)) >= figures
    assert bool(figures) == bool(wrong(folder))
