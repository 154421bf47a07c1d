"""Ski jumping data set → one package for each event: `python -m tests.contests.ski_jumping SOURCE TARGET`.

Rule (README of the data set; FIS international competition rules): style = sum of the middle three of five judges;
distance points = base + (distance - K) x metre value, to 0.1, may be negative; jump = distance + style + wind + gate,
never below 0; total = sum of rounds. Ranks are shared. In a knock-out first round those who went on are listed first,
and so they are in the final list. Distance, wind and gate are readings of measuring officials: one seat each.
Copies only: every mark, reading, figure, rank and list position is the text of the data set.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.contests.folders import Package, Row, by_event, contest, rows, toml, trade

ORGANISER = {"zh": "国际滑雪联合会", "en": "International Ski Federation"}
GENDERS = {"Men": {"zh": "男子跳台滑雪", "en": "Men"}, "Women": {"zh": "女子跳台滑雪", "en": "Women"}}
MEASURED = {
    "distance": ("MD", "distance-reading", "distance_m", {"zh": "距离测量", "en": "Distance measurement"}),
    "wind": ("MW", "wind", "wind_points", {"zh": "风力测量", "en": "Wind measurement"}),
    "gate": ("MG", "gate", "gate_points", {"zh": "出发门", "en": "Gate control"}),
}
"""Panel → its one seat, the aspect it gives, the column that holds the reading, and what the seat is called."""


def convert(source: Path, target: Path) -> list[Path]:
    """Write the packages of the data set in `source` under `target`; their folders, in the data set's order."""
    competitors, items = by_event(rows(source, "competitors")), by_event(rows(source, "items"))
    judgements, officials = by_event(rows(source, "judgements")), by_event(rows(source, "officials"))
    folders = []
    for hill in rows(source, "events"):
        event = hill["event"]
        package = _package(hill, competitors[event], items[event], judgements[event], officials[event])
        folders.append(package.write(target.joinpath(event)))
    return folders


def _package(
    hill: Row, competitors: Sequence[Row], items: Sequence[Row], judgements: Sequence[Row], officials: Sequence[Row]
) -> Package:
    name = GENDERS.get(hill["gender"], {"zh": hill["gender"], "en": hill["gender"]})
    kind = hill["gender"].lower()
    full_name = {
        "zh": f"{hill['season']} {hill['place']} {name['zh']}",
        "en": f"{hill['place']} {hill['season']} {name['en']}",
    }
    package = Package(contest(hill["event"], full_name, hill["season"], ORGANISER, trade(kind, name)), {})
    package.schemes[kind] = _SCHEME.format(
        first='first = "R2"\n' if hill["ko_first_round"] == "1" else "",
        base=toml(hill["base_points"]),
        point=toml(hill["k_point"]),
        slope=toml(hill["metre_value"]),
    )
    for row in competitors:
        person = {"name": row["name"], "name_en": row["name"]}
        package.add("entrants", trade=kind, entrant=row["competitor"], number=row["competitor"], **person)
    for judge in sorted({row["judge"] for row in judgements}):
        package.add("judges", judge=judge, name=judge, name_en=judge)
        package.add("panels", trade=kind, panel="style", judge=judge)
    for panel, (seat, _, _, title) in MEASURED.items():
        package.add("judges", judge=seat, name=title["zh"], name_en=title["en"])
        package.add("panels", trade=kind, panel=panel, judge=seat)

    style: dict[tuple[str, str], list[Row]] = {}
    for row in judgements:
        style.setdefault((row["phase"], row["competitor"]), []).append(row)
    for phase in ("R1", "R2"):
        for row in items:
            if row["phase"] == phase:
                if phase == "R2":
                    package.add("advanced", trade=kind, phase=phase, entrant=row["competitor"])
                _jump(package, kind, row, style[phase, row["competitor"]])
    for row in officials:
        where = {"trade": kind, "phase": row["phase"], "entrant": row["competitor"]}
        figures = {"total": row["official_total"], "place": row["official_rank"], "list": row["official_list_pos"]}
        for figure, value in figures.items():
            if value:
                package.add("expected", **where, figure=figure, value=value)
    return package


def _jump(package: Package, kind: str, row: Row, style: Sequence[Row]) -> None:
    """One jump: five style marks, three readings, three published figures."""
    cell = {"entrant": row["competitor"], "phase": row["phase"]}
    for mark in style:
        package.add("marks", judge=mark["judge"], **cell, aspect="style-mark", value=mark["mark"] or "lost")
    for seat, aspect, column, _ in MEASURED.values():
        package.add("marks", judge=seat, **cell, aspect=aspect, value=row[column])
    for figure in ("style", "distance", "jump"):
        package.add("expected", trade=kind, **cell, figure=figure, value=row[f"official_{figure}_points"])


_SCHEME = """scheme = 1
decimals = 1
reveal = "settled"

[[phases]]
id = "R1"
name = {{ zh = "第一轮", en = "First round" }}
{first}
[[phases]]
id = "R2"
name = {{ zh = "第二轮", en = "Second round" }}
entry = {{ from = "R1", cut = "stated" }}

[[phases]]
id = "TOTAL"
name = {{ zh = "总成绩", en = "Result" }}
modules = []
carry = [{{ phase = "R1" }}, {{ phase = "R2" }}]
first = "R2"

[[modules]]
id = "jump"
name = {{ zh = "跳跃", en = "Jump" }}
floor = "0"

[[modules.criteria]]
id = "style"
name = {{ zh = "姿势分", en = "Style" }}

[[modules.criteria.aspects]]
id = "style-mark"
name = {{ zh = "姿势", en = "Style" }}
panel = "style"
rule = "trimmed-sum"
drop_high = 1
drop_low = 1
lowest = "0"
highest = "20"
step = "0.5"

[[modules.criteria]]
id = "distance"
name = {{ zh = "距离分", en = "Distance" }}

[[modules.criteria.aspects]]
id = "distance-reading"
name = {{ zh = "距离（米）", en = "Distance, m" }}
panel = "distance"
rule = "one"
table = "hill"
lowest = "0"
highest = "300"
step = "0.5"

[[modules.criteria]]
id = "compensation"
name = {{ zh = "风力与出发门补偿", en = "Wind and gate compensation" }}

[[modules.criteria.aspects]]
id = "wind"
name = {{ zh = "风力补偿", en = "Wind points" }}
panel = "wind"
rule = "one"
lowest = "-100"
highest = "100"
step = "0.1"

[[modules.criteria.aspects]]
id = "gate"
name = {{ zh = "出发门补偿", en = "Gate points" }}
panel = "gate"
rule = "one"
lowest = "-100"
highest = "100"
step = "0.1"

[tables.hill]
kind = "linear"
base = {base}
point = {point}
slope = {slope}
round = 1
"""

if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
