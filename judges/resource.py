"""What one judge may know of her sheets, as plain JSON values: her own marks and what she owes.

Entrants are codes or contest numbers; no name, organisation, total or value of another judge is ever read here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any

from judges.apart import AGAIN, apart, conferred_at, given_again
from judges.inputs import entry
from judges.rounds import Count, Nodes, Round
from scoring.comments import Comment
from scoring.nodes import Aspect, Name, Node
from scoring.numbers import text
from scoring.panels import RULES
from scoring.state import Place, Trade

PAGE = 60
"""Sheets that are told in full at a time; of the others only how far they are."""

Plain = dict[str, Any]

Held = dict[Place, list[Plain]]
"""Held marks of one sheet, by (aspect, item, attempt)."""


def told(
    rounds: Sequence[Round], counts: Sequence[Sequence[Count]], start: int | None, number: Callable[[str], str]
) -> Plain:
    """The judge's sheets, those of one page in full.

    counts: of every round, by sheet. start: place of a sheet on the page that is wanted, None for where she goes on.
    number: contest number of an entrant. {"apart": what is to be marked again, see there, "here": place of that sheet,
    "from": first place of the page, "all" and "pages": how far the sheets are, "rounds": what is marked, "sheets":
    those of the page with their cells}.
    """
    firsts = list(accumulate((len(each.entrants) for each in rounds), initial=0))
    places = [(round_, entrant) for round_ in rounds for entrant in round_.entrants]
    flat = [count for each in counts for count in each]
    signed = [_is_signed(round_, entrant) for round_, entrant in places]
    here = _goes_on(flat, signed) if start is None else min(max(start, 0), max(len(flat) - 1, 0))
    begin = here - here % PAGE
    shown = range(begin, min(begin + PAGE, len(flat)))
    return {
        "here": here,
        "from": begin,
        "all": {"sheets": len(flat), **_sum(flat), "signed": sum(signed)},
        "pages": [
            {"from": at, **_sum(flat[at : at + PAGE]), "signed": sum(signed[at : at + PAGE])}
            for at in range(0, len(flat), PAGE)
        ],
        "apart": apart(rounds, lambda round_, entrant: _code(round_, entrant, number)),
        "rounds": [_round(each, first, number) for each, first in zip(rounds, firsts, strict=False)],
        "sheets": [_sheet(at, *places[at], number) for at in shown],
    }


def _goes_on(counts: Sequence[Count], signed: Sequence[bool]) -> int:
    """The place of the first sheet that owes a mark, else of the first that is not signed, else of the last."""
    for at, count in enumerate(counts):
        if count.given < count.asked:
            return at
    for at, count in enumerate(counts):
        if count.asked and not signed[at]:
            return at
    return max(len(counts) - 1, 0)


def _sum(counts: Iterable[Count]) -> Plain:
    counts = list(counts)
    return {"asked": sum(count.asked for count in counts), "given": sum(count.given for count in counts)}


def _is_signed(round_: Round, entrant: str) -> bool:
    return (round_.judge, entrant, round_.phase.id) in round_.trade.signed


def _round(round_: Round, first: int, number: Callable[[str], str]) -> Plain:
    trade = round_.trade
    closed = trade.phases[round_.phase.id].closed
    modules: list[Plain] = []
    for nodes in round_.nodes:
        module, criterion, aspect = nodes
        if not modules or modules[-1]["id"] != module.id:
            modules.append({**_node(module), "criteria": []})
        criteria = modules[-1]["criteria"]
        if not criteria or criteria[-1]["id"] != criterion.id:
            criteria.append({**_node(criterion), "items": criterion.items, "aspects": []})
        told = _aspect(round_, nodes, trade.plan.panel(aspect) in closed)
        placed = {"placed": _placed(round_, aspect, number)} if told["kind"] == "place" else {}
        criteria[-1]["aspects"].append(told | placed)
    return {
        "trade": trade.id,
        "blind": trade.blind,
        "layer": trade.terms.layers[-1] if trade.terms.layers else "",
        "status": "final" if trade.final else "frozen" if trade.kept is not None else "open",
        "phase": round_.phase.id,
        "name": _name(round_.phase.name),
        "first": first,
        "entrants": len(round_.entrants),
        "sections": _sections(round_),
        "modules": modules,
    }


def _sections(round_: Round) -> dict[str, int]:
    """How many entered the phase, by the section that is ranked by itself."""
    found: dict[str, int] = {}
    for entrant in round_.entrants:
        section = str(round_.trade.sections[entrant])
        found[section] = found.get(section, 0) + 1
    return found


def _placed(round_: Round, aspect: Aspect, number: Callable[[str], str]) -> list[Plain]:
    """Whom the judge gave which place."""
    trade, found = round_.trade, []
    for entrant in round_.entrants:
        panel = trade.performances[entrant, round_.phase.id].panels.get((aspect.id, "", 1))
        mark = None if panel is None else panel.mark(round_.judge)
        if mark is not None and mark.points is not None and not trade.status_of(entrant, round_.phase.id):
            named = {"entrant": entrant, "code": _code(round_, entrant, number), "section": trade.sections[entrant]}
            found.append({"value": mark.value, **named})
    return found


def _code(round_: Round, entrant: str, number: Callable[[str], str]) -> str:
    return entrant if round_.trade.blind else number(entrant) or entrant


def _aspect(round_: Round, nodes: Nodes, closed: bool) -> Plain:
    _, criterion, aspect = nodes
    seats = () if criterion.items else round_.trade.plan.seats(round_.phase.id, aspect, "", "")
    return {
        **_node(aspect),
        **entry(round_.trade.plan.scheme, aspect),
        "measure": aspect.measure,
        "attempts": {"count": aspect.attempts.count, "rule": aspect.attempts.rule, "best": aspect.attempts.best},
        "compares": RULES[aspect.rule].compare is not None,
        "benchmarks": {value: _name(name) for value, name in aspect.benchmarks.items()},
        "comment": None if aspect.comment is None else _asked(aspect.comment),
        "seats": len(seats),
        "seat": seats.index(round_.judge) + 1 if round_.judge in seats else 0,
        "closed": closed,
    }


def _asked(comment: Comment) -> Plain:
    """Marks that need words: {"upto", "from"}, texts or None; both None for every mark."""
    upto, onward = comment.upto, comment.onward
    return {"upto": None if upto is None else text(upto), "from": None if onward is None else text(onward)}


def _node(node: Node) -> Plain:
    return {"id": node.id, "name": _name(node.name), "max": None if node.max is None else text(node.max)}


def _name(name: Name) -> Plain:
    return {"zh": name.zh, "en": name.en}


def _sheet(at: int, round_: Round, entrant: str, number: Callable[[str], str]) -> Plain:
    trade, phase = round_.trade, round_.phase.id
    digest = trade.signed.get((round_.judge, entrant, phase))
    held: Held = {}
    for seq, mark in trade.held.items():
        if mark.cell.judge == round_.judge and (mark.cell.entrant, mark.cell.phase) == (entrant, phase):
            waiting = {"seq": seq, "value": mark.value, "at": trade.held_at[seq]}
            held.setdefault((mark.cell.aspect, mark.cell.item, mark.cell.attempt), []).append(waiting)
    cells = round_.cells(entrant)
    return {
        "at": at,
        "trade": trade.id,
        "phase": phase,
        "entrant": entrant,
        "code": _code(round_, entrant, number),
        "section": trade.sections[entrant],
        "out": trade.status_of(entrant, phase),
        "total": _total(round_, entrant),
        "recused": round_.recused(entrant),
        "signed": None if digest is None else {"digest": digest},
        "cells": [_cell(round_, entrant, (aspect.id, item, attempt), held) for aspect, item, attempt in cells],
    }


def _shown(trade: Trade) -> bool:
    """Whether the public sees what is settled now. Of a frozen trade it sees what was settled before; whether that was
    so of one aspect would tell when others of the panel marked."""
    return trade.kept is None


def _total(round_: Round, entrant: str) -> str | None:
    """The entrant's total so far, where the scheme reveals each mark and so the panel may see it with the public; None
    elsewhere."""
    trade = round_.trade
    row = trade.rows.get(entrant, {})
    reveals = trade.plan.scheme.reveal != "settled" and _shown(trade) and row.get("phase") == round_.phase.id
    return row.get("total") if reveals else None


def _cell(round_: Round, entrant: str, place: Place, held: Held) -> Plain:
    panel = round_.trade.performances[entrant, round_.phase.id].panels.get(place)
    mark = None if panel is None else panel.mark(round_.judge)
    aspect, item, attempt = place
    told: Plain = {"aspect": aspect, "item": item, "attempt": attempt}
    if panel is not None and mark is not None:
        figures = round_.trade.performances[entrant, round_.phase.id].figures
        state = panel.why if panel.why in AGAIN else "settled" if (aspect, item) in figures else "stored"
        told |= {"seq": mark.seq, "value": mark.value, "state": state}
        if state == "settled":
            told["shown"] = _shown(round_.trade)
        conferred = conferred_at(round_.trade, (entrant, round_.phase.id), place, panel)
        if state in AGAIN and conferred:
            told |= {"conferred": True, "again": given_again(panel, conferred)}
    if panel is not None and len(panel.seats) > 1:
        told["panel"] = {"given": len(panel.seqs), "seats": len(panel.seats)}
    return told | ({"held": held[place]} if place in held else {})
