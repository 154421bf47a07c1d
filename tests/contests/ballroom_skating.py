"""Ballroom data set → one package for each heat: `python -m tests.contests.ballroom_skating SOURCE TARGET`.

Rule (README of the data set; skating system, rules 1 and 5-11): in a round before the final each judge recalls couples,
and those with the most votes go on; in the final each judge places every couple in each dance; a majority of judges
gives the place in the dance; least sum of places first; ties by rules 10 and 11, which a heat of one dance does not
have. What stays tied is published in sequence. Copies only: every vote, place and recall is the text of the data set,
and how many go on is how many it says were recalled.

Where the data set knows no recall, or somebody danced who was not recalled, who went on is stated by who danced; the
recall is then a list of its own, if known. Whoever should have danced and did not is `dns`. Where a judge has two votes
for one couple, two couples bore the number. A place beside a couple in a round is copied if it is this round's: where
nobody is recalled, and for a couple that danced on, the data set repeats a later place there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.contests.folders import Package, Row, by_event, contest, rows, toml, trade, unique

ORGANISER = {"zh": "O2CM国标舞比赛", "en": "O2CM competitions"}
TRADE = {"zh": "国标舞", "en": "Ballroom dance"}
FINAL = "final"
ROUNDS = {
    "final": {"zh": "决赛", "en": "Final"},
    "round-1": {"zh": "半决赛", "en": "Semi-final"},
    "round-2": {"zh": "四分之一决赛", "en": "Quarter-final"},
    "round-3": {"zh": "八分之一决赛", "en": "Eighth-final"},
    "round-4": {"zh": "十六分之一决赛", "en": "Sixteenth-final"},
}
"""Rounds from the last to the first; others would be called by their id."""


def convert(source: Path, target: Path) -> list[Path]:
    """Write the packages of the data set in `source` under `target`; their folders, in the data set's order."""
    judgements, officials = by_event(rows(source, "judgements")), by_event(rows(source, "officials"))
    folders = []
    for heat in rows(source, "events"):
        event = heat["event"]
        package = _package(heat, _couples(judgements[event]), officials[event])
        folders.append(package.write(target.joinpath(event)))
    return folders


def _couples(judgements: Sequence[Row]) -> list[Row]:
    """The judgements; the second couple that bears a number in a round gets an id of its own."""
    given: set[tuple[str, ...]] = set()
    couples = []
    for row in judgements:
        cell = (row["phase"], row["competitor"], row["item"], row["judge"])
        couples.append(row | {"competitor": f"{row['competitor']}.2"} if cell in given else row)
        given.add(cell)
    return couples


@dataclass(frozen=True, slots=True)
class Round:
    """A round and how its couples came to it. entered: who was let in; danced: who danced. source: the phase they came
    from, "" for the first. cut: how many went on by their votes; "" where the package states who did. listed: the phase
    that those recalled from the round before went on to, "" where no recall is known."""

    id: str
    entered: Sequence[str]
    danced: Sequence[str]
    source: str = ""
    cut: str = ""
    listed: str = ""


def _rounds(judgements: Sequence[Row], recalled: dict[str, list[str]]) -> list[Round]:
    """The rounds in the order danced; round-2, round-1, final."""
    danced = {
        phase: unique(row["competitor"] for row in judgements if row["phase"] == phase)
        for phase in sorted({row["phase"] for row in judgements}, reverse=True)
    }
    first, *_ = danced
    found = [Round(first, unique(couple for couples in danced.values() for couple in couples), danced[first])]
    for before, phase in pairwise(danced):
        chosen, couples = recalled[before], danced[phase]
        if chosen and set(couples) <= set(chosen):
            found.append(Round(phase, chosen, couples, before, str(len(chosen)), phase))
            continue
        source = next(each.id for each in reversed(found) if set(couples) <= set(each.entered))
        found.append(Round(phase, couples, couples, source, "", f"recalled-{before}" if chosen else ""))
    return found


def _package(heat: Row, judgements: Sequence[Row], officials: Sequence[Row]) -> Package:
    event = heat["event"]
    recalled: dict[str, list[str]] = {row["phase"]: [] for row in judgements}
    for row in officials:
        if row["official_recalled"] == "1":
            recalled[row["phase"]].append(row["competitor"])
    rounds = _rounds(judgements, recalled)
    competition, _, _ = event.partition("-")
    name = {"zh": heat["heat"], "en": heat["heat"]}
    full_name = dict.fromkeys(name, f"{competition} {heat['heat']}")
    package = Package(contest(event, full_name, f"20{competition[-2:]}", ORGANISER, trade("heat", name)), {})
    package.schemes["heat"] = _scheme(heat, rounds, recalled, unique(row["item"] for row in judgements))
    for couple in rounds[0].entered:
        package.add("entrants", trade="heat", entrant=couple, number=couple, name=couple, name_en=couple)
    for judge in unique(row["judge"] for row in judgements):
        package.add("judges", judge=judge, name=judge, name_en=judge)
    for each in rounds:
        _dance(package, each, [row for row in judgements if row["phase"] == each.id])
    listed = {before.id: following.listed for before, following in pairwise(rounds)}
    last = {couple: each.id for each in rounds for couple in each.danced}
    for row in officials:
        where, phase = {"trade": "heat", "entrant": row["competitor"]}, row["phase"]
        if phase == FINAL:
            figure = "list" if row["item"] == "ALL" else row["item"]
            package.add("expected", **where, phase=phase, figure=figure, value=row["official_place"])
        elif listed[phase]:
            package.add("expected", **where, phase=listed[phase], figure="advanced", value=row["official_recalled"])
            if row["official_place"] and last[row["competitor"]] == phase:
                package.add("expected", **where, phase=phase, figure="list", value=row["official_place"])
    return package


