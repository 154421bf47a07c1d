"""Figure skating data set → one package for each competition and category:
`python -m tests.contests.figure_skating SOURCE TARGET`.

Rule (README of the data set; ISU judging system 2016-2018): a judge's grade becomes points through the element's scale
of values; trimmed mean (one high, one low) to 0.01 is the GOE; element = base value + GOE; component = trimmed mean to
0.01, times its factor to 0.01; segment = TES + PCS - deductions; ties: SP by TES, FS by PCS. The competition's result
adds the two segments, ties by FS (ISU rule 353). Copies only: every grade, mark, base value and figure is the text of
the data set; a seat without a mark is `lost`, and a deduction loses its minus sign because it becomes a penalty.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.contests.folders import Package, Row, by_event, contest, rows, toml, trade, unique

TRADES = {
    "men": {"zh": "男子单人滑", "en": "Men"},
    "ladies": {"zh": "女子单人滑", "en": "Ladies"},
    "pairs": {"zh": "双人滑", "en": "Pairs"},
    "dance": {"zh": "冰上舞蹈", "en": "Ice dance"},
    "jmen": {"zh": "青年男子单人滑", "en": "Junior men"},
    "jladies": {"zh": "青年女子单人滑", "en": "Junior ladies"},
    "jpairs": {"zh": "青年双人滑", "en": "Junior pairs"},
    "jdance": {"zh": "青年冰上舞蹈", "en": "Junior ice dance"},
}
COMPETITIONS = {
    "can": {"zh": "加拿大站", "en": "Skate Canada"},
    "chn": {"zh": "中国杯", "en": "Cup of China"},
    "ec": {"zh": "欧洲锦标赛", "en": "European Championships"},
    "fra": {"zh": "法国站", "en": "Trophée de France"},
    "gpf": {"zh": "大奖赛总决赛", "en": "Grand Prix Final"},
    "jpn": {"zh": "NHK杯", "en": "NHK Trophy"},
    "rus": {"zh": "俄罗斯站", "en": "Rostelecom Cup"},
    "usa": {"zh": "美国站", "en": "Skate America"},
}
ORGANISER = {"zh": "国际滑冰联盟", "en": "International Skating Union"}
PHASES = ("SP", "FS")
ASPECTS = {"element": "goe", "component": "component-mark"}


def convert(source: Path, target: Path) -> list[Path]:
    """Write the packages of the data set in `source` under `target`; their folders, in the data set's order."""
    scales: dict[str, list[Row]] = defaultdict(list)
    for row in rows(source, "scale_of_values"):
        scales[row["sov"]].append(row)
    competitors, items = by_event(rows(source, "competitors")), by_event(rows(source, "items"))
    judgements, officials = by_event(rows(source, "judgements")), by_event(rows(source, "officials"))
    folders = []
    for event in competitors:
        used = {scale: scales[scale] for scale in sorted({row["sov"] for row in items[event]}.difference({""}))}
        package = _package(event, competitors[event], items[event], judgements[event], officials[event], used)
        folders.append(package.write(target.joinpath(event)))
    return folders


def _package(
    event: str,
    competitors: Sequence[Row],
    items: Sequence[Row],
    judgements: Sequence[Row],
    officials: Sequence[Row],
    scales: dict[str, list[Row]],
) -> Package:
    competition, _, kind = event.partition("-")
    kind = kind or event
    year = f"20{competition[-2:]}"
    title = COMPETITIONS.get(competition[:-2], {"zh": competition, "en": competition})
    name = TRADES.get(kind, {"zh": kind, "en": kind})
    full_name = {"zh": f"{year}年{title['zh']}{name['zh']}", "en": f"{title['en']} {year} {name['en']}"}
    scheme = _SCHEME + "".join(_table(scale, values) for scale, values in scales.items())
    package = Package(contest(event, full_name, year, ORGANISER, trade(kind, name)), {kind: scheme})

    starts = {phase: sorted(_of(officials, phase), key=lambda row: int(row["start_no"])) for phase in PHASES}
    names = {row["competitor"]: row for row in competitors}
    for entrant in unique([row["competitor"] for row in starts["SP"]] + list(names)):
        row = names[entrant]
        person = {"name": row["name"], "name_en": row["name"]}
        nation = {"organisation": row["nation"], "organisation_en": row["nation"]}
        package.add("entrants", trade=kind, entrant=entrant, number=entrant, **person, **nation)
    for judge in sorted({row["judge"] for row in judgements}):
        package.add("judges", judge=judge, name=judge, name_en=judge)
    for phase in PHASES:
        _segment(package, kind, starts[phase], _of(items, phase), _of(judgements, phase))
    for phase in ("FS", "TOTAL"):
        for row in starts["FS"]:
            package.add("advanced", trade=kind, phase=phase, entrant=row["competitor"])
    return package


