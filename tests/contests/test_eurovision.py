"""The song contest as packages: what is listed is copied, what the rule implies is added, each era breaks its ties."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contests import eurovision
from tests.contests.tables import changed, given, read, scheme, wrong

OLD = {
    "competitors": "event,competitor,artist,song\n"
    "esc1969-final,ES,Salomé,Vivo cantando\nesc1969-final,GB,Lulu,Boom Bang-a-Bang\n",
    "events": "event,year,round,entries,panels,voting_system\nesc1969-final,1969,final,2,single,Ten jurors each\n",
    "judgements": "event,phase,competitor,item,judge,mark\n"
    "esc1969-final,final,ES,country,GB,4\nesc1969-final,final,ES,country,MC,3\nesc1969-final,final,GB,country,ES,7\n",
    "officials": "event,phase,competitor,running_order,official_jury_points,official_tele_points,official_total,"
    "official_rank\nesc1969-final,final,ES,2,,,7,1\nesc1969-final,final,GB,1,,,7,1\n",
}
NEW = {
    "competitors": "event,competitor,artist,song\n"
    "esc2023-final,SE,Loreen,Tattoo\nesc2023-final,FI,Käärijä,Cha Cha Cha\n",
    "events": "event,year,round,entries,panels,voting_system\nesc2023-final,2023,final,2,jury+tele,Both\n",
    "judgements": "event,phase,competitor,item,judge,mark\n"
    "esc2023-final,final,SE,jury,FI,12\nesc2023-final,final,FI,jury,SE,10\nesc2023-final,final,FI,tele,SE,12\n"
    "esc2023-final,final,FI,tele,WLD,12\nesc2023-final,final,SE,tele,FI,8\n",
    "officials": "event,phase,competitor,running_order,official_jury_points,official_tele_points,official_total,"
    "official_rank\nesc2023-final,final,SE,1,12,8,20,2\nesc2023-final,final,FI,2,10,24,34,1\n",
}


def test_songs_stand_in_running_order(source: Path, target: Path) -> None:
    (folder,) = eurovision.convert(given(source, OLD), target)
    assert [row[1:4] for row in read(folder, "entrants")] == [
        ("GB", "1", "Lulu: Boom Bang-a-Bang"),
        ("ES", "2", "Salomé: Vivo cantando"),
    ]


def test_a_country_that_voted_and_is_not_listed_gave_nothing_and_its_own_song_no_mark(
    source: Path, target: Path
) -> None:
    (folder,) = eurovision.convert(given(source, OLD), target)
    assert sorted(read(folder, "marks")) == [
        ("ES", "ES", "final", "", "country", "", "abstained"),
        ("ES", "GB", "final", "", "country", "", "7"),
        ("GB", "ES", "final", "", "country", "", "4"),
        ("GB", "GB", "final", "", "country", "", "abstained"),
        ("MC", "ES", "final", "", "country", "", "3"),
        ("MC", "GB", "final", "", "country", "", "0"),
    ]


def test_who_votes_in_one_panel_has_no_seat_in_the_other(source: Path, target: Path) -> None:
    (folder,) = eurovision.convert(given(source, NEW), target)
    assert [row[2:] for row in read(folder, "panels")] == [
        ("jury", "", "FI"),
        ("jury", "", "SE"),
        ("tele", "", "SE"),
        ("tele", "", "WLD"),
        ("tele", "", "FI"),
    ]
    assert [row[5:] for row in read(folder, "expected")] == [
        ("jury", "12"),
        ("tele", "8"),
        ("total", "20"),
        ("place", "2"),
        ("jury", "10"),
        ("tele", "24"),
        ("total", "34"),
        ("place", "1"),
    ]


def test_a_vote_since_1975_is_one_of_the_scale(source: Path, target: Path) -> None:
    (folder,) = eurovision.convert(given(source, NEW), target)
    document = scheme(folder, "final")
    assert [row[0] for row in document["tables"]["scale"]["rows"]] == list(eurovision.SCALE)
    assert [aspect["id"] for aspect in document["modules"][0]["criteria"][0]["aspects"]] == ["jury", "tele"]


@pytest.mark.parametrize(
    ("year", "ties"),
    [
        ("1969", []),
        ("1991", [{"by": "count-back", "figure": "country", "upto": 1}]),
        (
            "2011",
            [
                {"by": "count", "figure": "country"},
                {"by": "count-back", "figure": "country"},
                {"by": "running-order"},
            ],
        ),
    ],
)
def test_each_era_breaks_ties_its_way(year: str, ties: list[object], source: Path, target: Path) -> None:
    tables = {name: text.replace("1969", year) for name, text in OLD.items()}
    (folder,) = eurovision.convert(given(source, tables), target)
    (phase,) = scheme(folder, "final")["phases"]
    assert phase["ties"] == ties


def test_where_the_public_votes_beside_juries_its_votes_decide(source: Path, target: Path) -> None:
    (folder,) = eurovision.convert(given(source, NEW), target)
    (phase,) = scheme(folder, "final")["phases"]
    assert phase["ties"] == [
        {"figure": "tele"},
        {"by": "count", "figure": "tele"},
        {"by": "count-back", "figure": "tele"},
        {"by": "running-order"},
    ]


SONGS = {"A": ("12", "1", "13"), "B": ("7", "6", "13"), "C": ("5", "4", "9"), "D": ("8", "1", "9")}
"""Two votes and their sum, in running order: a count-back finds A before B and D before C."""


def tied(year: str, **ranks: str) -> dict[str, str]:
    """A round of four songs in which two share the most points and two the fewest."""
    event = f"esc{year}-final"
    officials = (
        f"{event},final,{song},{order},,,{SONGS[song][2]},{ranks[song]}" for order, song in enumerate(SONGS, 1)
    )
    votes = (
        f"{event},final,{song},country,{judge},{mark}"
        for song, marks in SONGS.items()
        for judge, mark in zip("XY", marks, strict=False)
    )
    return {
        "competitors": "\n".join(("event,competitor,artist,song", *(f"{event},{song},a,s" for song in SONGS))),
        "events": f"event,year,round,entries,panels,voting_system\n{event},{year},final,4,single,Juries\n",
        "judgements": "\n".join(("event,phase,competitor,item,judge,mark", *votes)),
        "officials": "\n".join((OLD["officials"].partition("\n")[0], *officials)),
    }


def test_until_2007_a_count_back_decides_the_first_place_alone(source: Path, target: Path) -> None:
    (folder,) = eurovision.convert(given(source, tied("1991", A="1", B="2", C="3", D="3")), target)
    assert wrong(folder) == set()
    assert wrong(changed(folder, ", upto = 1", "")) == {"place"}
    assert wrong(changed(folder, '[{ by = "count-back", figure = "country" }]', "[]")) == {"place"}


def test_from_2008_on_a_count_back_decides_before_the_running_order(source: Path, target: Path) -> None:
    (folder,) = eurovision.convert(given(source, tied("2011", A="1", B="2", C="4", D="3")), target)
    assert wrong(folder) == set()
    assert wrong(changed(folder, '{ by = "count-back", figure = "country" }, ', "")) == {"place"}


@pytest.mark.parametrize(
    ("event", "rule", "planted"),
    [
        ("esc2004-final", ", upto = 1", ""),
        ("esc2012-final", '{ by = "count", figure = "country" }, ', ""),
        ("esc2015-final", ', { by = "running-order" }', ""),
        ("esc2022-semi2", '{ figure = "tele" }, ', ""),
    ],
)
def test_a_real_round_holds_by_its_rule_and_not_by_another(
    event: str, rule: str, planted: str, real_contests: Path, target: Path
) -> None:
    eurovision.convert(real_contests / "eurovision", target)
    assert wrong(target / event) == set()
    assert wrong(changed(target / event, rule, planted)) == {"place"}


AS_POINTS = 'rule = "sum"\nmeasure = "graded"\ntable = "scale"\n'
AS_PLACES = 'rule = "rank-points"\nplaces = "favourites"\nprefer = "high"\n'
FAVOURITES = """[tables.favourites]
kind = "lookup"
match = "exact"
otherwise = "0"
rows = [[1, 12], [2, 10], [3, 8], [4, 7], [5, 6], [6, 5], [7, 4], [8, 3], [9, 2], [10, 1]]

[tables.scale]"""


def test_votes_as_places_of_ten_favourites_come_to_the_published_points(real_contests: Path, target: Path) -> None:
    eurovision.convert(real_contests / "eurovision", target)
    folder = changed(target / "esc2022-final", AS_POINTS, AS_PLACES)
    assert wrong(changed(folder, "[tables.scale]", FAVOURITES)) == set()
    assert {"jury", "tele", "total"} <= wrong(changed(folder, "[3, 8]", "[3, 9]"))
