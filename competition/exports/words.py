"""Words that judges wrote with the marks that count, by the marks' lines."""

from __future__ import annotations

from sqlalchemy import Connection, select

from competition.documents import AT_ONCE, texts_in
from competition.store import schema
from scoring.facts import MarkGiven
from scoring.lines import line
from scoring.state import State


def read(connection: Connection, event: str, state: State) -> dict[int, str]:
    """The words, of those marks that have any and whose words were not erased."""
    seqs = sorted(
        seq
        for trade in state.trades.values()
        for performance in trade.performances.values()
        for panel in performance.panels.values()
        for seq in panel.seqs.values()
    )
    named: dict[int, str] = {}
    stored = schema.line.c
    for start in range(0, len(seqs), AT_ONCE):
        chosen = select(stored.seq, stored.body).where(stored.stream == event, stored.body.contains('"comment":"'))
        for seq, body in connection.execute(chosen.where(stored.seq.in_(seqs[start : start + AT_ONCE]))):
            fact = line(seq, body).fact
            if isinstance(fact, MarkGiven) and fact.comment:
                named[seq] = fact.comment
    found = texts_in(connection, named.values())
    return {seq: found[digest] for seq, digest in named.items() if digest in found}
