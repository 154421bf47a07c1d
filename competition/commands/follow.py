"""`follow`: what happens on a board or in the ledger of a running server, a line a change."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from competition.live.client import Board, Line

TOKEN = "SAIPING_TOKEN"

MOST_ROWS = 5
"""Rows that are named in one line."""


@click.command("follow")
@click.argument("url")
@click.argument("event")
@click.argument("board", default="")
@click.option("--audience", default="public", show_default=True, help="For whom the board is.")
@click.option("--lines", is_flag=True, help="The event's ledger instead of a board; every line is checked.")
@click.option("--since", default="", metavar="EVENT:SEQ:DIGEST", help="Lines behind this one only.")
@click.option("--json", "as_json", is_flag=True, help="What the server says, as NDJSON.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language  [default: zh]")
def command(url: str, event: str, board: str, audience: str, lines: bool, since: str, as_json: bool, lang: str) -> None:
    """Say what happens on BOARD (a trade, or any other board; by default the overview) of EVENT at the server at URL.

    The environment variable SAIPING_TOKEN holds the token of who may see an inner audience or the ledger. Goes on after
    a cut where it was, until Ctrl+C.

    Exit codes: 0 stopped, 1 refused, or a line that does not follow from the one before, 2 wrong call.
    """
    from competition.live.client import ChainBroken, Refused, follow, follow_lines
    from competition.words import problem

    if (since and not lines) or (board and lines):
        raise click.UsageError("--since goes with --lines, BOARD without")
    if not url.startswith(("http://", "https://")):
        raise click.BadParameter(f"{url} is no http:// or https:// address", param_hint="URL")
    token = os.environ.get(TOKEN, "")
    # with what SSL_CERT_FILE names, such as a hall's own authority
    tls = ssl.create_default_context() if url.startswith("https:") else None
    try:
        with suppress(KeyboardInterrupt):
            if lines:
                asyncio.run(_lines(follow_lines(url, event, token=token, since=since, tls=tls), as_json, lang))
            else:
                boards = follow(url, event, board or "overview", audience=audience, token=token, tls=tls)
                asyncio.run(_boards(boards, as_json, lang))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--since") from error
    except Refused as refused:
        said = " ".join(problem(refused.code, {}, lang)) if refused.code else ""
        raise click.ClickException(f"{refused}: {said}".removesuffix(": ")) from refused
    except ChainBroken as broken:
        raise click.ClickException(str(broken)) from broken


async def _boards(boards: AsyncGenerator[Board, None], as_json: bool, lang: str) -> None:
    async with aclosing(boards) as versions:
        async for board in versions:
            click.echo(_compact(board.message) if as_json else _moved(board, lang))


async def _lines(found: AsyncGenerator[Line, None], as_json: bool, lang: str) -> None:
    from competition.words import term

    async with aclosing(found) as lines:
        async for line in lines:
            if as_json:
                click.echo(_compact({"type": "line", "seq": line.seq, "digest": line.digest, "line": line.stored}))
                continue
            fact = line.fact
            kind = term("kinds", fact["fact"], lang)
            click.echo(f"{_second(fact['at'])} {line.seq} {kind} {fact['actor']} {line.digest[:12]}")


def _compact(message: Any) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _moved(board: Board, lang: str) -> str:
    """What led to this version, in words."""
    from competition.words import term

    if board.message["type"] == "snapshot":
        told = [term("follow", "whole", lang, count=len(board.rows))]
    else:
        changes = list(_changes(board, lang)) or [term("follow", "head", lang)]
        more = len(changes) - MOST_ROWS
        told = changes[:MOST_ROWS] + ([term("follow", "more", lang, count=more)] if more > 0 else [])
    version = term("follow", "version", lang, version=board.version)
    return f"{_second(board.as_of)} {version} " + " · ".join(told)


def _changes(board: Board, lang: str) -> Iterator[str]:
    from competition.words import term

    for id in board.message["rows"]:
        row = board.rows[id]
        facts = {"who": id, "total": row.get("total"), "rank": row.get("rank")}
        code = "row" if facts["total"] is None else "total" if facts["rank"] is None else "place"
        yield term("follow", code, lang, **facts)
    for id in board.message.get("gone", ()):
        yield term("follow", "gone", lang, who=id)


def _second(at: str) -> str:
    """A UTC text to the second, "-" for none."""
    return f"{at[:19]}Z" if at else "-"
