"""The page of help about feeds says what there is: addresses, messages, and the client's own names."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

import pytest
from starlette.routing import Route, WebSocketRoute

from competition.access.access import RULES
from competition.live import chain, client, feed, sockets
from competition.live.hub import HEARTBEAT_S
from competition.words import TEMPLATES

LANGUAGES = ("en", "zh")


def page(lang: str) -> str:
    return (TEMPLATES / "help" / f"feed.{lang}.md").read_text("utf-8")


def blocks(lang: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", page(lang), re.DOTALL)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_address_is_a_route(lang: str) -> None:
    kinds: tuple[Any, ...] = (sockets.Live, feed.Feed, chain.Chain)
    routes = [route for kind in kinds for route in kind.routes(object.__new__(kind))]
    (addresses,) = blocks(lang, "text")
    plain, live = (re.findall(rf"{way} +(/\S+)$", addresses, re.MULTILINE) for way in ("HTTP +GET", "WebSocket"))
    assert len(plain) == len(live) == 2
    assert set(plain) <= {route.path for route in routes if isinstance(route, Route)}
    assert set(live) == {route.path for route in routes if isinstance(route, WebSocketRoute)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_message_is_shown(lang: str) -> None:
    boards, (line,) = (block.splitlines() for block in blocks(lang, "json"))
    assert {json.loads(each)["type"] for each in boards} == {"snapshot", "delta", "heartbeat", "resync"}
    assert set(json.loads(line)) == {"type", "seq", "digest", "line"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_program_calls_what_the_client_has(lang: str) -> None:
    (code,) = blocks(lang, "python")
    names = [name.name for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom) for name in node.names]
    assert names and all(hasattr(client, name) for name in names)
    assert all(name in page(lang) for name in (client.Refused.__name__, client.ChainBroken.__name__))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_times_are_those_of_the_server_and_the_client(lang: str) -> None:
    assert f" {HEARTBEAT_S:.0f} " in page(lang) and f" {client.SILENCE_S:.0f} " in page(lang)


def test_both_pages_are_alike_and_name_all_who_may_read_the_ledger() -> None:
    assert len({tuple(blocks(lang, "json")) for lang in LANGUAGES}) == 1
    (row,) = (line for line in page("en").splitlines() if line.startswith("- **The ledger**"))
    assert set(re.findall(r"organiser|association|authority|relay|owner", row)) == set(RULES["read-lines"].roles)
