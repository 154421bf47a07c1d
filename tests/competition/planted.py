"""One way to plant each kind of problem in a copy of the golden package `orchard`."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

from competition.intake import pictures
from competition.intake.files import sources
from tests.competition.orchard import GOLDEN, Orchard, explained
from tests.competition.planting import Plant, append, edit, without, write, zipped


def _not_a_package(orchard: Orchard) -> Path:
    other = orchard.path.parent / "photos"
    other.mkdir()
    (other / "tree.jpg").write_bytes(b"\xff\xd8")
    return other


def _link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("policies/city/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


def _twice(archive: zipfile.ZipFile) -> None:
    archive.writestr("policies/city/SEAL.bin", "the same name where case does not count")


def _flagged(flag: int) -> Plant:
    """Set a flag of the last entry in the zip's directory."""

    def plant(orchard: Orchard) -> Path:
        target = orchard.zipped()
        content = bytearray(target.read_bytes())
        at = content.rindex(b"PK\x01\x02")
        flags = struct.unpack_from("<H", content, at + 8)[0]
        struct.pack_into("<H", content, at + 8, flags | flag)
        target.write_bytes(content)
        return target

    return plant


def _torn(orchard: Orchard) -> Path:
    target = orchard.zipped()
    content = bytearray(target.read_bytes())
    at = content.index(b"policies/city/seal.bin") + len("policies/city/seal.bin")
    content[at : at + 4] = b"torn"
    target.write_bytes(content)
    return target


def _many(orchard: Orchard) -> None:
    folder = orchard.path / "policies" / "many"
    folder.mkdir()
    for number in range(sources.MOST_FILES):
        (folder / str(number)).touch()


def _third_phase(orchard: Orchard) -> None:
    """A phase after the final, to which one goes on who was not in the final."""
    phase = '[[phases]]\nid = "super"\nmodules = []\ncarry = [{ phase = "final" }]\n'
    entry = 'entry = { from = "final", cut = "stated" }\n\n'
    first = '[[modules]]\nid = "theory"'
    orchard.edit("schemes/grafting.toml", first, phase + entry + first)
    orchard.append("advanced.csv", "grafting,super,A1")
    orchard.append("advanced.csv", "grafting,super,A3")


def _cut_stated(orchard: Orchard, entrants: list[str], *, missing: bool) -> None:
    """State who went on to a computed cut: too early, or others than the marks say."""
    if missing:
        orchard.edit("marks.csv", "P3,B3,heat,,seconds,,500\n", "")
        orchard.edit("adjustments.csv", "pruning,,B3,,,dsq,,rules\n", "")
    else:
        entrants = ["B1", "B3"]
        orchard.edit("adjustments.csv", "pruning,,B3,,,dsq,,rules\n", "")
        text = orchard.text("marks.csv")
        orchard.write("marks.csv", "".join(f"{line}\n" for line in text.splitlines() if ",B2,last," not in line))
    for entrant in entrants:
        orchard.append("advanced.csv", f"pruning,last,{entrant}")


def _numbered(pattern: str, scheme: str = "own") -> Plant:
    """Award certificates are numbered by another pattern."""

    def plant(orchard: Orchard) -> None:
        orchard.edit(
            "contest.toml",
            'scheme = "own", pattern = "GY{year}-{running:4}"',
            f'scheme = "{scheme}", pattern = {pattern}',
        )

    return plant


def _policy(old: str, new: str) -> Plant:
    """One mistake in the policy, which then has no worked cases."""

    def plant(orchard: Orchard) -> None:
        orchard.edit("policies/city/policy.toml", old, new)

    return plant


def _second_policy(orchard: Orchard) -> None:
    orchard.write("policies/later/policy.toml", orchard.text("policies/city/policy.toml"))


