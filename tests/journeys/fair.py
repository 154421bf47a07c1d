"""A fair with more of everything than one page of a screen holds: trades, entrants, teams, organisations, marks."""

from __future__ import annotations

from pathlib import Path

EVENT = "fair"
TRADES = 8
ENTRANTS = 30
GROUPS = ("职工组", "学生组")
TEAMS = HOUSES = 15
JUDGE = "J1"

_TRADES = (
    "焊接 Welding",
    "花艺 Floristry",
    "钳工 Fitting",
    "茶艺 Tea",
    "烘焙 Baking",
    "木工 Joinery",
    "美发 Hairdressing",
    "砌筑 Bricklaying",
)

_SCHEME = """
scheme = 1
decimals = 2
groups = "together"

[[phases]]
id = "final"
name = { zh = "决赛", en = "Final" }
max = 100

[[modules]]
id = "A"
name = { zh = "作品", en = "Work" }
max = 100

[[modules.criteria]]
id = "whole"

[[modules.criteria.aspects]]
id = "mark"
name = { zh = "总体", en = "Overall" }
rule = "mean"
lowest = 0
highest = 100
step = 0.25
max = 100

[teams]
best = 2
ties = [{ by = "count-back", figure = "total" }]
"""


def write_fair(folder: Path, extra: str = "") -> Path:
    """The package in a folder, which is made: the first trade has all marks, the others three entrants and no mark.
    extra: what else contest.toml states."""
    (folder / "schemes").mkdir(parents=True)
    (folder / "schemes" / "plain.toml").write_text(_SCHEME, "utf-8")
    trades = [f"T{number}" for number in range(1, TRADES + 1)]
    stated = "".join(
        f'[[trades]]\nid = "{trade}"\nname = {{ zh = "{zh}", en = "{en}" }}\nscheme = "plain"\n\n'
        for trade, (zh, en) in zip(trades, (name.split() for name in _TRADES), strict=True)
    )
    (folder / "contest.toml").write_text(
        f"""package = 1

[event]
id = "{EVENT}"
name = {{ zh = "第三届江城职业技能博览会", en = "Third Jiangcheng Skills Fair" }}
starts = "2026-05-16"
ends = "2026-05-17"

[organiser]
name = {{ zh = "江城技能协会", en = "Jiangcheng Skills Association" }}

{stated}[[overall]]
id = "cup"
name = {{ zh = "团体总分奖", en = "All-round cup" }}
of = "entrant"
points = "total"

{extra}""",
        "utf-8",
    )
    entrants, marks = ["trade,entrant,number,name,name_en,organisation,organisation_en,group,team"], []
    for trade in trades:
        for number in range(1, (ENTRANTS if trade == trades[0] else 3) + 1):
            house, team, group = number % HOUSES + 1, number % TEAMS + 1, GROUPS[number % 8 == 0]
            names = f"第{number}位选手,Entrant {number},江城第{house}职业学校,Jiangcheng School No. {house}"
            entrants.append(f"{trade},{trade}-{number:02},{number},{names},{group},team{team}")
            if trade == trades[0]:
                marks.append(f"{JUDGE},{trade}-{number:02},final,,mark,,{60 + number % 40}.{(number % 4) * 25:02}")
    tables = {
        "entrants.csv": entrants,
        "teams.csv": ["team,name,name_en", *(f"team{each},第{each}队,Team {each}" for each in range(1, TEAMS + 1))],
        "judges.csv": ["judge,name,name_en,organisation,interests", f"{JUDGE},顾清和,Gu Qinghe,,"],
        "panels.csv": ["trade,phase,panel,item,judge", *(f"{trade},,jury,,{JUDGE}" for trade in trades)],
        "marks.csv": ["judge,entrant,phase,item,aspect,attempt,value", *marks],
    }
    for name, rows in tables.items():
        (folder / name).write_text("\n".join(rows) + "\n", "utf-8")
    return folder
