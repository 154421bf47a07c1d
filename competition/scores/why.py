"""Reasons in words: why an entrant stands right after the one before."""

from __future__ import annotations

from competition.words import term
from scoring.nodes import TOTAL, Name, Scheme
from scoring.standings.reasons import Reason

NOTHING = "–"
"""A figure that is not there."""


def told(reason: Reason, lang: str, scheme: Scheme | None = None) -> str:
    """The whole sentence, with the figures that were compared. scheme: of the trade, for the names of its parts; None
    of an overall prize."""
    facts = dict(reason.facts)
    facts |= {
        "above": reason.above or NOTHING,
        "mine": reason.mine or NOTHING,
        "limit": facts.get("above", ""),
        "phase": _name(scheme.phase[reason.phase].name, lang) if scheme and reason.phase else "",
        "figure": _figure(reason, lang, scheme),
    }
    return term("place-why", reason.code + _variant(reason), lang, **facts)


def _variant(reason: Reason) -> str:
    """What tells sentences of one code apart: that less is better, that a limit is counted from the first, that places
    were added up, that a decision is in the ledger."""
    if "line" in reason.facts:
        return "-line"
    if reason.facts.get("what") == "sum":
        return "-sum"
    if reason.facts.get("from") == "first":
        return "-first"
    return "-low" if reason.prefer == "low" and reason.code in LOW else ""


LOW = frozenset({"total", "tie", "tie-count-back", "tie-count"})
"""Codes whose sentence says so where less is better."""


def _figure(reason: Reason, lang: str, scheme: Scheme | None) -> str:
    """What the scheme calls the figure; a total that broke a tie with its phase, which may be an earlier one."""
    if reason.figure == TOTAL:
        total = term("figures", TOTAL, lang)
        return f"{_name(scheme.phase[reason.phase].name, lang)} {total}" if scheme and reason.phase else total
    if scheme is None or not reason.figure:
        return reason.figure
    for nodes in (scheme.module, scheme.criterion, scheme.aspect):
        found = nodes.get(reason.figure)
        if found is not None:
            return _name((found[-1] if isinstance(found, tuple) else found).name, lang)
    return reason.figure


def _name(name: Name, lang: str) -> str:
    return name.zh if lang == "zh" else name.en
