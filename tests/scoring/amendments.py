"""Schemes to amend, and what is seen of a trade before and after."""

from __future__ import annotations

from typing import Any

from scoring import lines
from scoring.boards.board import head, table
from scoring.placing import WAITING
from scoring.procedure.seconds import change_text
from scoring.scheme import read_scheme, scheme_text
from scoring.state import Trade
from scoring.steps import Proposed, SchemeAmended
from tests.scoring.field import Contest, Document, aspect, codes, contest, criterion, document, module, phase


def brought(held: Contest, stated: Document, trade: str = "T") -> SchemeAmended:
    """The amendment to another scheme, which is at hand."""
    made, problems = read_scheme(stated)
    assert made is not None, problems
    text = scheme_text(made)
    held.contents[lines.digest(text)] = text
    return SchemeAmended(trade, lines.digest(text))


def refused(held: Contest, stated: Document) -> list[str]:
    """Codes of what keeps the scheme from being amended."""
    before = held.state.seq
    verdict = held.record(Proposed(change_text(brought(held, stated)), "typing"))
    assert (verdict.status == "refused") == (held.state.seq == before)
    return codes(verdict.problems)


def seen(trade: Trade) -> dict[str, Any]:
    """All that follows from a trade's scheme and what was given, as plain values."""
    return {
        "head": head(trade),
        "table": table(trade),
        "counts": trade.counts,
        "due": (trade.due, trade.settled),
        "phases": {
            phase.id: (state.entered, state.begun, state.closed, list(trade.standing(phase.id)))
            for phase in trade.plan.phases
            for state in (trade.phases[phase.id],)
        },
        "apart": apart(trade),
        "performances": {
            place: (
                *(each.figures, each.alone, each.adjusted, each.own, each.total),
                *(each.due, each.settled, each.asked, each.given),
                {at: (panel.why, panel.seats, panel.marks) for at, panel in each.panels.items()},
            )
            for place, each in trade.performances.items()
        },
    }


def timeless(trade: Trade) -> dict[str, Any]:
    """The same, without since when panels lie apart: a change that is only looked at is as of the line before."""
    return {**seen(trade), "apart": set(apart(trade))}


def apart(trade: Trade) -> dict[tuple[str, str, str, str, int], str]:
    """Panels that somebody has to look at, and since when."""
    return {
        key: since
        for key, since in trade.apart.items()
        if trade.performances[key[:2]].panels[key[2:]].why not in WAITING
    }


def bakery(crust: str = "2", **settings: Any) -> Document:
    """Two judged aspects of a criterion; the crust is worth so much."""
    return document(
        module(
            "A",
            criterion(
                "C",
                aspect("crust", "judgement", max=crust, spread=3),
                aspect("crumb", "judgement", max="2"),
                *settings.pop("more", ()),
            ),
        ),
        **settings,
    )


def baked() -> Contest:
    """Three bakers, marked by two judges and signed: 01 has the better crumb, 02 the better crust."""
    held = contest(bakery(), ["01", "02", "03"], {"P": ["J1", "J2"]})
    panel = held.panel("P")
    panel.gives(1, 1).on("crust").to("01")
    panel.gives(3, 3).on("crumb").to("01")
    panel.gives(3, 3).on("crust").to("02")
    panel.gives(1, 2).on("crumb").to("02")
    panel.gives(0, 1).on("crust").to("03")
    panel.gives(0, 0).on("crumb").to("03")
    held.sign_all()
    return held


def rounds(**final: Any) -> Document:
    """A preliminary of one aspect, two of whom go on to the final of another."""
    entry = {"from": "p", "cut": 2}
    return document(
        module("A", criterion("C", aspect("a"))),
        module("B", criterion("D", aspect("b"))),
        phases=[phase("p", modules=["A"]), phase("q", **({"modules": ["B"], "entry": entry} | final))],
    )


def gone_on() -> Contest:
    held = contest(rounds(), ["01", "02", "03"], {"P": ["J1"]})
    for entrant, mark in (("01", 5), ("02", 9), ("03", 7)):
        held.judge("J1").gives(mark).on("a").to(entrant)
    held.advance("q", "02", "03")
    held.judge("J1").gives(4).on("b", phase="q").to("02")
    return held