def _dance(package: Package, each: Round, judgements: Sequence[Row]) -> None:
    """Who came to a round, who did not dance, and what the judges gave."""
    for judge in unique(row["judge"] for row in judgements):
        package.add("panels", trade="heat", phase=each.id, panel="judges", judge=judge)
    if each.source and not each.cut:
        for couple in each.danced:
            package.add("advanced", trade="heat", phase=each.id, entrant=couple)
    for couple in each.entered:
        if couple not in each.danced:
            where = {"trade": "heat", "phase": each.id, "entrant": couple}
            package.add("adjustments", **where, adjustment="dns", reason="did-not-dance")
    for row in judgements:
        aspect = row["item"] if each.id == FINAL else _vote(row["item"])
        cell = {"judge": row["judge"], "entrant": row["competitor"], "phase": each.id, "aspect": aspect}
        package.add("marks", **cell, value=row["mark"])


def _vote(dance: str) -> str:
    """The aspect of recall votes in a dance; places have the dance's own id."""
    return f"recall-{dance}"


def _scheme(heat: Row, rounds: Sequence[Round], recalled: dict[str, list[str]], dances: Sequence[str]) -> str:
    return "\n".join((*_head(heat, rounds, recalled), "")) + "".join(_modules(heat, rounds, dances))


def _head(heat: Row, rounds: Sequence[Round], recalled: dict[str, list[str]]) -> Iterator[str]:
    yield from ("scheme = 1", "decimals = 1", 'reveal = "settled"')
    before = ""
    for each in rounds:
        name = ROUNDS.get(each.id, {"zh": each.id, "en": each.id})
        if each.listed not in ("", each.id):
            yield from ("", "[[phases]]", f"id = {toml(each.listed)}")
            yield f"name = {toml({'zh': '入围名单', 'en': 'Recalled'})}"
            yield "modules = []"
            yield f"entry = {{ from = {toml(before)}, cut = {len(recalled[before])} }}"
            yield f"carry = [{{ phase = {toml(before)} }}]"
        yield from ("", "[[phases]]", f"id = {toml(each.id)}", f"name = {toml(name)}")
        if each.source:
            yield f"entry = {{ from = {toml(each.source)}, cut = {each.cut or toml('stated')} }}"
        if each.id == FINAL:
            yield from ('modules = ["places"]', 'order = "low"')
            if heat["dances"] != "1":  # rules 10 and 11 compare dances
                yield 'ties = [{ by = "skating-10" }, { by = "skating-11" }]'
        else:
            yield 'modules = ["recall"]'
        before = each.id


def _modules(heat: Row, rounds: Sequence[Round], dances: Sequence[str]) -> Iterator[str]:
    if any(each.id != FINAL for each in rounds):
        yield _RECALL
        yield from (_VOTE.format(aspect=_vote(dance), dance=dance) for dance in dances)
    if any(each.id == FINAL for each in rounds):
        yield _PLACES
        yield from (_PLACE.format(dance=dance, last=heat["finalists"]) for dance in dances)


_RECALL = """
[[modules]]
id = "recall"
name = { zh = "入围票", en = "Recall votes" }

[[modules.criteria]]
id = "votes"
name = { zh = "入围票", en = "Recall votes" }
"""
_VOTE = """
[[modules.criteria.aspects]]
id = "{aspect}"
name = {{ zh = "{dance}", en = "{dance}" }}
panel = "judges"
rule = "sum"
measure = "pass-fail"
max = "1"
"""
_PLACES = """
[[modules]]
id = "places"
name = { zh = "各舞名次", en = "Places in the dances" }

[[modules.criteria]]
id = "dances"
name = { zh = "各舞名次", en = "Places in the dances" }
"""
_PLACE = """
[[modules.criteria.aspects]]
id = "{dance}"
name = {{ zh = "{dance}", en = "{dance}" }}
panel = "judges"
rule = "majority-placing"
lowest = "1"
highest = "{last}"
step = "1"
"""

if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
