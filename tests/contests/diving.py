"""Diving data set → one package for each event: `python -m tests.contests.diving SOURCE TARGET`.

Rule (README of the data set; FINA diving rules, 7 judges): drop the highest and the lowest awards, sum the rest, times
the multiplier and the dive's difficulty, to 0.01. Phases are cumulative as the `ranking` column of rules.csv says.
Copies only: every award, difficulty, score, total and rank is the text of the data set.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.contests.folders import Package, Row, by_event, contest, rows, toml, trade, unique

PHASES = {
    "prelim": {"zh": "预赛", "en": "Preliminary"},
    "semi": {"zh": "半决赛", "en": "Semi-final"},
    "final": {"zh": "决赛", "en": "Final"},
}
TRADES = {
    "m3m": {"zh": "男子3米板", "en": "Men's 3 m springboard"},
    "w3m": {"zh": "女子3米板", "en": "Women's 3 m springboard"},
    "m10m": {"zh": "男子10米台", "en": "Men's 10 m platform"},
    "w10m": {"zh": "女子10米台", "en": "Women's 10 m platform"},
}
GAMES = {
    "syd00": ("2000", {"zh": "2000年悉尼奥运会", "en": "Sydney 2000"}),
    "par24": ("2024", {"zh": "2024年巴黎奥运会", "en": "Paris 2024"}),
}
ORGANISER = {"zh": "国际泳联", "en": "FINA"}


def convert(source: Path, target: Path) -> list[Path]:
    """Write the packages of the data set in `source` under `target`; their folders, in the data set's order."""
    judges = {row["judge"]: row for row in rows(source, "judges")}
    competitors, items = by_event(rows(source, "competitors")), by_event(rows(source, "items"))
    judgements, officials = by_event(rows(source, "judgements")), by_event(rows(source, "officials"))
    folders = []
    for rule in rows(source, "rules"):
        event = rule["event"]
        package = _package(rule, competitors[event], items[event], judgements[event], officials[event], judges)
        folders.append(package.write(target.joinpath(event)))
    return folders


def _package(
    rule: Row,
    competitors: Sequence[Row],
    items: Sequence[Row],
    judgements: Sequence[Row],
    officials: Sequence[Row],
    judges: Mapping[str, Row],
) -> Package:
    event = rule["event"]
    games, _, kind = event.partition("-")
    kind = kind or event
    year, title = GAMES.get(games, (f"20{games[-2:]}", {"zh": games, "en": games}))
    name = TRADES.get(kind, {"zh": kind, "en": kind})
    full_name = {language: f"{title[language]} {name[language]}" for language in ("zh", "en")}
    present = {row["phase"] for row in items}
    phases = [phase for phase in PHASES if phase in present]
    package = Package(contest(event, full_name, year, ORGANISER, trade(kind, name)), {kind: _scheme(rule, phases)})

    for row in competitors:
        person = {"name": row["name"], "name_en": row["name"]}
        nation = {"organisation": row["nation"], "organisation_en": row["nation"]}
        package.add("entrants", trade=kind, entrant=row["competitor"], number=row["competitor"], **person, **nation)
    for judge in sorted({row["judge"] for row in judgements}):
        known = judges.get(judge, {"name": judge, "nation": ""})
        package.add("judges", judge=judge, name=known["name"], name_en=known["name"], organisation=known["nation"])
    for row in items:
        dive = {"trade": kind, "phase": row["phase"], "entrant": row["competitor"], "item": row["item"]}
        package.add("items", **dive, criterion="dive", name=row["item"], difficulty=row["difficulty"])
        if row["official_item_score"]:
            package.add("expected", **dive, figure="dive", value=row["official_item_score"])
    order = [row["competitor"] for row in competitors]
    for phase in phases:
        divers = {row["competitor"] for row in items if row["phase"] == phase}
        if phase != phases[0]:
            for entrant in order:
                if entrant in divers:
                    package.add("advanced", trade=kind, phase=phase, entrant=entrant)
        _marks(package, kind, phase, order, [row for row in judgements if row["phase"] == phase])
    for row in officials:
        figures = {"total": row["official_total"], "place": row["official_rank"]}
        for figure, value in figures.items():
            if value:
                who = {"phase": row["phase"], "entrant": row["competitor"]}
                package.add("expected", trade=kind, **who, figure=figure, value=value)
    return package


def _marks(package: Package, kind: str, phase: str, order: Sequence[str], judgements: Sequence[Row]) -> None:
    """The awards of one phase, dive by dive as they were dived: everybody's first dive, then everybody's second."""
    for item in sorted({row["item"] for row in judgements}):
        awards = [row for row in judgements if row["item"] == item]
        for judge in unique(row["judge"] for row in awards):
            package.add("panels", trade=kind, phase=phase, panel="awards", item=item, judge=judge)
        for row in sorted(awards, key=lambda row: order.index(row["competitor"])):
            cell = {"judge": row["judge"], "entrant": row["competitor"], "phase": phase, "item": item}
            package.add("marks", **cell, aspect="award", value=row["mark"] or "lost")


def _carried(ranking: str) -> dict[str, list[str]]:
    """`final = semi+final` → {"final": ["semi"]}: the phases whose own points each phase adds to its own."""
    carried = {}
    for clause in ranking.split(";"):
        phase, _, terms = clause.partition("=")
        carried[phase.strip()] = [term.strip() for term in terms.split("+") if term.strip() != phase.strip()]
    return carried


def _scheme(rule: Row, phases: Sequence[str]) -> str:
    carried = _carried(rule["ranking"])
    parts = ["scheme = 1", "decimals = 2", 'reveal = "settled"']
    for before, phase in zip(("", *phases), phases, strict=False):
        parts += ["", "[[phases]]", f"id = {toml(phase)}", f"name = {toml(PHASES[phase])}"]
        if before:
            parts.append(f'entry = {{ from = {toml(before)}, cut = "stated" }}')
        carry = [f"{{ phase = {toml(other)} }}" for other in carried.get(phase, []) if other in phases]
        if carry:
            parts.append(f"carry = [{', '.join(carry)}]")
    return "\n".join(parts) + _MODULES.format(**rule)


_MODULES = """

[[modules]]
id = "dives"
name = {{ zh = "跳水", en = "Dives" }}

[[modules.criteria]]
id = "dive"
name = {{ zh = "动作", en = "Dive" }}
items = true
weight = "{multiplier}"
round = 2

[[modules.criteria.aspects]]
id = "award"
name = {{ zh = "裁判分", en = "Award" }}
panel = "awards"
rule = "trimmed-sum"
drop_high = {drop_high}
drop_low = {drop_low}
lowest = "0"
highest = "10"
step = "0.5"
"""

if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
