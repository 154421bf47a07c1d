"""A folder or zip → a checked `Package`, or every problem in it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from competition.intake import contest as contests
from competition.intake import recording
from competition.intake.contest import Contest
from competition.intake.files import sources, tables, toml
from competition.intake.files.columns import CONTEST, FILES, POLICIES, SCHEMES
from competition.intake.files.tables import Table
from competition.intake.files.toml import Toml
from competition.intake.host import LOGOS, judged_picture
from competition.intake.judging import gaps, marks, papers, persons, prizes, references, schemes
from competition.intake.judging import policies as rules
from competition.intake.judging.known import known
from competition.intake.layouts import LAYOUT, read_layout
from competition.intake.package import (
    Adjustment,
    Advanced,
    Decision,
    Entrant,
    Expected,
    Item,
    Judge,
    Mark,
    Member,
    Package,
    PanelSeat,
    Person,
    RecusalRow,
    Team,
)
from competition.intake.problems import Findings, PackageProblem
from scoring.documents import ID
from scoring.nodes import TOTAL, Scheme

Named = TypeVar("Named", bound=NamedTuple)


def read(path: Path) -> tuple[Package | None, list[PackageProblem]]:
    """(package, []) or (None, every problem). Reads nothing outside the path and never raises for what is in it."""
    findings = Findings()
    files = sources.files(path, findings)
    package = _read(files, findings, path.name)
    if package is not None and not findings.any():
        package = replace(package, cuts=recording.cuts(package, recording.rehearse(package, findings)))
    order = [CONTEST, *sorted(name for name in files if name.startswith(SCHEMES)), *FILES]
    problems = findings.all(order)
    return (None if problems else package), problems


def _read(files: Mapping[str, bytes], findings: Findings, name: str) -> Package | None:
    if not files.keys() & {CONTEST, *FILES}:
        if not findings.any():
            findings.add("", 0, "", "not-a-package", path=name)
        return None
    contest, whole, document = _contest(files, findings)
    found, texts = _schemes(files, contest if whole else None, findings)
    read = {each: tables.read(files.get(each), FILES[each], findings) for each in FILES}
    policies = {each: content for each, content in files.items() if _is_policy(each)}
    pictures = _pictures(files, contest, findings)
    stated = list(rules.judge(policies, contest if whole else None, findings))
    if document is not None and contest is not None:
        document.say([*stated, *papers.judge(contest, found), *prizes.judge(contest, found)], findings)
    gaps.files(read, found, findings)
    trades = frozenset(each.id for each in contest.trades) if contest is not None and whole else None
    overall = () if contest is None else contest.overall
    procedure = None if contest is None else contest.procedure
    blind = frozenset(each.id for each in (() if contest is None else contest.trades) if each.blind)
    own = procedure is not None and procedure.own_organisation
    names = known(trades, found, read, frozenset(prize.id for prize in overall), blind, own=own)
    references.judge(read, names, findings)
    photos = persons.judge(read["persons.csv"], files, names, findings)
    layouts = _layouts(files, contest if whole else None, findings)
    for each in files.keys() - {CONTEST, *FILES, *policies, *texts, *pictures, *photos, *layouts}:
        findings.add(each, 0, "", "unknown-file", path=each)
    marks.judge(read["marks.csv"], names, findings)
    gaps.judge(read, names, findings)
    if findings.any() or contest is None:
        return None
    by_name = {path.removeprefix(SCHEMES).removesuffix(".toml"): text for path, text in texts.items()}
    package = _package(contest, found, by_name, read, policies)
    return replace(package, pictures=pictures, photos=photos, layouts=layouts)


def _pictures(files: Mapping[str, bytes], contest: Contest | None, findings: Findings) -> dict[str, bytes]:
    """The picture that the contest names, by path."""
    if contest is None:
        return {name: files[name] for name in LOGOS if name in files}
    name = contest.host.logo
    if name not in LOGOS:
        return {}
    if name not in files:
        if not findings.has(name):
            findings.add(name, 0, "", "missing-file", path=name)
        return {}
    _, problem = judged_picture(name, files[name])
    if problem is not None:
        findings.add(name, 0, "", problem.code, **problem.facts)
    return {name: files[name]}


def _layouts(files: Mapping[str, bytes], contest: Contest | None, findings: Findings) -> dict[str, bytes]:
    """The layouts of rolls, by path; every problem of them is said where the trades' papers are known."""
    found = {path: content for path, content in files.items() if LAYOUT.fullmatch(path)}
    for path, content in found.items():
        document = toml.read(content, path, findings)
        if document is None:
            continue
        found[path] = document.text.encode()
        if contest is not None:
            _, problems = read_layout(document.document, contests.papers_of(contest))
            document.say(problems, findings)
    return found


