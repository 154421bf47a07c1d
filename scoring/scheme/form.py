"""The normal form of a scheme: a document again, numbers as text. What came into the language later is stated only
where it is not at its default, so that the digest of a scheme never changes."""

from __future__ import annotations

from typing import Any

from scoring.comments import Comment
from scoring.nodes import (
    ONCE,
    PLAIN_RANKS,
    Aspect,
    Attempts,
    Criterion,
    Linear,
    Medals,
    Module,
    Name,
    Phase,
    Ranks,
    Scale,
    Scheme,
    Setting,
    Table,
    TeamRule,
    TieStep,
    Tolerance,
)
from scoring.numbers import ONE, ZERO, Exact, Rounding, text


def scheme_form(scheme: Scheme) -> dict[str, Any]:
    """The document that states the scheme."""
    return {
        "scheme": "1",
        "decimals": str(scheme.decimals),
        "reveal": scheme.reveal,
        "phases": [_phase_form(phase) for phase in scheme.phases],
        "modules": [_module_form(module) for module in scheme.modules],
        "tables": {name: _table_form(table) for name, table in scheme.tables.items()},
        **_other(groups=(scheme.groups, "together")),
        **_stated(
            teams=scheme.teams and _teams_form(scheme.teams),
            scale=scheme.scale and _scale_form(scheme.scale),
            medals=scheme.medals and _medals_form(scheme.medals),
        ),
    }


def _stated(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _other(**values: tuple[Any, Any]) -> dict[str, Any]:
    """What differs from its default: by key, (value, default)."""
    return {key: _plain(value) for key, (value, default) in values.items() if value != default}


def _plain(value: Any) -> Any:
    if isinstance(value, (str, dict)):
        return value
    return str(value) if isinstance(value, int) else text(value)


def _number(value: Exact | None) -> str | None:
    return None if value is None else text(value)


def _rounding_form(rounding: Rounding | None) -> dict[str, str] | None:
    return None if rounding is None else {"places": str(rounding.places), "mode": rounding.mode}


def _name_form(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}


def _bounds_form(node: Any) -> dict[str, Any]:
    return _stated(
        id=node.id,
        name=_name_form(node.name),
        max=_number(node.max),
        round=_rounding_form(node.rounding),
        floor=_number(node.floor),
        ceiling=_number(node.ceiling),
    )


def _module_form(module: Module) -> dict[str, Any]:
    criteria = [_criterion_form(each) for each in module.criteria]
    return _bounds_form(module) | {"weight": text(module.weight), "criteria": criteria}


def _criterion_form(criterion: Criterion) -> dict[str, Any]:
    aspects = [_aspect_form(each) for each in criterion.aspects]
    return _bounds_form(criterion) | {"weight": text(criterion.weight), "items": criterion.items, "aspects": aspects}


def _aspect_form(aspect: Aspect) -> dict[str, Any]:
    return (
        _bounds_form(aspect)
        | {setting: _setting_form(value) for setting, value in aspect.settings.items()}
        | _stated(
            weight=text(aspect.weight),
            panel=aspect.panel,
            rule=aspect.rule,
            lowest=_number(aspect.lowest),
            highest=_number(aspect.highest),
            step=_number(aspect.step),
            table=aspect.table,
            none=_number(aspect.none),
            benchmarks={mark: _name_form(name) for mark, name in aspect.benchmarks.items()},
            each=_number(aspect.each),
            attempts=None if aspect.attempts == ONCE else _attempts_form(aspect.attempts),
            comment=None if aspect.comment is None else _comment_form(aspect.comment),
        )
        | _other(measure=(aspect.measure, "points"))
    )


def _setting_form(value: Setting) -> Any:
    return _rounding_form(value) if isinstance(value, Rounding) else _plain(value)


def _attempts_form(attempts: Attempts) -> dict[str, Any]:
    best = None if attempts.best is None else str(attempts.best)
    return _stated(count=str(attempts.count), rule=attempts.rule, best=best, prefer=attempts.prefer)


def _comment_form(comment: Comment) -> Any:
    bounds = {"upto": _number(comment.upto), "from": _number(comment.onward)}
    return _stated(**bounds) or "always"


def _phase_form(phase: Phase) -> dict[str, Any]:
    entry = phase.entry and {
        "from": phase.entry.source,
        "cut": "stated" if phase.entry.cut is None else str(phase.entry.cut),
        "ties": phase.entry.ties,
    }
    return (
        _bounds_form(phase)
        | _stated(
            modules=list(phase.modules),
            entry=entry,
            carry=[{"phase": carry.phase, "weight": text(carry.weight)} for carry in phase.carry],
            first=phase.first,
            ties=[_tie_form(step) for step in phase.ties],
            ranks=None if phase.ranks == PLAIN_RANKS else _ranks_form(phase.ranks),
        )
        | _other(order=(phase.order, "high"), weight=(phase.weight, ONE))
    )


def _tie_form(step: TieStep) -> dict[str, str]:
    form = {"prefer": step.prefer, "phase": step.phase}
    named = {"figure": step.figure} if step.figure else {}
    return form | named | _other(by=(step.by, "figure"), above=(step.above, ZERO), upto=(step.upto, 0))


def _ranks_form(ranks: Ranks) -> dict[str, str]:
    near = {"within": text(ranks.within), "from": ranks.reach} if ranks.share == "within" else {}
    return {"share": ranks.share, "numbering": ranks.numbering} | near | _other(places=(ranks.places, 0))


def _table_form(table: Table) -> dict[str, Any]:
    if isinstance(table, Linear):
        numbers = {"base": text(table.base), "point": text(table.point), "slope": text(table.slope)}
        return _stated(kind="linear", **numbers, round=_rounding_form(table.rounding))
    rows = [[text(reading), text(points)] for reading, points in table.rows]
    if isinstance(table, Tolerance):
        return {"kind": "tolerance", "point": text(table.point), "rows": rows, "otherwise": text(table.otherwise)}
    lookup = {"kind": "lookup", "match": table.match, "rows": rows}
    return lookup if table.otherwise is None else {**lookup, "otherwise": text(table.otherwise)}


def _teams_form(teams: TeamRule) -> dict[str, Any]:
    best = None if teams.best is None else str(teams.best)
    ties = [_tie_form(step) for step in teams.ties]
    return _stated(phase=teams.phase, rule=teams.rule, best=best, least=str(teams.least), ties=ties)


def _scale_form(scale: Scale) -> dict[str, Any]:
    numbers = {"median": text(scale.median), "unit": text(scale.unit), "factor": text(scale.factor)}
    return {**numbers, "round": _rounding_form(scale.rounding)}


def _medals_form(medals: Medals) -> dict[str, Any]:
    least = {medal: str(count) for medal, count in medals.least.items()}
    form = {"by": medals.by, "within": text(medals.within), "from": medals.reach, "least": least}
    return form if medals.excellence is None else {**form, "excellence": text(medals.excellence)}
