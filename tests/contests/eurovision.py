"""Song contest data set → one package for each round of a year: `python -m tests.contests.eurovision SOURCE TARGET`.

Rule (README of the data set): a country's votes are points; total = sum of all votes, from 2016 on of juries and
televoters. Equal totals share the place until 1990; until 2007 all but the first place, which a count-back decides.
Then 2008-2015: more countries that gave points, count-back, earlier in the running order; from 2016 on the same of the
televote, after its points.

Copied: every vote listed, and every published figure. Implied by the rule: the data set lists no vote of nothing and
countries do not vote for themselves, so each country that voted gave its own song no mark (`abstained`) and every other
song that it is not listed for `0`. Since 1975 a vote is one of the scale 12, 10, 8 to 1, or nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.contests.folders import Package, Row, by_event, contest, rows, toml, trade, unique

ORGANISER = {"zh": "欧洲广播联盟", "en": "European Broadcasting Union"}
ROUNDS = {
    "final": {"zh": "决赛", "en": "Final"},
    "semi": {"zh": "半决赛", "en": "Semi-final"},
    "semi1": {"zh": "第一场半决赛", "en": "First semi-final"},
    "semi2": {"zh": "第二场半决赛", "en": "Second semi-final"},
}
PANELS = {
    "country": {"zh": "各国投票", "en": "Votes of the countries"},
    "jury": {"zh": "评委投票", "en": "Juries"},
    "tele": {"zh": "观众投票", "en": "Televote"},
}
FIGURES = {
    "jury": "official_jury_points",
    "tele": "official_tele_points",
    "total": "official_total",
    "place": "official_rank",
}
"""Figures and the published columns that they are copies of."""
SCALE = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "10", "12")


def convert(source: Path, target: Path) -> list[Path]:
    """Write the packages of the data set in `source` under `target`; their folders, in the data set's order."""
    competitors, judgements = by_event(rows(source, "competitors")), by_event(rows(source, "judgements"))
    officials = by_event(rows(source, "officials"))
    folders = []
    for row in rows(source, "events"):
        event = row["event"]
        package = _package(row, competitors[event], judgements[event], officials[event])
        folders.append(package.write(target.joinpath(event)))
    return folders


def _package(event: Row, competitors: Sequence[Row], judgements: Sequence[Row], officials: Sequence[Row]) -> Package:
    kind, year = event["round"], event["year"]
    name = ROUNDS.get(kind, {"zh": kind, "en": kind})
    full_name = {"zh": f"{year}年欧洲歌唱大赛{name['zh']}", "en": f"Eurovision Song Contest {year} {name['en']}"}
    voters = {
        panel: unique(row["judge"] for row in judgements if row["item"] == panel)
        for panel in PANELS
        if any(row["item"] == panel for row in judgements)
    }
    scheme = _scheme(kind, name, int(year), list(voters))
    package = Package(contest(event["event"], full_name, year, ORGANISER, trade(kind, name)), {kind: scheme})
    songs = {row["competitor"]: f"{row['artist']}: {row['song']}" for row in competitors}
    for row in sorted(officials, key=lambda row: int(row["running_order"])):
        song, country = songs[row["competitor"]], {"organisation": row["competitor"]}
        number = {"entrant": row["competitor"], "number": row["running_order"]}
        package.add("entrants", trade=kind, **number, name=song, name_en=song, **country)
    for judge in sorted({judge for panel in voters.values() for judge in panel}):
        package.add("judges", judge=judge, name=judge, name_en=judge, organisation=judge)
    listed = {(row["item"], row["judge"], row["competitor"]): row["mark"] for row in judgements}
    for panel, judges in voters.items():
        for judge in judges:
            package.add("panels", trade=kind, panel=panel, judge=judge)
            for row in officials:
                entrant = row["competitor"]
                nothing = "abstained" if entrant == judge else "0"
                cell = {"judge": judge, "entrant": entrant, "phase": kind, "aspect": panel}
                package.add("marks", **cell, value=listed.get((panel, judge, entrant), nothing))
    for row in officials:
        where = {"trade": kind, "phase": kind, "entrant": row["competitor"]}
        for figure, column in FIGURES.items():
            if row[column]:
                package.add("expected", **where, figure=figure, value=row[column])
    return package


def _ties(year: int, panels: Sequence[str]) -> list[str]:
    """What decides between equal totals, in the order asked."""
    decisive = '"tele"' if "tele" in panels else f'"{panels[0]}"'
    count_back = f'by = "count-back", figure = {decisive}'
    if year <= 1990:
        return []
    if year <= 2007:
        return [f"{{ {count_back}, upto = 1 }}"]
    points = ["{ figure = " + decisive + " }"] if "tele" in panels else []
    return [*points, f'{{ by = "count", figure = {decisive} }}', f"{{ {count_back} }}", '{ by = "running-order" }']


def _scheme(kind: str, name: dict[str, str], year: int, panels: Sequence[str]) -> str:
    parts = ["scheme = 1", "decimals = 0", 'reveal = "settled"']
    parts += ["", "[[phases]]", f"id = {toml(kind)}", f"name = {toml(name)}"]
    parts.append(f"ties = [{', '.join(_ties(year, panels))}]")
    parts.append(_VOTES)
    scaled = year >= 1975
    for panel in panels:
        parts += ["[[modules.criteria.aspects]]", f"id = {toml(panel)}", f"name = {toml(PANELS[panel])}"]
        parts += [f"panel = {toml(panel)}", 'rule = "sum"']
        if scaled:
            parts += ['measure = "graded"', 'table = "scale"', 'lowest = "0"', 'highest = "12"', ""]
        else:
            parts += ['lowest = "0"', 'highest = "10"', 'step = "1"', ""]
    if scaled:
        pairs = ", ".join(f"[{toml(points)}, {toml(points)}]" for points in SCALE)
        parts += ["[tables.scale]", 'kind = "lookup"', 'match = "exact"', f"rows = [{pairs}]", ""]
    return "\n".join(parts)


_VOTES = """
[[modules]]
id = "votes"
name = { zh = "投票", en = "Votes" }

[[modules.criteria]]
id = "points"
name = { zh = "得分", en = "Points" }
"""

if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
