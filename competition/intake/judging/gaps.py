"""What a package lacks: files that others need, entrants of a trade, judges of a panel, who went on to a phase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from competition.intake.files.tables import Table
from competition.intake.judging.known import Known
from competition.intake.problems import Findings
from scoring.nodes import Scheme
from scoring.numbers import ZERO
from scoring.panels import RULES
from scoring.recusals import lacking
from scoring.state import Plan

_SEATS = {"too-few-marks": "too-few-seats", "too-many-marks": "too-many-seats"}
"""Why a panel can never settle: as its rule says it of marks, as it is said of seats."""


def files(tables: Mapping[str, Table], schemes: Mapping[str, Scheme], findings: Findings) -> None:
    """Optional files that other files need: said once, instead of at every row that names what they lack."""
    needed = {
        "persons.csv": bool(tables["members.csv"].rows),
        "items.csv": any(criterion.items for scheme in schemes.values() for _, criterion in scheme.criterion.values()),
    }
    for name, is_needed in needed.items():
        if is_needed and not tables[name].given:
            findings.add(name, 0, "", "missing-file", path=name)
            tables[name].readable = False


def judge(tables: Mapping[str, Table], known: Known, findings: Findings) -> None:
    """Say what is missing in files that are there."""
    entrants, panels, advanced = tables["entrants.csv"], tables["panels.csv"], tables["advanced.csv"]
    if known.trades is not None and entrants.sound("trade"):
        for trade in sorted(known.trades - set(entrants.values("trade"))):
            findings.add(entrants.file.name, 1, "trade", "no-entrants", trade=trade)
    for trade, plan in known.plans.items():
        if known.seated and not _doubtful(panels, known, trade, plan):
            for code, facts in _unseated(plan):
                findings.add(panels.file.name, 1, "panel", code, trade=trade, **facts)
            for problem in lacking(plan):
                findings.add(panels.file.name, 1, "role", problem.code, **problem.facts)
        for phase in _unentered(tables, known, trade, plan):
            line = 1 if advanced.given else 0
            findings.add(advanced.file.name, line, "phase", "missing-advanced", trade=trade, phase=phase)


def _doubtful(panels: Table, known: Known, trade: str, plan: Plan) -> bool:
    """True where a row that is wrong anyway may be the seat that seems to be missing."""
    named = {aspect.panel for _, _, aspect in plan.scheme.aspect.values()}
    for index, (of, phase, panel, item, *_) in enumerate(panels.rows):
        if any((index, column) in panels.flagged for column in ("trade", "phase", "panel", "item")):
            return True
        if known.trades is not None and of not in known.trades:
            return True
        astray = (phase and phase not in plan.scheme.phase) or not named & {panel, ""}
        if of == trade and (astray or (item and item not in known.item_ids.get(trade, ()))):
            return True
    return False


def _unseated(plan: Plan) -> Iterator[tuple[str, dict[str, str]]]:
    """(code, facts) of panels without judges, each once, of aspects that name no panel where there are several, and of
    those whose rule cannot work with their seats."""
    empty: set[tuple[str, str, str]] = set()
    for phase, aspects in plan.aspects.items():
        shown = {
            (item, row.criterion) for (of, _), rows in plan.items.items() if of == phase for item, row in rows.items()
        }
        for _, criterion, aspect in aspects.values():
            if len(plan.panels) > 1 and not aspect.panel:
                yield "which-panel", {"phase": phase, "aspect": aspect.id, "panels": ", ".join(plan.panels)}
                continue
            items = sorted(item for item, of in shown if of == criterion.id) if criterion.items else [""]
            counts = {item: len(plan.seats(phase, aspect, item, "")) for item in items}
            where = {"phase": phase, "panel": plan.panel(aspect)}
            without = [item for item, count in counts.items() if not count]
            for item in [""] if without and len(without) == len(items) else without:
                if (phase, where["panel"], item) not in empty:
                    empty.add((phase, where["panel"], item))
                    yield "missing-seat", {**where, "item": item}
            for count in sorted(set(counts.values()) - {0}):
                why = RULES[aspect.rule].blocks([ZERO] * count, aspect)
                if why in _SEATS:
                    yield _SEATS[why], {**where, "aspect": aspect.id, "rule": aspect.rule, "seats": str(count)}


def _unentered(tables: Mapping[str, Table], known: Known, trade: str, plan: Plan) -> Iterator[str]:
    """Phases in which somebody has marks or adjustments, though the package must state who went on and does not."""
    if known.trade_of is None or known.entered is None:
        return
    pairs = [(row[1], row[2]) for row in tables["marks.csv"].rows] + [
        (row[2], row[1]) for row in tables["adjustments.csv"].rows
    ]
    used = {phase for entrant, phase in set(pairs) if known.trade_of.get(entrant) == trade}
    for phase in plan.phases:
        stated = phase.entry is not None and phase.entry.cut is None
        if stated and phase.id in used and (trade, phase.id) not in known.entered:
            yield phase.id
