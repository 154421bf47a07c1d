"""Blind codes: a secret seed is committed, a number is drawn in public, both give every entrant a code; who is who is
published once, when nothing is left to mark, and can then be worked out again by anyone.

A trade may have layers of codes: each has a seed and a number of its own and gives codes to the codes of the layer
before; marks name those of the last. Whoever looked behind one layer is refused every other, so that nobody is led from
a work to a name. Layers are unsealed backwards ("加密", "解密": `terms.LAYERS`).

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
from scoring.facts import TradeOpened
from scoring.lines import Line, canonical, digest
from scoring.problems import Problem
from scoring.procedure.order import DIGEST, MARKING, blocked, not_marking, reason_problems
from scoring.procedure.records import Layer
from scoring.procedure.terms import LAYERS, parse_terms
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


def letter_for(state: State, trade: str, layer: str = "") -> str:
    """The letter that a trade's codes begin with, so that no two trades of the event share one: its own first, else the
    first one free. Codes of a named layer begin with that layer's letter and one such."""
    taken = {code.rstrip(digits) for code in _codes_but(state, trade, layer)}
    return next(letter for letter in _letters(trade, layer) if letter not in taken)


def _letters(trade: str, layer: str = "") -> Iterator[str]:
    first = layer[:1].upper()
    yield from (first + letter for letter in trade[:1].upper() if letter in ascii_uppercase)
    yield from (first + letter for letter in ascii_uppercase)
    yield from map("".join, product(ascii_uppercase, repeat=2))


def _codes_but(state: State, trade: str, layer: str) -> Iterator[str]:
    """Every code that is drawn, those of one layer of one trade left out."""
    for id, layers in state.layers.items():
        for name, each in layers.items():
            if (id, name) != (trade, layer):
                yield from each.codes


def salt(seed: str, code: str) -> str:
    """What keeps a code's commitment from being guessed."""
    return digest(canonical(["salt", seed, code]))


def entrant_commitment(seed: str, code: str, entrant: str) -> str:
    """What is published of a code's entrant when codes are drawn."""
    return salted(salt(seed, code), code, entrant)


def salted(salt: str, code: str, entrant: str) -> str:
    """The same, by the code's salt alone: what is checked while the seed is secret."""
    return digest(canonical(["entrant", salt, code, entrant]))


