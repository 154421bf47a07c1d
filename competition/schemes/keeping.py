"""A scheme becomes that of a trade which is not open yet: the whole package is judged with it, then its file put in
place of the old one."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from competition import catalogue
from competition.desk_pages import Told
from competition.exports.packages import files, zipped
from competition.office.room import Room
from competition.office.uploads import Uploads
from competition.schemes.annex import annex_text
from competition.schemes.reading import Draft
from competition.schemes.standing import Standing, package_of
from competition.store import schema
from scoring import lines
from scoring.facts import TradeOpened
from scoring.problems import Problem


async def keep(room: Room, found: Standing, draft: Draft) -> Sequence[Told]:
    """Keep a draft without problems as the trade's scheme. What keeps it from being kept: nothing was changed then.
    Raises what the database raises."""
    state, package = room.request.app.state, await package_of(room)
    trades = {found.trade, *found.shared}
    async with state.desk.reading(room.event) as event:
        opened, seq = trades & set(event.trades), event.seq
    if opened:
        return [_open(sorted(opened))]
    changed = replace(package, scheme_texts={**package.scheme_texts, found.name: draft.text})
    out = io.BytesIO()
    zipped(files(changed), out)
    uploads: Uploads = state.uploads
    _, problems = await uploads.look_into(out.getvalue())
    if problems:
        return problems

    def put(connection: Connection) -> list[Problem]:
        meanwhile = _opened_since(connection, room.event, seq) & trades
        if meanwhile:
            return [_open(sorted(meanwhile))]
        catalogue.put_scheme(connection, room.event, found.name, draft.text, annex_text(draft.annex))
        return []

    told: list[Problem] = await state.database.write(put)
    return told


def _open(trades: Collection[str]) -> Problem:
    return Problem("trade-open", "trade", {"trade": ", ".join(trades)})


def _opened_since(connection: Connection, event: str, seq: int) -> set[str]:
    """Trades that lines after this one open."""
    line = schema.line.c
    bodies = connection.execute(select(line.seq, line.body).where(line.stream == event, line.seq > seq))
    facts = (lines.line(each.seq, each.body).fact for each in bodies)
    return {fact.trade for fact in facts if isinstance(fact, TradeOpened)}
