"""An attacker with everything public, one judge's tablet and one layer of codes: no work leads to a name.

What she holds is read record by record (a JSON object with its key; a row, an item or a line of a page). Two words of
one record belong together; a work leads to a name where a chain of records does. With all layers in hand it does, so
that a test that finds nothing has looked.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Mount, Route

from competition.access import sessions
from competition.store.database import open_database
from competition.store.ledger import Ledger
from scoring.procedure.terms import LAYERS
from tests.competition.people import cookie
from tests.competition.supervision.arena import BLIND, EVENT, JUDGES, NAMES, arena, entrant_id
from tests.competition.supervision.desks import Desks, desks
from tests.doors import bounded

SLIPS = f"/draw/{EVENT}/trades/{BLIND}/slips"
FILLED = {"event": EVENT, "trade": BLIND, "board": BLIND, "judge": JUDGES[0]}
CODE = re.compile(r"\b[CSW]C\d{2}\b")
RECORD = re.compile(r"<(tr|li|option)\b.*?</\1>", re.S)
NAMED = [*(name for both in NAMES[BLIND] for name in both), *(entrant_id(BLIND, place) for place in range(1, 9))]

MANY = 5
"""Words of a record that puts nothing together: it names everybody."""


def records(text: str, kind: str) -> Iterator[str]:
    """The smallest parts of an answer that put words together."""
    if "json" in kind:
        yield from objects("", json.loads(text))
    else:
        yield from (html.unescape(found[0]) for found in RECORD.finditer(text))
        yield from (line for line in html.unescape(text).splitlines() if len(words_of(line)) < MANY)


def objects(key: str, value: Any) -> Iterator[str]:
    """Each object's own values with its key; each list of plain values."""
    if isinstance(value, Mapping):
        yield " ".join([key, *(str(each) for each in value.values() if not isinstance(each, Mapping | list))])
        for name, each in value.items():
            yield from objects(str(name), each)
    elif isinstance(value, list):
        plain = [str(each) for each in value if not isinstance(each, Mapping | list)]
        if len(plain) < MANY:  # a longer list is everybody, in an order that says nothing
            yield " ".join(plain)
        for each in value:
            yield from objects(key, each)


def words_of(record: str) -> set[str]:
    return {*CODE.findall(record), *(name for name in NAMED if name in record)}


def names_behind(held: Iterable[str]) -> dict[str, set[str]]:
    """The names that each work leads to, by what one holds."""
    near: dict[str, set[str]] = defaultdict(set)
    for record in held:
        together = words_of(record)
        if len(together) >= MANY:
            continue
        for word in together:
            near[word] |= together
    found = {}
    for work in {f"WC{place:02}" for place in range(1, 9)}:
        seen, left = {work}, [work]
        while left:
            new = near[left.pop()] - seen
            seen |= new
            left.extend(new)
        found[work] = seen & set(NAMED)
    return found


def addresses(routes: Iterable[Any]) -> Iterator[str]:
    """Every page and resource that can be asked for with what is known of the event."""
    for route in routes:
        if isinstance(route, Mount):
            continue
        if isinstance(route, Route) and "GET" in (route.methods or ()):
            names = re.findall(r"{(\w+)(?::\w+)?}", route.path)
            if set(names) <= FILLED.keys():
                yield re.sub(r"{(\w+)(?::\w+)?}", lambda found: FILLED[found[1]], route.path) + bounded(route.path)


def held_by(at: Desks, headers: Mapping[str, str]) -> list[str]:
    """Every record that somebody is sent, whatever she asks for."""
    found: list[str] = []
    for address in addresses(at.app.routes):  # type: ignore[attr-defined]
        audiences = ("?audience=public", "?audience=hall", "?audience=panel") if "boards" in address else ("",)
        for asked in (joined(address, audience) for audience in audiences):
            answer = at.client.get(asked, headers=dict(headers), follow_redirects=False)
            kind = answer.headers.get("content-type", "")
            if answer.status_code == 200 and "ndjson" in kind:
                found.extend(each for line in answer.text.splitlines() for each in records(line, kind))
            elif answer.status_code == 200 and ("json" in kind or "html" in kind):
                found.extend(records(answer.text, kind))
    return found


def joined(address: str, query: str) -> str:
    return address + (query.replace("?", "&") if "?" in address else query)


def prepared(url: str, unsealed: Iterable[str]) -> None:
    """Everything is marked and signed, and these layers are unsealed."""

    async def go_on() -> None:
        async with arena(url, layers=LAYERS) as held:
            for layer in LAYERS:
                await held.commit(layer=layer)
            for layer in LAYERS:
                await held.draw(layer=layer)
            await held.open(BLIND)
            await held.mark(BLIND)
            await held.sign(BLIND)
            for layer in unsealed:
                await held.take(await held.unsealed(layer=layer), "supervisor")

    asyncio.run(go_on())


def layer_of(at: Desks, layer: str) -> list[str]:
    """What the draw officer of a layer prints."""
    answer = at.post(f"draw {layer}", SLIPS, reason="print-slips", layer=layer)
    assert answer.status_code == 200
    return [*records(answer.text, "html")]


@pytest.mark.parametrize("unsealed", [(), ("work",), ("work", "station")])
def test_everything_public_one_tablet_and_one_layer_lead_from_no_work_to_a_name(
    tmp_path: Path, unsealed: tuple[str, ...]
) -> None:
    url = f"sqlite:///{tmp_path / 'arena.db'}"
    prepared(url, unsealed)
    tablet = {"cookie": f"{sessions.COOKIE}={cookie(url, 'judge', event=EVENT, judge=JUDGES[0])}"}
    with desks(url) as at:
        public, judge = held_by(at, {}), held_by(at, tablet)
        sheets = at.client.get(f"/api/events/{EVENT}/sheets", headers=tablet)
        works = {word for record in records(sheets.text, "json") for word in words_of(record)}
        assert works == {f"WC{place:02}" for place in range(1, 9)}, "a tablet holds every work and no other code"
        sealed = [layer for layer in LAYERS if layer not in unsealed]
        printed = {layer: layer_of(at, layer) for layer in sealed}
        for layer, own in printed.items():
            assert set().union(*names_behind([*public, *judge, *own]).values()) == set(), layer
        if not unsealed:
            everything = names_behind(record for own in printed.values() for record in own)
            assert all(len(names) >= 2 for names in everything.values()), "all layers together do lead there"


def test_an_unsealed_layer_is_in_no_answer_before_the_last_one_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'arena.db'}"
    prepared(url, ("work", "station"))
    with desks(url) as at:
        for role in ("public", "organiser", "supervisor", "chief", "association", "authority", "draw"):
            for record in held_by(at, at.asks(role)):
                kinds = {code[0] for code in CODE.findall(record)}
                assert len(kinds) < 2, (role, record)


def test_the_ledger_is_read_up_to_an_unsealed_layer_and_to_its_end_when_the_last_one_is(tmp_path: Path) -> None:
    for unsealed in (("work",), ("work", "station", "contest")):
        url = f"sqlite:///{tmp_path / f'arena-{len(unsealed)}.db'}"
        prepared(url, unsealed)
        with desks(url) as at, open_database(url) as database:
            answer = at.client.get(f"/api/events/{EVENT}/lines?wait=0", headers=dict(at.asks("organiser")))
            told = [json.loads(json.loads(line)["line"])["fact"] for line in answer.text.splitlines()]
            kept = [json.loads(row.body)["fact"] for row in Ledger(database, EVENT).lines()]
        until = kept.index("unsealed") if len(unsealed) == 1 else len(kept)
        assert told == kept[:until], unsealed
