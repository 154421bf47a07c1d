"""Reading phases: who comes in, what they carry, how they are ranked."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.documents import Document
from scoring.nodes import PLAIN_RANKS, WAYS, Carry, Entry, Phase, Ranks, TieStep
from scoring.numbers import ONE, ZERO

FIGURED = ("figure", "count-back", "count", "head-to-head")
"""Ways of a tie step that look at a figure."""


def read_phase(each: Document, every: tuple[str, ...]) -> Phase:
    """A phase. every: ids of all modules, which is what it marks where it names none."""
    id = each.id()
    modules = each.texts("modules")
    phase = Phase(
        id,
        each.name(default=id),
        every if modules is None else modules,
        _entry(each),
        tuple(_carry(each)),
        each.text("first", ""),
        tuple(read_tie(step, id) for step in each.tables("ties")),
        each.number("max"),
        each.rounding(),
        each.number("floor"),
        each.number("ceiling"),
        each.number("weight", ONE) or ZERO,
        each.choice("order", ("high", "low"), "high"),
        _ranks(each),
    )
    each.finish()
    return phase


def _entry(each: Document) -> Entry | None:
    value = each.get("entry")
    if value is None:
        return None
    inner = each.inner("entry", value)
    cut = None if inner.values.get("cut") == "stated" else inner.whole("cut", None, 1, 100_000)
    inner.read.add("cut")
    entry = Entry(inner.id("from"), cut, inner.choice("ties", ("all", "none"), "all"))
    inner.finish()
    return entry


def _carry(each: Document) -> Iterator[Carry]:
    for inner in each.tables("carry"):
        weight = inner.number("weight", ONE)
        assert weight is not None
        yield Carry(inner.id("phase"), weight)
        inner.finish()


def read_tie(each: Document, phase: str) -> TieStep:
    """One step of a tie-break chain. phase: whose figure it looks at where it names none."""
    by = each.choice("by", WAYS, "figure")
    figure = each.text("figure") if by in FIGURED else ""
    prefer = each.choice("prefer", ("high", "low"), "low" if by == "running-order" else "high")
    where = each.text("phase", "") or phase
    above = each.number("above", ZERO) if by == "count" else ZERO
    upto = 0 if each.get("upto") is None else each.whole("upto", None, 1, 100_000)
    each.finish()
    return TieStep(figure, prefer, where, by, above or ZERO, upto)


def _ranks(each: Document) -> Ranks:
    value = each.get("ranks")
    if value is None:
        return PLAIN_RANKS
    inner = each.inner("ranks", value)
    share = inner.choice("share", ("equal", "never", "within"), "equal")
    within = inner.number("within", needed=True) if share == "within" else ZERO
    reach = inner.choice("from", ("previous", "first"), "previous") if share == "within" else "previous"
    numbering = inner.choice("numbering", ("skip", "dense"), "skip")
    places = 0 if inner.get("places") is None else inner.whole("places", None, 1, 100_000)
    inner.finish()
    return Ranks(share, within or ZERO, reach, numbering, places)
