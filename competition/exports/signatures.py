"""Every signature that stands under a trade's result: who signed what, when, with which line, and what she saw."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from competition.store import schema
from scoring import lines
from scoring.facts import SheetSigned
from scoring.lines import Line
from scoring.procedure.signing import module_digest
from scoring.state import Trade
from scoring.steps import ModuleCountersigned, ModuleSigned

KINDS = (SheetSigned, ModuleSigned, ModuleCountersigned)
SHEET, CHIEF, SUPERVISOR = "sheet", "chief", "supervisor"


@dataclass(frozen=True)
class Signature:
    """who: `sheet` for a judge under hers, `chief` or `supervisor` under a module. entrant: of a sheet, module: of the
    others, "" else. moved: figures changed since. line: with its actor and time."""

    trade: str
    phase: str
    who: str
    entrant: str
    module: str
    digest: str
    moved: bool
    line: Line


def read(connection: Connection, event: str, to: int) -> list[Line]:
    """Every line up to this one that states a signature, in order."""
    table = schema.line
    stated = or_(*(table.c.body.contains(f'"fact":"{kind.kind}"') for kind in KINDS))
    chosen = select(table.c.seq, table.c.body).where(table.c.stream == event, table.c.seq <= to, stated)
    found = (lines.line(seq, body) for seq, body in connection.execute(chosen.order_by(table.c.seq)))
    return [each for each in found if isinstance(each.fact, KINDS)]


def logins(connection: Connection) -> Mapping[str, str]:
    """What people are called, by login."""
    login = schema.login.c
    return {row.name: row.shown for row in connection.execute(select(login.name, login.shown))}


def standing(trade: Trade, found: Collection[Line]) -> Iterator[Signature]:
    """The trade's signatures that stand: modules phase by phase, then sheets in running order. found: lines as `read`
    gives them, of the whole event."""
    last: dict[tuple[str, ...], Line] = {}
    for line in found:
        fact = line.fact
        if isinstance(fact, SheetSigned):
            last[SHEET, fact.judge, fact.entrant, fact.phase] = line
        elif isinstance(fact, ModuleSigned | ModuleCountersigned) and fact.trade == trade.id:
            last[CHIEF if isinstance(fact, ModuleSigned) else SUPERVISOR, fact.phase, fact.module] = line
    for phase in trade.plan.phases:
        for module in phase.modules:
            for who, signed in ((CHIEF, trade.modules_signed), (SUPERVISOR, trade.modules_countersigned)):
                if place := signed.get((phase.id, module)):
                    moved = place[0] != module_digest(trade, phase.id, module)
                    line = last[who, phase.id, module]
                    yield Signature(trade.id, phase.id, who, "", module, place[0], moved, line)
    order = sorted(trade.signed.items(), key=lambda each: (trade.plan.depth[each[0][2]], trade.index[each[0][1]]))
    for (judge, entrant, phase_id), digest in order:
        line = last[SHEET, judge, entrant, phase_id]
        yield Signature(trade.id, phase_id, SHEET, entrant, "", digest, False, line)
