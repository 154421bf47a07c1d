"""An invented welding contest for journeys of judges: every kind of aspect, two judges, entrants who go by numbers."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.commands import imported

EVENT = "weld-2026"
TRADE = "welding"
JUDGES = ("J1", "J2")

CONTEST = """
package = 1
[event]
id = "weld-2026"
name = { zh = "临江市焊接职业技能竞赛", en = "Linjiang Welding Skills Contest" }
starts = "2026-06-06"
ends = "2026-06-06"
[organiser]
name = { zh = "临江市焊接协会", en = "Linjiang Welding Association" }
[[trades]]
id = "welding"
name = { zh = "焊接", en = "Welding" }
"""

SCHEME = """
scheme = 1
decimals = 2
[[phases]]
id = "final"
name = { zh = "决赛", en = "Final" }
[[modules]]
id = "A"
name = { zh = "备料", en = "Preparation" }
[[modules.criteria]]
id = "A1"
name = { zh = "坡口", en = "Edges" }
[[modules.criteria.aspects]]
id = "A1.1"
name = { zh = "劳保用品齐全", en = "Protective clothing" }
panel = "welders"
rule = "mean"
lowest = 0
highest = 2
step = 2
max = 2
[[modules.criteria.aspects]]
id = "A1.2"
name = { zh = "坡口清理", en = "Clean edges" }
panel = "welders"
rule = "mean"
lowest = 0
highest = 5
step = 1
max = 5
[[modules]]
id = "B"
name = { zh = "结构件", en = "Structure" }
[[modules.criteria]]
id = "B1"
name = { zh = "焊缝外观", en = "Weld appearance" }
[[modules.criteria.aspects]]
id = "B1.1"
name = { zh = "盖面焊缝成形", en = "Cap weld profile" }
panel = "welders"
rule = "judgement"
max = 2
round = 2
[modules.criteria.aspects.benchmarks.0]
zh = "低于行业标准：焊缝中断或偏移，有明显咬边、焊瘤，须返修"
en = "Below standard: broken or off-line bead, undercut or overlap, needs rework"
[modules.criteria.aspects.benchmarks.1]
zh = "达到行业标准：焊缝连续，宽窄差不超过 3 mm，接头可见"
en = "Meets standard: continuous, width varies up to 3 mm, tie-ins visible"
[modules.criteria.aspects.benchmarks.2]
zh = "达标且部分优于：波纹均匀，宽窄差不超过 2 mm，接头平顺"
en = "Meets and partly exceeds: even ripple, up to 2 mm, smooth tie-ins"
[modules.criteria.aspects.benchmarks.3]
zh = "优秀：全长波纹细密一致，过渡圆滑，接头不可辨"
en = "Excellent: fine uniform ripple throughout, blended toes, no visible tie-ins"
[[modules.criteria.aspects]]
id = "B1.2"
name = { zh = "咬边深度（毫米）", en = "Undercut depth, mm" }
panel = "welders"
rule = "mean"
lowest = 0
highest = 1
step = "0.1"
table = "undercut"
max = 3
[[modules.criteria.aspects]]
id = "B1.3"
name = { zh = "总体印象", en = "Overall impression" }
panel = "welders"
rule = "mean"
lowest = 0
highest = 100
step = "0.5"
weight = "0.1"
max = 10
[tables.undercut]
kind = "linear"
base = "3"
point = "0"
slope = "-3"
"""


def entrants(count: int = 8) -> list[str]:
    """Ids in running order."""
    return [f"W{number:02}" for number in range(1, count + 1)]


def write(folder: Path, count: int = 8) -> Path:
    """The package in a folder of its own."""
    package = folder / "package"
    (package / "schemes").mkdir(parents=True)
    rows = [
        f"{TRADE},W{at:02},{at + 10},张三{at},Zhang San {at},第{at}职业学校,School No. {at},"
        for at in range(1, count + 1)
    ]
    heads = "trade,entrant,number,name,name_en,organisation,organisation_en,group"
    files = {
        "contest.toml": CONTEST,
        "schemes/welding.toml": SCHEME,
        "entrants.csv": "\n".join([heads, *rows]) + "\n",
        "judges.csv": "judge,name,name_en,organisation,interests\nJ1,刘焊,Liu Han,一厂,\nJ2,孙工,Sun Gong,二厂,\n",
        "panels.csv": "trade,phase,panel,item,judge\n" + "".join(f"{TRADE},,welders,,{judge}\n" for judge in JUDGES),
    }
    for name, text in files.items():
        (package / name).write_text(text, "utf-8")
    return package


def prepare(folder: Path, count: int = 8, more: str = "") -> None:
    """`contest.db` in the folder: the contest with its trade open and no mark given. more: of `contest.toml`."""
    package = write(folder, count)
    if more:
        (package / "contest.toml").write_text(CONTEST + more, "utf-8")
    imported(folder, package)
