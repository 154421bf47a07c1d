"""`play`: send a package's marks through the door of a running server, as its judges would."""

from __future__ import annotations

import asyncio
import csv
import json
import ssl
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from competition.commands import options
from competition.commands.score import say

if TYPE_CHECKING:
    from competition.intake import Package
    from competition.playing.player import Tally
    from competition.playing.script import Act, Message

ORGANISER = "organiser."
"""Accounts of organisers begin so in a file of tokens."""

TOKENS_COUNT = timedelta(days=7)
TOLD_EVERY_S = 10.0
TROUBLE_SHOWN = 20


@click.command()
@click.argument("package", type=click.Path(exists=True, path_type=Path))
@click.option("--speed", type=click.FloatRange(0, 10_000), default=1.0, show_default=True, help="0: without pauses.")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="The running server.")
@options.database
@click.option("--tokens", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV made by `account`.")
@click.option("--trade", default="", help="Only this trade.")
@click.option("--phase", default="", help="Only this phase; nothing is finalised.")
@click.option("--json", "as_json", is_flag=True, help="What came back, as JSON.")
def command(
    package: Path,
    speed: float,
    url: str,
    database: str | None,
    tokens: Path | None,
    trade: str,
    phase: str,
    as_json: bool,
) -> None:
    """Send the marks of PACKAGE through the door of a running server as its judges would give them.

    Every judge has a token of her own: from --tokens, else made in the server's database, where her earlier tokens then
    count no more. At speed 1 there is about one performance every 30 seconds. What is not answered is sent again;
    playing once more sends the same and adds nothing.

    Exit codes: 0 everything was taken, 1 conflicts, held or refused marks, or no answer, 2 wrong call.
    """
    from competition.intake import read
    from competition.playing.script import script

    if database and tokens:
        raise click.UsageError("give --database or --tokens, not both")
    found, problems = read(package)
    if found is None:
        say(problems, as_json=as_json)
        sys.exit(1)
    if trade and trade not in found.schemes:
        raise click.BadParameter(f"the package has no trade {trade}", param_hint="--trade")
    if phase and not any(phase in scheme.phase for scheme in found.schemes.values()):
        raise click.BadParameter(f"the package has no phase {phase}", param_hint="--phase")
    judges, organiser = _from_file(tokens) if tokens else made(found, database)
    if not organiser:
        click.echo("No organiser's token: who goes on, penalties and the result are left to the organiser.", err=True)
    acts = script(found, trade, phase)
    sys.exit(0 if asyncio.run(_play(found, acts, url, judges, organiser, speed, as_json)) else 1)


def made(package: Package, database: str | None) -> tuple[Mapping[str, str], str]:
    """(token by judge, organiser's token) for the package's event, made in the database beside the server."""
    from competition import catalogue
    from competition.access.access import Actor
    from competition.access.tokens import issue
    from competition.settings import given
    from competition.store.database import Database, open_database

    event = package.contest.event
    settings = given(database=database)
    with options.said():
        with Database(settings.database) as store:
            if store.path is not None and not store.path.exists():
                raise click.ClickException(f"{store.path} is not there; give the server's --database, or --tokens")
        with open_database(settings.database) as store, store.transaction() as connection:
            if event not in catalogue.events(connection):
                raise click.ClickException(f"there is no event {event}: import the package --without-marks first")
            judges = {
                judge: issue(connection, Actor("judge", judge, event, judge), expires=TOKENS_COUNT)
                for judge in sorted({mark.judge for mark in package.marks})
            }
            return judges, issue(connection, Actor("organiser", "play", event), expires=TOKENS_COUNT)


def _from_file(path: Path) -> tuple[Mapping[str, str], str]:
    """(token by judge, organiser's token or "") of a CSV of accounts and their tokens."""
    with path.open(newline="", encoding="utf-8-sig") as lines:
        first, *rows = list(csv.reader(lines)) or [[]]
    if first[1:] != ["token"] or any(len(row) != 2 for row in rows):
        raise click.ClickException(f"{path}: the columns of a file of tokens are judge,token")
    organiser = next((token for account, token in rows if account.startswith(ORGANISER)), "")
    return {account: token for account, token in rows if not account.startswith(ORGANISER)}, organiser


async def _play(
    package: Package,
    acts: Sequence[Act],
    url: str,
    judges: Mapping[str, str],
    organiser: str,
    speed: float,
    as_json: bool,
) -> bool:
    """Play and report; True where everything was taken."""
    import httpx

    from competition.playing.player import ANSWER_WITHIN_S, Player, PlayError

    started = time.monotonic()
    limits = httpx.Limits(max_connections=None)
    trusted = ssl.create_default_context()  # with what SSL_CERT_FILE names, such as a hall's own authority
    async with httpx.AsyncClient(
        base_url=url, timeout=ANSWER_WITHIN_S, limits=limits, trust_env=False, verify=trusted
    ) as client:
        event = package.contest.event
        player = Player(client, event, judges, organiser, speed=speed, tell=_teller(acts))
        why = ""
        try:
            await player.play(acts)
        except PlayError as error:
            why = str(error)
    _report(event, player.tally, time.monotonic() - started, why, as_json)
    return not why and not player.tally.trouble


def _teller(acts: Sequence[Act]) -> Callable[[Act, Tally], None]:
    """Says on stderr how far playing has come: on a terminal in one line, elsewhere now and then."""
    from competition.playing.script import Performance

    performances = sum(isinstance(act, Performance) for act in acts)
    terminal = sys.stderr.isatty()
    told = time.monotonic()

    def tell(act: Act, tally: Tally) -> None:
        nonlocal told
        done = tally.performances == performances
        if not isinstance(act, Performance) or (not terminal and not done and time.monotonic() < told + TOLD_EVERY_S):
            return
        told = time.monotonic()
        where = " ".join(filter(None, (act.phase, act.entrant, act.item or act.module)))
        line = f"{tally.performances}/{performances} performances · {tally.counts.total()} answers · {where}"
        click.echo(f"\r\x1b[K{line}" if terminal else line, err=True, nl=not terminal or done)

    return tell


def _report(event: str, tally: Tally, seconds: float, why: str, as_json: bool) -> None:
    if as_json:
        said = {
            "event": event,
            "performances": tally.performances,
            "answers": dict(sorted(tally.counts.items())),
            "retries": tally.retries,
            "seconds": round(seconds, 3),
            "trouble": [{"sent": sent, "result": result} for sent, result in tally.trouble],
            "stopped": why,
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    for line in _trouble(tally.trouble):
        click.echo(line, err=True)
    answers = ", ".join(f"{count} {status}" for status, count in sorted(tally.counts.items())) or "nothing answered"
    click.echo(f"{event}: {tally.performances} performances, {answers}, {tally.retries} retries, {seconds:.1f} s")
    if why:
        click.echo(f"Stopped: {why}. Play again to go on.", err=True)


def _trouble(trouble: Sequence[tuple[Message, Message]]) -> Iterable[str]:
    """A line for each of the first messages that were not taken."""
    from competition import words

    for sent, result in trouble[:TROUBLE_SHOWN]:
        where = " ".join(
            str(sent[key]) for key in ("type", "trade", "phase", "entrant", "item", "aspect") if sent.get(key)
        )
        said = [_words(words, problem) for problem in result.get("problems", ())]
        if result["status"] == "conflict":
            current = result.get("current")
            said.append(f"sent {sent.get('value')}, stored {current['value'] if current else 'nothing'}")
        yield f"{result['status']}: {where}: {'; '.join(said)}".removesuffix(": ")
    if len(trouble) > TROUBLE_SHOWN:
        yield f"… and {len(trouble) - TROUBLE_SHOWN} more"


def _words(words: Any, problem: Message) -> str:
    what, remedy = words.problem(problem["code"], problem["facts"], "en")
    return f"{problem['code']}: {what} — {remedy}"