def _other_team(orchard: Orchard) -> None:
    """An entrant counts for a team that the file of teams does not know."""
    orchard.write("teams.csv", "team,name,name_en\nT1,东片,East\n")
    head, *rows = orchard.text("entrants.csv").splitlines()
    teams = ["T1", "T1", "T1", "T2", "", "", ""]
    lines = (f"{row},{team}" for row, team in zip(rows, teams, strict=True))
    orchard.write("entrants.csv", "\n".join((f"{head},team", *lines, "")))


def _decided(entrants: str, step: str) -> Plant:
    """A tie of the preliminary is decided. step: what the scheme has behind its first step."""

    def plant(orchard: Orchard) -> None:
        orchard.edit("schemes/grafting.toml", 'prefer = "high" }', f'prefer = "high" }}, {step}')
        orchard.write("decisions.csv", f"trade,phase,entrants,reason\ngrafting,prelim,{entrants},drawn-lots\n")

    return plant


def _blind_with_groups(orchard: Orchard) -> None:
    orchard.edit("contest.toml", "level = 3", "level = 3\nblind = true")
    orchard.edit("schemes/grafting.toml", 'reveal = "settled"', 'groups = "apart"')


def _scale_of_low(orchard: Orchard) -> None:
    """Low totals stand first in the phase that a scale is worked out in."""
    orchard.edit("schemes/trees.toml", TREES, f"{TREES}\nscale = {{}}")
    orchard.edit("schemes/trees.toml", LAST, f'order = "low"\n{LAST}')


def _overall(prize: str) -> Plant:
    """An overall prize."""

    def plant(orchard: Orchard) -> None:
        orchard.edit("contest.toml", "[notice]", f'[[overall]]\nid = "cup"\n{prize}\n\n[notice]')

    return plant


def _low_prize(orchard: Orchard) -> None:
    orchard.edit("schemes/grafting.toml", "carry = [", 'order = "low"\ncarry = [')
    _overall('trades = ["grafting"]\npoints = "total"')(orchard)


def _feat(aspect: str, items: str = "false") -> Plant:
    """An aspect that nobody has marked yet; a table that lacks places stands beside it."""
    node = f"[[modules]]\nid = 'extra'\n[[modules.criteria]]\nid = 'extras'\nitems = {items}\n"
    node += "[[modules.criteria.aspects]]\nid = 'feat'\n"
    table = "[tables.places]\nkind = 'lookup'\nrows = [[1, 10], [2, 8]]\n"
    first = '[[modules]]\nid = "graft"'

    def plant(orchard: Orchard) -> None:
        orchard.edit("schemes/grafting.toml", 'modules = ["graft"]', 'modules = ["graft", "extra"]')
        orchard.edit("schemes/grafting.toml", first, f"{node}panel = 'craft'\n{aspect}\n{table}{first}")

    return plant


TREES = "decimals = 1"
LAST = 'name = { zh = "决赛", en = "Final" }'
HEAT = 'name = { zh = "分组赛", en = "Heat" }'

_JUDGES = "".join(
    f"{line},{'kind' if number == 0 else ''}\n"
    for number, line in enumerate(
        (GOLDEN / "judges.csv").read_text("utf-8").replace("A1 的同事\n共事三年", "A1 的同事").splitlines()
    )
)
"""judges.csv with the column that it may do without."""

_PANELS = "".join(
    f"{line},{'' if number else 'role'}\n"
    for number, line in enumerate((GOLDEN / "panels.csv").read_text("utf-8").splitlines())
)
"""panels.csv with the column that it may do without."""

_RECUSED = "trade,panel,judge,entrant,reserve\n"


def _interested_with_a_reserve(orchard: Orchard) -> None:
    orchard.write("panels.csv", f"{_PANELS}grafting,,craft,,P3,reserve\n")
    orchard.edit("judges.csv", "Ming Cha,,", "Ming Cha,,entrant:A3")