def _contest(files: Mapping[str, bytes], findings: Findings) -> tuple[Contest | None, bool, Toml | None]:
    """The contest, True where it names all trades, and the document that states it."""
    if CONTEST not in files:
        if not findings.has(CONTEST):
            findings.add(CONTEST, 0, "", "missing-file", path=CONTEST)
        return None, False, None
    document = toml.read(files[CONTEST], CONTEST, findings)
    return (None, False, None) if document is None else (*contests.read(document, findings), document)


def _schemes(
    files: Mapping[str, bytes], contest: Contest | None, findings: Findings
) -> tuple[dict[str, Scheme], dict[str, str]]:
    """Schemes by trade, as far as they can be judged against; and the text of each file of them, by path."""
    if contest is None:
        asked = {path: [path.removeprefix(SCHEMES).removesuffix(".toml")] for path in files if _is_scheme(path)}
    else:
        asked = {}
        for trade in contest.trades:
            asked.setdefault(f"{SCHEMES}{trade.scheme}.toml", []).append(trade.id)
    found: dict[str, Scheme] = {}
    texts: dict[str, str] = {}
    for path, trades in asked.items():
        if path not in files:
            if not findings.has(path):
                findings.add(path, 0, "", "missing-file", path=path)
            continue
        texts[path] = ""
        document = toml.read(files[path], path, findings)
        if document is not None:
            texts[path] = document.text
            scheme = schemes.read(document, findings)
            if scheme is not None:
                found.update(dict.fromkeys(trades, scheme))
    return found, texts


def _is_scheme(path: str) -> bool:
    return path.startswith(SCHEMES) and path.endswith(".toml") and path.count("/") == 1


def _is_policy(path: str) -> bool:
    parts = path.split("/")
    return path.startswith(POLICIES) and len(parts) > 2 and ID.fullmatch(parts[1]) is not None


def _package(
    contest: Contest,
    found: Mapping[str, Scheme],
    texts: Mapping[str, str],
    read: Mapping[str, Table],
    policies: Mapping[str, bytes],
) -> Package:
    lines: dict[str, tuple[int, ...]] = {}

    def rows(name: str, kind: type[Named]) -> tuple[Named, ...]:
        lines[name] = tuple(read[name].lines)
        return tuple(map(kind._make, read[name].rows))

    def ordered(name: str, values: tuple[Named, ...], key: Any) -> tuple[Named, ...]:
        order = sorted(range(len(values)), key=lambda index: key(values[index]))
        lines[name] = tuple(lines[name][index] for index in order)
        return tuple(values[index] for index in order)

    entrants = rows("entrants.csv", Entrant)
    trade_of = {each.entrant: each.trade for each in entrants}
    positions = {trade.id: position for position, trade in enumerate(contest.trades)}
    depths = {trade: {phase.id: depth for depth, phase in enumerate(scheme.phases)} for trade, scheme in found.items()}
    given = tuple(
        Mark(judge, entrant, phase, item, aspect, int(attempt or 1), value, comment)
        for judge, entrant, phase, item, aspect, attempt, value, comment in read["marks.csv"].rows
    )
    lines["marks.csv"] = tuple(read["marks.csv"].lines)
    marked = recording.marked(given)
    adjustments = tuple(each._replace(figure=each.figure or TOTAL) for each in rows("adjustments.csv", Adjustment))
    return Package(
        contest=contest,
        schemes=found,
        scheme_texts=texts,
        entrants=entrants,
        teams=rows("teams.csv", Team),
        members=rows("members.csv", Member),
        persons=rows("persons.csv", Person),
        items=rows("items.csv", Item),
        judges=rows("judges.csv", Judge),
        panels=rows("panels.csv", PanelSeat),
        recused=rows("recusals.csv", RecusalRow),
        advanced=ordered(
            "advanced.csv",
            rows("advanced.csv", Advanced),
            lambda each: (depths[each.trade][each.phase], positions[each.trade]),
        ),
        marks=ordered("marks.csv", given, lambda each: depths[trade_of[each.entrant]][each.phase]),
        adjustments=ordered("adjustments.csv", adjustments, recording.place_of(depths, trade_of, marked)),
        decisions=ordered(
            "decisions.csv",
            tuple(each._replace(entrants=" ".join(each.entrants.split())) for each in rows("decisions.csv", Decision)),
            lambda each: (depths[each.trade][each.phase], positions[each.trade]),
        ),
        expected=rows("expected.csv", Expected),
        policies=policies,
        lines=lines,
    )