def commitments(seed: str, mapping: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What `CodesDrawn` states: every code with its commitment, by code."""
    return tuple((code, entrant_commitment(seed, code, entrant)) for code, entrant in sorted(mapping.items()))


def behind(layers: Mapping[str, Layer]) -> dict[str, str]:
    """Entrant by code of the last layer; none while any layer is sealed."""
    if not all(each.behind for each in layers.values()):
        return {}
    found = {code: code for code in list(layers.values())[-1].codes}
    for each in reversed(list(layers.values())):
        found = {code: each.behind[who] for code, who in found.items()}
    return found


# --- the steps ------------------------------------------------------------------------------------------------------


def _layer_problems(state: State, trade: str, layer: str) -> Iterator[Problem]:
    """A layer that there is not; one beside the codes of a trade that has one layer alone."""
    if layer and layer not in LAYERS:
        yield Problem("unknown-choice", "layer", {"value": layer[:80], "choices": ", ".join(LAYERS)})
    elif any(bool(each) != bool(layer) for each in state.layers.get(trade, {})):
        yield Problem("other-layers", "layer", {"trade": trade})


def _commit(state: State, fact: steps.SeedCommitted) -> Iterator[Problem]:
    """Every seed of a trade is committed to before any of its numbers is drawn."""
    if fact.trade in state.trades:
        yield Problem("trade-open", "trade", {"trade": fact.trade})
    elif any(each.codes for each in state.layers.get(fact.trade, {}).values()):
        yield Problem("codes-drawn", "trade", {"trade": fact.trade})
    if ID.fullmatch(fact.trade) is None:
        yield Problem("bad-id", "trade", {"value": fact.trade[:80]})
    if DIGEST.fullmatch(fact.commitment) is None:
        yield Problem("bad-digest", "commitment", {"value": fact.commitment[:80]})
    yield from _layer_problems(state, fact.trade, fact.layer)


def _draw(state: State, fact: steps.CodesDrawn) -> Iterator[Problem]:
    layers = state.layers.get(fact.trade, {})
    if fact.trade in state.trades:
        yield Problem("trade-open", "trade", {"trade": fact.trade})
    elif fact.layer not in layers:
        yield Problem("seed-missing", "trade", {"trade": fact.trade})
    elif layers[fact.layer].codes:
        yield Problem("codes-drawn", "trade", {"trade": fact.trade})
    else:
        yield from _follows(layers, fact)
    if NUMBER.fullmatch(fact.number) is None:
        yield Problem("bad-draw", "number", {"value": fact.number[:80]})
    if not fact.codes:
        yield Problem("empty-value", "codes")
    taken = set(_codes_but(state, fact.trade, fact.layer))
    before = ""
    for code, committed in fact.codes:
        if CODE.fullmatch(code) is None:
            yield Problem("bad-code", "codes", {"value": code[:80]})
        if code <= before or code in taken or code in state.trade_of:
            yield Problem("duplicate-id", "codes", {"id": code[:80]})
        if DIGEST.fullmatch(committed) is None:
            yield Problem("bad-digest", "codes", {"value": committed[:80]})
        before = code


def _follows(layers: Mapping[str, Layer], fact: steps.CodesDrawn) -> Iterator[Problem]:
    """Layers are drawn in their order, each with a code for every code of the one before."""
    before = before_of(layers, fact.layer)
    if before and not layers[before].codes:
        yield Problem("layer-before", "layer", {"trade": fact.trade, "layer": before})
    elif before and len(layers[before].codes) != len(fact.codes):
        yield Problem("other-codes", "codes", {"trade": fact.trade})


def before_of(layers: Iterable[str], layer: str) -> str:
    """The layer that comes before one, "" before the first."""
    names = ["", *layers]
    return names[names.index(layer, 1) - 1]


def check_opening(state: State, fact: TradeOpened) -> Iterator[Problem]:
    """What keeps a trade from being opened with this roster: in a blind trade it holds the drawn codes, each once, of
    the layers that its terms ask for."""
    layers = tuple(state.layers.get(fact.trade, {}))
    asked = parse_terms(state.contents[fact.terms]).layers if fact.terms in state.contents else layers
    if fact.trade in state.drawn:
        if asked != layers and (asked or layers != ("",)):
            yield Problem("other-layers", "terms", {"trade": fact.trade})
        if {entrant for entrant, _ in fact.roster} != state.drawn[fact.trade][1].keys():
            yield Problem("other-codes", "roster", {"trade": fact.trade})
    elif layers or asked:
        yield Problem("codes-not-drawn", "trade", {"trade": fact.trade})


def check_reading(state: State, fact: steps.CodesRead, actor: str) -> Iterator[Problem]:
    """What keeps an account from looking behind a layer: above all that it looked behind another one."""
    layers = state.layers.get(fact.trade, {})
    layer = layers.get(fact.layer)
    if layer is None or not layer.codes:
        yield Problem("codes-not-drawn", "trade", {"trade": fact.trade})
    elif layer.behind:
        yield Problem("already-unsealed", "trade", {"trade": fact.trade})
    for name, each in layers.items():
        if name != fact.layer and actor in each.readers:
            yield Problem("layer-of-another", "layer", {"trade": fact.trade, "layer": name})
    yield from reason_problems(fact.reason)


def _unseal(state: State, fact: steps.Unsealed) -> Iterator[Problem]:
    trade = state.trades.get(fact.trade)
    if trade is None:
        yield not_marking(trade, fact.trade)
        return
    layers = state.layers.get(trade.id, {})
    if not trade.sealed or (fact.layer in layers and layers[fact.layer].behind):
        yield Problem("already-unsealed" if trade.blind else "not-blind", "trade", {"trade": trade.id})
        return
    sealed = [name for name, each in layers.items() if not each.behind]
    if fact.layer != sealed[-1]:
        yield Problem("layer-after", "layer", {"trade": trade.id, "layer": sealed[-1]})
        return
    yield from blocked(state, trade, MARKING)
    if len(sealed) > 1:
        yield from _one_layer(layers, fact)
    else:
        yield from _every_layer(layers, fact)


def _one_layer(layers: Mapping[str, Layer], fact: steps.Unsealed) -> Iterator[Problem]:
    """A layer while others are sealed: each code stands for another code of the layer before, as was committed."""
    if fact.seed or fact.seeds:
        yield Problem("seed-too-early", "seed", {"trade": fact.trade})
    layer, before = layers[fact.layer], layers[before_of(layers, fact.layer)]
    salts = dict(fact.salts)
    stated = (*(code for code, _ in fact.entrants),), (*(code for code, _ in fact.salts),)
    if stated != (tuple(layer.codes),) * 2 or sorted(who for _, who in fact.entrants) != sorted(before.codes):
        yield Problem("other-mapping", "entrants", {"trade": fact.trade})
        return
    for code, who in fact.entrants:
        if salted(salts[code], code, who) != layer.codes[code]:
            yield Problem("other-entrant", "entrants", {"code": code, "entrant": who[:80]})


def _every_layer(layers: Mapping[str, Layer], fact: steps.Unsealed) -> Iterator[Problem]:
    """With the first layer all seeds are published: every layer is what they and the numbers give."""
    seeds = dict(fact.seeds) | {fact.layer: fact.seed}
    if seeds.keys() != layers.keys() or any(commitment(seeds[name]) != layers[name].commitment for name in seeds):
        yield Problem("other-seed", "seed", {"trade": fact.trade})
        return
    for name, layer in layers.items():
        stated = fact.entrants if name == fact.layer else tuple(layer.behind.items())
        yield from _drawn_so(fact.trade, layer, seeds[name], stated)


def _drawn_so(trade: str, layer: Layer, seed: str, stated: tuple[tuple[str, str], ...]) -> Iterator[Problem]:
    letter = next(iter(layer.codes)).rstrip(digits)
    computed = codes(trade, seed, layer.number, [who for _, who in stated], letter)
    if stated != tuple(sorted(computed.items())) or computed.keys() != layer.codes.keys():
        yield Problem("other-mapping", "entrants", {"trade": trade})
        return
    for code, who in stated:
        if entrant_commitment(seed, code, who) != layer.codes[code]:
            yield Problem("other-entrant", "entrants", {"code": code, "entrant": who[:80]})


def _apply_commit(state: State, line: Line, fact: steps.SeedCommitted) -> Change:
    layers = state.layers.get(fact.trade, {}) | {fact.layer: Layer(fact.commitment)}
    state.layers[fact.trade] = {name: layers[name] for name in ("", *LAYERS) if name in layers}
    return NO_CHANGE


def _apply_draw(state: State, line: Line, fact: steps.CodesDrawn) -> Change:
    layers = state.layers[fact.trade]
    layers[fact.layer] = layers[fact.layer]._replace(number=fact.number, codes=dict(fact.codes))
    if fact.layer == list(layers)[-1]:
        state.drawn[fact.trade] = (fact.number, dict(fact.codes))
    return NO_CHANGE


def _apply_read(state: State, line: Line, fact: steps.CodesRead) -> Change:
    layers = state.layers[fact.trade]
    layers[fact.layer] = layers[fact.layer]._replace(readers=layers[fact.layer].readers | {line.actor})
    return NO_CHANGE


def _apply_unseal(state: State, line: Line, fact: steps.Unsealed) -> Change:
    trade, layers = state.trades[fact.trade], state.layers[fact.trade]
    layers[fact.layer] = layers[fact.layer]._replace(behind=dict(fact.entrants))
    trade.codes = behind(layers)
    return NO_CHANGE if trade.sealed else changed(state, trade, line, TABLE)


CHECKS: Mapping[str, Callable[[State, Any], Iterator[Problem]]] = {
    steps.SeedCommitted.kind: _commit,
    steps.CodesDrawn.kind: _draw,
    steps.Unsealed.kind: _unseal,
}
APPLY: Mapping[str, Callable[[State, Line, Any], Change]] = {
    steps.SeedCommitted.kind: _apply_commit,
    steps.CodesDrawn.kind: _apply_draw,
    steps.CodesRead.kind: _apply_read,
    steps.Unsealed.kind: _apply_unseal,
}
