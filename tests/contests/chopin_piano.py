"""Piano competition data set → one package: `python -m tests.contests.chopin_piano SOURCE TARGET`.

Rule (README of the data set): the mean of the marks given, to 0.01; each mark pulled to within 3 points of it in the
first stage and 2 in the later ones; the mean of these, to 0.01, is the stage score. A juror abstains from her own
students. The result after each stage weighs the rounded stage scores, to 0.01; 40, 20 and 10 go on, with everyone level
with the last; in the final whoever is no more than 0.02 behind the one before shares that place, and six are given.

The data set holds some stages; the published scores of a stage before them enter as readings of the secretariat. Copies
only: every mark, score, total, place and position is the text of the data set.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from tests.contests.folders import Package, Row, contest, rows, toml, trade, unique

EVENT = "chopin19"
TITLE = {"zh": "第十九届肖邦国际钢琴比赛", "en": "19th International Chopin Piano Competition"}
YEAR = "2025"
TRADE = {"zh": "钢琴", "en": "Piano"}
ORGANISER = {"zh": "肖邦研究院", "en": "The Fryderyk Chopin Institute"}
STAGES = {
    "stage1": {"zh": "第一轮", "en": "First stage"},
    "stage2": {"zh": "第二轮", "en": "Second stage"},
    "stage3": {"zh": "第三轮", "en": "Third stage"},
    "final": {"zh": "决赛", "en": "Final"},
}
SCORES = dict(zip(STAGES, ("official_s1", "official_s2", "official_s3", "official_s4"), strict=True))
"""The column that holds the published score of each stage."""
WEIGHTS = {
    "stage1": {"stage1": "1"},
    "stage2": {"stage1": "0.3", "stage2": "0.7"},
    "stage3": {"stage1": "0.1", "stage2": "0.2", "stage3": "0.7"},
    "final": {"stage1": "0.1", "stage2": "0.2", "stage3": "0.35", "final": "0.35"},
}
"""What each stage score counts in the result after a stage."""
CUTS = {"stage1": "40", "stage2": "20", "stage3": "10"}
MODULES = {"stage1": "opening", "stage2": "recital", "stage3": "recital", "final": "recital"}
"""What is played in each stage: the limit is 3 points in the opening, 2 in a recital."""
SECRETARIAT = "SEC"


def convert(source: Path, target: Path) -> list[Path]:
    """Write the package of the data set in `source` under `target`; its folder, alone in a list."""
    names = ("competitors", "judges", "judgements", "corrected_marks", "officials")
    return [_package({name: rows(source, name) for name in names}).write(target.joinpath(EVENT))]


def _aspect(module: str) -> str:
    return f"{module}-mark"


def _package(tables: Mapping[str, Sequence[Row]]) -> Package:
    judgements, officials = tables["judgements"], tables["officials"]
    marked = {row["phase"] for row in judgements}
    first = next(stage for stage in STAGES if stage in marked)
    published = list(STAGES)[: list(STAGES).index(first)]
    described = contest(EVENT, TITLE, YEAR, ORGANISER, trade("piano", TRADE))
    package = Package(described, {"piano": _scheme(published)})
    playing = {row["competitor"] for row in (*judgements, *officials)}
    for row in tables["competitors"]:
        if row["competitor"] in playing:
            person = {"name": row["name"], "name_en": row["name"]}
            package.add("entrants", trade="piano", entrant=row["competitor"], number=row["competitor"], **person)
    for row in tables["judges"]:
        package.add("judges", judge=row["judge"], name=row["name"], name_en=row["name"])
        package.add("panels", trade="piano", panel="jury", judge=row["judge"])
    if published:
        package.add("judges", judge=SECRETARIAT, name="秘书处", name_en="Secretariat")
        package.add("panels", trade="piano", panel="secretariat", judge=SECRETARIAT)
        _published(package, published, [row for row in officials if row["phase"] == first])
    for stage in STAGES:
        given, found = ([row for row in table if row["phase"] == stage] for table in (judgements, officials))
        _stage(package, stage, given, found)
    stages = {row["event"]: row["phase"] for row in judgements}
    for row in tables["corrected_marks"]:
        if row["official_corrected_mark"]:
            stage = stages[row["event"]]
            where = {"phase": stage, "entrant": row["competitor"], "judge": row["judge"]}
            figure = f"counted:{_aspect(MODULES[stage])}"
            package.add("expected", trade="piano", **where, figure=figure, value=row["official_corrected_mark"])
    return package


def _published(package: Package, stages: Sequence[str], officials: Sequence[Row]) -> None:
    """Scores of stages without marks, as the secretariat reads them out."""
    for stage in stages:
        for row in officials:
            cell = {"judge": SECRETARIAT, "entrant": row["competitor"], "phase": stage, "aspect": _aspect("published")}
            package.add("marks", **cell, value=row[SCORES[stage]])


def _stage(package: Package, stage: str, judgements: Sequence[Row], officials: Sequence[Row]) -> None:
    """The marks of one stage and what was published after it."""
    mark = _aspect(MODULES[stage])
    for row in judgements:
        cell = {"judge": row["judge"], "entrant": row["competitor"], "phase": stage, "aspect": mark}
        package.add("marks", **cell, value=row["mark"] or "abstained")
    following = dict(pairwise(STAGES)).get(stage)
    for row in officials:
        who = {"trade": "piano", "entrant": row["competitor"]}
        figures = {mark: SCORES[stage], "total": "official_total", "list": "official_list_pos"}
        for figure, column in figures.items():
            package.add("expected", **who, phase=stage, figure=figure, value=row[column])
        if following:
            package.add("expected", **who, phase=following, figure="advanced", value=row["official_advanced"])
        else:
            package.add("expected", **who, phase=stage, figure="place", value=row["official_rank"])


def _scheme(published: Sequence[str]) -> str:
    parts = ["scheme = 1", "decimals = 2", 'reveal = "settled"']
    modules = MODULES | dict.fromkeys(published, "published")
    for before, (stage, name) in zip(("", *STAGES), STAGES.items(), strict=False):
        parts += [
            "",
            "[[phases]]",
            f"id = {toml(stage)}",
            f"name = {toml(name)}",
            f"modules = [{toml(modules[stage])}]",
        ]
        if before:
            parts.append(f"entry = {{ from = {toml(before)}, cut = {CUTS[before]} }}")
        parts.append(f"weight = {toml(WEIGHTS[stage][stage])}")
        carried = [
            f"{{ phase = {toml(each)}, weight = {toml(weight)} }}"
            for each, weight in WEIGHTS[stage].items()
            if each != stage
        ]
        parts += [f"carry = [{', '.join(carried)}]", "round = 2"]
    parts.append('ranks = { share = "within", within = "0.02", from = "previous", numbering = "dense", places = 6 }')
    return "\n".join(parts) + "\n" + "".join(_MODULES[module] for module in unique(modules.values()))


_JURY = """
[[modules]]
id = "{module}"
name = {{ zh = "{zh}", en = "{en}" }}

[[modules.criteria]]
id = "{module}-playing"
name = {{ zh = "演奏", en = "Playing" }}

[[modules.criteria.aspects]]
id = "{module}-mark"
name = {{ zh = "评委分", en = "Juror's mark" }}
panel = "jury"
rule = "corrected-mean"
limit = "{limit}"
mean_round = 2
round = 2
lowest = "1"
highest = "25"
step = "1"
"""
_MODULES = {
    "published": """
[[modules]]
id = "published"
name = { zh = "已公布成绩", en = "Published score" }

[[modules.criteria]]
id = "published-playing"
name = { zh = "演奏", en = "Playing" }

[[modules.criteria.aspects]]
id = "published-mark"
name = { zh = "该轮成绩", en = "Stage score" }
panel = "secretariat"
rule = "one"
lowest = "1"
highest = "25"
step = "0.01"
""",
    "opening": _JURY.format(module="opening", zh="第一轮演奏", en="Opening recital", limit="3"),
    "recital": _JURY.format(module="recital", zh="演奏", en="Recital", limit="2"),
}

if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