PLANTED: dict[str, Plant] = {
    "not-a-package": _not_a_package,
    "missing-file": without("judges.csv"),
    "unknown-file": write("notes.txt", "x"),
    "zip-path": zipped(lambda archive: archive.writestr("../escape.csv", "x")),
    "duplicate-path": zipped(_twice),
    "zip-encrypted": _flagged(0x1),
    "zip-broken": _torn,
    "zip-bomb": zipped(lambda archive: archive.writestr("policies/city/zeros", bytes(2 * sources.RATIO_FROM))),
    "too-large": write("schemes/trees.toml", b"#" * (sources.LARGEST_TOML + 1)),
    "too-many-files": _many,
    "encoding": write("members.csv", b"entrant,person,role\nA1,P1,\xff\xff\n"),
    "control-character": edit("judges.csv", "Yan Ge", "Yan\u200b Ge"),
    "stray-space": edit("judges.csv", "方正", "方正\u3000"),
    "too-long": edit("judges.csv", "方正", "方" * 2001),
    "empty-value": edit("judges.csv", "G2,方正", "G2,"),
    "bad-toml": edit("contest.toml", "[organiser]", "[organiser"),
    "unknown-key": edit("contest.toml", "filing =", "fling ="),
    "missing-key": edit("contest.toml", 'starts = "2026-05-01"\n', ""),
    "wrong-type": edit("contest.toml", "working_days = 5", "working_days = [5]"),
    "unknown-choice": edit("schemes/grafting.toml", 'reveal = "settled"', 'reveal = "sometimes"'),
    "out-of-range": edit("contest.toml", "working_days = 5", "working_days = 500"),
    "unknown-version": edit("contest.toml", "package = 1", "package = 2"),
    "bad-colour": edit("contest.toml", "#B8432E", "red"),
    "faint-colour": edit("contest.toml", "#B8432E", "#F0C24B"),
    "dim-colour": edit("contest.toml", "#B8432E", "#1D4278"),
    "bad-picture": write("logo.png", b"GIF89a"),
    "large-picture": write("logo.png", bytes(pictures.LARGEST + 1)),
    "unknown-part": _numbered('"GY{yy}-{place}-{running:4}"'),
    "running-once": _numbered('"GY{year}"'),
    "running-open": _numbered('"GY{year}-{running}"'),
    "running-width": _numbered('"S000099000002{yy}{level}{running:5}"', "national-22"),
    "level-once": _numbered('"S000099000002{yy}3{running}"', "national-22"),
    "number-form": _numbered('"果{year}-{running:4}"'),
    "award-without-level": _numbered('"GY{level}-{running:4}"'),
    "empty-file": write("members.csv", ""),
    "no-header": write("members.csv", "A1,P1,member\n"),
    "wrong-separator": write("members.csv", "entrant;person;role\nA1;P1;member\n"),
    "csv-quotes": edit("members.csv", "A2,P3,member", 'A2,"P3,member'),
    "csv-shape": edit("members.csv", "A2,P3,member", "A2,P3,member,x"),
    "empty-row": append("members.csv", ",,"),
    "missing-column": write("members.csv", "entrant,person\nA1,P1\n"),
    "unknown-column": write("members.csv", "entrant,person,role,shoe\nA1,P1,member,42\n"),
    "duplicate-column": write("members.csv", "entrant,person,role,role\nA1,P1,member,member\n"),
    "bad-id": edit("judges.csv", "P3,计时", "P 3,计时"),
    "reserved-id": edit("contest.toml", 'id = "orchard"', 'id = "house"'),
    "duplicate-id": append("judges.csv", "G1,别人,,,"),
    "duplicate-row": append("members.csv", "A1,P1,member"),
    "duplicate-mark": append("marks.csv", "G4,A1,prelim,,score,,88"),
    "bad-number": edit("marks.csv", "G4,A1,prelim,,score,,87.5", "G4,A1,prelim,,score,,８７.5"),
    "bad-date": edit("persons.csv", "1990-02-28", "1990-02-30"),
    "bad-level": edit("contest.toml", "level = 3", "level = 8"),
    "bad-layers": edit("contest.toml", "level = 3", 'level = 3\nblind = true\nlayers = ["work", "contest"]'),
    "layers-without-blind": edit("contest.toml", "level = 3", 'level = 3\nlayers = ["contest", "work"]'),
    "bad-grade": edit("persons.csv", "1990-02-28,4", "1990-02-28,八级"),
    "bad-promotions": edit("persons.csv", "2024:4", "2024"),
    "bad-seat-kind": write("judges.csv", _JUDGES.replace("G4,司试,Si Shi,,,", "G4,司试,Si Shi,,,clock")),
    "bad-interest": edit("judges.csv", "Ming Cha,,", "Ming Cha,,famly:P1"),
    "bad-place": write("panels.csv", _PANELS.replace("G3,", "G3,substitute")),
    "bad-role": edit("members.csv", "coach", "trainer"),
    "bad-adjustment": edit("adjustments.csv", "penalty,1.5", "deduction,1.5"),
    "bad-reason": edit("adjustments.csv", "1.5,late", "1.5,迟到"),
    "bad-identity-type": edit("persons.csv", "hk-macau-permit", "permit"),
    "bad-identity": edit("persons.csv", "990000199002280027", "990000199002280028"),
    "identity-without-type": edit("persons.csv", "hk-macau-permit", ""),
    "identity-differs": edit("persons.csv", "0027,f", "0027,m"),
    "bad-gender": edit("persons.csv", "0027,f", "0027,F"),
    "bad-photo-path": edit("persons.csv", "H00000000,m,,,", "H00000000,m,,,logo.png"),
    "not-positive": edit("adjustments.csv", "penalty,1.5", "penalty,-1.5"),
    "unwanted-value": edit("adjustments.csv", "dnf,,injury", "dnf,5,injury"),
    "unknown-attempt": edit("marks.csv", "score,1,60.0", "score,2,60.0"),
    "dangling-team": _other_team,
    "dangling-trade": append("expected.csv", "diving,heat,B1,,,total,1"),
    "dangling-phase": append("expected.csv", "pruning,semi,B1,,,total,1"),
    "dangling-module": edit("schemes/grafting.toml", '["graft"]', '["graft", "graff"]'),
    "dangling-entrant": append("marks.csv", "G4,A9,prelim,,score,,50"),
    "other-trade": append("expected.csv", "pruning,heat,A1,,,total,1"),
    "dangling-item": edit("marks.csv", "P1,B1,last,T2,form,,2", "P1,B1,last,T3,form,,2"),
    "dangling-criterion": append("items.csv", "pruning,last,B2,T2,pace,桃,,1,,"),
    "dangling-aspect": append("marks.csv", "G4,A1,prelim,,essay,,50"),
    "dangling-judge": append("marks.csv", "G9,A1,prelim,,score,,50"),
    "dangling-person": append("members.csv", "A3,P9,member"),
    "dangling-photo": without("photos/P1.png"),
    "dangling-panel": append("panels.csv", "pruning,,crown,,P1"),
    "dangling-table": append("items.csv", "pruning,last,B2,T2,tree,桃,,1,S9,"),
    "dangling-figure": append("expected.csv", "pruning,heat,B1,,,colour,1"),
    "phase-without-cut": append("advanced.csv", "grafting,prelim,A1"),
    "not-in-phase-before": _third_phase,
    "no-entrants": edit("contest.toml", "[notice]", '[[trades]]\nid = "idle"\nname = "x"\nscheme = "trees"\n[notice]'),
    "which-panel": edit("schemes/grafting.toml", 'panel = "papers"\n', ""),
    "missing-seat": edit("panels.csv", "grafting,prelim,papers,,G4\n", ""),
    "too-few-seats": edit("schemes/grafting.toml", "drop_high = 1", "drop_high = 2"),
    "seat-twice": append("panels.csv", "grafting,final,craft,,G1"),
    "not-on-panel": write("recusals.csv", f"{_RECUSED}grafting,craft,P1,A4,\n"),
    "not-in-reserve": write("recusals.csv", f"{_RECUSED}grafting,craft,G3,A4,P1\n"),
    "nobody-left": edit("judges.csv", "Si Shi,,", "Si Shi,,entrant:A4"),
    "too-few-left": edit("judges.csv", "Ming Cha,,", "Ming Cha,,entrant:A4"),
    "too-many-seats": append("panels.csv", "grafting,prelim,papers,,G1"),
    "missing-advanced": without("advanced.csv"),
    "no-columns": write("layouts/none.toml", 'layout = 1\nname = "x"\nrows = "grades"\ncolumns = []\n'),
    "too-many-columns": write(
        "layouts/many.toml", 'layout = 1\nname = "x"\nrows = "grades"\n' + '[[columns]]\nfield = "name"\n' * 61
    ),
    "field-or-constant": edit("layouts/association.toml", 'field = "identity"', "width = 5"),
    "unknown-field": edit("layouts/association.toml", 'field = "identity"', 'field = "shoe"'),
    "unknown-paper": edit("layouts/association.toml", 'field = "paper:theory"', 'field = "paper:therory"'),
    "above-highest": edit("marks.csv", "score,,87.5", "score,,187.5"),
    "below-lowest": edit("marks.csv", "score,,87.5", "score,,-87.5"),
    "off-step": edit("marks.csv", "score,,87.5", "score,,87.55"),
    "comment-missing": edit("schemes/grafting.toml", "step = 0.5", "step = 0.5\ncomment = { upto = 60 }"),
    "comment-too-long": lambda orchard: explained(orchard, "长" * 501),
    "not-in-table": edit("schemes/trees.toml", '["-2", "-1.5"]', '["-3", "-1.5"]'),
    "mark-without-seat": edit("marks.csv", "G4,A1,prelim,,score", "G1,A1,prelim,,score"),
    "interest-declared": _interested_with_a_reserve,
    "mark-for-other-phase": append("marks.csv", "G1,A3,final,,vigour,,50"),
    "not-in-phase": append("adjustments.csv", "grafting,final,A3,,,penalty,1,late"),
    "entrant-out": append("adjustments.csv", "grafting,prelim,A4,,,dsq,,rules"),
    "phase-not-complete": lambda orchard: _cut_stated(orchard, ["B1", "B2"], missing=True),
    "other-than-computed": lambda orchard: _cut_stated(orchard, ["B1", "B2"], missing=False),
    "not-tied": _decided("A1 A2", '{ by = "decision" }'),
    "nothing-to-decide": _decided("A1 A2", '{ figure = "craft" }'),
    "unknown-rule": edit("schemes/trees.toml", 'rule = "mean"', 'rule = "meen"'),
    "does-not-add-up": edit("schemes/grafting.toml", "max = 40", "max = 45"),
    "empty-node": edit("schemes/trees.toml", "[tables.S1]", '[[modules]]\nid = "bare"\n\n[tables.S1]'),
    "empty-phase": edit(
        "schemes/trees.toml",
        '[[modules]]\nid = "trees"',
        '[[phases]]\nid = "void"\nmodules = []\n\n[[modules]]\nid = "trees"',
    ),
    "module-in-no-phase": edit(
        "schemes/grafting.toml",
        '[[modules]]\nid = "graft"',
        '[[modules]]\nid = "idle"\n[[modules.criteria]]\nid = "idling"\n[[modules.criteria.aspects]]\nid = "idleness"\n'
        'rule = "one"\nlowest = 0\nhighest = 9\npanel = "craft"\n[[modules]]\nid = "graft"',
    ),
    "bad-bounds": edit("schemes/trees.toml", 'id = "trees"', 'id = "trees"\nfloor = 5\nceiling = 1'),
    "bad-step": edit("schemes/trees.toml", 'step = "0.1"', "step = 0"),
    "judgement-is-0-to-3": edit("schemes/grafting.toml", "max = 60\nround = 2", "max = 60\nround = 2\nhighest = 5"),
    "empty-table": edit(
        "schemes/trees.toml", "[tables.pace]", '[tables.bare]\nkind = "lookup"\nrows = []\n[tables.pace]'
    ),
    "duplicate-reading": edit("schemes/trees.toml", '["2", "1.5"]', '["2", "1.5"], ["2.0", "1.6"]'),
    "blind-with-items": edit("contest.toml", 'scheme = "trees"', 'scheme = "trees"\nblind = true'),
    "blind-with-groups": _blind_with_groups,
    "unknown-trade": _overall('trades = ["felling"]\npoints = "total"'),
    "prize-without-points": _overall('trades = ["grafting"]\npoints = "scale"'),
    "prize-of-low-totals": _low_prize,
    "least-beyond-results": _overall('points = "total"\nresults = 1\nleast = 2'),
    "bad-limit": _feat('rule = "corrected-mean"\nlimit = 0\nlowest = 0\nhighest = 9'),
    "measure-and-judgement": _feat('rule = "judgement"\nmeasure = "time"\nmax = 3'),
    "measure-without-table": _feat('rule = "mean"\nmeasure = "pass-fail"\nmax = 3\ntable = "places"'),
    "measure-counts": _feat('rule = "mean"\nmeasure = "pass-fail"\nmax = 3\nhighest = 3'),
    "measure-needs-table": _feat('rule = "mean"\nmeasure = "reading"\nlowest = 0\nhighest = 9'),
    "bad-attempts": _feat('rule = "mean"\nlowest = 0\nhighest = 9\nattempts = { count = 2, rule = "best", best = 2 }'),
    "field-with-items": _feat('rule = "share-of-best"\nmax = 9\nlowest = 0\nhighest = 9', items="true"),
    "field-with-attempts": _feat(
        'rule = "majority-placing"\nlowest = 1\nstep = 1\nhighest = 9\nattempts = { count = 2, rule = "last" }'
    ),
    "places-from-one": _feat('rule = "majority-placing"\nlowest = 0\nstep = 1\nhighest = 9'),
    "places-need-otherwise": _feat('rule = "rank-points"\nplaces = "places"\nlowest = 0\nhighest = 9'),
    "share-of-nothing": _feat('rule = "share-of-best"\nprefer = "low"\nmax = 9\nlowest = 0\nhighest = 9'),
    "nothing-placed": edit("schemes/trees.toml", HEAT, f'{HEAT}\nties = [{{ by = "skating-10" }}]'),
    "never-shared-needs-decision": edit("schemes/trees.toml", HEAT, f'{HEAT}\nranks = {{ share = "never" }}'),
    "not-for-teams": edit("schemes/trees.toml", TREES, f'{TREES}\nteams = {{ ties = [{{ by = "running-order" }}] }}'),
    "medals-need-scale": edit("schemes/trees.toml", TREES, f'{TREES}\nmedals = {{ by = "scale" }}'),
    "scale-needs-high": _scale_of_low,
    "one-of-these": _policy('grade = "4"', 'grade = "4"\nprize = "x"'),
    "bad-share": _policy('to = "30%"', 'to = "130%"'),
    "bad-bound": _policy("least = 60", 'least = "sixty"'),
    "share-needed": _policy("places = { to = 1 }", "places = { to = 1, fewest = 1 }"),
    "bad-cell": edit("policies/city/cases.csv", "granted 3,may", "3,may"),
    "missing-expectation": append("policies/city/cases.csv", "nothing,,staff,1,12,4,80,0,,"),
    "case-fails": edit("policies/city/cases.csv", "granted 2", "granted 1"),
    "policies-overlap": _second_policy,
    "unknown-tier": edit("contest.toml", 'tier = "city"', 'tier = "world"'),
    "zero-slope": edit("schemes/trees.toml", '"-0.05"', '"0"'),
}
"""For every code one mistake that provokes it; the few that need more than a package are planted in other tests."""