def _of(table: Sequence[Row], phase: str) -> list[Row]:
    return [row for row in table if row["phase"] == phase]


def _segment(package: Package, kind: str, officials: list[Row], items: list[Row], judgements: list[Row]) -> None:
    """One segment of the competition, skater by skater in starting order."""
    seats = sorted({row["judge"] for row in judgements})
    if not seats:
        return
    phase = judgements[0]["phase"]
    for judge in seats:
        package.add("panels", trade=kind, phase=phase, panel="judges", judge=judge)
    given = {(row["competitor"], row["item"], row["judge"]): row["mark"] for row in judgements}
    for official in officials:
        entrant = official["competitor"]
        for row in items:
            if row["competitor"] == entrant:
                _item(package, kind, row)
                for judge in seats:
                    cell = {"judge": judge, "entrant": entrant, "phase": phase, "item": row["item"]}
                    mark = given.get((entrant, row["item"], judge)) or "lost"
                    package.add("marks", **cell, aspect=ASPECTS[row["kind"]], value=mark)
        where = {"trade": kind, "phase": phase, "entrant": entrant}
        if official["deductions"].startswith("-"):
            value = official["deductions"].removeprefix("-")
            reason = {"adjustment": "penalty", "value": value, "reason": "deduction"}
            package.add("adjustments", **where, figure="total", **reason)
        columns = {"TES": "official_tes", "PCS": "official_pcs", "total": "official_total", "place": "official_rank"}
        for figure, column in columns.items():
            package.add("expected", **where, figure=figure, value=official[column])


def _item(package: Package, kind: str, row: Row) -> None:
    """An element or a component that one entrant shows, and its published figures."""
    where = {"trade": kind, "phase": row["phase"], "entrant": row["competitor"], "item": row["item"]}
    numbers = {"base_value": row["base_value"], "table": row["sov"], "factor": row["factor"]}
    package.add("items", **where, criterion=row["kind"], name=row["code"], **numbers)
    if row["kind"] == "element":
        package.add("expected", **where, figure="goe", value=row["official_goe"])
        package.add("expected", **where, figure="element", value=row["official_panel_score"])
    else:
        package.add("expected", **where, figure="component-mark", value=row["official_panel_score"])


def _table(scale: str, values: Sequence[Row]) -> str:
    pairs = ", ".join(f"[{toml(row['grade'])}, {toml(row['value'])}]" for row in values)
    return f'\n[tables.{scale}]\nkind = "lookup"\nmatch = "exact"\nrows = [{pairs}]\n'


_SCHEME = """scheme = 1
decimals = 2
reveal = "settled"

[[phases]]
id = "SP"
name = { zh = "短节目", en = "Short program" }
ties = [{ figure = "TES", prefer = "high" }]

[[phases]]
id = "FS"
name = { zh = "自由滑", en = "Free skating" }
entry = { from = "SP", cut = "stated" }
ties = [{ figure = "PCS", prefer = "high" }]

[[phases]]
id = "TOTAL"
name = { zh = "总成绩", en = "Result" }
modules = []
entry = { from = "FS", cut = "stated" }
carry = [{ phase = "SP" }, { phase = "FS" }]
ties = [{ figure = "total", phase = "FS", prefer = "high" }]

[[modules]]
id = "TES"
name = { zh = "技术分", en = "Technical elements" }

[[modules.criteria]]
id = "element"
name = { zh = "技术动作", en = "Element" }
items = true

[[modules.criteria.aspects]]
id = "goe"
name = { zh = "执行分", en = "Grade of execution" }
panel = "judges"
rule = "trimmed-mean"
drop_high = 1
drop_low = 1
round = 2
none = "0"
lowest = "-3"
highest = "3"
step = "1"

[[modules]]
id = "PCS"
name = { zh = "节目内容分", en = "Program components" }

[[modules.criteria]]
id = "component"
name = { zh = "节目内容", en = "Component" }
items = true
round = 2

[[modules.criteria.aspects]]
id = "component-mark"
name = { zh = "内容分", en = "Component mark" }
panel = "judges"
rule = "trimmed-mean"
drop_high = 1
drop_low = 1
round = 2
lowest = "0.25"
highest = "10"
step = "0.25"
"""

if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
