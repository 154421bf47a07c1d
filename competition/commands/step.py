"""`step`: state one step from result to grade, for whom a token belongs to, also beside a running server."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from competition.commands import options

if TYPE_CHECKING:
    from competition.settings import Settings
    from competition.store.database import Database
    from scoring.problems import Problem

TOKEN = "SAIPING_TOKEN"


@click.command("step")
@click.argument("event")
@click.argument("entry")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language  [default: zh]")
@options.database
def command(event: str, entry: str, lang: str, database: str | None) -> None:
    """State ENTRY in EVENT, as `POST /api/facts` takes it: '{"type": "notice-posted", "trade": "welding"}'.

    The environment variable SAIPING_TOKEN holds the token of who states it: the same rules hold as on the pages. A step
    out of its order is refused, and that is recorded.

    Exit codes: 0 recorded, 1 refused, 2 wrong call.
    """
    from competition.settings import given
    from competition.store.database import existing
    from competition.words import problem

    settings = given(database=database)
    try:
        stated = json.loads(entry)
    except ValueError as error:
        raise click.BadParameter(f"no JSON: {error}", param_hint="ENTRY") from error
    with options.said(), existing(settings.database) as store:
        said = asyncio.run(_state(store, settings, event, stated))
    if isinstance(said, str):
        click.echo(said)
        return
    raise click.ClickException("; ".join(" ".join(problem(each.code, each.facts, lang)) for each in said))


async def _state(store: Database, settings: Settings, event: str, stated: Any) -> str | tuple[Problem, ...]:
    """Record the entry; its line as `stream:seq:digest`, or every problem."""
    from competition.access.accounts import Accounts
    from competition.access.statements import action_of
    from competition.access.visitors import Visitor
    from competition.catalogue import Catalogue
    from competition.desk import Desk
    from competition.door import entries, steps
    from competition.recording.streams import Streams
    from competition.store.ledger import Ledger
    from competition.supervision.completing import Completing
    from competition.supervision.seals import Seals
    from scoring.problems import Problem

    accounts = Accounts(store)
    actor = await accounts.identify(os.environ.get(TOKEN, ""))
    if actor is None:
        return (Problem("unknown-token"),)
    read = entries.read(steps.FACTS, {"key": uuid4().hex} | stated if isinstance(stated, dict) else stated)
    if isinstance(read, list):
        return tuple(read)
    fact = read.fact(actor.judge)
    if Visitor(actor.name, "", (actor,)).may(action_of(fact), event) is None:
        return (Problem("not-allowed"),)
    catalogue = Catalogue(store)
    streams = Streams(store, publish=lambda event, views: None, lost=lambda event: None)
    try:
        recorder = await streams.recorder(event)
        if recorder is None:
            return (Problem("unknown-event", "event", {"event": event}),)
        desk = Desk(accounts, streams, catalogue, store, hours=settings.hours_ahead)
        completed = await Completing(streams, Seals(store, catalogue), desk.today).completed(event, fact)
        answer = await recorder.record(completed, actor=actor.id, key=read.key)
    finally:
        await streams.close()
    if answer.seq is None:
        return answer.problems
    return f"{fact.kind}: {event}:{answer.seq}:{Ledger(store, event).page(answer.seq - 1, 1)[0].digest}"
