"""Blind codes: a secret seed is committed, a number is drawn in public, both give every entrant a code; who is who is
published once, when nothing is left to mark, and can then be worked out again by anyone.

The mapping lives outside the ledger until then. Every digest here is SHA-256 over a canonical text, lower-case hex.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from string import ascii_uppercase, digits
from typing import Any

from scoring import steps
from scoring.changes import NO_CHANGE, TABLE, Change, changed
from scoring.documents import ID
from scoring.lines import Line, canonical, digest
from scoring.problems import Problem
from scoring.procedure.order import DIGEST, MARKING, blocked, not_marking, reason_problems
from scoring.state import State

NUMBER = re.compile(r"[0-9]{4,12}")
CODE = re.compile(r"([A-Z]{1,2})([0-9]{2,6})")


# --- how codes come about -------------------------------------------------------------------------------------------


def commitment(seed: str) -> str:
    """What is published of a seed before the number is drawn."""
    return digest(canonical(["seed", seed]))


def codes(trade: str, seed: str, number: str, entrants: Iterable[str], letter: str = "") -> dict[str, str]:
    """Entrant by code, codes ascending: the letter (the trade's first, where none is given) and 01, 02 … in the order
    of digests of seed, number and entrant. The order in which entrants are given makes no difference."""
    letter = letter or next(_letters(trade))
    shuffled = sorted(set(entrants), key=lambda entrant: digest(canonical(["code", seed, number, trade, entrant])))
    width = max(2, len(str(len(shuffled))))
    return {f"{letter}{place:0{width}}": entrant for place, entrant in enumerate(shuffled, 1)}


def letter_for(state: State, trade: str) -> str:
    """The letter that a trade's codes begin with, so that no two trades of the event share one: its own first, else the
    first one free."""
    taken = {code.rstrip(digits) for id, (_, drawn) in state.drawn.items() if id != trade for code in drawn}
    return next(letter for letter in _letters(trade) if letter not in taken)


def _letters(trade: str) -> Iterator[str]:
    yield from (letter for letter in trade[:1].upper() if letter in ascii_uppercase)
    yield from ascii_uppercase
    yield from map("".join, product(ascii_uppercase, repeat=2))


def salt(seed: str, code: str) -> str:
    """What keeps a code's commitment from being guessed."""
    return digest(canonical(["salt", seed, code]))


def entrant_commitment(seed: str, code: str, entrant: str) -> str:
    """What is published of a code's entrant when codes are drawn."""
    return digest(canonical(["entrant", salt(seed, code), code, entrant]))


def commitments(seed: str, mapping: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What `CodesDrawn` states: every code with its commitment, by code."""
    return tuple((code, entrant_commitment(seed, code, entrant)) for code, entrant in sorted(mapping.items()))


# --- the steps ------------------------------------------------------------------------------------------------------


def _commit(state: State, fact: steps.SeedCommitted) -> Iterator[Problem]:
    if fact.trade in state.trades:
        yield Problem("trade-open", "trade", {"trade": fact.trade})
    elif fact.trade in state.drawn:
        yield Problem("codes-drawn", "trade", {"trade": fact.trade})
    if ID.fullmatch(fact.trade) is None:
        yield Problem("bad-id", "trade", {"value": fact.trade[:80]})
    if DIGEST.fullmatch(fact.commitment) is None:
        yield Problem("bad-digest", "commitment", {"value": fact.commitment[:80]})


def _draw(state: State, fact: steps.CodesDrawn) -> Iterator[Problem]:
    if fact.trade in state.trades:
        yield Problem("trade-open", "trade", {"trade": fact.trade})
    elif fact.trade in state.drawn:
        yield Problem("codes-drawn", "trade", {"trade": fact.trade})
    elif fact.trade not in state.seeds:
        yield Problem("seed-missing", "trade", {"trade": fact.trade})
    if NUMBER.fullmatch(fact.number) is None:
        yield Problem("bad-draw", "number", {"value": fact.number[:80]})
    if not fact.codes:
        yield Problem("empty-value", "codes")
    taken = {code for id, (_, drawn) in state.drawn.items() if id != fact.trade for code in drawn}
    before = ""
    for code, committed in fact.codes:
        if CODE.fullmatch(code) is None:
            yield Problem("bad-code", "codes", {"value": code[:80]})
        if code <= before or code in taken or code in state.trade_of:
            yield Problem("duplicate-id", "codes", {"id": code[:80]})
        if DIGEST.fullmatch(committed) is None:
            yield Problem("bad-digest", "codes", {"value": committed[:80]})
        before = code


def check_roster(state: State, trade: str, roster: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """What keeps a trade from being opened with this roster: in a blind trade it holds the drawn codes, each once."""
    if trade in state.drawn:
        if {entrant for entrant, _ in roster} != state.drawn[trade][1].keys():
            yield Problem("other-codes", "roster", {"trade": trade})
    elif trade in state.seeds:
        yield Problem("codes-not-drawn", "trade", {"trade": trade})


def _read(state: State, fact: steps.CodesRead) -> Iterator[Problem]:
    if fact.trade not in state.drawn:
        yield Problem("codes-not-drawn", "trade", {"trade": fact.trade})
    elif fact.trade in state.trades and not state.trades[fact.trade].sealed:
        yield Problem("already-unsealed", "trade", {"trade": fact.trade})
    yield from reason_problems(fact.reason)


def _unseal(state: State, fact: steps.Unsealed) -> Iterator[Problem]:
    trade = state.trades.get(fact.trade)
    if trade is None:
        yield not_marking(trade, fact.trade)
        return
    if not trade.sealed:
        yield Problem("already-unsealed" if trade.blind else "not-blind", "trade", {"trade": trade.id})
        return
    yield from blocked(state, trade, MARKING)
    if commitment(fact.seed) != state.seeds[trade.id]:
        yield Problem("other-seed", "seed", {"trade": trade.id})
        return
    number, drawn = state.drawn[trade.id]
    letter = next(iter(drawn)).rstrip(digits)
    entrants = [entrant for _, entrant in fact.entrants]
    computed = codes(trade.id, fact.seed, number, entrants, letter)
    if fact.entrants != tuple(sorted(computed.items())) or computed.keys() != drawn.keys():
        yield Problem("other-mapping", "entrants", {"trade": trade.id})
        return
    for code, entrant in fact.entrants:
        if entrant_commitment(fact.seed, code, entrant) != drawn[code]:
            yield Problem("other-entrant", "entrants", {"code": code, "entrant": entrant[:80]})


def _apply_commit(state: State, line: Line, fact: steps.SeedCommitted) -> Change:
    state.seeds[fact.trade] = fact.commitment
    return NO_CHANGE


def _apply_draw(state: State, line: Line, fact: steps.CodesDrawn) -> Change:
    state.drawn[fact.trade] = (fact.number, dict(fact.codes))
    return NO_CHANGE


def _apply_read(state: State, line: Line, fact: steps.CodesRead) -> Change:
    return NO_CHANGE


def _apply_unseal(state: State, line: Line, fact: steps.Unsealed) -> Change:
    trade = state.trades[fact.trade]
    trade.codes = dict(fact.entrants)
    return changed(state, trade, line, TABLE)


CHECKS: Mapping[str, Callable[[State, Any], Iterator[Problem]]] = {
    steps.SeedCommitted.kind: _commit,
    steps.CodesDrawn.kind: _draw,
    steps.CodesRead.kind: _read,
    steps.Unsealed.kind: _unseal,
}
APPLY: Mapping[str, Callable[[State, Line, Any], Change]] = {
    steps.SeedCommitted.kind: _apply_commit,
    steps.CodesDrawn.kind: _apply_draw,
    steps.CodesRead.kind: _apply_read,
    steps.Unsealed.kind: _apply_unseal,
}
