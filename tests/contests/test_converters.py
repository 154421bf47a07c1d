"""Converters move texts from the columns of a data set to the columns of a package, and nothing else."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.contests import diving, figure_skating, folders, ski_jumping
from tests.contests.official import CONVERTERS
from tests.contests.tables import given, read, scheme

DIVING = {
    "competitors": "event,competitor,name,nation\nsyd00-m3m,K01,AHRENS Stefan,GER\nsyd00-m3m,K02,ALLY Tony,GBR\n",
    "items": "event,phase,competitor,item,difficulty,official_item_score\n"
    "syd00-m3m,prelim,K01,R1,3.0,45.90\nsyd00-m3m,prelim,K02,R1,2.8,\nsyd00-m3m,semi,K02,R1,2.0,\n",
    "judgements": "event,phase,competitor,item,judge,mark\n"
    "syd00-m3m,prelim,K02,R1,D01,8.0\nsyd00-m3m,prelim,K02,R1,D03,7.5\nsyd00-m3m,prelim,K01,R1,D01,9.0\n"
    "syd00-m3m,prelim,K01,R1,D03,\nsyd00-m3m,semi,K02,R1,D02,8.5\nsyd00-m3m,semi,K02,R1,D03,10.0\n",
    "judges": "judge,name,nation\nD01,ALT Walter,GER\nD02,BARNETT Madeleine,AUS\nD09,CRUZ Julia,ESP\n",
    "officials": "event,phase,competitor,official_total,official_rank\n"
    "syd00-m3m,prelim,K02,,1\nsyd00-m3m,prelim,K01,45.90,2\nsyd00-m3m,semi,K02,,1\n",
    "rules": "event,drop_high,drop_low,multiplier,ranking\nsyd00-m3m,1,1,0.6,semi = prelim+semi; final = semi+final\n",
}
SKATING = {
    "competitors": "event,competitor,name,nation\ncan16-men,K01,A B,CAN\ncan16-men,K02,C D,USA\n",
    "items": "event,phase,competitor,item,kind,code,info,highlight,base_value,factor,sov,official_goe,"
    "official_panel_score\n"
    "can16-men,SP,K01,E01,element,3Lz,,x,6.60,,S01,-0.31,6.29\n"
    "can16-men,SP,K01,C1,component,Skating Skills,,,,1.0,,,7.71\n"
    "can16-men,SP,K02,E01,element,1A*,*,,0.00,,,0.00,0.00\n"
    "can16-men,FS,K01,E01,element,3T,,,4.30,,S01,0.70,5.00\n",
    "judgements": "event,phase,competitor,item,judge,mark\n"
    "can16-men,SP,K01,E01,J1,-1\ncan16-men,SP,K01,E01,J2,0\ncan16-men,SP,K01,C1,J1,7.50\ncan16-men,SP,K01,C1,J2,\n"
    "can16-men,FS,K01,E01,J1,1\n",
    "officials": "event,phase,competitor,start_no,official_tes,official_pcs,deductions,official_total,official_rank\n"
    "can16-men,SP,K01,2,6.29,7.71,-1.00,13.00,1\ncan16-men,SP,K02,1,0.00,0.00,0.00,0.00,2\n"
    "can16-men,FS,K01,1,5.00,0.00,0.00,5.00,1\n",
    "scale_of_values": "sov,grade,value\nS01,-1,-0.7\nS01,0,0\nS01,1,0.7\nS02,0,0\n",
}
SKI = {
    "competitors": "event,competitor,name\n2017-3924,K01,stoch kamil\n2017-3924,K02,kraft stefan\n",
    "events": "event,place,gender,season,k_point,metre_value,base_points,ko_first_round\n"
    "2017-3924,Innsbruck (AUT),Men,2017,120,1.8,60,1\n",
    "items": "event,phase,competitor,distance_m,official_distance_points,wind_ms,wind_points,gate,gate_points,"
    "official_style_points,official_jump_points\n"
    "2017-3924,R1,K01,120.5,60.9,0.47,-5.1,5,9.6,56.0,121.4\n2017-3924,R1,K02,70.0,-30.0,0.1,-1.2,5,0.0,30.0,0.0\n"
    "2017-3924,R2,K01,121.0,61.8,0.26,-2.8,6,0.0,54.0,113.0\n",
    "judgements": "event,phase,competitor,item,judge,mark\n"
    "2017-3924,R1,K01,style,J1,18.5\n2017-3924,R1,K01,style,J2,19.0\n2017-3924,R1,K02,style,J1,10.0\n"
    "2017-3924,R1,K02,style,J2,10.0\n2017-3924,R2,K01,style,J1,18.0\n2017-3924,R2,K01,style,J2,18.0\n",
    "officials": "event,phase,competitor,official_total,official_rank,official_list_pos\n"
    "2017-3924,R1,K01,121.4,1,\n2017-3924,R1,K02,0.0,2,\n2017-3924,R2,K01,113.0,1,\n"
    "2017-3924,TOTAL,K01,,,1\n2017-3924,TOTAL,K02,,,2\n",
}
PUBLISHED = {
    "diving": {"dive": ["official_item_score"], "total": ["official_total"], "place": ["official_rank"]},
    "figure_skating": {
        "goe": ["official_goe"],
        "element component-mark": ["official_panel_score"],
        "TES": ["official_tes"],
        "PCS": ["official_pcs"],
        "total": ["official_total"],
        "place": ["official_rank"],
    },
    "ski_jumping": {
        "style": ["official_style_points"],
        "distance": ["official_distance_points"],
        "jump": ["official_jump_points"],
        "total": ["official_total"],
        "place": ["official_rank"],
        "list": ["official_list_pos"],
    },
    "eurovision": {
        "jury": ["official_jury_points"],
        "tele": ["official_tele_points"],
        "total": ["official_total"],
        "place": ["official_rank"],
    },
}
"""Figures of expected.csv, and the published columns that they are copies of, where each row is published once."""
EXCUSED = {"lost", "abstained"}
IMPLIED = {"eurovision": {"0"}}
"""Marks that the rule of a data set implies and its rows do not state."""


def test_a_diving_event_becomes_a_package_with_one_seat_for_each_round_of_a_judge(source: Path, target: Path) -> None:
    (folder,) = diving.convert(given(source, DIVING), target)
    assert folder == target / "syd00-m3m"
    assert read(folder, "panels") == [
        ("m3m", "prelim", "awards", "R1", "D01"),
        ("m3m", "prelim", "awards", "R1", "D03"),
        ("m3m", "semi", "awards", "R1", "D02"),
        ("m3m", "semi", "awards", "R1", "D03"),
    ]
    assert read(folder, "judges")[-1] == ("D03", "D03", "D03", "", "")


def test_dives_keep_their_difficulty_and_awards_their_text(source: Path, target: Path) -> None:
    (folder,) = diving.convert(given(source, DIVING), target)
    assert read(folder, "items")[0] == ("m3m", "prelim", "K01", "R1", "dive", "R1", "3.0", "", "", "")
    assert read(folder, "marks")[:3] == [
        ("D01", "K01", "prelim", "R1", "award", "", "9.0"),
        ("D03", "K01", "prelim", "R1", "award", "", "lost"),
        ("D01", "K02", "prelim", "R1", "award", "", "8.0"),
    ]


def test_only_published_diving_figures_are_expected(source: Path, target: Path) -> None:
    (folder,) = diving.convert(given(source, DIVING), target)
    assert read(folder, "expected") == [
        ("m3m", "prelim", "K01", "R1", "", "dive", "45.90"),
        ("m3m", "prelim", "K02", "", "", "place", "1"),
        ("m3m", "prelim", "K01", "", "", "total", "45.90"),
        ("m3m", "prelim", "K01", "", "", "place", "2"),
        ("m3m", "semi", "K02", "", "", "place", "1"),
    ]
    assert read(folder, "advanced") == [("m3m", "semi", "K02")]


def test_the_diving_rule_is_read_from_the_data_set(source: Path, target: Path) -> None:
    paris = DIVING | {"rules": "event,drop_high,drop_low,multiplier,ranking\nsyd00-m3m,2,2,1,final only\n"}
    (folder,) = diving.convert(given(source, paris), target)
    document = scheme(folder, "m3m")
    text = str(document)
    assert "'weight': '1'" in text and "'drop_high': 2" in text and "'drop_low': 2" in text
    assert "carry" not in text


def test_a_diving_phase_carries_the_one_before_and_forgets_an_earlier_one(source: Path, target: Path) -> None:
    (folder,) = diving.convert(given(source, DIVING), target)
    first, second = scheme(folder, "m3m")["phases"]
    assert "carry" not in first
    assert second["carry"] == [{"phase": "prelim"}]
    assert second["entry"] == {"from": "prelim", "cut": "stated"}


def test_every_seat_without_a_skating_mark_is_lost(source: Path, target: Path) -> None:
    (folder,) = figure_skating.convert(given(source, SKATING), target)
    assert read(folder, "marks") == [
        ("J1", "K02", "SP", "E01", "goe", "", "lost"),
        ("J2", "K02", "SP", "E01", "goe", "", "lost"),
        ("J1", "K01", "SP", "E01", "goe", "", "-1"),
        ("J2", "K01", "SP", "E01", "goe", "", "0"),
        ("J1", "K01", "SP", "C1", "component-mark", "", "7.50"),
        ("J2", "K01", "SP", "C1", "component-mark", "", "lost"),
        ("J1", "K01", "FS", "E01", "goe", "", "1"),
    ]


def test_a_deduction_becomes_a_penalty_without_its_sign(source: Path, target: Path) -> None:
    (folder,) = figure_skating.convert(given(source, SKATING), target)
    assert read(folder, "adjustments") == [("men", "SP", "K01", "", "total", "penalty", "1.00", "deduction")]


def test_elements_name_their_scale_of_values_and_only_used_scales_are_tables(source: Path, target: Path) -> None:
    (folder,) = figure_skating.convert(given(source, SKATING), target)
    assert read(folder, "items")[1] == ("men", "SP", "K01", "E01", "element", "3Lz", "", "6.60", "S01", "")
    assert read(folder, "items")[2] == ("men", "SP", "K01", "C1", "component", "Skating Skills", "", "", "", "1.0")
    assert scheme(folder, "men")["tables"] == {
        "S01": {"kind": "lookup", "match": "exact", "rows": [["-1", "-0.7"], ["0", "0"], ["1", "0.7"]]}
    }


def test_skaters_come_in_starting_order_and_those_who_went_on_are_stated(source: Path, target: Path) -> None:
    (folder,) = figure_skating.convert(given(source, SKATING), target)
    assert [row[1] for row in read(folder, "entrants")] == ["K02", "K01"]
    assert read(folder, "advanced") == [("men", "FS", "K01"), ("men", "TOTAL", "K01")]


def test_skating_figures_are_expected_at_every_level(source: Path, target: Path) -> None:
    (folder,) = figure_skating.convert(given(source, SKATING), target)
    expected = read(folder, "expected")
    assert ("men", "SP", "K01", "E01", "", "goe", "-0.31") in expected
    assert ("men", "SP", "K01", "E01", "", "element", "6.29") in expected
    assert ("men", "SP", "K01", "C1", "", "component-mark", "7.71") in expected
    assert ("men", "SP", "K01", "", "", "total", "13.00") in expected


def test_a_jump_is_five_marks_and_three_readings_by_measuring_officials(source: Path, target: Path) -> None:
    (folder,) = ski_jumping.convert(given(source, SKI), target)
    assert read(folder, "marks")[:5] == [
        ("J1", "K01", "R1", "", "style-mark", "", "18.5"),
        ("J2", "K01", "R1", "", "style-mark", "", "19.0"),
        ("MD", "K01", "R1", "", "distance-reading", "", "120.5"),
        ("MW", "K01", "R1", "", "wind", "", "-5.1"),
        ("MG", "K01", "R1", "", "gate", "", "9.6"),
    ]
    assert ("men", "", "distance", "", "MD") in read(folder, "panels")


def test_jumping_figures_are_expected_with_the_place_in_the_official_list(source: Path, target: Path) -> None:
    (folder,) = ski_jumping.convert(given(source, SKI), target)
    expected = read(folder, "expected")
    assert ("men", "R1", "K02", "", "", "distance", "-30.0") in expected
    assert ("men", "R1", "K02", "", "", "jump", "0.0") in expected
    assert ("men", "TOTAL", "K02", "", "", "list", "2") in expected


@pytest.mark.parametrize(("flag", "first"), [("0", None), ("1", "R2")])
def test_only_a_knock_out_round_lists_those_who_went_on_first(
    source: Path, target: Path, flag: str, first: str | None
) -> None:
    tables = SKI | {"events": SKI["events"].replace(",60,1\n", f",60,{flag}\n")}
    (folder,) = ski_jumping.convert(given(source, tables), target)
    round_one, _, result = scheme(folder, "men")["phases"]
    assert round_one.get("first") == first
    assert result["first"] == "R2"


@pytest.mark.parametrize("converter", CONVERTERS.values(), ids=CONVERTERS)
def test_converters_do_not_count(converter: object) -> None:
    tree = ast.parse(Path(str(vars(converter)["__file__"])).read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not names & {"Decimal", "Fraction", "float", "sum", "round", "min", "max", "statistics"}
    reckoning = (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, reckoning)]


@pytest.mark.parametrize("kind", PUBLISHED)
def test_every_published_figure_of_the_real_contests_is_copied_once(
    kind: str, real_contests: Path, target: Path
) -> None:
    written = CONVERTERS[kind].convert(real_contests / kind, target)
    copied: dict[str, list[str]] = {}
    for folder in written:
        for *_, figure, value in read(folder, "expected"):
            copied.setdefault(figure, []).append(value)
    tables = [real_contests / kind / f"{table}.csv" for table in ("officials", "items")]
    published = [row for table in tables if table.is_file() for row in folders.rows(table.parent, table.stem)]
    for figures, columns in PUBLISHED[kind].items():
        copies = [value for figure in figures.split() for value in copied.pop(figure, [])]
        originals = [row[column] for column in columns for row in published if row.get(column)]
        assert Counter(copies) == Counter(originals), figures
    assert not copied


@pytest.mark.parametrize("kind", CONVERTERS)
def test_every_mark_of_the_real_contests_is_copied_once(kind: str, real_contests: Path, target: Path) -> None:
    written = CONVERTERS[kind].convert(real_contests / kind, target)
    left_out = EXCUSED | IMPLIED.get(kind, set())
    judges = {row["judge"] for row in folders.rows(real_contests / kind, "judgements")}
    copies = (row for folder in written for row in read(folder, "marks") if row[0] in judges)
    assert Counter(row[6] for row in copies if row[6] not in left_out) == Counter(
        _marks(folders.rows(real_contests / kind, "judgements"))
    )


def _marks(judgements: Iterable[Mapping[str, str]]) -> Iterable[str]:
    return (row["mark"] for row in judgements if row["mark"])
